//! What a practice's reviewers decided about single words: always PHI, or never.

use super::PhiType;
use super::Role;
use super::board::{Board, Claim};
use super::lexicon::FUNC;
use super::text::{Doc, Kind};
use crate::identifiers::names;

/// A decision about one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// No PHI here: the name of the practice's own street, a local word.
    Never,
    /// PHI wherever it stands.
    Always(PhiType),
}

/// A practice's decisions. The words may be kept blinded, so the engine asks word by word and never for a list.
pub trait Terms {
    /// The decision about a folded word (lower case, no diacritics, no possessive), if there is one.
    fn verdict(&self, word: &str) -> Option<Verdict>;

    /// Whether there is no decision at all, so that nobody need ask.
    fn is_empty(&self) -> bool;
}

/// No decisions.
#[derive(Clone, Copy, Debug)]
pub struct NoTerms;

impl Terms for NoTerms {
    fn verdict(&self, _word: &str) -> Option<Verdict> {
        None
    }

    fn is_empty(&self) -> bool {
        true
    }
}

/// Drops claims of nothing but released words, then claims what is always PHI. Numbers are never released by a word.
pub(super) fn apply(terms: &dyn Terms, doc: &Doc, board: &mut Board) {
    if terms.is_empty() {
        return;
    }
    let word = |i: usize| names::bare(doc.w(i));
    let released = |claim: &Claim| {
        matches!(claim.kind, PhiType::Name | PhiType::Org | PhiType::Address)
            && (claim.first..=claim.last)
                .all(|i| doc.toks[i].kind == Kind::Word && terms.verdict(word(i)) == Some(Verdict::Never))
    };
    board.claims.retain(|claim| !released(claim));
    // a word by itself is what reviewers call it, whatever the engine took it for
    for claim in board.claims.iter_mut().filter(|claim| claim.first == claim.last) {
        if let Some(Verdict::Always(kind)) = terms.verdict(word(claim.first)) {
            (claim.kind, claim.score) = (kind, 999);
        }
    }
    for i in 0..doc.toks.len() {
        if doc.toks[i].kind != Kind::Word || doc.has(i, FUNC) || board.taken(i) {
            continue;
        }
        if let Some(Verdict::Always(kind)) = terms.verdict(word(i)) {
            let normalised = Some(names::spelling(doc, i, i));
            board.claim(Claim { first: i, last: i, kind, score: 999, normalised, role: Role::Other });
        }
    }
}
