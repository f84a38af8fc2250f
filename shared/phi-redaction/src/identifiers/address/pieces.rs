//! Pieces of an address in turns of their own: a postal code after the town, a house number read back, the answer that is
//! nothing but the number.

use super::claim;
use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::dialogue::{self, ADDRESS, NUMBERS, ZIP};
use crate::engine::lexicon::{BACK, FUNC, GATE_NUMBER, MONTH, STREET, UNIT};
use crate::engine::numbers::{Run, run_at};
use crate::engine::text::row::Row;
use crate::engine::text::words::says;
use crate::engine::text::{COLON, COMMA, Doc, HASH, Kind, MONEY, PERCENT, SLASH};
use crate::identifiers::Context;

/// How many turns later a number is still taken for the one of an address.
const TURNS: u32 = 4;

/// How many words from the rest of an address the number of a door may stand.
const NEAR: usize = 10;

/// Looks at the numbers that nobody claimed, of calls in which an address was found or asked for.
pub(super) fn detect(ctx: &Context<'_>, board: &mut Board) {
    let doc = ctx.doc;
    let mut ends: Vec<usize> = board.claims.iter().filter(|c| c.kind == PhiType::Address).map(|c| c.last).collect();
    ends.sort_unstable();
    let said = houses(doc, board);
    let mut fresh: Vec<(&str, u32)> = Vec::new();
    let numbers = Row::of(doc, GATE_NUMBER);
    let (mut next, mut passed) = (0, u32::MAX);
    loop {
        let i = numbers.seek(next);
        if i >= doc.toks.len() {
            break;
        }
        let turn = doc.toks[i].turn;
        if turn != passed && !matters(ctx, turn, &ends, &said) && heard(&fresh, turn).next().is_none() {
            next = doc.first[turn as usize + 1];
            continue;
        }
        passed = turn;
        next = i + 1;
        let number = dialogue::number(doc, i) || doc.toks[i].kind == Kind::Mixed;
        if board.taken(i) || !number || doc.toks[i].pre & (MONEY | SLASH | HASH | COLON) != 0 {
            continue;
        }
        let Some(run) = run_at(doc, i).filter(|r| !board.refuses(r.first) || across(doc, r.first)) else { continue };
        next = run.last + 1;
        if run.dots + run.slashes > 0
            || doc.has(next, UNIT | MONTH)
            || doc.toks[next].pre & (PERCENT | SLASH | COLON) != 0
        {
            continue;
        }
        if let Some((first, last)) = berth(ctx, run, &ends) {
            claim(board, first, last, 820);
            next = last + 1;
            continue;
        }
        let score = code(doc, run, &ends)
            .or_else(|| echo(doc, run, &said))
            .or_else(|| echo(doc, run, &fresh))
            .or_else(|| door(ctx, run, &ends))
            .or_else(|| answer(ctx, run));
        if let Some(score) = score
            && claim(board, run.first, run.last, score)
        {
            fresh.push((run.text.as_str(), turn));
        }
    }
}

/// May any number of the turn be one of an address: is one in it, was one said just before, or is it asked for?
fn matters(ctx: &Context<'_>, turn: u32, ends: &[usize], said: &[(&str, u32)]) -> bool {
    let doc = ctx.doc;
    let start = doc.first[turn as usize];
    let next = ends.partition_point(|&e| e < start);
    let here = ends.get(next).is_some_and(|&e| e < doc.first[turn as usize + 1]);
    here || ctx.asks.turn(turn as usize).0 & (ADDRESS | ZIP) != 0
        || heard(said, turn).next().is_some()
        || recent(doc, turn, ends)
}

/// Was an address said at most three turns ago?
fn recent(doc: &Doc, turn: u32, ends: &[usize]) -> bool {
    let before = ends.partition_point(|&e| doc.toks[e].turn < turn).checked_sub(1);
    before.is_some_and(|at| doc.toks[ends[at]].turn + 3 >= turn)
}

