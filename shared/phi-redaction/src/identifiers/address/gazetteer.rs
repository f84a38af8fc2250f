//! Places known by their whole name, whose words may be ordinary ones ("two rivers", "reading"): believed beside a cue.

use super::cities::lives;
use super::claim;
use super::towns::ordinary;
use crate::engine::board::Board;
use crate::engine::lexicon::{FIRST, FUNC, GATE_PLACE, LAST, Num, ORGWORD, RARE, STREET, begins_town, is_town, join};
use crate::engine::text::words::says;
use crate::engine::text::{COMMA, DASH, DOT, Doc, Kind, SPACE};

/// The most words of a place's name.
const LONGEST: usize = 4;

/// May the name of a place begin with this word?
#[inline]
pub(super) fn may_begin(doc: &Doc, i: usize) -> bool {
    doc.gated(i, GATE_PLACE) && begins_town(join(0, doc.hash(i)))
}

/// The last token of the longest name of a place that begins at `i`. In text with capitals it has them.
pub(super) fn known(doc: &Doc, board: &Board, i: usize) -> Option<usize> {
    let (mut phrase, mut found) = (0, None);
    for j in i..i + LONGEST {
        let t = &doc.toks[j];
        let joined = j == i || !doc.breaks(j) && t.pre & !(SPACE | DASH | DOT) == 0;
        let small = doc.cased && !t.cap && !doc.has(j, FUNC);
        if t.kind == Kind::End || !joined || board.taken(j) || small || j == i && doc.cased && !t.cap {
            break;
        }
        phrase = join(phrase, doc.hash(j));
        if !begins_town(phrase) {
            break;
        }
        if is_town(phrase) && t.pre & DOT == 0 {
            found = Some(j);
        }
    }
    found
}

/// The first token of the longest name of a place that ends just before `end`.
pub(super) fn before(doc: &Doc, board: &Board, end: usize) -> Option<usize> {
    let mut first = end;
    let mut found = None;
    for _ in 0..LONGEST {
        let Some(p) = doc.prev(first).filter(|_| first == end || !doc.breaks(first)) else { break };
        first = p;
        if known(doc, board, first).is_some_and(|last| last + 1 == end) {
            found = Some(first);
        }
    }
    found
}

/// How surely a name is meant to be a place, by what stands around it; nothing for a name without a cue.
fn score(doc: &Doc, first: usize, last: usize, answers: bool) -> Option<u16> {
    let several = last > first;
    let plain = (first..=last).all(|j| ordinary(doc, j) || doc.has(j, FUNC | STREET) || doc.toks[j].num != Num::None);
    let person = doc.has(first, FIRST | LAST) && !doc.has(first, RARE);
    let p = doc.prev(first).filter(|_| !doc.breaks(first));
    let p = match p {
        // "in the catskills", "from downtown reading", "in east orange"
        Some(q)
            if says!(doc, q, "the" | "downtown" | "old" | "north" | "south" | "east" | "west" | "upper" | "lower") =>
        {
            doc.prev(q)
        }
        other => other,
    };
    let direct = doc.prev(first) == p;
    let within = p.is_some_and(|p| says!(doc, p, "in" | "near" | "outside" | "around" | "over" | "into"));
    let near = within
        || p.is_some_and(|p| {
            says!(
                doc,
                p,
                "from" | "to" | "of" | "through" | "at" | "by" | "past" | "toward" | "towards" | "leaving" | "called"
            )
        });
    let living = near && p.is_some_and(|p| lives(doc, p));
    let closes = doc.parted(last + 1);
    Some(match (several, plain) {
        _ if answers && (several || closes) => 880,
        (true, _) if living => 920,
        (false, _) if living => 800,
        (true, _) if within && direct => 900,
        (true, false) if near => 880,
        (true, true) if within => 780,
        (true, true) if near && doc.cased => 780,
        (true, true) if near => 640,
        (true, false) => 720,
        (true, true) if doc.cased => 560,
        (false, false) if within && !person => 820,
        (false, false) if near && !person => 740,
        (false, _) if within && !doc.has(first, FUNC) => 620,
        (false, _) if near && !person && !doc.has(first, FUNC) && (doc.cased || !plain) => 540,
        _ => return None,
    })
}

/// Claims a known place beside a cue; the last token that was looked at.
pub(super) fn place(doc: &Doc, board: &mut Board, i: usize, answers: bool) -> Option<usize> {
    let last = known(doc, board, i)?;
    let next = last + 1;
    if area(doc, last) > last {
        return named_area(doc, board, next).then_some(next);
    }
    let goes_on = !doc.breaks(next) && doc.toks[next].pre == SPACE;
    let longer = doc.has(next, ORGWORD) || doc.cased && doc.toks[next].cap || last == i && doc.has(next, LAST | STREET);
    if goes_on && longer {
        return None;
    }
    let score = score(doc, i, last, answers)?;
    claim(board, i, last, score).then_some(last)
}

/// "lapwing | county", "duck valley | reservation": the end of a name with the kind of place that it is.
pub(super) fn area(doc: &Doc, last: usize) -> usize {
    let next = last + 1;
    let kind =
        says!(doc, next, "county" | "parish" | "township" | "borough" | "reservation" | "rez" | "pueblo" | "village");
    if kind && !doc.breaks(next) && doc.toks[next].pre & !SPACE == 0 { next } else { last }
}

/// "out of lapwing county", "Plover Bend County", "the standing rock reservation": a name before the kind of place.
pub(super) fn named_area(doc: &Doc, board: &mut Board, i: usize) -> bool {
    if !says!(doc, i, "county" | "parish" | "township" | "borough" | "reservation") || doc.breaks(i) {
        return false;
    }
    let next = i + 1;
    let longer = !doc.breaks(next)
        && doc.toks[next].pre == SPACE
        && (doc.has(next, ORGWORD)
            || doc.cased && doc.toks[next].cap
            || says!(
                doc,
                next,
                "road" | "rd" | "jail" | "court" | "courthouse" | "health" | "hospital" | "sheriff" | "line" | "fair"
            ));
    let word = |j: usize| {
        let t = &doc.toks[j];
        let name = if doc.cased { t.cap } else { !ordinary(doc, j) };
        t.kind == Kind::Word && t.num == Num::None && !doc.has(j, FUNC) && !board.taken(j) && name && t.pre & COMMA == 0
    };
    let Some(p) = doc.prev(i).filter(|&p| !longer && doc.toks[i].pre == SPACE && !board.taken(p)) else { return false };
    let known = before(doc, board, i);
    let Some(first) = known.or_else(|| {
        let two = doc.prev(p).filter(|&q| doc.cased && word(q) && !doc.breaks(p));
        word(p).then(|| two.unwrap_or(p))
    }) else {
        return false;
    };
    claim(board, first, i, if doc.cased || known.is_some() { 900 } else { 800 })
}
