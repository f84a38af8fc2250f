//! Days of a month, and what belongs to a date before it.

use super::half_digit;
use crate::engine::board::Board;
use crate::engine::lexicon::{MONTH, Num, SOUND, WEEKDAY};
use crate::engine::numbers::below_hundred;
use crate::engine::text::words::says;
use crate::engine::text::{DOT, Doc, Kind, SPACE};

/// A day of the month: ordinal, cardinal or digits up to 31.
pub(super) fn day(doc: &Doc, i: usize) -> Option<(u32, usize)> {
    let t = &doc.toks[i];
    let after = doc.toks[i + 1].num;
    let may = if t.kind == Kind::Digits {
        doc.size(i) <= 2 || matches!(after, Num::Ordinal(_))
    } else {
        matches!(t.num, Num::Digit(_) | Num::Teen(_) | Num::Tens(_) | Num::Ordinal(_))
    };
    if !may {
        return None;
    }
    let (value, next) = match (t.num, after) {
        (Num::Ordinal(n), _) if t.flags & MONTH == 0 => (u32::from(n), i + 1),
        (Num::Tens(n), Num::Ordinal(d @ 1..=9)) if !doc.has(i + 1, MONTH) => (u32::from(n) + u32::from(d), i + 2),
        // "february twenty | two thousand thirteen"
        (Num::Tens(n), Num::Digit(_)) if doc.toks[i + 2].num == Num::Thousand => (u32::from(n), i + 1),
        (Num::Digit(0), Num::Digit(_)) => below_hundred(doc, i + 1).map(|x| (x.0, x.1))?,
        // "the six teenth"
        (Num::Digit(d @ 3..), Num::None) if says!(doc, i + 1, "teenth") => (u32::from(d) + 10, i + 2),
        // "the nine tenth", "six teenth" as heard
        (Num::Digit(d @ 3..), Num::Ordinal(10)) if doc.prev(i).is_some_and(|p| says!(doc, p, "the")) => {
            (u32::from(d) + 10, i + 2)
        }
        (Num::Tens(n), Num::None) if and_ordinal(doc, i + 1).is_some() => {
            (u32::from(n) + and_ordinal(doc, i + 1)?, i + 3)
        }
        (Num::Tens(n), Num::None) if half_digit(doc, i + 1).is_some() => {
            (u32::from(n) + half_digit(doc, i + 1)?, i + 2)
        }
        (Num::None, _) if spaced_ordinal(doc, i) => (doc.value(i), i + 2),
        (Num::None, Num::Ordinal(d @ 1..=9)) if tens(doc, i) && !doc.has(i + 1, MONTH) => {
            (doc.value(i) + u32::from(d), i + 2)
        }
        (Num::None, _) if t.kind == Kind::Digits && doc.size(i) <= 2 => (doc.value(i), i + 1),
        (_, _) => below_hundred(doc, i).map(|x| (x.0, x.1))?,
    };
    ((1..=31).contains(&value) && !doc.end(i)).then_some((value, next))
}

/// Does the day that ends before `next` end as an ordinal?
pub(super) fn ordinal_day(doc: &Doc, i: usize, next: usize) -> bool {
    matches!(doc.toks[next - 1].num, Num::Ordinal(_)) || spaced_ordinal(doc, i) || says!(doc, next - 1, "teenth")
}

/// "twenty and first", as some say it.
fn and_ordinal(doc: &Doc, i: usize) -> Option<u32> {
    let Num::Ordinal(d @ 1..=9) = doc.toks[i + 1].num else { return None };
    (says!(doc, i, "and") && !doc.has(i + 1, MONTH)).then_some(u32::from(d))
}

/// "20 ninth", "30 first": the tens of an ordinal in figures.
fn tens(doc: &Doc, i: usize) -> bool {
    doc.toks[i].kind == Kind::Digits && matches!(doc.value(i), 20 | 30) && doc.toks[i + 1].pre == SPACE
}

/// "3 rd": an ordinal that a recognizer cut in two.
pub(super) fn spaced_ordinal(doc: &Doc, i: usize) -> bool {
    doc.toks[i].kind == Kind::Digits
        && doc.size(i) <= 2
        && says!(doc, i + 1, "st" | "nd" | "rd" | "th")
        && doc.toks[i + 1].pre == SPACE
}

/// The figure that a recognizer wrote as the word that sounds like it; "to" and "for" are words of every sentence and count
/// only where the date or the sentence `ends`.
#[inline]
pub(super) fn heard(doc: &Doc, i: usize, ends: bool) -> Option<u32> {
    if doc.has(i, SOUND) { sound(doc.w(i), ends) } else { None }
}

fn sound(word: &str, ends: bool) -> Option<u32> {
    match word {
        "won" => Some(1),
        "too" => Some(2),
        "fore" => Some(4),
        "sicks" => Some(6),
        "ate" => Some(8),
        "nein" => Some(9),
        "to" if ends => Some(2),
        "for" if ends => Some(4),
        _ => None,
    }
}

/// "Monday, October 6th", "tomorrow the eighth", "the second of August": the day of the week and the article belong to the date
/// that follows at once.
pub(super) fn with_lead(doc: &Doc, board: &Board, first: usize, alone: bool) -> usize {
    let t = &doc.toks[first];
    let figures = t.kind == Kind::Digits && !alone && !says!(doc, first + 1, "of") && !spaced_ordinal(doc, first);
    let takes_the = !doc.has(first, MONTH) && !figures;
    let free = |p: &usize| !board.taken(*p);
    let the = doc.prev(first).filter(|&p| says!(doc, p, "the")).filter(free).unwrap_or(first);
    let day = doc.prev(the).filter(|&p| leads(doc, p, the)).filter(free);
    // "wednes day the 8"
    let whole = day.map(|d| if says!(doc, d, "day") { doc.prev(d).filter(free).unwrap_or(d) } else { d });
    whole.unwrap_or(if takes_the { the } else { first })
}

/// A day of the week, short or whole, or "tomorrow", at `p` before the date at `the`.
fn leads(doc: &Doc, p: usize, the: usize) -> bool {
    let short = || {
        doc.toks[the].pre & DOT != 0 && says!(doc, p, "sat" | "sun" | "mon" | "tues" | "wed" | "weds" | "thurs" | "fri")
    };
    if doc.breaks(the) {
        return short();
    }
    let near = (says!(doc, the, "the") || doc.has(the, MONTH)) && says!(doc, p, "tomorrow" | "yesterday" | "today");
    let split = says!(doc, p, "day")
        && doc.prev(p).is_some_and(|q| {
            says!(doc, q, "sun" | "mon" | "tues" | "wednes" | "weds" | "thurs" | "fri" | "satur" | "sat")
        });
    doc.has(p, WEEKDAY) || near || split || short()
}
