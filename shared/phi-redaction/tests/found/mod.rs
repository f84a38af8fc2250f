//! What the engine finds in the last turn of a call.

use phi_redaction::engine::{Engine, PhiType};

#[path = "../lines/mod.rs"]
mod lines;

/// The values of these types in the last of "A: …" and "C: …" lines, as "TYPE words".
pub fn found(engine: &Engine, lines: &[&str], kinds: &[PhiType]) -> Vec<String> {
    let turns = lines::turns(lines);
    let spans = engine.redact(&turns).spans;
    spans
        .iter()
        .filter(|s| s.turn + 1 == turns.len() && kinds.contains(&s.kind))
        .map(|s| format!("{} {}", s.kind.as_str(), &turns[s.turn].text[s.start..s.end]))
        .collect()
}
