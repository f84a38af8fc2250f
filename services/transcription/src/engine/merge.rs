//! From words on separate tracks to the turns of one conversation.

use super::{Heard, Word};

/// A pause that ends an utterance, in milliseconds: longer than the gaps inside a spoken number, shorter than
/// the wait for an answer.
const PAUSE_MS: u64 = 1_000;
/// The silence after which one speaker's next words are a new turn even when nobody else spoke, in milliseconds.
const NEW_TURN_MS: u64 = 3_000;

/// Who is heard on a track.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Speaker {
    /// The person who phoned.
    Caller,
    /// The practice's side, human or not.
    Agent,
    /// Not known: a recording with both on one track.
    Unknown,
}

/// What one party said until the other spoke. `Debug` shows no word's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Who speaks.
    pub speaker: Speaker,
    /// Milliseconds since the call's start.
    pub start_ms: u64,
    /// Milliseconds since the call's start.
    pub end_ms: u64,
    /// At least one word, in the order of time.
    pub words: Vec<Word>,
}

/// Merges the tracks of one call into turns in the order of their starts. An utterance stays whole when the
/// other party speaks into it, so that a name or a number is not torn apart before it is redacted.
pub fn merge(tracks: Vec<(Speaker, Heard)>) -> Vec<Turn> {
    let mut utterances: Vec<Turn> =
        tracks.into_iter().flat_map(|(speaker, heard)| utterances(speaker, heard.words)).collect();
    utterances.sort_by_key(|turn| (turn.start_ms, turn.end_ms, turn.speaker));
    let mut turns: Vec<Turn> = Vec::new();
    for utterance in utterances {
        match turns.last_mut() {
            Some(turn) if continues(turn, utterance.speaker, utterance.start_ms, NEW_TURN_MS) => {
                extend(turn, utterance);
            }
            Some(_) | None => turns.push(utterance),
        }
    }
    turns
}

/// Cuts one track's words at its pauses.
fn utterances(speaker: Speaker, mut words: Vec<Word>) -> Vec<Turn> {
    words.sort_by_key(|word| (word.start_ms, word.end_ms));
    let mut parts: Vec<Turn> = Vec::new();
    for word in words {
        let (start_ms, end_ms) = (word.start_ms, word.end_ms);
        let part = Turn { speaker, start_ms, end_ms, words: vec![word] };
        match parts.last_mut() {
            Some(turn) if continues(turn, speaker, start_ms, PAUSE_MS) => extend(turn, part),
            Some(_) | None => parts.push(part),
        }
    }
    parts
}

fn continues(turn: &Turn, speaker: Speaker, start_ms: u64, pause_ms: u64) -> bool {
    turn.speaker == speaker && start_ms.saturating_sub(turn.end_ms) < pause_ms
}

fn extend(turn: &mut Turn, more: Turn) {
    turn.end_ms = turn.end_ms.max(more.end_ms);
    turn.words.extend(more.words);
}

#[cfg(test)]
mod tests;
