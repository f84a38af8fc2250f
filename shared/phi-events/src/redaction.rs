//! What was said, without PHI. Written by redaction.
pub mod v1;
pub use v1::{CleanTurn, Cleaned, Hidden, PhiKind, Redaction, RedactionContent, RedactionFact, Revealed, Withhold};
