//! Streets with a type, with or without a house number.

use super::houses::quantity;
use super::towns::{ordinary, place};
use super::units::units;
use super::{claim, nameless, sounds};
use crate::engine::board::Board;
use crate::engine::dialogue::{self, ADDRESS};
use crate::engine::lexicon::{CITY, COMMON, FIRST, FUNC, LAST, MONTH, Num, ORGWORD, RELATION, STREET, UNIT};
use crate::engine::numbers::run_at;
use crate::engine::text::words::{Words, room, says};
use crate::engine::text::{COLON, COMMA, Doc, Kind, MONEY, SPACE};
use crate::identifiers::Context;

pub(super) fn street(ctx: &Context<'_>, board: &mut Board, i: usize) {
    let doc = ctx.doc;
    if goes_on(doc, i) || ridden(doc, i) {
        return;
    }
    if named_after_type(ctx, board, i) {
        return;
    }
    let Some((first, numbered)) = street_start(doc, board, i) else { return };
    let article = doc.prev(first).is_some_and(|p| says!(doc, p, "a" | "an"));
    let small = doc.size(i) <= 3 && doc.cased && !doc.toks[i].cap;
    let initials = doc.size(i) <= 2 && (first..i).any(|j| doc.toks[j].kind == Kind::Letter);
    if !numbered && (small || article || initials) || numbered && quantity(doc, first, i) {
        return;
    }
    if numbered {
        // "mile seven heron creek road"
        let first = doc.prev(first).filter(|&p| says!(doc, p, "mile") && !board.taken(p)).unwrap_or(first);
        claim(board, first, tail(doc, board, road_number(doc, i)), 960);
        return;
    }
    let named_after = (i + 1..=i + 2).take_while(|&j| !doc.breaks(j)).any(|j| doc.has(j, ORGWORD));
    if named_after {
        return;
    }
    let lives = dialogue::cue_before(doc, first) & ADDRESS != 0 || ctx.asks.of(doc, i) & ADDRESS != 0;
    let plain = (first..i).all(|j| doc.has(j, COMMON) && !doc.has(j, CITY | LAST));
    let on = doc.prev(first).is_some_and(|p| says!(doc, p, "on" | "off"));
    let typed = says!(doc, i, "avenue" | "boulevard" | "lane" | "road" | "street") && i - first <= 2;
    let common = |j: usize| doc.has(j, COMMON | FUNC) && doc.toks[j].num == Num::None && !doc.has(j, CITY | LAST);
    let placed = on && (typed || !(first..i).all(common)) || lives && !plain || doc.cased && proper(doc, first, i);
    let opens =
        says!(doc, first, "old" | "new" | "great" | "little") && first + 1 < i && doc.cased && doc.toks[first].cap;
    if !placed || doc.has(first, FUNC) && !opens {
        unnumbered(doc, board, i);
        return;
    }
    claim(board, first, tail(doc, board, road_number(doc, i)), 800);
}

/// "i rode the bus": no road, as a recognizer may write it.
fn ridden(doc: &Doc, i: usize) -> bool {
    says!(doc, i, "rode" | "lain")
        && (says!(doc, i + 1, "the" | "a" | "my" | "his" | "her" | "it" | "with" | "down" | "home" | "for" | "to")
            || doc.prev(i).is_none_or(|p| doc.has(p, FUNC | RELATION | FIRST) && !doc.has(p, COMMON)))
}

/// "i left tanager street", "still wilmot plover boulevard", "lisbon avenue yeah": a street without a number and without a cue.
fn unnumbered(doc: &Doc, board: &mut Board, i: usize) {
    if nameless::estate(doc, board, i) {
        return;
    }
    let sure = says!(doc, i, "avenue" | "ave" | "boulevard" | "blvd" | "parkway" | "turnpike");
    let may = says!(doc, i, "street" | "road" | "lane" | "drive" | "court" | "circle" | "terrace" | "highway");
    if doc.cased || !(sure || may) {
        return;
    }
    let name = |j: usize| {
        let t = &doc.toks[j];
        let direction = says!(doc, j, "north" | "south" | "east" | "west");
        let nth = matches!(t.num, Num::Ordinal(_)) && !doc.has(j, MONTH);
        (t.kind == Kind::Word && t.num == Num::None && !doc.has(j, FUNC | UNIT) || direction || nth)
            && !board.taken(j)
            && !doc.breaks(j + 1)
            && doc.toks[j + 1].pre == SPACE
    };
    let Some(p) = doc.prev(i).filter(|&p| name(p) && !thing(doc, p)) else { return };
    let plain = |j: usize| ordinary(doc, j) && !doc.has(j, CITY | LAST) && doc.toks[j].num == Num::None;
    let article = doc
        .prev(p)
        .is_some_and(|q| says!(doc, q, "a" | "an" | "the" | "this" | "that" | "my" | "your" | "our" | "his" | "her"));
    let led = doc.prev(p).is_some_and(|q| says!(doc, q, "to" | "on" | "at" | "off" | "from" | "by"));
    if plain(p) && (article || !(sure || led || says!(doc, i, "street"))) {
        return;
    }
    let mut first = p;
    for _ in 0..2 {
        let Some(q) = doc.prev(first).filter(|&q| name(q)) else { break };
        // "sunny hill road", "cold river road"
        let water =
            doc.has(first, STREET) || says!(doc, first, "river" | "water" | "waters" | "springs" | "spring" | "pond");
        let joins = water && !thing(doc, q) || begins_streets(doc, q);
        if plain(q) && !joins {
            break;
        }
        first = q;
    }
    claim(board, first, tail(doc, board, i), 720);
}

