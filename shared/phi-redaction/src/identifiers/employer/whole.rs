//! The whole of a written name: its capitals go on before and behind what a rule knew it by.

use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::lexicon::{COMMON, FIRST, FUNC, MONTH, STATE, TITLE, WEEKDAY};
use crate::engine::text::words::says;
use crate::engine::text::{Doc, Kind, SPACE};

/// How many words a name may grow on each side.
const MOST: usize = 3;

/// "Larkmoor Cold | Storage", "Plover's Bait | and Tackle", "Tanager | Forge Works".
pub(super) fn detect(doc: &Doc, board: &mut Board) {
    for at in 0..board.claims.len() {
        let (kind, first, last) = (board.claims[at].kind, board.claims[at].first, board.claims[at].last);
        if kind != PhiType::Org || !doc.cased_at(last) || !doc.toks[last].cap || shouted(doc, first) {
            continue;
        }
        let (from, to) = (before(doc, board, first), behind(doc, board, last));
        if (from, to) != (first, last) {
            board.widen(at, from, to);
        }
    }
}

/// "I AM A TEACHER AT PLOVER SCHOOL AND": where small words have capitals too, a capital tells nothing.
fn shouted(doc: &Doc, first: usize) -> bool {
    let turn = doc.toks[first].turn;
    let near = first.saturating_sub(8)..first + 9;
    !near.filter(|&j| j < doc.toks.len() && doc.toks[j].turn == turn).any(|j| doc.has(j, FUNC) && !doc.toks[j].cap)
}

/// A word with a capital that the name may have.
fn word(doc: &Doc, board: &Board, j: usize) -> bool {
    let t = &doc.toks[j];
    t.cap
        && t.kind == Kind::Word
        && !doc.has(j, FUNC | MONTH | WEEKDAY | TITLE | STATE)
        && !doc.w(j).starts_with("i'")
        && !board.taken(j)
}

/// The first word of the name.
fn before(doc: &Doc, board: &Board, first: usize) -> usize {
    let mut from = first;
    for _ in 0..MOST {
        let Some(p) = doc.prev(from).filter(|_| doc.toks[from].pre == SPACE && !doc.breaks(from)) else { break };
        // a sentence's first word has its capital for that
        let opens = doc.breaks(p) && doc.has(p, COMMON | FIRST);
        if !word(doc, board, p) || opens || !doc.toks[from].cap {
            break;
        }
        from = p;
    }
    from
}

/// The last word of the name.
fn behind(doc: &Doc, board: &Board, last: usize) -> usize {
    let mut to = last;
    for _ in 0..MOST {
        let next = to + 1;
        if doc.end(next) || doc.breaks(next) || doc.toks[next].pre != SPACE {
            break;
        }
        let joins = says!(doc, next, "and" | "of") && !board.taken(next);
        let after = next + usize::from(joins);
        let fits = word(doc, board, after) && !doc.breaks(after) && doc.toks[after].pre == SPACE;
        // "at Plover Mills and Dana drives"
        if !fits || joins && (doc.has(after, FIRST) || says!(doc, next, "and") && !doc.has(after, COMMON)) {
            break;
        }
        to = after;
    }
    to
}
