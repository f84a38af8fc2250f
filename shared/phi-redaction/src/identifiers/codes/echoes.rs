//! Numbers that belong to one said before: its next piece, its read-back, its correction.

use super::{Evidence, Verdict, quantities};
use crate::engine::board::{Board, Claim};
use crate::engine::lexicon::{BACK, FUNC};
use crate::engine::numbers::Run;
use crate::engine::text::words::says;
use crate::engine::text::{Doc, Kind};
use crate::engine::{PhiType, Speaker};

/// How many claims and turns back a number may be repeated.
const CLAIMS: usize = 12;
const TURNS: u32 = 5;

fn numeric(claim: &Claim) -> bool {
    matches!(
        claim.kind,
        PhiType::Phone | PhiType::Mrn | PhiType::InsuranceId | PhiType::Ssn | PhiType::Card | PhiType::OtherId
    )
}

/// The number of a turn or two ago, heard or said with a character wrong: "819?" "no, 219".
pub(super) fn echo(doc: &Doc, board: &Board, run: &Run) -> Verdict {
    let (turn, n) = (doc.toks[run.first].turn, run.text.len());
    if n < 3 {
        return None;
    }
    let claim = board.claims.iter().rev().take(CLAIMS).find(|c| {
        let said = doc.toks[c.first].turn;
        let near = said < turn && turn - said <= TURNS;
        near && numeric(c) && c.normalised.as_deref().is_some_and(|v| resembles(v, &run.text))
    })?;
    Some((claim.kind, 900))
}

/// Of the same length, with at most one character in three different.
fn resembles(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).filter(|(x, y)| x != y).count() <= (a.len() / 3).min(3)
}

/// "is 341-77 still good", "I have 5550186 on file": what the practice holds about the caller.
pub(super) fn on_file(doc: &Doc, run: &Run, evidence: &Evidence) -> Verdict {
    let n = run.digits + run.letters;
    let held = held(doc, run.last + 1);
    if !held && n >= 4 && evidence.cue == 0 && !run.big && !quantities::year(run) && reads_out(doc, run) {
        let code = run.letters > 0 && n >= 5;
        return Some((PhiType::OtherId, if code { 850 } else { 750 }));
    }
    (held && n >= 4 && !run.big && !quantities::year(run)).then_some(match n {
        7 | 10 if run.letters == 0 => (PhiType::Phone, 850),
        _ => (PhiType::OtherId, 850),
    })
}

/// "… still good", "… is that correct": words after a number that the practice holds.
fn held(doc: &Doc, next: usize) -> bool {
    if !says!(doc, next, "still" | "on" | "has" | "is") {
        return false;
    }
    let two = doc.w(doc.next(next));
    match doc.w(next) {
        "still" => matches!(two, "good" | "right" | "correct" | "current" | "valid"),
        "on" => two == "file",
        "has" => two == "that",
        _ => two == "that" && says!(doc, next + 2, "correct" | "right" | "current"),
    }
}

/// "are you still …", "the system shows …", "let me read that back …": the practice reads a record or an answer.
fn reads_out(doc: &Doc, run: &Run) -> bool {
    let Some(p) = doc.prev(run.first) else { return false };
    if !says!(doc, p, "still" | "have" | "shows" | "showing" | "confirm" | "heard" | "back" | "in" | "that's") {
        return false;
    }
    let before = doc.prev(p).map_or("", |q| doc.w(q));
    let agent = doc.speaker(run.first) != Speaker::Caller;
    let frame = match doc.w(p) {
        "still" => before == "you",
        "have" => matches!(before, "i" | "we"),
        "shows" | "showing" | "confirm" => true,
        "heard" => before == "i",
        "back" => before == "that",
        "in" => before == "putting",
        "that's" => before == "so",
        _ => false,
    };
    agent && frame
}

/// The rest of a number that the other side interrupted by "mm hmm": the same type as the piece before.
pub(super) fn continued(doc: &Doc, board: &Board, run: &Run) -> Verdict {
    let turn = doc.toks[run.first].turn as usize;
    // "it's 3-1-2. 5-5-5. 0-1-8-8": stops only part the pieces
    if let Some(last) = board.claims.last()
        && last.last + 1 == run.first
        && numeric(last)
        && run.digits >= 2
        && run.letters == 0
        && !run.big
    {
        return Some((last.kind, 850));
    }
    let lead = doc.first[turn]..run.first;
    if turn < 2 || lead.len() > 3 || !lead.clone().all(|i| doc.has(i, BACK | FUNC)) {
        return None;
    }
    let whole = lead.is_empty() && doc.end(run.last + 1);
    if run.digits + run.letters < 2 && !whole {
        return None;
    }
    let between = doc.first[turn - 1]..doc.first[turn] - 1;
    let nods =
        between.len() <= 4 && between.clone().all(|i| doc.has(i, BACK | FUNC) || doc.toks[i].kind == Kind::Letter);
    let claim = board.claims.iter().rev().take(4).find(|c| doc.toks[c.first].turn as usize == turn - 2)?;
    let near = doc.first[turn - 1] - 1 - claim.last <= 6;
    (nods && near && (numeric(claim) || claim.kind == PhiType::Ip) && doc.speakers[turn] == doc.speakers[turn - 2])
        .then_some((claim.kind, 800))
}
