//! The medicine that a caller speaks of, as said. Names of medicines are no identifiers (45 CFR 164.514(b)(2)(i) lists none).
use std::sync::LazyLock;

use phi_events::outcome::v1::Intent;

use super::Line;
use super::phrases::{Hit, Phrases};
use super::words::{Stop, Words};

/// Most medicines that one outcome names.
const MOST: usize = 3;
/// Longest description without a known name: "blood pressure medicine".
const LONGEST: usize = 4;

/// Common generic and brand names of the United States, from general knowledge; `#` begins a comment.
static NAMES: LazyLock<Phrases<()>> = LazyLock::new(|| {
    let text = include_str!("../../data/medications.txt");
    let names: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect();
    Phrases::new([((), names.as_slice())])
});

#[rustfmt::skip]
const CUES: &[&str] = &[
    "refill of", "refill on", "refill for", "refill my", "refill the", "refills of", "refills on", "refills for", "renew my", "renew the", "renewal of", "prescription for",
    "ran out of", "run out of", "running out of", "running low on", "almost out of", "out of my", "im out of", "more of my", "refill his", "refill her", "bottle of", "supply of",
];
static CUED: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::new([((), CUES)]));

/// The medicines of a refill or of a clinical question.
pub(super) fn said(intent: Intent, lines: &[Line]) -> Option<String> {
    if !matches!(intent, Intent::Refill | Intent::Clinical) {
        return None;
    }
    let caller: Vec<&Line> = lines.iter().filter(|line| line.voice.is_caller()).collect();
    let all: Vec<&Line> = lines.iter().collect();
    named(&caller).or_else(|| named(&all)).or_else(|| if intent == Intent::Refill { described(&caller) } else { None })
}

fn named(lines: &[&Line]) -> Option<String> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in lines {
        for hit in NAMES.find(&line.words) {
            let name = line.words.text(hit.first).to_owned();
            let said = line.words.said(hit.first, with_dose(&line.words, &hit));
            match found.iter_mut().find(|(known, _)| *known == name) {
                Some((_, longest)) if said.len() > longest.len() => *longest = said,
                Some(_) => {}
                None => found.push((name, said)),
            }
        }
    }
    let said: Vec<String> = found.into_iter().map(|(_, said)| said).take(MOST).collect();
    (!said.is_empty()).then(|| said.join(" and "))
}

/// Where the dose behind a name ends: "lisinopril, ten milligrams". Without a unit it is no dose.
fn with_dose(words: &Words, hit: &Hit<()>) -> usize {
    for at in hit.end..words.all.len() {
        let word = words.text(at);
        if is_unit(word) {
            return at + 1;
        }
        if words.all[at].stop == Stop::Sentence || !is_number(word) {
            break;
        }
    }
    hit.end
}

fn is_unit(word: &str) -> bool {
    let digits = word.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    matches!(
        digits,
        "mg" | "mcg" | "ml" | "milligram" | "milligrams" | "microgram" | "micrograms" | "unit" | "units" | "percent"
    )
}

fn is_number(word: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: [&str; 33] = [
        "a", "point", "half", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "fifteen", "sixteen",
        "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred", "thousand", "and", "zero", "oh", "er", "xr", "xl",
    ];
    WORDS.contains(&word) || word.starts_with(|c: char| c.is_ascii_digit())
}

/// What stands behind "a refill of my …", up to where the thought ends.
fn described(lines: &[&Line]) -> Option<String> {
    lines.iter().find_map(|line| CUED.find(&line.words).iter().find_map(|hit| after(&line.words, hit.end)))
}

fn after(words: &Words, start: usize) -> Option<String> {
    let skip = |word: &str| matches!(word, "my" | "the" | "his" | "her" | "our" | "a" | "an" | "some" | "of" | "for");
    let first = (start..words.all.len()).find(|at| !skip(words.text(*at)))?;
    let ends = |at: &usize| {
        ends_thought(words.text(*at))
            || words.placeholder(*at).is_some()
            || (*at > first && words.all[*at].stop != Stop::None)
    };
    let end = (first..words.all.len()).find(ends).unwrap_or(words.all.len()).min(first + LONGEST);
    let vague = |word: &str| {
        matches!(
            word,
            "prescription"
                | "prescriptions"
                | "medication"
                | "medications"
                | "medicine"
                | "medicines"
                | "meds"
                | "pills"
                | "them"
                | "one"
                | "refill"
        )
    };
    let telling = (first..end).any(|at| !vague(words.text(at)));
    telling.then(|| words.said(first, end))
}

fn ends_thought(word: &str) -> bool {
    #[rustfmt::skip]
    const ENDS: [&str; 34] = [
        "and", "please", "because", "that", "i", "im", "ive", "it", "its", "is", "at", "from", "to", "before", "today", "which", "but", "so", "can", "could", "with", "this", "in",
        "on", "when", "thanks", "thank", "tomorrow", "sent", "called", "if", "as", "or", "again",
    ];
    ENDS.contains(&word)
}

#[cfg(test)]
mod tests;
