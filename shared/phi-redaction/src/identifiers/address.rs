//! Geographic subdivisions smaller than a state (45 CFR 164.514(b)(2)(i)(B)): street addresses, cities, postal codes.
//!
//! The first three digits of a postal code may stay where the area they name holds more than 20,000 people
//! (164.514(b)(2)(i)(B)(1)); this detector takes the whole code, and `zip3` says what may be kept.

use super::Context;
use super::codes::{Evidence, Verdict};
use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::dialogue::{self, ADDRESS, ZIP};
use crate::engine::lexicon::{CITY, COMMON, DESIG, FUNC, LAST, MONTH, Num, ORGWORD, STATE, STATE2, STREET};
use crate::engine::numbers::{Run, run_at};
use crate::engine::text::{COLON, COMMA, DASH, Doc, HASH, Kind, MONEY, SPACE};

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
    for i in 0..doc.toks.len() {
        if board.taken(i) || doc.end(i) {
            continue;
        }
        if doc.has(i, STREET) {
            street(ctx, board, i);
            if !board.taken(i) {
                numbered_road(doc, board, i);
            }
        } else if matches!(doc.w(i), "interstate" | "rte" | "marker") {
            numbered_road(doc, board, i);
        } else if doc.w(i) == "box" {
            post_box(doc, board, i);
        }
    }
    for i in 0..doc.toks.len() {
        if !board.taken(i) && is_state(doc, i) {
            town(ctx, board, i);
        } else if !board.taken(i) && doc.has(i, CITY) {
            coded_town(doc, board, i);
        }
    }
    for i in 0..doc.toks.len() {
        let town = doc.has(i, CITY) || doc.cased && doc.toks[i].cap && !doc.has(i, FUNC | COMMON | STATE);
        if town && !board.taken(i) && !doc.end(i) {
            home_town(doc, board, i);
        }
    }
    for turn in 0..doc.speakers.len() {
        answer(ctx, board, doc.first[turn]);
    }
}

fn street(ctx: &Context<'_>, board: &mut Board, i: usize) {
    let doc = ctx.doc;
    if doc.w(i).len() <= 3 && doc.cased && !doc.toks[i].cap {
        return;
    }
    if goes_on(doc, i) {
        return;
    }
    let Some((first, numbered)) = street_start(doc, board, i) else { return };
    let named_after = (i + 1..=i + 2).take_while(|&j| !doc.breaks(j)).any(|j| doc.has(j, ORGWORD));
    if !numbered && named_after {
        return;
    }
    let lives = dialogue::cue_before(doc, first) & ADDRESS != 0 || ctx.asks.of(doc, i) & ADDRESS != 0;
    let plain = (first..i).all(|j| doc.has(j, COMMON) && !doc.has(j, CITY | LAST));
    let on = doc.prev(first).is_some_and(|p| matches!(doc.w(p), "on" | "off"));
    let placed = on
        && !(first..i).all(|j| doc.has(j, COMMON | FUNC) && doc.toks[j].num == Num::None && !doc.has(j, CITY | LAST))
        || lives && !plain
        || doc.cased && proper(doc, first, i);
    if !numbered && (!placed || doc.has(first, FUNC)) {
        return;
    }
    let last = tail(doc, board, i);
    board.put((first, last), PhiType::Address, if numbered { 960 } else { 800 }, None);
}

/// "Pine Hollow Circle", "Ridge Farm Road": the street's type is the last of its words.
fn goes_on(doc: &Doc, i: usize) -> bool {
    let follows = |j: usize| !doc.breaks(j) && doc.toks[j].pre & COMMA == 0 && !doc.has(j, FUNC);
    let next = follows(i + 1) && doc.has(i + 1, STREET);
    next || follows(i + 1) && doc.toks[i + 1].kind == Kind::Word && follows(i + 2) && doc.has(i + 2, STREET)
}

fn proper(doc: &Doc, first: usize, street: usize) -> bool {
    (first..=street).all(|j| doc.toks[j].cap) && doc.prev(first).is_none_or(|p| !matches!(doc.w(p), "the" | "a"))
}

