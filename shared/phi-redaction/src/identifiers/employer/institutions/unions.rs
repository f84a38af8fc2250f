//! Trade unions and their locals.

use super::Named;
use crate::engine::board::Board;
use crate::engine::dialogue::number;
use crate::engine::lexicon::{FUNC, UNIT};
use crate::engine::text::words::{Words, room, says};
use crate::engine::text::{Doc, Kind};
use crate::identifiers::employer::extent::part;
use crate::identifiers::employer::trades::named_trade;

/// "boilermakers local six thirty", "local 684", "the plumbers local", "u f c w", "ibew".
pub(super) fn named(doc: &Doc, board: &Board, i: usize) -> Option<Named> {
    if says!(doc, i, "local") {
        return local(doc, board, i);
    }
    if says!(doc, i, "with" | "through") {
        return insured(doc, i);
    }
    if says!(doc, i, "union") {
        return letters(doc, i + 1);
    }
    // "boilermakers local six thirty" is one name
    if says!(doc, i + 1, "local") && !doc.breaks(i + 1) && union(doc, i) {
        return local(doc, board, i + 1);
    }
    // some are also other words' letters
    let soft = says!(doc, i, "ila" | "aft" | "cwa" | "usw" | "twu" | "uaw");
    union(doc, i).then(|| Named { first: i, last: behind(doc, i), score: if soft { 720 } else { 900 } })
}

/// "he's insured with the | carpenters": a trade in the plural that pays for somebody.
fn insured(doc: &Doc, i: usize) -> Option<Named> {
    let first = i + 2;
    let trade = says!(doc, i + 1, "the") && crafts(doc, first) && doc.b(first).last() == Some(&b's');
    if !trade || doc.breaks(first) || !(doc.breaks(first + 1) || doc.has(first + 1, FUNC)) {
        return None;
    }
    let start = doc.first[doc.toks[i].turn as usize].max(i.saturating_sub(16));
    let paid = (start..i).any(|j| {
        says!(
            doc,
            j,
            "insured"
                | "insurance"
                | "plan"
                | "coverage"
                | "covered"
                | "pension"
                | "benefits"
                | "retired"
                | "union"
                | "apprentice"
        )
    });
    paid.then_some(Named { first, last: first, score: 700 })
}

/// American unions by the names that people use.
fn union(doc: &Doc, i: usize) -> bool {
    static SET: Words<{ room(UNIONS) }> = Words::new(UNIONS);
    SET.has(doc.hash(i))
}

/// The unions.
#[rustfmt::skip]
pub(in super::super) const UNIONS: &[&str] = &[
    "teamsters", "ibew", "seiu", "afscme", "uaw", "ufcw", "umwa", "iatse", "ilwu", "ila",
    "liuna", "usw", "opeiu", "nalc", "apwu", "afge", "iuoe", "cwa", "aft", "twu",
];

/// "boilermakers | credit union": what else the union owns.
fn behind(doc: &Doc, i: usize) -> usize {
    match (doc.w(i + 1), doc.w(i + 2)) {
        ("credit", "union") => i + 2,
        ("hall" | "union", _) if !doc.breaks(i + 1) => i + 1,
        _ => i,
    }
}

/// "u f c w" after "union": the last letter.
fn letters(doc: &Doc, from: usize) -> Option<Named> {
    let last =
        (from..from + 6).take_while(|&j| doc.toks[j].kind == Kind::Letter && !says!(doc, j, "i" | "a")).last()?;
    (last >= from + 2).then_some(Named { first: from, last, score: 760 })
}

/// The number of a local and the trade before it.
fn local(doc: &Doc, board: &Board, i: usize) -> Option<Named> {
    let from = if says!(doc, i + 1, "number" | "union" | "no") { i + 2 } else { i + 1 };
    let last = (from..from + 5).take_while(|&j| counted(doc, j) && (j == from || !doc.breaks(j))).last();
    let first = trade(doc, board, i);
    let Some(last) = last else {
        let trade = first < i && (first..i).any(|j| union(doc, j) || crafts(doc, j));
        return trade.then_some(Named { first, last: i, score: 740 });
    };
    // "the local 24 hour pharmacy"
    if doc.has(last + 1, UNIT) && !doc.breaks(last + 1) || doc.breaks(from) && from > i + 1 {
        return None;
    }
    let hall = usize::from(says!(doc, last + 1, "longshore" | "hall"));
    // "local 69 of the steamfitters"
    let of =
        says!(doc, last + 1, "of") && says!(doc, last + 2, "the") && crafts(doc, last + 3) && !doc.breaks(last + 3);
    let last = if of { last + 3 } else { last + hall };
    Some(Named { first, last, score: if first < i { 900 } else { 800 } })
}

fn counted(doc: &Doc, j: usize) -> bool {
    number(doc, j) || doc.toks[j].kind == Kind::Mixed && doc.size(j) < 6
}

/// Back over "painters and glaziers", "u f c w", "the longshoremen's".
fn trade(doc: &Doc, board: &Board, i: usize) -> usize {
    let mut first = i;
    let mut at = i;
    for _ in 0..6 {
        let Some(p) = doc.prev(at).filter(|_| !doc.breaks(at)) else { break };
        let letter = doc.lone_letter(p);
        let small = says!(doc, p, "in" | "and" | "of") && first < i || says!(doc, p, "in" | "union");
        if letter || !board.taken(p) && (union(doc, p) || crafts(doc, p)) {
            first = p;
        } else if !small {
            break;
        }
        at = p;
    }
    if part(doc, board, first) || first == i { first } else { i }
}

/// "plumbers", "longshoremen's", "steamfitters": a trade in the plural.
fn crafts(doc: &Doc, j: usize) -> bool {
    let word = doc.w(j);
    if doc.has(j, FUNC) {
        return false;
    }
    says!(
        doc,
        j,
        "longshoremen"
            | "longshoremen's"
            | "longshore"
            | "shoremen"
            | "shore"
            | "long"
            | "men"
            | "pipefitters"
            | "steamfitters"
            | "ironworkers"
            | "steelworkers"
            | "boilermakers"
            | "autoworkers"
            | "sheet"
            | "metal"
            | "workers"
            | "brotherhood"
            | "electrical"
            | "laborers'"
            | "transit"
            | "culinary"
            | "firefighters"
            | "machinists'"
    ) || word.strip_suffix('s').is_some_and(named_trade)
}
