//! What the log says of one call: its way through every context, and its redacted words where they can be opened.
use std::collections::BTreeMap;

use phi_events::access::{AccessFact, Purpose};
use phi_events::call::{Call, CallFact};
use phi_events::commit::Fact;
use phi_events::ehr::{Ehr, EhrFact};
use phi_events::outcome::{Outcome, OutcomeContent, OutcomeFact};
use phi_events::redaction::{CleanTurn, Redaction, RedactionContent, RedactionFact, standing};
use phi_events::retention::{Retention, RetentionFact};
use phi_events::transcript::{Transcript, TranscriptFact};
use phi_events::{Address, AggregateId, Context, DataClass, Schema, TenantId};
use phi_service::{Core, Disposition, Fault, Incoming};
use serde::Serialize;

use crate::failure::Failure;
use crate::words::name;

/// One event of a call.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// The context.
    pub context: &'static str,
    /// The event's name, as in `schemas/`.
    pub event: &'static str,
    /// Unix milliseconds.
    pub at_ms: u64,
    /// Milliseconds since the call's first event.
    pub after_ms: u64,
    /// Why the call waits, for an event that says so.
    pub waits: Option<String>,
}

/// How a call came in.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CameIn {
    /// `upload` or `vapi`.
    pub source: String,
    /// `inbound` or `outbound`.
    pub direction: String,
    /// How it ended.
    pub ended: String,
    /// Unix milliseconds.
    pub started_ms: u64,
    /// Milliseconds.
    pub duration_ms: u64,
    /// Whether the platform sent words.
    pub has_transcript: bool,
    /// Stored tracks of the recording.
    pub tracks: usize,
}

/// What came of a call.
#[derive(Debug, Clone, Serialize)]
pub struct Concluded {
    /// What the caller wanted.
    pub intent: String,
    /// What shall be done.
    pub disposition: String,
    /// How soon.
    pub urgency: String,
    /// Why a person must listen, if one must.
    pub review: Option<String>,
}

/// The redacted words.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Words {
    /// There are none yet, or there never were any.
    #[default]
    None,
    /// They are withheld: a person must listen.
    Withheld {
        /// Why.
        why: String,
    },
    /// Nobody asked to read them.
    Closed,
    /// Their key was destroyed.
    Destroyed,
    /// Here they are.
    Open {
        /// The turns, with placeholders.
        turns: Vec<CleanTurn>,
        /// One sentence on what came of it, citing placeholders.
        summary: Option<String>,
    },
}

/// Everything that the log says of a call.
#[derive(Debug, Clone, Serialize)]
pub struct Timeline {
    /// The call.
    pub call: String,
    /// The practice.
    pub tenant: String,
    /// Trace id, from the first message's `traceparent`.
    pub trace: Option<String>,
    /// How it came in.
    pub came_in: CameIn,
    /// Words that were transcribed.
    pub words: Option<u32>,
    /// How far they can be trusted.
    pub tier: Option<String>,
    /// Redactions by type.
    pub redactions: BTreeMap<String, u32>,
    /// What came of it.
    pub outcome: Option<Concluded>,
    /// Resources in the EHR: `Task/1`.
    pub ehr: Vec<String>,
    /// Milliseconds of each hop, in the order of the call's way.
    pub hops_ms: serde_json::Map<String, serde_json::Value>,
    /// Classes whose keys were destroyed.
    pub destroyed: Vec<String>,
    /// Every event, in the order of time.
    pub steps: Vec<Step>,
    /// The redacted words.
    pub text: Words,
}

/// A call's events in every context that the command reads.
struct Facts {
    call: Vec<Incoming<Call>>,
    transcript: Vec<Incoming<Transcript>>,
    redaction: Vec<Incoming<Redaction>>,
    outcome: Vec<Incoming<Outcome>>,
    ehr: Vec<Incoming<Ehr>>,
    retention: Vec<Incoming<Retention>>,
}

