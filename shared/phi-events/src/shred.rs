//! The ledger of destroyed keys, for ever. Written by retention, read by every service. One aggregate a tenant.
pub mod v1;
pub use v1::{Shred, ShredFact};
