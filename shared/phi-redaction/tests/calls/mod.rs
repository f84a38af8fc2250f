//! Tables of calls and of lines, each with what must be left of it.

use phi_redaction::engine::Engine;

use last::last;

#[path = "../last/mod.rs"]
mod last;

/// Asserts what is left of the last of lines parted by " / ".
pub fn all(cases: &[(&str, &str)]) {
    let engine = Engine::new();
    for (call, expected) in cases {
        let lines: Vec<&str> = call.split(" / ").collect();
        assert_eq!(last(&engine, &lines), *expected, "{call}");
    }
}

/// Asserts that nothing is taken from what a caller says.
pub fn open(lines: &[&str]) {
    let engine = Engine::new();
    for line in lines {
        assert_eq!(last(&engine, &[&format!("C: {line}")]), *line);
    }
}
