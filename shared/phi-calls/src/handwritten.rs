//! Calls written by hand, which no generator's habits have touched: each set (`calls/<set>/`) is by another hand. `talk` is
//! single utterances, gathered in sections, in which only the context tells a name from a word; `ward`, `cape` and `heath` are consultations,
//! where there is little to find; `reef`, `strait` and `atoll` are full of a recognizer's mistakes; `ledger`, `sound` and `estuary` of identifiers,
//! `shoal` and `canal` of places and work; `brook` is the everyday.
//!
//! A set's file `heard` has some of its calls as a real recognizer heard them, spoken by synthetic voices
//! (`scripts/redaction/heard.py`): what it makes of a name is no writer's idea of a mistake.
//!
//! A call begins with `## <set>-<number> written|spoken|noisy|heard`; every other line that is not blank is a turn,
//! `label: words` or, where the recognizer did not say who speaks, only words. In the words,
//! `{TYPE.role|text}` is PHI, `{TYPE.role?|text}` neither required nor punished, `{!kind|text}` a look-alike, and
//! `~uh~` inside a value a stretch that need not be redacted.
use crate::call::{Call, Form, Kind, Role, Turn, TurnBuilder};

/// The files of a set.
macro_rules! files {
    ($set:literal: $($file:literal)+) => {
        ($set, &[$(include_str!(concat!("../calls/", $set, "/", $set, "_", $file, ".txt"))),+])
    };
}

/// A set's name and its files.
type Files = (&'static str, &'static [&'static str]);

/// Each set is by one hand.
const SETS: [Files; 32] = [
    files!("harbor": 0 1 2 3 4 5 "heard"),
    files!("talk": "a0" "a1" "a2" "a3" "a4" "a5" "a6" "a7" "a8" "a9" "a10" "a11" "a12" "b0" "b1" "b2" "b3" "b4" "b5" "b6" "b7"),
    files!("atoll": 0 1 2 3 4 5 6 7 8 9 "heard"),
    files!("bay": 0 1 2 3 4 5 6 7 "heard"),
    files!("brook": 0 1 2 3 4 5 6 7 8 9 "heard"),
    files!("canal": 0 1 2 3 4 5 6 7 8 9 "heard"),
    files!("cape": 0 1 2 3 4 5 6 7),
    files!("cove": 0 1 2 3 4 5 "heard"),
    files!("creek": 0 1 2 3 4 5 6 7 "heard"),
    files!("delta": 0 1 2 3 4 5 "heard"),
    files!("estuary": 0 1 2 3 4 5 6 7 8 9 "heard"),
    files!("ferry": 0 1 2 3 4 5 6 7 "heard"),
    files!("fjord": 0 1 2 3 4 5 "heard"),
    files!("grove": 0 1 2 3 4 5 6 7 "heard"),
    files!("heath": 0 1 2 3 4 5 6 7),
    files!("lagoon": 0 1 2 3 4 5 "heard"),
    files!("ledger": 0 1 2 3 4 5 "heard"),
    files!("marsh": 0 1 2 3 4 5 6 7 "heard"),
    files!("mesa": 0 1 2 3 4 5 6 7 "heard"),
    files!("mill": 0 1 2 3 4 5 6 7),
    files!("orchard": 0 1 2 3 4 5 6 7 "heard"),
    files!("prairie": 0 1 2 3 4 5 6 7 "heard"),
    files!("reef": 0 1 2 3 4 5),
    files!("ridge": 0 1 2 3 4 5 6 7 "heard"),
    files!("shoal": 0 1 2 3 4 5 6 7 "heard"),
    files!("sound": 0 1 2 3 4 5 6 7 "heard"),
    files!("spring": 0 1 2 3 4 5 6 7 "heard"),
    files!("strait": 0 1 2 3 4 5 6 7),
    files!("tide": 0 1 2 3 4 5 6 7 "heard"),
    files!("ward": 0 1 2 3 4),
    files!("inlet": 0 1 2 3 4 5 "heard"),
    files!("quay": 0 1 2 3 4 5 "heard"),
];

/// The sets that nothing is trained on and whose words nobody who works on rules reads: they are the examination.
pub const BLIND: [&str; 2] = ["inlet", "quay"];

/// Who may speak; an empty label is a line without one.
const SPEAKERS: &[&str] = &[
    "agent",
    "caller",
    "nurse",
    "pharmacist",
    "patient",
    "doctor",
    "receptionist",
    "operator",
    "interpreter",
    "bot",
    "ivr",
    "tech",
    "billing",
    "mother",
    "father",
    "daughter",
    "son",
    "wife",
    "husband",
    "dispatcher",
    "lab",
    "A",
    "B",
    "C",
    "speaker 0",
    "speaker 1",
    "speaker 2",
    "speaker 3",
    "spk_0",
    "spk_1",
    "voicemail",
];

/// What a look-alike may be.
const NEGATIVES: &[&str] = &[
    "dose",
    "vital",
    "lab",
    "price",
    "count",
    "time",
    "year",
    "age",
    "drug",
    "condition",
    "eponym",
    "word_name",
    "emergency",
    "measure",
    "code",
    "room",
    "percent",
    "menu",
    "duration",
];

/// The calls of a set, none if there is no such set.
pub fn set(name: &str) -> Vec<Call> {
    let files = SETS.iter().filter(|(set, _)| *set == name).flat_map(|(_, files)| *files);
    files.flat_map(|text| parse(text).expect("every file is parsed by a test")).collect()
}

/// The names of the sets that rules and model may learn from.
pub fn open_sets() -> impl Iterator<Item = &'static str> {
    SETS.iter().map(|(set, _)| *set).filter(|set| !BLIND.contains(set))
}

/// Whether a real recognizer heard this call of a set.
pub fn is_heard(call: &Call) -> bool {
    call.id.split('-').nth(1) == Some("heard")
}

/// Reads one file of calls. A `noisy` call (spoken, with a recognizer's mistakes, as somebody imagines them) and a `heard`
/// one have [`Form::Spoken`]; the id says which.
///
/// # Errors
/// The line and what is wrong with it: a turn before the first call, an unknown label, type, role or kind, a brace or `~`
/// that is not closed.
pub fn parse(text: &str) -> Result<Vec<Call>, String> {
    let mut calls: Vec<Call> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let at = |what: String| format!("line {}: {what}", index + 1);
        let line = line.trim_end();
        if let Some(head) = line.strip_prefix("## ") {
            calls.push(header(head).map_err(at)?);
        } else if !line.is_empty() {
            let turn = turn(line).map_err(at)?;
            calls.last_mut().ok_or_else(|| at("a turn before the first call".to_owned()))?.turns.push(turn);
        }
    }
    Ok(calls)
}

