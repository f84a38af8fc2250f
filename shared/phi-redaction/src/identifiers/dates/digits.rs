//! Dates in digits, and dates said as if they were: "03/09/1984", "oh three oh nine eighty four".

use super::{
    Date, birth_near, century, full_year, heard, is_birth, normal, number_before, told_year, two_digits, wanted,
};
use crate::engine::dialogue::{self, DATE, DOB};
use crate::engine::lexicon::{FUNC, MONTH, Num, SOUND, UNIT};
use crate::engine::numbers::below_hundred;
use crate::engine::text::words::says;
use crate::engine::text::{COLON, COMMA, DASH, DOT, Doc, Kind, MONEY, OTHER, PERCENT, SLASH, SPACE};
use crate::identifiers::{Context, card};

/// "03/09/1984", "1984-03-09", "oh three oh nine eighty four", "three slash nine slash eighty four".
pub(super) fn in_digits(ctx: &Context<'_>, i: usize) -> Option<Date> {
    as_date(ctx, i).filter(|_| !card::expiry(ctx, i))
}

fn as_date(ctx: &Context<'_>, i: usize) -> Option<Date> {
    let doc = ctx.doc;
    let pre = doc.toks[i].pre;
    // "the last one 6/25"
    let pronoun = doc.glued(i + 1) && doc.prev(i).is_some_and(|p| says!(doc, p, "one"));
    if number_before(doc, i) && !doc.breaks(i) && !pronoun
        || pre & SPACE == 0 && pre & (DASH | DOT | SLASH | COLON) != 0 && doc.prev(i).is_some()
    {
        return None;
    }
    if let Some(date) = iso(doc, i) {
        return Some(date);
    }
    if doc.toks[i].kind == Kind::Digits && doc.size(i) >= 6 {
        return compact(doc, i).filter(|_| wanted(ctx, i) || is_birth(ctx, i));
    }
    groups(doc, i, |date, sure| fits(ctx, i, date, sure)).or_else(|| pair(ctx, i))
}

/// "april fifth, excuse me, oh four dash oh four dash twenty twenty five": numbers that replace a date in words.
pub(super) fn numbers_after_correction(doc: &Doc, i: usize) -> Option<Date> {
    iso(doc, i).or_else(|| compact(doc, i)).or_else(|| groups(doc, i, |_, _| true))
}

/// "12012021": month, day and year without anything between.
fn compact(doc: &Doc, i: usize) -> Option<Date> {
    let alone = !doc.glued(i) && !doc.glued(i + 1);
    if doc.toks[i].kind != Kind::Digits || !matches!(doc.size(i), 6 | 8) || !alone {
        return None;
    }
    let value = doc.value(i);
    let (month, day, year) = if doc.size(i) == 6 {
        (value / 10_000, value / 100 % 100, century(value % 100))
    } else {
        (value / 1_000_000, value / 10_000 % 100, value % 10_000)
    };
    let (month, day) = if month > 12 { (day, month) } else { (month, day) };
    let ok = (1..=12).contains(&month) && (1..=31).contains(&day) && (1880..=2099).contains(&year);
    ok.then_some(Date { year: Some(year), month, day: Some(day), next: i + 1, soft: 0 })
}

fn iso(doc: &Doc, i: usize) -> Option<Date> {
    if doc.size(i) != 4 || doc.toks[i].kind != Kind::Digits {
        return None;
    }
    let year = doc.value(i);
    let ok = (1880..=2099).contains(&year) && doc.glued(i + 1) && doc.toks[i + 1].pre & (DASH | SLASH) != 0;
    if !ok || !doc.glued(i + 2) {
        return None;
    }
    let (month, day) = (doc.value(i + 1), doc.value(i + 2));
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some(Date {
        year: Some(year),
        month,
        day: Some(day),
        next: i + 3,
        soft: 0,
    })
}

/// Without separators a date must fill the whole number and be asked for, or end in a full year.
fn fits(ctx: &Context<'_>, i: usize, date: &Date, sure: Sure) -> bool {
    match sure {
        Sure::Yes => true,
        Sure::WhenAsked => {
            wanted(ctx, i)
                || is_birth(ctx, i)
                || dialogue::cue_after(ctx.doc, date.next - 1) & DOB != 0
                || persons(ctx.doc, i, date.next)
        }
    }
}

