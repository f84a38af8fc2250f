//! Dates more exact than a year (45 CFR 164.514(b)(2)(i)(C)), birth dates among them.
//!
//! A year alone, a bare month and a bare weekday stay.

use super::Context;
use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::dialogue::{self, DATE, DOB};
use crate::engine::lexicon::{GATE_NUMBER, MONTH, Num, UNIT, WEEKDAY};
use crate::engine::numbers::{below_hundred, skip_correction};
use crate::engine::text::words::says;
use crate::engine::text::{COLON, COMMA, DOT, Doc, Kind, MONEY, OTHER, PERCENT, SPACE};

mod alone;
mod digits;
mod pieces;

use alone::day_alone;
pub use digits::read_back;
use digits::{in_digits, numbers_after_correction};
use pieces::{continued, range_end, year_first};

/// A date as far as it was said.
#[derive(Clone, Copy, Default)]
struct Date {
    year: Option<u32>,
    month: u32,
    day: Option<u32>,
    next: usize,
    /// The words around it do not say for certain that it is a date.
    soft: bool,
}

/// Finds dates in words and in digits.
pub fn detect(ctx: &Context<'_>, board: &mut Board) {
    let doc = ctx.doc;
    let mut i = doc.seek(0, GATE_NUMBER);
    while i < doc.toks.len() {
        let t = &doc.toks[i];
        let may_start = t.flags & MONTH != 0 || t.num != Num::None || t.kind == Kind::Digits;
        if !may_start || board.taken(i) {
            i = doc.seek(i + 1, GATE_NUMBER);
            continue;
        }
        let found = in_words(doc, i)
            .map(|d| corrected(doc, d))
            .or_else(|| year_first(ctx, i))
            .or_else(|| in_digits(ctx, i))
            .or_else(|| day_alone(doc, i));
        if let Some(date) = found {
            put(ctx, board, i, date);
            i = date.next.max(i + 1);
            if let Some((first, end)) = range_end(doc, date) {
                put(ctx, board, first, end);
                i = end.next;
            }
        } else {
            i = continued(ctx, board, i).unwrap_or(i + 1);
        }
        i = doc.seek(i, GATE_NUMBER);
    }
}

fn put(ctx: &Context<'_>, board: &mut Board, first: usize, date: Date) {
    let birth = is_birth(ctx, first);
    let kind = if birth { PhiType::Dob } else { PhiType::Date };
    let score = if date.soft { 700 } else { 950 };
    if let Some(value) = normal(date) {
        board.put((with_lead(ctx.doc, board, first), date.next - 1), kind, score, Some(value));
    }
}

/// "Tuesday, December 9th", "the ninth of May": the day of the week and the article belong to the date that follows at once.
fn with_lead(doc: &Doc, board: &Board, first: usize) -> usize {
    let ordinal = !doc.has(first, MONTH)
        && (doc.toks[first].kind != Kind::Digits && doc.toks[first].num != Num::None || spaced_ordinal(doc, first));
    let the = doc.prev(first).filter(|&p| says!(doc, p, "the") && !board.taken(p)).unwrap_or(first);
    let day = doc.prev(the).filter(|&p| doc.has(p, WEEKDAY) && !board.taken(p) && !doc.breaks(the));
    day.unwrap_or(if ordinal { the } else { first })
}

/// "3 rd": an ordinal that a recognizer cut in two.
fn spaced_ordinal(doc: &Doc, i: usize) -> bool {
    doc.toks[i].kind == Kind::Digits
        && doc.size(i) <= 2
        && says!(doc, i + 1, "st" | "nd" | "rd" | "th")
        && doc.toks[i + 1].pre == SPACE
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
        if says!(ctx.doc, at, "b") && dialogue::cue_before(ctx.doc, at + 1) == DOB {
            return true;
        }
        match dialogue::topic(ctx.doc, at) {
            DOB => return true,
            t if t & (DATE | dialogue::OTHER) != 0 && !says!(ctx.doc, at, "day") => return false,
            _ => {}
        }
    }
    ctx.asks.of(ctx.doc, first) & DOB != 0 && ctx.asks.age(ctx.doc, first) <= 4
}

