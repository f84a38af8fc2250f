//! A birth date that was asked for and that no grammar reads, because a recognizer wrote other words for its figures: "for
//! six 71", "ate ate fifty five", "41 year november 3". The whole stretch of its signs is taken.

use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::dialogue::{self, DOB};
use crate::engine::lexicon::{BACK, CORR, FUNC, GATE_NUMBER, MONTH, Num, UNIT};
use crate::engine::numbers::{heard, sounds_as_digit};
use crate::engine::text::words::says;
use crate::engine::text::{COMMA, Doc, Kind, SPACE};
use crate::identifiers::Context;

/// Words before the date at most, and tokens of it.
const LEAD: usize = 8;
const LONGEST: usize = 14;

/// Claims what is left of the answers to questions for a birth date.
pub(super) fn rest(ctx: &Context<'_>, board: &mut Board) {
    let doc = ctx.doc;
    if !ctx.asks.any(DOB) {
        return;
    }
    let mut before = 0;
    for turn in 0..doc.speakers.len() {
        let asked_here = ctx.asks.asked(turn);
        let near = before | asked_here | ctx.asks.named(turn);
        before = asked_here;
        if near & DOB != 0
            && doc.open_in(turn, GATE_NUMBER).next().is_some()
            && let Some((from, fewest)) = asked(ctx, turn)
        {
            answer(doc, board, from, fewest);
        }
    }
}

/// Where the answer in a turn that has a number begins: after the words that name a birth date, or with the turn that is asked for one;
/// and how many numbers it has at fewest.
fn asked(ctx: &Context<'_>, turn: usize) -> Option<(usize, usize)> {
    let doc = ctx.doc;
    let (first, end) = (doc.first[turn], doc.first[turn + 1]);
    let age = ctx.asks.age(doc, first);
    let short = end - first <= 12;
    let back = |t: usize| ctx.asks.of(doc, doc.first[t]) & DOB != 0 && ctx.asks.age(doc, doc.first[t]) <= 2;
    let asked = ctx.asks.of(doc, first) & DOB != 0;
    let later = asked && age == 2 && short || short && turn.checked_sub(1).is_some_and(back);
    let spoken_of = ctx.asks.named(turn) & DOB != 0;
    let named = if spoken_of { (first..end).rev().find(|&i| dialogue::topic(doc, i) & DOB != 0) } else { None };
    let fewest = if later && !(asked && age == 1) && named.is_none() { 3 } else { 2 };
    named.map(|i| i + 1).or_else(|| (asked && age == 1 || later).then_some(first)).map(|from| (from, fewest))
}

/// A number, a month, or a word that sounds like a figure.
fn sign(doc: &Doc, i: usize) -> bool {
    let t = &doc.toks[i];
    plain(doc, i)
        || t.flags & MONTH != 0 && !says!(doc, i, "may" | "march")
        || !doc.cased_at(i) && sounds_as_digit(doc, i)
}

fn plain(doc: &Doc, i: usize) -> bool {
    let t = &doc.toks[i];
    match t.kind {
        Kind::Digits => doc.size(i) <= 4,
        Kind::Word | Kind::Letter | Kind::Mixed | Kind::End => {
            !matches!(t.num, Num::None | Num::Mult(_) | Num::Hundred)
                && t.flags & MONTH == 0
                && !says!(doc, i, "second")
        }
    }
}

/// How many figures a sign stands for.
fn figures(doc: &Doc, i: usize) -> usize {
    let t = &doc.toks[i];
    if t.kind == Kind::Digits {
        return doc.size(i);
    }
    let two = matches!(t.num, Num::Teen(_) | Num::Tens(_));
    if two { 2 } else { usize::from(sign(doc, i)) }
}

/// Small words inside a date.
fn joins(doc: &Doc, i: usize) -> bool {
    says!(doc, i, "of" | "the" | "and" | "year" | "slash" | "dash" | "th" | "nd" | "rd" | "st")
}

