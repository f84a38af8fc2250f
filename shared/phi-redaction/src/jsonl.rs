//! Calls as lines of JSON in, spans and redacted text out: the form in which the engine is measured.

use std::borrow::Cow;
use std::io::{BufRead, Write};

use serde::Deserialize;

use crate::engine::text::Doc;
use crate::engine::{Engine, Span, Speaker, Turn, render};

mod json;

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
    /// A detector that was added could not look at the whole call, so nothing of it may be released.
    #[error("a model could not look at the whole call of line {line}, so nothing of it was written")]
    Incomplete {
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
pub fn redact_jsonl(input: impl BufRead, output: impl Write) -> Result<Summary, JsonlError> {
    redact_jsonl_by(&Engine::new(), input, output)
}

/// As `redact_jsonl`, by an engine to which an operator has added something.
///
/// # Errors
///
/// As `redact_jsonl`, and when what was added could not look at a whole call: the calls before it are written, it and those after
/// it are not.
pub fn redact_jsonl_by(
    engine: &Engine,
    mut input: impl BufRead,
    mut output: impl Write,
) -> Result<Summary, JsonlError> {
    let mut summary = Summary::default();
    let (mut line, mut text, mut out) = (Vec::new(), String::new(), Vec::new());
    let mut memory = (Vec::new(), Doc::default());
    for index in 1.. {
        line.clear();
        out.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        summary.bytes += line.len();
        if line.trim_ascii().is_empty() {
            continue;
        }
        let (id, same) = call(&line, &mut text).ok_or(JsonlError::Call { line: index })?;
        let call = Call { id: &id, text: &text, same };
        summary.spans +=
            redact_call(engine, &mut memory, &call, &mut out).ok_or(JsonlError::Incomplete { line: index })?;
        summary.calls += 1;
        output.write_all(&out)?;
    }
    output.flush()?;
    Ok(summary)
}

/// A call as it was read.
struct Call<'a> {
    id: &'a str,
    text: &'a str,
    /// The text as JSON in which nothing but the line breaks is escaped, if it was read so: it can be copied as it stands.
    same: Option<&'a str>,
}

/// The id of the call in a line, and the text as it stands there if it may be copied; its text comes into `text`.
fn call<'a>(line: &'a [u8], text: &mut String) -> Option<(Cow<'a, str>, Option<&'a str>)> {
    let line = str::from_utf8(line).ok()?;
    json::plain(line, text).or_else(|| Some((read(line, text)?, None)))
}

/// Redacts one call into `out`, in the memory of another; the number of spans, nothing when a detector could not look at all of it.
fn redact_call(
    engine: &Engine,
    (lines, doc): &mut (Vec<Line>, Doc),
    call: &Call<'_>,
    out: &mut Vec<u8>,
) -> Option<usize> {
    split(call.text, lines);
    let turn = |line: &Line| Turn { speaker: line.speaker, text: &call.text[line.start..line.end] };
    let turns: Vec<Turn<'_>> = lines.iter().map(turn).collect();
    let spans = engine.spans(doc, &turns)?;
    out.reserve(call.text.len() * 9 / 8 + spans.len() * 80 + 128);
    write(out, call, lines, &spans);
    Some(spans.len())
}

/// Reads any form of a call: its id, and its text into `text`.
fn read<'a>(line: &'a str, text: &mut String) -> Option<Cow<'a, str>> {
    let input: Input = serde_json::from_str(line).ok()?;
    text.clear();
    if let Some(said) = input.text {
        text.push_str(&said);
        return Some(Cow::Owned(input.id));
    }
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
    Some(Cow::Owned(input.id))
}

/// Cuts the text into turns; a line without a speaker is one of an unknown speaker.
fn split(text: &str, out: &mut Vec<Line>) {
    out.clear();
    let mut at = 0;
    let mut seen: [(&str, Speaker); 2] = [("", Speaker::Unknown); 2];
    while at <= text.len() {
        let line = &text[at..at + json::line(&text.as_bytes()[at..])];
        // two sides take turns: most lines begin as one of the two before did
        let known = seen.iter().find(|(label, _)| !label.is_empty() && line.starts_with(label));
        let (speaker, skip) = known.map_or_else(|| label(line), |(label, speaker)| (*speaker, label.len()));
        if known.is_none() && skip > 0 {
            seen = [(&line[..skip], speaker), seen[0]];
        }
        out.push(Line { start: at + skip, end: at + line.len(), speaker });
        at += line.len() + 1;
    }
}

/// Bytes of the longest label.
const LABEL: usize = 24;

