//! A real, tiny ONNX model (`scripts/redaction/tiny_onnx.py`) behind the engine: what it adds, and what breaks it.
#![cfg(feature = "runtime")]
#![expect(clippy::unwrap_used, reason = "a test may stop where it likes")]

use std::fs;
use std::path::{Path, PathBuf};

use phi_onnx::{OnnxError, detector};
use phi_redaction::engine::{Engine, PhiType, Redaction, Speaker, Turn};
use tempfile::TempDir;

fn tiny() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tiny")
}

/// A copy of the folder in which one file is another.
fn broken(file: &str, change: impl Fn(Vec<u8>) -> Vec<u8>) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["model.onnx", "vocab.txt", "labels.txt", "config.toml"] {
        let content = fs::read(tiny().join(name)).unwrap();
        let content = if name == file { change(content) } else { content };
        fs::write(folder.path().join(name), content).unwrap();
    }
    folder
}

fn refused(folder: &Path) -> OnnxError {
    detector(folder).err().expect("a broken model must stop the service")
}

fn redact(engine: &Engine, lines: &[&str]) -> Redaction {
    let turns: Vec<Turn<'_>> = lines.iter().map(|text| Turn { speaker: Speaker::Caller, text }).collect();
    engine.redact(&turns)
}

#[test]
fn a_word_that_no_rule_knows_is_redacted() {
    let lines = ["i was there with the lantern yesterday", "and then the zorblat told me to call again"];
    let without = redact(&Engine::new(), &lines);
    let with = redact(&Engine::new().with(detector(&tiny()).unwrap()), &lines);
    assert!(without.spans.is_empty(), "a rule knows a word of it: the test shows nothing");
    assert!(with.complete);
    let found: Vec<(PhiType, &str)> =
        with.spans.iter().map(|span| (span.kind, &lines[span.turn][span.start..span.end])).collect();
    assert_eq!(found, [(PhiType::Name, "lantern"), (PhiType::Name, "zorblat")]);
}

#[test]
fn a_call_of_any_length_is_looked_at_to_its_end() {
    let engine = Engine::new().with(detector(&tiny()).unwrap());
    for words in 0..40 {
        let long = format!("{}the zorblat was there", "i was at home and then it was ok . ".repeat(words));
        let redaction = redact(&engine, &[&long, "the zorblat was there"]);
        assert!(redaction.complete);
        assert!(redaction.turns.iter().all(|turn| !turn.contains("zor")), "after {words} sentences");
    }
}

#[test]
fn a_missing_file_stops_the_service() {
    for name in ["model.onnx", "vocab.txt", "labels.txt", "config.toml"] {
        let folder = broken("", |content| content);
        assert!(detector(folder.path()).is_ok());
        fs::remove_file(folder.path().join(name)).unwrap();
        let error = refused(folder.path());
        assert!(error.code() == "PHI-M001" && error.to_string().contains(name), "{error}");
    }
}

#[test]
fn a_model_that_is_none_stops_the_service() {
    for change in [|_| Vec::new(), |_| b"not a model".to_vec(), |c: Vec<u8>| c[..c.len() / 2].to_vec()] {
        let error = refused(broken("model.onnx", change).path());
        assert!(matches!(error.code(), "PHI-M003" | "PHI-M004"), "{error}");
    }
}

#[test]
fn a_model_of_other_labels_or_another_vocabulary_stops_the_service() {
    let more = |line: &'static str| move |content: Vec<u8>| [content, line.as_bytes().to_vec()].concat();
    assert_eq!(refused(broken("labels.txt", more("TEAM\n")).path()).code(), "PHI-M004");
    assert_eq!(refused(broken("labels.txt", |_| b"O\nTEAM\n".to_vec()).path()).code(), "PHI-M004");
    assert_eq!(refused(broken("vocab.txt", more("stranger\n")).path()).code(), "PHI-M004");
    assert_eq!(refused(broken("labels.txt", |_| b"O\nB-TEAM\nI-CREW\n".to_vec()).path()).code(), "PHI-M002");
}

#[test]
fn an_input_of_another_name_stops_the_service() {
    let renamed = |content: Vec<u8>| {
        let at = content.windows(9).position(|part| part == b"input_ids");
        let mut renamed = content;
        let mut from = at.unwrap();
        while let Some(next) = renamed[from..].windows(9).position(|part| part == b"input_ids") {
            from += next;
            renamed[from..from + 9].copy_from_slice(b"word_nums");
        }
        renamed
    };
    let error = refused(broken("model.onnx", renamed).path());
    assert!(error.code() == "PHI-M004" && error.to_string().contains("word_nums"), "{error}");
}
