//! Landmarks by which people tell where they live: "above the old dance hall", "behind the rope and feed".

use super::claim;
use super::whereabouts::town;
use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::lexicon::{COMMON, DRUG, FUNC, MONTH, Num, ORGWORD, UNIT, WEEKDAY};
use crate::engine::text::words::says;
use crate::engine::text::{Doc, Kind, SPACE};

/// "past the three herons bridge", "over the larkmoor bridge", "behind the rope and feed": a landmark where somebody lives.
pub(super) fn landmark(doc: &Doc, board: &mut Board, i: usize) {
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
    // one goes over no store, and stands by many things that are in every town
    let over = says!(doc, i, "over");
    let heads = |j: &usize| {
        if over {
            return says!(doc, *j, "bridge" | "dam" | "pass" | "tracks" | "hill" | "river" | "creek");
        }
        if says!(doc, i, "by" | "near") {
            return head(doc, *j) && !doc.has(*j, ORGWORD);
        }
        head(doc, *j) || behind && doc.has(*j + 1, FUNC) || behind && doc.breaks(*j + 1)
    };
    let Some(last) = (first..first + 5).take_while(|&j| word(j)).filter(heads).last() else { return };
    // "3311 plover, above the | florist"
    if behind && last == first && !doc.has(first, UNIT) {
        claim(board, first, last, 600);
        return;
    }
    if (first..last)
        .any(|j| !says!(doc, j, "old" | "new" | "big" | "little" | "gas" | "grocery" | "fire" | "high" | "and"))
    {
        let strange = (first..last).any(|j| !doc.has(j, COMMON | FUNC));
        claim(board, first, last, if strange { 760 } else { 620 });
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
                    | "come"
                    | "go"
                    | "turn"
                    | "drive"
                    | "sign"
                    | "mailbox"
                    | "gate"
                    | "alley"
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