/// Is the date of this kind being asked for, or said again by the one who asked ("so that's eleven eight twenty six")?
fn wanted(ctx: &Context<'_>, i: usize) -> bool {
    let turn = ctx.doc.toks[i].turn as usize;
    let short = ctx.doc.first[turn + 1] - ctx.doc.first[turn] <= 12;
    let before = ctx.doc.first[turn].checked_sub(1).filter(|_| short);
    let repeats = before.is_some_and(|b| ctx.asks.of(ctx.doc, b) & (DOB | DATE) != 0 && ctx.asks.age(ctx.doc, b) <= 3);
    ctx.asks.of(ctx.doc, i) & (DOB | DATE) != 0 || repeats
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
    let month_at = if says!(doc, after, "of") {
        after + 1
    } else if says!(doc, after, "day") && says!(doc, after + 1, "of") {
        after + 2
    } else {
        after
    };
    let ordinal = matches!(doc.toks[after - 1].num, Num::Ordinal(_));
    if !doc.has(month_at, MONTH)
        || doc.breaks(month_at)
        || says!(doc, month_at, "may") && !ordinal && doc.toks[i].kind != Kind::Digits
    {
        return None;
    }
    if doc.toks[i].kind != Kind::Digits && !ordinal && month_at == after && number_before(doc, i) {
        return None;
    }
    Some(with_year(
        doc,
        Date { year: None, month: month(doc, month_at), day: Some(day), next: month_at + 1, soft: false },
    ))
}

/// "the third of the eleventh, nineteen seventy two": day, then month, as much of the world says it.
fn ordinals(doc: &Doc, day: u32, after: usize) -> Option<Date> {
    let month_at = if says!(doc, after + 1, "the") { after + 2 } else { after + 1 };
    let Num::Ordinal(month) = doc.toks[month_at].num else { return None };
    let said =
        says!(doc, after, "of") && matches!(doc.toks[after - 1].num, Num::Ordinal(_)) && (1..=12).contains(&month);
    let date =
        with_year(doc, Date { year: None, month: u32::from(month), day: Some(day), next: month_at + 1, soft: false });
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
    let abbreviated = doc.size(i) <= 4;
    if doc.breaks(at) && !(abbreviated && doc.toks[at].pre & DOT != 0) {
        return None;
    }
    if says!(doc, at, "the") {
        at += 1;
    }
    // "may of '62", "march of 2023"
    if says!(doc, at, "of") && !doc.breaks(at + 1) {
        let short = || short_year(doc, at + 1).filter(|_| doc.toks[at + 1].pre & OTHER != 0);
        let (year, next) = full_year(doc, at + 1).or_else(short)?;
        return Some(Date { year: Some(year), month: month_value, next, ..Date::default() });
    }
    // "june twenty nineteen forty five": a day and its year, where another number follows
    let longer = || day(doc, at).is_some_and(|(_, n)| full_year(doc, n).is_some());
    if let Some((year, next)) = full_year(doc, at).filter(|y| !(dialogue::number(doc, y.1) && longer())) {
        let sure = !says!(doc, i, "may") && !says!(doc, i, "march") || doc.toks[i].cap;
        return sure.then_some(Date { year: Some(year), month: month_value, day: None, next, soft: false });
    }
    let (day, next) = day(doc, at)?;
    let unit = doc.has(next, UNIT) && !doc.breaks(next) && !matches!(doc.toks[at].num, Num::Ordinal(_));
    if unit || doc.toks[next].pre & (PERCENT | COLON) != 0 && doc.toks[next].pre & SPACE == 0 {
        return None;
    }
    Some(with_year(doc, Date { year: None, month: month_value, day: Some(day), next, soft: false }))
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
        (Num::Tens(n), Num::None) if half_digit(doc, i + 1).is_some() => (u32::from(n) + doc.value(i + 1), i + 2),
        (Num::None, _) if spaced_ordinal(doc, i) => (doc.value(i), i + 2),
        (Num::None, _) if t.kind == Kind::Digits && doc.size(i) <= 2 => (doc.value(i), i + 1),
        (_, _) => below_hundred(doc, i).map(|x| (x.0, x.1))?,
    };
    ((1..=31).contains(&value) && !doc.end(i)).then_some((value, next))
}

