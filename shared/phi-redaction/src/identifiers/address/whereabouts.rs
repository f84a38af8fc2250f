//! Towns and landmarks that no list has, by what stands before them: "route nine in copper gap", "way out past copper gap",
//! "we are in copper gap", "above the old dance hall".

use super::landmarks::landmark;
use super::nameless::typed_end;
use super::roads::said_street;
use super::towns::ordinary;
use super::{claim, dwellings};
use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::lexicon::{
    CITY, COMMON, DIAGNOSIS, DRUG, FUNC, GATE_ROAD, MONTH, Num, PROPER, RELATION, STATE, UNIT, WEEKDAY,
};
use crate::engine::text::words::{Words, room, says};
use crate::engine::text::{Doc, Kind, SPACE};

/// Looks behind every address, and at the words that lead to a place.
pub(super) fn detect(doc: &Doc, board: &mut Board) {
    let place = |kind: PhiType| matches!(kind, PhiType::Address | PhiType::Org);
    let ends: Vec<(usize, PhiType)> =
        board.claims.iter().filter(|c| place(c.kind)).map(|c| (c.last + 1, c.kind)).collect();
    for &(at, kind) in &ends {
        if kind == PhiType::Address {
            beside(doc, board, at);
        }
        dwellings::inside(doc, board, at);
    }
    for i in doc.open(GATE_ROAD) {
        if board.taken(i) {
            continue;
        }
        match doc.b(i) {
            b"out" if says!(doc, i + 1, "of") => based(doc, board, i),
            b"over" | b"by" | b"near" if says!(doc, i + 1, "the") => landmark(doc, board, i),
            b"out" | b"over" => far(doc, board, i),
            b"down" | b"up" if says!(doc, i + 1, "in") => strange(doc, board, i + 2),
            b"down" | b"up" => along(doc, board, i + 1),
            b"outside" => strange(doc, board, i + 1),
            b"past" | b"behind" | b"above" | b"across" | b"beside" => landmark(doc, board, i),
            b"delivery" => general(doc, board, i),
            _ => {}
        }
    }
}

/// "… route nine | in | copper gap", "court house rode | in | copper gap": a town after "in" behind an address.
fn beside(doc: &Doc, board: &mut Board, at: usize) {
    let at = if says!(doc, at, "over" | "out" | "down" | "up") && says!(doc, at + 1, "in") { at + 1 } else { at };
    if doc.breaks(at) || board.taken(at) {
        return;
    }
    if says!(doc, at, "on") {
        street(doc, board, at + 1);
        return;
    }
    if !says!(doc, at, "in") {
        return;
    }
    if let Some(last) = town(doc, board, at + 1, 2) {
        claim(board, at + 1, last, 780);
    }
}

/// "in larkmoor on | heron", "in larkmoor on | plover ridge": a street by its name alone behind its town.
fn street(doc: &Doc, board: &mut Board, first: usize) {
    let number = first >= 2 && doc.toks[first - 2].kind == Kind::Digits;
    if number || doc.has(first, UNIT | STATE) {
        return;
    }
    if let Some(last) = typed_end(doc, board, first) {
        claim(board, first, last, 760);
        return;
    }
    let closes = |last: usize| doc.end(last + 1) || doc.breaks(last + 1) || doc.has(last + 1, FUNC);
    if let Some(last) = town(doc, board, first, 1).filter(|&last| closes(last) && said_street(doc, board, last)) {
        claim(board, first, last, if doc.has(first, COMMON) { 600 } else { 740 });
    }
}

/// "out past copper gap", "over by black butte", "out in copper gap": a town whose words may be ordinary.
fn far(doc: &Doc, board: &mut Board, i: usize) {
    let at = i + 1;
    let over = !doc.cased && says!(doc, i, "over") && says!(doc, at, "to");
    if !(over || says!(doc, at, "past" | "by" | "in" | "near")) || doc.breaks(at) || doc.breaks(at + 1) {
        return;
    }
    let known = |last: usize| last > at + 1 && !over || !doc.has(last, COMMON) || doc.has(last, CITY);
    if let Some(last) = town(doc, board, at + 1, 2).filter(|&last| known(last)) {
        claim(board, at + 1, last, 600);
    }
}

/// "a conductor out of plover", "the boat leaves out of port larkmoor": a town that work starts from.
fn based(doc: &Doc, board: &mut Board, i: usize) {
    let leaves = doc.prev(i).is_some_and(|p| {
        says!(
            doc,
            p,
            "based"
                | "work"
                | "works"
                | "worked"
                | "working"
                | "drive"
                | "drives"
                | "fly"
                | "flies"
                | "sail"
                | "sails"
                | "ship"
                | "ships"
                | "fish"
                | "fishes"
                | "leaves"
                | "haul"
                | "hauls"
                | "dispatched"
                | "dispatch"
                | "stationed"
                | "conductor"
                | "pilot"
                | "driver"
                | "trucker"
                | "engineer"
                | "deckhand"
                | "lineman"
                | "shrimp"
        )
    });
    // "she works out of the house", "out of town"
    if let Some(last) = town(doc, board, i + 2, 2).filter(|_| leaves) {
        let last = if last > i + 2 && ordinary(doc, last) && !doc.has(last, CITY) { i + 2 } else { last };
        claim(board, i + 2, last, 660);
    }
}

