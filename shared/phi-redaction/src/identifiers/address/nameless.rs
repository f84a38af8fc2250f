//! Streets that only the words around them tell: "on heron bridge highway", "the home on second", "on east a hundred and tenth",
//! "little otters on larkmoor".

use super::claim;
use super::houses::direction;
use super::street::tail;
use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::dialogue::number;
use crate::engine::lexicon::{COMMON, DRUG, FUNC, GATE_ROAD, MONTH, Num, STREET, UNIT, WEEKDAY};
use crate::engine::numbers::run_at;
use crate::engine::text::words::says;
use crate::engine::text::{Doc, Kind, SPACE};

/// The last token of a street's name of up to four words that ends in its type: "heron creek", "larkmoor dam road".
pub(super) fn typed_end(doc: &Doc, board: &Board, first: usize) -> Option<usize> {
    if !word(doc, board, first) || doc.breaks(first) {
        return None;
    }
    let inner = |&j: &usize| word(doc, board, j) && !doc.breaks(j) && doc.toks[j].pre == SPACE;
    let last = (first + 1..first + 4).take_while(inner).filter(|&j| doc.has(j, STREET)).last()?;
    let vague =
        says!(doc, last - 1, "dirt" | "gravel" | "back" | "main" | "side" | "county" | "private" | "same" | "long");
    (!vague || last > first + 1).then_some(last)
}

/// A word of a street's name.
fn word(doc: &Doc, board: &Board, j: usize) -> bool {
    let t = &doc.toks[j];
    let opens =
        says!(doc, j, "old" | "new" | "little" | "big" | "north" | "south" | "east" | "west") && doc.has(j + 1, !FUNC);
    t.kind == Kind::Word
        && t.num == Num::None
        && (!doc.has(j, FUNC) || opens || doc.has(j, STREET))
        && !doc.has(j, MONTH | WEEKDAY | UNIT | DRUG)
        && !board.taken(j)
        && (!doc.cased || t.cap)
}

/// "on | east a hundred and tenth", "on | third and walnut", "the home on | second": a street whose name is a number.
pub(super) fn counted(doc: &Doc, board: &mut Board, on: usize) -> bool {
    let first = on + 1;
    if doc.breaks(first) || board.taken(first) {
        return false;
    }
    let nth =
        |j: usize| matches!(doc.toks[j].num, Num::Ordinal(_)) && !doc.has(j, MONTH) && doc.toks[j].kind != Kind::Digits;
    if direction(doc, first) && doc.toks[first].kind == Kind::Word {
        let from = if says!(doc, first + 1, "a") { first + 2 } else { first + 1 };
        let last = directed(doc, board, from).map(|last| last + usize::from(typed(doc, board, last + 1)));
        return last.is_some_and(|last| claim(board, first, tail(doc, board, last), 780));
    }
    if !nth(first) {
        return false;
    }
    // "on third an walnut"
    let and = says!(doc, first + 1, "and" | "an" | "n") && !doc.breaks(first + 1);
    if and && (word(doc, board, first + 2) || nth(first + 2)) && !doc.breaks(first + 2) && !doc.has(first + 3, UNIT) {
        let last = first + 2 + usize::from(typed(doc, board, first + 3));
        return claim(board, first, tail(doc, board, last), 760);
    }
    let placed = doc
        .prev(on)
        .is_some_and(|p| says!(doc, p, "home" | "house" | "office" | "store" | "place" | "shelter" | "church"));
    let closes = doc.breaks(first + 1) || says!(doc, first + 1, "in" | "by" | "near" | "where" | "yeah");
    placed && closes && claim(board, first, first, 640)
}

/// "at | sixteenth and imperial", "by | 5th and Plover": a corner of a street whose name is a number.
pub(super) fn crossed(doc: &Doc, board: &mut Board, nth: usize) -> bool {
    let first = doc.prev(nth).filter(|&p| matches!(doc.toks[p].num, Num::Tens(_)) && !doc.breaks(nth)).unwrap_or(nth);
    let other = nth + 2;
    if !says!(doc, nth + 1, "and" | "n")
        || doc.breaks(nth + 1)
        || doc.breaks(other)
        || board.taken(nth)
        || doc.has(nth, MONTH)
    {
        return false;
    }
    let Some(p) = doc.prev(first).filter(|&p| !board.taken(p) && !doc.breaks(first)) else { return false };
    let at = says!(doc, p, "at" | "near" | "off" | "by" | "around" | "between");
    // "fifth and | tanager street": its other street is found already
    if at && board.kind(other) == Some(PhiType::Address) {
        return claim(board, first, nth + 1, 780);
    }
    let street = word(doc, board, other) && !doc.has(other, FUNC) && !doc.has(other + 1, UNIT);
    let strange = doc.cased && doc.toks[other].cap || !doc.has(other, COMMON) || typed(doc, board, other + 1);
    let both = says!(doc, p, "at" | "near" | "off") || strange;
    let last = other + usize::from(typed(doc, board, other + 1));
    at && street && both && claim(board, first, last, 780)
}

/// "east forty second | street": the type after the number.
fn typed(doc: &Doc, board: &Board, j: usize) -> bool {
    doc.has(j, STREET) && !doc.breaks(j) && doc.toks[j].pre == SPACE && !board.taken(j)
}

