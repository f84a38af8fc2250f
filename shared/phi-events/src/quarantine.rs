//! Messages that could not be read: pointers, never copies. Written by every service under its own token.
pub mod v1;
pub use v1::{Poison, Quarantine, QuarantineFact};
