//! Decides what becomes of a call's sound. Pure.
use phi_events::Event;
use phi_events::transcript::{Engine, Failure, Said, Silence, Tier, Transcript, TranscriptContent, TranscriptFact};
use phi_service::{Domain, Facts};
use serde::Serialize;

#[cfg(test)]
mod tests;

/// Where a call's transcript stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub enum State {
    /// Nothing has been decided.
    #[default]
    Waiting,
    /// There are words.
    Transcribed,
    /// There are none, and none will come.
    Silent,
    /// There should be words, and there are none.
    Failed,
}

/// What is known of an engine's or platform's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// Who made them.
    pub engine: Engine,
    /// SHA-256 of the engine's model.
    pub model: Option<[u8; 32]>,
    /// How far they can be trusted.
    pub tier: Tier,
    /// Mean confidence in thousandths.
    pub confidence_milli: Option<u16>,
    /// Length of the call in milliseconds.
    pub duration_ms: u64,
}

/// What the service may be asked to do.
#[derive(Clone)]
pub enum Command {
    /// Write down words. No words at all is silence.
    Record(Heard, Said),
    /// Note that there is nothing to hear.
    NoteSilence(Silence),
    /// Give up.
    GiveUp(Failure),
}

/// A command that cannot follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("PHI-T201: the call was transcribed before; another result is not written over it")]
pub struct Settled;

/// The pure core.
pub struct TranscriptDomain;

fn words(said: &Said) -> u32 {
    said.turns.iter().map(|turn| turn.text.expose().split_whitespace().count() as u32).sum()
}

impl Domain for TranscriptDomain {
    type Schema = Transcript;
    type State = State;
    type Command = Command;
    type Refusal = Settled;

    fn decide(state: &State, command: Command, _facts: &Facts) -> Result<Vec<Event<Transcript>>, Settled> {
        if *state != State::Waiting {
            return Ok(vec![]);
        }
        Ok(match command {
            Command::Record(_, said) if words(&said) == 0 && said.summary.is_none() => {
                vec![Event::fact(TranscriptFact::Silent { why: Silence::NoSpeech })]
            }
            Command::Record(heard, said) => {
                let Heard { engine, model, tier, confidence_milli, duration_ms } = heard;
                let (turns, words) = (said.turns.len() as u32, words(&said));
                let fact =
                    TranscriptFact::Transcribed { engine, model, tier, confidence_milli, turns, words, duration_ms };
                vec![Event::with(fact, vec![TranscriptContent::Said(said)])]
            }
            Command::NoteSilence(why) => vec![Event::fact(TranscriptFact::Silent { why })],
            Command::GiveUp(why) => vec![Event::fact(TranscriptFact::Failed { why })],
        })
    }

    fn evolve(state: State, fact: &TranscriptFact) -> State {
        match (state, fact) {
            (State::Waiting, TranscriptFact::Transcribed { .. }) => State::Transcribed,
            (State::Waiting, TranscriptFact::Silent { .. }) => State::Silent,
            (State::Waiting, TranscriptFact::Failed { .. }) => State::Failed,
            (state, _) => state,
        }
    }
}