/// Walks left from the street type over at most four name words to a house number.
fn street_start(doc: &Doc, board: &Board, street: usize) -> Option<(usize, bool)> {
    let mut j = street;
    let mut words = 0;
    while let Some(p) = doc.prev(j) {
        let pre = doc.toks[j].pre;
        if board.taken(p) || pre & (COMMA | MONEY | COLON) != 0 || doc.breaks(j) {
            break;
        }
        // "six thirty one and a half east gwinnett street"
        if doc.w(p) == "half" && doc.prev(p).is_some_and(|q| doc.w(q) == "a") && p >= 3 && doc.w(p - 2) == "and" {
            j = p - 2;
            continue;
        }
        if dialogue::number(doc, p) || doc.toks[p].kind == Kind::Letter && doc.w(p) == "o" {
            if words == 0 && !matches!(doc.toks[p].num, Num::Ordinal(_)) {
                return None;
            }
            return Some((number_start(doc, board, p), true));
        }
        let ordinal = matches!(doc.toks[p].num, Num::Ordinal(_)) && !doc.has(p, MONTH);
        let name = ordinal
            || doc.toks[p].kind != Kind::Digits
                && (!doc.has(p, FUNC) || matches!(doc.w(p), "of" | "the" | "old" | "new") && words > 0);
        if !name || words == 4 {
            break;
        }
        words += 1;
        j = p;
    }
    (words > 0 && words <= 3).then_some((j, false))
}

fn number_start(doc: &Doc, board: &Board, from: usize) -> usize {
    let mut first = from;
    for _ in 0..12 {
        let Some(p) = doc.prev(first) else { break };
        let ok = dialogue::number(doc, p)
            || matches!(doc.w(p), "o" | "dash" | "and") && doc.prev(p).is_some_and(|q| dialogue::number(doc, q));
        if board.taken(p) || !ok || doc.breaks(first) || doc.toks[first].pre & COMMA != 0 {
            break;
        }
        first = p;
    }
    first
}

/// After the street: direction, unit, city, state, code.
fn tail(doc: &Doc, board: &Board, street: usize) -> usize {
    let mut last = street;
    let mut at = street + 1;
    if matches!(
        doc.w(at),
        "north"
            | "south"
            | "east"
            | "west"
            | "northwest"
            | "northeast"
            | "southwest"
            | "southeast"
            | "nw"
            | "ne"
            | "sw"
            | "se"
    ) && !doc.breaks(at)
    {
        last = at;
        at += 1;
    }
    while doc.has(at, DESIG) || doc.w(at) == "number" && !doc.breaks(at) || doc.toks[at].pre & HASH != 0 {
        let value = if doc.toks[at].pre & HASH != 0 {
            at
        } else if doc.w(at + 1) == "number" {
            at + 2
        } else {
            at + 1
        };
        let Some(end) = unit_value(doc, value) else { break };
        last = end;
        at = end + 1;
    }
    if doc.breaks(at) && doc.toks[at].kind == Kind::End {
        return last;
    }
    let at = if doc.w(at) == "in" { at + 1 } else { at };
    place(doc, board, at).unwrap_or(last)
}

/// "three b", "16", "double eight six", "A".
fn unit_value(doc: &Doc, i: usize) -> Option<usize> {
    if doc.toks[i].kind == Kind::Letter {
        return Some(i);
    }
    if doc.toks[i].kind == Kind::Mixed {
        return Some(i);
    }
    run_at(doc, i).map(|run| {
        let comma = (run.first + 1..=run.last).find(|&j| doc.toks[j].pre & COMMA != 0);
        comma.map_or(run.last, |j| j - 1)
    })
}

/// City, state and code from `at`: the state, or the code, must be there.
fn place(doc: &Doc, board: &Board, at: usize) -> Option<usize> {
    let mut j = at;
    while j < at + 5 && !doc.end(j) && !board.taken(j) && (doc.toks[j].pre & SPACE != 0) {
        if is_state(doc, j) && (j > at || !doc.has(j, CITY)) {
            return Some(state_end(doc, j));
        }
        if j > at && dialogue::number(doc, j) {
            return zip(doc, j);
        }
        let city = !doc.has(j, FUNC) || doc.has(j, CITY) && doc.toks[j].cap;
        if !city || j > at && doc.breaks(j) && doc.w(j - 1).len() > 2 {
            return None;
        }
        j += 1;
    }
    (j > at && (at..j).all(|k| doc.has(k, CITY))).then(|| j - 1)
}

/// Is a state named at `i`: by name, or by abbreviation in capitals.
fn is_state(doc: &Doc, i: usize) -> bool {
    let two = matches!(doc.w(i), "new" | "north" | "south" | "west" | "rhode")
        && matches!(
            doc.w(doc.next(i)),
            "york" | "jersey" | "mexico" | "hampshire" | "carolina" | "dakota" | "virginia" | "island"
        );
    doc.has(i, STATE)
        || two
        || doc.has(i, STATE2)
            && doc.toks[i].cap
            && doc.cased
            && doc.toks[i].end - doc.toks[i].start == 2
            && doc.toks[i].pre & COMMA != 0
}

