//! Post office boxes, rural routes, numbered roads, corners, and streets named without their type.

use super::claim;
use super::nameless::typed_end;
use super::street::{number_start, tail};
use super::towns::{ordinary, place};
use super::units::unit_value;
use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::dialogue::{self, ADDRESS};
use crate::engine::lexicon::{DRUG, FIRST, FUNC, MONTH, Num, ORGWORD, STREET, UNIT, WEEKDAY};
use crate::engine::numbers::run_at;
use crate::engine::text::words::says;
use crate::engine::text::{COMMA, Doc, Kind, SPACE};
use crate::identifiers::Context;

/// "Route 9", "Highway 377", "mile marker 52 on Highway 377": roads that have numbers for names.
pub(super) fn numbered_road(ctx: &Context<'_>, board: &mut Board, i: usize) {
    let doc = ctx.doc;
    let value = if says!(doc, i + 1, "number") { i + 2 } else { i + 1 };
    if !road(doc, i)
        || doc.breaks(i + 1)
        || !dialogue::number(doc, value)
        || says!(doc, i, "exit") && doc.cased && !doc.toks[i].cap
    {
        return;
    }
    let Some(run) = run_at(doc, value).filter(|r| r.text.len() <= 4 && r.letters <= 1) else { return };
    let last = place(doc, board, run.last + 1);
    let house = doc.prev(i).is_some_and(|p| dialogue::number(doc, p));
    if says!(doc, run.last + 1, "box") {
        return;
    }
    let country = doc.prev(i).is_some_and(|p| says!(doc, p, "county" | "state" | "rural" | "old" | "farm"));
    let lived =
        dialogue::cue_before(doc, i) & ADDRESS != 0 || ctx.asks.of(doc, i) & ADDRESS != 0 && ctx.asks.age(doc, i) <= 2;
    let on = doc.prev(i).filter(|&p| says!(doc, p, "on")).and_then(|p| doc.prev(p));
    let stands = on.is_some_and(|q| stands(doc, q) || doc.cased && doc.toks[q].cap && !doc.breaks(q));
    let short = says!(doc, i, "fm" | "cr" | "sr" | "bia" | "county" | "marker" | "post");
    // "forty minutes on route 95" is traffic
    let sure = last.is_some() || house || country || lived || stands || says!(doc, i, "county");
    let led = doc
        .prev(i)
        .is_some_and(|p| says!(doc, p, "on" | "off" | "up" | "down" | "past" | "by" | "near" | "along" | "us" | "s"));
    if !sure && (!(led || short) || travels(doc, i)) {
        return;
    }
    let before = doc.prev(i).filter(|&p| {
        says!(doc, p, "county" | "state" | "us" | "mile" | "rural" | "old" | "bia" | "market" | "ranch" | "township")
    });
    let first = before.unwrap_or(i);
    // "farm to market road 9"
    let first =
        if says!(doc, first, "market") && first >= 2 && says!(doc, first - 2, "farm") { first - 2 } else { first };
    let first = doc.prev(first).filter(|&p| dialogue::number(doc, p)).map_or(first, |p| number_start(doc, board, p));
    let end = tail(doc, board, run.last).max(last.unwrap_or(run.last));
    let end = if last.is_none() { crossing(doc, board, end).unwrap_or(end) } else { end };
    let named = house || says!(doc, i, "county");
    claim(
        board,
        first,
        end,
        if named {
            900
        } else if sure {
            850
        } else {
            620
        },
    );
}

/// "out on | f m nine sixty", "off | c r two ten", "down | u s ninety": a road of two letters and a number.
pub(super) fn lettered(doc: &Doc, board: &mut Board, first: usize) -> bool {
    if doc.toks[first].kind != Kind::Letter || doc.toks[first + 1].kind != Kind::Letter || doc.breaks(first) {
        return false;
    }
    let pair = matches!((doc.w(first), doc.w(first + 1)), ("f" | "r", "m") | ("c" | "s", "r") | ("u", "s"));
    let value = if says!(doc, first + 2, "road" | "highway" | "route") { first + 3 } else { first + 2 };
    if !pair || doc.breaks(first + 1) || doc.breaks(value) || !dialogue::number(doc, value) || board.taken(first) {
        return false;
    }
    let run =
        run_at(doc, value).filter(|r| (1..=4).contains(&r.text.len()) && r.letters <= 1 && !doc.has(r.last + 1, UNIT));
    run.is_some_and(|r| claim(board, first, tail(doc, board, r.last), 820))
}

