//! Towns: before a state, before a code, after "live in", as an answer, by themselves.

use super::postcodes::postcode;
use super::{claim, gazetteer};
use crate::engine::board::Board;
use crate::engine::dialogue::{self, ADDRESS};
use crate::engine::lexicon::{
    CITY, COMMON, DESIG, DICT, DRUG, EPONYM, FIRST, FUNC, GATE_ROAD, LAST, MONTH, Num, ORGWORD, RARE, RELATION, STATE,
    STATE2, STREET, UNIT, WEEKDAY,
};
use crate::engine::numbers::run_at;
use crate::engine::text::words::{Words, room, says};
use crate::engine::text::{COLON, COMMA, DASH, Doc, Kind, MONEY, SPACE};
use crate::identifiers::Context;

/// City, state and code from `at`: a state, a code, or a city that lists know; in text with capitals, any name after a comma.
pub(super) fn place(doc: &Doc, board: &Board, at: usize) -> Option<usize> {
    let mut j = at;
    while j < at + 5 && !doc.end(j) && !board.taken(j) && (doc.toks[j].pre & SPACE != 0) {
        if is_state(doc, j) && (j > at || !doc.has(j, CITY)) {
            return Some(state_end(doc, j));
        }
        if j > at && dialogue::number(doc, j) {
            return zip(doc, j);
        }
        let city = !doc.has(j, FUNC) || doc.has(j, CITY) && doc.toks[j].cap;
        if !city || j > at && doc.breaks(j) && doc.size(j - 1) > 2 {
            break;
        }
        j += 1;
    }
    if doc.breaks(at) && doc.toks[at].pre & COMMA == 0 {
        return None;
    }
    let listed = city_at(doc, board, at).map(|c| c.0).max(after_street(doc, board, at));
    let named = listed.or_else(|| unlisted(doc, board, at)).map(|last| gazetteer::area(doc, last));
    let Some(last) = named else { return postcode(doc, at).filter(|_| !doc.breaks(at)) };
    Some(if doc.breaks(last + 1) { last } else { postcode(doc, last + 1).unwrap_or(last) })
}

/// A known place after a street: of several words or after a comma or "in" any, of one ordinary word only what closes.
fn after_street(doc: &Doc, board: &Board, at: usize) -> Option<usize> {
    let last = gazetteer::known(doc, board, at)?;
    let led = doc.toks[at].pre & COMMA != 0 || doc.prev(at).is_some_and(|p| says!(doc, p, "in" | "over"));
    let next = last + 1;
    let closes = doc.parted(next) || dialogue::number(doc, next) || is_state(doc, next);
    (last > at || led || closes && !doc.has(at, FUNC)).then_some(last)
}

/// ", Swansea, SA1 8EN", "… way | swansea" at the end of a turn: a town that no list has, in the place of a town.
fn unlisted(doc: &Doc, board: &Board, at: usize) -> Option<usize> {
    let name = |j: usize| {
        let t = &doc.toks[j];
        t.kind == Kind::Word && t.num == Num::None && !board.taken(j) && t.flags & (FUNC | MONTH | ORGWORD | UNIT) == 0
    };
    if !name(at) || ordinary(doc, at) && !(doc.cased && doc.toks[at].cap) {
        return None;
    }
    let comma = doc.toks[at].pre & COMMA != 0;
    if doc.cased && doc.toks[at].cap && comma {
        let two = name(at + 1) && doc.toks[at + 1].cap && doc.toks[at + 1].pre == SPACE;
        return Some(at + usize::from(two));
    }
    let coded = postcode(doc, at + 1).is_some();
    let closes = doc.parted(at + 1);
    let name = doc.has(at, FIRST) && !doc.has(at, RARE);
    let plain = !ordinary(doc, at) && !name && (!doc.cased || comma);
    (coded || plain && closes).then_some(at)
}

/// Words of cities' names that are no city by themselves.
const FRAGMENTS: &[&str] = &[
    "battle", "bay", "beach", "bend", "bluff", "bluffs", "bowling", "cape", "city", "coeur", "council", "creek",
    "daytona", "de", "des", "east", "eau", "el", "fall", "falls", "fort", "ft", "grand", "great", "green", "grove",
    "haven", "head", "heights", "high", "hill", "hills", "hot", "island", "key", "la", "lake", "las", "lea", "little",
    "long", "los", "michigan", "mount", "mt", "myrtle", "new", "north", "on", "palm", "park", "point", "port", "rapid",
    "rapids", "red", "ridge", "river", "rock", "rose", "round", "royal", "saint", "salt", "san", "santa", "sierra",
    "south", "spring", "springs", "st", "town", "traverse", "upon", "valley", "village", "west", "white",
];

