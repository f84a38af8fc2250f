//! Years: with their century, in two halves, by their last two digits.

use super::heard;
use crate::engine::dialogue;
use crate::engine::lexicon::{Num, UNIT};
use crate::engine::numbers::below_hundred;
use crate::engine::text::words::says;
use crate::engine::text::{COLON, DASH, Doc, Kind, PERCENT, SPACE};

/// A year where a date is told, in any of the forms that name its century.
#[inline]
pub(super) fn told_year(doc: &Doc, i: usize) -> Option<(u32, usize)> {
    if begins_year(doc, i) { year_at(doc, i) } else { None }
}

/// Is it a figure, or the first word of a century?
#[inline]
fn begins_year(doc: &Doc, i: usize) -> bool {
    let t = &doc.toks[i];
    t.kind == Kind::Digits || matches!(t.num, Num::Teen(18 | 19) | Num::Tens(20) | Num::Digit(2))
}

fn year_at(doc: &Doc, i: usize) -> Option<(u32, usize)> {
    match full_year(doc, i) {
        Some((_, next)) if and_more(doc, i, next) => split_year(doc, i),
        None => split_year(doc, i),
        found => found,
    }
}

/// "2000 and one": what follows belongs to the year.
fn and_more(doc: &Doc, i: usize, next: usize) -> bool {
    doc.value(i) == 2000 && says!(doc, next, "and") && split_year(doc, i).is_some()
}

/// "19 70", "nineteen 70", "nineteen and thirty eight", "19 hundred and 5", "2000 and one": a year in two halves.
fn split_year(doc: &Doc, i: usize) -> Option<(u32, usize)> {
    let joined = |j: usize| doc.toks[j].pre & !(SPACE | DASH) == 0;
    let figures = doc.toks[i].kind == Kind::Digits;
    let (century, mut at) = match (doc.toks[i].num, doc.toks[i + 1].num) {
        (Num::Teen(c @ (18 | 19)) | Num::Tens(c @ 20), _) => (u32::from(c), i + 1),
        (_, Num::Thousand) if figures && doc.value(i) == 2 => (20, i + 2),
        _ if figures && doc.size(i) == 2 && matches!(doc.value(i), 18..=20) => (doc.value(i), i + 1),
        _ if figures && doc.value(i) == 2000 && says!(doc, i + 1, "and") => (20, i + 1),
        _ => return None,
    };
    let thousand = at == i + 2 || doc.value(i) == 2000;
    let hundred = doc.toks[at].num == Num::Hundred;
    at += usize::from(hundred);
    let and = says!(doc, at, "and");
    at += usize::from(and);
    let bare = (thousand && !and || hundred).then_some((century * 100, at - usize::from(and)));
    if !joined(at) || doc.end(at) {
        return bare;
    }
    let single = (thousand || hundred) && and;
    let half = half(doc, at).or_else(|| figure(doc, at).filter(|_| single).map(|f| (f, at + 1)));
    let Some((half, next)) = half.filter(|h| h.0 < 100 && !doc.has(h.1, UNIT)) else { return bare };
    Some((century * 100 + half, next))
}

/// The second half of a year: "43", "30 2", "forty three", "oh five".
fn half(doc: &Doc, i: usize) -> Option<(u32, usize)> {
    if doc.toks[i].kind == Kind::Digits {
        let value = Some(doc.value(i)).filter(|_| doc.size(i) == 2)?;
        let spaced = doc.toks[i + 1].pre == SPACE && doc.toks[i + 2].pre & COLON == 0;
        let more = figure(doc, i + 1).filter(|_| spaced && value >= 20 && value.is_multiple_of(10));
        return Some((value + more.unwrap_or(0), i + 1 + usize::from(more.is_some())));
    }
    let single = matches!(doc.toks[i].num, Num::Digit(1..));
    two_digits(doc, i).filter(|h| !single || h.1 > i + 1)
}

/// A figure from one to nine, as a word, a digit, or the word that a recognizer heard for it.
fn figure(doc: &Doc, i: usize) -> Option<u32> {
    if let Num::Digit(d @ 1..) = doc.toks[i].num {
        return Some(u32::from(d));
    }
    if doc.toks[i].kind == Kind::Digits {
        return Some(doc.value(i)).filter(|v| doc.size(i) == 1 && *v > 0);
    }
    heard(doc, i, doc.breaks(i + 1))
}

