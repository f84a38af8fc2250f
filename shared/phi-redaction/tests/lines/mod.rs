//! Calls as the tests write them down: "A: …" is the practice's side, "C: …" the caller's, any other line nobody's.

use phi_redaction::engine::{Speaker, Turn};

/// The lines as turns.
pub fn turns<'a>(lines: &[&'a str]) -> Vec<Turn<'a>> {
    let turn = |line: &&'a str| match line.split_once(": ") {
        Some(("A", text)) => Turn { speaker: Speaker::Agent, text },
        Some(("C", text)) => Turn { speaker: Speaker::Caller, text },
        _ => Turn { speaker: Speaker::Unknown, text: line },
    };
    lines.iter().map(turn).collect()
}
