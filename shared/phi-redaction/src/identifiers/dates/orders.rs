//! Dates that name the day before the month: "the third of the eleventh", "6 May", "8 de octubre", "ninth month, second day".

use super::{Date, day, is_birth, ordinal_day, told_year, wanted, with_year};
use crate::engine::dialogue;
use crate::engine::lexicon::{COMMON, FUNC};
use crate::engine::text::words::says;
use crate::engine::text::{COMMA, Doc, Kind};
use crate::identifiers::Context;

/// The day and the month are both numbers, or the month is no English word.
pub(super) fn day_first(ctx: &Context<'_>, i: usize) -> Option<Date> {
    let doc = ctx.doc;
    let part = doc.prev(i).is_some_and(|p| dialogue::number(doc, p)) && !doc.breaks(i) || doc.glued(i);
    if part {
        return None;
    }
    let (first, after) = day(doc, i).filter(|d| may_go_on(doc, d.1))?;
    if doc.breaks(after) && !doc.end(after) {
        return None;
    }
    numbered(ctx, i, first, after)
        .or_else(|| months_of_numbers(doc, first, after))
        .or_else(|| foreign(ctx, first, after))
        .or_else(|| month_then_the(ctx, first, after))
}

/// Can what follows a day name its month here?
fn may_go_on(doc: &Doc, after: usize) -> bool {
    says!(doc, after, "of" | "month" | "day" | "de" | "the")
        || foreign_month(doc, after)
        || dialogue::number(doc, after) && (says!(doc, after + 1, "month") || says!(doc, after + 2, "month"))
}

/// "the third of the eleventh, nineteen seventy two", "24 of 7, 1948".
fn numbered(ctx: &Context<'_>, i: usize, value: u32, after: usize) -> Option<Date> {
    let doc = ctx.doc;
    if !says!(doc, after, "of") {
        return None;
    }
    let at = after + 1 + usize::from(says!(doc, after + 1, "the"));
    let (month, next) = day(doc, at).filter(|m| m.0 <= 12 && !doc.breaks(at))?;
    let date = with_year(doc, Date { month, day: Some(value), next, ..Date::default() });
    let ordinals = ordinal_day(doc, i, after) && ordinal_day(doc, at, next);
    let asked = || wanted(ctx, i) || is_birth(ctx, i);
    // "two of three", "one of ten": parts of a whole
    let sure = ordinals && date.year.is_some() || date.year.is_some_and(|_| asked()) || ordinals && asked();
    sure.then_some(date)
}

/// "the eighth month, the twelfth", "second day of the third month", "eleventh month second day".
fn months_of_numbers(doc: &Doc, value: u32, after: usize) -> Option<Date> {
    let month_first = says!(doc, after, "month");
    let skip = |at: usize| {
        let at = at + usize::from(says!(doc, at, "day" | "month"));
        let at = at + usize::from(says!(doc, at, "of" | "on"));
        at + usize::from(says!(doc, at, "the"))
    };
    let at = skip(after);
    let (other, next) = day(doc, at).filter(|_| !doc.breaks(at))?;
    let month_last = says!(doc, next, "month") && !month_first;
    let (month, day) = if month_first { (value, other) } else { (other, value) };
    if !(month_first || month_last) || !(1..=12).contains(&month) {
        return None;
    }
    let next = next + usize::from(says!(doc, next, "day" | "month") && !doc.breaks(next));
    Some(with_year(doc, Date { month, day: Some(day), next, ..Date::default() }))
}

/// "14 de enero del 83"; where a birth date is asked for, any word that is no English one may name its month.
fn foreign(ctx: &Context<'_>, value: u32, after: usize) -> Option<Date> {
    let doc = ctx.doc;
    let de = says!(doc, after, "de");
    let of = usize::from(de || says!(doc, after, "of"));
    let named = month_name(doc, after + of).filter(|_| de || doc.toks[after].kind == Kind::Word);
    let strange = of == 1
        && doc.toks[after + 1].kind == Kind::Word
        && !doc.has(after + 1, COMMON | FUNC)
        && !doc.breaks(after + 1)
        && ctx.asks.of(doc, after) & super::DOB != 0
        && ctx.asks.age(doc, after) <= 2;
    let month = named.or_else(|| strange.then_some(0))?;
    let mut next = after + of + 1;
    let linked = says!(doc, next, "del" | "de") && !doc.breaks(next);
    let year = if linked { told_year(doc, next + 1).or_else(|| super::short_year(doc, next + 1)) } else { None };
    if let Some((year, end)) = year {
        next = end;
        return Some(Date { year: Some(year), month, day: Some(value), next, ..Date::default() });
    }
    let soft = if named.is_some() { 0 } else { 700 };
    Some(with_year(doc, Date { month, day: Some(value), next, soft, ..Date::default() }))
}

/// Is it one of the words that `month_name` numbers?
fn foreign_month(doc: &Doc, i: usize) -> bool {
    says!(
        doc,
        i,
        "enero"
            | "janeiro"
            | "febrero"
            | "fevereiro"
            | "marzo"
            | "marco"
            | "abril"
            | "mayo"
            | "maio"
            | "junio"
            | "junho"
            | "julio"
            | "julho"
            | "agosto"
            | "septiembre"
            | "setiembre"
            | "setembro"
            | "octubre"
            | "outubro"
            | "noviembre"
            | "novembro"
            | "diciembre"
            | "dezembro"
    )
}

/// Months in Spanish and Portuguese, which callers fall into for dates.
fn month_name(doc: &Doc, i: usize) -> Option<u32> {
    const NAMES: [[&str; 3]; 12] = [
        ["enero", "janeiro", ""],
        ["febrero", "fevereiro", ""],
        ["marzo", "marco", ""],
        ["abril", "", ""],
        ["mayo", "maio", ""],
        ["junio", "junho", ""],
        ["julio", "julho", ""],
        ["agosto", "", ""],
        ["septiembre", "setiembre", "setembro"],
        ["octubre", "outubro", ""],
        ["noviembre", "novembro", ""],
        ["diciembre", "dezembro", ""],
    ];
    if !foreign_month(doc, i) || doc.breaks(i) {
        return None;
    }
    let word = doc.w(i);
    NAMES.iter().zip(1..).find(|(names, _)| names.contains(&word)).map(|n| n.1)
}

/// "10 the 28th nineteen 74", where a date is asked for.
fn month_then_the(ctx: &Context<'_>, month: u32, after: usize) -> Option<Date> {
    let doc = ctx.doc;
    if !says!(doc, after, "the")
        || doc.toks[after].pre & COMMA != 0
        || !(1..=12).contains(&month)
        || !(wanted(ctx, after) || is_birth(ctx, after))
    {
        return None;
    }
    let (value, next) = day(doc, after + 1)?;
    let date = with_year(doc, Date { month, day: Some(value), next, ..Date::default() });
    (ordinal_day(doc, after + 1, next)).then_some(date)
}
