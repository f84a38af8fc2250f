//! The frame of every service: configuration, telemetry, health, keys, the reactor and projector loops. The only real clock
//! and the only real randomness of the mesh are here.
//!
//! A service is a pure [`Domain`], one [`Reactor`] for each context it reacts to, perhaps [`Timers`] and a door, put
//! together as [`Parts`] by its [`Definition`].
mod aggregate;
mod beats;
mod clock;
pub mod config;
mod core;
mod db;
mod domain;
mod entry;
mod fault;
mod faults_from;
mod freeze;
mod health;
mod incoming;
mod keys;
mod lease;
mod loops;
mod measured;
mod parts;
mod patience;
mod projector;
mod reactor;
mod reader;
mod run;
mod sampler;
pub mod telemetry;
mod tenants;
pub mod track;
mod write;

pub use aggregate::{Aggregate, Executed};
pub use clock::{Clock, OsEntropy, ShiftedClock, SystemClock, month_of};
pub use config::{ConfigError, Frame, Section};
pub use core::{Core, CoreParts};
pub use domain::{Domain, Facts, fold};
pub use entry::{guard_process, run};
pub use fault::{Disposition, Fault};
pub use incoming::Incoming;
pub use keys::{KeyError, Keys};
pub use loops::two_others;
pub use parts::{Count, Counted, Gauges, Parts, Timers};
pub use projector::{Rebuilt, StateHash, Waiting};
pub use reactor::{Mode, Reactor};
pub use reader::Poisoned;
pub use run::{Definition, Running, StartError, Surroundings, connect, core as open_core, start};
pub use tenants::TenantView;
pub use track::{DamagedTrack, StoredTrack};
