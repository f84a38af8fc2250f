//! Dates in digits, and dates said as if they were: "03/09/1984", "oh three oh nine eighty four".

use super::{Date, century, full_year, is_birth, normal, number_before, two_digits, wanted};
use crate::engine::dialogue::{self, DATE, DOB};
use crate::engine::lexicon::{MONTH, Num, UNIT};
use crate::engine::numbers::below_hundred;
use crate::engine::text::{COLON, COMMA, DASH, DOT, Doc, Kind, MONEY, OTHER, PERCENT, SLASH, SPACE};
use crate::identifiers::Context;

/// "03/09/1984", "1984-03-09", "oh three oh nine eighty four", "three slash nine slash eighty four".
pub(super) fn in_digits(ctx: &Context<'_>, i: usize) -> Option<Date> {
    let doc = ctx.doc;
    let pre = doc.toks[i].pre;
    if number_before(doc, i) && !doc.breaks(i)
        || pre & SPACE == 0 && pre & (DASH | DOT | SLASH | COLON) != 0 && doc.prev(i).is_some()
    {
        return None;
    }
    if let Some(date) = iso(doc, i) {
        return Some(date);
    }
    if doc.toks[i].kind == Kind::Digits && doc.w(i).len() >= 6 {
        return compact(doc, i).filter(|_| wanted(ctx, i) || is_birth(ctx, i));
    }
    [(true, true), (true, false), (false, true), (false, false)]
        .into_iter()
        .find_map(|greedy| triple(ctx, i, greedy))
        .or_else(|| pair(ctx, i))
}

/// "april fifth, excuse me, oh four dash oh four dash twenty twenty five": numbers that replace a date in words.
pub(super) fn numbers_after_correction(doc: &Doc, i: usize) -> Option<Date> {
    let orders = [(true, true), (true, false), (false, true), (false, false)];
    iso(doc, i).or_else(|| compact(doc, i)).or_else(|| orders.into_iter().find_map(|o| groups(doc, i, o)).map(|x| x.0))
}

/// "12012021": month, day and year without anything between.
fn compact(doc: &Doc, i: usize) -> Option<Date> {
    let value = doc.value(i);
    let alone = !doc.glued(i) && !doc.glued(i + 1);
    if doc.toks[i].kind != Kind::Digits || !matches!(doc.w(i).len(), 6 | 8) || !alone {
        return None;
    }
    let (month, day, year) = if doc.w(i).len() == 6 {
        (value / 10_000, value / 100 % 100, century(value % 100))
    } else {
        (value / 1_000_000, value / 10_000 % 100, value % 10_000)
    };
    let (month, day) = if month > 12 { (day, month) } else { (month, day) };
    let ok = (1..=12).contains(&month) && (1..=31).contains(&day) && (1880..=2099).contains(&year);
    ok.then_some(Date { year: Some(year), month, day: Some(day), next: i + 1, soft: false })
}

fn iso(doc: &Doc, i: usize) -> Option<Date> {
    let year = doc.value(i);
    let ok = doc.w(i).len() == 4
        && (1880..=2099).contains(&year)
        && doc.glued(i + 1)
        && doc.toks[i + 1].pre & (DASH | SLASH) != 0;
    if !ok || !doc.glued(i + 2) {
        return None;
    }
    let (month, day) = (doc.value(i + 1), doc.value(i + 2));
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some(Date {
        year: Some(year),
        month,
        day: Some(day),
        next: i + 3,
        soft: false,
    })
}

/// Month, day, year as numbers. Without separators it must fill the whole number and be asked for, or end in a full year.
fn triple(ctx: &Context<'_>, i: usize, greedy: (bool, bool)) -> Option<Date> {
    let doc = ctx.doc;
    let (date, sure) = groups(doc, i, greedy)?;
    let asked = wanted(ctx, i) || is_birth(ctx, i) || dialogue::cue_after(doc, date.next - 1) & DOB != 0;
    let fits = match sure {
        Sure::Yes => true,
        Sure::WhenAsked => asked,
    };
    fits.then_some(date)
}

/// Whether three groups are a date by their look, or only where one is asked for.
enum Sure {
    Yes,
    WhenAsked,
}

/// A date in digits at `i` that was asked for elsewhere: its normal form, and the token after it. For read-backs.
pub fn read_back(doc: &Doc, i: usize) -> Option<(String, usize)> {
    let orders = [(true, true), (true, false), (false, true), (false, false)];
    let date = orders.into_iter().find_map(|greedy| groups(doc, i, greedy))?.0;
    Some((normal(date)?, date.next))
}

