//! Follows a call through the log as the operator may: facts, redacted words, times, trace.
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use phi_events::call::{Call, CallFact};
use phi_events::ehr::{Ehr, EhrFact};
use phi_events::outcome::{Outcome, OutcomeFact};
use phi_events::redaction::{Redaction, RedactionFact};
use phi_events::transcript::{Transcript, TranscriptFact};
use phi_events::{Address, AggregateId, Context, Schema, TenantId};
use phi_service::{Core, Incoming};

use crate::BoxError;

/// What is known of a call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallView {
    /// Where it came from.
    pub source: String,
    /// How it ended.
    pub ended: String,
    /// How many words, and who heard them.
    pub words: String,
    /// Redactions by kind.
    pub redactions: BTreeMap<String, u32>,
    /// Disposition, or what is missing.
    pub outcome: String,
    /// Intent and urgency.
    pub intent: String,
    /// Resources in the EHR.
    pub ehr: Vec<String>,
    /// Whether a chart was entered.
    pub chart: String,
    /// Milliseconds from one context's commit to the next's.
    pub hops_ms: BTreeMap<String, u64>,
    /// Trace id.
    pub trace: String,
    /// Whether the EHR has it.
    pub confirmed: bool,
}

async fn read<S: Schema>(core: &Core, tenant: TenantId, call: AggregateId) -> Result<Vec<Incoming<S>>, BoxError> {
    core.read_aggregate::<S>(tenant, call).await.map_err(|fault| fault.source as BoxError)
}

fn snake(debug: impl std::fmt::Debug) -> String {
    let text = format!("{debug:?}");
    let mut out = String::new();
    for (index, letter) in text.chars().enumerate() {
        if letter.is_uppercase() && index > 0 {
            out.push('_');
        }
        out.extend(letter.to_lowercase());
    }
    out
}

/// Reads everything that the log says of a call.
///
/// # Errors
/// When the log or a key is not to be had.
pub async fn view(core: &Core, tenant: TenantId, call: AggregateId) -> Result<CallView, BoxError> {
    let mut view = CallView::default();
    let mut times: Vec<(&'static str, u64)> = Vec::new();
    for event in read::<Call>(core, tenant, call).await? {
        match &event.fact {
            CallFact::Received { source, ended, .. } => {
                view.source = snake(source);
                view.ended = snake(ended);
                times.push(("call", event.meta.at_ms));
            }
            CallFact::RecordingStored { .. }
            | CallFact::RecordingUnavailable { .. }
            | CallFact::FetchFailed { .. }
            | CallFact::Parked { .. } => {}
        }
    }
    for event in read::<Transcript>(core, tenant, call).await? {
        match &event.fact {
            TranscriptFact::Transcribed { engine, words, tier, .. } => {
                view.words = format!("{words} words by {} ({} tier)", snake(engine), snake(tier));
                times.push(("transcript", event.meta.at_ms));
            }
            TranscriptFact::Silent { why } => {
                view.words = format!("none ({})", snake(why));
                times.push(("transcript", event.meta.at_ms));
            }
            TranscriptFact::Failed { why } => view.words = format!("failed ({})", snake(why)),
            TranscriptFact::Parked { reason, .. } => view.words = format!("waits ({})", snake(reason)),
        }
    }
    for event in read::<Redaction>(core, tenant, call).await? {
        match &event.fact {
            RedactionFact::Redacted { counts, .. } => {
                view.redactions = counts.iter().map(|(kind, count)| (kind.as_str().to_owned(), *count)).collect();
                times.push(("redaction", event.meta.at_ms));
            }
            RedactionFact::Withheld { .. } | RedactionFact::Nothing => times.push(("redaction", event.meta.at_ms)),
            RedactionFact::Parked { .. }
            | RedactionFact::Graded { .. }
            | RedactionFact::Reviewed { .. }
            | RedactionFact::AudioMasked { .. }
            | RedactionFact::AudioWithheld { .. }
            | RedactionFact::Rerun { .. }
            | RedactionFact::Promoted { .. }
            | RedactionFact::TermDecided { .. } => {}
        }
    }
    outcome_and_ehr(core, tenant, call, &mut view, &mut times).await?;
    view.hops_ms = times
        .windows(2)
        .map(|pair| (format!("{}→{}", pair[0].0, pair[1].0), pair[1].1.saturating_sub(pair[0].1)))
        .collect();
    view.trace = trace(core, tenant, call).await?;
    Ok(view)
}

async fn outcome_and_ehr(
    core: &Core,
    tenant: TenantId,
    call: AggregateId,
    view: &mut CallView,
    times: &mut Vec<(&'static str, u64)>,
) -> Result<(), BoxError> {
    for event in read::<Outcome>(core, tenant, call).await? {
        if let OutcomeFact::Concluded { intent, disposition, urgency, .. } = &event.fact {
            view.outcome = snake(disposition);
            view.intent = format!("{}, {}", snake(intent), snake(urgency));
            times.push(("outcome", event.meta.at_ms));
        }
    }
    for event in read::<Ehr>(core, tenant, call).await? {
        match &event.fact {
            EhrFact::Intended { .. } => times.push(("ehr", event.meta.at_ms)),
            EhrFact::Confirmed { resources, chart, .. } => {
                view.ehr.clone_from(resources);
                view.chart = snake(chart);
                view.confirmed = true;
                times.push(("confirmed", event.meta.at_ms));
            }
            EhrFact::Rejected { .. } | EhrFact::Unknown { .. } | EhrFact::Parked { .. } => {}
        }
    }
    Ok(())
}

async fn trace(core: &Core, tenant: TenantId, call: AggregateId) -> Result<String, BoxError> {
    let subject = Address::new(Context::Ehr, tenant, call).subject();
    let stored = core.log().read(&Context::Ehr.stream(), &subject, 1).await?;
    let parent = stored.first().and_then(|stored| stored.traceparent.clone()).unwrap_or_default();
    Ok(parent.split('-').nth(1).unwrap_or_default().to_owned())
}

/// Waits until the EHR has a call.
///
/// # Errors
/// When it takes longer than `patience`; the sentence says how far it came.
pub async fn confirmed(
    core: &Core,
    tenant: TenantId,
    call: AggregateId,
    patience: Duration,
) -> Result<CallView, BoxError> {
    let started = Instant::now();
    loop {
        let view = view(core, tenant, call).await?;
        if view.confirmed {
            return Ok(view);
        }
        if started.elapsed() > patience {
            return Err(format!(
                "call {call} did not reach the EHR within {} s; it came as far as {view:?}",
                patience.as_secs()
            )
            .into());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
