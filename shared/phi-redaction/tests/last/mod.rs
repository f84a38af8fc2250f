//! What is left of the last turn of a call.

use phi_redaction::engine::Engine;

#[path = "../lines/mod.rs"]
pub mod lines;

/// The last of "A: …" and "C: …" lines, redacted.
pub fn last(engine: &Engine, lines: &[&str]) -> String {
    engine.redact(&lines::turns(lines)).turns.pop().unwrap_or_default()
}
