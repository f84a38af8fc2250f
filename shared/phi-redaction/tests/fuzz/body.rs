//! What must hold of any text: the body of the fuzz target and of the property test.
use std::borrow::Cow;
use std::sync::LazyLock;

use phi_redaction::engine::memory::Memory;
use phi_redaction::engine::{Engine, Redaction, Speaker, Turn};
use phi_redaction::jsonl::redact_jsonl;
use phi_redaction::logline::{WITHHELD, mask, plain};

static ENGINE: LazyLock<Engine> = LazyLock::new(Engine::new);

/// Turns out of arbitrary bytes: a line each, whose first byte says who speaks.
pub fn turns(data: &[u8]) -> Vec<(Speaker, Cow<'_, str>)> {
    let turn = |line: &[u8]| match line.first().map_or(2, |byte| byte % 3) {
        0 => Speaker::Caller,
        1 => Speaker::Agent,
        _ => Speaker::Unknown,
    };
    data.split(|byte| *byte == b'\n')
        .map(|line| (turn(line), String::from_utf8_lossy(line.get(1..).unwrap_or_default())))
        .collect()
}

/// Redacts in every way there is. Panics where something does not hold.
pub fn check(said: &[(Speaker, Cow<'_, str>)]) {
    let turns: Vec<Turn<'_>> = said.iter().map(|(speaker, text)| Turn { speaker: *speaker, text }).collect();
    sound(&turns, &ENGINE.redact(&turns));
    let Some((_, first)) = said.first() else { return };
    let value = ENGINE.redact_value(&Memory::default(), "callback_number", first);
    sound(&[Turn { speaker: Speaker::Unknown, text: first }], &value);
    lines(first);
    log_lines(first);
}

/// Spans in order, apart, on characters; the redacted text is the text with each span replaced.
fn sound(turns: &[Turn<'_>], redaction: &Redaction) {
    assert_eq!(redaction.turns.len(), turns.len());
    let mut before = (0, 0);
    for span in &redaction.spans {
        assert!(span.start < span.end && (span.turn, span.start) >= before, "out of order or empty");
        let text = turns[span.turn].text;
        assert!(text.get(span.start..span.end).is_some(), "cuts a character, or is outside");
        assert!(span.score_milli <= 1000 && span.number > 0);
        before = (span.turn, span.end);
    }
    for (index, turn) in turns.iter().enumerate() {
        let (mut expected, mut at) = (String::new(), 0);
        for span in redaction.spans.iter().filter(|span| span.turn == index) {
            expected += &turn.text[at..span.start];
            expected += &span.placeholder();
            at = span.end;
        }
        expected += &turn.text[at..];
        assert!(redaction.turns[index] == expected, "the text is not the replaced one");
    }
    assert_eq!(redaction.counts.values().sum::<u32>() as usize, redaction.spans.len());
}

/// A line of JSON in gives a line of JSON out, whose offsets lie in the text.
fn lines(text: &str) {
    let line = serde_json::json!({"id": "any", "text": text}).to_string();
    let mut out = Vec::new();
    let done = redact_jsonl(line.as_bytes(), &mut out).expect("a call was given, in memory");
    let answer: serde_json::Value = serde_json::from_slice(&out).expect("one line of JSON");
    let spans = answer["spans"].as_array().expect("spans are a list");
    let points = text.chars().count() as u64;
    assert!(done.calls == 1 && spans.len() == done.spans && answer["text"].is_string());
    assert!(spans.iter().all(|s| s["start"].as_u64() < s["end"].as_u64() && s["end"].as_u64() <= Some(points)));
}

fn log_lines(text: &str) {
    for field in ["message", "caller", "what"] {
        let masked = mask(&ENGINE, field, text);
        assert!(!plain(field, text) || masked == *text, "a plain text is unchanged");
        assert!(field != "caller" || masked == *text || masked == WITHHELD);
    }
}
