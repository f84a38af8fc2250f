//! What makes a call sensitive: a diagnosis or a medicine beside a person's name. Neither alone says much; together they
//! are health information about an individual (45 CFR 160.103).

use super::board::Board;
use super::lexicon::{DRUG, GATE_HEALTH};
use super::text::Doc;
use super::{PhiType, Role};

/// A diagnosis or medicine that stands in the turn of a person's name, or in the one before or after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The turn of the diagnosis or medicine.
    pub turn: usize,
    /// First byte in the turn's text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Whether it is a medicine.
    pub medicine: bool,
}

/// Every mark of a call. Staff named beside a medicine say nothing of a patient, so their names do not count.
pub(super) fn marks(doc: &Doc, board: &Board) -> Vec<Mark> {
    let mut named = vec![false; doc.speakers.len() + 2];
    for claim in &board.claims {
        let person = claim.kind == PhiType::Name && !matches!(claim.role, Role::Agent | Role::Provider);
        if person || claim.kind == PhiType::Dob {
            let turn = doc.toks[claim.first].turn as usize;
            named[turn..turn + 3].fill(true);
        }
    }
    // index 0 of `named` is the turn before the first, so a turn's own entry is one further
    let mut out = Vec::new();
    if !named.contains(&true) {
        return out;
    }
    for turn in 0..doc.speakers.len() {
        if !named[turn + 1] {
            continue;
        }
        for i in doc.open_in(turn, GATE_HEALTH) {
            let medicine = doc.has(i, DRUG);
            if !board.taken(i) {
                let token = &doc.toks[i];
                out.push(Mark { turn, start: token.start as usize, end: token.end as usize, medicine });
            }
        }
    }
    out
}
