//! What is left of a birth date that was asked for: the year by itself, a bare month, a repeated piece.

use super::digits::spelled_around;
use super::{DOB, short_year, told_year};
use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::dialogue::{self, ADDRESS, AGE, DATE, NUMBERS};
use crate::engine::lexicon::{DESIG, FUNC, GATE_NUMBER, MONTH, Num, UNIT};
use crate::engine::text::words::says;
use crate::engine::text::{COLON, COMMA, Doc, Kind, MONEY, OTHER, PERCENT};
use crate::identifiers::Context;

/// Turns after a birth date in which its year may still come.
const REACH: usize = 3;

/// Who was born before this year may be 90 or older (45 CFR 164.514(b)(2)(i)(C): elements of dates indicative of such age).
const OLDEST: u32 = 1940;

/// What a turn has of a birth date.
#[derive(Clone, Copy, Default)]
struct Held {
    /// Some of one is claimed.
    some: bool,
    /// One with its year.
    whole: bool,
}

/// Claims the pieces, softly: the model sees what stands around them.
pub(super) fn rest(ctx: &Context<'_>, board: &mut Board) {
    let doc = ctx.doc;
    let held = held(doc, board);
    if held.is_empty() && !ctx.asks.any(DOB) {
        return;
    }
    let (mut last, mut chosen) = (None, None);
    for turn in 0..doc.speakers.len() {
        let here = held.get(turn).copied().unwrap_or_default();
        let soon = last.is_some_and(|l| turn - l <= REACH) || chosen == Some(turn);
        if !(here.some || soon || ctx.asks.asked(turn) & DOB != 0) {
            continue;
        }
        let due = due(ctx, turn, here);
        if !here.whole && (due || follows(ctx, turn, last)) {
            for i in doc.open_in(turn, GATE_NUMBER).filter(|&i| due || !doc.has(i, MONTH)) {
                piece(doc, board, i);
            }
        } else if here.whole {
            let asked = ctx.asks.of(doc, doc.first[turn]) & DOB != 0 && ctx.asks.age(doc, doc.first[turn]) == 1;
            // "nineteen thir, no, 1938": the whole year in figures
            let again = |i: usize| asked && doc.toks[i].kind == Kind::Digits && doc.size(i) == 4;
            for i in doc.open_in(turn, GATE_NUMBER) {
                let either = either(doc, board, i);
                if either || mended(doc, i) || again(i) {
                    piece(doc, board, i);
                }
                if either {
                    chosen = Some(turn + 1);
                }
            }
        } else if chosen == Some(turn) && doc.first[turn + 1] - doc.first[turn] <= 4 {
            doc.open_in(turn, GATE_NUMBER).for_each(|i| piece(doc, board, i));
        }
        if here.some {
            last = Some(turn).filter(|_| !here.whole);
        }
    }
}

/// The birth dates that each turn has already.
fn held(doc: &Doc, board: &Board) -> Vec<Held> {
    let births: Vec<_> = board.claims.iter().filter(|c| c.kind == PhiType::Dob).collect();
    let mut held = if births.is_empty() { Vec::new() } else { vec![Held::default(); doc.speakers.len()] };
    for claim in births {
        let turn = &mut held[doc.toks[claim.first].turn as usize];
        turn.some = true;
        turn.whole |= claim.normalised.as_ref().is_some_and(|n| !n.starts_with("--"));
    }
    held
}

/// Does the turn answer a question for a birth date, name one, or begin one?
fn due(ctx: &Context<'_>, turn: usize, here: Held) -> bool {
    let doc = ctx.doc;
    let at = doc.first[turn];
    let age = ctx.asks.age(doc, at);
    let short = doc.first[turn + 1] - at <= 9;
    let asked = ctx.asks.of(doc, at) & DOB != 0 && (age == 1 || age == 2 && short);
    asked || here.some || year_asked(ctx, turn)
}

