//! Homes by what they are called and numbered: "the heron run apartments", "plover hall room 218", "the house, number 12".

use super::claim;
use super::units::unit_value;
use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::dialogue;
use crate::engine::lexicon::{
    COMMON, DESIG, DRUG, FUNC, GATE_DESIG, GATE_ROAD, MONTH, Num, RELATION, STREET, UNIT, WEEKDAY,
};
use crate::engine::text::words::{Words, room, says};
use crate::engine::text::{COLON, COMMA, Doc, Kind, MONEY, SPACE};

/// Names of estates, the numbers of homes that stand without a street, and what stands behind an address; before any rule of
/// codes looks at the numbers.
pub(super) fn detect(doc: &Doc, board: &mut Board) {
    for i in doc.open(GATE_ROAD | GATE_DESIG) {
        if board.taken(i) {
            continue;
        }
        match doc.b(i) {
            b"apartments" | b"townhomes" | b"townhouses" | b"condos" | b"condominiums" | b"lofts" | b"villas"
            | b"campground" => estate(doc, board, i),
            b"park" | b"court"
                if doc.prev(i).is_some_and(|p| says!(doc, p, "trailer" | "rv" | "home" | "homes" | "mobile")) =>
            {
                estate(doc, board, i);
            }
            b"lot" | b"space" => berth(doc, board, i),
            b"house" | b"trailer" | b"apartment" | b"cabin" | b"building" => numbered(doc, board, i),
            _ => {}
        }
    }
    let ends: Vec<usize> = board.claims.iter().filter(|c| c.kind == PhiType::Address).map(|c| c.last + 1).collect();
    for at in ends {
        inside(doc, board, at);
    }
}

/// "at the | heron run | apartments", "in plover meadow mobile home | park": a name before the kind of estate.
fn estate(doc: &Doc, board: &mut Board, last: usize) {
    let mut core = last;
    while let Some(p) =
        doc.prev(core).filter(|&p| says!(doc, p, "trailer" | "mobile" | "home" | "homes" | "rv" | "garden" | "senior"))
    {
        core = p;
    }
    let mut first = core;
    let mut told = false;
    while first + 3 > core {
        let Some(p) = doc.prev(first).filter(|&p| word(doc, board, p) && !doc.breaks(first)) else { break };
        told |= !vague(doc, p);
        first = p;
    }
    if !told || doc.toks[core].pre != SPACE || vague(doc, first) {
        return;
    }
    let at = doc.prev(first).filter(|_| !doc.breaks(first));
    let at = at.and_then(|p| if says!(doc, p, "the" | "them" | "those") { doc.prev(p) } else { Some(p) });
    let led = at.is_some_and(|p| {
        says!(doc, p, "at" | "in" | "to" | "by" | "from" | "behind" | "called" | "is" | "it's" | "near" | "into")
    });
    let strange = (first..core).any(|j| !doc.has(j, COMMON));
    let capitals = doc.cased_at(first) && (first..core).all(|j| doc.toks[j].cap);
    if led || capitals || strange {
        let score = match (led, strange || capitals || core > first + 1) {
            (true, true) => 900,
            (true, false) => 800,
            (false, _) => 660,
        };
        claim(board, first, last, score);
    }
}

/// Can it be a word of an estate's name?
fn word(doc: &Doc, board: &Board, j: usize) -> bool {
    let t = &doc.toks[j];
    t.kind == Kind::Word
        && t.num == Num::None
        && (!doc.has(j, FUNC)
            || doc.has(j, STREET)
            || says!(doc, j, "new" | "old" | "north" | "south" | "east" | "west"))
        && !doc.has(j, MONTH | WEEKDAY | UNIT | DRUG | RELATION)
        && t.pre & (MONEY | COLON | COMMA) == 0
        && !board.taken(j)
        && (!doc.cased || t.cap)
}

/// "luxury apartments", "the brick apartments": what they are like.
fn vague(doc: &Doc, j: usize) -> bool {
    static SET: Words<{ room(VAGUE) }> = Words::new(VAGUE);
    SET.has(doc.hash(j)) || doc.w(j).ends_with("'s")
}

