//! Who did what (45 CFR 164.312(b)). Written by every service under its own token; no lock, no chain.
pub mod v1;
pub mod v2;
pub use v1::{Door, Refusal};
pub use v2::{Access, AccessFact, Purpose};