/// "up | plover creek", "we're down | copper kettle road": a road or a valley that one lives along.
fn along(doc: &Doc, board: &mut Board, first: usize) {
    let Some(last) = typed_end(doc, board, first) else { return };
    let road = says!(
        doc,
        last,
        "road" | "street" | "avenue" | "lane" | "drive" | "boulevard" | "highway" | "hollow" | "creek" | "ridge" | "rd"
    );
    let strange = (first..last).any(|j| !ordinary(doc, j) || doc.has(j, CITY)) || last > first + 1;
    if road && strange {
        claim(board, first, last, 760);
    }
}

/// "down in | larkmoor", "outside | wexcombe": a town of which a word at least is no ordinary one.
fn strange(doc: &Doc, board: &mut Board, first: usize) {
    if doc.breaks(first) || doc.breaks(first - 1) {
        return;
    }
    let unknown = |j: usize| !doc.has(j, COMMON) || doc.has(j, CITY);
    if let Some(last) = town(doc, board, first, 2) {
        let last = if unknown(last) { last } else { first };
        if unknown(first) {
            claim(board, first, last, 640);
        }
    }
}

/// The words of a town from `first`: up to `most`, to the end of what is said or to a small word.
pub(super) fn town(doc: &Doc, board: &Board, first: usize, most: usize) -> Option<usize> {
    let word = |j: usize| {
        let t = &doc.toks[j];
        t.kind == Kind::Word
            && (t.num == Num::None || doc.cased && t.cap)
            && (!doc.has(j, FUNC) || says!(doc, j, "new" | "old" | "little" | "big" | "great"))
            && !doc.has(j, MONTH | WEEKDAY | UNIT | DRUG | DIAGNOSIS | RELATION | STATE)
            && !board.taken(j)
            && (!doc.cased || t.cap)
            && !thing(doc, j)
            && (!doc.has(j, PROPER) || doc.has(j, CITY))
    };
    if !word(first) || doc.breaks(first) {
        return None;
    }
    let mut last = first;
    while last + 1 < first + most && word(last + 1) && doc.toks[last + 1].pre == SPACE && !doc.breaks(last + 1) {
        last += 1;
    }
    (!doc.has(last, FUNC)).then_some(last)
}

/// "in front", "over by noon", "out in public": no town.
fn thing(doc: &Doc, j: usize) -> bool {
    static SET: Words<{ room(THING) }> = Words::new(THING);
    SET.has(doc.hash(j))
}

const THING: &[&str] = &[
    "front",
    "back",
    "case",
    "general",
    "person",
    "total",
    "order",
    "fact",
    "full",
    "bed",
    "pain",
    "town",
    "network",
    "breath",
    "state",
    "necessity",
    "habit",
    "public",
    "traffic",
    "half",
    "halves",
    "noon",
    "midnight",
    "lunch",
    "dinner",
    "time",
    "today",
    "tomorrow",
    "tonight",
    "morning",
    "afternoon",
    "evening",
    "court",
    "jail",
    "prison",
    "school",
    "church",
    "class",
    "college",
    "surgery",
    "therapy",
    "rehab",
    "hospice",
    "treatment",
    "recovery",
    "hospital",
    "bankruptcy",
    "storage",
    "bulk",
    "advance",
    "spring",
    "summer",
    "fall",
    "winter",
    "mail",
    "email",
    "fax",
    "phone",
    "text",
    "hand",
    "need",
    "touch",
    "line",
    "place",
    "trouble",
    "shape",
    "private",
    "rashes",
    "hives",
    "sweats",
    "country",
    "accident",
    "mistake",
    "myself",
    "himself",
    "herself",
    "themselves",
    "itself",
    "yourself",
    "mouth",
    "tears",
    "spots",
    "blisters",
];

/// "general delivery | larkmoor".
fn general(doc: &Doc, board: &mut Board, i: usize) {
    let Some(first) = doc.prev(i).filter(|&p| says!(doc, p, "general") && !board.taken(p)) else { return };
    let at = if says!(doc, i + 1, "in") { i + 2 } else { i + 1 };
    // the town is found already, by its state or code
    if board.kind(at) == Some(PhiType::Address) && !doc.breaks(at) {
        claim(board, first, i, 900);
        return;
    }
    if let Some(last) = town(doc, board, at, 2) {
        claim(board, first, if at == i + 1 { last } else { i }, 900);
        claim(board, at, last, 900);
    }
}