const VAGUE: &[&str] = &[
    "affordable",
    "apartment",
    "assisted",
    "big",
    "brick",
    "cheap",
    "college",
    "different",
    "downstairs",
    "downtown",
    "empty",
    "family",
    "fancy",
    "few",
    "furnished",
    "garden",
    "housing",
    "income",
    "living",
    "local",
    "low",
    "luxury",
    "new",
    "next",
    "nice",
    "old",
    "other",
    "public",
    "retirement",
    "same",
    "section",
    "senior",
    "several",
    "small",
    "state",
    "student",
    "subsidized",
    "tall",
    "these",
    "upstairs",
    "vacant",
    "wrong",
];

/// "the trailer park, | lot 61": the place of a home on wheels, near a word of where such homes stand.
fn berth(doc: &Doc, board: &mut Board, i: usize) {
    let from = if says!(doc, i + 1, "number") { i + 2 } else { i + 1 };
    if doc.breaks(from) || board.taken(from) || !dialogue::number(doc, from) {
        return;
    }
    let start = doc.first[doc.toks[i].turn as usize].max(i.saturating_sub(12));
    let parked = (start..i).chain(from + 1..from + 8).take_while(|&j| j < i || !doc.end(j)).any(|j| {
        says!(
            doc,
            j,
            "trailer"
                | "trailers"
                | "park"
                | "campground"
                | "rv"
                | "camper"
                | "mobile"
                | "marina"
                | "estates"
                | "court"
        )
    });
    let last = unit_value(doc, from).filter(|&last| last < from + 4 && !doc.has(last + 1, UNIT));
    if let Some(last) = last.filter(|_| parked) {
        claim(board, i, last, 760);
    }
}

/// "the house, | number 12", "trailer number nine": a home by its number, where no street is said.
fn numbered(doc: &Doc, board: &mut Board, i: usize) {
    let at = i + 1;
    let from = at + 1;
    let split = doc.breaks(at) && doc.toks[at].pre & COMMA == 0;
    if !says!(doc, at, "number") || split || doc.breaks(from) || board.taken(from) || !dialogue::number(doc, from) {
        return;
    }
    if let Some(last) = unit_value(doc, from).filter(|&last| !doc.has(last + 1, UNIT)) {
        let trailer = says!(doc, i, "trailer" | "apartment" | "cabin");
        claim(board, if trailer { i } else { from }, last, if trailer { 900 } else { 800 });
    }
}

/// What stands behind a place that was found: "plover hall | room 218", "copper gap campground | site nine", "… way | six eighty
/// one is the number".
pub(super) fn inside(doc: &Doc, board: &mut Board, at: usize) {
    if doc.end(at) || board.taken(at) {
        return;
    }
    let split = doc.breaks(at) && doc.toks[at].pre & COMMA == 0;
    let lodging = || {
        says!(
            doc,
            at - 1,
            "hall"
                | "dorm"
                | "lodge"
                | "inn"
                | "motel"
                | "hotel"
                | "bunkhouse"
                | "barracks"
                | "house"
                | "tower"
                | "towers"
                | "manor"
                | "campground"
                | "park"
                | "apartments"
        )
    };
    if split {
        return;
    }
    let part = says!(doc, at, "site" | "space" | "lot" | "pad" | "slip" | "bunk" | "cabin" | "trailer" | "number")
        && board.kind(at - 1) == Some(PhiType::Address)
        || says!(doc, at, "room" | "site" | "space" | "lot") && lodging();
    let value = at + 1;
    // "the larkmoor site, three mornings"
    let close = !doc.parted(value);
    if part && dialogue::number(doc, value) && close && !board.taken(value) {
        if let Some(last) = unit_value(doc, value).filter(|&last| !doc.has(last + 1, UNIT)) {
            let first = if says!(doc, at, "number" | "room") || doc.has(at, DESIG) { value } else { at };
            claim(board, first, last, 780);
        }
        return;
    }
    if !dialogue::number(doc, at) {
        return;
    }
    let Some(last) = unit_value(doc, at) else { return };
    let told = says!(doc, last + 1, "is") && (last + 2..last + 5).any(|j| says!(doc, j, "number"));
    let comma = doc.toks[at].pre & COMMA != 0 && says!(doc, at - 1, "hall" | "dorm") && doc.breaks(last + 1);
    if told && board.kind(at - 1) == Some(PhiType::Address) || comma {
        claim(board, at, last, 900);
    }
}