/// Who speaks a line, and the bytes up to the words: the label is short, of letters, digits and spaces.
pub(crate) fn label(line: &str) -> (Speaker, usize) {
    let plain = |s: &str| {
        !s.is_empty()
            && s.len() <= LABEL
            && s.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '#' | '.'))
    };
    if let Some(rest) = line.strip_prefix('[')
        && let Some(end) = find(rest, b']')
        && plain(&rest[..end])
    {
        return (speaker(&rest[..end]), end + 2);
    }
    match find(line, b':') {
        Some(end)
            if plain(&line[..end])
                && line[..end].bytes().filter(|b| *b == b' ').count() < 2
                && !line[end..].starts_with("://") =>
        {
            known(&line[..end]).map_or((Speaker::Unknown, 0), |speaker| (speaker, end + 1))
        }
        _ => (Speaker::Unknown, 0),
    }
}

/// Where the first such byte is, if the label before it is not too long.
fn find(line: &str, byte: u8) -> Option<usize> {
    line.bytes().take(LABEL + 1).position(|b| b == byte)
}

/// Labels that say somebody speaks, and not who.
const GENERIC: [&str; 8] = ["speaker", "spk", "channel", "voice", "person", "party", "participant", "guest"];

/// The side that a label names, if it is one; any other label before a colon may be the caller's own words.
fn known(label: &str) -> Option<Speaker> {
    let starts = |head: &str| label.get(..head.len()).is_some_and(|l| l.eq_ignore_ascii_case(head));
    let speaker = speaker(label);
    (speaker != Speaker::Unknown || label.len() == 1 || GENERIC.iter().any(|g| starts(g))).then_some(speaker)
}

/// The side that a label names.
pub fn speaker(label: &str) -> Speaker {
    let mut lower = [0; LABEL];
    let head = label.trim().split([' ', '_', '-', '#']).next().unwrap_or("");
    let head = head.trim_end_matches(|c: char| c.is_ascii_digit()).as_bytes();
    let Some(lower) = lower.get_mut(..head.len()) else { return Speaker::Unknown };
    lower.copy_from_slice(head);
    lower.make_ascii_lowercase();
    match &*lower {
        b"caller" | b"patient" | b"customer" | b"user" | b"client" | b"member" | b"pt" | b"human" | b"parent"
        | b"mother" | b"father" | b"mom" | b"dad" | b"wife" | b"husband" | b"son" | b"daughter" | b"spouse"
        | b"guardian" | b"caregiver" | b"family" => Speaker::Caller,
        b"agent" | b"representative" | b"rep" | b"receptionist" | b"nurse" | b"doctor" | b"dr" | b"operator"
        | b"assistant" | b"bot" | b"ai" | b"clinician" | b"provider" | b"scheduler" | b"staff" | b"pharmacist"
        | b"system" | b"ivr" | b"office" | b"clinic" | b"front" | b"tech" | b"technician" | b"lab" | b"dispatcher"
        | b"billing" | b"intake" | b"counselor" | b"therapist" | b"pharmacy" | b"support" | b"triage"
        | b"physician" | b"dentist" | b"hygienist" | b"hospital" | b"insurance" => Speaker::Agent,
        _ => Speaker::Unknown,
    }
}

/// `{"id":…,"spans":[{"start":…,"end":…,"type":…,"score":…}],"text":…}`, offsets in Unicode code points of the text.
fn write(out: &mut Vec<u8>, call: &Call<'_>, lines: &[Line], spans: &[Span]) {
    let text = call.text;
    out.extend_from_slice(b"{\"id\":\"");
    json::escape(out, call.id);
    out.extend_from_slice(b"\",\"spans\":[");
    let ascii = text.is_ascii();
    let (mut points, mut bytes) = (0, 0);
    let mut at = |to: usize| {
        points += if ascii { to - bytes } else { text[bytes..to].chars().count() };
        bytes = to;
        points
    };
    for (index, span) in spans.iter().enumerate() {
        let base = lines[span.turn].start;
        out.extend_from_slice(if index == 0 { b"{\"start\":" } else { b",{\"start\":" });
        json::number(out, at(base + span.start));
        out.extend_from_slice(b",\"end\":");
        json::number(out, at(base + span.end));
        out.extend_from_slice(b",\"type\":\"");
        out.extend_from_slice(span.kind.as_str().as_bytes());
        out.extend_from_slice(b"\",\"score\":");
        json::thousandths(out, span.score_milli);
        out.push(b'}');
    }
    out.extend_from_slice(b"],\"text\":\"");
    let (mut at, mut instead) = ((0, 0), String::new());
    // a place is a byte of the text and the line breaks before it, each of which has one byte more in JSON
    let piece = |out: &mut Vec<u8>, from: (usize, usize), to: (usize, usize)| match call.same {
        Some(same) => out.extend_from_slice(&same.as_bytes()[from.0 + from.1..to.0 + to.1]),
        None => json::escape(out, &text[from.0..to.0]),
    };
    for span in spans {
        let base = lines[span.turn].start;
        instead.clear();
        render::placeholder(span, &mut instead);
        piece(out, at, (base + span.start, span.turn));
        out.extend_from_slice(instead.as_bytes());
        at = (base + span.end, span.turn);
    }
    piece(out, at, (text.len(), lines.len() - 1));
    out.extend_from_slice(b"\"}\n");
}
