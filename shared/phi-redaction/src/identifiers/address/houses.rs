//! House numbers with a street that has no type: as an answer, after "my address is", before a direction.

use crate::engine::text::words::says;
use std::collections::BTreeMap;

use super::street::tail;
use super::towns::{is_state, ordinary};
use super::{claim, gazetteer, nameless};
use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::dialogue::{self, ADDRESS};
use crate::engine::lexicon::{
    BACK, CITY, COMMON, DESIG, DRUG, FUNC, GATE_NUMBER, LAST, MONTH, Num, RELATION, STREET, UNIT, WEEKDAY,
};
use crate::engine::numbers::run_at;
use crate::engine::text::row::Row;
use crate::engine::text::{COLON, COMMA, DASH, Doc, HASH, Kind, MONEY, PERCENT, SLASH, SPACE};
use crate::identifiers::Context;

/// "north", "SW".
#[rustfmt::skip]
pub(super) fn direction(doc: &Doc, i: usize) -> bool {
    says!(doc, i, "north" | "south" | "east" | "west" | "northwest" | "northeast" | "southwest" | "southeast" | "n" | "s" | "e"
        | "w" | "nw" | "ne" | "sw" | "se")
}

/// An asked-for address without a street type ("forty two embarcadero", "twelve the elms"), a number with a direction and a name
/// ("nine two one south dogwood"), or one after words of living somewhere ("i'm at fifty two hampshire").
pub(super) fn detect(ctx: &Context<'_>, board: &mut Board) {
    let doc = ctx.doc;
    let mut known = addresses(doc, board);
    let numbers = Row::of(doc, GATE_NUMBER);
    let mut next = 0;
    loop {
        let i = numbers.seek(next);
        if i >= doc.toks.len() {
            break;
        }
        next = i + 1;
        if matches!(doc.toks[i].num, Num::Ordinal(_)) && nameless::crossed(doc, board, i) {
            continue;
        }
        if !dialogue::number(doc, i) || board.taken(i) || doc.toks[i].pre & (MONEY | SLASH | HASH | COLON) != 0 {
            continue;
        }
        let inside = doc.prev(i).is_some_and(|p| dialogue::number(doc, p) && !doc.breaks(i));
        if inside {
            continue;
        }
        let Some(run) = run_at(doc, i) else { continue };
        next = run.last + 1;
        let digits = run.parts.iter().take_while(|p| !p.letter).map(|p| usize::from(p.len)).sum::<usize>();
        if digits == 0 || digits > 6 || run.dots + run.slashes > 0 {
            continue;
        }
        // "921 s | dogwood": the direction was read as a letter of the number
        let after = run.parts.iter().find(|p| p.letter).map_or(run.last + 1, |p| p.at);
        let again = || said_again(doc, board, &known, &run.text, run.last + 1).map(|last| (last, 850));
        let Some((last, score)) = street_after(ctx, board, run.first, after, digits).or_else(again) else { continue };
        let last = tail(doc, board, last);
        if claim(board, run.first, last, score) && after <= last {
            known.insert((&run.text, doc.w(after)), after);
        }
        next = last + 1;
    }
}

/// The numbers and first words of the addresses found so far, with the token of that word.
fn addresses<'a>(doc: &'a Doc, board: &Board) -> BTreeMap<(&'a str, &'a str), usize> {
    let mut known = BTreeMap::new();
    for claim in board.claims.iter().filter(|c| c.kind == PhiType::Address && dialogue::number(doc, c.first)) {
        if let Some(run) = run_at(doc, claim.first).filter(|r| r.last < claim.last) {
            known.insert((run.text.as_str(), doc.w(run.last + 1)), run.last + 1);
        }
    }
    known
}

/// An address that was found before, said again without its type or town.
fn said_again(
    doc: &Doc,
    board: &Board,
    known: &BTreeMap<(&str, &str), usize>,
    number: &str,
    at: usize,
) -> Option<usize> {
    if known.is_empty() {
        return None;
    }
    let first = *known.get(&(number, doc.w(at)))?;
    let same =
        (0..5).take_while(|&k| !doc.end(at + k) && doc.w(at + k) == doc.w(first + k) && !board.taken(at + k)).last()?;
    Some(at + same)
}

