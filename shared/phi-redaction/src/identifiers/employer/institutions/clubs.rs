//! Clubs, lodges and veterans' posts that are in every town: only a number or a town tells which, so alone they are soft.

use super::{Named, begins};
use crate::engine::board::Board;
use crate::engine::dialogue::number;
use crate::engine::lexicon::COMMON;
use crate::engine::text::Doc;
use crate::engine::text::words::says;

/// "vfw post 1138", "the elks lodge", "rotary club", "knights of larkmoor council nine", "boy scout troop 41".
pub(super) fn named(doc: &Doc, board: &Board, i: usize) -> Option<Named> {
    let next = i + 1;
    if says!(doc, i, "society" | "guild" | "sodality" | "auxiliary") {
        let first = begins(doc, board, i);
        let strange = i - first >= 2 && (first..i).any(|j| !doc.has(j, COMMON));
        return strange.then_some(Named { first, last: i, score: 640 });
    }
    let core = match doc.b(i) {
        b"vfw" | b"rotary" | b"kiwanis" | b"elks" | b"shriners" | b"ymca" | b"ywca" | b"amvets" => i,
        b"knights" if says!(doc, next, "of") && says!(doc, i + 2, "columbus") => i + 2,
        b"legion" if doc.prev(i).is_some_and(|p| says!(doc, p, "american")) => i,
        b"scout" | b"scouts" if doc.prev(i).is_some_and(|p| says!(doc, p, "boy" | "girl" | "cub")) => i,
        b"lions" | b"moose" | b"masonic" if says!(doc, next, "club" | "lodge") => i,
        _ => return None,
    };
    let back = usize::from(says!(doc, i, "legion" | "scout" | "scouts"));
    let house = usize::from(says!(
        doc,
        core + 1,
        "post" | "lodge" | "club" | "council" | "chapter" | "troop" | "pack" | "hall" | "den"
    ));
    let from = core + house + 1;
    let numbered = (from..from + 4).take_while(|&j| number(doc, j) && !board.taken(j) && !doc.breaks(j)).last();
    let last = numbered.unwrap_or(core + house);
    Some(Named { first: i - back, last, score: if numbered.is_some() { 900 } else { 630 } })
}
