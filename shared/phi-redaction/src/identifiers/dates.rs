//! Dates more exact than a year (45 CFR 164.514(b)(2)(i)(C)), birth dates among them.
//!
//! A year alone, a bare month and a bare weekday stay.

use super::Context;
use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::dialogue::{self, DATE, DOB};
use crate::engine::lexicon::{FUNC, MONTH, Num, UNIT, WEEKDAY};
use crate::engine::numbers::{below_hundred, skip_correction};
use crate::engine::text::{COLON, COMMA, DOT, Doc, Kind, MONEY, OTHER, PERCENT, SPACE};

mod digits;

use digits::in_digits;
pub use digits::read_back;

/// A date as far as it was said.
#[derive(Clone, Copy, Default)]
struct Date {
    year: Option<u32>,
    month: u32,
    day: Option<u32>,
    next: usize,
}

/// Finds dates in words and in digits.
pub fn detect(ctx: &Context<'_>, board: &mut Board) {
    let doc = ctx.doc;
    let mut i = 0;
    while i < doc.toks.len() {
        let t = &doc.toks[i];
        let may_start = t.flags & MONTH != 0 || t.num != Num::None || t.kind == Kind::Digits || doc.w(i) == "o";
        if t.kind == Kind::End || !may_start || board.taken(i) {
            i += 1;
            continue;
        }
        let found =
            in_words(doc, i).map(|d| corrected(doc, d)).or_else(|| in_digits(ctx, i)).or_else(|| day_alone(doc, i));
        if let Some(date) = found {
            put(ctx, board, i, date);
        }
        i = found.map_or(i + 1, |d| d.next);
    }
}

fn put(ctx: &Context<'_>, board: &mut Board, first: usize, date: Date) {
    let birth = is_birth(ctx, first);
    let kind = if birth { PhiType::Dob } else { PhiType::Date };
    if let Some(value) = normal(date) {
        board.put((first, date.next - 1), kind, 950, Some(value));
    }
}

/// ISO 8601, with what was not said left out.
fn normal(date: Date) -> Option<String> {
    match (date.year, date.day) {
        (Some(y), Some(d)) => Some(format!("{y:04}-{:02}-{d:02}", date.month)),
        (Some(y), None) => Some(format!("{y:04}-{:02}", date.month)),
        (None, Some(d)) => Some(format!("--{:02}-{d:02}", date.month)),
        (None, None) => None,
    }
}

fn is_birth(ctx: &Context<'_>, first: usize) -> bool {
    let mut at = first;
    for _ in 0..8 {
        if ctx.doc.breaks(at) {
            break;
        }
        at -= 1;
        match dialogue::topic(ctx.doc, at) {
            DOB => return true,
            t if t & (DATE | dialogue::OTHER) != 0 && ctx.doc.w(at) != "day" => return false,
            _ => {}
        }
    }
    ctx.asks.of(ctx.doc, first) & DOB != 0 && ctx.asks.age(ctx.doc, first) <= 4
}

/// "march ninth nineteen eighty four", "the ninth of march", "9 March 1984", "march 1984".
fn in_words(doc: &Doc, i: usize) -> Option<Date> {
    if doc.has(i, MONTH) {
        return month_first(doc, i);
    }
    let (day, after) = day(doc, i)?;
    if let Some(date) = ordinals(doc, day, after) {
        return Some(date);
    }
    let month_at = if doc.w(after) == "of" {
        after + 1
    } else if doc.w(after) == "day" && doc.w(after + 1) == "of" {
        after + 2
    } else {
        after
    };
    let ordinal = matches!(doc.toks[after - 1].num, Num::Ordinal(_));
    if !doc.has(month_at, MONTH)
        || doc.breaks(month_at)
        || doc.w(month_at) == "may" && !ordinal && doc.toks[i].kind != Kind::Digits
    {
        return None;
    }
    if doc.toks[i].kind != Kind::Digits && !ordinal && month_at == after && number_before(doc, i) {
        return None;
    }
    Some(with_year(doc, Date { year: None, month: month(doc, month_at), day: Some(day), next: month_at + 1 }))
}

/// "the third of the eleventh, nineteen seventy two": day, then month, as much of the world says it.
fn ordinals(doc: &Doc, day: u32, after: usize) -> Option<Date> {
    let month_at = if doc.w(after + 1) == "the" { after + 2 } else { after + 1 };
    let Num::Ordinal(month) = doc.toks[month_at].num else { return None };
    let said = doc.w(after) == "of" && matches!(doc.toks[after - 1].num, Num::Ordinal(_)) && (1..=12).contains(&month);
    let date = with_year(doc, Date { year: None, month: u32::from(month), day: Some(day), next: month_at + 1 });
    (said && date.year.is_some()).then_some(date)
}