fn groups(doc: &Doc, i: usize, greedy: (bool, bool)) -> Option<(Date, Sure)> {
    let (month, after_month) = small(doc, i, greedy.0)?;
    let (day_at, first_sep) = separator(doc, after_month)?;
    let (day, after_day) = small(doc, day_at, greedy.1)?;
    // "eight eight of eighteen"
    let of = doc.b(after_day) == b"of" && !doc.breaks(after_day);
    let (year_at, second_sep) = if of { (after_day + 1, false) } else { separator(doc, after_day)? };
    let full = full_year(doc, year_at).or_else(|| digit_year(doc, year_at));
    let (year, next) = full.or_else(|| lone_year(doc, year_at))?;
    let (month, day) = if month > 12 && day <= 12 { (day, month) } else { (month, day) };
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let ends = !dialogue::number(doc, next) || doc.breaks(next) || doc.toks[next].pre & COMMA != 0;
    let separated = first_sep && second_sep;
    let written = doc.toks[i].kind == Kind::Digits
        && doc.toks[day_at].kind == Kind::Digits
        && doc.toks[year_at].kind == Kind::Digits;
    let glued = written && separated && doc.toks[day_at].pre & SPACE == 0;
    let sure = separated && (full.is_some() || glued) || full.is_some() && !written;
    let tail = doc.toks[next].pre & (SLASH | DASH | DOT) != 0 && doc.toks[next].pre & SPACE == 0 && !doc.end(next);
    let date = Date { year: Some(year), month, day: Some(day), next, soft: false };
    (ends && !tail).then_some((date, if sure { Sure::Yes } else { Sure::WhenAsked }))
}

/// "one nine six two": a year digit by digit.
fn digit_year(doc: &Doc, i: usize) -> Option<(u32, usize)> {
    let mut year = 0;
    for j in i..i + 4 {
        let Num::Digit(d) = doc.toks[j].num else { return None };
        year = year * 10 + u32::from(d);
    }
    (1890..=2049).contains(&year).then_some((year, i + 4))
}

fn lone_year(doc: &Doc, i: usize) -> Option<(u32, usize)> {
    let t = &doc.toks[i];
    if t.kind == Kind::Digits {
        return (doc.w(i).len() == 2).then(|| (century(doc.value(i)), i + 1));
    }
    let pair =
        matches!((t.num, doc.toks[i + 1].num), (Num::Digit(_), Num::Digit(_)) | (Num::Tens(_) | Num::Teen(_), _));
    if pair { two_digits(doc, i).map(|(y, n)| (century(y), n)) } else { None }
}

/// "3/9" alone; never a fraction, a rating out of ten or a ratio.
fn pair(ctx: &Context<'_>, i: usize) -> Option<Date> {
    let doc = ctx.doc;
    let next = doc.next(i);
    if doc.toks[i].kind != Kind::Digits {
        return spoken_pair(ctx, i);
    }
    let dash = doc.toks[next].pre & DASH != 0
        && (date_cue(doc, i) || wanted(ctx, i))
        && doc.w(i).len() <= 2
        && doc.w(next).len() <= 2;
    let glued = doc.glued(next) && (doc.toks[next].pre & SLASH != 0 || dash) && doc.toks[next].kind == Kind::Digits;
    if !glued || doc.glued(next + 1) && !doc.end(next + 1) && doc.toks[next + 1].pre & (SLASH | PERCENT | DASH) != 0 {
        return None;
    }
    let (month, day) = (doc.value(i), doc.value(next));
    let cue = date_cue(doc, i) || ctx.asks.of(doc, i) & (DATE | DOB) != 0 && ctx.asks.age(doc, i) == 1;
    let rating = day == 10
        || month < day && day <= 8 && month <= 3
        || doc.has(next + 1, UNIT) && !doc.breaks(next + 1)
        || matches!(doc.b(next + 1), b"systolic" | b"diastolic" | b"murmur" | b"strength" | b"reflexes" | b"pulses");
    let ok = (1..=12).contains(&month) && (1..=31).contains(&day) && (cue || !rating);
    ok.then_some(Date { year: None, month, day: Some(day), next: next + 1, soft: false })
}

/// A word before a date.
fn date_cue(doc: &Doc, i: usize) -> bool {
    let before = doc.prev(i).map_or("", |p| doc.w(p));
    let two = doc.prev(i).and_then(|p| doc.prev(p)).map_or("", |q| doc.w(q));
    match before {
        "on" | "by" | "since" | "before" | "after" | "dated" | "date" | "drawn" | "cancel" | "for" | "from"
        | "until" | "to" | "through" | "want" => true,
        "is" | "was" => matches!(two, "available" | "appointment" | "date" | "visit" | "opening" | "surgery"),
        "you" => two == "see",
        _ => false,
    }
}

