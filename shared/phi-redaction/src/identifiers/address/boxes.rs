//! Post office boxes and the boxes of rural routes.

use super::towns::place;
use super::{claim, sounds};
use crate::engine::board::Board;
use crate::engine::dialogue::{self, ADDRESS};
use crate::engine::numbers::run_at;
use crate::engine::text::words::says;
use crate::engine::text::{Doc, Kind};
use crate::identifiers::Context;

/// "p o box 63", "R.R. 5 Box 603", "rural route seven box eighty"; "Box 5217" where an address is talked about.
pub(super) fn boxed(ctx: &Context<'_>, board: &mut Board, i: usize, known: bool) {
    let doc = ctx.doc;
    if doc.breaks(i + 1) || !dialogue::number(doc, i + 1) {
        sounding(doc, board, i);
        return;
    }
    let Some(run) = run_at(doc, i + 1).filter(|r| r.letters <= 1) else { return };
    // "box seven oh two five two hattiesburg": digits, then a town
    let placed = place(doc, board, run.last + 1);
    let last = placed.unwrap_or(run.last);
    if let Some(first) = office(doc, i).or_else(|| route(doc, board, i)) {
        claim(board, first, last, 950);
        return;
    }
    let mail = known
        || doc
            .prev(i)
            .is_none_or(|p| doc.breaks(i) || says!(doc, p, "mail" | "mailing" | "at" | "is" | "to" | "it's" | "place"));
    let asked =
        ctx.asks.of(doc, i) & ADDRESS != 0 && ctx.asks.age(doc, i) <= 3 || dialogue::cue_before(doc, i) & ADDRESS != 0;
    if placed.is_some() || asked && mail {
        claim(board, i, last, 850);
    } else if (known || mailed(doc, i)) && !printed(doc, i) {
        claim(board, i, last, 760);
    }
}

/// "you all still get mail at | box …": a word of mail before the box in its turn or in the one before.
fn mailed(doc: &Doc, i: usize) -> bool {
    let turn = doc.toks[i].turn as usize;
    let from = doc.first[turn.saturating_sub(1)].max(i.saturating_sub(24));
    (from..i).any(|j| says!(doc, j, "mail" | "mailing" | "mailbox" | "delivery" | "p.o" | "postal"))
}

/// "box 24 of the claim form": on paper.
fn printed(doc: &Doc, i: usize) -> bool {
    let start = doc.first[doc.toks[i].turn as usize].max(i.saturating_sub(10));
    (start..i + 8)
        .take_while(|&j| j < i || !doc.end(j))
        .any(|j| says!(doc, j, "form" | "check" | "claim" | "line" | "tick" | "page"))
}

/// "pea oh box ate eight one": a box after its office or route, whose number begins with a word of the sound of one.
fn sounding(doc: &Doc, board: &mut Board, i: usize) {
    let first = office(doc, i).or_else(|| route(doc, board, i));
    if let Some(first) = first.filter(|_| sounds::digit(doc, i + 1) && !doc.breaks(i + 1)) {
        let more =
            (i + 2..i + 6).take_while(|&j| (sounds::digit(doc, j) || dialogue::number(doc, j)) && !doc.breaks(j));
        let last = more.last().unwrap_or(i + 1);
        claim(board, first, place(doc, board, last + 1).unwrap_or(last), 900);
    }
}

/// "p o | box", "post office | box", "P.O. | Box", and as it sounds "pea oh | box".
fn office(doc: &Doc, i: usize) -> Option<usize> {
    let p = doc.prev(i).filter(|&p| says!(doc, p, "po" | "o" | "oh" | "office" | "0" | "pobox" | "owe"))?;
    Some(doc.prev(p).filter(|&q| says!(doc, q, "p" | "post" | "pea" | "pee")).unwrap_or(p))
}

/// "rr 3 | box", "h c six | box", "star route | box": the first token of the route.
fn route(doc: &Doc, board: &Board, i: usize) -> Option<usize> {
    let mut at = doc.prev(i)?;
    for _ in 0..4 {
        let number = dialogue::number(doc, at) || doc.toks[at].kind == Kind::Mixed || sounds::digit(doc, at);
        if !number || board.taken(at) {
            break;
        }
        at = doc.prev(at)?;
    }
    if at + 1 == i && !says!(doc, at, "route") {
        return None;
    }
    match doc.w(at) {
        "route" | "rt" | "rte" | "contract" => Some(
            doc.prev(at).filter(|&q| says!(doc, q, "rural" | "star" | "county" | "state" | "highway")).unwrap_or(at),
        ),
        "root" | "rout" => doc.prev(at).filter(|&q| says!(doc, q, "rural" | "star")),
        "rr" | "hc" | "hcr" | "psc" | "cmr" => Some(at),
        "r" | "c" => doc.prev(at).filter(|&q| matches!((doc.w(q), doc.w(at)), ("r", "r") | ("h", "c"))),
        _ => None,
    }
}