/// The end of a street's name that begins at `at`, and how sure.
fn street_after(ctx: &Context<'_>, board: &Board, number: usize, at: usize, digits: usize) -> Option<(usize, u16)> {
    let doc = ctx.doc;
    let directed = direction(doc, at) && !doc.parted(at);
    let first = if directed { at + 1 } else { at };
    if directed && let Some(last) = nameless::grid(doc, board, at) {
        return Some((last, 930));
    }
    if doc.breaks(first) && !(directed && doc.toks[at].kind == Kind::Letter)
        || doc.toks[first].pre & (COMMA | PERCENT | DASH) != 0
        || counted(doc, board, first)
    {
        return None;
    }
    let asked = ctx.asks.of(doc, number) & ADDRESS != 0 && ctx.asks.age(doc, number) <= 3;
    let cued = lead(doc, number, digits);
    // "what's the address": "fourteen juniper", but not "there are fourteen pills"
    let opens = number <= doc.first[doc.toks[number].turn as usize] + 3;
    let strict =
        !(directed && digits >= 3 || (cued || asked && opens) && (directed || digits >= 2 && !near_at(doc, number)));
    let mut last = None;
    for j in first..first + 5 {
        let nth = ordinal(doc, j, directed || digits >= 2) || directed && hundreds(doc, first, j);
        if j <= first + 3 && nth && !doc.breaks(j) {
            last = Some(j);
            continue;
        }
        // "sixteen old quarry pond"
        let sure = cued || digits >= 3 && doc.cased && doc.toks[j].cap;
        let opens = j == first && sure && grown(doc, j);
        if opens && named(doc, board, j + 1, false) && !doc.breaks(j + 1) {
            continue;
        }
        if !named(doc, board, j, strict) || j > first && doc.parted(j) {
            break;
        }
        last = Some(j);
    }
    let last = last?;
    if measured(doc, first) || measured(doc, last + 1) || digits == 1 && !directed && doc.w(last).ends_with('s') {
        return None;
    }
    let score = match (directed, asked, cued) {
        (true, true, _) | (true, _, true) => 930,
        (true, false, false)
            if digits >= 2 && (!doc.cased || doc.toks[first].cap || doc.toks[first].kind == Kind::Mixed) =>
        {
            800
        }
        (false, true, true) => 900,
        (false, false, true) => 820,
        (false, true, false) if (2..=5).contains(&digits) => 740,
        // "9 Larkmoor Close, …"
        (false, true, false) if digits == 1 && last > first && written(doc, first, last) => 740,
        (false, true, false) if digits == 1 && opens && written(doc, first, last) => 640,
        (false, _, false) if digits >= 2 && placed(doc, board, first, last) => 880,
        (_, _, false) => return None,
    };
    Some((last, score))
}

/// A word that no street begins with: most numbers stand before what they count.
fn counted(doc: &Doc, board: &Board, j: usize) -> bool {
    doc.toks[j].num == Num::None && !named(doc, board, j, false) && !grown(doc, j)
}

/// Words of grammar that begin a street's name.
fn grown(doc: &Doc, j: usize) -> bool {
    says!(doc, j, "old" | "new" | "little" | "big" | "great" | "upper" | "lower")
}

/// "fourteen | pills": a number of something. A second is as often a street or a floor.
fn measured(doc: &Doc, j: usize) -> bool {
    doc.has(j, UNIT) && !doc.has(j, DESIG) && doc.toks[j].num == Num::None
}

/// "6130 | 47th", "west | third", "southwest | forty fourth": a street whose name is an ordinal. Of a number alone only one in
/// digits, because "twelve first" is how many come first.
fn ordinal(doc: &Doc, j: usize, house: bool) -> bool {
    let after_direction = doc.prev(j).is_some_and(|p| direction(doc, p));
    // "310 East | Second", but not "in fifteen | seconds"
    let nth = |j: usize| {
        matches!(doc.toks[j].num, Num::Ordinal(_)) && !doc.has(j, MONTH) && (after_direction || !doc.has(j, UNIT))
    };
    let tens = matches!(doc.toks[j].num, Num::Tens(_)) && nth(j + 1);
    let after_tens = doc.prev(j).is_some_and(|p| matches!(doc.toks[p].num, Num::Tens(_)));
    house && (after_direction || doc.toks[j].kind == Kind::Mixed || nth(j) && after_tens) && (nth(j) || tens)
}