/// Reads a call. With `reader` (an account id), its redacted words are opened, after an audit entry in that name is
/// acknowledged.
///
/// # Errors
/// [`Failure::NotFound`] when no call of that id came in, [`Failure`] when the log or a key is not to be had.
pub async fn timeline(
    core: &Core,
    tenant: TenantId,
    call: AggregateId,
    reader: Option<&str>,
) -> Result<Timeline, Failure> {
    let facts = Facts {
        call: core.read_aggregate(tenant, call).await?,
        transcript: core.read_aggregate(tenant, call).await?,
        redaction: core.read_aggregate(tenant, call).await?,
        outcome: core.read_aggregate(tenant, call).await?,
        ehr: core.read_aggregate(tenant, call).await?,
        retention: core.read_aggregate(tenant, call).await?,
    };
    if facts.call.is_empty() {
        return Err(Failure::NotFound(format!("call {call} of tenant {tenant}")));
    }
    let text = words(core, &facts, reader).await?;
    let trace = trace(core, tenant, call).await?;
    Ok(told(tenant, call, &facts, text, trace))
}

async fn trace(core: &Core, tenant: TenantId, call: AggregateId) -> Result<Option<String>, Failure> {
    let subject = Address::new(Context::Call, tenant, call).subject();
    let first = core.log().first(&Context::Call.stream(), &subject).await?;
    let parent = first.and_then(|stored| stored.traceparent);
    Ok(parent.and_then(|text| text.split('-').nth(1).map(str::to_owned)))
}

async fn words(core: &Core, facts: &Facts, reader: Option<&str>) -> Result<Words, Failure> {
    let standing = standing(facts.redaction.iter().map(|event| &event.fact));
    let standing = standing.and_then(|index| facts.redaction.get(index));
    let redacted = standing.map(|event| {
        if let RedactionFact::Withheld { why } = &event.fact {
            return Err(Words::Withheld { why: name(why) });
        }
        if event.fact == RedactionFact::Nothing { Err(Words::None) } else { Ok(event) }
    });
    let (event, person) = match (redacted, reader) {
        (None, _) => return Ok(Words::None),
        (Some(Err(without)), _) => return Ok(without),
        (Some(Ok(_)), None) => return Ok(Words::Closed),
        (Some(Ok(event)), Some(person)) => (event, person),
    };
    let entry = AccessFact::PersonRead {
        person: person.to_owned(),
        aggregate: event.aggregate,
        class: DataClass::Deidentified,
    };
    core.audit(event.tenant, entry).await?;
    let opened = core.open_contents(event, DataClass::Deidentified, Purpose::Read).await;
    let contents = match opened {
        Ok(contents) => contents,
        Err(Fault { disposition: Disposition::Shredded, .. }) => return Ok(Words::Destroyed),
        Err(fault) => return Err(fault.into()),
    };
    let turns = contents.into_iter().find_map(|content| match content {
        RedactionContent::Cleaned(cleaned) => Some(cleaned.turns),
        RedactionContent::Revealed(_) | RedactionContent::Review(_) | RedactionContent::Places(_) => None,
    });
    Ok(Words::Open { turns: turns.unwrap_or_default(), summary: summary(core, facts).await? })
}

async fn summary(core: &Core, facts: &Facts) -> Result<Option<String>, Failure> {
    for event in &facts.outcome {
        let contents = core.open_contents(event, DataClass::Deidentified, Purpose::Read).await?;
        if let Some(OutcomeContent::Detail(detail)) = contents.into_iter().next() {
            return Ok(Some(detail.summary));
        }
    }
    Ok(None)
}

fn told(tenant: TenantId, call: AggregateId, facts: &Facts, text: Words, trace: Option<String>) -> Timeline {
    let mut timeline = Timeline {
        call: call.to_string(),
        tenant: tenant.to_string(),
        trace,
        came_in: came_in(&facts.call),
        words: None,
        tier: None,
        redactions: BTreeMap::new(),
        outcome: None,
        ehr: Vec::new(),
        hops_ms: hops(facts),
        destroyed: destroyed(&facts.retention),
        steps: steps(facts),
        text,
    };
    for event in &facts.transcript {
        if let TranscriptFact::Transcribed { words, tier, .. } = &event.fact {
            (timeline.words, timeline.tier) = (Some(*words), Some(name(tier)));
        }
    }
    for event in &facts.redaction {
        if let RedactionFact::Redacted { counts, .. } = &event.fact {
            timeline.redactions = counts.iter().map(|(kind, count)| (kind.as_str().to_owned(), *count)).collect();
        }
    }
    for event in &facts.outcome {
        if let OutcomeFact::Concluded { intent, disposition, urgency, review, .. } = &event.fact {
            let review = review.as_ref().map(name);
            timeline.outcome = Some(Concluded {
                intent: name(intent),
                disposition: name(disposition),
                urgency: name(urgency),
                review,
            });
        }
    }
    for event in &facts.ehr {
        if let EhrFact::Confirmed { resources, .. } = &event.fact {
            timeline.ehr.clone_from(resources);
        }
    }
    timeline
}