fn number_before(doc: &Doc, i: usize) -> bool {
    doc.prev(i).is_some_and(|p| dialogue::number(doc, p))
}

fn month(doc: &Doc, i: usize) -> u32 {
    if let Num::Ordinal(m) = doc.toks[i].num { u32::from(m) } else { 0 }
}

fn month_first(doc: &Doc, first: usize) -> Option<Date> {
    let mut i = first;
    for _ in 0..3 {
        let skip = skip_correction(doc, doc.next(i));
        if skip == doc.next(i) || !doc.has(skip, MONTH) {
            break;
        }
        i = skip;
    }
    let month_value = month(doc, i);
    let mut at = doc.next(i);
    let abbreviated = doc.w(i).len() <= 4;
    if doc.breaks(at) && !(abbreviated && doc.toks[at].pre & DOT != 0) {
        return None;
    }
    if doc.w(at) == "the" {
        at += 1;
    }
    if let Some((year, next)) = full_year(doc, at) {
        let sure = doc.w(i) != "may" && doc.w(i) != "march" || doc.toks[i].cap;
        return sure.then_some(Date { year: Some(year), month: month_value, day: None, next });
    }
    let (day, next) = day(doc, at)?;
    let unit = doc.has(next, UNIT) && !doc.breaks(next) && !matches!(doc.toks[at].num, Num::Ordinal(_));
    if unit || doc.toks[next].pre & (PERCENT | COLON) != 0 && doc.toks[next].pre & SPACE == 0 {
        return None;
    }
    Some(with_year(doc, Date { year: None, month: month_value, day: Some(day), next }))
}

/// A day of the month: ordinal, cardinal or digits up to 31.
fn day(doc: &Doc, i: usize) -> Option<(u32, usize)> {
    let t = &doc.toks[i];
    let after = doc.toks[i + 1].num;
    let (value, next) = match (t.num, after) {
        (Num::Ordinal(n), _) if t.flags & MONTH == 0 => (u32::from(n), i + 1),
        (Num::Tens(n), Num::Ordinal(d @ 1..=9)) if !doc.has(i + 1, MONTH) => (u32::from(n) + u32::from(d), i + 2),
        // "february twenty | two thousand thirteen"
        (Num::Tens(n), Num::Digit(_)) if doc.toks[i + 2].num == Num::Thousand => (u32::from(n), i + 1),
        (Num::Digit(0), Num::Digit(_)) => below_hundred(doc, i + 1).map(|x| (x.0, x.1))?,
        (Num::None, _) if t.kind == Kind::Digits && doc.w(i).len() <= 2 => (doc.value(i), i + 1),
        (_, _) => below_hundred(doc, i).map(|x| (x.0, x.1))?,
    };
    ((1..=31).contains(&value) && !doc.end(i)).then_some((value, next))
}

/// Adds the year, if one follows.
fn with_year(doc: &Doc, mut date: Date) -> Date {
    let at = year_at(doc, date.next);
    if doc.end(at) || doc.toks[at].pre & (MONEY | OTHER) != 0 || doc.breaks(at) && doc.toks[at].pre & DOT == 0 {
        return date;
    }
    if let Some((year, next)) = full_year(doc, at).or_else(|| if at == date.next { short_year(doc, at) } else { None })
    {
        date.year = Some(year);
        date.next = next;
    }
    date
}

/// Past "of", "in", "and the year is".
fn year_at(doc: &Doc, from: usize) -> usize {
    let mut at = from;
    while at < from + 4 && matches!(doc.w(at), "of" | "in" | "and" | "the" | "year" | "is") {
        at += 1;
    }
    let said =
        at - from == 1 && matches!(doc.w(from), "of" | "in") || at > from && (from..at).any(|j| doc.w(j) == "year");
    if said { at } else { from }
}