/// The numbers said in the turn and the few before it.
fn heard<'a>(said: &'a [(&'a str, u32)], turn: u32) -> impl Iterator<Item = &'a (&'a str, u32)> {
    let from = said.partition_point(|s| s.1 + TURNS < turn);
    said[from..].iter().take_while(move |s| s.1 <= turn)
}

/// House and unit numbers found so far, with their turns, in the order of the call.
fn houses<'a>(doc: &'a Doc, board: &Board) -> Vec<(&'a str, u32)> {
    let mut said = Vec::new();
    for claim in board.claims.iter().filter(|c| c.kind == PhiType::Address) {
        let mut i = claim.first;
        while i <= claim.last {
            let run = run_at(doc, i).filter(|_| dialogue::number(doc, i) || doc.toks[i].kind == Kind::Mixed);
            if let Some(run) = run.filter(|r| (2..=5).contains(&r.text.len())) {
                said.push((run.text.as_str(), doc.toks[i].turn));
            }
            i = run.map_or(i, |r| r.last) + 1;
        }
    }
    said.sort_by_key(|s| s.1);
    said
}

/// "same town, | 79907", "58 Tanager Wharf, | 78040": a postal code after the rest of an address.
fn code(doc: &Doc, run: &Run, ends: &[usize]) -> Option<u16> {
    if run.letters > 0 || !matches!(run.text.len(), 5 | 9) || run.big {
        return None;
    }
    let before = ends.partition_point(|&e| e < run.first).checked_sub(1).map(|at| ends[at])?;
    let between = before + 1..run.first;
    let near = between.len() <= 3 && doc.toks[before].turn == doc.toks[run.first].turn;
    let silent = between.clone().all(|j| {
        says!(
            doc,
            j,
            "zip"
                | "same"
                | "town"
                | "city"
                | "code"
                | "is"
                | "the"
                | "and"
                | "zip's"
                | "it's"
                | "that's"
                | "postal"
                | "usa"
        ) || doc.has(j, BACK)
    });
    (near && silent).then_some(if between.is_empty() { 880 } else { 820 })
}

/// "slip 14", "bed twelve", "number nine", "two r": a small number of a place to live in, beside the rest of an address or asked
/// for with it.
fn berth(ctx: &Context<'_>, run: &Run, ends: &[usize]) -> Option<(usize, usize)> {
    let doc = ctx.doc;
    if run.big || run.digits == 0 || run.digits > 4 || run.letters > 1 {
        return None;
    }
    let turn = doc.toks[run.first].turn;
    let at = ends.partition_point(|&e| e < run.first);
    let same = |e: Option<&usize>| e.is_some_and(|&e| doc.toks[e].turn == turn && e.abs_diff(run.first) <= NEAR);
    let beside = same(ends.get(at)) || at.checked_sub(1).is_some_and(|a| same(ends.get(a)));
    let asked = ctx.asks.of(doc, run.first) & ADDRESS != 0 && ctx.asks.age(doc, run.first) <= 2;
    if !(beside || asked || recent(doc, turn, ends)) {
        return None;
    }
    let p = doc.prev(run.first).filter(|_| !doc.breaks(run.first));
    let noun = p.filter(|&p| stand(doc, p));
    let next = run.last + 1;
    let closes = doc.end(next) || doc.breaks(next) || doc.has(next, FUNC | BACK) || doc.toks[next].pre & COMMA != 0;
    let noun = noun.filter(|&p| {
        closes && (beside || asked || doc.toks[p].pre & COMMA != 0 || !says!(doc, p, "number" | "cell" | "site"))
    });
    if let Some(p) = noun {
        return Some((if says!(doc, p, "number") { run.first } else { p }, run.last));
    }
    // "ring two r": a figure and a letter
    let door = run.letters == 1 && run.digits <= 3 && run.text.as_bytes().last().is_some_and(u8::is_ascii_alphabetic);
    let rings = p.is_some_and(|p| says!(doc, p, "ring" | "buzz" | "for" | "not" | "in"));
    (door && closes && (beside || rings)).then_some((run.first, run.last))
}

/// What a boat, bed, cabin or door is called beside its number.
fn stand(doc: &Doc, p: usize) -> bool {
    says!(
        doc,
        p,
        "slip"
            | "bed"
            | "cabin"
            | "lot"
            | "unit"
            | "space"
            | "pad"
            | "berth"
            | "trailer"
            | "bunk"
            | "cottage"
            | "pod"
            | "bay"
            | "dock"
            | "pier"
            | "hangar"
            | "tent"
            | "villa"
            | "bungalow"
            | "barracks"
            | "number"
            | "cell"
            | "site"
            | "stall"
            | "box"
            | "apartment"
            | "apt"
            | "suite"
            | "ste"
    )
}

/// A house number said again soon after, by itself or after "number".
fn echo(doc: &Doc, run: &Run, said: &[(&str, u32)]) -> Option<u16> {
    let turn = doc.toks[run.first].turn;
    let alike = |s: &str| s == run.text || s.len() > 2 && turned(s, &run.text);
    let same = heard(said, turn).take(32).any(|s| alike(s.0));
    let begins = run.first <= doc.first[turn as usize] + 3;
    let led = doc.prev(run.first).is_some_and(|p| says!(doc, p, "number" | "apartment" | "not" | "in" | "suite"))
        || doc.prev(run.first).is_some_and(|p| says!(doc, p, "a") && run.text.len() > 2);
    let closes = doc.breaks(run.last + 1) || doc.has(run.last + 1, FUNC | BACK);
    let long = run.text.len() > 2 && begins;
    (same && (long || led) && closes).then_some(760)
}

/// The same figures in another order, or all but one of them: "210" for "201".
fn turned(a: &str, b: &str) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let sorted = |text: &str| {
        let mut bytes = text.as_bytes().to_vec();
        bytes.sort_unstable();
        bytes
    };
    a.bytes().zip(b.bytes()).filter(|(x, y)| x != y).count() == 1 || sorted(a) == sorted(b)
}

