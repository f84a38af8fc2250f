//! The identifiers of 45 CFR 164.514(b)(2)(i), one file per class, each in written and spoken form.
//!
//! | letter | identifier | file |
//! | --- | --- | --- |
//! | A | names | `names` |
//! | B | geographic subdivisions smaller than a state | `address` |
//! | C | dates but the year; ages over 89 | `dates`, `ages` |
//! | D, E | telephone and fax numbers | `phone` |
//! | F, N | mail and web addresses | `net` |
//! | G | social security numbers | `ssn` |
//! | H | medical record numbers | `mrn` |
//! | I | health plan beneficiary numbers | `insurance` |
//! | J, K, L, M, R | account, licence, vehicle, device and other unique numbers | `other_id`, `card` |
//! | O | internet protocol addresses | `ip` |
//!
//! P and Q (voice and face) are the recording itself: the masked copy stays in its own data class.
//! Employers are not in the list of (b)(2)(i) but "employers" is in its first line, so `employer` is here too.

use crate::engine::Turn;
use crate::engine::board::Board;
use crate::engine::dialogue::Asks;
use crate::engine::text::Doc;

pub mod abbreviations;
pub mod address;
pub mod ages;
pub mod card;
pub mod codes;
pub mod dates;
pub mod employer;
pub mod insurance;
pub mod ip;
pub mod mrn;
pub mod names;
pub mod net;
pub mod other_id;
pub mod phone;
pub mod ssn;

/// What every detector sees of a call.
pub struct Context<'a> {
    /// The turns as they came.
    pub turns: &'a [Turn<'a>],
    /// The tokens.
    pub doc: &'a Doc,
    /// What each turn was asked.
    pub asks: &'a Asks,
}

/// Finds PHI and claims it on the board. The rules are one detector; an operator's own model can be another.
pub trait Detector: Send + Sync {
    /// Names it, so that an event can say what made it. A few letters; never anything of a call.
    fn name(&self) -> &str;

    /// Claims what it finds. A token belongs to the first that claims it.
    ///
    /// # Errors
    /// When it could not look at the whole call: nothing of the call may be released then.
    fn detect(&self, ctx: &Context<'_>, board: &mut Board) -> Result<(), Failed>;
}

/// A detector could not look. It says nothing of the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a detector failed: nothing of this call may be released")]
pub struct Failed;

/// The rules of this crate.
#[derive(Clone, Copy, Debug)]
pub struct Rules;

impl Detector for Rules {
    fn name(&self) -> &'static str {
        "rules"
    }

    fn detect(&self, ctx: &Context<'_>, board: &mut Board) -> Result<(), Failed> {
        rules(ctx, board);
        Ok(())
    }
}

/// Runs every class's detector, the most structured first.
fn rules(ctx: &Context<'_>, board: &mut Board) {
    net::detect(ctx, board);
    dates::detect(ctx, board);
    address::detect(ctx, board);
    codes::detect(ctx, board);
    ages::detect(ctx, board);
    employer::detect(ctx, board);
    names::detect(ctx, board);
}
