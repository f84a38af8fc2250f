//! Institutions whose names say by themselves what they are: houses of worship, schools, unions, military units, ships.

use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::lexicon::FUNC;
use crate::engine::text::Doc;
use crate::engine::text::words::says;

use super::cues::{CLUB, CREW, FAITH, HOME, SCHOOL, UNION, UNIT};
use super::extent::{comma, part};
use super::trades::occupation;

mod clubs;
mod crews;
pub(super) mod faith;
mod homes;
mod schools;
pub(super) mod unions;
pub(super) mod units;

/// A name that was found.
pub(super) struct Named {
    /// First token.
    first: usize,
    /// Last token.
    last: usize,
    /// In thousandths.
    score: u16,
}

/// Claims the institution whose main word is at `i`.
pub(super) fn claim(doc: &Doc, board: &mut Board, i: usize, cues: u32) -> bool {
    if board.taken(i) {
        return false;
    }
    let of = |cue: u32| (cues & cue != 0).then_some(());
    let found = of(FAITH)
        .and_then(|()| faith::named(doc, board, i))
        .or_else(|| of(SCHOOL).and_then(|()| schools::named(doc, board, i)))
        .or_else(|| of(CLUB).and_then(|()| clubs::named(doc, board, i)))
        .or_else(|| of(UNION).and_then(|()| unions::named(doc, board, i)))
        .or_else(|| of(UNIT).and_then(|()| units::named(doc, board, i)))
        .or_else(|| of(CREW).and_then(|()| crews::named(doc, i)))
        .or_else(|| of(HOME).and_then(|()| homes::named(doc, board, i)));
    found.is_some_and(|n| {
        let first = if article(doc, n.first) { n.first - 1 } else { n.first };
        // "local | 597": the number is claimed as one, and the rest belongs to it
        let free = (n.first..=n.last).take_while(|&j| !board.taken(j)).last();
        free.is_some_and(|last| board.put((first, last), PhiType::Org, n.score, None))
    })
}

/// "at | the larkmoor mill", "it's | the boilermakers": who says a place by its article leaves the name in it.
fn article(doc: &Doc, first: usize) -> bool {
    let Some(p) = doc.prev(first).filter(|&p| says!(doc, p, "the") && !doc.breaks(first)) else { return false };
    doc.prev(p)
        .is_some_and(|q| says!(doc, q, "at" | "it's" | "is" | "through" | "from" | "for" | "in" | "on" | "with" | "to"))
}

/// Back from the last word of a name to its first: to a small word, to a word without a capital where the text has them, at
/// most four words.
fn begins(doc: &Doc, board: &Board, last: usize) -> usize {
    let mut first = last;
    while first + 4 > last {
        let Some(p) = doc.prev(first).filter(|_| !doc.breaks(first) && !comma(doc, first)) else { break };
        let opens = says!(doc, p, "first" | "second" | "third" | "fourth" | "new" | "all");
        // "Valley | of | Praise Assembly"
        let inner = doc.cased_at(p) && says!(doc, p, "of") && doc.toks[first].cap;
        if let Some(q) = doc.prev(p).filter(|&q| inner && doc.toks[q].cap && !doc.toks[p].cap && part(doc, board, q)) {
            first = q;
            continue;
        }
        let small = doc.has(p, FUNC) || occupation(doc, p);
        if !(opens || part(doc, board, p) && !small) || doc.cased_at(p) && !doc.toks[p].cap || aside(doc, p) {
            break;
        }
        first = p;
    }
    first
}

/// Words before a name that are none of it.
fn aside(doc: &Doc, p: usize) -> bool {
    says!(
        doc,
        p,
        "attend"
            | "attends"
            | "attended"
            | "visit"
            | "visits"
            | "visited"
            | "called"
            | "joined"
            | "left"
            | "love"
            | "need"
            | "goes"
            | "went"
            | "going"
            | "named"
            | "near"
            | "past"
            | "local"
            | "whole"
            | "entire"
            | "same"
            | "back"
            | "again"
            | "sing"
            | "sings"
            | "sister"
            | "brother"
            | "father"
            | "pastor"
            | "bishop"
            | "reverend"
            | "deacon"
            | "teach"
            | "teaches"
            | "graduated"
            | "finished"
            | "started"
            | "starts"
            | "enrolled"
    )
}

/// Does a small word that leads to a place stand before the token, an article between or not?
fn placed(doc: &Doc, first: usize) -> bool {
    let led = |p: usize| {
        says!(
            doc,
            p,
            "at" | "to"
                | "from"
                | "for"
                | "with"
                | "by"
                | "in"
                | "outside"
                | "near"
                | "attend"
                | "attends"
                | "behind"
                | "called"
        )
    };
    doc.prev(first).is_some_and(|p| led(p) || says!(doc, p, "the") && doc.prev(p).is_some_and(led))
}
