//! redaction.

pub mod engine;
pub mod identifiers;
pub mod jsonl;
