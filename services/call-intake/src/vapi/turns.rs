//! Who said what, and the platform's structured result.
use phi_events::Phi;
use phi_events::call::{PlatformTurn, Speaker};
use serde_json::Value;

use super::{first_text, text};

/// Deepest nesting of a structured result that is followed; what lies deeper is written as JSON.
const MAX_DEPTH: usize = 8;

/// Reads the turns: from the list of messages, or from the transcript text when there is no list.
pub fn read(message: &Value, started_ms: Option<u64>) -> Vec<PlatformTurn> {
    let list = ["/artifact/messages", "/messages"]
        .iter()
        .find_map(|at| message.pointer(at)?.as_array())
        .map_or(&[][..], Vec::as_slice);
    let origin = started_ms.or_else(|| list.iter().find_map(|entry| number(entry, "/time")));
    let turns: Vec<PlatformTurn> = list.iter().filter_map(|entry| turn(entry, origin)).collect();
    if !turns.is_empty() {
        return turns;
    }
    first_text(message, &["/artifact/transcript", "/transcript"]).map_or_else(Vec::new, from_text)
}

/// One entry of the list; `None` for roles that do not speak (system, tool calls) and for entries without words.
fn turn(entry: &Value, origin: Option<u64>) -> Option<PlatformTurn> {
    let speaker = speaker(text(entry, "/role")?)?;
    let words = text(entry, "/message").or_else(|| text(entry, "/content"))?;
    let at = number(entry, "/time");
    let since_origin = || Some(at?.saturating_sub(origin?));
    let start_ms = seconds(entry, "/secondsFromStart").or_else(since_origin).unwrap_or(0);
    let length =
        number(entry, "/duration").or_else(|| Some(number(entry, "/endTime")?.saturating_sub(at?))).unwrap_or(0);
    Some(PlatformTurn { speaker, start_ms, end_ms: start_ms.saturating_add(length), text: words.into() })
}

fn speaker(role: &str) -> Option<Speaker> {
    match role.to_ascii_lowercase().as_str() {
        "user" | "customer" | "caller" => Some(Speaker::Caller),
        "bot" | "assistant" | "agent" | "ai" => Some(Speaker::Agent),
        _ => None,
    }
}

/// Reads `AI: …` and `User: …` lines; a line without such a beginning goes on with the turn before it. Times are not known.
fn from_text(transcript: &str) -> Vec<PlatformTurn> {
    let mut turns: Vec<(Speaker, String)> = Vec::new();
    for line in transcript.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let begins = line.split_once(':').and_then(|(who, words)| Some((speaker(who.trim())?, words.trim())));
        match (begins, turns.last_mut()) {
            (Some((who, words)), _) => turns.push((who, words.to_owned())),
            (None, Some((_, words))) => {
                words.push(' ');
                words.push_str(line);
            }
            (None, None) => turns.push((Speaker::Unknown, line.to_owned())),
        }
    }
    let spoken = turns.into_iter().filter(|(_, words)| !words.is_empty());
    spoken.map(|(speaker, words)| PlatformTurn { speaker, start_ms: 0, end_ms: 0, text: Phi::new(words) }).collect()
}

/// The structured result as labels and values; labels of nested values are joined by dots.
pub fn structured(message: &Value) -> Vec<(Phi<String>, Phi<String>)> {
    let mut pairs = Vec::new();
    for at in ["/analysis/structuredData", "/structuredData"] {
        if let Some(value @ (Value::Object(_) | Value::Array(_))) = message.pointer(at) {
            flatten(String::new(), value, MAX_DEPTH, &mut pairs);
            break;
        }
    }
    pairs
}

fn flatten(label: String, value: &Value, depth: usize, pairs: &mut Vec<(Phi<String>, Phi<String>)>) {
    let below = |key: &str| {
        if label.is_empty() { key.to_owned() } else { format!("{label}.{key}") }
    };
    match value {
        Value::Null => {}
        Value::Object(fields) if depth > 0 => {
            for (key, value) in fields {
                flatten(below(key), value, depth - 1, pairs);
            }
        }
        Value::Array(entries) if depth > 0 => {
            for (index, value) in entries.iter().enumerate() {
                flatten(below(&index.to_string()), value, depth - 1, pairs);
            }
        }
        Value::String(text) => pairs.push((Phi::new(label), Phi::new(text.clone()))),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) | Value::Array(_) => {
            pairs.push((Phi::new(label), Phi::new(value.to_string())));
        }
    }
}

fn number(value: &Value, pointer: &str) -> Option<u64> {
    whole(value.pointer(pointer)?.as_f64()?)
}

fn seconds(value: &Value, pointer: &str) -> Option<u64> {
    whole(value.pointer(pointer)?.as_f64()? * 1_000.0)
}

/// A number that is not negative, as a whole one.
#[expect(clippy::cast_sign_loss, reason = "negative numbers are filtered out, and the cast saturates")]
pub fn whole(number: f64) -> Option<u64> {
    (number >= 0.0).then_some(number.round() as u64)
}