/// A word that a number after it makes the name of a road.
fn road(doc: &Doc, i: usize) -> bool {
    let before = doc.prev(i);
    let kind = before.is_some_and(|p| {
        says!(doc, p, "county" | "state" | "farm" | "market" | "ranch" | "township" | "forest" | "service" | "indian")
    });
    let on = before.is_some_and(|p| says!(doc, p, "on" | "off" | "up" | "down" | "along" | "take"));
    match doc.b(i) {
        b"route" | b"highway" | b"interstate" | b"hwy" | b"rte" | b"exit" => true,
        b"road" | b"rode" => kind,
        b"marker" | b"post" => before.is_some_and(|p| says!(doc, p, "mile")),
        b"fm" | b"cr" | b"sr" | b"bia" => doc.toks[i].caps || on || before.is_some_and(|p| dialogue::number(doc, p)),
        b"us" => doc.toks[i].caps || on,
        b"county" => {
            doc.cased
                && doc.toks[i].cap
                && before.is_some_and(|p| dialogue::number(doc, p) || says!(doc, p, "on" | "off"))
        }
        _ => false,
    }
}

/// Is a journey told, and not where somebody lives?
fn travels(doc: &Doc, i: usize) -> bool {
    let first = doc.first[doc.toks[i].turn as usize].max(i.saturating_sub(8));
    (first..i + 6).take_while(|&j| j < i || !doc.end(j)).any(|j| {
        says!(
            doc,
            j,
            "traffic"
                | "minutes"
                | "hour"
                | "hours"
                | "miles"
                | "wreck"
                | "crash"
                | "accident"
                | "stuck"
                | "driving"
                | "drove"
                | "backed"
                | "construction"
                | "closed"
                | "bus"
                | "exit"
        )
    })
}

/// "corner of elm and third", "the intersection of Main Street and Oak".
pub(super) fn corner(doc: &Doc, board: &mut Board, i: usize) {
    if !says!(doc, i + 1, "of") || doc.breaks(i + 1) {
        return;
    }
    let first = if says!(doc, i + 2, "the") { i + 3 } else { i + 2 };
    let Some(and) = (first + 1..first + 4).find(|&j| says!(doc, j, "and" | "n")) else { return };
    let word = |j: usize| {
        !doc.end(j) && !board.taken(j) && (j == first || !doc.breaks(j)) && (!doc.has(j, FUNC) || doc.has(j, STREET))
    };
    if !(first..and).all(word) || !word(and + 1) || doc.breaks(and + 1) {
        return;
    }
    let mut last = and + 1;
    while last < and + 3
        && word(last + 1)
        && !doc.breaks(last + 1)
        && (doc.has(last + 1, STREET) || doc.cased && doc.toks[last + 1].cap)
    {
        last += 1;
    }
    claim(board, first, last, 880);
}

/// "she lives on larkmoor", "the pharmacy on tanager": a street by its name alone.
pub(super) fn on_street(doc: &Doc, board: &mut Board, i: usize) {
    let Some(p) = doc.prev(i) else { return };
    let lives = says!(
        doc,
        p,
        "live" | "lives" | "lived" | "living" | "house" | "home" | "place" | "apartment" | "located" | "address"
    );
    let stands = stands(doc, p);
    let first = i + 1;
    let t = &doc.toks[first];
    let named = |j: usize| {
        let t = &doc.toks[j];
        t.kind == Kind::Word
            && t.num == Num::None
            && !doc.has(j, FUNC | MONTH | WEEKDAY | UNIT | DRUG)
            && !ordinary(doc, j)
            && !board.taken(j)
            && (!doc.cased || t.cap)
    };
    let still = says!(doc, p, "still" | "over" | "out" | "back");
    // "she lives on magnolia", but "on toast": an ordinary word is left to the model
    let living = says!(doc, p, "live" | "lives" | "lived" | "living");
    let typed = typed_end(doc, board, first);
    let person = says!(
        doc,
        p,
        "is" | "he's"
            | "she's"
            | "i'm"
            | "we're"
            | "they're"
            | "are"
            | "trailer"
            | "trailers"
            | "cabin"
            | "farm"
            | "file"
            | "record"
    );
    let plain = living && said_street(doc, board, first)
        || typed.is_some_and(|last| lives || stands || still || person && doc.has(last, STREET));
    if !(lives || stands || still || person && typed.is_some())
        || !named(first) && !plain
        || doc.breaks(first)
        || t.pre & COMMA != 0
        || doc.has(first, FIRST) && !lives && !doc.cased
    {
        return;
    }
    let named_street = named(first);
    let typed = typed.map(|last| tail(doc, board, last));
    let Some(last) = typed.or_else(|| street_end(doc, board, first)) else { return };
    let score = match (plain && !named_street, lives) {
        (true, _) if typed.is_some() => 740,
        (true, _) => 560,
        (false, true) => 800,
        (false, false) => 740,
    };
    claim(board, first, last, score);
}