/// Adds the year, if one follows.
fn with_year(doc: &Doc, mut date: Date) -> Date {
    let at = year_at(doc, date.next);
    let apostrophe = doc.toks[at].kind == Kind::Digits && doc.size(at) == 2;
    let symbol = doc.toks[at].pre & MONEY != 0 || doc.toks[at].pre & OTHER != 0 && !apostrophe;
    if doc.end(at) || symbol || doc.breaks(at) && doc.toks[at].pre & DOT == 0 {
        return date;
    }
    if let Some((year, next)) = full_year(doc, at).or_else(|| split_year(doc, at)).or_else(|| {
        if at == date.next || apostrophe || says!(doc, date.next, "of") { short_year(doc, at) } else { None }
    }) {
        date.year = Some(year);
        date.next = next;
    }
    date
}

/// "19 70", "nineteen 70": a year in two halves.
fn split_year(doc: &Doc, i: usize) -> Option<(u32, usize)> {
    let half = |j: usize| doc.toks[j].kind == Kind::Digits && doc.size(j) == 2;
    let century = if half(i) { doc.value(i) } else { 0 };
    let century = if let Num::Teen(19) = doc.toks[i].num { 19 } else { century };
    let ok = matches!(century, 19 | 20) && half(i + 1) && doc.toks[i + 1].pre == SPACE && !doc.has(i + 2, UNIT);
    ok.then(|| (century * 100 + doc.value(i + 1), i + 2))
}

/// Past "of", "in", "and the year is".
fn year_at(doc: &Doc, from: usize) -> usize {
    let mut at = from;
    while at < from + 4 && says!(doc, at, "of" | "in" | "and" | "the" | "year" | "is") {
        at += 1;
    }
    let said =
        at - from == 1 && says!(doc, from, "of" | "in") || at > from && (from..at).any(|j| says!(doc, j, "year"));
    if said { at } else { from }
}

/// A year with its century: "1984", "nineteen eighty four", "two thousand and nineteen", "twenty twenty five".
fn full_year(doc: &Doc, i: usize) -> Option<(u32, usize)> {
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
                return Some((u32::from(c) * 100 + rest, next));
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

/// "fifty 6": the recognizer wrote one half of a number in digits.
fn half_digit(doc: &Doc, i: usize) -> Option<u32> {
    let digit = doc.toks[i].kind == Kind::Digits && doc.size(i) == 1 && doc.toks[i].pre == SPACE;
    Some(doc.value(i)).filter(|v| digit && *v > 0)
}

/// "eighty four", "oh nine", "eight four", "nine".
fn two_digits(doc: &Doc, i: usize) -> Option<(u32, usize)> {
    match (doc.toks[i].num, doc.toks[(i + 1).min(doc.toks.len() - 1)].num) {
        (Num::Digit(a), Num::Digit(b)) => Some((u32::from(a) * 10 + u32::from(b), i + 2)),
        (Num::Tens(n), Num::None) if half_digit(doc, i + 1).is_some() => Some((u32::from(n) + doc.value(i + 1), i + 2)),
        (Num::Digit(n), Num::None) if half_digit(doc, i + 1).is_some() => {
            Some((u32::from(n) * 10 + doc.value(i + 1), i + 2))
        }
        _ => below_hundred(doc, i).map(|x| (x.0, x.1)),
    }
}

/// A year without its century after a day; a time of day may stand there instead.
fn short_year(doc: &Doc, i: usize) -> Option<(u32, usize)> {
    let t = &doc.toks[i];
    let (value, next) = match t.num {
        _ if t.kind == Kind::Digits && doc.size(i) == 2 => (doc.value(i), i + 1),
        Num::Tens(_) | Num::Teen(_) => two_digits(doc, i)?,
        Num::Digit(_) if matches!(doc.toks[i + 1].num, Num::Digit(_)) => two_digits(doc, i)?,
        Num::None | Num::Digit(_) | Num::Hundred | Num::Thousand | Num::Mult(_) | Num::Ordinal(_) => return None,
    };
    let clock = says!(doc, next, "a" | "p" | "am" | "pm" | "o'clock") || doc.toks[next].pre & COLON != 0;
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
    if let Some(better) = numbers_after_correction(doc, skip) {
        return better;
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