/// "oh six seventeen", "eight twenty eight" after a word that takes a date, where a time of day is unlikely.
fn spoken_pair(ctx: &Context<'_>, i: usize) -> Option<Date> {
    let doc = ctx.doc;
    let (month, day_at) = small(doc, i, true)?;
    let (day_at, slash) = separator(doc, day_at)?;
    let (day, next) = small(doc, day_at, true)?;
    if slash {
        return slashed(ctx, i, (month, day), next);
    }
    let zeros = doc.toks[i].num == Num::Digit(0) || doc.toks[day_at].num == Num::Digit(0);
    let clock = !zeros && day % 5 == 0 && day >= 10 || matches!(doc.b(next), b"a" | b"p" | b"am" | b"pm" | b"o'clock");
    let more = dialogue::number(doc, next) && !doc.breaks(next)
        || doc.has(next, UNIT) && !doc.breaks(next)
        || matches!(doc.b(next), b"over" | b"point" | b"to" | b"or")
        || doc.toks[day_at].pre & DOT != 0
        || doc.b(next) == b"of" && !doc.has(next + 1, MONTH);
    let before = doc.prev(i).map_or("", |p| doc.w(p));
    let range = matches!(before, "for" | "to" | "from" | "until" | "through" | "after" | "before") && !zeros;
    let answer = ctx.asks.of(doc, i) & (DOB | DATE) != 0 && ctx.asks.age(doc, i) <= 3 && doc.end(next);
    let ok = (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && !clock
        && !more
        && !range
        && (date_cue(doc, i) || answer);
    ok.then_some(Date { year: None, month, day: Some(day), next, soft: false })
}

/// "ten slash nineteen", "four dash thirty".
fn slashed(ctx: &Context<'_>, i: usize, (month, day): (u32, u32), next: usize) -> Option<Date> {
    let doc = ctx.doc;
    let said = doc.prev(i).is_some_and(|p| matches!(doc.b(p), b"is" | b"was" | b"it's" | b"that's"));
    let dated = date_cue(doc, i) || wanted(ctx, i) || said;
    let slash = matches!(doc.b(i + 1), b"slash" | b"stroke") || matches!(doc.b(i + 2), b"slash" | b"stroke");
    let more = dialogue::number(doc, next) && !doc.breaks(next)
        || doc.has(next, UNIT) && !doc.breaks(next)
        || matches!(doc.b(next), b"slash" | b"dash" | b"over" | b"point" | b"strength");
    let ok = (1..=12).contains(&month) && (1..=31).contains(&day) && !more && (dated || slash && day > 5 && day != 10);
    ok.then_some(Date { year: None, month, day: Some(day), next, soft: false })
}

/// A one- or two-digit number: "9", "09", "oh nine", "nine", "twenty one".
fn small(doc: &Doc, i: usize, greedy: bool) -> Option<(u32, usize)> {
    let t = &doc.toks[i];
    if t.kind == Kind::Digits {
        return (doc.w(i).len() <= 2).then(|| (doc.value(i), i + 1));
    }
    match (t.num, doc.toks[(i + 1).min(doc.toks.len() - 1)].num) {
        (Num::Digit(0), Num::Digit(d)) => Some((u32::from(d), i + 2)),
        (Num::Ordinal(n), _) if t.flags & MONTH == 0 => Some((u32::from(n), i + 1)),
        (Num::Tens(n), Num::Ordinal(d)) if d < 10 => Some((u32::from(n) + u32::from(d), i + 2)),
        (Num::Tens(n), Num::Digit(_)) if !greedy => Some((u32::from(n), i + 1)),
        (Num::Digit(t @ 1..=3), Num::Digit(d)) if !greedy => Some((u32::from(t) * 10 + u32::from(d), i + 2)),
        _ => below_hundred(doc, i).map(|x| (x.0, x.1)),
    }
}

/// Where the next group begins, and whether something separates it.
fn separator(doc: &Doc, i: usize) -> Option<(usize, bool)> {
    if doc.end(i) || doc.toks[i].pre & (MONEY | PERCENT | COLON | OTHER) != 0 {
        return None;
    }
    if matches!(doc.b(i), b"slash" | b"dash" | b"stroke" | b"hyphen") {
        return Some((i + 1, true));
    }
    (!doc.breaks(i)).then_some((i, doc.toks[i].pre & (SLASH | DASH | DOT) != 0))
}