/// A year with its century: "1984", "nineteen eighty four", "two thousand and nineteen", "twenty twenty five".
pub(super) fn full_year(doc: &Doc, i: usize) -> Option<(u32, usize)> {
    let t = &doc.toks[i];
    if t.kind == Kind::Digits {
        let year = doc.value(i);
        let clean = doc.toks[i + 1].pre & (COLON | PERCENT) == 0 || doc.end(i + 1);
        return (doc.size(i) == 4 && (1880..=2099).contains(&year) && clean).then_some((year, i + 1));
    }
    match t.num {
        Num::Digit(2) if doc.toks[i + 1].num == Num::Thousand => {
            let from = if says!(doc, i + 2, "and") { i + 3 } else { i + 2 };
            let single = matches!(doc.toks[from].num, Num::Digit(1..));
            let rest = if single { below_hundred(doc, from).map(|x| (x.0, x.1)) } else { two_digits(doc, from) };
            let (rest, next) = rest.unwrap_or((0, i + 2));
            Some((2000 + rest, next))
        }
        Num::Teen(c @ (18 | 19)) | Num::Tens(c @ 20) => {
            if doc.toks[i + 1].num == Num::Hundred {
                let (rest, next) = two_digits(doc, i + 2).unwrap_or((0, i + 2));
                return Some((u32::from(c) * 100 + rest, next)).filter(|_| !says!(doc, i + 2, "and"));
            }
            let (rest, next) = two_digits(doc, i + 1)?;
            let single = matches!(doc.toks[i + 1].num, Num::Digit(_))
                && !says!(doc, i + 1, "oh")
                && !says!(doc, i + 1, "o")
                && !says!(doc, i + 1, "zero");
            (!single).then_some((u32::from(c) * 100 + rest, next))
        }
        Num::None
        | Num::Digit(_)
        | Num::Teen(_)
        | Num::Tens(_)
        | Num::Hundred
        | Num::Thousand
        | Num::Mult(_)
        | Num::Ordinal(_) => None,
    }
}

/// "fifty 6", "eighty too": a recognizer wrote one half of a number in digits or as another word.
pub(super) fn half_digit(doc: &Doc, i: usize) -> Option<u32> {
    if doc.toks[i].pre != SPACE {
        return None;
    }
    if doc.toks[i].kind == Kind::Digits {
        return Some(doc.value(i)).filter(|v| doc.size(i) == 1 && *v > 0);
    }
    heard(doc, i, false)
}

/// "eighty four", "oh nine", "eight four", "nine".
pub(super) fn two_digits(doc: &Doc, i: usize) -> Option<(u32, usize)> {
    match (doc.toks[i].num, doc.toks[(i + 1).min(doc.toks.len() - 1)].num) {
        (Num::Digit(a), Num::Digit(b)) => Some((u32::from(a) * 10 + u32::from(b), i + 2)),
        (Num::Tens(n), Num::None) => {
            let more = half_digit(doc, i + 1);
            Some((u32::from(n) + more.unwrap_or(0), i + 1 + usize::from(more.is_some())))
        }
        (Num::Digit(n), Num::None) if half_digit(doc, i + 1).is_some() => {
            Some((u32::from(n) * 10 + half_digit(doc, i + 1)?, i + 2))
        }
        _ => below_hundred(doc, i).map(|x| (x.0, x.1)),
    }
}

/// A year without its century after a day; a time of day may stand there instead.
pub(super) fn short_year(doc: &Doc, i: usize) -> Option<(u32, usize)> {
    let t = &doc.toks[i];
    let (value, next) = match t.num {
        _ if t.kind == Kind::Digits && doc.size(i) == 2 => (doc.value(i), i + 1),
        Num::Tens(_) | Num::Teen(_) => two_digits(doc, i)?,
        Num::Digit(_) if matches!(doc.toks[i + 1].num, Num::Digit(_)) => two_digits(doc, i)?,
        Num::None | Num::Digit(_) | Num::Hundred | Num::Thousand | Num::Mult(_) | Num::Ordinal(_) => return None,
    };
    // "fifty uh 57": said again, in figures
    let again = doc.toks[next].kind == Kind::Digits && doc.size(next) == 2 && doc.value(next) / 10 * 10 == value;
    let next = if again && value >= 20 { next + 1 } else { next };
    let clock = says!(doc, next, "a" | "p" | "am" | "pm" | "o'clock" | "noon")
        || doc.toks[next].pre & COLON != 0 && !doc.end(next)
        || says!(doc, next, "to" | "past" | "till" | "til" | "after") && dialogue::number(doc, next + 1);
    let more = dialogue::number(doc, next) && !doc.parted(next);
    let unit = doc.has(next, UNIT) && !doc.breaks(next);
    (!clock && !more && !unit).then_some((century(value), next))
}

/// Two digits are the last hundred years, which is what births and visits are in.
pub(super) fn century(two: u32) -> u32 {
    if two > 30 { 1900 + two } else { 2000 + two }
}