/// "and the year?", "what year", once a birth date is spoken of.
fn year_asked(ctx: &Context<'_>, turn: usize) -> bool {
    let doc = ctx.doc;
    let at = doc.first[turn];
    let Some(before) = turn.checked_sub(1).filter(|_| ctx.asks.of(doc, at) & DOB != 0) else { return false };
    let end = doc.first[turn] - 1;
    (doc.first[before].max(end.saturating_sub(6))..end).any(|j| {
        says!(doc, j, "year") && doc.prev(j).is_some_and(|p| says!(doc, p, "the" | "what" | "which" | "birth" | "that"))
    })
}

/// "born in december", "born august of thirty three"; "my birthday in your file is nineteen twelve": what names no day and is
/// part of a birth date all the same. The token after it, when something was claimed.
pub(super) fn told(ctx: &Context<'_>, board: &mut Board, i: usize) -> Option<usize> {
    let doc = ctx.doc;
    let month = doc.has(i, MONTH);
    let figures = doc.toks[i].kind == Kind::Digits;
    let year =
        matches!(doc.toks[i].num, Num::Teen(18..) | Num::Tens(20) | Num::Digit(2)) || figures && doc.size(i) == 4;
    let short = figures && doc.size(i) == 2 && doc.toks[i].pre & OTHER != 0;
    let p = doc.prev(i).filter(|_| (month || year || short) && !doc.breaks(i))?;
    let next = if short {
        apostrophe(doc, i)?
    } else if let Some(next) = old(doc, i, p).filter(|_| year) {
        next
    } else if month {
        let born = says!(doc, p, "born") || says!(doc, p, "in") && doc.prev(p).is_some_and(|q| says!(doc, q, "born"));
        let of = usize::from(says!(doc, i + 1, "of" | "in"));
        let year = told_year(doc, i + 1 + of).or_else(|| short_year(doc, i + 1 + of)).filter(|_| !doc.breaks(i + 1));
        born.then_some(year.map_or(i + 1, |y| y.1))?
    } else {
        let year = told_year(doc, i).filter(|_| !says!(doc, p, "in" | "since" | "of")).filter(|y| y.1 <= i + 3)?;
        let named = (1..=7)
            .take_while(|b| i >= *b && !doc.breaks(i + 1 - b))
            .any(|b| says!(doc, i - b, "birth" | "birthday" | "dob" | "birthdate" | "bday"));
        named.then_some(year.1)?
    };
    // with its year it needs no more of a birth date
    let value = told_year(doc, i).filter(|y| y.0 < OLDEST && year).map(|y| y.0.to_string());
    let score = if short || value.is_some() { 900 } else { 680 };
    board.put((i, next - 1), PhiType::Dob, score, value).then_some(next)
}

/// "which birthday, the one in '58 or the one in '71", "year's '94": two figures of a year where a birth is spoken of.
fn apostrophe(doc: &Doc, i: usize) -> Option<usize> {
    let mut at = i;
    for _ in 0..16 {
        at = doc.prev(at)?;
        if dialogue::topic(doc, at) & DOB != 0 || at + 1 == i && says!(doc, at, "year" | "year's") {
            return Some(i + 1);
        }
        if says!(doc, at, "birthday's" | "birthdays" | "birthdate") {
            return Some(i + 1);
        }
    }
    None
}

/// "was he born in 1933": a year of birth that tells an age over 89.
fn old(doc: &Doc, i: usize, p: usize) -> Option<usize> {
    let (year, next) = told_year(doc, i)?;
    let born = |j: usize| says!(doc, j, "born") || says!(doc, j, "birth" | "birthday");
    let near = || (1..=4).take_while(|b| p + 1 >= *b && !doc.breaks(p + 2 - b)).any(|b| born(p + 1 - b));
    (year < OLDEST && near()).then_some(next)
}

/// A short turn soon after a part of a birth date, while nothing else is asked.
fn follows(ctx: &Context<'_>, turn: usize, last: Option<usize>) -> bool {
    let doc = ctx.doc;
    let at = doc.first[turn];
    let short = last.is_some_and(|l| turn - l <= REACH) && doc.first[turn + 1] - at <= 9;
    short && !(ctx.asks.of(doc, at) & (NUMBERS | ADDRESS | AGE | DATE) != 0 && ctx.asks.age(doc, at) <= 1)
}

