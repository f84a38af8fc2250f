//! Incidents and their clocks. Written by breach-notification. One aggregate an incident.
pub mod v1;
pub use v1::{Blast, Breach, BreachFact, Clock, Finding, Signal};
