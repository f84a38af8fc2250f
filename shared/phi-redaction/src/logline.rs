//! PHI in log lines: the engine, and a closed vocabulary behind it.
//!
//! A log line is one short text without a dialogue that would say what a word answers. What the engine finds is
//! replaced as in a call. Beyond that, a word passes only when a list knows it as an ordinary or technical word and
//! not as a name, and a number only when it is short or its field counts something: in a program's own sentences an
//! unknown word is more likely a value that slipped in than prose. Identifiers of ours say nothing of anybody
//! (128 random or hashed bits) and pass by their shape.
use std::borrow::Cow;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::engine::Engine;
use crate::engine::memory::Memory;

mod fields;
mod reading;
mod shapes;
mod words;

use fields::Class;
use reading::Reading;

/// What stands in place of a value that nothing more can be said of.
pub const WITHHELD: &str = "[withheld]";

/// The longest text that is read, in bytes; a longer one is withheld whole.
pub const LONGEST: usize = 16 * 1024;

/// The text of a log line's field as it may be written. `field` is the field's name; a message's is "message".
/// Where masking fails, the whole text is withheld.
pub fn mask<'t>(engine: &Engine, field: &str, text: &'t str) -> Cow<'t, str> {
    if text.len() > LONGEST {
        return Cow::Borrowed(WITHHELD);
    }
    let attempt = catch_unwind(AssertUnwindSafe(|| {
        let class = fields::class(field);
        let reading = Reading::of(class, text);
        if reading.plain() { Cow::Borrowed(text) } else { decided(engine, (field, class), text, &reading) }
    }));
    attempt.unwrap_or(Cow::Borrowed(WITHHELD))
}

/// Passes without a question to the engine: only ordinary and technical words, short numbers, identifiers of ours.
pub fn plain(field: &str, text: &str) -> bool {
    text.len() <= LONGEST && catch_unwind(|| Reading::of(fields::class(field), text).plain()).unwrap_or(false)
}

/// May a number in this field be written? When its field counts or orders something, or when it has fewer than seven
/// digits, as many as a telephone number without its area code, and the field does not ask for a value of a person.
pub fn keeps_number(field: &str, digits: u32) -> bool {
    match fields::class(field) {
        Class::Count => true,
        Class::Technical | Class::Free => digits < fields::TELEPHONE_DIGITS,
        Class::Personal => false,
    }
}

fn decided<'t>(engine: &Engine, (field, class): (&str, Class), text: &str, reading: &Reading) -> Cow<'t, str> {
    if class == Class::Personal {
        return Cow::Borrowed(WITHHELD);
    }
    // a technical field's name ("service.name") asks for nothing
    let label = if class == Class::Free { field } else { "" };
    let redaction = engine.redact_value(&Memory::default(), label, &prose(text));
    let mut cuts: Vec<(Range<usize>, String)> = Vec::new();
    for span in redaction.spans.iter().filter(|span| !reading::technical(&text[span.start..span.end])) {
        outside(span.start..span.end, &reading.ours).for_each(|part| cuts.push((part, span.placeholder())));
    }
    cuts.extend(reading.withheld.iter().map(|range| (range.clone(), WITHHELD.to_owned())));
    cuts.sort_by_key(|(range, _)| range.start);
    Cow::Owned(cut(text, &cuts))
}

/// The marks of structs and JSON made spaces, of the same length, so that the engine reads the values between as words.
fn prose(text: &str) -> String {
    text.chars()
        .map(|c| if matches!(c, '"' | '{' | '}' | '[' | ']' | '=' | '|' | '<' | '>') { ' ' } else { c })
        .collect()
}

/// The parts of a range that no identifier of ours covers; `ours` is in order.
fn outside(range: Range<usize>, ours: &[Range<usize>]) -> impl Iterator<Item = Range<usize>> {
    let mut parts = Vec::new();
    let mut at = range.start;
    for own in ours.iter().filter(|own| own.start < range.end && own.end > range.start) {
        parts.push(at..own.start.max(at));
        at = at.max(own.end);
    }
    parts.push(at..range.end.max(at));
    parts.into_iter().filter(|part| !part.is_empty())
}

fn cut(text: &str, cuts: &[(Range<usize>, String)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (range, instead) in cuts {
        if range.end <= at {
            continue;
        }
        out.push_str(&text[at..range.start.max(at)]);
        out.push_str(instead);
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}

#[cfg(test)]
mod tests;
