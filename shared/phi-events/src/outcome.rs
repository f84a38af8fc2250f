//! What came of the call. Written by outcome, from redacted words only (INV-11).
pub mod v1;
pub use v1::{Disposition, Intent, Outcome, OutcomeContent, OutcomeDetail, OutcomeFact, ReviewReason, Urgency};
