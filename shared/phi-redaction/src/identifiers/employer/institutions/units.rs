//! Military units, and ships.

use super::Named;
use crate::engine::board::Board;
use crate::engine::dialogue::number;
use crate::engine::lexicon::{ALPHABET, COMMON, FUNC, Num};
use crate::engine::text::words::{Words, room, says};
use crate::engine::text::{Doc, Kind};
use crate::identifiers::employer::extent::{comma, part};

/// "ninety fifth airborne", "2nd of the 6th cav", "delta company", "uss larkmoor", "the seabees".
pub(super) fn named(doc: &Doc, board: &Board, i: usize) -> Option<Named> {
    let next = i + 1;
    match doc.b(i) {
        b"uss" | b"hms" | b"usns" | b"hmcs" | b"uscgc" => ship(doc, board, i),
        b"cutter" | b"carrier" | b"destroyer" | b"submarine" | b"frigate" | b"battleship" | b"aboard" => {
            aboard(doc, board, i)
        }
        b"seabees" => Some(Named { first: i, last: i, score: 760 }),
        b"company" | b"troop" | b"battery" | b"platoon"
            if doc.prev(i).is_some_and(|p| doc.has(p, ALPHABET)) && !doc.breaks(i) =>
        {
            Some(lettered(doc, i))
        }
        b"reserve" | b"guard" | b"army" | b"unit" | b"deployed" | b"outfit" => later(doc, i),
        b"battalion" => numbered(doc, i).or_else(|| later(doc, i)),
        b"with" if says!(doc, next, "the") && high(doc, next + 1) => {
            Some(Named { first: next + 1, last: next + 1, score: 740 })
        }
        _ if arm(doc, i) => numbered(doc, i),
        _ => None,
    }
}

/// "with the | 412th": a number too high for a day or a street corner, where nothing follows that it counts.
fn high(doc: &Doc, j: usize) -> bool {
    let nth = [&b"th"[..], b"st", b"nd", b"rd"].iter().any(|end| doc.b(j).ends_with(end));
    let closes = doc.breaks(j + 1) || comma(doc, j + 1) || doc.has(j + 1, FUNC);
    doc.b(j).first().is_some_and(u8::is_ascii_digit) && nth && doc.size(j) == 5 && closes
}

/// What a unit is: the word after its number.
fn arm(doc: &Doc, i: usize) -> bool {
    static SET: Words<{ room(ARMS) }> = Words::new(ARMS);
    SET.has(doc.hash(i))
}

/// Such words.
#[rustfmt::skip]
pub(in super::super) const ARMS: &[&str] = &[
    "infantry", "cavalry", "cav", "airborne", "armored", "armor", "armour", "brigade", "regiment", "battalion",
    "squadron", "fleet", "marines", "marine", "rangers", "ranger", "engineers", "artillery", "signal", "fusiliers",
    "rifles", "wing", "sustainment", "aviation", "mountain", "mp",
];

/// "ninety first infantry", "2nd of the 6th cav", "two forty-seven armor", "hundred and first airborne division".
fn numbered(doc: &Doc, i: usize) -> Option<Named> {
    let mut first = i;
    let mut ordinal = false;
    for _ in 0..8 {
        let Some(p) = doc.prev(first).filter(|_| !doc.breaks(first)) else { break };
        let t = &doc.toks[p];
        let joins = says!(doc, p, "of" | "the" | "and" | "a") && first < i;
        if number(doc, p) || matches!(t.num, Num::Ordinal(_)) || t.kind == Kind::Mixed {
            ordinal |= matches!(t.num, Num::Ordinal(_)) || t.kind == Kind::Mixed;
        } else if !joins {
            break;
        }
        first = p;
    }
    while first < i && says!(doc, first, "of" | "the" | "and" | "a") {
        first += 1;
    }
    let plain = says!(doc, i, "infantry" | "cav" | "cavalry" | "armor" | "airborne" | "engineers" | "artillery");
    if first == i || !ordinal && !plain {
        return None;
    }
    let mut last = i;
    while last < i + 3
        && !doc.breaks(last + 1)
        && (arm(doc, last + 1)
            || says!(
                doc,
                last + 1,
                "division" | "corps" | "company" | "group" | "expeditionary" | "unit" | "regiment" | "team"
            ))
    {
        last += 1;
    }
    // "third battalion | fifth marines"
    if matches!(doc.toks[last + 1].num, Num::Ordinal(_)) && !doc.breaks(last + 1) && arm(doc, last + 2) {
        last += 2;
    }
    // no other talk has both a number and such a word
    Some(Named { first, last, score: if plain { 900 } else { 770 } })
}

