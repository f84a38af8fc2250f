//! Dates that are not said in one go: the year before the day, ranges of days, and pieces over several turns.

use super::{DATE, DOB, Date, day, full_year, in_words, is_birth, ordinal_day, two_digits, wanted};
use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::lexicon::{BACK, CUE, FUNC, MONTH, Num};
use crate::engine::text::words::says;
use crate::engine::text::{COLON, COMMA, Doc, Kind, SLASH, SPACE};
use crate::identifiers::Context;

/// "nineteen sixty four october fourth", "2007 april 13"; where a date is asked for, "two thousand seven four thirteen" too.
pub(super) fn year_first(ctx: &Context<'_>, i: usize) -> Option<Date> {
    let doc = ctx.doc;
    let may = matches!(doc.toks[i].num, Num::Teen(18 | 19) | Num::Tens(20) | Num::Digit(2))
        || doc.toks[i].kind == Kind::Digits && doc.size(i) == 4;
    let (year, next) = if may { full_year(doc, i)? } else { return None };
    if doc.breaks(next) {
        return None;
    }
    let at = next + usize::from(says!(doc, next, "the"));
    if let Some(date) = in_words(doc, at).filter(|d| d.day.is_some()) {
        return Some(Date { year: Some(year), ..date });
    }
    if !(wanted(ctx, i) || is_birth(ctx, i)) || doc.toks[next].pre & !(SPACE | COMMA) != 0 {
        return None;
    }
    let (month, at) = day(doc, next)?;
    let (day, next) = day(doc, at).filter(|_| !doc.breaks(at))?;
    let closed = doc.end(next) || doc.breaks(next) || doc.has(next, FUNC);
    ((1..=12).contains(&month) && closed).then_some(Date { year: Some(year), month, day: Some(day), next, soft: 0 })
}

/// "june third | through the ninth", "the twenty second | and twenty third", "6/21, | 22, 23 and 24": the days that follow
/// take their month from the first.
pub(super) fn more_days(doc: &Doc, date: Date) -> Option<(usize, Date)> {
    let at = date.next;
    date.day?;
    if doc.breaks(at) {
        return None;
    }
    let range = says!(doc, at, "to" | "through" | "thru" | "till" | "until");
    let list = says!(doc, at, "or" | "and");
    let comma = doc.toks[at].pre & COMMA != 0;
    if !(range || list || comma) {
        return None;
    }
    let at = at + usize::from(range || list);
    let first = if says!(doc, at, "the") { at + 1 } else { at };
    let (value, next) = day(doc, first).filter(|_| !doc.breaks(first))?;
    let free = doc.breaks(next) || doc.has(next, FUNC) || doc.toks[next].pre & COMMA != 0;
    let ordinal = ordinal_day(doc, first, next);
    let figures = |i: usize| doc.toks[i].kind == Kind::Digits && doc.size(i) <= 2;
    let clock = doc.toks[next].pre & (COLON | SLASH) != 0 && !doc.end(next)
        || says!(doc, next, "a" | "p" | "am" | "pm" | "of" | "in")
        || doc.toks[first].pre & !(SPACE | COMMA) != 0;
    // "june 5 and 6": as bare as the day before them
    let plain = free && !clock && figures(first) && figures(date.next - 1) && date.year.is_none();
    let month = date.month != 0 || ordinal;
    let sure = range && ordinal && (date.month != 0 || free);
    let soft = if sure { 0 } else { 720 };
    let own = doc.has(next, MONTH) || says!(doc, next, "of");
    let said = sure || ordinal && free && (list || value >= 4) || plain;
    (said && month && !own).then_some((first, Date { day: Some(value), next, soft, ..date }))
}

/// Pieces of a date in turns of their own, with "mm hmm" between: the next token when something was claimed.
#[inline]
pub(super) fn continued(ctx: &Context<'_>, board: &mut Board, i: usize) -> Option<usize> {
    let turn = ctx.doc.toks[i].turn as usize;
    if i > ctx.doc.first[turn] + 2 { None } else { opening(ctx, board, i, turn) }
}

/// The same of one of the first words of a turn; apart, because most figures stand further back.
#[inline(never)]
fn opening(ctx: &Context<'_>, board: &mut Board, i: usize, turn: usize) -> Option<usize> {
    let doc = ctx.doc;
    if doc.prev(i).is_some_and(|p| super::number_before(doc, i) || board.taken(p)) {
        return None;
    }
    let next = piece(doc, i)?;
    let kind = after_piece(doc, board, turn).or_else(|| before_piece(ctx, turn, i))?;
    board.put((i, next - 1), kind, 850, None).then_some(next)
}

/// All of a turn is one short number: the token after it.
fn piece(doc: &Doc, i: usize) -> Option<usize> {
    let mut at = i;
    while !doc.end(at) && at < i + 6 {
        let number = crate::engine::dialogue::number(doc, at) || matches!(doc.toks[at].num, Num::Ordinal(_));
        if !number || doc.breaks(at) && at > i {
            return None;
        }
        at += 1;
    }
    doc.end(at).then_some(at)
}

/// The same speaker's turn before this one ended in a date that has no year yet.
fn after_piece(doc: &Doc, board: &Board, turn: usize) -> Option<PhiType> {
    let before = turn.checked_sub(2).filter(|&b| doc.speakers[b] == doc.speakers[turn] && nod(doc, turn - 1))?;
    let claim = board.claims.iter().rev().take(3).find(|c| doc.toks[c.first].turn as usize == before)?;
    let open = claim.normalised.as_ref().is_none_or(|n| n.starts_with("--"));
    let date = matches!(claim.kind, PhiType::Dob | PhiType::Date);
    (date && open && doc.end(claim.last + 1)).then_some(claim.kind)
}

/// The first piece of a date that was asked for: the other side nods, and a number follows.
fn before_piece(ctx: &Context<'_>, turn: usize, i: usize) -> Option<PhiType> {
    let doc = ctx.doc;
    let asked = ctx.asks.of(doc, i) & (DOB | DATE);
    let after = turn + 2;
    if asked == 0 || ctx.asks.age(doc, i) > 3 || after >= doc.speakers.len() || !nod(doc, turn + 1) {
        return None;
    }
    let from = doc.first[after];
    let goes_on = piece(doc, from).is_some() || two_digits(doc, from).is_some();
    goes_on.then_some(if asked & DOB != 0 { PhiType::Dob } else { PhiType::Date })
}

/// "mm hmm", "got it", "go ahead": a turn that only says that one listens.
fn nod(doc: &Doc, turn: usize) -> bool {
    let words = doc.first[turn]..doc.first[turn + 1] - 1;
    words.len() <= 3 && words.into_iter().all(|j| doc.has(j, BACK | FUNC) && !doc.has(j, CUE) || doc.has(j, BACK))
}
