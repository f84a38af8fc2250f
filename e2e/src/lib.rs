//! The mesh as a whole: a stage on which every service runs against real peers on loopback, for the demo and the tests.
pub mod bench;
pub mod callers;
pub mod canary;
pub mod cluster;
pub mod demo;
pub mod peers;
pub mod process;
pub mod spans;
pub mod stage;
pub mod vapi;
pub mod watch;

/// Anything that went wrong on the stage, in a sentence.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;