fn fragment(doc: &Doc, i: usize) -> bool {
    static SET: Words<{ room(FRAGMENTS) }> = Words::new(FRAGMENTS);
    SET.has(doc.hash(i))
}

/// How surely a run of city words is a city.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sure {
    /// Ordinary words and names too ("orange", "mobile", "jackson").
    Weak,
    /// Two words that are together a city ("rapid city"), or a family name too ("laramie").
    Medium,
    /// A word that is a city and nothing else.
    Strong,
}

/// An ordinary word, not one that only a large dictionary has.
pub(super) fn ordinary(doc: &Doc, i: usize) -> bool {
    doc.has(i, COMMON) && !doc.has(i, DICT)
}

/// A known city at `i`: its last token, and how sure.
pub(super) fn city_at(doc: &Doc, board: &Board, i: usize) -> Option<(usize, Sure)> {
    let fits = |j: usize| {
        doc.has(j, CITY)
            && !board.taken(j)
            && doc.toks[j].num == Num::None
            && (!doc.cased || doc.toks[j].cap || !doc.has(j, COMMON | FUNC))
    };
    if !fits(i) || doc.has(i, FUNC | EPONYM) && !(doc.toks[i].cap && doc.has(i, FUNC)) {
        return None;
    }
    let mut last = i;
    while last < i + 3 && fits(last + 1) && !doc.breaks(last + 1) && doc.toks[last + 1].pre & !(SPACE | DASH) == 0 {
        last += 1;
    }
    if last == i && (doc.has(i, STATE) || fragment(doc, i)) {
        return None;
    }
    let other = MONTH | STREET | ORGWORD | STATE | RELATION | DRUG | FUNC;
    let rarely = |j: usize| doc.has(j, LAST) && !doc.has(j, RARE);
    let name = |j: usize| doc.has(j, FIRST) && !doc.has(j, RARE);
    let only = (i..=last).any(|j| !ordinary(doc, j) && !name(j) && !doc.has(j, other));
    let sure = match (only, only && (i..=last).any(rarely), last > i) {
        (true, false, _) | (true, _, true) => Sure::Strong,
        (true, true, false) | (false, _, true) => Sure::Medium,
        (false, _, false) => Sure::Weak,
    };
    Some((last, sure))
}

/// Is a state named at `i`: by name, or by abbreviation in capitals.
#[inline]
pub(super) fn is_state(doc: &Doc, i: usize) -> bool {
    (doc.has(i, STATE | STATE2) || doc.gated(i, GATE_ROAD)) && named_state(doc, i)
}

fn named_state(doc: &Doc, i: usize) -> bool {
    let two = || {
        says!(doc, i, "new" | "north" | "south" | "west" | "rhode")
            && says!(
                doc,
                doc.next(i),
                "york" | "jersey" | "mexico" | "hampshire" | "carolina" | "dakota" | "virginia" | "island"
            )
    };
    doc.has(i, STATE)
        || two()
        || doc.has(i, STATE2)
            && doc.toks[i].end - doc.toks[i].start == 2
            && doc.toks[i].pre & COMMA != 0
            && (doc.toks[i].caps && doc.cased || !doc.has(i, FUNC) && doc.prev(i).is_some_and(|p| doc.has(p, CITY)))
}

pub(super) fn state_end(doc: &Doc, state: usize) -> usize {
    let two = says!(doc, state, "new" | "north" | "south" | "rhode")
        || says!(doc, state, "west") && says!(doc, state + 1, "virginia");
    let last = if two { state + 1 } else { state };
    let at = if says!(doc, last + 1, "zip") {
        if says!(doc, last + 2, "code") { last + 3 } else { last + 2 }
    } else {
        last + 1
    };
    if doc.end(at) || doc.toks[at].pre & MONEY != 0 || doc.breaks(at) {
        return last;
    }
    zip(doc, at).unwrap_or(last)
}

/// A postal code of five digits stands after the state.
fn zip_follows(doc: &Doc, state: usize) -> bool {
    let at = state_end(doc, state);
    at > state
        && doc.toks[at].turn == doc.toks[state].turn
        && (doc.toks[at].kind == Kind::Digits || doc.toks[at].num != Num::None)
}

