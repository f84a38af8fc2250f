//! What was destroyed, and when. Written by retention. One aggregate a call, and one a tenant for its monthly keys.
pub mod v1;
pub use v1::{DestroyReason, Due, Retention, RetentionFact};
