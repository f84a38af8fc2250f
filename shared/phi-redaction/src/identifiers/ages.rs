//! Ages over 89 (45 CFR 164.514(b)(2)(i)(C)): ages up to 89 stay.

use super::Context;
use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::dialogue::{AGE, number};
use crate::engine::lexicon::{Num, RELATION, UNIT};
use crate::engine::numbers::below_hundred;
use crate::engine::text::{COMMA, DASH, DOT, Doc, Kind, MONEY, PERCENT, SLASH, SPACE};

/// Numbers from 90 to 120 that are somebody's age.
pub fn detect(ctx: &Context<'_>, board: &mut Board) {
    let doc = ctx.doc;
    for i in 0..doc.toks.len() {
        let candidate = matches!(doc.toks[i].num, Num::Tens(90) | Num::Digit(1))
            || doc.toks[i].kind == Kind::Digits
            || doc.w(i) == "nineties";
        if !candidate || board.taken(i) {
            continue;
        }
        if let Some(last) = age(doc, i)
            && is_age(ctx, i, last)
        {
            board.put((i, last), PhiType::AgeOver89, 900, None);
        }
    }
}

fn age(doc: &Doc, i: usize) -> Option<usize> {
    if doc.w(i) == "nineties" {
        return Some(i);
    }
    if doc.toks[i].kind == Kind::Digits {
        return (90..=120).contains(&doc.value(i)).then_some(i);
    }
    if doc.toks[i].num == Num::Digit(1) {
        if doc.toks[doc.next(i)].num != Num::Hundred {
            return None;
        }
        let from = if doc.w(i + 2) == "and" { i + 3 } else { i + 2 };
        return match below_hundred(doc, from) {
            Some((n, next, _)) if n <= 20 => Some(next - 1),
            Some(_) => None,
            None => Some(i + 1),
        };
    }
    below_hundred(doc, i).filter(|x| x.0 >= 90).map(|x| x.1 - 1)
}

fn is_age(ctx: &Context<'_>, first: usize, last: usize) -> bool {
    let doc = ctx.doc;
    let next = last + 1;
    let after = doc.w(next);
    let tail = doc.w(doc.next(next));
    let Some(p) = doc.prev(first) else { return ctx.asks.of(doc, first) & AGE != 0 };
    if doc.toks[first].pre & (MONEY | SLASH | DASH) != 0 || doc.toks[next].pre & (PERCENT | SLASH) != 0 {
        return false;
    }
    if doc.toks[next].pre & DOT != 0 && doc.toks[next].pre & SPACE == 0 && !doc.end(next) {
        return false;
    }
    let years = matches!(after, "year" | "years" | "yr" | "yo" | "y");
    if years && (tail == "old" || tail == "young" || doc.w(next + 2) == "old") || after == "yo" {
        return true;
    }
    let before = doc.w(p);
    if matches!(
        before,
        "age" | "aged" | "turned" | "turning" | "turns" | "nearly" | "her" | "his" | "their" | "late" | "mid" | "early"
    ) {
        return !doc.has(next, UNIT)
            && (after != "over")
            && (doc.w(first) == "nineties" || !matches!(before, "her" | "his" | "their" | "late" | "mid" | "early"));
    }
    let range = matches!(after, "and" | "to" | "or") && number(doc, next + 1);
    let measure = doc.has(next, UNIT) && !doc.breaks(next) || matches!(after, "over" | "point" | "of" | "percent");
    let blocked = (measure || range) && doc.toks[next].pre & COMMA == 0;
    !blocked && person_is(doc, p) || !blocked && ctx.asks.of(doc, first) & AGE != 0 && ctx.asks.age(doc, first) <= 2
}

/// "she's", "i'm", "mom is", "the patient is", "he will be".
fn person_is(doc: &Doc, p: usize) -> bool {
    if matches!(doc.w(p), "i'm" | "im" | "she's" | "he's" | "who's") {
        return true;
    }
    if doc.has(p, RELATION) || doc.w(p).ends_with("'s") && doc.has(p, RELATION) {
        return true;
    }
    if !matches!(doc.w(p), "is" | "was" | "be" | "almost" | "just" | "am") {
        return false;
    }
    let mut at = p;
    for _ in 0..3 {
        let Some(q) = doc.prev(at) else { return false };
        at = q;
        if doc.has(at, RELATION)
            || matches!(
                doc.w(at),
                "she" | "he" | "i" | "i'm" | "patient" | "who" | "she's" | "he's" | "lady" | "gentleman"
            )
        {
            return true;
        }
    }
    false
}
