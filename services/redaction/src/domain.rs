//! Decides what becomes of a call's words. Pure.
use std::collections::BTreeMap;

use phi_events::Event;
use phi_events::redaction::{Cleaned, PhiKind, Redaction, RedactionContent, RedactionFact, Revealed, Withhold};
use phi_service::{Domain, Facts};
use serde::Serialize;

#[cfg(test)]
mod tests;

/// Where a call's words stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub enum State {
    /// Nothing has been decided.
    #[default]
    Waiting,
    /// The redacted words are there.
    Redacted,
    /// They are withheld.
    Withheld,
    /// There were none.
    Nothing,
}

/// What the engine made of the words.
#[derive(Clone)]
pub struct Work {
    /// Version of engine and rules.
    pub engine: String,
    /// How many of each kind were taken out.
    pub counts: BTreeMap<PhiKind, u32>,
    /// How many words came in.
    pub words: u32,
    /// The words with placeholders.
    pub cleaned: Cleaned,
    /// The values behind them.
    pub revealed: Revealed,
}

/// What the service may be asked to do.
#[derive(Clone)]
pub enum Command {
    /// Release redacted words.
    Release(Box<Work>),
    /// Keep the words from everything that reads `deidentified`.
    Withhold(Withhold),
    /// Note that there were no words.
    NoteNothing,
}

/// Nothing here is refused: what was settled before stays, in silence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Never {}

/// The pure core.
pub struct RedactionDomain;

/// A value that no FHIR resource needs and nobody should have: never sealed under `identity` either.
fn never_kept(kind: PhiKind) -> bool {
    matches!(kind, PhiKind::Ssn | PhiKind::Card)
}

impl Domain for RedactionDomain {
    type Schema = Redaction;
    type State = State;
    type Command = Command;
    type Refusal = Never;

    fn decide(state: &State, command: Command, _facts: &Facts) -> Result<Vec<Event<Redaction>>, Never> {
        if *state != State::Waiting {
            return Ok(vec![]);
        }
        Ok(match command {
            Command::Release(work) => vec![release(*work)],
            Command::Withhold(why) => vec![Event::fact(RedactionFact::Withheld { why })],
            Command::NoteNothing => vec![Event::fact(RedactionFact::Nothing)],
        })
    }

    fn evolve(state: State, fact: &RedactionFact) -> State {
        match (state, fact) {
            (State::Waiting, RedactionFact::Redacted { .. }) => State::Redacted,
            (State::Waiting, RedactionFact::Withheld { .. }) => State::Withheld,
            (State::Waiting, RedactionFact::Nothing) => State::Nothing,
            (state, _) => state,
        }
    }
}

fn release(work: Work) -> Event<Redaction> {
    let Work { engine, counts, words, cleaned, mut revealed } = work;
    revealed.values.retain(|hidden| !never_kept(hidden.kind));
    let turns = cleaned.turns.len() as u32;
    let fact = RedactionFact::Redacted { engine, counts, turns, words };
    Event::with(fact, vec![RedactionContent::Cleaned(cleaned), RedactionContent::Revealed(revealed)])
}
