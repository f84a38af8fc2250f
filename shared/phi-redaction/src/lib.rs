//! The redactor: what callers say in, the same words with typed placeholders out.
//!
//! A crate of its own, because two things use it: the redaction service, and the log layer of every service.
//! See `data/README.md` for the word lists and their licences.
pub mod engine;
pub mod identifiers;
pub mod jsonl;
pub mod live;
pub mod logline;