pub(super) fn zip(doc: &Doc, i: usize) -> Option<usize> {
    let run = run_at(doc, i)?;
    let five = run.text.len() >= 4 && run.text.len() <= 10 && run.letters == 0;
    if five {
        return Some(run.last);
    }
    let parts: usize = run.parts.iter().take(1).map(|p| usize::from(p.len)).sum();
    (parts == 5 || parts == 9).then(|| run.parts.get(1).map_or(run.last, |p| p.at - 1))
}

/// "camden new jersey": a city before a state.
pub(super) fn town(ctx: &Context<'_>, board: &mut Board, state: usize) {
    let doc = ctx.doc;
    let asked = ctx.asks.of(doc, state) & ADDRESS != 0;
    let mut first = state;
    for _ in 0..3 {
        let Some(p) = doc.prev(first) else { break };
        let word = doc.has(p, CITY)
            || (doc.cased && doc.toks[p].cap || (asked || first == state) && !doc.has(p, COMMON)) && !doc.has(p, FUNC);
        if board.taken(p)
            || !word
            || doc.has(p, FUNC | ORGWORD | STATE | MONTH | UNIT | RELATION | DRUG | WEEKDAY) && !doc.has(p, CITY)
            || doc.toks[p].num != Num::None
        {
            break;
        }
        first = p;
    }
    let known = gazetteer::before(doc, board, state).filter(|&f| doc.has(state, STATE) || state - f > 1);
    if let Some(known) = known.filter(|&f| f < first) {
        first = known;
    }
    let coded = zip_follows(doc, state);
    if first == state && coded {
        let p = doc
            .prev(state)
            .filter(|&p| !board.taken(p) && !doc.has(p, FUNC) && doc.toks[p].num == Num::None && !doc.breaks(state));
        first = p.unwrap_or(state);
    }
    let word_too = doc.has(state, STATE2) && doc.has(state, FUNC | COMMON) && !dialogue::number(doc, state + 1);
    let listed = doc.has(first, CITY) || known.is_some();
    if word_too && !listed {
        return;
    }
    if first == state || doc.prev(first).is_none() && doc.cased && !listed {
        return;
    }
    if doc.has(state, FIRST) && !doc.has(state, RARE) && !listed {
        return;
    }
    let last = state_end(doc, state);
    let inside = state - first;
    let first = house_before(doc, board, first, inside.saturating_sub(1)).unwrap_or(first);
    claim(board, first, last, 900);
}

/// "laredo seven eight oh four three": a city before a code of five digits.
pub(super) fn coded_town(doc: &Doc, board: &mut Board, city: usize, last: usize) {
    let code = doc.next(last);
    if doc.breaks(code) || !dialogue::number(doc, code) || board.taken(code) {
        return;
    }
    let run = run_at(doc, code).filter(|r| r.text.len() == 5 && r.letters == 0 && !r.big && r.dots + r.slashes == 0);
    if let Some(run) = run {
        let first = house_before(doc, board, city, 0).unwrap_or(city);
        claim(board, first, run.last, 850);
    }
}

/// "58 Tanager Wharf, Suite 230, | Laredo": whatever stands between a house number and a town with its state is the
/// street, listed or not.
fn house_before(doc: &Doc, board: &Board, town: usize, inside: usize) -> Option<usize> {
    let mut at = town;
    // what was taken for the town may begin with the street ("196 west pecan, | laredo")
    let mut words = inside;
    for _ in 0..10 {
        let p = doc.prev(at)?;
        let sentence = doc.breaks(at) && doc.toks[at].pre & COMMA == 0;
        if board.taken(p) || sentence || doc.toks[at].pre & (MONEY | COLON) != 0 {
            return None;
        }
        if dialogue::number(doc, p) && !doc.prev(p).is_some_and(|q| doc.has(q, DESIG) || dialogue::number(doc, q)) {
            let unit = doc.has(p + 1, UNIT | MONTH);
            return (words > 0 && !unit).then_some(p);
        }
        let part = says!(doc, p, "number" | "and") && words == 0
            || dialogue::number(doc, p)
            || doc.toks[p].kind == Kind::Letter
            || doc.has(p, DESIG);
        let name = !doc.has(p, FUNC) && doc.toks[p].num == Num::None && (!doc.cased || doc.toks[p].cap)
            || words > 0 && says!(doc, p, "of" | "the" | "de" | "la" | "las" | "los" | "del");
        if !part && !name {
            return None;
        }
        words += usize::from(!part);
        if words > 4 {
            return None;
        }
        at = p;
    }
    None
}
