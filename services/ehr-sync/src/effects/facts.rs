//! Reads what is to be written from the call's subjects. What was shredded is not there, and the write goes on without it.
use std::collections::BTreeMap;

use phi_events::call::v1::Speaker;
use phi_events::call::v1::{Call, CallContent, CallFact, CallerIdentity};
use phi_events::outcome::v1::{
    Disposition as Work, Intent, Outcome, OutcomeContent, OutcomeDetail, OutcomeFact, ReviewReason, Urgency,
};
use phi_events::phi::Phi;
use phi_events::redaction::{Redaction, RedactionContent, RedactionFact};
use phi_events::{DataClass, Schema};
use phi_service::{Aggregate, Disposition, Fault, Incoming};

use crate::domain::EhrWrites;
use crate::error::NoOutcome;

/// What is known of a call. No `Debug`: it is PHI.
pub(super) struct Known {
    /// What the caller wanted.
    pub intent: Intent,
    /// What shall be done.
    pub work: Work,
    /// How soon.
    pub urgency: Urgency,
    /// Why a person must listen, if one must.
    pub review: Option<ReviewReason>,
    /// When the outcome was decided, Unix milliseconds.
    pub authored_ms: u64,
    /// Start and end of the call, Unix milliseconds.
    pub times: Option<(u64, u64)>,
    /// What a reader may know, citing placeholders.
    pub detail: Option<OutcomeDetail>,
    /// The parties' numbers, and the name that the platform knew.
    pub caller: Option<CallerIdentity>,
    /// The value behind each placeholder.
    pub values: BTreeMap<String, Phi<String>>,
    /// Where the redacted words are.
    pub redaction: Option<Incoming<Redaction>>,
}

/// Reads a call. `delivered` is its outcome, when a delivery brought it.
pub(super) async fn known(own: &Aggregate<EhrWrites>, delivered: Option<&Incoming<Outcome>>) -> Result<Known, Fault> {
    let outcome = async {
        Ok::<_, Fault>(match delivered {
            Some(_) => None,
            None => last(own.read::<Outcome>().await?, |fact| matches!(fact, OutcomeFact::Concluded { .. })),
        })
    };
    let (calls, redactions, read) = tokio::try_join!(own.read::<Call>(), own.read::<Redaction>(), outcome)?;
    let outcome = delivered.or(read.as_ref()).ok_or(NoOutcome)?;
    let OutcomeFact::Concluded { intent, disposition: work, urgency, review, .. } = &outcome.fact else {
        return Err(NoOutcome.into());
    };
    let redaction = last(redactions, |fact| matches!(fact, RedactionFact::Redacted { .. }));
    let times = calls.iter().find_map(|event| match &event.fact {
        CallFact::Received { started_ms, ended_ms, .. } => Some((*started_ms, *ended_ms)),
        CallFact::RecordingStored { .. }
        | CallFact::RecordingUnavailable { .. }
        | CallFact::FetchFailed { .. }
        | CallFact::Parked { .. } => None,
    });
    let (detail, identity) =
        tokio::try_join!(detail(own, outcome), identity(own, &calls, redaction.as_ref(), review.is_some()))?;
    let (caller, values) = identity;
    let authored_ms = outcome.meta.at_ms;
    Ok(Known {
        intent: *intent,
        work: *work,
        urgency: *urgency,
        review: *review,
        authored_ms,
        times,
        detail,
        caller,
        values,
        redaction,
    })
}

fn last<S: Schema>(events: Vec<Incoming<S>>, wanted: fn(&S::Fact) -> bool) -> Option<Incoming<S>> {
    events.into_iter().rev().find(|event| wanted(&event.fact))
}

async fn detail(own: &Aggregate<EhrWrites>, outcome: &Incoming<Outcome>) -> Result<Option<OutcomeDetail>, Fault> {
    let contents = unless_shredded(own.open(outcome, DataClass::Deidentified).await)?;
    Ok(contents.into_iter().next().map(|OutcomeContent::Detail(detail)| detail))
}

type Identity = (Option<CallerIdentity>, BTreeMap<String, Phi<String>>);

/// Who called, and, unless a person is only to listen, the values behind the placeholders.
async fn identity(
    own: &Aggregate<EhrWrites>,
    calls: &[Incoming<Call>],
    redaction: Option<&Incoming<Redaction>>,
    listen: bool,
) -> Result<Identity, Fault> {
    let mut caller = None;
    for event in calls.iter().filter(|event| matches!(event.fact, CallFact::Received { .. })) {
        let contents = unless_shredded(own.open(event, DataClass::Identity).await)?;
        caller = caller.or(contents.into_iter().find_map(|content| match content {
            CallContent::Identity(identity) => Some(identity),
            CallContent::Transcript(_) | CallContent::RecordingUrl(_) => None,
        }));
    }
    let mut values = BTreeMap::new();
    if let Some(redaction) = redaction.filter(|_| !listen) {
        for content in unless_shredded(own.open(redaction, DataClass::Identity).await)? {
            if let RedactionContent::Revealed(revealed) = content {
                values.extend(revealed.values.into_iter().map(|hidden| (hidden.placeholder, hidden.value)));
            }
        }
    }
    Ok((caller, values))
}

/// The redacted words, a line a turn.
pub(super) async fn transcript(
    own: &Aggregate<EhrWrites>,
    redaction: &Incoming<Redaction>,
) -> Result<Option<String>, Fault> {
    let contents = unless_shredded(own.open(redaction, DataClass::Deidentified).await)?;
    Ok(contents.into_iter().find_map(|content| match content {
        RedactionContent::Cleaned(cleaned) => {
            let lines: Vec<String> =
                cleaned.turns.iter().map(|turn| format!("{}: {}", speaker(turn.speaker), turn.text)).collect();
            Some(lines.join("\n"))
        }
        RedactionContent::Revealed(_) | RedactionContent::Review(_) | RedactionContent::Places(_) => None,
    }))
}

const fn speaker(speaker: Speaker) -> &'static str {
    match speaker {
        Speaker::Caller => "Caller",
        Speaker::Agent => "Agent",
        Speaker::Unknown => "Speaker",
    }
}

fn unless_shredded<T>(opened: Result<Vec<T>, Fault>) -> Result<Vec<T>, Fault> {
    match opened {
        Err(fault) if fault.disposition == Disposition::Shredded => Ok(vec![]),
        opened => opened,
    }
}
