//! Places of work that have no name but what is made there: "the pickle plant", "the refinery in …".

use super::triggers::{INSIDE, Lead};
use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::lexicon::{CITY, COMMON, FUNC};
use crate::engine::text::Doc;
use crate::engine::text::words::{Words, room, says};

use super::extent::{comma, part};
use super::plain;

/// Claims "the truck plant" after a lead of work; in a small town it is an employer's name.
pub(super) fn claim(doc: &Doc, board: &mut Board, lead: &Lead) -> bool {
    // what merely stands "at" a place is anybody's
    if lead.score <= INSIDE {
        return false;
    }
    if !says!(doc, lead.start, "the" | "a" | "an" | "this" | "our" | "that") {
        return plain::numbered(doc, board, lead);
    }
    from(doc, board, lead.start) || plain::claim(doc, board, lead)
}

/// "the tribal cannery in …" of no lead, where "plant" or "mill" stands at `i`.
pub(super) fn alone(doc: &Doc, board: &mut Board, i: usize) {
    let start = (1..4).filter_map(|back| i.checked_sub(back)).find(|&j| says!(doc, j, "the"));
    if let Some(start) = start.filter(|&s| doc.toks[s].turn == doc.toks[i].turn && !board.taken(i)) {
        from(doc, board, start);
    }
}

fn from(doc: &Doc, board: &mut Board, start: usize) -> bool {
    let Some(last) = (start + 1..start + 5)
        .take_while(|&j| part(doc, board, j) && !doc.breaks(j) && !comma(doc, j))
        .find(|&j| place(doc, j))
    else {
        return false;
    };
    let told = last > start + 1 && !(start + 1..last).all(vague(doc));
    let town = says!(doc, last + 1, "in" | "on" | "outside" | "near")
        && (doc.has(last + 2, CITY) || !doc.has(last + 2, COMMON | FUNC));
    (told || town) && board.put((start, last), PhiType::Org, 620, None)
}

/// Words that tell nothing of a place.
pub(super) fn vague(doc: &Doc) -> impl Fn(usize) -> bool {
    static SET: Words<{ room(VAGUE) }> = Words::new(VAGUE);
    move |j| SET.has(doc.hash(j))
}

const VAGUE: &[&str] = &[
    "assembly",
    "big",
    "bottom",
    "bus",
    "check-in",
    "checkout",
    "closest",
    "coffee",
    "convenience",
    "crisis",
    "damn",
    "dental",
    "department",
    "dining",
    "doctor's",
    "dollar",
    "drug",
    "elementary",
    "emergency",
    "fast",
    "finish",
    "food",
    "front",
    "gas",
    "grocery",
    "group",
    "help",
    "high",
    "information",
    "kitchen",
    "last",
    "little",
    "living",
    "local",
    "main",
    "medical",
    "middle",
    "nearest",
    "new",
    "next",
    "nurse",
    "nursing",
    "old",
    "other",
    "parking",
    "post",
    "production",
    "retirement",
    "right",
    "same",
    "swimming",
    "train",
    "very",
    "waiting",
    "whole",
    "wrong",
];

/// Where things are made, mended, stored, dug up or played for.
fn place(doc: &Doc, j: usize) -> bool {
    says!(
        doc,
        j,
        "plant"
            | "mill"
            | "mills"
            | "factory"
            | "refinery"
            | "foundry"
            | "cannery"
            | "sawmill"
            | "shipyard"
            | "quarry"
            | "mine"
            | "mines"
            | "casino"
            | "depot"
            | "laundry"
            | "orchard"
            | "orchards"
            | "dairy"
            | "brewery"
            | "slaughterhouse"
            | "packinghouse"
            | "warehouse"
            | "works"
            | "yard"
            | "shop"
            | "farm"
            | "nursery"
            | "smelter"
            | "tannery"
            | "bakery"
            | "station"
            | "docks"
            | "terminal"
            | "prison"
            | "jail"
    ) || says!(doc, j, "house")
        && says!(doc, j - 1, "mushroom" | "packing" | "chicken" | "hen" | "crab" | "fish" | "green" | "fire")
}
