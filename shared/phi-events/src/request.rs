//! What people asked for. Written by the command (and the gateway); owners react. One aggregate a request.
pub mod v1;
pub mod v2;
pub use v2::{Ask, Request, RequestFact};
