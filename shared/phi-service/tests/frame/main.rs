//! The frame on a log in memory: no broker, no real clock, no real randomness where a test makes its own core.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]
mod append;
mod audited;
mod common;
mod meddler;
mod metrics;
mod probes;
mod quarantine;
mod replay;
mod shred;
mod toy;
mod tracks;
