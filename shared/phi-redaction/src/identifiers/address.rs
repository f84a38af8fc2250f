//! Geographic subdivisions smaller than a state (45 CFR 164.514(b)(2)(i)(B)): street addresses, cities, postal codes.
//!
//! The first three digits of a postal code may stay where the area they name holds more than 20,000 people
//! (164.514(b)(2)(i)(B)(1)); this detector takes the whole code, and `zip3` says what may be kept.

use super::Context;
use super::codes::{Evidence, Verdict};
use crate::engine::PhiType;
use crate::engine::board::{Board, Claim};
use crate::engine::dialogue::{ADDRESS, ZIP};
use crate::engine::lexicon::{CITY, GATE_CODE, GATE_DESIG, GATE_NUMBER, GATE_PLACE, GATE_ROAD, GATE_STREET, STREET};
use crate::engine::numbers::Run;
use crate::engine::text::Doc;
use crate::engine::text::words::says;

mod boxes;
mod cities;
mod dwellings;
mod gazetteer;
mod houses;
mod landmarks;
mod links;
mod nameless;
pub(super) mod pieces;
mod postcodes;
mod roads;
mod sounds;
mod street;
mod towns;
mod units;
mod whereabouts;

/// Areas of fewer than 20,000 people in the 2000 census, whose codes must become 000
/// (HHS, "Guidance Regarding Methods for De-identification of PHI", 2012, section 2.10).
const SMALL_AREAS: [&str; 17] = [
    "036", "059", "063", "102", "203", "556", "692", "790", "821", "823", "830", "831", "878", "879", "884", "890",
    "893",
];

/// What may be kept of a postal code: its first three digits, or "000".
pub fn zip3(zip: &str) -> &str {
    match zip.get(..3) {
        Some(area) if !SMALL_AREAS.contains(&area) => area,
        _ => "000",
    }
}

/// A postal code by itself.
pub fn judge_zip(run: &Run, evidence: &Evidence) -> Verdict {
    let n = run.text.len();
    let ok = run.letters == 0
        && matches!(n, 5 | 9)
        && (evidence.cue & ZIP != 0 || evidence.cue == 0 && evidence.asked & (ZIP | ADDRESS) != 0);
    ok.then_some((PhiType::Address, 940))
}

/// Streets with their numbers, then places without a street.
pub fn detect(ctx: &Context<'_>, board: &mut Board) {
    let doc = ctx.doc;
    // where one box was of a post office, the others are too
    let mut boxes = false;
    for i in doc.open(GATE_STREET | GATE_ROAD) {
        let t = &doc.toks[i];
        if board.taken(i) {
            continue;
        }
        if t.flags & STREET != 0 {
            street::street(ctx, board, i);
            if !board.taken(i) {
                roads::numbered_road(ctx, board, i);
            }
            if says!(doc, i, "corner") && !board.taken(i) {
                roads::corner(doc, board, i);
            }
            continue;
        }
        match doc.b(i) {
            b"interstate" | b"rte" | b"marker" | b"fm" | b"cr" | b"sr" | b"us" | b"bia" | b"county" | b"post" => {
                roads::numbered_road(ctx, board, i);
            }
            b"box" => {
                boxes::boxed(ctx, board, i, boxes);
                boxes |= board.taken(i);
            }
            b"intersection" => roads::corner(doc, board, i),
            b"on" | b"off" | b"down" | b"up" | b"along" | b"past" if roads::lettered(doc, board, i + 1) => {}
            b"on" | b"off" if nameless::counted(doc, board, i) => {}
            b"on" | b"off" => roads::on_street(doc, board, i),
            _ => {}
        }
    }
    for i in doc.open(GATE_PLACE | GATE_ROAD) {
        if board.taken(i) {
            continue;
        }
        if towns::is_state(doc, i) {
            towns::town(ctx, board, i);
        } else if (gazetteer::may_begin(doc, i) || doc.has(i, CITY))
            && (i + 1..=i + 4).any(|j| doc.gated(j, GATE_NUMBER))
            && let Some(last) = gazetteer::known(doc, board, i).or(doc.has(i, CITY).then_some(i))
        {
            towns::coded_town(doc, board, i, last);
        }
    }
    for i in doc.open(GATE_CODE) {
        postcodes::alone(ctx, board, i);
    }
    houses::detect(ctx, board);
    for i in doc.open(GATE_DESIG) {
        if !board.taken(i) {
            roads::unit(ctx, board, i);
        }
    }
    dwellings::detect(doc, board);
}

/// Cities by themselves. Employers come before them: "City of Larkmoor" and "Laredo Freight" are no places.
pub fn detect_cities(ctx: &Context<'_>, board: &mut Board) {
    cities::detect(ctx, board);
    pieces::detect(ctx, board);
    nameless::beside(ctx.doc, board);
    whereabouts::detect(ctx.doc, board);
    links::detect(ctx.doc, board);
    join(ctx, board);
    part(ctx.doc, board);
}

/// Parts of one address that different rules found, with nothing between, are one address.
fn join(ctx: &Context<'_>, board: &mut Board) {
    let doc = ctx.doc;
    let old = std::mem::take(&mut board.claims);
    board.claims.reserve(old.len());
    let mut places: Vec<Claim> = Vec::with_capacity(old.len());
    for claim in old {
        if claim.kind == PhiType::Address { places.push(claim) } else { board.claims.push(claim) }
    }
    places.sort_by_key(|c| c.first);
    let mut last: Option<Claim> = None;
    for next in places {
        match last.as_mut() {
            Some(open) if open.last + 1 == next.first && !doc.breaks(next.first) => {
                open.last = next.last;
                open.score = open.score.max(next.score);
                open.normalised = None;
            }
            Some(_) | None => board.claims.extend(last.replace(next)),
        }
    }
    board.claims.extend(last);
}

/// "sixty one plover terrace | in | laredo": where nothing is written the small word between a street and its town is no part
/// of either.
fn part(doc: &Doc, board: &mut Board) {
    if doc.cased {
        return;
    }
    let mut towns = Vec::new();
    for claim in board.claims.iter_mut().filter(|c| c.kind == PhiType::Address && c.last > c.first + 1) {
        let within = (claim.first + 1..claim.last).rev().take(6).find(|&j| says!(doc, j, "in") && !doc.breaks(j));
        let Some(at) = within else { continue };
        towns.push((at, Claim { first: at + 1, ..claim.clone() }));
        claim.last = if says!(doc, at - 1, "over") && at - 1 > claim.first { at - 2 } else { at - 1 };
        claim.normalised = None;
    }
    for (at, town) in towns {
        board.free(at, at);
        board.claims.push(town);
    }
}

/// Claims what is free of the stretch: a part that a more certain rule took does not lose the rest.
fn claim(board: &mut Board, first: usize, last: usize, score: u16) -> bool {
    let Some(first) = (first..=last).find(|&i| !board.taken(i)) else { return false };
    let last = (first..=last).take_while(|&i| !board.taken(i)).last().unwrap_or(first);
    board.put((first, last), PhiType::Address, score, None)
}
