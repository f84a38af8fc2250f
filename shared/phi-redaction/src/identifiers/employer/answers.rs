//! Answers to "who do you work for?" and "is the plan through your job?".

use crate::engine::text::words::says;
use std::ops::Range;

use super::extent::{self, Extent, extent};
use super::trades::occupation;
use super::{callers, plain, put};
use crate::engine::PhiType;
use crate::engine::Speaker;
use crate::engine::board::Board;
use crate::engine::lexicon::{BACK, COMMON, CORR, FUNC, ORGWORD, RELATION};
use crate::engine::text::Doc;

/// Does the token belong to a question about work? "who do you work for", "where's he working", "is that through your job".
pub(super) fn question(doc: &Doc, i: usize) -> bool {
    let before = doc.prev(i).map_or("", |p| doc.w(p));
    let kin = || doc.prev(i).is_some_and(|p| doc.has(p, RELATION));
    match doc.b(i) {
        b"work" | b"working" | b"works" | b"employed" => {
            let person = matches!(before, "you" | "she" | "he" | "they") || kin();
            person && asking(doc, i)
                || before == "for" && asking(doc, i) && (i.saturating_sub(3)..i).any(|j| says!(doc, j, "do"))
        }
        b"job" => matches!(before, "your" | "his" | "her" | "their"),
        b"employer" | b"workplace" => {
            matches!(before, "your" | "his" | "her" | "the" | "their" | "what" | "which" | "and" | "") || doc.breaks(i)
        }
        b"company" | b"school" | b"church" | b"union" | b"ship" | b"unit" | b"outfit" | b"mill" | b"plant"
        | b"branch" | b"daycare" | b"nursery" | b"college" | b"parish" | b"team" | b"university" | b"preschool"
        | b"carrier" => {
            let what = doc
                .prev(i)
                .and_then(|p| doc.prev(p))
                .is_some_and(|q| says!(doc, q, "what's" | "is" | "who's" | "which" | "of" | "whats"));
            matches!(before, "what" | "which" | "your" | "whose")
                || what && matches!(before, "the" | "that" | "his" | "her" | "their")
        }
        b"occupation" => true,
        b"living" => before == "a",
        _ => false,
    }
}

/// A word of asking in the few words before.
fn asking(doc: &Doc, i: usize) -> bool {
    let mut at = i;
    for _ in 0..6 {
        let Some(p) = doc.prev(at) else { return false };
        at = p;
        if says!(
            doc,
            at,
            "who" | "who's" | "where" | "where's" | "what" | "do" | "does" | "are" | "is" | "did" | "still"
        ) {
            return true;
        }
    }
    false
}

/// Can `turn` answer the question put in the turn `asked`?
pub(super) fn may(doc: &Doc, asked: usize, turn: usize) -> bool {
    let other = doc.speakers[asked] != doc.speakers[turn] || doc.speakers[turn] == Speaker::Unknown;
    other && (1..=3).contains(&(turn - asked)) && (turn - asked) % 2 == 1
}

/// Claims the name in an answer: after "at", "with", "from"; else the words that end in a business word; else, in a short
/// answer, the words that no list has.
pub(super) fn claim(doc: &Doc, board: &mut Board, turn: Range<usize>) -> bool {
    let prep =
        |w: &str| matches!(w, "at" | "with" | "from" | "through" | "by" | "for" | "called" | "it's" | "that's" | "is");
    for i in turn.clone().take(40) {
        if doc.has(i, FUNC) && prep(doc.w(i)) && !doc.breaks(i + 1) && !callers::practice(doc, i + 1) {
            let found = extent(doc, board, i + 1);
            let place = says!(doc, i, "at" | "for" | "with") && words(&turn) <= 14;
            if let Some(found) = found.filter(|f| f.business || f.capital || place && plain_name(doc, f)) {
                return put(board, &found, if found.business { 900 } else { 800 });
            }
        }
    }
    let mut i = turn.start;
    while i < turn.end && i < turn.start + 40 {
        let thing = |p: usize| says!(doc, p, "a" | "an" | "my" | "your" | "his" | "her" | "some" | "any" | "no" | "as");
        let opens = i == turn.start
            || doc.breaks(i)
            || extent::comma(doc, i)
            || doc.prev(i).is_some_and(|p| doc.has(p, FUNC | BACK) && !thing(p));
        let found = if opens && !doc.has(i, FUNC) { extent(doc, board, i) } else { None };
        if let Some(found) = found.filter(|f| fits(doc, f, &turn)) {
            return put(board, &found, if found.business { 900 } else { 750 });
        }
        i += 1;
    }
    false
}