/// The last token of a number or ordinal after a direction.
fn directed(doc: &Doc, board: &Board, from: usize) -> Option<usize> {
    let piece = |j: usize| {
        number(doc, j) || matches!(doc.toks[j].num, Num::Ordinal(_)) && !doc.has(j, MONTH) || says!(doc, j, "and")
    };
    if doc.end(from) || doc.breaks(from) || doc.has(from + 1, UNIT) && doc.toks[from + 1].num == Num::None {
        return None;
    }
    let run = (from..from + 6).take_while(|&j| piece(j) && !doc.breaks(j) && !board.taken(j)).last()?;
    let last = if says!(doc, run, "and") { run.checked_sub(1)? } else { run };
    let single = last == from && run_at(doc, from).is_some_and(|r| r.text.len() < 2) && number(doc, from);
    (last >= from && !single).then_some(last)
}

/// "twelve fifty | north three hundred west": the last token of a place on the grid of a town whose streets are numbered from
/// its middle.
pub(super) fn grid(doc: &Doc, board: &Board, north: usize) -> Option<usize> {
    let first = north + 1;
    let piece = |j: usize| (number(doc, j) || doc.toks[j].num == Num::Hundred) && !doc.breaks(j) && !board.taken(j);
    let last = (first..first + 4).take_while(|&j| piece(j)).last()?;
    let next = last + 1;
    let crosses = direction(doc, next) && !doc.breaks(next) && !board.taken(next) && doc.hash(next) != doc.hash(north);
    crosses.then_some(next)
}

/// "little otters on | larkmoor": a street after the name of a place.
pub(super) fn beside(doc: &Doc, board: &mut Board) {
    for on in doc.open(GATE_ROAD) {
        let first = on + 1;
        if !says!(doc, on, "on" | "off") || board.taken(on) || board.taken(first) {
            continue;
        }
        let named = doc.prev(on).is_some_and(|p| board.kind(p) == Some(PhiType::Org)) && !doc.breaks(on);
        if !named || doc.breaks(first) {
            continue;
        }
        let nth = matches!(doc.toks[first].num, Num::Ordinal(_)) && !doc.has(first, MONTH);
        let thing = says!(
            doc,
            first,
            "weekends"
                | "weekdays"
                | "nights"
                | "days"
                | "call"
                | "duty"
                | "shift"
                | "campus"
                | "base"
                | "site"
                | "hold"
                | "leave"
                | "disability"
                | "time"
                | "top"
                | "break"
                | "file"
                | "record"
                | "workers"
                | "ebay"
                | "facebook"
        );
        if let Some(last) = typed_end(doc, board, first) {
            claim(board, first, tail(doc, board, last), 800);
        } else if !thing && (nth || word(doc, board, first)) {
            claim(board, first, tail(doc, board, first), 740);
        }
    }
}

/// "moved to plover ridge", "she's at tanager gardens": where somebody lives, by the words that estates and homes end in.
pub(super) fn estate(doc: &Doc, board: &mut Board, i: usize) -> bool {
    let closes = doc.breaks(i + 1) || doc.has(i + 1, FUNC);
    let Some(p) = doc.prev(i).filter(|&p| ends_estates(doc, i) && closes && word(doc, board, p) && !doc.has(p, FUNC))
    else {
        return false;
    };
    let two = doc.prev(p).filter(|&q| word(doc, board, q) && !doc.has(q, FUNC) && !doc.breaks(p));
    let first = two.unwrap_or(p);
    let Some(at) = doc.prev(first).filter(|&q| says!(doc, q, "at" | "to" | "in" | "by" | "from") && !doc.breaks(first))
    else {
        return false;
    };
    let lived = (at.saturating_sub(6)..at).any(|j| doc.toks[j].turn == doc.toks[i].turn && stays(doc, j));
    lived && claim(board, first, i, 640)
}

/// What estates, housing and homes for the old are called by.
fn ends_estates(doc: &Doc, i: usize) -> bool {
    says!(
        doc,
        i,
        "ridge"
            | "gardens"
            | "heights"
            | "village"
            | "manor"
            | "terrace"
            | "estates"
            | "meadows"
            | "meadow"
            | "pines"
            | "commons"
            | "landing"
            | "woods"
            | "shores"
            | "haven"
            | "hollow"
            | "bluff"
            | "creek"
            | "hills"
            | "glen"
            | "grove"
            | "crossing"
            | "summit"
            | "overlook"
            | "orchard"
            | "cove"
            | "valley"
            | "vista"
            | "acres"
            | "bend"
    )
}

/// A word of living or staying somewhere.
fn stays(doc: &Doc, j: usize) -> bool {
    says!(
        doc,
        j,
        "live"
            | "lives"
            | "living"
            | "moved"
            | "resident"
            | "stays"
            | "staying"
            | "stay"
            | "over"
            | "he's"
            | "she's"
            | "we're"
            | "i'm"
            | "is"
            | "are"
            | "out"
            | "down"
            | "up"
            | "mom's"
            | "dad's"
            | "still"
            | "room"
    )
}
