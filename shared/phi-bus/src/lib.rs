//! The only crate that names async-nats: append, read, deliver, provision. Everything above it sees [`EventLog`].
pub mod accounts;
pub mod backup;
pub mod bare;
pub mod chart;
pub mod log;
pub mod login;
pub mod memory;
pub mod nats;
pub mod operator;
pub mod private;
pub mod provision;
mod puller;
pub mod refusals;
pub mod tls;
mod watch;
mod wire;

pub use log::{Append, ConsumerState, Delivery, EventLog, LogError, Stored, StreamState};
pub use login::Login;
pub use memory::MemoryLog;
pub use nats::{NatsConfig, NatsLog};
pub use tls::{Tls, TlsError};