/// "you're | two nine forty one | right": whose birth date it is, and whether it is right.
fn persons(doc: &Doc, i: usize, next: usize) -> bool {
    let whose = doc.prev(i).is_some_and(|p| says!(doc, p, "you're" | "he's" | "she's"));
    whose && doc.toks[i].kind == Kind::Word && says!(doc, next, "right" | "correct") && doc.end(next + 1)
}

/// Whether three groups are a date by their look, or only where one is asked for.
#[derive(Clone, Copy)]
enum Sure {
    Yes,
    WhenAsked,
}

/// A date in digits at `i` that was asked for elsewhere: its normal form, and the token after it. For read-backs.
pub fn read_back(doc: &Doc, i: usize) -> Option<(String, usize)> {
    let date = groups(doc, i, |_, _| true)?;
    Some((normal(date)?, date.next))
}

/// Month, day, year as numbers: of the ways to part what was said, the first that is a date and `fits`.
fn groups(doc: &Doc, i: usize, fits: impl Fn(&Date, Sure) -> bool) -> Option<Date> {
    for (month, after_month) in readings(doc, i) {
        let Some((day_at, separated)) = separator(doc, after_month) else { continue };
        for day in readings(doc, day_at) {
            if let Some((date, sure)) = group(doc, i, month, (day_at, separated), day)
                && fits(&date, sure)
            {
                return Some(date);
            }
        }
    }
    None
}

/// "twenty one" as one number, then as two; figures read one way. A number of no day and no month begins no date.
fn readings(doc: &Doc, i: usize) -> impl Iterator<Item = (u32, usize)> {
    let whole = small(doc, i);
    let parted = parted(doc, i).filter(|parted| whole != Some(*parted));
    whole.into_iter().chain(parted).filter(|(value, _)| (1..=31).contains(value))
}

/// "twenty | one", "one two": two words of a number, of which the first is one by itself, or of which both are figures.
fn parted(doc: &Doc, i: usize) -> Option<(u32, usize)> {
    let Num::Digit(second) = doc.toks.get(i + 1)?.num else { return None };
    if let Num::Tens(n) = doc.toks[i].num {
        return Some((u32::from(n), i + 1));
    }
    if let Num::Digit(first @ 1..=3) = doc.toks[i].num {
        return Some((u32::from(first) * 10 + u32::from(second), i + 2));
    }
    None
}