fn header(head: &str) -> Result<Call, String> {
    let (name, style) = head.split_once(' ').ok_or("a header is `## <set>-<number> <form>`")?;
    let (set, number) = name.rsplit_once('-').ok_or("a call's name is `<set>-<number>`")?;
    let form = match style {
        "written" => Form::Written,
        "spoken" | "noisy" | "heard" => Form::Spoken,
        other => return Err(format!("unknown form {other}")),
    };
    Ok(Call { id: format!("{set}-{style}-{number}"), form, turns: Vec::new() })
}

fn turn(line: &str) -> Result<Turn, String> {
    let (speaker, words) = label(line)?;
    let mut turn = TurnBuilder::new(speaker);
    let mut rest = words;
    while let Some((before, tail)) = rest.split_once('{') {
        let (markup, after) = tail.split_once('}').ok_or("a brace that is not closed")?;
        plain(&mut turn, before)?;
        value(&mut turn, markup)?;
        rest = after;
    }
    plain(&mut turn, rest)?;
    Ok(turn.build())
}

/// A short lower-case word or two before the first colon, or a known label, must be a label: a misspelt one is no words.
fn label(line: &str) -> Result<(&'static str, &str), String> {
    let Some((before, words)) = line.split_once(": ") else { return Ok(("", line)) };
    if let Some(known) = SPEAKERS.iter().find(|s| **s == before) {
        return Ok((known, words));
    }
    let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, ' ' | '_');
    if before.len() <= 14 && before.chars().all(word) {
        return Err(format!("unknown label {before}"));
    }
    Ok(("", line))
}

fn plain(turn: &mut TurnBuilder, text: &str) -> Result<(), String> {
    if text.contains(['}', '|', '~']) {
        return Err("markup outside braces".to_owned());
    }
    turn.say(text);
    Ok(())
}

fn value(turn: &mut TurnBuilder, markup: &str) -> Result<(), String> {
    let (what, text) = markup.split_once('|').ok_or("a value without `|`")?;
    if text.trim() != text || text.is_empty() || text.contains(['|', '{']) {
        return Err("a value that is empty, has a bar or brace, or has spaces at an end".to_owned());
    }
    if let Some(kind) = what.strip_prefix('!') {
        let kind = NEGATIVES.iter().find(|k| **k == kind).ok_or_else(|| format!("unknown look-alike {kind}"))?;
        if text.contains('~') {
            return Err("a hesitation in a look-alike".to_owned());
        }
        turn.negative(kind, text);
        return Ok(());
    }
    let (what, optional) = what.strip_suffix('?').map_or((what, false), |what| (what, true));
    let (kind, role) = what.split_once('.').ok_or("a value is `TYPE.role`")?;
    let (kind, role, text) = (kind_of(kind)?, role_of(role)?, braced(text)?);
    if optional {
        turn.optional(kind, role, &text)
    } else {
        turn.phi(kind, role, &text)
    };
    Ok(())
}

/// `~uh~` as [`TurnBuilder::phi`] reads it.
fn braced(text: &str) -> Result<String, String> {
    let parts: Vec<&str> = text.split('~').collect();
    if parts.len().is_multiple_of(2) {
        return Err("a `~` that is not closed".to_owned());
    }
    let part = |(i, part): (usize, &&str)| if i % 2 == 0 { (*part).to_owned() } else { format!("{{{part}}}") };
    Ok(parts.iter().enumerate().map(part).collect())
}

fn kind_of(name: &str) -> Result<Kind, String> {
    Ok(match name {
        "NAME" => Kind::Name,
        "DATE" => Kind::Date,
        "DOB" => Kind::Dob,
        "PHONE" => Kind::Phone,
        "EMAIL" => Kind::Email,
        "ADDRESS" => Kind::Address,
        "MRN" => Kind::Mrn,
        "INSURANCE_ID" => Kind::InsuranceId,
        "SSN" => Kind::Ssn,
        "CARD" => Kind::Card,
        "URL" => Kind::Url,
        "IP" => Kind::Ip,
        "AGE_OVER_89" => Kind::AgeOver89,
        "ORG" => Kind::Org,
        "OTHER_ID" => Kind::OtherId,
        other => return Err(format!("unknown type {other}")),
    })
}

fn role_of(name: &str) -> Result<Role, String> {
    Ok(match name {
        "patient" => Role::Patient,
        "relative" => Role::Relative,
        "agent" => Role::Agent,
        "provider" => Role::Provider,
        "facility" => Role::Facility,
        "other" => Role::Other,
        other => return Err(format!("unknown role {other}")),
    })
}

#[cfg(test)]
mod tests;
