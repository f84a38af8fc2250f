//! Names spelled by words of an alphabet ("victor alpha lima"), and what joins the pieces of one name.

use super::title_case;
use crate::engine::board::{Board, Claim};
use crate::engine::lexicon::{ALPHABET, FUNC, GATE_ALPHABET, Num, SOUND};
use crate::engine::text::words::says;
use crate::engine::text::{COMMA, Doc, Kind};
use crate::engine::{PhiType, Role};

/// Words of an alphabet that make a run by themselves.
const LEAST: usize = 3;

/// Claims runs of alphabet words: three or more, with at most one other plain word between two of them, since everybody
/// has an alphabet of one's own.
pub(super) fn detect(doc: &Doc, board: &mut Board) {
    let mut i = doc.seek(0, GATE_ALPHABET);
    while i < doc.toks.len() {
        if board.taken(i) {
            i = doc.seek(i + 1, GATE_ALPHABET);
            continue;
        }
        let (last, count) = run(doc, board, i);
        if count >= LEAST {
            let text: String = (i..=last).filter_map(|j| doc.w(j).chars().next()).collect();
            board.claim(Claim {
                first: i,
                last,
                kind: PhiType::Name,
                score: 880,
                normalised: Some(title_case(&text)),
                role: Role::Other,
            });
        }
        i = doc.seek(last + 1, GATE_ALPHABET);
    }
}

fn alphabet(doc: &Doc, board: &Board, i: usize) -> bool {
    doc.has(i, ALPHABET) && !board.taken(i)
}

/// The last alphabet word of the run that begins at `first`, and how many it has.
fn run(doc: &Doc, board: &Board, first: usize) -> (usize, usize) {
    let (mut last, mut count, mut at) = (first, 1, first + 1);
    while !doc.end(at) && !board.taken(at) && !doc.breaks(at) {
        if alphabet(doc, board, at) {
            last = at;
            count += 1;
        } else {
            let plain = doc.toks[at].kind == Kind::Word && !doc.has(at, FUNC) && doc.toks[at].num == Num::None;
            if !plain || at > last + 1 {
                break;
            }
        }
        at += 1;
    }
    (last, count)
}

/// "… b r a f o g d a with a a", "… tango orange with an o": which of two letters it is at the end.
fn with_letter(doc: &Doc, claim: &mut Claim, board: &mut Board) {
    let at = claim.last + 1;
    if claim.kind != PhiType::Name || claim.last == claim.first || !says!(doc, at, "with") {
        return;
    }
    let letters = doc.toks[claim.last].kind == Kind::Letter
        || doc.has(claim.last, ALPHABET | SOUND)
        || says!(doc, claim.last, "ray");
    let said = says!(doc, at + 1, "a" | "an") && doc.toks[at + 2].kind == Kind::Letter;
    if letters && said && (at..at + 3).all(|i| !board.taken(i)) {
        board.own(at, at + 2, PhiType::Name);
        claim.last = at + 2;
    }
}

/// "nelson b flowers": two claims with an initial between them, or side by side, are one name.
pub(crate) fn join(doc: &Doc, board: &mut Board) {
    let mut claims = std::mem::take(&mut board.claims);
    claims.sort_by_key(|c| c.first);
    for claim in &mut claims {
        with_letter(doc, claim, board);
    }
    claims.dedup_by(|claim, last| {
        let joined = joined(doc, board, last, claim);
        if joined {
            board.own(last.first, claim.last, PhiType::Name);
            last.last = claim.last;
            last.score = last.score.max(claim.score);
            last.normalised = Some(super::spelling(doc, last.first, last.last));
        }
        joined
    });
    board.claims = claims;
}

fn joined(doc: &Doc, board: &Board, left: &Claim, right: &Claim) -> bool {
    let names = left.kind == PhiType::Name && right.kind == PhiType::Name;
    if !names || right.first > left.last + 2 || doc.toks[left.first].turn != doc.toks[right.first].turn {
        return false;
    }
    let words = |c: &Claim| (c.first..=c.last).all(|i| doc.toks[i].kind == Kind::Word) && c.last - c.first < 3;
    let close = |i: usize| doc.toks[i].pre & COMMA == 0 && !doc.breaks(i);
    let initial = right.first == left.last + 2
        && doc.toks[left.last + 1].kind == Kind::Letter
        && !board.taken(left.last + 1)
        && close(left.last + 1);
    words(left) && words(right) && close(right.first) && (initial || right.first == left.last + 1)
}
