//! The mesh's stories: each is a file, and all are one binary, since linking the whole mesh takes longer than running it.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]
mod bad_input;
mod broker_restart;
mod canary;
mod cluster;
mod day2;
mod duplicate_delivery;
mod freeze;
mod happy_call;
mod incident;
mod least_privilege;
mod logs;
mod quarantine;
mod redaction_down_and_back;
mod retention_clock;
mod review;
mod shred;
mod telemetry;
mod the_map_is_true;
mod world;
