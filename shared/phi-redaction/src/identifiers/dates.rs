//! Dates more exact than a year (45 CFR 164.514(b)(2)(i)(C)), birth dates among them.
//!
//! A year alone, a bare month and a bare weekday stay.

use super::Context;
use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::dialogue::{self, DATE, DOB};
use crate::engine::lexicon::{GATE_NUMBER, MONTH, Num, UNIT};
use crate::engine::numbers::skip_correction;
use crate::engine::text::words::says;
use crate::engine::text::{COLON, COMMA, DOT, Doc, Kind, MONEY, OTHER, PERCENT, SPACE, Tok};

mod alone;
mod births;
mod days;
mod digits;
mod holidays;
mod misheard;
mod orders;
mod pieces;
mod stretch;
mod weeks;
mod years;

use alone::day_alone;
use days::{day, heard, ordinal_day, with_lead};
pub use digits::read_back;
use digits::{in_digits, numbers_after_correction};
use orders::day_first;
use pieces::{continued, more_days, year_first};
use years::{century, full_year, half_digit, short_year, told_year, two_digits};

/// A date as far as it was said.
#[derive(Clone, Copy, Default)]
struct Date {
    year: Option<u32>,
    month: u32,
    day: Option<u32>,
    next: usize,
    /// How sure the words around it are, in thousandths; 0 when they are certain.
    soft: u16,
}

/// Finds dates in words and in digits.
pub fn detect(ctx: &Context<'_>, board: &mut Board) {
    let mut next = 0;
    for i in ctx.doc.open(GATE_NUMBER) {
        if i >= next {
            next = look(ctx, board, i);
        }
    }
    births::rest(ctx, board);
    stretch::rest(ctx, board);
}

/// Looks for a date at a number or month; returns where to look on.
fn look(ctx: &Context<'_>, board: &mut Board, i: usize) -> usize {
    let doc = ctx.doc;
    let t = &doc.toks[i];
    // most are plain figures, of which none ends a misheard day or counts weeks
    let figure = t.kind == Kind::Digits || matches!(t.num, Num::Digit(_) | Num::Teen(_) | Num::Tens(_));
    let said = if figure { None } else { by_words(ctx, board, i) };
    if let Some(next) = said {
        return next;
    }
    let may_start = figure || t.flags & MONTH != 0 || t.num != Num::None;
    if board.taken(i) || !may_start {
        holidays::detect(ctx, board, i);
        return i + 1;
    }
    if figure && !may_begin(doc, i) {
        // all of a turn may go on with the date of another
        return continued(ctx, board, i).unwrap_or(i + 1);
    }
    let found = in_words(doc, i)
        .map(|d| corrected(doc, d))
        .or_else(|| year_first(ctx, i))
        .or_else(|| day_first(ctx, i))
        .or_else(|| in_digits(ctx, i))
        .or_else(|| day_alone(doc, i));
    let Some(mut date) = found else {
        return continued(ctx, board, i).or_else(|| births::told(ctx, board, i)).unwrap_or(i + 1);
    };
    date.next = misheard::of_month(doc, date);
    put(ctx, board, i, date);
    let mut next = date.next.max(i + 1);
    while let Some((first, more)) = more_days(doc, date) {
        put(ctx, board, first, more);
        next = more.next;
        date = more;
    }
    next
}

/// Can a date begin at this figure? None does in the middle of a number or with three, five or seven figures, unless a century begins
/// here, figures are joined, or a month or an ordinal follows.
fn may_begin(doc: &Doc, i: usize) -> bool {
    let t = &doc.toks[i];
    let long = t.kind == Kind::Digits && matches!(doc.size(i), 3 | 5 | 7);
    let year = t.kind == Kind::Digits && doc.size(i) == 4
        || t.pre & OTHER != 0
        || matches!(t.num, Num::Digit(2) | Num::Teen(18 | 19) | Num::Tens(20));
    let inside = || !year && !doc.breaks(i) && number_before(doc, i);
    let ordinal = |t: &Tok| t.flags & MONTH != 0 || matches!(t.num, Num::Ordinal(_));
    !(long || inside()) || doc.glued(i + 1) || doc.toks[i + 1..i + 6].iter().any(ordinal)
}

