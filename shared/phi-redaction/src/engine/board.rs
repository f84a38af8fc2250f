//! Where detectors put what they found: a token belongs to the first that claims it.
//!
//! Detectors run from the most to the least structured, so the first claim is the stronger one.

use super::text::Doc;
use super::{PhiType, Role};

/// One claim over tokens of one turn.
#[derive(Clone)]
pub struct Claim {
    /// First token.
    pub first: usize,
    /// Last token.
    pub last: usize,
    /// What it is.
    pub kind: PhiType,
    /// Confidence in thousandths.
    pub score: u16,
    /// The value in one spelling.
    pub normalised: Option<String>,
    /// Whose it is.
    pub role: Role,
}

/// The claims of one call.
pub struct Board {
    owned: Vec<Option<PhiType>>,
    /// In the order they were made.
    pub claims: Vec<Claim>,
    /// First tokens of numbers that a rule knows to be no identifiers, in order.
    refused: Vec<usize>,
}

impl Board {
    /// An empty board over a tokenised call.
    pub fn new(doc: &Doc) -> Board {
        Board { owned: vec![None; doc.toks.len()], claims: Vec::with_capacity(64), refused: Vec::new() }
    }

    /// Notes a number that is a dose, a price or a time. Numbers are read in order.
    pub fn refuse(&mut self, first: usize) {
        self.refused.push(first);
    }

    /// Whether the number that begins here was refused.
    pub fn refuses(&self, first: usize) -> bool {
        self.refused.binary_search(&first).is_ok()
    }

    /// The numbers that were refused, by their first tokens.
    pub fn refusals(&self) -> &[usize] {
        &self.refused
    }

    /// The free tokens that follow a taken one.
    pub fn ends(&self) -> impl Iterator<Item = usize> {
        let pairs = self.owned.windows(2).enumerate();
        pairs.filter(|(_, pair)| pair[0].is_some() && pair[1].is_none()).map(|(before, _)| before + 1)
    }

    /// Is the token taken?
    pub fn taken(&self, i: usize) -> bool {
        self.owned.get(i).is_none_or(Option::is_some)
    }

    /// What the token was claimed as.
    pub fn kind(&self, i: usize) -> Option<PhiType> {
        self.owned.get(i).copied().flatten()
    }

    /// The last taken token from `from` on and before `i`: how far it is, and what it was claimed as.
    pub fn before(&self, from: usize, i: usize) -> Option<(usize, PhiType)> {
        let tokens = self.owned.get(from..i)?.iter().rev();
        tokens.zip(1..).find_map(|(kind, far)| kind.map(|kind| (far, kind)))
    }

    /// The same of the first behind `i` and before `end`.
    pub fn behind(&self, i: usize, end: usize) -> Option<(usize, PhiType)> {
        let tokens = self.owned.get(i + 1..end)?.iter();
        tokens.zip(1..).find_map(|(kind, far)| kind.map(|kind| (far, kind)))
    }

    /// Takes the free tokens; refused when any is taken.
    pub fn claim(&mut self, claim: Claim) -> bool {
        if claim.last < claim.first || (claim.first..=claim.last).any(|i| self.taken(i)) {
            return false;
        }
        self.owned[claim.first..=claim.last].fill(Some(claim.kind));
        self.claims.push(claim);
        true
    }

    /// Lets the claim at this place of the list go on over the free tokens from `first` to `last`; its value is another then.
    pub fn widen(&mut self, at: usize, first: usize, last: usize) {
        let claim = &mut self.claims[at];
        self.owned[first..claim.first].fill(Some(claim.kind));
        self.owned[claim.last + 1..=last].fill(Some(claim.kind));
        (claim.first, claim.last, claim.normalised) = (first, last, None);
    }

    /// Marks tokens that join a claim already made.
    pub fn own(&mut self, first: usize, last: usize, kind: PhiType) {
        self.owned[first..=last].fill(Some(kind));
    }

    /// Gives back the tokens of a claim that was dropped.
    pub fn free(&mut self, first: usize, last: usize) {
        self.owned[first..=last].fill(None);
    }

    /// Short form for a claim without a role.
    pub fn put(&mut self, span: (usize, usize), kind: PhiType, score: u16, normalised: Option<String>) -> bool {
        self.claim(Claim { first: span.0, last: span.1, kind, score, normalised, role: Role::Other })
    }
}