/// "it's on tallow lane, | six eighty one | is the number", "our house, | one eleven", "Mercer Hall, | 312", "right across
/// at | four eleven".
fn door(ctx: &Context<'_>, run: &Run, ends: &[usize]) -> Option<u16> {
    let doc = ctx.doc;
    if run.big || run.letters > 0 || !(2..=5).contains(&run.digits) {
        return None;
    }
    let next = run.last + 1;
    let turn = doc.toks[run.first].turn;
    // "four three two oh nine", "oh oh nine okay": the end of a postal code
    let start = doc.first[turn as usize];
    let before = ends[..ends.partition_point(|&e| e < start)].last().is_some_and(|&e| e + 3 >= start);
    if before && run.first == start && run.digits == 3 && run.parts.len() == 3 && doc.has(next, BACK) {
        return Some(630);
    }
    let p = doc.prev(run.first)?;
    let after = ends.binary_search(&p).is_ok();
    let asked = ctx.asks.of(doc, run.first) & ADDRESS != 0 && ctx.asks.age(doc, run.first) <= 3;
    let closes = doc.breaks(next) || doc.has(next, FUNC | BACK) || doc.toks[next].pre & COMMA != 0;
    if says!(doc, next, "is" | "are") && says!(doc, next + 1, "the" | "our" | "my" | "his" | "her" | "their") {
        let number = says!(doc, next + 2, "number" | "house" | "address" | "apartment" | "building");
        return (number && (after || asked || doc.has(p, STREET) || recent(doc, turn, ends))).then_some(820);
    }
    if !closes || run.digits < 3 {
        return None;
    }
    let hall = says!(doc, p, "hall" | "tower" | "towers" | "manor" | "dorm" | "dormitory" | "residence" | "barracks");
    if hall && doc.prev(p).is_some() && doc.breaks(next) && (asked || doc.toks[run.first].pre & COMMA != 0) {
        return Some(640);
    }
    let q = doc.prev(p).map_or("", |q| doc.w(q));
    let whose = matches!(q, "our" | "my" | "his" | "her" | "their" | "the" | "your");
    let home = says!(doc, p, "house" | "home" | "place" | "apartment" | "building" | "door") && whose;
    (home && asked || across(doc, run.first) && (asked || recent(doc, turn, ends))).then_some(620)
}

/// "the college hall | room two eighteen", "the lodge | room four": a room to live in. The first token.
pub(in crate::identifiers) fn lodging(doc: &Doc, run: &Run) -> Option<usize> {
    let p = doc.prev(run.first).filter(|&p| says!(doc, p, "room") && !doc.breaks(run.first))?;
    let q = doc.prev(p)?;
    let house = says!(
        doc,
        q,
        "hall" | "lodge" | "inn" | "hotel" | "motel" | "dorm" | "dormitory" | "suites" | "manor" | "hostel" | "villa"
    );
    let number = (1..=4).contains(&run.digits) && run.letters <= 1 && !run.big;
    (number && house).then_some(p)
}

/// "right across at", "they live at".
fn across(doc: &Doc, first: usize) -> bool {
    let Some(p) = doc.prev(first).filter(|&p| says!(doc, p, "at")) else { return false };
    let home = |q: usize| says!(doc, q, "across" | "over" | "down" | "up" | "live" | "lives" | "door" | "still");
    // "he sits down at ten thirty", "i wake up at six twenty"
    let acts = |q: usize| {
        says!(doc, q, "down" | "up")
            && doc.prev(q).is_some_and(|r| {
                says!(
                    doc,
                    r,
                    "sit"
                        | "sits"
                        | "lie"
                        | "lies"
                        | "wake"
                        | "wakes"
                        | "get"
                        | "gets"
                        | "got"
                        | "pick"
                        | "show"
                        | "shut"
                        | "wind"
                )
            })
    };
    doc.prev(p).is_some_and(|q| home(q) && !acts(q))
}

/// Asked for an address, somebody says nothing but a number, or "number nine".
fn answer(ctx: &Context<'_>, run: &Run) -> Option<u16> {
    let doc = ctx.doc;
    let asked = ctx.asks.of(doc, run.first);
    if asked & (ADDRESS | ZIP) == 0 || asked & NUMBERS != 0 || ctx.asks.age(doc, run.first) > 2 || run.text.len() > 5 {
        return None;
    }
    if dialogue::cue_before(doc, run.first) & !(ADDRESS | ZIP) != 0 {
        return None;
    }
    let start = doc.first[doc.toks[run.first].turn as usize];
    let small = (start..run.first).take(6).all(|j| doc.has(j, FUNC | BACK));
    let begins = run.first <= start + 2 && small;
    let number = doc.prev(run.first).is_some_and(|p| says!(doc, p, "number"));
    let closes = doc.breaks(run.last + 1) || doc.has(run.last + 1, FUNC | BACK);
    (closes && (begins && run.digits >= 3 || number)).then_some(580)
}
