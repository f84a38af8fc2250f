//! Words as they are recognized in, redacted words out: `phimesh redact --stream`.
//!
//! In: a line of JSON for each piece that a recognizer finished, `{"speaker","text"}`, with `"more":true` when the turn goes on;
//! or a line of plain text, "speaker: words", which is a whole turn. Out: `{"turn","speaker","text"}` as soon as the hold-back
//! allows, or when nobody said anything for as long; at the end `{"late":{type: spans},"late_words":n}`, what only the whole call showed.

use std::io::Write;

use serde::{Deserialize, Serialize};

use crate::engine::stream::{Live, Piece};
use crate::engine::{Engine, Speaker};
use crate::jsonl::{JsonlError, label, speaker};

#[derive(Deserialize)]
struct Said {
    #[serde(default)]
    speaker: String,
    text: String,
    #[serde(default)]
    more: bool,
}

#[derive(Serialize)]
struct Shown<'a> {
    turn: usize,
    speaker: &'static str,
    text: &'a str,
}

/// Redacts line by line until the input ends. `None` among the lines says that none came for `HOLD_BACK_MS`.
///
/// # Errors
/// When reading or writing fails, or a line that begins with `{` is not such an object.
pub fn redact_live(
    engine: &Engine,
    input: impl Iterator<Item = std::io::Result<Option<String>>>,
    mut output: impl Write,
) -> Result<(), JsonlError> {
    let mut live = Live::new(engine);
    let mut number = 0;
    for heard in input {
        let Some(text) = heard? else {
            write(&mut output, &live.pause())?;
            continue;
        };
        number += 1;
        if text.trim().is_empty() {
            continue;
        }
        let said = read(&text).ok_or(JsonlError::Call { line: number })?;
        let pieces = live.push(said.0, &said.1);
        if !said.2 {
            live.end_turn();
        }
        write(&mut output, &pieces)?;
    }
    let (pieces, late) = live.finish();
    write(&mut output, &pieces)?;
    let spans: serde_json::Map<String, serde_json::Value> =
        late.spans.iter().map(|(kind, count)| (kind.as_str().to_owned(), (*count).into())).collect();
    let last = serde_json::json!({"late": spans, "late_words": late.words});
    writeln!(output, "{last}")?;
    Ok(output.flush()?)
}

/// Who speaks, what, and whether the turn goes on.
fn read(line: &str) -> Option<(Speaker, String, bool)> {
    if line.trim_start().starts_with('{') {
        let said: Said = serde_json::from_str(line).ok()?;
        return Some((speaker(&said.speaker), said.text, said.more));
    }
    let (side, skip) = label(line);
    Some((side, line[skip..].to_owned(), false))
}

/// Each batch is flushed: somebody is watching.
fn write(output: &mut impl Write, pieces: &[Piece]) -> Result<(), JsonlError> {
    for piece in pieces.iter().filter(|p| !p.text.is_empty()) {
        let speaker = match piece.speaker {
            Speaker::Caller => "caller",
            Speaker::Agent => "agent",
            Speaker::Unknown => "",
        };
        let shown = Shown { turn: piece.turn, speaker, text: &piece.text };
        serde_json::to_writer(&mut *output, &shown).map_err(std::io::Error::from)?;
        output.write_all(b"\n")?;
    }
    output.flush()?;
    Ok(())
}
