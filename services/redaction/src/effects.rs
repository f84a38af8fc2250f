//! The engine over everything that carries the words, and the contract's words for what it found.
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use phi_events::call::{self, Call, CallFact};
use phi_events::redaction::{CleanTurn, Cleaned, Hidden, PhiKind, Place, Revealed, Withhold};
use phi_events::transcript::Said;

use phi_service::telemetry::Measure;
use phi_service::{Aggregate, Incoming};

use crate::domain::{RedactionDomain, Work};
use phi_redaction::engine::language::Language;
use phi_redaction::engine::render::replace;
use phi_redaction::engine::terms::Terms;
use phi_redaction::engine::{Engine, PhiType, Redaction, Role, Span, Speaker, Turn};

pub mod dictionary;
pub mod diff;
pub mod queue;

use queue::Found;

/// The scores, in thousandths, between which a person shall look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thresholds {
    /// From here on a span is redacted and nobody need look (t1).
    pub redact_milli: u16,
    /// Below, it is left as it is (t0).
    pub review_milli: u16,
}

/// Redacts turns, summary and structured result.
///
/// # Errors
/// Why the words are withheld: the engine failed, or does not know their language.
pub fn redact(engine: &Engine, terms: &dyn Terms, thresholds: Thresholds, said: &Said) -> Result<Work, Withhold> {
    // A panic here must not end the service, and says nothing of the words: the frame's panic hook prints no payload.
    catch_unwind(AssertUnwindSafe(|| Pass { engine, terms, thresholds }.over(said))).unwrap_or(Err(Withhold::Failed))
}

/// Counts that a call's words were decided about, and how long after its receipt.
pub fn measure(own: &Aggregate<RedactionDomain>, withheld: Option<Withhold>, calls: &[Incoming<Call>]) {
    let metrics = own.core().metrics();
    if let Some(why) = withheld {
        let reason = match why {
            Withhold::LowTier => "low_tier",
            Withhold::NoTranscript => "no_transcript",
            Withhold::Failed => "failed",
            Withhold::Language => "language",
        };
        metrics.count(Measure::Withheld, 1, [("reason", reason)]);
    }
    let received = calls.iter().find(|event| matches!(event.fact, CallFact::Received { .. }));
    if let Some(received) = received {
        let took = own.core().now_ms().saturating_sub(received.meta.at_ms);
        metrics.took(Measure::Freshness, took as f64 / 1000.0, []);
    }
}

/// Stands for a value that a detector could not look at.
const WITHHELD: &str = "[WITHHELD]";

/// One pass of the engine.
struct Pass<'a> {
    engine: &'a Engine,
    terms: &'a dyn Terms,
    thresholds: Thresholds,
}

impl Pass<'_> {
    fn over(&self, said: &Said) -> Result<Work, Withhold> {
        let turns = turns(said);
        let mut call = self.engine.redact_with(self.terms, &turns);
        if !call.complete {
            return Err(Withhold::Failed);
        }
        if call.language == Language::Other {
            return Err(Withhold::Language);
        }
        self.cut(&mut call, &turns);
        let mut found = Found::new(self.thresholds);
        found.turns(&call);
        let revealed = Revealed { values: revealed(&call.spans) };
        let summary = said.summary.as_ref().map(|text| self.value(&mut found, &call, "summary", text.expose()));
        let structured = said.structured.iter().map(|(label, value)| {
            let clean_label = self.value(&mut found, &call, "label", label.expose());
            let clean_value = self.value(&mut found, &call, label.expose(), value.expose());
            (clean_label, clean_value)
        });
        let structured = structured.collect();
        let clean = said.turns.iter().zip(call.turns).map(|(turn, text)| CleanTurn { speaker: turn.speaker, text });
        let cleaned = Cleaned { turns: clean.collect(), summary, structured };
        let words = turns.iter().map(|turn| turn.text.split_whitespace().count() as u32).sum();
        let (counts, places, grade) = found.graded(call.marks.len() as u32);
        let engine = self.engine.version().to_owned();
        Ok(Work { engine, counts, words, cleaned, revealed, places, grade })
    }

    /// A value beside the words.
    fn value(&self, found: &mut Found, call: &Redaction, label: &str, text: &str) -> String {
        let mut redaction = self.engine.redact_value_with(self.terms, &call.memory, label, text);
        if !redaction.complete {
            return WITHHELD.to_owned();
        }
        self.cut(&mut redaction, &[Turn { speaker: Speaker::Unknown, text }]);
        found.value(&redaction);
        redaction.turns.pop().unwrap_or_default()
    }

    /// Leaves what is too doubtful to be redacted as it was said.
    fn cut(&self, redaction: &mut Redaction, turns: &[Turn<'_>]) {
        let all = redaction.spans.len();
        redaction.spans.retain(|span| span.score_milli >= self.thresholds.review_milli);
        if redaction.spans.len() != all {
            redaction.turns = replace(turns, &redaction.spans);
        }
    }
}