/// "east | one fifteenth", "west | two hundred tenth": a street's number above a hundred, which an ordinal ends.
fn hundreds(doc: &Doc, first: usize, at: usize) -> bool {
    let nth = |j: usize| matches!(doc.toks[j].num, Num::Ordinal(_)) && !doc.has(j, MONTH);
    let small = matches!(doc.toks[first].num, Num::Digit(1..));
    let last = (first + 1..first + 4).take_while(|&j| !doc.breaks(j)).find(|&j| nth(j));
    let between = |j: usize| matches!(doc.toks[j].num, Num::Hundred | Num::Tens(_)) || says!(doc, j, "and");
    small && last.is_some_and(|last| at <= last && (first + 1..last).all(between))
}

/// "3815 Tanager, | Laredo", "sixty one larkmoor | laredo": a place or a postal code stands after what may be a street.
fn placed(doc: &Doc, board: &Board, first: usize, last: usize) -> bool {
    let next = last + 1;
    let comma = doc.toks[next].pre & COMMA != 0;
    // "3815 Tanager, number 12"
    let unit = doc.has(next, DESIG) || says!(doc, next, "number");
    if comma
        && unit
        && (dialogue::number(doc, next + 1) || doc.toks[next + 1].kind == Kind::Mixed)
        && (!doc.cased || doc.toks[first].cap)
        && !doc.has(first, UNIT)
    {
        return true;
    }
    // "twelve sixty larkmoor | second floor"
    if !comma && !doc.breaks(next) && !doc.has(first, UNIT | COMMON) && stacked(doc, next) {
        return true;
    }
    if doc.has(first, UNIT) || doc.breaks(next) && !comma || !(comma || says!(doc, next, "in")) {
        // without a comma the place is the last of the words that were taken for the street
        return !doc.cased && last > first && gazetteer::known(doc, board, last) == Some(last) && !ordinary(doc, last);
    }
    let at = next + usize::from(says!(doc, next, "in"));
    let code = run_at(doc, at).is_some_and(|r| r.text.len() == 5 && r.letters == 0 && !r.big);
    let town = gazetteer::known(doc, board, at).is_some() || doc.has(at, CITY) && !doc.has(at, FUNC | COMMON);
    let street = if doc.cased { doc.toks[first].cap } else { !ordinary(doc, first) };
    street && (code || town) || is_state(doc, at) && street && last > first
}

/// "second floor", "apartment 5": what a house with homes above one another has.
fn stacked(doc: &Doc, at: usize) -> bool {
    let nth = matches!(doc.toks[at].num, Num::Ordinal(_)) && !doc.has(at, MONTH);
    nth && says!(doc, at + 1, "floor" | "story")
        || says!(doc, at, "apartment" | "apt")
            && (dialogue::number(doc, at + 1) || doc.toks[at + 1].kind == Kind::Letter)
}

/// Can the word be of a street's name? An ordinary word only where the address is certain.
fn named(doc: &Doc, board: &Board, j: usize, strict: bool) -> bool {
    let t = &doc.toks[j];
    let ordinary = doc.has(j, COMMON) && !doc.has(j, CITY | LAST | STREET) && !(doc.cased && t.cap);
    let thing = says!(
        doc,
        j,
        "sec" | "second" | "minute" | "moment" | "thing" | "more" | "kids" | "people" | "percent" | "point"
    );
    t.kind == Kind::Word
        && t.num == Num::None
        && t.flags & (MONTH | WEEKDAY | UNIT | DRUG | DESIG) == 0
        && (!doc.has(j, FUNC | BACK) || doc.has(j, STREET))
        && t.pre & !(SPACE | COMMA | crate::engine::text::DOT) == 0
        && !(strict && ordinary)
        && (!thing || doc.cased_at(j) && t.cap && says!(doc, j, "point"))
        && !board.taken(j)
}

/// "i'm at": of a place, and as often of a dose, a pressure or a telephone number.
fn near_at(doc: &Doc, number: usize) -> bool {
    doc.prev(number)
        .is_some_and(|p| says!(doc, p, "at") && doc.prev(p).is_some_and(|q| says!(doc, q, "i'm" | "im" | "we're")))
}

