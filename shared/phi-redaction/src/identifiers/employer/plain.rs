//! Places of work that have ordinary words for a name: "the copper kettle", "the tannery", "number seven".

use super::extent::{comma, manner, part};
use super::triggers::{BESIDE, Lead};
use super::workplaces::vague;
use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::dialogue::number;
use crate::engine::lexicon::{DIAGNOSIS, DRUG, FUNC, ORGWORD, RELATION, STREET, TITLE, UNIT};
use crate::engine::text::words::{Words, room, says};
use crate::engine::text::{Doc, Kind};

/// A lead of this score says that somebody works there.
const SURE: u16 = 800;

/// As this one, with a verb of work and nothing between.
const WORKS: u16 = 850;

/// "cook at the copper kettle", "i'm at the tannery": after a lead of work, a place by its article and ordinary words.
pub(super) fn claim(doc: &Doc, board: &mut Board, lead: &Lead) -> bool {
    let first = lead.start + 1;
    let strong = lead.score >= SURE;
    let before = lead.start - 1;
    let stands = says!(doc, before, "at") || strong && says!(doc, before, "for") && lead.score >= WORKS;
    if !says!(doc, lead.start, "the") || lead.score < BESIDE || !stands || doc.cased && !strong {
        return false;
    }
    let mut last = first;
    // "the oak and anchor"
    let paired = |j: usize| says!(doc, j, "and" | "n") && word(doc, board, j + 1) && !doc.breaks(j + 1);
    while last < first + 3 && word(doc, board, last + 1) && !comma(doc, last + 1) && !doc.breaks(last + 1) {
        last += 1;
    }
    let closes = |j: usize| doc.breaks(j) || doc.has(j, FUNC);
    if paired(last + 1) && !comma(doc, last + 1) && !generic(doc, last) && !generic(doc, last + 2) && closes(last + 3) {
        last += 2;
    }
    if !word(doc, board, first) || doc.breaks(first) || comma(doc, first) {
        return false;
    }
    let telling = (first..last).any(|j| !vague(doc)(j) && !generic(doc, j) && !doc.has(j, UNIT));
    let common = generic(doc, last) || doc.has(last, RELATION | TITLE | UNIT | STREET | ORGWORD);
    let lone = last == first;
    // "i clean at the larkmoor hospital"
    let hired = lead.score >= SURE && says!(doc, last, "hospital") && telling && !doc.has(last - 1, ORGWORD | UNIT);
    if part_of_one(doc, last) && !hired {
        return false;
    }
    // "i'm at the pump": of one word what somebody merely stands at is believed only where people work
    let closes = closes(last + 1);
    if common && (lone || !telling) || !strong && !(closes && (!lone || worksite(doc, last))) {
        return false;
    }
    board.put((lead.start, last), PhiType::Org, if strong { 770 } else { 640 }, None)
}

/// "on nights at number seven", "the comp desk for three rivers": a number is the name, or begins it.
pub(super) fn numbered(doc: &Doc, board: &mut Board, lead: &Lead) -> bool {
    let first = lead.start;
    let next = first + 1;
    if lead.score < SURE || doc.breaks(first) || doc.breaks(next) || doc.end(next) || board.taken(first) {
        return false;
    }
    let noun = number(doc, first) && word(doc, board, next) && !doc.has(next, UNIT | ORGWORD) && doc.size(next) > 3;
    let named = noun && (doc.breaks(next + 1) || doc.has(next + 1, FUNC));
    let last = if says!(doc, first, "number") && number(doc, next) && !board.taken(next) { Some(next) } else { None };
    last.or(named.then_some(next)).is_some_and(|last| board.put((first, last), PhiType::Org, 640, None))
}

/// Can it be a word of a place that has ordinary words for a name?
pub(super) fn word(doc: &Doc, board: &Board, j: usize) -> bool {
    // "the button works"
    if says!(doc, j, "works") {
        return !board.taken(j);
    }
    part(doc, board, j)
        && (doc.toks[j].kind == Kind::Word || says!(doc, j, "e" | "n" | "o"))
        && !doc.has(j, DRUG | DIAGNOSIS)
        && (!doc.has(j, FUNC) || says!(doc, j, "old" | "new" | "big" | "little") && doc.size(j + 1) > 3)
        && !manner(doc, j)
        && !says!(doc, j, "anymore" | "like" | "alone" | "still" | "now" | "because" | "since" | "again" | "everybody")
}