/// A day that was misheard, or is told by its week: the token after it.
fn by_words(ctx: &Context<'_>, board: &mut Board, i: usize) -> Option<usize> {
    misheard::detect(ctx, board, i).or_else(|| weeks::nth(ctx, board, i)).or_else(|| weeks::last(ctx, board, i))
}

fn put(ctx: &Context<'_>, board: &mut Board, first: usize, date: Date) {
    let birth = is_birth(ctx, first);
    let kind = if birth { PhiType::Dob } else { PhiType::Date };
    let score = if date.soft == 0 { 950 } else { date.soft };
    if let Some(value) = normal(date) {
        board.put((with_lead(ctx.doc, board, first, date.month == 0), date.next - 1), kind, score, Some(value));
    }
}

/// ISO 8601, with what was not said left out.
fn normal(date: Date) -> Option<String> {
    if date.year.is_none() && date.day.is_none() {
        return None;
    }
    let mut out = String::with_capacity(10);
    match date.year {
        Some(year) if year > 9999 => out.push_str(&year.to_string()),
        Some(year) => {
            two(&mut out, year / 100);
            two(&mut out, year % 100);
        }
        None => out.push('-'),
    }
    out.push('-');
    two(&mut out, date.month);
    if let Some(day) = date.day {
        out.push('-');
        two(&mut out, day);
    }
    Some(out)
}

/// Appends a number below a hundred in two figures.
fn two(out: &mut String, value: u32) {
    out.push(char::from(b'0' + (value / 10 % 10) as u8));
    out.push(char::from(b'0' + (value % 10) as u8));
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

/// As `is_birth`, where the question was put just now.
fn birth_near(ctx: &Context<'_>, first: usize) -> bool {
    let asked = ctx.asks.of(ctx.doc, first) & DOB != 0;
    is_birth(ctx, first) && (!asked || ctx.asks.age(ctx.doc, first) == 1)
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
    // a day of up to three words, and two between it and its month
    if doc.toks[i + 1..i + 6].iter().fold(0, |all, t| all | t.flags) & MONTH == 0 {
        return None;
    }
    let (day, after) = day(doc, i)?;
    let month_at = if says!(doc, after, "of") {
        after + 1
    } else if says!(doc, after, "day") && says!(doc, after + 1, "of") {
        after + 2
    } else {
        after
    };
    if !doc.has(month_at, MONTH) || doc.breaks(month_at) {
        return None;
    }
    let date =
        with_year(doc, Date { month: month(doc, month_at), day: Some(day), next: month_at + 1, ..Date::default() });
    let cardinal = doc.toks[i].kind != Kind::Digits && !ordinal_day(doc, i, after);
    // "in six may be", "the small one march 17", "room two march third": the number belongs to what stands before it
    let loose = says!(doc, month_at, "may") && date.year.is_none()
        || month_at == after && number_before(doc, i) && !doc.breaks(i)
        || month_at == after && told_year(doc, month_at + 1).is_none() && days::day(doc, month_at + 1).is_some();
    // "the first, june fifteenth": an ordinal that ends what was said before
    let next = &doc.toks[month_at + 1];
    let parted = month_at == after && matches!(next.num, Num::Ordinal(_)) && next.flags & MONTH == 0;
    if parted && !doc.breaks(month_at + 1) {
        return None;
    }
    (!cardinal || !loose).then_some(date)
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
        let after = doc.next(i);
        let skip = skip_correction(doc, after);
        // "july the july the twelve", "september september six": the month said again
        let again = after + usize::from(says!(doc, after, "the"));
        i = match (doc.has(skip, MONTH) && skip > after, doc.has(again, MONTH) && !doc.breaks(again)) {
            (true, _) => skip,
            (_, true) if month(doc, again) == month(doc, i) => again,
            _ => break,
        };
    }
    let month_value = month(doc, i);
    // "oct over ten"
    let over = says!(doc, i, "oct") && says!(doc, i + 1, "over");
    let mut at = doc.next(i) + usize::from(over);
    let abbreviated = doc.size(i) <= 4;
    if doc.breaks(at) && !(abbreviated && doc.toks[at].pre & DOT != 0) {
        return None;
    }
    if says!(doc, at, "the") {
        at += 1;
    }
    // "may of '62", "march of 2023"
    if says!(doc, at, "of") && !doc.breaks(at + 1) {
        // "july of twenty two", "june of ninety"
        let tens = |next: usize| matches!(doc.toks[at + 1].num, Num::Tens(_)) && (next == at + 3 || doc.breaks(next));
        let short = || short_year(doc, at + 1).filter(|y| doc.toks[at + 1].pre & OTHER != 0 || tens(y.1));
        let (year, next) = full_year(doc, at + 1).or_else(short)?;
        return Some(Date { year: Some(year), month: month_value, next, ..Date::default() });
    }
    // "june twenty nineteen forty five": a day and its year, where another number follows
    let longer = || day(doc, at).is_some_and(|(_, n)| full_year(doc, n).is_some());
    if let Some((year, next)) = full_year(doc, at).filter(|y| !(dialogue::number(doc, y.1) && longer())) {
        let sure = !says!(doc, i, "may") && !says!(doc, i, "march") || doc.toks[i].cap;
        return sure.then_some(Date { year: Some(year), month: month_value, day: None, next, soft: 0 });
    }
    let (day, next) = day(doc, at).or_else(|| heard_day(doc, at))?;
    let unit = doc.has(next, UNIT) && !doc.breaks(next) && !matches!(doc.toks[at].num, Num::Ordinal(_));
    if unit || doc.toks[next].pre & (PERCENT | COLON) != 0 && doc.toks[next].pre & SPACE == 0 {
        return None;
    }
    Some(with_year(doc, Date { year: None, month: month_value, day: Some(day), next, soft: 0 }))
}

