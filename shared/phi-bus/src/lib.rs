//! The only crate that names async-nats: append, read, deliver, provision. Everything above it sees [`EventLog`].
pub mod accounts;
pub mod bare;
pub mod log;
pub mod memory;
pub mod nats;
pub mod provision;
mod puller;
pub mod refusals;
mod wire;

pub use log::{Append, ConsumerState, Delivery, EventLog, LogError, Stored, StreamState};
pub use memory::MemoryLog;
pub use nats::{NatsConfig, NatsLog};