fn state_end(doc: &Doc, state: usize) -> usize {
    let two = matches!(doc.w(state), "new" | "north" | "south" | "rhode")
        || doc.w(state) == "west" && doc.w(state + 1) == "virginia";
    let last = if two { state + 1 } else { state };
    let at = if matches!(doc.w(last + 1), "zip") {
        if doc.w(last + 2) == "code" { last + 3 } else { last + 2 }
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

fn zip(doc: &Doc, i: usize) -> Option<usize> {
    let run = run_at(doc, i)?;
    let five = run.text.len() >= 4 && run.text.len() <= 10 && run.letters == 0;
    if five {
        return Some(run.last);
    }
    let parts: usize = run.parts.iter().take(1).map(|p| p.len).sum();
    (parts == 5 || parts == 9).then(|| run.parts.get(1).map_or(run.last, |p| p.at - 1))
}

/// "camden new jersey": a city before a state.
fn town(ctx: &Context<'_>, board: &mut Board, state: usize) {
    let doc = ctx.doc;
    let asked = ctx.asks.of(doc, state) & ADDRESS != 0;
    let mut first = state;
    for _ in 0..3 {
        let Some(p) = doc.prev(first) else { break };
        let word =
            doc.has(p, CITY) || (doc.cased && doc.toks[p].cap || asked && !doc.has(p, COMMON)) && !doc.has(p, FUNC);
        if board.taken(p)
            || !word
            || doc.has(p, FUNC | ORGWORD | STATE) && !doc.has(p, CITY)
            || doc.toks[p].num != Num::None
        {
            break;
        }
        first = p;
    }
    let coded = zip_follows(doc, state);
    if first == state && coded {
        let p = doc
            .prev(state)
            .filter(|&p| !board.taken(p) && !doc.has(p, FUNC) && doc.toks[p].num == Num::None && !doc.breaks(state));
        first = p.unwrap_or(state);
    }
    let word_too = doc.has(state, STATE2) && doc.has(state, FUNC | COMMON) && !dialogue::number(doc, state + 1);
    if word_too && !doc.has(first, CITY) {
        return;
    }
    if first == state || doc.prev(first).is_none() && doc.cased && !doc.has(first, CITY) {
        return;
    }
    if doc.has(state, LAST) && !doc.has(first, CITY) {
        return;
    }
    let last = state_end(doc, state);
    let first = house_before(doc, board, first).unwrap_or(first);
    board.put((first, last), PhiType::Address, 900, None);
}

/// "savannah three one four oh one": a city before a code of five digits.
fn coded_town(doc: &Doc, board: &mut Board, city: usize) {
    let code = doc.next(city);
    if doc.breaks(code) || !dialogue::number(doc, code) || board.taken(code) {
        return;
    }
    let run = run_at(doc, code).filter(|r| r.text.len() == 5 && r.letters == 0 && !r.big && r.dots + r.slashes == 0);
    if let Some(run) = run {
        let first = house_before(doc, board, city).unwrap_or(city);
        board.put((first, run.last), PhiType::Address, 850, None);
    }
}

/// "77 Vendue Range, Suite 410, | Charleston": whatever stands between a house number and a town with its state is the
/// street, listed or not.
fn house_before(doc: &Doc, board: &Board, town: usize) -> Option<usize> {
    let mut at = town;
    let mut words = 0;
    for _ in 0..10 {
        let p = doc.prev(at)?;
        let sentence = doc.breaks(at) && doc.toks[at].pre & COMMA == 0;
        if board.taken(p) || sentence || doc.toks[at].pre & (MONEY | COLON) != 0 {
            return None;
        }
        if dialogue::number(doc, p) && !doc.prev(p).is_some_and(|q| doc.has(q, DESIG) || dialogue::number(doc, q)) {
            let unit = doc.has(p + 1, crate::engine::lexicon::UNIT | MONTH);
            return (words > 0 && !unit).then_some(p);
        }
        let part = dialogue::number(doc, p) || doc.toks[p].kind == Kind::Letter || doc.has(p, DESIG);
        let name = !doc.has(p, FUNC) && doc.toks[p].num == Num::None && (!doc.cased || doc.toks[p].cap)
            || words > 0 && matches!(doc.w(p), "of" | "the" | "de" | "la" | "las" | "los" | "del");
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

/// "Route 9", "Highway 264", "mile marker 14 on Highway 264": roads that have numbers for names.
fn numbered_road(doc: &Doc, board: &mut Board, i: usize) {
    let value = if doc.w(i + 1) == "number" { i + 2 } else { i + 1 };
    let kind = matches!(doc.w(i), "route" | "highway" | "interstate" | "hwy" | "rte" | "exit")
        || doc.w(i) == "road" && doc.prev(i).is_some_and(|p| matches!(doc.w(p), "county" | "state" | "farm"))
        || doc.w(i) == "marker" && doc.prev(i).is_some_and(|p| doc.w(p) == "mile");
    if !kind
        || doc.breaks(i + 1)
        || !dialogue::number(doc, value)
        || doc.has(i, COMMON) && doc.w(i) == "exit" && doc.cased && !doc.toks[i].cap
    {
        return;
    }
    let Some(run) = run_at(doc, value).filter(|r| r.text.len() <= 4 && r.letters <= 1) else { return };
    let before = doc.prev(i).filter(|&p| matches!(doc.w(p), "county" | "state" | "us" | "mile" | "rural" | "old"));
    let last = place(doc, board, run.last + 1).unwrap_or(run.last);
    board.put((before.unwrap_or(i), last), PhiType::Address, 850, None);
}

/// "i live in camden", "we moved to salt lake city": a city without its state.
fn home_town(doc: &Doc, board: &mut Board, first: usize) {
    let Some(p) = doc.prev(first).filter(|&p| matches!(doc.w(p), "in" | "to" | "near" | "from" | "outside")) else {
        return;
    };
    let lives = |w: &str| {
        matches!(
            w,
            "live" | "lives" | "living" | "lived" | "moved" | "moving" | "reside" | "home" | "house" | "born" | "grew"
        )
    };
    let near = (0..4)
        .try_fold(p, |at, _| doc.prev(at).map_or(Err(false), |q| if lives(doc.w(q)) { Err(true) } else { Ok(q) }));
    if near != Err(true) || doc.has(first, FUNC | COMMON) && !doc.toks[first].cap {
        return;
    }
    let mut last = first;
    while last < first + 3
        && doc.has(last + 1, CITY)
        && !doc.has(last + 1, FUNC)
        && !doc.breaks(last + 1)
        && !board.taken(last + 1)
    {
        last += 1;
    }
    board.put((first, last), PhiType::Address, 800, None);
}

fn post_box(doc: &Doc, board: &mut Board, i: usize) {
    let office = doc.prev(i).filter(|&p| matches!(doc.w(p), "po" | "o" | "office" | "0"));
    let Some(p) = office else { return };
    let first = doc.prev(p).filter(|&q| matches!(doc.w(q), "p" | "post")).unwrap_or(p);
    if let Some(run) = run_at(doc, i + 1) {
        let last = place(doc, board, run.last + 1).unwrap_or(run.last);
        board.put((first, last), PhiType::Address, 950, None);
    }
}

/// An asked-for address without a street type ("forty two broadway", "twelve the elms").
fn answer(ctx: &Context<'_>, board: &mut Board, start: usize) {
    let doc = ctx.doc;
    if doc.end(start) || ctx.asks.of(doc, start) & ADDRESS == 0 || ctx.asks.age(doc, start) > 2 {
        return;
    }
    let Some(at) = (start..start + 6).take_while(|&j| !doc.end(j)).find(|&j| dialogue::number(doc, j)) else { return };
    let Some(run) = run_at(doc, at).filter(|r| r.text.len() <= 6 && r.letters == 0) else { return };
    let mut last = run.last;
    while last < run.last + 3 {
        let t = &doc.toks[last + 1];
        let thing = doc.has(last + 1, COMMON) && !doc.has(last + 1, CITY | LAST | STREET) && !(doc.cased && t.cap);
        let name = t.kind == Kind::Word
            && !thing
            && !doc.has(last + 1, FUNC)
            && t.num == Num::None
            && t.pre & (COMMA | DASH) == 0;
        if !name || doc.breaks(last + 1) || board.taken(last + 1) {
            break;
        }
        last += 1;
    }
    let unit = doc.has(run.last + 1, crate::engine::lexicon::UNIT);
    if last > run.last && !unit && !board.taken(at) {
        let last = tail(doc, board, last);
        board.put((at, last), PhiType::Address, 700, None);
    }
}
