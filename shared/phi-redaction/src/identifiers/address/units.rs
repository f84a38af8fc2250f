//! Units of an address: a designator with its value, a floor, a part of a building, or after a comma the bare value.

use crate::engine::dialogue;
use crate::engine::lexicon::{DESIG, MONTH, Num};
use crate::engine::numbers::run_at;
use crate::engine::text::words::says;
use crate::engine::text::{COMMA, Doc, HASH, Kind};

/// Units from `at` ("apartment 3 b", "second floor rear", ", 6F"): the last token of the address, and where it goes on.
pub(super) fn units(doc: &Doc, mut last: usize, mut at: usize) -> (usize, usize) {
    for _ in 0..4 {
        let Some(end) = one_unit(doc, at) else { break };
        last = end;
        at = end + 1;
    }
    (last, at)
}

/// One unit at `at`: a designator with its value, a floor, a part of a building, or after a comma the bare value.
fn one_unit(doc: &Doc, at: usize) -> Option<usize> {
    let comma = doc.toks[at].pre & COMMA != 0;
    if doc.end(at) || doc.breaks(at) && !comma {
        return None;
    }
    let ordinal = matches!(doc.toks[at].num, Num::Ordinal(_)) && !doc.has(at, MONTH);
    if ordinal && says!(doc, at + 1, "floor" | "story" | "flr" | "fl") && !doc.breaks(at + 1) {
        return Some(
            at + 1
                + usize::from(says!(doc, at + 2, "rear" | "back" | "front" | "left" | "right") && !doc.breaks(at + 2)),
        );
    }
    if doc.toks[at].pre & HASH != 0 {
        return unit_value(doc, at);
    }
    let home = says!(doc, at, "trailer" | "cabin" | "dorm" | "slip" | "number" | "flat")
        && dialogue::number(doc, at + 1)
        || says!(doc, at, "number") && comma && doc.toks[at + 1].kind == Kind::Mixed;
    if doc.has(at, DESIG) || home {
        let from = if says!(doc, at + 1, "number") { at + 2 } else { at + 1 };
        return unit_value(doc, from);
    }
    if let Some(last) = storey(doc, at).filter(|_| comma) {
        return Some(last);
    }
    if says!(doc, at, "rear" | "upstairs" | "downstairs") {
        return comma.then_some(at);
    }
    let next = at + 1;
    let closes = doc.parted(next);
    let short = doc.size(at) <= 4;
    match doc.toks[at].kind {
        Kind::Mixed if comma && short && doc.toks[at].num == Num::None => Some(at),
        Kind::Letter if comma && doc.toks[next].kind == Kind::Digits && doc.glued(next) => Some(next),
        Kind::Digits if comma && short && says!(doc, next, "rear" | "front" | "left" | "right") => Some(next),
        Kind::Digits if comma && short && closes => Some(at),
        Kind::Word | Kind::Letter | Kind::Mixed | Kind::Digits | Kind::End => None,
    }
}

/// "the lower unit", "top bell", "ground floor": a home in a house of few.
fn storey(doc: &Doc, at: usize) -> Option<usize> {
    let which = if says!(doc, at, "the") { at + 1 } else { at };
    let part = says!(
        doc,
        which,
        "lower"
            | "upper"
            | "top"
            | "bottom"
            | "ground"
            | "main"
            | "rear"
            | "front"
            | "left"
            | "right"
            | "middle"
            | "garden"
            | "basement"
    );
    let home = says!(
        doc,
        which + 1,
        "unit"
            | "flat"
            | "floor"
            | "level"
            | "bell"
            | "buzzer"
            | "apartment"
            | "apt"
            | "duplex"
            | "half"
            | "suite"
            | "house"
    );
    (part && home && !doc.breaks(which) && !doc.breaks(which + 1)).then_some(which + 1)
}

/// "three b", "16", "double eight six", "A".
pub(super) fn unit_value(doc: &Doc, i: usize) -> Option<usize> {
    // "b as in boy", "g girl"
    if doc.toks[i].kind == Kind::Letter {
        return Some(run_at(doc, i).filter(|r| r.text.len() <= 4).map_or(i, |r| r.last));
    }
    if doc.toks[i].kind == Kind::Mixed {
        return Some(i);
    }
    run_at(doc, i).map(|run| {
        let comma = (run.first + 1..=run.last).find(|&j| doc.toks[j].pre & COMMA != 0);
        comma.map_or(run.last, |j| j - 1)
    })
}