/// "the mri desk", "the infusion suite": a part of a practice or a building.
fn part_of_one(doc: &Doc, j: usize) -> bool {
    says!(
        doc,
        j,
        "desk"
            | "suite"
            | "window"
            | "van"
            | "wing"
            | "ward"
            | "room"
            | "unit"
            | "counter"
            | "lab"
            | "temp"
            | "clinic"
            | "center"
            | "hospital"
            | "office"
    )
}

/// Where one goes only to work.
fn worksite(doc: &Doc, j: usize) -> bool {
    says!(
        doc,
        j,
        "tannery"
            | "elevator"
            | "dam"
            | "port"
            | "mine"
            | "quarry"
            | "cannery"
            | "smelter"
            | "foundry"
            | "sawmill"
            | "shipyard"
            | "docks"
            | "refinery"
            | "brewery"
            | "feedlot"
            | "prison"
            | "creamery"
            | "dairy"
            | "hatchery"
            | "distillery"
            | "depot"
            | "stockyard"
            | "stockyards"
            | "railyard"
            | "roundhouse"
            | "smokehouse"
            | "slaughterhouse"
            | "gin"
            | "steelworks"
            | "brickworks"
            | "gasworks"
            | "powerhouse"
            | "penitentiary"
    )
}

/// What is in every town, and what merely is anywhere: no employer's name without another word.
pub(super) fn generic(doc: &Doc, j: usize) -> bool {
    static SET: Words<{ room(GENERIC) }> = Words::new(GENERIC);
    SET.has(doc.hash(j)) || doc.w(j).ends_with("'s")
}

const GENERIC: &[&str] = &[
    "address",
    "age",
    "folks",
    "guy",
    "guys",
    "lady",
    "man",
    "people",
    "person",
    "woman",
    "airport",
    "apartment",
    "appointment",
    "area",
    "back",
    "bakery",
    "ball",
    "bank",
    "bar",
    "base",
    "bathroom",
    "beach",
    "bed",
    "bedside",
    "beginning",
    "border",
    "bottom",
    "building",
    "bus",
    "business",
    "cafe",
    "camp",
    "car",
    "cashier",
    "cemetery",
    "center",
    "church",
    "city",
    "clinic",
    "college",
    "company",
    "computer",
    "corner",
    "counter",
    "country",
    "county",
    "court",
    "courthouse",
    "crossing",
    "daycare",
    "deli",
    "dentist",
    "desk",
    "doctor",
    "door",
    "dose",
    "drugstore",
    "edge",
    "emergency",
    "end",
    "er",
    "factory",
    "fair",
    "farm",
    "field",
    "firm",
    "floor",
    "front",
    "funeral",
    "game",
    "garage",
    "gate",
    "grocery",
    "gym",
    "hall",
    "head",
    "hearing",
    "holidays",
    "home",
    "hospital",
    "hotel",
    "house",
    "icu",
    "job",
    "kitchen",
    "lab",
    "lake",
    "laundromat",
    "least",
    "library",
    "light",
    "line",
    "lot",
    "machine",
    "mall",
    "market",
    "meeting",
    "mill",
    "moment",
    "mosque",
    "motel",
    "movies",
    "museum",
    "name",
    "neighbors",
    "next",
    "number",
    "office",
    "one",
    "other",
    "park",
    "parking",
    "party",
    "pharmacy",
    "phone",
    "place",
    "plant",
    "playground",
    "point",
    "pool",
    "practice",
    "price",
    "pump",
    "rate",
    "reception",
    "register",
    "rest",
    "restaurant",
    "rink",
    "river",
    "road",
    "room",
    "salon",
    "same",
    "school",
    "scene",
    "shelter",
    "shop",
    "side",
    "sink",
    "site",
    "stage",
    "start",
    "state",
    "station",
    "stop",
    "store",
    "street",
    "supermarket",
    "table",
    "tail",
    "temple",
    "theater",
    "time",
    "top",
    "town",
    "trailer",
    "truck",
    "university",
    "van",
    "vet",
    "village",
    "wall",
    "warehouse",
    "wedding",
    "weekend",
    "wheel",
    "window",
    "yard",
    "zoo",
];
