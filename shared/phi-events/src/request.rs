//! What people asked for. Written by the command (and the gateway); owners react. One aggregate a request.
pub mod v1;
pub use v1::{Ask, Request, RequestFact};
