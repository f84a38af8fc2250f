//! Employers (45 CFR 164.514(b)(2)(i), first line: "relatives, employers, or household members").

use super::Context;
use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::dialogue::ORG;
use crate::engine::lexicon::{COMMON, FUNC, Num, ORGWORD, RELATION, UNIT, WEEKDAY};
use crate::engine::text::{COMMA, Doc, Kind, PAREN, STOP};

/// "i work at …", "employed by …", "my employer is …", or the answer to such a question.
pub fn detect(ctx: &Context<'_>, board: &mut Board) {
    let doc = ctx.doc;
    for i in 0..doc.toks.len() {
        if let Some(start) = after_trigger(doc, i).or_else(|| answer(ctx, i)) {
            claim(doc, board, start);
        }
    }
}

fn after_trigger(doc: &Doc, i: usize) -> Option<usize> {
    let (next, word) = (doc.next(i), doc.w(i));
    let prep = doc.w(next);
    let hit = match word {
        "work" | "works" | "worked" | "working" => matches!(prep, "at" | "for") && person(doc, i),
        "employed" => matches!(prep, "by" | "at" | "with"),
        "employer" => matches!(prep, "is" | "was"),
        "job" => matches!(prep, "at" | "with"),
        "employer's" => return Some(next),
        _ => false,
    };
    hit.then(|| doc.next(next))
}

/// "i work", "she works": a person, so that "does it work for you" is no employer.
fn person(doc: &Doc, i: usize) -> bool {
    let Some(p) = doc.prev(i) else { return true };
    let someone = matches!(
        doc.w(p),
        "i" | "he"
            | "she"
            | "we"
            | "they"
            | "currently"
            | "still"
            | "just"
            | "also"
            | "i'm"
            | "he's"
            | "she's"
            | "was"
            | "been"
            | "who"
    );
    someone || doc.has(p, RELATION) || doc.w(i) == "works" && !doc.has(p, FUNC | COMMON)
}

fn answer(ctx: &Context<'_>, i: usize) -> Option<usize> {
    let doc = ctx.doc;
    let starts = doc.prev(i).is_none() && ctx.asks.of(doc, i) & ORG != 0 && ctx.asks.age(doc, i) == 1;
    (starts && !doc.has(i, FUNC)).then_some(i)
}

fn claim(doc: &Doc, board: &mut Board, start: usize) {
    let article = matches!(doc.w(start), "the" | "a" | "an");
    let first = if article { start + 1 } else { start };
    let mut last = None;
    for j in first..first + 6 {
        let t = &doc.toks[j.min(doc.toks.len() - 1)];
        let stops = t.kind == Kind::End || doc.has(j, FUNC | WEEKDAY) && !doc.has(j, ORGWORD) && doc.w(j) != "and";
        if stops
            || t.kind == Kind::Digits
            || t.num != Num::None
            || board.taken(j)
            || j > first && (t.pre & (COMMA | STOP | PAREN) != 0 || doc.breaks(j))
        {
            break;
        }
        if doc.w(j) != "and" {
            last = Some(j);
        }
    }
    let Some(last) = last else { return };
    let weak = first == last
        && matches!(
            doc.w(first),
            "home" | "night" | "nights" | "night's" | "least" | "times" | "work" | "school" | "days" | "weekends"
        )
        || doc.has(first, UNIT);
    let named = doc.toks[first].cap || !doc.cased;
    let proper = (first..=last).any(|j| doc.has(j, ORGWORD)) || !article || doc.cased && doc.toks[first].cap;
    if !weak && named && proper {
        board.put((first, last), PhiType::Org, 850, None);
    }
}