/// A date from its month, its day, and the year that follows.
fn group(
    doc: &Doc,
    i: usize,
    month: u32,
    (day_at, first_sep): (usize, bool),
    (day, after_day): (u32, usize),
) -> Option<(Date, Sure)> {
    let (month, day) = if month > 12 && day <= 12 { (day, month) } else { (month, day) };
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // "six six of sixteen"
    let of = says!(doc, after_day, "of") && !doc.breaks(after_day);
    let (year_at, second_sep) = if of { (after_day + 1, false) } else { separator(doc, after_day)? };
    let full = told_year(doc, year_at).or_else(|| digit_year(doc, year_at));
    let (year, next) = full.or_else(|| lone_year(doc, year_at))?;
    let heard = (i..year_at).any(|j| heard(doc, j, true).is_some());
    let ends = !dialogue::number(doc, next) || doc.parted(next);
    let separated = first_sep && second_sep;
    let written = doc.toks[i].kind == Kind::Digits
        && doc.toks[day_at].kind == Kind::Digits
        && doc.toks[year_at].kind == Kind::Digits;
    let glued = written && separated && doc.toks[day_at].pre & SPACE == 0;
    // "the last one 6/25": marks on one side only join two of the three
    let marks = |j: usize| if doc.glued(j) { doc.toks[j].pre & (SLASH | DASH | DOT) } else { 0 };
    let uneven = second_sep && !first_sep && doc.glued(year_at)
        || marks(day_at) != 0 && marks(year_at) != 0 && marks(day_at) != marks(year_at);
    let lettered = !separated && doc.prev(i).is_some_and(|p| doc.toks[p].kind == Kind::Letter && !doc.has(p, FUNC));
    if uneven || lettered {
        return None;
    }
    let split = || full_year(doc, year_at).or_else(|| digit_year(doc, year_at)).is_none();
    let sure = !heard && (separated && (full.is_some() || glued) || full.is_some() && !written && !split());
    let tail = doc.toks[next].pre & (SLASH | DASH | DOT) != 0 && doc.toks[next].pre & SPACE == 0 && !doc.end(next);
    let date = Date { year: Some(year), month, day: Some(day), next, soft: 0 };
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
        return (doc.size(i) == 2).then(|| (century(doc.value(i)), i + 1));
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
        && doc.size(i) <= 2
        && doc.size(next) <= 2;
    // "it was 4.20"
    let dot = doc.toks[next].pre == DOT
        && doc.size(next) == 2
        && ctx.asks.of(doc, i) & (DOB | DATE) != 0
        && ctx.asks.age(doc, i) == 1
        && doc.prev(i).is_none_or(|p| says!(doc, p, "was" | "is" | "it's" | "on"));
    if doc.toks[next].pre == SPACE {
        return spoken_pair(ctx, i);
    }
    let glued =
        doc.glued(next) && (doc.toks[next].pre & SLASH != 0 || dash || dot) && doc.toks[next].kind == Kind::Digits;
    if !glued || doc.glued(next + 1) && !doc.end(next + 1) && doc.toks[next + 1].pre & (SLASH | PERCENT | DASH) != 0 {
        return None;
    }
    let (month, day) = (doc.value(i), doc.value(next));
    let cue = date_cue(doc, i) || ctx.asks.of(doc, i) & (DATE | DOB) != 0 && ctx.asks.age(doc, i) == 1;
    let rating = day == 10
        || month < day && day <= 8 && month <= 3
        || doc.has(next + 1, UNIT) && !doc.breaks(next + 1)
        || says!(doc, next + 1, "systolic" | "diastolic" | "murmur" | "strength" | "reflexes" | "pulses");
    let ok = (1..=12).contains(&month) && (1..=31).contains(&day) && (cue || !rating);
    let soft = if dot { 600 } else { 0 };
    ok.then_some(Date { month, day: Some(day), next: next + 1, soft, ..Date::default() })
}

/// A word before a date.
fn date_cue(doc: &Doc, i: usize) -> bool {
    let Some(p) = doc.prev(i) else { return false };
    let two = || doc.prev(p);
    says!(
        doc,
        p,
        "on" | "by"
            | "since"
            | "before"
            | "after"
            | "dated"
            | "date"
            | "drawn"
            | "cancel"
            | "for"
            | "from"
            | "until"
            | "to"
            | "through"
            | "want"
            | "effective"
            | "denial"
            | "seen"
            | "collected"
            | "expired"
            | "admitted"
    ) || says!(doc, p, "is" | "was")
        && two().is_some_and(|q| says!(doc, q, "available" | "appointment" | "date" | "visit" | "opening" | "surgery"))
        || says!(doc, p, "you") && two().is_some_and(|q| says!(doc, q, "see"))
}

/// "oh six seventeen", "eight twenty eight" after a word that takes a date, where a time of day is unlikely.
fn spoken_pair(ctx: &Context<'_>, i: usize) -> Option<Date> {
    let doc = ctx.doc;
    let (month, day_at) = small(doc, i).filter(|m| (1..=12).contains(&m.0))?;
    let (day_at, slash) = separator(doc, day_at)?;
    let (day, next) = small(doc, day_at).filter(|d| (1..=31).contains(&d.0))?;
    // "six-seven", "three-thirty": a hyphen inside a number
    let hyphen = doc.toks[day_at].pre == DASH;
    if slash && !hyphen {
        return slashed(ctx, i, (month, day), next);
    }
    let zeros = doc.toks[i].num == Num::Digit(0) || doc.toks[day_at].num == Num::Digit(0);
    let clock = !zeros && day % 5 == 0 && day >= 10 || says!(doc, next, "a" | "p" | "am" | "pm" | "o'clock");
    let more = dialogue::number(doc, next) && !doc.breaks(next)
        || doc.has(next, UNIT) && !doc.breaks(next)
        || says!(doc, next, "over" | "point" | "to" | "or")
        || doc.toks[day_at].pre & DOT != 0
        || says!(doc, next, "of") && !doc.has(next + 1, MONTH);
    if clock || more {
        return None;
    }
    let before = |the: bool| {
        doc.prev(i).is_some_and(|p| {
            says!(doc, p, "for" | "to" | "from" | "until" | "through" | "after" | "before")
                || the && says!(doc, p, "the")
        })
    };
    if !zeros && before(false) {
        return None;
    }
    let answer = ctx.asks.of(doc, i) & (DOB | DATE) != 0 && ctx.asks.age(doc, i) <= 3 && doc.end(next);
    let cue = date_cue(doc, i) || answer;
    let free = doc.breaks(next) || doc.has(next, FUNC) || doc.toks[next].pre & COMMA != 0;
    // "the birthday is seven four", "so three fourteen": where a birth date is spoken of
    let birth = !cue
        && free
        && !hyphen
        && doc.toks[i].pre & !(SPACE | COMMA) == 0
        && birth_near(ctx, i)
        && !spelled_around(doc, i, next);
    let figures = doc.toks[i].kind == Kind::Digits || doc.toks[day_at].kind == Kind::Digits;
    let hidden = figures && (doc.cased || hyphen || !free || before(true));
    let ok = !hidden && (cue || birth);
    let soft = match (birth, figures) {
        (true, _) => 620,
        (_, true) => 680,
        _ => 0,
    };
    ok.then_some(Date { month, day: Some(day), next, soft, ..Date::default() })
}

