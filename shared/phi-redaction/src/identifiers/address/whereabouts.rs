//! Towns and landmarks that no list has, by what stands before them: "route nine in copper gap", "way out past copper gap",
//! "we are in copper gap", "above the old dance hall".

use super::nameless::typed_end;
use super::roads::said_street;
use super::towns::ordinary;
use super::{claim, dwellings};
use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::lexicon::{
    CITY, COMMON, DIAGNOSIS, DRUG, FUNC, GATE_ROAD, MONTH, Num, ORGWORD, PROPER, RELATION, STATE, UNIT, WEEKDAY,
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
fn town(doc: &Doc, board: &Board, first: usize, most: usize) -> Option<usize> {
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
    "network",
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
    if let Some(last) = town(doc, board, at, 2) {
        claim(board, first, if at == i + 1 { last } else { i }, 900);
        claim(board, at, last, 900);
    }
}

/// "past the three herons bridge", "above the old dance hall", "behind the rope and feed": a landmark where somebody lives.
fn landmark(doc: &Doc, board: &mut Board, i: usize) {
    let at = if says!(doc, i, "across") && says!(doc, i + 1, "from") { i + 2 } else { i + 1 };
    let behind = doc.prev(i).is_some_and(|p| board.kind(p) == Some(PhiType::Address));
    if behind && !says!(doc, at, "the") {
        // "county road twelve past | copper gap"
        if let Some(last) = town(doc, board, at, 2).filter(|_| says!(doc, i, "past")) {
            claim(board, at, last, 620);
        }
        return;
    }
    if !says!(doc, at, "the") || doc.breaks(at) || says!(doc, i, "across") && at == i + 1 || !lived(doc, board, i) {
        return;
    }
    let first = at + 1;
    let word = |j: usize| {
        let t = &doc.toks[j];
        t.kind == Kind::Word
            && !doc.breaks(j)
            && (t.pre == SPACE || j == first)
            && (!doc.has(j, FUNC)
                || says!(doc, j, "old" | "new" | "and" | "first") && doc.toks[j + 1].kind == Kind::Word
                || number(doc, j))
            && !doc.has(j, MONTH | WEEKDAY | DRUG)
            && !board.taken(j)
    };
    let heads = |j: &usize| head(doc, *j) || behind && doc.has(*j + 1, FUNC) || behind && doc.breaks(*j + 1);
    let Some(last) = (first..first + 5).take_while(|&j| word(j)).filter(heads).last() else { return };
    // "3311 plover, above the | florist"
    if behind && last == first && !doc.has(first, UNIT) {
        claim(board, first, last, 600);
        return;
    }
    if (first..last)
        .any(|j| !says!(doc, j, "old" | "new" | "big" | "little" | "gas" | "grocery" | "fire" | "high" | "and"))
    {
        claim(board, first, last, 620);
    }
}

fn number(doc: &Doc, j: usize) -> bool {
    doc.toks[j].num != Num::None
}

/// Does the turn say where somebody lives?
fn lived(doc: &Doc, board: &Board, i: usize) -> bool {
    let start = doc.first[doc.toks[i].turn as usize].max(i.saturating_sub(24));
    (start..i).any(|j| {
        board.kind(j) == Some(PhiType::Address)
            || says!(
                doc,
                j,
                "live"
                    | "lives"
                    | "living"
                    | "house"
                    | "home"
                    | "trailer"
                    | "trailers"
                    | "apartment"
                    | "cabin"
                    | "place"
                    | "we're"
                    | "stay"
                    | "stays"
                    | "staying"
                    | "gravel"
                    | "road"
                    | "hogan"
                    | "camper"
                    | "upstairs"
            )
    })
}

/// What is seen from afar, or stands in every small town once.
fn head(doc: &Doc, j: usize) -> bool {
    doc.has(j, ORGWORD)
        || says!(
            doc,
            j,
            "bridge"
                | "house"
                | "seed"
                | "store"
                | "church"
                | "chapel"
                | "mission"
                | "mill"
                | "mine"
                | "elevator"
                | "dam"
                | "barn"
                | "tavern"
                | "bar"
                | "saloon"
                | "depot"
                | "post"
                | "tower"
                | "silo"
                | "quarry"
                | "convent"
                | "station"
                | "shop"
                | "grange"
                | "lodge"
                | "hall"
                | "plant"
                | "cemetery"
                | "courthouse"
                | "theater"
                | "lighthouse"
                | "landing"
                | "marina"
                | "crossing"
                | "overlook"
                | "monument"
                | "schoolhouse"
                | "cannery"
                | "tannery"
                | "laundromat"
        )
}
