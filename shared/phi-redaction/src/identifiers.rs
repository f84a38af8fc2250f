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

use crate::engine::board::Board;
use crate::engine::dialogue::Asks;
use crate::engine::text::Doc;

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
    /// The tokens.
    pub doc: &'a Doc,
    /// What each turn was asked.
    pub asks: &'a Asks,
}

/// Runs every detector, the most structured first.
pub fn detect(ctx: &Context<'_>, board: &mut Board) {
    net::detect(ctx, board);
    dates::detect(ctx, board);
    address::detect(ctx, board);
    codes::detect(ctx, board);
    ages::detect(ctx, board);
    employer::detect(ctx, board);
    names::detect(ctx, board);
}