/// Ordinary words that often begin the names of American streets of several words: directions, "old" before a town or a mill,
/// "saint" and "king" before a name, "martin" (Luther King), and the water that a road runs along.
fn begins_streets(doc: &Doc, j: usize) -> bool {
    says!(doc, j, "north" | "south" | "east" | "west" | "old" | "saint" | "king" | "martin" | "ocean" | "lake")
}

/// "side street", "test drive", "dirt road", "tennis court": what a street or something else is like.
fn thing(doc: &Doc, j: usize) -> bool {
    THINGS.has(doc.hash(j))
}

const THING: &[&str] = &[
    "side",
    "main",
    "cross",
    "busy",
    "one-way",
    "way",
    "same",
    "next",
    "whole",
    "wrong",
    "right",
    "left",
    "other",
    "dirt",
    "gravel",
    "back",
    "country",
    "private",
    "long",
    "hard",
    "flash",
    "test",
    "blood",
    "food",
    "sex",
    "fast",
    "slow",
    "bike",
    "bus",
    "memory",
    "tennis",
    "basketball",
    "traffic",
    "family",
    "district",
    "county",
    "supreme",
    "federal",
    "drug",
    "small",
    "full",
    "vicious",
    "dead-end",
    "residential",
    "quiet",
    "down",
    "toll",
    "frontage",
    "access",
    "service",
    "rough",
    "rocky",
    "short",
    "disk",
    "thumb",
    "night",
    "sesame",
    "wall",
    "high",
    "inner",
    "social",
    "what",
    "which",
    "bumpy",
];
static THINGS: Words<{ room(THING) }> = Words::new(THING);

/// "county road | 57", "state highway | 9": the number that is the road's name.
fn road_number(doc: &Doc, i: usize) -> usize {
    let road = says!(doc, i, "road" | "rd" | "highway" | "hwy" | "route" | "rte");
    let plain = doc.toks[i + 1].pre == SPACE && !doc.breaks(i + 1) && dialogue::number(doc, i + 1);
    let run = run_at(doc, i + 1).filter(|r| road && plain && r.text.len() <= 4 && r.letters <= 1 && r.dots == 0);
    run.map_or(i, |r| r.last)
}

/// "1400 avenue l", "12 avenue of the pines", "9 rue du moulin", "camino del halcón": the type stands before the name.
fn named_after_type(ctx: &Context<'_>, board: &mut Board, i: usize) -> bool {
    let doc = ctx.doc;
    let foreign = says!(doc, i, "calle" | "camino" | "avenida" | "paseo" | "rue" | "carretera" | "callejon" | "chemin");
    let letter = says!(doc, i, "avenue" | "ave" | "street" | "road")
        && doc.toks[i + 1].kind == Kind::Letter
        && !says!(doc, i + 1, "a" | "i" | "n" | "s" | "e" | "w")
        && !matches!(doc.toks[i + 2].kind, Kind::Letter | Kind::Digits)
        && doc.toks[i + 2].num == Num::None;
    let house = doc.prev(i).filter(|&p| dialogue::number(doc, p) && !board.taken(p) && !doc.breaks(i));
    let of = says!(doc, i, "avenue") && says!(doc, i + 1, "of") && house.is_some();
    if !(foreign || letter || of) || doc.breaks(i + 1) {
        return false;
    }
    let joins =
        |j: usize| says!(doc, j, "de" | "del" | "la" | "las" | "los" | "el" | "le" | "du" | "des" | "of" | "the" | "y");
    let mut last = i + usize::from(letter);
    let mut words = usize::from(letter);
    for j in i + 1..i + 6 {
        let t = &doc.toks[j];
        let name = t.kind == Kind::Word && !doc.has(j, FUNC) && (!doc.cased || t.cap) && t.num == Num::None;
        if letter || words == 2 || doc.breaks(j) || t.pre & COMMA != 0 || board.taken(j) || !(name || joins(j)) {
            break;
        }
        if name {
            words += 1;
            last = j;
        }
    }
    let led = doc.prev(i).is_some_and(|p| says!(doc, p, "on" | "off" | "at" | "in" | "is" | "it's"));
    let asked = ctx.asks.of(doc, i) & ADDRESS != 0 || dialogue::cue_before(doc, i) & ADDRESS != 0;
    if words == 0 || house.is_none() && !led && !asked {
        return false;
    }
    let first = house.map_or(i, |p| number_start(doc, board, p));
    claim(board, first, tail(doc, board, last), if house.is_some() { 930 } else { 760 })
}

