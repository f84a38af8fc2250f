//! Transcripts and spans for the tests of this folder.
use phi_events::call::Speaker;
use phi_events::transcript::{Said, Turn, Word};
use phi_redaction::engine::{PhiType, Role, Span};

fn words(list: &[(&str, u64, u64)]) -> Vec<Word> {
    let word = |(text, start_ms, end_ms): &(&str, u64, u64)| Word {
        text: (*text).into(),
        start_ms: *start_ms,
        end_ms: *end_ms,
        confidence_milli: 900,
    };
    list.iter().map(word).collect()
}

pub(super) fn turn(text: &str, times: (u64, u64), list: &[(&str, u64, u64)]) -> Turn {
    let (start_ms, end_ms) = times;
    Turn { speaker: Speaker::Caller, start_ms, end_ms, text: text.into(), words: words(list) }
}

pub(super) fn said(turns: Vec<Turn>) -> Said {
    Said { turns, summary: None, structured: vec![] }
}

/// The span of a value where it first stands in a turn.
pub(super) fn span(said: &Said, turn: usize, value: &str) -> Span {
    let start = said.turns[turn].text.expose().find(value).unwrap();
    let (end, kind, role) = (start + value.len(), PhiType::Name, Role::Patient);
    Span { turn, start, end, kind, score_milli: 990, number: 1, normalised: None, role }
}