/// The turns as the engine takes them.
fn turns(said: &Said) -> Vec<Turn<'_>> {
    said.turns.iter().map(|turn| Turn { speaker: speaker(turn.speaker), text: turn.text.expose() }).collect()
}

/// A transcript's texts in the order in which [`Place::text`] counts them.
fn texts(said: &Said) -> impl Iterator<Item = &str> {
    let turns = said.turns.iter().map(|turn| turn.text.expose().as_str());
    let summary = said.summary.iter().map(|text| text.expose().as_str());
    let structured = said.structured.iter().flat_map(|(label, value)| [label, value]);
    turns.chain(summary).chain(structured.map(|text| text.expose().as_str()))
}

/// The value behind each placeholder of the call's own turns; those of a summary are the same ones.
fn revealed(spans: &[Span]) -> Vec<Hidden> {
    let mut values: BTreeMap<String, Hidden> = BTreeMap::new();
    for span in spans {
        if let Some(value) = &span.normalised {
            let placeholder = span.placeholder().trim_matches(['[', ']']).to_owned();
            let kind = kind_of(span.kind);
            let hidden = Hidden { placeholder: placeholder.clone(), kind, value: value.clone().into() };
            values.entry(placeholder).or_insert(hidden);
        }
    }
    values.into_values().collect()
}

/// The spans of a call's turns as an earlier pass found them: places and kinds, without values.
pub fn spans(places: &[Place], turns: usize) -> Vec<Span> {
    let inside = places.iter().filter(|place| (place.text as usize) < turns);
    let span = |place: &Place| Span {
        turn: place.text as usize,
        start: place.start as usize,
        end: place.end as usize,
        kind: type_of(place.kind),
        score_milli: place.score_milli,
        number: 1,
        normalised: None,
        role: Role::Other,
    };
    inside.map(span).collect()
}

const fn speaker(speaker: call::Speaker) -> Speaker {
    match speaker {
        call::Speaker::Caller => Speaker::Caller,
        call::Speaker::Agent => Speaker::Agent,
        call::Speaker::Unknown => Speaker::Unknown,
    }
}

/// The contract's kind and the engine's type, one to one.
const KINDS: [(PhiKind, PhiType); 15] = [
    (PhiKind::Name, PhiType::Name),
    (PhiKind::Date, PhiType::Date),
    (PhiKind::Dob, PhiType::Dob),
    (PhiKind::Phone, PhiType::Phone),
    (PhiKind::Email, PhiType::Email),
    (PhiKind::Address, PhiType::Address),
    (PhiKind::Mrn, PhiType::Mrn),
    (PhiKind::InsuranceId, PhiType::InsuranceId),
    (PhiKind::Ssn, PhiType::Ssn),
    (PhiKind::Card, PhiType::Card),
    (PhiKind::Url, PhiType::Url),
    (PhiKind::Ip, PhiType::Ip),
    (PhiKind::AgeOver89, PhiType::AgeOver89),
    (PhiKind::Org, PhiType::Org),
    (PhiKind::OtherId, PhiType::OtherId),
];

fn kind_of(engine: PhiType) -> PhiKind {
    KINDS.into_iter().find(|(_, of)| *of == engine).map_or(PhiKind::OtherId, |(kind, _)| kind)
}

fn type_of(kind: PhiKind) -> PhiType {
    KINDS.into_iter().find(|(of, _)| *of == kind).map_or(PhiType::OtherId, |(_, engine)| engine)
}

#[cfg(test)]
mod tests;