/// "delta company", "delta company second battalion".
fn lettered(doc: &Doc, i: usize) -> Named {
    let more = !doc.breaks(i + 1) && matches!(doc.toks[i + 1].num, Num::Ordinal(_)) && arm(doc, i + 2);
    Named { first: i - 1, last: if more { i + 2 } else { i }, score: 740 }
}

/// "with the reserve at the four hundred sixth", "my unit, the 2nd of the 417th": the unit's number, some words on.
fn later(doc: &Doc, i: usize) -> Option<Named> {
    let from =
        (i + 1..i + 7).find(|&j| says!(doc, j, "at" | "with" | "was" | "is" | "in") || doc.end(j) || doc.breaks(j))?;
    // "the national guard, | the one eighty sixth"
    let beside = says!(doc, i + 1, "the");
    let from = if beside { i } else { from };
    let start = if says!(doc, from + 1, "the") { from + 2 } else { from + 1 };
    if !beside && (doc.end(from) || doc.breaks(from)) {
        return None;
    }
    let piece = |j: usize| {
        number(doc, j)
            || matches!(doc.toks[j].num, Num::Ordinal(_))
            || doc.toks[j].kind == Kind::Mixed
            || says!(doc, j, "of" | "the" | "and")
    };
    let mut last = (start..start + 8).take_while(|&j| piece(j) && !doc.breaks(j) && !comma(doc, j)).last()?;
    while last > start && says!(doc, last, "of" | "the" | "and") {
        last -= 1;
    }
    let ordinal = matches!(doc.toks[last].num, Num::Ordinal(_))
        || doc.w(last).ends_with("th")
        || doc.w(last).ends_with("rd")
        || doc.w(last).ends_with("nd");
    // a unit's number is too high for a day of the month, or two of them are joined
    let high = (start..last).any(|j| doc.toks[j].num == Num::Hundred || says!(doc, j, "of"))
        || doc.toks[last].kind == Kind::Mixed && doc.size(last) > 4;
    (ordinal && high && !arm(doc, last + 1)).then_some(Named { first: start, last, score: 740 })
}

/// "on the icebreaker larkmoor", "aboard the nimitz": the name after the kind of ship.
fn aboard(doc: &Doc, board: &Board, i: usize) -> Option<Named> {
    let first = if says!(doc, i + 1, "the") { i + 2 } else { i + 1 };
    let on = says!(doc, i, "aboard") || doc.prev(i).is_some_and(|p| says!(doc, p, "the" | "a"));
    let found = ship(doc, board, first.checked_sub(1)?)?;
    let strange = doc.cased_at(first) || (first..=found.last).any(|j| !doc.has(j, COMMON));
    let on = on && (strange || !says!(doc, i, "aboard" | "carrier"));
    on.then_some(Named { first, last: found.last, score: 740 })
}

/// "uss larkmoor", "hms ark royal".
fn ship(doc: &Doc, board: &Board, i: usize) -> Option<Named> {
    let name = |j: usize| {
        part(doc, board, j)
            && !doc.breaks(j)
            && !comma(doc, j)
            && if doc.cased_at(j) {
                doc.toks[j].cap
            } else {
                j == i + 1 || !doc.has(j, FUNC | COMMON) || doc.has(j + 1, FUNC) || doc.end(j + 1)
            }
    };
    let last = (i + 1..i + 4).take_while(|&j| name(j)).last()?;
    Some(Named { first: i, last, score: 900 })
}