/// Does a spoken mark join the number to another one or to a word?
pub(super) fn spelled_around(doc: &Doc, i: usize, next: usize) -> bool {
    let mark = |j: usize| {
        says!(doc, j, "dot" | "point" | "period" | "dash" | "hyphen" | "underscore" | "slash" | "at" | "dat")
    };
    mark(next) || doc.prev(i).is_some_and(mark)
}

/// "ten slash nineteen", "four dash thirty".
fn slashed(ctx: &Context<'_>, i: usize, (month, day): (u32, u32), next: usize) -> Option<Date> {
    let doc = ctx.doc;
    let said = doc.prev(i).is_some_and(|p| says!(doc, p, "is" | "was" | "it's" | "that's"));
    let dated = date_cue(doc, i) || wanted(ctx, i) || said;
    let slash = says!(doc, i + 1, "slash" | "stroke") || says!(doc, i + 2, "slash" | "stroke");
    let more = dialogue::number(doc, next) && !doc.breaks(next)
        || doc.has(next, UNIT) && !doc.breaks(next)
        || says!(doc, next, "slash" | "dash" | "over" | "point" | "strength");
    let ok = !more && (dated || slash && day > 5 && day != 10);
    ok.then_some(Date { year: None, month, day: Some(day), next, soft: 0 })
}

/// A one- or two-digit number: "9", "09", "oh nine", "nine", "twenty one".
fn small(doc: &Doc, i: usize) -> Option<(u32, usize)> {
    let t = &doc.toks[i];
    if t.kind == Kind::Digits {
        return (doc.size(i) <= 2).then(|| (doc.value(i), i + 1));
    }
    // no number word is heard as another
    if t.num == Num::None {
        return if doc.has(i, SOUND) { heard(doc, i, dialogue::number(doc, i + 1)).map(|f| (f, i + 1)) } else { None };
    }
    match (t.num, doc.toks[(i + 1).min(doc.toks.len() - 1)].num) {
        (Num::Digit(0), Num::Digit(d)) => Some((u32::from(d), i + 2)),
        (Num::Ordinal(n), _) if t.flags & MONTH == 0 => Some((u32::from(n), i + 1)),
        (Num::Tens(n), Num::Ordinal(d)) if d < 10 => Some((u32::from(n) + u32::from(d), i + 2)),
        _ => below_hundred(doc, i).map(|x| (x.0, x.1)),
    }
}

/// Where the next group begins, and whether something separates it.
fn separator(doc: &Doc, i: usize) -> Option<(usize, bool)> {
    if doc.end(i) || doc.toks[i].pre & (MONEY | PERCENT | COLON | OTHER) != 0 {
        return None;
    }
    if says!(doc, i, "slash" | "dash" | "stroke" | "hyphen") {
        return Some((i + 1, true));
    }
    (!doc.breaks(i)).then_some((i, doc.toks[i].pre & (SLASH | DASH | DOT) != 0))
}
