use phi_redaction::engine::{Engine, Redaction, Speaker, Turn};

use super::*;
use crate::settings::{config, labels};
use crate::windows::Windows;
use crate::wordpiece::Vocab;

const VOCAB: &str = "[PAD]\n[UNK]\n[CLS]\n[SEP]\nzor\n##blat\nthe\nvis\n##it\nwas\nwith\nagain\n";

/// Answers by the number of a piece alone, and notes nothing.
struct Table(fn(i64) -> [f32; 3]);

impl Model for Table {
    fn logits(&self, ids: &[i64], _mask: &[i64]) -> Result<Vec<f32>, Failed> {
        Ok(ids.iter().flat_map(|id| (self.0)(*id)).collect())
    }
}

struct Fails;

impl Model for Fails {
    fn logits(&self, ids: &[i64], mask: &[i64]) -> Result<Vec<f32>, Failed> {
        // the probe has the last id of the vocabulary everywhere, and is answered
        if ids[1] == 11 { Table(plain).logits(ids, mask) } else { Err(Failed) }
    }
}

struct Panics;

impl Model for Panics {
    fn logits(&self, ids: &[i64], mask: &[i64]) -> Result<Vec<f32>, Failed> {
        assert!(ids[1] == 11, "as a runtime may");
        Table(plain).logits(ids, mask)
    }
}

const O: [f32; 3] = [4.0, 0.0, 0.0];
const B: [f32; 3] = [0.0, 4.0, 0.0];
const I: [f32; 3] = [0.0, 0.0, 4.0];

fn plain(id: i64) -> [f32; 3] {
    match id {
        4 => B,
        5 => I,
        _ => O,
    }
}

fn settings() -> Settings {
    let text = "lower_case = true\nmax_tokens = 8\nthreshold = 0.5\n[labels]\nWHO = \"NAME\"\n";
    let config = config(text).unwrap();
    Settings {
        vocab: Vocab::new(VOCAB, config.lower_case).unwrap(),
        labels: labels("O\nB-WHO\nI-WHO\n", &config.labels).unwrap(),
        windows: Windows::new(6, 2).unwrap(),
        threshold: config.threshold,
    }
}

fn redact(model: impl Model + 'static, text: &str) -> Redaction {
    let engine = Engine::new().with(Box::new(Classifier::new(settings(), model).ok().unwrap()));
    engine.redact(&[Turn { speaker: Speaker::Caller, text }])
}

#[test]
fn pieces_of_a_word_claim_the_whole_word() {
    let settings = settings();
    let mut pieces = Vec::new();
    settings.vocab.cut(0, "the zorblat", &mut pieces);
    let classifier = Classifier::new(settings, Table(plain)).ok().unwrap();
    let verdicts = classifier.verdicts(&pieces).unwrap();
    let begins: Vec<Option<bool>> = verdicts.iter().map(|v| v.map(|v| v.begins)).collect();
    assert_eq!(begins, [None, Some(true), Some(false)]);
}

#[test]
fn probabilities_of_one_type_add_up() {
    let kinds = settings().labels;
    let said = verdict(&[1.0, 1.0, 1.0], &kinds).unwrap();
    assert!((said.p - 2.0 / 3.0).abs() < 1e-6);
    assert_eq!(milli(said.p), 667);
    assert_eq!(milli(1.0), SCORE_MAX);
    assert!(verdict(&[500.0, -500.0, 0.0], &kinds).unwrap().p < 1e-6, "no overflow");
}

#[test]
fn a_failing_or_panicking_model_leaves_the_call_incomplete() {
    assert!(redact(Table(plain), "the visit was with the zorblat").complete);
    assert!(!redact(Fails, "the visit was with the zorblat").complete);
    assert!(!redact(Panics, "the visit was with the zorblat").complete);
}

#[test]
fn a_model_that_answers_no_number_is_refused_at_the_start_and_fails_later() {
    let error = Classifier::new(settings(), Table(|_| [f32::NAN, 0.0, 0.0])).err().unwrap();
    assert_eq!(error.code(), "PHI-M004");
    let later = Table(|id| if id == 4 { [f32::INFINITY, 0.0, 0.0] } else { O });
    assert!(!redact(later, "the visit was with the zorblat").complete);
}

#[test]
fn a_model_with_other_labels_is_refused() {
    struct Narrow;
    impl Model for Narrow {
        fn logits(&self, ids: &[i64], _mask: &[i64]) -> Result<Vec<f32>, Failed> {
            Ok(vec![0.0; ids.len() * 2])
        }
    }
    assert_eq!(Classifier::new(settings(), Narrow).err().unwrap().code(), "PHI-M004");
}

#[test]
fn an_empty_call_needs_no_model() {
    assert!(redact(Fails, "").complete);
}

#[test]
fn what_the_rules_took_stays_theirs() {
    let all = Table(|id| if id == 2 || id == 3 { O } else { B });
    let text = "my phone number is 555 201 7788 and i was with the zorblat";
    let found = redact(all, text);
    let phone = found.spans.iter().find(|span| &text[span.start..span.end] == "555 201 7788");
    assert_eq!(phone.map(|span| span.kind), Some(PhiType::Phone));
}
