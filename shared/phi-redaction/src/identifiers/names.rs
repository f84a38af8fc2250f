//! Names of persons (45 CFR 164.514(b)(2)(i)(A)): of the patient, relatives and household, and of staff too, because
//! who treated whom is part of what a call reveals.
//!
//! A name is decided by the slot it stands in ("i'm …", "doctor …", the answer to "your name?"), how sure the
//! lexicon is that a word is a name, and, where the text has capitals, by them.

use super::Context;
use crate::engine::board::{Board, Claim};
use crate::engine::dialogue::{NAME, SPELL};
use crate::engine::lexicon::{FIRST, GATE_OPEN, GATE_SLOT, LAST};
use crate::engine::numbers::Run;
use crate::engine::text::Doc;
use crate::engine::{PhiType, Role};

mod courtesies;
mod cues;
mod echoes;
mod grade;
mod ordinary;
mod pieces;
mod slots;
mod sounded;
mod spelled;
mod split;
mod unslotted;

pub(crate) use echoes::echo;
pub(crate) use grade::{Grade, grade, surname_eponym};
pub(crate) use slots::auxiliary;
pub(crate) use spelled::join;

/// Slots first, then names that need none.
pub fn detect(ctx: &Context<'_>, board: &mut Board) {
    let turns = ctx.doc.speakers.len();
    spelled::detect(ctx.doc, board);
    sounded::detect(ctx, board);
    split::detect(ctx.doc, board);
    for i in ctx.doc.open(GATE_SLOT) {
        let cues = cues::cues(ctx.doc, i);
        if cues & cues::COURTESY != 0 {
            courtesies::at(ctx, board, i, cues);
        }
        slots::at(ctx, board, i, cues);
    }
    for turn in 0..turns {
        let (topics, age) = ctx.asks.turn(turn);
        if topics & NAME != 0 && age <= 3 {
            unslotted::answer(ctx, board, turn);
        }
        // a question for nothing else, just before
        if topics & (NAME | SPELL) != 0 && topics & !(NAME | SPELL) == 0 && age == 1 {
            pieces::answer(ctx, board, turn);
        }
    }
    for i in ctx.doc.open(GATE_OPEN) {
        if !grade::ordinary(ctx.doc, i) && !board.taken(i) {
            unslotted::bare(ctx, board, i);
        }
    }
}

/// A run of letters that spells a name.
pub fn claim_spelled(board: &mut Board, run: &Run, role: Role) {
    let claim = Claim {
        first: run.first,
        last: run.last,
        kind: PhiType::Name,
        score: 900,
        normalised: Some(title_case(&run.text)),
        role,
    };
    board.claim(claim);
}

/// Takes a name that begins at `first`, as far as it reaches.
fn take(ctx: &Context<'_>, board: &mut Board, first: usize, role: Role, score: u16) -> bool {
    let last = ordinary::initial_after(ctx.doc, board, grade::extend(ctx.doc, board, first));
    let first = grade::particles(ctx.doc, board, first);
    let first = ordinary::initial_before(ctx.doc, board, first);
    let normalised = Some(spelling(ctx.doc, first, last));
    board.claim(Claim { first, last, kind: PhiType::Name, score, normalised, role })
}

/// The name in title case, without a possessive.
pub fn spelling(doc: &Doc, first: usize, last: usize) -> String {
    let mut out = String::with_capacity(24);
    for i in first..=last {
        if i > first {
            out.push(' ');
        }
        let mut chars = bare(doc.w(i)).chars();
        out.extend(chars.next().into_iter().flat_map(char::to_uppercase));
        out.push_str(chars.as_str());
    }
    out
}

/// The word without a possessive.
pub fn bare(word: &str) -> &str {
    word.strip_suffix("'s").unwrap_or(word)
}

/// First letter capital.
pub fn title_case(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or(String::new(), |c| c.to_uppercase().chain(chars).collect())
}

/// Is the word in a name lexicon?
pub fn listed(doc: &Doc, i: usize) -> bool {
    doc.has(i, FIRST | LAST)
}
