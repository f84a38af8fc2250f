//! The small words of places that were found: "the old creamery | on | Plover Road", "fifteen mile | and | larkmoor",
//! "old plover | nebraska | six eight…".

use super::towns::{is_state, state_end};
use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::text::words::says;
use crate::engine::text::{Doc, SPACE};

/// Lets each place begin with the small words that belong to it.
pub(super) fn detect(doc: &Doc, board: &mut Board) {
    for at in 0..board.claims.len() {
        let (first, kind) = (board.claims[at].first, board.claims[at].kind);
        let Some(p) = doc.prev(first).filter(|&p| !board.taken(p)) else { continue };
        let from = if kind == PhiType::Address { between(doc, board, p, first) } else { None };
        if let Some(from) = from.filter(|&from| (from..first).all(|j| !board.taken(j))) {
            let claim = &mut board.claims[at];
            claim.first = from;
            claim.normalised = None;
            board.own(from, first - 1, kind);
        }
    }
}

/// The first token of what joins the address at `first` to the place before it.
fn between(doc: &Doc, board: &Board, p: usize, first: usize) -> Option<usize> {
    let plain = |j: usize| doc.toks[j].pre == SPACE && !doc.breaks(j);
    let place = |j: usize| board.kind(j) == Some(PhiType::Address);
    let before = doc.prev(p)?;
    if plain(p) && plain(first) {
        let named = place(before) || board.kind(before) == Some(PhiType::Org);
        let capital = doc.cased_at(first) && doc.toks[first].cap;
        let stands = says!(doc, p, "on") && capital && named;
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