/// The last token of a street by its name alone: with its type, what follows one, or the street that crosses it.
fn street_end(doc: &Doc, board: &Board, first: usize) -> Option<usize> {
    let mut last = first;
    while last < first + 2
        && doc.toks[last + 1].pre == SPACE
        && (doc.has(last + 1, STREET)
            || doc.cased && doc.toks[last + 1].cap && !doc.has(last + 1, FUNC | MONTH | WEEKDAY))
    {
        last += 1;
    }
    // "on county 4", "on route nine": the number is of the name, and `numbered_road` takes both
    if dialogue::number(doc, last + 1) && !doc.breaks(last + 1) {
        return None;
    }
    if doc.has(last, STREET) && last > first {
        return Some(tail(doc, board, last));
    }
    Some(crossing(doc, board, last).unwrap_or(last))
}

/// An ordinary word that may be a street's name: "live on magnolia", not "live on disability".
pub(super) fn said_street(doc: &Doc, board: &Board, i: usize) -> bool {
    let t = &doc.toks[i];
    let thing = says!(
        doc,
        i,
        "disability"
            | "oxygen"
            | "welfare"
            | "campus"
            | "base"
            | "insulin"
            | "medication"
            | "medications"
            | "meds"
            | "coffee"
            | "toast"
            | "campus"
            | "pension"
            | "income"
            | "social"
            | "benefits"
            | "soup"
            | "site"
            | "property"
            | "premises"
            | "top"
            | "hold"
            | "call"
            | "air"
            | "land"
            | "water"
            | "food"
            | "rice"
            | "bread"
            | "time"
            | "average"
    );
    let street = t.kind == Kind::Word && t.num == Num::None && !doc.has(i, FUNC | MONTH | WEEKDAY | UNIT | DRUG);
    let nth = matches!(t.num, Num::Ordinal(_)) && !doc.has(i, MONTH);
    let many = doc.w(i).ends_with('s');
    (street && !thing && !many || nth) && !board.taken(i) && (!doc.cased || t.cap || nth)
}

/// "on larkmoor | and tanager", "off larkmoor and plover road": the street that crosses the one whose name ends at `last`.
fn crossing(doc: &Doc, board: &Board, last: usize) -> Option<usize> {
    let at = last + 1;
    if !says!(doc, at, "and" | "at") || doc.breaks(at) || doc.breaks(at + 1) {
        return None;
    }
    let first = at + 1;
    let word = |j: usize| {
        let t = &doc.toks[j];
        let nth = matches!(t.num, Num::Ordinal(_)) && !doc.has(j, MONTH);
        let name = t.kind == Kind::Word && t.num == Num::None && !doc.has(j, FUNC | UNIT | WEEKDAY | MONTH);
        (nth || name && (if doc.cased { t.cap } else { !ordinary(doc, j) || doc.has(j + 1, STREET) }))
            && !board.taken(j)
    };
    if !word(first) {
        return None;
    }
    let typed = doc.has(first + 1, STREET) && !doc.breaks(first + 1) && !board.taken(first + 1);
    Some(first + usize::from(typed))
}

/// A place of business or a part of a building, which stands on a street.
fn stands(doc: &Doc, i: usize) -> bool {
    doc.has(i, ORGWORD)
        || says!(
            doc,
            i,
            "office"
                | "walgreens"
                | "cvs"
                | "walmart"
                | "kroger"
                | "publix"
                | "branch"
                | "location"
                | "door"
                | "one"
                | "shop"
                | "entrance"
                | "house"
        )
}

/// "apartment four b", "apt 26" without its street.
pub(super) fn unit(ctx: &Context<'_>, board: &mut Board, i: usize) {
    let doc = ctx.doc;
    let flat = says!(doc, i, "apartment" | "apt");
    let beside = doc.prev(i).and_then(|p| board.kind(p)) == Some(PhiType::Address);
    let asked = ctx.asks.of(doc, i) & ADDRESS != 0 && ctx.asks.age(doc, i) <= 3;
    let from = (i + 1..i + 3).find(|&j| !says!(doc, j, "number" | "is")).unwrap_or(i + 3);
    let part = says!(doc, i, "unit" | "suite" | "ste" | "lot" | "space" | "building" | "bldg");
    if !(flat || beside || asked && part) || doc.breaks(from) {
        return;
    }
    let short = doc.toks[from].kind != Kind::Letter || !says!(doc, from, "a" | "i") || doc.breaks(from + 1);
    if let Some(last) = unit_value(doc, from).filter(|_| short) {
        claim(board, i, place(doc, board, last + 1).unwrap_or(last), if flat { 910 } else { 780 });
    }
}