/// "what school" / "uh little plover": all that a short answer says beside small words is the name, ordinary words or not.
pub(super) fn whole(doc: &Doc, board: &mut Board, asked: usize, turn: &Range<usize>) -> bool {
    let question = || doc.first[asked].max(doc.first[asked + 1].saturating_sub(11))..doc.first[asked + 1];
    let which =
        question().any(|j| says!(doc, j, "what" | "which" | "where" | "who" | "what's" | "where's" | "who's" | "name"));
    let of_whom = question().any(|j| {
        says!(
            doc,
            j,
            "work"
                | "works"
                | "working"
                | "employer"
                | "company"
                | "school"
                | "daycare"
                | "college"
                | "church"
                | "employed"
        )
    });
    if doc.toks[turn.start].turn as usize != asked + 1 || !of_whom || !which && question().len() >= 8 {
        return false;
    }
    let small = |j: &usize| doc.has(*j, FUNC | BACK | CORR) || doc.end(*j);
    let Some(first) = turn.clone().take(6).find(|j| !small(j)) else { return false };
    let joins = |j: &usize| says!(doc, *j, "and") && !small(&(j + 1));
    let last = (first..first + 4).take_while(|j| !small(j) || joins(j)).last().unwrap_or(first);
    let rest = (last + 1..turn.end).take(6).all(|j| small(&j)) && turn.end - last <= 4;
    let told = (first..=last).any(|j| !plain::generic(doc, j) && !doc.has(j, ORGWORD));
    let name =
        (first..=last).all(|j| joins(&j) || plain::word(doc, board, j) && !doc.has(j, RELATION) && !status(doc, j));
    // "a warehouse", "my own"
    let article = doc.prev(first).is_some_and(|p| says!(doc, p, "a" | "an" | "my" | "own" | "not" | "no" | "any"));
    rest && told && name && !article && board.put((first, last), PhiType::Org, 660, None)
}

/// What somebody is instead of employed, and trades that are no employer.
fn status(doc: &Doc, j: usize) -> bool {
    occupation(doc, j)
        || says!(
            doc,
            j,
            "self"
                | "employed"
                | "self-employed"
                | "unemployed"
                | "retired"
                | "disabled"
                | "disability"
                | "laid"
                | "construction"
                | "retail"
                | "nothing"
                | "nowhere"
                | "home"
                | "homeschooled"
                | "freelance"
                | "independent"
                | "contract"
                | "between"
                | "private"
                | "public"
                | "county"
                | "state"
                | "federal"
                | "local"
                | "third"
                | "downtown"
                | "landscaping"
                | "farming"
                | "trucking"
                | "same"
                | "correct"
                | "full"
                | "part"
                | "time"
                | "homemaker"
                | "housewife"
                | "military"
                | "sales"
        )
}

/// Is the sequence likely the answer? Its sentence says little else.
fn fits(doc: &Doc, found: &Extent, turn: &Range<usize>) -> bool {
    if found.business {
        return true;
    }
    // "occasionally": how often, not where
    if doc.has(found.first, BACK) || found.first == found.last && doc.w(found.first).ends_with("ally") {
        return false;
    }
    let from = (turn.start..=found.first).rev().find(|&j| doc.breaks(j)).unwrap_or(turn.start);
    let sentence = (from..turn.end).take_while(|&j| !doc.end(j) && (j == from || !doc.breaks(j)));
    let content = sentence.filter(|&j| !doc.has(j, FUNC | BACK | CORR)).take(6).count();
    let inner = found.last > found.first && found.capital;
    content <= 4 && (plain_name(doc, found) || inner)
}

/// No ordinary word but those of businesses, or the second of two joined by "and".
fn plain_name(doc: &Doc, found: &Extent) -> bool {
    (found.first..=found.last).all(|j| !doc.has(j, COMMON | FUNC) || says!(doc, j, "and") || doc.has(j, ORGWORD))
}

fn words(turn: &Range<usize>) -> usize {
    turn.end - turn.start - 1
}