/// Claims what is free of the first stretch after `from`.
fn answer(doc: &Doc, board: &mut Board, from: usize, fewest: usize) {
    let Some(first) = (from..from + LEAD).take_while(|&i| !doc.end(i)).find(|&i| sign(doc, i)) else { return };
    let first = (first..first + 4).take_while(|&i| sign(doc, i)).find(|&i| begins(doc, i, from)).unwrap_or(first + 4);
    // "and i weigh one eighty": another matter
    let aged =
        doc.prev(first).is_some_and(|p| says!(doc, p, "he's" | "she's" | "i'm" | "im" | "you're" | "they're" | "at"));
    let led = !aged && (from..first).all(|i| doc.has(i, FUNC | BACK | CORR) || dialogue::topic(doc, i) & DOB != 0);
    if !sign(doc, first) || !led {
        return;
    }
    let mut last = first;
    let mut at = first;
    for _ in 0..LONGEST {
        let next = at + 1;
        let apart = doc.breaks(next) || doc.toks[next].pre & !(SPACE | COMMA) != 0;
        // "oh two oh two fifty five seventeen lemon way": what follows a whole date is another answer
        let whole = (first..next).filter(|&j| board.taken(j) && sign(doc, j)).count() >= 3;
        let paused =
            doc.toks[next].start - doc.toks[at].end > 3 && (first..next).map(|j| figures(doc, j)).sum::<usize>() >= 6;
        let another = (whole && !board.taken(next) || paused) && plain(doc, next);
        if doc.end(next) || apart || another || !(sign(doc, next) || joins(doc, next)) {
            break;
        }
        at = next;
        if sign(doc, next) {
            last = next;
        }
    }
    // "no", "and four of them": what goes on with the sentence
    while last > first && !plain(doc, last) && !doc.has(last, MONTH) && !closes(doc, last) {
        last -= 1;
    }
    let numbers = (first..=last).filter(|&i| plain(doc, i) || sounds_as_digit(doc, i)).count();
    let sure = (first..=last).filter(|&i| plain(doc, i) || doc.has(i, MONTH)).count();
    let next = last + 1;
    let counted = !doc.breaks(next) && (doc.has(next, UNIT) || says!(doc, next, "a" | "p" | "am" | "pm" | "o'clock"));
    if numbers < fewest || sure == 0 || numbers > 8 || counted || doc.cased_at(first) && numbers < 3 {
        return;
    }
    let mut i = first;
    while i <= last {
        let end = (i..=last).take_while(|&j| !board.taken(j)).last();
        let Some(end) = end else {
            i += 1;
            continue;
        };
        let (a, z) = ((i..=end).find(|&j| sign(doc, j)), (i..=end).rev().find(|&j| sign(doc, j)));
        let touches = |j: usize| (first..=last).contains(&j) && board.kind(j) == Some(PhiType::Dob);
        if let (Some(a), Some(z)) = (a, z)
            && (z > a || touches(z + 1) || a > first && touches(a - 1))
        {
            board.put((a, z), PhiType::Dob, if numbers >= 3 || sure >= 2 { 900 } else { 720 }, None);
        }
        i = end + 1;
    }
}

/// Is the word no part of the sentence before the date?
fn begins(doc: &Doc, i: usize, from: usize) -> bool {
    plain(doc, i)
        || doc.has(i, MONTH)
        || i == from
        || heard(doc, i).is_some_and(|h| h.clear)
        || doc.prev(i).is_none_or(|p| {
            doc.has(p, BACK) || says!(doc, p, "is" | "it's" | "its" | "was" | "that's" | "on" | "got" | "says")
        })
}

/// Is the last word a figure, and not one of the sentence that follows?
fn closes(doc: &Doc, i: usize) -> bool {
    let next = i + 1;
    heard(doc, i).is_some_and(|h| h.clear) && !doc.has(next, FUNC) || doc.end(next) || doc.breaks(next)
}