fn came_in(events: &[Incoming<Call>]) -> CameIn {
    let mut came = CameIn::default();
    for event in events {
        match &event.fact {
            CallFact::Received { source, direction, started_ms, ended_ms, ended, has_transcript, .. } => {
                (came.source, came.direction, came.ended) = (name(source), name(direction), name(ended));
                (came.started_ms, came.has_transcript) = (*started_ms, *has_transcript);
                came.duration_ms = ended_ms.saturating_sub(*started_ms);
            }
            CallFact::RecordingStored { tracks } => came.tracks = tracks.len(),
            CallFact::RecordingUnavailable { .. } | CallFact::FetchFailed { .. } | CallFact::Parked { .. } => {}
        }
    }
    came
}

fn destroyed(events: &[Incoming<Retention>]) -> Vec<String> {
    let classes = events.iter().flat_map(|event| match &event.fact {
        RetentionFact::Destroyed { classes, .. } => classes.clone(),
        RetentionFact::Scheduled { .. }
        | RetentionFact::HoldPlaced { .. }
        | RetentionFact::HoldReleased { .. }
        | RetentionFact::DestructionStarted { .. }
        | RetentionFact::Declined { .. }
        | RetentionFact::MonthMinted { .. }
        | RetentionFact::Parked { .. } => vec![],
    });
    classes.map(|class| class.token().to_owned()).collect()
}

/// When a context first said something of the call other than that it waits.
fn first<S: Schema>(events: &[Incoming<S>], counts: impl Fn(&S::Fact) -> bool) -> Option<u64> {
    events.iter().find(|event| counts(&event.fact)).map(|event| event.meta.at_ms)
}

fn hops(facts: &Facts) -> serde_json::Map<String, serde_json::Value> {
    let begun = first(&facts.call, |_| true);
    let ends = [
        (
            "call-intake",
            facts
                .call
                .iter()
                .rev()
                .find(|event| matches!(event.fact, CallFact::RecordingStored { .. }))
                .map(|event| event.meta.at_ms),
        ),
        ("transcription", first(&facts.transcript, |fact| !matches!(fact, TranscriptFact::Parked { .. }))),
        ("redaction", first(&facts.redaction, |fact| !matches!(fact, RedactionFact::Parked { .. }))),
        ("outcome", first(&facts.outcome, |fact| !matches!(fact, OutcomeFact::Parked { .. }))),
        ("ehr-sync", first(&facts.ehr, |fact| matches!(fact, EhrFact::Confirmed { .. } | EhrFact::Rejected { .. }))),
    ];
    let mut hops = serde_json::Map::new();
    let mut before = begun;
    for (hop, end) in ends {
        if let (Some(start), Some(end)) = (before, end) {
            hops.insert(hop.to_owned(), end.saturating_sub(start).into());
            before = Some(end.max(start));
        }
    }
    if let (Some(begun), Some(before)) = (begun, before) {
        hops.insert("total".to_owned(), before.saturating_sub(begun).into());
    }
    hops
}

fn steps(facts: &Facts) -> Vec<Step> {
    let begun = first(&facts.call, |_| true).unwrap_or_default();
    let mut all = Vec::new();
    note(&mut all, &facts.call, begun);
    note(&mut all, &facts.transcript, begun);
    note(&mut all, &facts.redaction, begun);
    note(&mut all, &facts.outcome, begun);
    note(&mut all, &facts.ehr, begun);
    note(&mut all, &facts.retention, begun);
    // stable: events of one millisecond stay in the order of the call's way
    all.sort_by_key(|step| step.at_ms);
    all
}

fn note<S: Schema>(all: &mut Vec<Step>, events: &[Incoming<S>], begun: u64) {
    all.extend(events.iter().map(|event| Step {
        context: S::CONTEXT.token(),
        event: event.fact.name(),
        at_ms: event.meta.at_ms,
        after_ms: event.meta.at_ms.saturating_sub(begun),
        waits: waits(&event.fact),
    }));
}

/// Every context writes its waiting alike: `Parked` with a `reason`. Facts hold no PHI.
fn waits(fact: &impl Fact) -> Option<String> {
    let value = serde_json::to_value(fact).ok()?;
    value.pointer("/Parked/reason").map(name)
}
