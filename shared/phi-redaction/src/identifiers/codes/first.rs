//! The first figure of a number, written as the word of its sound: "it's | for | oh nine mill road", "ending | too | nine one".
//! Such words are of every sentence, so they are looked at once everything else is claimed.

use crate::engine::PhiType;
use crate::engine::board::{Board, Claim};
use crate::engine::dialogue;
use crate::engine::numbers::{run_at, sounds_as_digit};
use crate::engine::text::words::says;
use crate::engine::text::{Doc, SPACE};

use super::pieces::numeric;

/// Figures that may stand before what was claimed.
const FIGURES: usize = 4;

/// Takes the figures before house numbers and codes into their claims.
pub fn first_figures(doc: &Doc, board: &mut Board) {
    if doc.cased {
        return;
    }
    for at in 0..board.claims.len() {
        for _ in 0..FIGURES {
            let claim = &board.claims[at];
            let Some(p) = figure_before(doc, board, claim) else { break };
            board.widen(at, p, claim.last);
        }
    }
}

/// The word of a figure's sound before a claim, where it can hardly be anything else.
fn figure_before(doc: &Doc, board: &Board, claim: &Claim) -> Option<usize> {
    let first = claim.first;
    let house = claim.kind == PhiType::Address;
    if !house && claim.kind != PhiType::Dob && !numeric(claim.kind) || doc.toks[first].pre != SPACE || doc.breaks(first)
    {
        return None;
    }
    let p = doc.prev(first).filter(|&p| sounds_as_digit(doc, p) && !board.taken(p))?;
    let Some(q) = doc.prev(p).filter(|_| !doc.breaks(p)) else {
        return (begins(doc, first) && !whole(doc, claim)).then_some(p);
    };
    let plain = !says!(doc, p, "to" | "for");
    // "out at | for too for | beaver dam road": all of a house number
    let pair = house && sounds_as_digit(doc, q) && (plain || !says!(doc, q, "to" | "for"));
    if !(begins(doc, first) || pair) || whole(doc, claim) {
        return None;
    }
    // "we ate 5", "i owe 40 ..."
    let verb =
        says!(doc, p, "ate" | "won" | "owe") && says!(doc, q, "i" | "we" | "he" | "she" | "they" | "you" | "who");
    let after_figure = sounds_as_digit(doc, q) && !says!(doc, q, "to" | "for");
    (led(doc, q, house) || after_figure || plain && !verb && claim.kind != PhiType::Dob).then_some(p)
}

/// Does the claim begin with a number?
fn begins(doc: &Doc, first: usize) -> bool {
    dialogue::number(doc, first) || sounds_as_digit(doc, first)
}

/// As long as such a number is: what stands before it is a word of the sentence.
fn whole(doc: &Doc, claim: &Claim) -> bool {
    let run = || run_at(doc, claim.first).map_or(0, |r| r.digits);
    let said = claim.normalised.as_ref().map_or_else(run, String::len);
    if claim.kind == PhiType::Address {
        return run() > 3;
    }
    let code = matches!(claim.kind, PhiType::OtherId | PhiType::InsuranceId | PhiType::Mrn);
    claim.kind != PhiType::Dob && if code { said > 8 } else { matches!(said, 4 | 7..) }
}

/// A word after which a number begins.
fn led(doc: &Doc, q: usize, house: bool) -> bool {
    let common = says!(doc, q, "at" | "is" | "it's" | "its" | "still" | "was" | "then" | "too" | "for");
    let of_house =
        || says!(doc, q, "i'm" | "address" | "yes" | "yeah" | "okay" | "ok" | "no" | "not" | "now" | "list" | "you're");
    let of_code = || {
        says!(doc, q, "ending" | "dash" | "extension" | "ext" | "number" | "beeper" | "pager" | "digits" | "four")
            || says!(doc, q, "interpreter" | "operator" | "birthday" | "birthdate" | "day")
            || says!(doc, q, "in" | "with")
                && doc.prev(q).is_some_and(|r| says!(doc, r, "ends" | "ending" | "ended" | "end" | "starts"))
    };
    common || if house { of_house() } else { of_code() }
}