/// "he is | at", "are you | at": a person, and not a pressure or a dose.
fn stays(doc: &Doc, at: usize) -> bool {
    (at.saturating_sub(3)..at).any(|j| {
        doc.toks[j].turn == doc.toks[at].turn
            && (says!(doc, j, "he" | "she" | "you" | "they" | "we" | "he's" | "she's" | "they're" | "you're")
                || doc.has(j, RELATION))
    })
}

/// "mail it to us | at", "i have pickup | at": a word of bringing something or somebody just before.
fn delivers(doc: &Doc, at: usize) -> bool {
    (at.saturating_sub(5)..at).any(|j| {
        doc.toks[j].turn == doc.toks[at].turn
            && says!(
                doc,
                j,
                "mail"
                    | "mails"
                    | "mailed"
                    | "send"
                    | "sent"
                    | "ship"
                    | "deliver"
                    | "drop"
                    | "bring"
                    | "pickup"
                    | "delivery"
                    | "delivered"
                    | "write"
            )
    })
}

/// Every word has a capital, and what is said ends or goes on after a comma.
fn written(doc: &Doc, first: usize, last: usize) -> bool {
    let next = last + 1;
    doc.cased && (first..=last).all(|j| doc.toks[j].cap) && doc.parted(next)
}

/// "is that still | twelve oh six elm": a house number and a word or two end what is said.
fn closes(doc: &Doc, number: usize) -> bool {
    let Some(run) = run_at(doc, number).filter(|r| (2..=5).contains(&r.text.len()) && r.letters == 0) else {
        return false;
    };
    // "is it still | 18 Larkmoor?"
    if run.text.len() < 3 && !(doc.cased && doc.toks[run.last + 1].cap) {
        return false;
    }
    let comma = |j: usize| doc.toks[j].pre & COMMA != 0 && doc.cased;
    (run.last + 2..run.last + 4).any(|j| doc.end(j) || doc.breaks(j) || comma(j)) && !doc.breaks(run.last + 1)
}

/// "my address is", "i live at", "send it to", "i'm at", "we moved to" just before the number.
fn lead(doc: &Doc, number: usize, digits: usize) -> bool {
    let Some(p) = doc.prev(number) else { return false };
    let q = doc.prev(p).map_or("", |q| doc.w(q));
    match doc.w(p) {
        "at" => {
            matches!(
                q,
                "live"
                    | "lives"
                    | "living"
                    | "lived"
                    | "i'm"
                    | "im"
                    | "we're"
                    | "stay"
                    | "staying"
                    | "stays"
                    | "reside"
                    | "over"
                    | "house"
                    | "home"
                    | "still"
            ) || matches!(q, "is" | "are" | "he's" | "she's" | "they're" | "was" | "right" | "you" | "back")
                && digits < 6
                && stays(doc, p)
                || matches!(q, "us" | "me" | "him" | "her" | "them" | "pickup" | "delivery" | "pharmacy")
                    && (3..6).contains(&digits)
                    && delivers(doc, p)
        }
        "to" => {
            matches!(q, "moved" | "it" | "them" | "mail" | "ship" | "send" | "sent" | "moving" | "goes")
                || (3..6).contains(&digits)
                    && matches!(q, "went" | "mailed" | "shipped" | "delivered" | "forwarded" | "deliver" | "forward")
        }
        "is" | "it's" | "was" | "place" | "that's" | "address" | "got" | "have" | "show" | "see" | "shows" | "says"
        | "had" | "still" | "on" | "for" | "file" | "number" => {
            says!(doc, p, "place")
                || dialogue::cue_before(doc, number) & ADDRESS != 0
                || says!(doc, p, "still") && closes(doc, number)
        }
        _ => false,
    }
}

/// "9 hour drive", "100 percent useless way", "one sec": a number of something, not of a house.
pub(super) fn quantity(doc: &Doc, first: usize, street: usize) -> bool {
    let run = run_at(doc, first).map_or(first, |r| r.last);
    let next = run + 1;
    // "77 Pound Hill Road"
    let named = doc.cased_at(next) && doc.toks[next].cap && doc.toks[next].kind == Kind::Word && next + 1 < street;
    doc.has(next, UNIT) && next < street && !named
        || doc.toks[next].pre & PERCENT != 0
        || doc.toks[first].pre & MONEY != 0
}