/// "Pine Hollow Circle", "Ridge Farm Road": the street's type is the last of its words.
fn goes_on(doc: &Doc, i: usize) -> bool {
    let follows = |j: usize| !doc.parted(j) && !doc.has(j, FUNC);
    let next = follows(i + 1) && doc.has(i + 1, STREET);
    next || follows(i + 1) && doc.toks[i + 1].kind == Kind::Word && follows(i + 2) && doc.has(i + 2, STREET)
}

fn proper(doc: &Doc, first: usize, street: usize) -> bool {
    (first..=street).all(|j| doc.toks[j].cap) && doc.prev(first).is_none_or(|p| !says!(doc, p, "the" | "a"))
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
        // "four twenty six and a half west tanager street"
        if says!(doc, p, "half")
            && doc.prev(p).is_some_and(|q| says!(doc, q, "a"))
            && p >= 3
            && says!(doc, p - 2, "and")
        {
            j = p - 2;
            continue;
        }
        if dialogue::number(doc, p) || doc.toks[p].kind == Kind::Letter && says!(doc, p, "o") {
            if words == 0 && !matches!(doc.toks[p].num, Num::Ordinal(_)) {
                return None;
            }
            return Some((number_start(doc, board, p), true));
        }
        if words > 0
            && sounds::digit(doc, p)
            && let Some(first) = sounds::start(doc, board, p)
        {
            return Some((first, true));
        }
        let ordinal = matches!(doc.toks[p].num, Num::Ordinal(_)) && !doc.has(p, MONTH);
        let name = ordinal
            || doc.toks[p].kind != Kind::Digits
                && (!doc.has(p, FUNC)
                    || doc.has(p, STREET) && words > 0
                    || says!(doc, p, "of" | "the" | "old" | "new" | "good" | "great" | "last" | "little") && words > 0);
        if !name || words == 5 {
            break;
        }
        words += 1;
        j = p;
    }
    (words > 0 && words <= 4).then_some((j, false))
}

pub(super) fn number_start(doc: &Doc, board: &Board, from: usize) -> usize {
    let mut first = from;
    for _ in 0..12 {
        let Some(p) = doc.prev(first) else { break };
        // "two | to | nine larkmoor street"
        let between = sounds::digit(doc, p) && doc.prev(p).is_some_and(|q| dialogue::number(doc, q));
        let ok = dialogue::number(doc, p)
            || between
            || says!(doc, p, "o" | "dash" | "and") && doc.prev(p).is_some_and(|q| dialogue::number(doc, q));
        if board.taken(p) || !ok || doc.parted(first) {
            break;
        }
        first = p;
    }
    let sounds = doc.prev(first).filter(|&p| sounds::digit(doc, p) && !doc.breaks(first));
    sounds.and_then(|p| sounds::start(doc, board, p)).unwrap_or(first)
}

/// After the street: direction, unit, city, state, code.
pub(super) fn tail(doc: &Doc, board: &Board, street: usize) -> usize {
    let mut last = street;
    let mut at = street + 1;
    if says!(
        doc,
        at,
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
    (last, at) = units(doc, last, at);
    if doc.breaks(at) && doc.toks[at].kind == Kind::End {
        return last;
    }
    let at = if says!(doc, at, "in" | "over") { at + 1 } else { at };
    let at = if says!(doc, at, "in") && says!(doc, at - 1, "over") { at + 1 } else { at };
    place(doc, board, at).map_or(last, |end| units(doc, end, end + 1).0)
}
