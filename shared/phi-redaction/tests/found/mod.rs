//! What the engine finds in the last turn of a call.

use phi_redaction::engine::{Engine, PhiType};

#[path = "../lines/mod.rs"]
mod lines;

/// Asserts that the last of "A: …" and "C: …" lines has these values of these types and no others: their words, after the type
/// where there is more than one.
pub fn check(kinds: &[PhiType], cases: &[(&[&str], &[&str])]) {
    let engine = Engine::new();
    for (lines, expected) in cases {
        let turns = lines::turns(lines);
        let spans = engine.redact(&turns).spans;
        let last = spans.iter().filter(|s| s.turn + 1 == turns.len() && kinds.contains(&s.kind));
        let found: Vec<String> = last
            .map(|s| (s.kind.as_str(), &turns[s.turn].text[s.start..s.end]))
            .map(|(kind, words)| if kinds.len() > 1 { format!("{kind} {words}") } else { words.to_owned() })
            .collect();
        assert_eq!(found, *expected, "{lines:?}");
    }
}