/// "october fore": a day that a recognizer heard as another word.
fn heard_day(doc: &Doc, i: usize) -> Option<(u32, usize)> {
    let day = heard(doc, i, false).filter(|_| !says!(doc, i, "too") && !doc.breaks(i))?;
    Some((day, i + 1))
}

/// Adds the year, if one follows.
fn with_year(doc: &Doc, mut date: Date) -> Date {
    let at = year_at(doc, date.next);
    let apostrophe = doc.toks[at].kind == Kind::Digits && doc.size(at) == 2;
    let symbol = doc.toks[at].pre & MONEY != 0 || doc.toks[at].pre & OTHER != 0 && !apostrophe;
    if doc.end(at) || symbol || doc.breaks(at) && doc.toks[at].pre & DOT == 0 {
        return date;
    }
    if let Some((year, next)) = told_year(doc, at).or_else(|| {
        if at == date.next || apostrophe || says!(doc, date.next, "of") { short_year(doc, at) } else { None }
    }) {
        date.year = Some(year);
        date.next = next;
    }
    date
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
        && let Some((year, next)) = told_year(doc, skip).or_else(|| short_year(doc, skip))
    {
        return Date { year: Some(year), next, ..date };
    }
    match (date.year.is_some(), told_year(doc, skip).or_else(|| short_year(doc, skip))) {
        (true, Some((year, next))) => Date { year: Some(year), next, ..date },
        _ => day_fix(doc, date, skip),
    }
}

fn day_fix(doc: &Doc, date: Date, skip: usize) -> Date {
    match day(doc, skip) {
        Some((d, next)) if ordinal_day(doc, skip, next) => with_year(doc, Date { day: Some(d), next, ..date }),
        _ => date,
    }
}
