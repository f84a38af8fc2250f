//! The engine over everything that carries the words, and the contract's words for what it found.
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use phi_events::call;
use phi_events::redaction::{CleanTurn, Cleaned, Hidden, PhiKind, Revealed};
use phi_events::transcript::Said;

use crate::domain::Work;
use phi_redaction::engine::{Engine, PhiType, Redaction, Span, Speaker, Turn};

/// Redacts turns, summary and structured result. `None` when the engine failed: the words are withheld then.
pub fn redact(engine: &Engine, said: &Said) -> Option<Work> {
    // A panic here must not end the service, and says nothing of the words: the frame's panic hook prints no payload.
    catch_unwind(AssertUnwindSafe(|| work(engine, said))).ok()
}

fn work(engine: &Engine, said: &Said) -> Work {
    let turns: Vec<Turn<'_>> =
        said.turns.iter().map(|turn| Turn { speaker: speaker(turn.speaker), text: turn.text.expose() }).collect();
    let call = engine.redact(&turns);
    let mut found = Found::default();
    found.take(&call);
    let summary = said.summary.as_ref().map(|text| found.value(engine, &call, "summary", text.expose()));
    let structured = said.structured.iter().map(|(label, value)| {
        let clean_label = found.value(engine, &call, "label", label.expose());
        let clean_value = found.value(engine, &call, label.expose(), value.expose());
        (clean_label, clean_value)
    });
    let structured = structured.collect();
    let clean = said.turns.iter().zip(call.turns).map(|(turn, text)| CleanTurn { speaker: turn.speaker, text });
    let cleaned = Cleaned { turns: clean.collect(), summary, structured };
    let words = turns.iter().map(|turn| turn.text.split_whitespace().count() as u32).sum();
    let Found { counts, values } = found;
    let revealed = Revealed { values: values.into_values().collect() };
    Work { engine: engine.version().to_owned(), counts, words, cleaned, revealed }
}

#[derive(Default)]
struct Found {
    counts: BTreeMap<PhiKind, u32>,
    values: BTreeMap<String, Hidden>,
}

impl Found {
    fn take(&mut self, redaction: &Redaction) {
        for (kind, count) in &redaction.counts {
            *self.counts.entry(kind_of(*kind)).or_default() += count;
        }
        for span in &redaction.spans {
            self.keep(span);
        }
    }

    fn keep(&mut self, span: &Span) {
        let placeholder = span.placeholder().trim_matches(['[', ']']).to_owned();
        if let Some(value) = &span.normalised {
            let hidden =
                Hidden { placeholder: placeholder.clone(), kind: kind_of(span.kind), value: value.clone().into() };
            self.values.entry(placeholder).or_insert(hidden);
        }
    }

    /// A value beside the words. Its placeholders are numbered on their own, so their values are not kept: those of the
    /// call's own turns are.
    fn value(&mut self, engine: &Engine, call: &Redaction, label: &str, text: &str) -> String {
        let mut redaction = engine.redact_value(&call.memory, label, text);
        for (kind, count) in &redaction.counts {
            *self.counts.entry(kind_of(*kind)).or_default() += count;
        }
        redaction.turns.pop().unwrap_or_default()
    }
}

const fn speaker(speaker: call::Speaker) -> Speaker {
    match speaker {
        call::Speaker::Caller => Speaker::Caller,
        call::Speaker::Agent => Speaker::Agent,
        call::Speaker::Unknown => Speaker::Unknown,
    }
}

const fn kind_of(kind: PhiType) -> PhiKind {
    match kind {
        PhiType::Name => PhiKind::Name,
        PhiType::Date => PhiKind::Date,
        PhiType::Dob => PhiKind::Dob,
        PhiType::Phone => PhiKind::Phone,
        PhiType::Email => PhiKind::Email,
        PhiType::Address => PhiKind::Address,
        PhiType::Mrn => PhiKind::Mrn,
        PhiType::InsuranceId => PhiKind::InsuranceId,
        PhiType::Ssn => PhiKind::Ssn,
        PhiType::Card => PhiKind::Card,
        PhiType::Url => PhiKind::Url,
        PhiType::Ip => PhiKind::Ip,
        PhiType::AgeOver89 => PhiKind::AgeOver89,
        PhiType::Org => PhiKind::Org,
        PhiType::OtherId => PhiKind::OtherId,
    }
}
