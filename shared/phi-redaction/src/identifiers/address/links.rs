//! The small words of places that were found: "the old creamery | on | Plover Road", "fifteen mile | and | larkmoor",
//! "old plover | nebraska | six eight…".

use super::towns::{is_state, state_end};
use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::text::words::says;
use crate::engine::text::{Doc, SPACE};

/// Lets each place begin with the small words that belong to it, and end with the word that says what stands there.
pub(super) fn detect(doc: &Doc, board: &mut Board) {
    for at in 0..board.claims.len() {
        let (first, last, kind) = (board.claims[at].first, board.claims[at].last, board.claims[at].kind);
        let place = matches!(kind, PhiType::Address | PhiType::Org);
        if place && stands(doc, board, last + 1) {
            board.widen(at, first, last + 1);
        }
        let Some(p) = doc.prev(first).filter(|&p| !board.taken(p)) else { continue };
        let from = if kind == PhiType::Address { between(doc, board, p, first) } else { None };
        if let Some(from) = from.filter(|&from| (from..first).all(|j| !board.taken(j))) {
            board.widen(at, from, board.claims[at].last);
        }
    }
}

/// "larkmoor chapel | cemetery", "plover ridge | firehouse": a landmark of a kind that has a name before it.
fn stands(doc: &Doc, board: &Board, next: usize) -> bool {
    let kind = says!(
        doc,
        next,
        "cemetery"
            | "firehouse"
            | "dam"
            | "lighthouse"
            | "schoolhouse"
            | "courthouse"
            | "trailhead"
            | "campground"
            | "fairgrounds"
            | "showgrounds"
            | "marina"
            | "reservoir"
            | "cleaners"
            | "bookmobile"
    );
    let written = doc.cased_at(next) && doc.toks[next - 1].cap && !doc.toks[next].cap && !says!(doc, next, "cemetery");
    kind && !written && doc.toks[next].pre == SPACE && !doc.breaks(next) && !board.taken(next)
}

/// The first token of what joins the address at `first` to the place before it.
fn between(doc: &Doc, board: &Board, p: usize, first: usize) -> Option<usize> {
    let plain = |j: usize| doc.toks[j].pre == SPACE && !doc.breaks(j);
    let place = |j: usize| board.kind(j) == Some(PhiType::Address);
    let before = doc.prev(p)?;
    if plain(p) && plain(first) {
        let capital = doc.cased_at(first) && doc.toks[first].cap;
        let stands = says!(doc, p, "on") && capital && place(before);
        let crosses = says!(doc, p, "and" | "n") && place(before) && (capital || !doc.cased_at(first));
        if stands || crosses {
            return Some(p);
        }
    }
    // a code may end what is said of the state
    let state = if is_state(doc, before) && state_end(doc, before) >= p { before } else { p };
    let town = doc.prev(state).is_some_and(place) && !doc.breaks(first);
    (town && is_state(doc, state) && state_end(doc, state) >= p).then_some(state)
}
