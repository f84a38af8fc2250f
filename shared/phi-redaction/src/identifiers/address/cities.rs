//! Cities without street or state: after "live in", as the answer to "what town are you in", by themselves.

use super::towns::{Sure, city_at, is_state, ordinary};
use super::{claim, gazetteer};
use crate::engine::Speaker;
use crate::engine::board::Board;
use crate::engine::dialogue::ADDRESS;
use crate::engine::lexicon::{
    BACK, CITY, COMMON, CORR, DRUG, FIRST, FUNC, GATE_CAPITAL, GATE_OPEN, GATE_PLACE, GATE_ROAD, LAST, MONTH, Num,
    ORGWORD, RELATION, STATE, TITLE, UNIT, WEEKDAY,
};
use crate::engine::text::row::Row;
use crate::engine::text::words::says;
use crate::engine::text::{COMMA, Doc, Kind, SPACE};
use crate::identifiers::Context;

/// Walks the turns, knowing which one asked for a town.
pub(super) fn detect(ctx: &Context<'_>, board: &mut Board) {
    let doc = ctx.doc;
    let mut asked = None;
    let listed = GATE_PLACE | GATE_ROAD;
    let gated = Row::of(doc, listed | if doc.cased { GATE_CAPITAL } else { 0 });
    let mut next = gated.seek(0);
    for turn in 0..doc.speakers.len() {
        let end = doc.first[turn + 1];
        let answers = asked.is_some_and(|q: usize| {
            (doc.speakers[q] != doc.speakers[turn] || doc.speakers[turn] == Speaker::Unknown) && turn - q <= 3
        });
        if answers {
            let mut i = doc.seek_before(doc.first[turn], end, listed | GATE_OPEN);
            while i < end {
                i = doc.seek_before(at(doc, board, i, true, &mut asked), end, listed | GATE_OPEN);
            }
            next = gated.seek(next.max(end));
        }
        while next < end {
            next = gated.seek(at(doc, board, next, false, &mut asked));
        }
        if answers || follows(ctx, board, turn) {
            alone(doc, board, turn, asked.is_some_and(|q| q + 1 == turn));
        }
    }
}

/// Looks at one token, and says from which to look on.
fn at(doc: &Doc, board: &mut Board, i: usize, answers: bool, asked: &mut Option<usize>) -> usize {
    let road = doc.gated(i, GATE_ROAD);
    if road && question(doc, i) {
        *asked = Some(doc.toks[i].turn as usize);
    }
    if board.taken(i) {
        return i + 1;
    }
    if gazetteer::may_begin(doc, i)
        && let Some(last) = gazetteer::place(doc, board, i, answers)
    {
        return last + 1;
    }
    if doc.has(i, CITY) || answers || doc.cased && doc.toks[i].cap {
        let i = home_town(doc, board, i).unwrap_or(i);
        return if board.taken(i) { i + 1 } else { known(doc, board, i, answers).unwrap_or(i + 1) };
    }
    if road {
        gazetteer::named_area(doc, board, i);
    }
    i + 1
}

/// "what city", "which town", "where do you live".
fn question(doc: &Doc, i: usize) -> bool {
    if says!(doc, i, "where" | "where's") {
        return (i + 1..i + 5).take_while(|&j| !doc.end(j)).any(|j| {
            says!(doc, j, "live" | "lives" | "living" | "located" | "home" | "reside" | "born")
                || says!(doc, j, "from") && !says!(doc, j - 1, "calling")
        });
    }
    says!(doc, i, "city" | "town" | "county" | "hometown")
        && doc.prev(i).is_some_and(|p| says!(doc, p, "what" | "which" | "the" | "and" | "your" | "what's"))
}

/// A known city: how surely it is meant, by what stands before it.
fn known(doc: &Doc, board: &mut Board, i: usize, answers: bool) -> Option<usize> {
    let (last, sure) = city_at(doc, board, i)?;
    let next = last + 1;
    let longer = doc.has(next, ORGWORD | STATE) || doc.has(next, LAST | FIRST) && sure == Sure::Weak;
    let part = longer && !doc.parted(next);
    // "Lancaster Day", "Tacoma General": the first word of another name
    let named =
        doc.cased && doc.toks[next].cap && doc.toks[next].pre == SPACE && !doc.breaks(next) && !is_state(doc, next);
    if part || named || is_state(doc, i) && sure != Sure::Strong {
        return Some(next);
    }
    let before = doc.prev(i).map_or("", |p| doc.w(p));
    let within = matches!(before, "in" | "near" | "outside" | "around" | "over");
    let near = within || matches!(before, "from" | "to" | "of" | "through" | "at");
    let capital = !doc.cased || doc.toks[i].cap;
    let score = match sure {
        Sure::Strong if answers => 900,
        Sure::Strong if near => 820,
        Sure::Strong if capital && !person(doc, i) => 720,
        Sure::Medium if answers && capital => 850,
        Sure::Medium if (within || near && last > i) && capital => 780,
        Sure::Medium if near && capital => 650,
        Sure::Weak if answers && capital && !doc.has(i, FUNC) && doc.breaks(next) => 800,
        Sure::Weak if before == "in" && capital && (doc.cased || !doc.has(i, COMMON)) => 720,
        Sure::Weak | Sure::Medium | Sure::Strong => return Some(next),
    };
    claim(board, i, gazetteer::area(doc, last), score);
    Some(next)
}

