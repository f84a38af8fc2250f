//! Calls as lines of JSON in, spans and redacted text out: the form in which the engine is measured.

use std::io::{BufRead, Write};

use serde::{Deserialize, Serialize};

use crate::engine::{Engine, Redaction, Speaker, Turn};

/// What went wrong; never with a word of the call in it.
#[derive(Debug, thiserror::Error)]
pub enum JsonlError {
    /// Reading or writing failed.
    #[error("reading or writing failed")]
    Io(#[from] std::io::Error),
    /// The line is not an object with `id` and `text` or `turns`.
    #[error("line {line} is not a call")]
    Call {
        /// The line, from 1.
        line: usize,
    },
}

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Calls read.
    pub calls: usize,
    /// Bytes read.
    pub bytes: usize,
    /// Spans found.
    pub spans: usize,
}

#[derive(Deserialize)]
struct Input {
    id: String,
    text: Option<String>,
    turns: Option<Vec<serde_json::Value>>,
}

#[derive(Serialize)]
struct Output<'a> {
    id: &'a str,
    spans: Vec<OutSpan>,
    text: String,
}

#[derive(Serialize)]
struct OutSpan {
    start: usize,
    end: usize,
    #[serde(rename = "type")]
    kind: &'static str,
    score: f64,
}

/// One turn of the input text: where its words are (bytes), and who speaks.
struct Line {
    start: usize,
    end: usize,
    speaker: Speaker,
}

/// Redacts every line of `input`: `{"id","text"}` with lines "speaker: words" or "[speaker] words", or
/// `{"id","turns":[{"speaker","text"}]}`, whose offsets count in the turns joined as "speaker: words" lines.
///
/// # Errors
///
/// When reading or writing fails, or a line is not such an object.
pub fn redact_jsonl(input: impl BufRead, mut output: impl Write) -> Result<Summary, JsonlError> {
    let engine = Engine::new();
    let mut summary = Summary::default();
    for (index, line) in input.lines().enumerate() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let (id, text) = read(&line).ok_or(JsonlError::Call { line: index + 1 })?;
        let lines = split(&text);
        let turns: Vec<Turn<'_>> =
            lines.iter().map(|l| Turn { speaker: l.speaker, text: &text[l.start..l.end] }).collect();
        let redaction = engine.redact(&turns);
        let out = Output { id: &id, spans: spans(&text, &lines, &redaction), text: joined(&text, &lines, &redaction) };
        serde_json::to_writer(&mut output, &out).map_err(std::io::Error::from)?;
        output.write_all(b"\n")?;
        summary.calls += 1;
        summary.bytes += line.len() + 1;
        summary.spans += redaction.spans.len();
    }
    output.flush()?;
    Ok(summary)
}

fn read(line: &str) -> Option<(String, String)> {
    let input: Input = serde_json::from_str(line).ok()?;
    if let Some(text) = input.text {
        return Some((input.id, text));
    }
    let mut text = String::new();
    for turn in input.turns? {
        if !text.is_empty() {
            text.push('\n');
        }
        if let Some(speaker) = turn.get("speaker").and_then(|s| s.as_str()).filter(|s| !s.is_empty()) {
            text.push_str(speaker);
            text.push_str(": ");
        }
        text.push_str(turn.get("text")?.as_str()?);
    }
    Some((input.id, text))
}

/// Cuts the text into turns; a line without a speaker is one of an unknown speaker.
fn split(text: &str) -> Vec<Line> {
    let mut out = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        let (label, skip) = label(line);
        out.push(Line { start: at + skip, end: at + line.len(), speaker: speaker(label) });
        at += line.len() + 1;
    }
    out
}

/// The speaker label of a line, and the bytes up to the words: a short label of letters, digits and spaces.
fn label(line: &str) -> (&str, usize) {
    let plain = |s: &str| {
        !s.is_empty()
            && s.len() <= 24
            && s.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '#' | '.'))
    };
    if let Some(rest) = line.strip_prefix('[')
        && let Some(end) = rest.find(']')
        && plain(&rest[..end])
    {
        return (&rest[..end], end + 2);
    }
    match line.find(':') {
        Some(end)
            if plain(&line[..end])
                && line[..end].split(' ').count() <= 2
                && !line[end..].starts_with("://")
                && known(&line[..end]) =>
        {
            (&line[..end], end + 1)
        }
        _ => ("", 0),
    }
}

/// Words that name the side of a call; any other label before a colon may be the caller's own words.
fn known(label: &str) -> bool {
    speaker(label) != Speaker::Unknown
        || label.to_lowercase().starts_with("speaker")
        || label.to_lowercase().starts_with("spk")
        || label.len() == 1
}

fn speaker(label: &str) -> Speaker {
    let lower = label.trim().to_lowercase();
    let head = lower.split([' ', '_', '-', '#']).next().unwrap_or("");
    match head.trim_end_matches(|c: char| c.is_ascii_digit()) {
        "caller" | "patient" | "customer" | "user" | "client" | "member" | "pt" | "human" | "parent" => Speaker::Caller,
        "agent" | "representative" | "rep" | "receptionist" | "nurse" | "doctor" | "dr" | "operator" | "assistant"
        | "bot" | "ai" | "clinician" | "provider" | "scheduler" | "staff" | "pharmacist" | "system" | "ivr"
        | "office" | "clinic" | "front" => Speaker::Agent,
        _ => Speaker::Unknown,
    }
}

/// The spans in Unicode code points of the whole text.
fn spans(text: &str, lines: &[Line], redaction: &Redaction) -> Vec<OutSpan> {
    let mut points = 0;
    let mut bytes = 0;
    let mut at = |to: usize| {
        points += text[bytes..to].chars().count();
        bytes = to;
        points
    };
    let place = |s: &crate::engine::Span| {
        let base = lines[s.turn].start;
        let start = at(base + s.start);
        let end = at(base + s.end);
        OutSpan { start, end, kind: s.kind.as_str(), score: f64::from(s.score_milli) / 1000.0 }
    };
    redaction.spans.iter().map(place).collect()
}

fn joined(text: &str, lines: &[Line], redaction: &Redaction) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (line, redacted) in lines.iter().zip(&redaction.turns) {
        out.push_str(&text[at..line.start]);
        out.push_str(redacted);
        at = line.end;
    }
    out.push_str(&text[at..]);
    out
}