/// A year with its century: "1984", "nineteen eighty four", "two thousand and nineteen", "twenty twenty five".
fn full_year(doc: &Doc, i: usize) -> Option<(u32, usize)> {
    let t = &doc.toks[i];
    if t.kind == Kind::Digits {
        let year = doc.value(i);
        let clean = doc.toks[i + 1].pre & (COLON | PERCENT) == 0 || doc.end(i + 1);
        return (doc.w(i).len() == 4 && (1880..=2099).contains(&year) && clean).then_some((year, i + 1));
    }
    match t.num {
        Num::Digit(2) if doc.toks[i + 1].num == Num::Thousand => {
            let from = if doc.w(i + 2) == "and" { i + 3 } else { i + 2 };
            let (rest, next) = two_digits(doc, from).unwrap_or((0, i + 2));
            Some((2000 + rest, next))
        }
        Num::Teen(c @ (18 | 19)) | Num::Tens(c @ 20) => {
            if doc.toks[i + 1].num == Num::Hundred {
                let (rest, next) = two_digits(doc, i + 2).unwrap_or((0, i + 2));
                return Some((u32::from(c) * 100 + rest, next));
            }
            let (rest, next) = two_digits(doc, i + 1)?;
            let single = matches!(doc.toks[i + 1].num, Num::Digit(_))
                && doc.w(i + 1) != "oh"
                && doc.w(i + 1) != "o"
                && doc.w(i + 1) != "zero";
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

/// "eighty four", "oh nine", "eight four", "nine".
fn two_digits(doc: &Doc, i: usize) -> Option<(u32, usize)> {
    match (doc.toks[i].num, doc.toks[(i + 1).min(doc.toks.len() - 1)].num) {
        (Num::Digit(a), Num::Digit(b)) => Some((u32::from(a) * 10 + u32::from(b), i + 2)),
        _ => below_hundred(doc, i).map(|x| (x.0, x.1)),
    }
}

/// A year without its century after a day; a time of day may stand there instead.
fn short_year(doc: &Doc, i: usize) -> Option<(u32, usize)> {
    let t = &doc.toks[i];
    let (value, next) = match t.num {
        _ if t.kind == Kind::Digits && doc.w(i).len() == 2 => (doc.value(i), i + 1),
        Num::Tens(_) | Num::Teen(_) => two_digits(doc, i)?,
        Num::Digit(_) if matches!(doc.toks[i + 1].num, Num::Digit(_)) => two_digits(doc, i)?,
        Num::None | Num::Digit(_) | Num::Hundred | Num::Thousand | Num::Mult(_) | Num::Ordinal(_) => return None,
    };
    let clock = matches!(doc.w(next), "a" | "p" | "am" | "pm" | "o'clock") || doc.toks[next].pre & COLON != 0;
    let more = dialogue::number(doc, next) && !doc.breaks(next) && doc.toks[next].pre & COMMA == 0;
    let unit = doc.has(next, UNIT) && !doc.breaks(next);
    (!clock && !more && !unit).then_some((century(value), next))
}

/// Two digits are the last hundred years, which is what births and visits are in.
fn century(two: u32) -> u32 {
    if two > 30 { 1900 + two } else { 2000 + two }
}

/// "august fourth, i mean august third two thousand one": the last said counts, all of it is the span.
fn corrected(doc: &Doc, date: Date) -> Date {
    let skip = skip_correction(doc, date.next);
    if skip == date.next
        || doc.breaks(date.next) && doc.toks[date.next].pre & COMMA == 0 && doc.toks[date.next].kind == Kind::End
    {
        return date;
    }
    if let Some(better) = in_words(doc, skip) {
        return Date { year: better.year.or(date.year), ..better };
    }
    if date.year.is_none()
        && let Some((year, next)) = full_year(doc, skip).or_else(|| short_year(doc, skip))
    {
        return Date { year: Some(year), next, ..date };
    }
    match (date.year.is_some(), full_year(doc, skip).or_else(|| short_year(doc, skip))) {
        (true, Some((year, next))) => Date { year: Some(year), next, ..date },
        _ => day_fix(doc, date, skip),
    }
}

fn day_fix(doc: &Doc, date: Date, skip: usize) -> Date {
    match day(doc, skip) {
        Some((d, next)) if matches!(doc.toks[next - 1].num, Num::Ordinal(_)) => {
            with_year(doc, Date { day: Some(d), next, ..date })
        }
        _ => date,
    }
}

/// "on the fourteenth", "Friday the 13th": the month is in the context, so the day is an element of a date.
fn day_alone(doc: &Doc, i: usize) -> Option<Date> {
    let p = doc.prev(i).filter(|&p| doc.w(p) == "the")?;
    let (value, next) = day(doc, i)?;
    let ordinal = matches!(doc.toks[next - 1].num, Num::Ordinal(_));
    let free = doc.breaks(next) || doc.has(next, FUNC) || doc.toks[next].pre & COMMA != 0;
    let q = doc.prev(p);
    let before = q.map_or("", |q| doc.w(q));
    let taken = matches!(before, "on" | "by" | "until" | "since" | "till" | "before" | "after" | "from");
    let weekday = q.is_some_and(|q| doc.has(q, WEEKDAY));
    let written = doc.toks[i].kind == Kind::Mixed;
    let said = taken || weekday || written || value >= 10 && doc.breaks(next);
    (ordinal && free && (value >= 4 || weekday) && said).then_some(Date {
        year: None,
        month: 0,
        day: Some(value),
        next,
    })
}