/// "no it's not forty it's | forty six": a word before it that takes back what was said.
fn mended(doc: &Doc, i: usize) -> bool {
    doc.prev(i).is_some_and(|p| {
        says!(doc, p, "no" | "it's" | "mean" | "sorry" | "wait" | "actually" | "me" | "says" | "said" | "was")
    })
}

/// "four nine sixty or | sixty two": of two of one name, the year of the other.
fn either(doc: &Doc, board: &Board, i: usize) -> bool {
    let or = doc.prev(i).filter(|&p| says!(doc, p, "or")).and_then(|p| doc.prev(p));
    or.and_then(|q| board.kind(q)) == Some(PhiType::Dob)
}

fn piece(doc: &Doc, board: &mut Board, i: usize) {
    if board.taken(i) {
        return;
    }
    let found =
        if doc.has(i, MONTH) { month(doc, i).map(|next| (next, 650)) } else { year(doc, i).map(|next| (next, 700)) };
    if let Some((next, score)) = found.filter(|f| (i..f.0).all(|j| !board.taken(j))) {
        board.put((i, next - 1), PhiType::Dob, score, None);
    }
}

/// A month by itself; "may" and "march" are verbs unless they stand like a noun.
fn month(doc: &Doc, i: usize) -> Option<usize> {
    let verb = says!(doc, i, "may" | "march" | "mar" | "dec" | "sept");
    let placed = doc.prev(i).is_none_or(|p| says!(doc, p, "in" | "is" | "it's" | "of" | "no" | "not" | "it"));
    let closed = doc.parted(i + 1);
    (!verb || placed && (closed || doc.cased || says!(doc, doc.prev(i).unwrap_or(i), "in" | "it's"))).then_some(i + 1)
}

/// "seventy one", "71", "nineteen seventy one": the token after a year that stands by itself.
fn year(doc: &Doc, i: usize) -> Option<usize> {
    let t = &doc.toks[i];
    let mark = t.pre & (MONEY | PERCENT | COLON) != 0;
    let before = doc.prev(i).filter(|_| !doc.breaks(i));
    let aged = before.is_some_and(|p| {
        dialogue::number(doc, p)
            || says!(
                doc,
                p,
                "i'm"
                    | "im"
                    | "he's"
                    | "she's"
                    | "am"
                    | "turned"
                    | "turning"
                    | "turns"
                    | "be"
                    | "age"
                    | "aged"
                    | "almost"
                    | "nearly"
                    | "number"
                    | "option"
                    | "the"
                    | "not"
                    | "in"
                    | "since"
                    | "only"
                    | "at"
                    | "of"
            )
    });
    // "of nineteen forty", which is all of a turn
    let rest = before.is_some_and(|p| says!(doc, p, "of") && doc.prev(p).is_none());
    // "room nineteen", "in cell eleven"
    let placed =
        before.is_some_and(|p| doc.has(p, DESIG) || says!(doc, p, "cell" | "pod" | "bed" | "ward" | "hall" | "bus"));
    let two = matches!(t.num, Num::Tens(_))
        || t.kind == Kind::Digits && doc.size(i) == 2
        || matches!((t.num, doc.toks[i + 1].num), (Num::Digit(_), Num::Digit(_))) && !doc.breaks(i + 1);
    let next = told_year(doc, i).or_else(|| if two { short_year(doc, i) } else { None })?.1;
    let closed = doc.breaks(next) || doc.has(next, FUNC) || doc.toks[next].pre & COMMA != 0;
    let more = dialogue::number(doc, next) && !doc.breaks(next)
        || doc.has(next, UNIT)
        || says!(doc, next, "over" | "point" | "of" | "percent" | "a" | "p" | "or" | "years" | "to");
    let aged =
        aged && !(before.is_some_and(|p| says!(doc, p, "in")) && told_year(doc, i).is_some_and(|y| y.0 < OLDEST));
    let joined = spelled_around(doc, i, next) || doc.glued(i);
    (closed && !more && !mark && (!aged || rest) && !placed && !joined).then_some(next)
}
