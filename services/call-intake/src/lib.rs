//! call-intake: the only door for strangers. It proves who delivers, seals what came, and appends one commit per call.
pub mod auth;
pub mod domain;
pub mod error;
pub mod fetch;
pub mod http;
pub mod identity;
pub mod instant;
pub mod intake;
pub mod mesh;
pub mod phone;
pub mod secrets;
pub mod upload;
pub mod vapi;
