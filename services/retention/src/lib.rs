//! retention.
pub mod domain;
pub mod months;
pub mod policies;