/// "Doctor Laramie", "my name is Laramie", "Hunter Laramie": a word of a person's name.
fn person(doc: &Doc, i: usize) -> bool {
    let Some(p) = doc.prev(i) else { return false };
    let called = doc.has(p, TITLE | FIRST) || says!(doc, p, "name" | "is" | "name's" | "this" | "i'm");
    let second = doc.cased && doc.toks[i].pre == SPACE && doc.toks[p].cap && !doc.breaks(i);
    called || second && !doc.has(p, FUNC | CITY)
}

/// "i live in camden", "we moved to salt lake city", "his house is outside Gig Harbor": a town, listed or not.
fn home_town(doc: &Doc, board: &mut Board, first: usize) -> Option<usize> {
    let p = doc.prev(first).filter(|&p| says!(doc, p, "in" | "to" | "near" | "from" | "outside" | "around"))?;
    let t = &doc.toks[first];
    let word =
        t.kind == Kind::Word && t.num == Num::None && t.flags & (FUNC | STATE | MONTH | WEEKDAY | UNIT | TITLE) == 0;
    let unlisted = !ordinary(doc, first) && !doc.has(first, CITY) && (!doc.cased || t.cap) && !is_state(doc, first);
    if !word
        || doc.has(first, COMMON) && !(doc.cased && t.cap && doc.has(first, CITY))
        || !doc.has(first, CITY) && !unlisted
    {
        return None;
    }
    if !lives(doc, p) {
        return None;
    }
    let mut last = first;
    while last < first + 3 && town_word(doc, board, last + 1) {
        last += 1;
    }
    let score = if doc.has(first, CITY) && !ordinary(doc, first) { 920 } else { 780 };
    claim(board, first, last, score);
    Some(last)
}

fn town_word(doc: &Doc, board: &Board, j: usize) -> bool {
    let t = &doc.toks[j];
    let capital = doc.cased && t.cap && !doc.has(j, FUNC | STATE | MONTH | WEEKDAY);
    (doc.has(j, CITY) && !doc.has(j, FUNC) && (!doc.cased || t.cap) || capital && t.kind == Kind::Word)
        && !doc.breaks(j)
        && !board.taken(j)
        && t.pre & COMMA == 0
}

/// A word of living somewhere within the four before the preposition.
pub(super) fn lives(doc: &Doc, preposition: usize) -> bool {
    let mut at = preposition;
    for _ in 0..4 {
        let Some(q) = doc.prev(at) else { return false };
        at = q;
        let living = says!(
            doc,
            at,
            "live"
                | "lives"
                | "living"
                | "lived"
                | "moved"
                | "moving"
                | "reside"
                | "resides"
                | "home"
                | "house"
                | "born"
                | "grew"
                | "raised"
                | "apartment"
                | "trailer"
                | "located"
                | "relocated"
                | "cabin"
                | "farm"
        );
        if living {
            return true;
        }
    }
    false
}

/// The rest of an address in a turn of its own, after "mm hmm".
fn follows(ctx: &Context<'_>, board: &Board, turn: usize) -> bool {
    let doc = ctx.doc;
    let (topics, age) = ctx.asks.turn(turn);
    if topics & ADDRESS == 0 || age > 3 {
        return false;
    }
    let Some(before) = turn.checked_sub(2).filter(|&b| doc.speakers[b] == doc.speakers[turn]) else { return false };
    let nod = doc.first[turn] - doc.first[turn - 1] <= 4;
    let end = doc.first[before + 1] - 1;
    nod && end > doc.first[before] && board.kind(end - 1) == Some(crate::engine::PhiType::Address)
}

/// All that a short answer says beside small words is the name of a town.
fn alone(doc: &Doc, board: &mut Board, turn: usize, asked: bool) {
    let small = |j: &usize| doc.has(*j, FUNC | BACK) && !doc.has(*j, CITY) || doc.end(*j);
    let content: usize = (doc.first[turn]..doc.first[turn + 1]).filter(|j| !small(j)).take(4).count();
    let Some(first) = (doc.first[turn]..doc.first[turn + 1]).find(|j| !small(j)) else { return };
    let last = first + content - 1;
    // "what county" / "tanager": to a plain question an ordinary word is an answer too
    let plain = asked && content <= 2 && doc.first[turn + 1] - doc.first[turn] <= content + 4;
    let other = |j: usize| doc.has(j, CORR | RELATION | WEEKDAY | DRUG | TITLE) || said_else(doc, j);
    let fits = content <= 3
        && (first..=last).all(|j| {
            let t = &doc.toks[j];
            let ordinary = ordinary(doc, j) && !(doc.has(j, CITY) && content > 1);
            !board.taken(j)
                && t.kind == Kind::Word
                && t.num == Num::None
                && t.flags & (MONTH | UNIT | STATE) == 0
                && (!ordinary || plain && !other(j))
        });
    if fits {
        let ordinary = (first..=last).all(|j| ordinary(doc, j) && !doc.has(j, CITY));
        claim(board, first, last, if ordinary { 640 } else { 850 });
    }
}

/// Answers that are no place: "same", "correct", "both of them".
fn said_else(doc: &Doc, j: usize) -> bool {
    says!(
        doc,
        j,
        "same"
            | "worries"
            | "problem"
            | "idea"
            | "clue"
            | "rush"
            | "matter"
            | "things"
            | "correct"
            | "both"
            | "none"
            | "unsure"
            | "anything"
            | "nothing"
            | "whatever"
            | "either"
            | "exactly"
            | "home"
            | "here"
            | "there"
            | "outside"
            | "inside"
            | "downtown"
            | "work"
            | "school"
            | "bed"
            | "car"
            | "hospital"
            | "kitchen"
            | "please"
            | "hello"
            | "true"
            | "understood"
            | "absolutely"
            | "definitely"
            | "speaking"
            | "repeat"
    )
}
