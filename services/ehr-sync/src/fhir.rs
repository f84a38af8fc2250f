//! FHIR R4 (4.0.1): what a call's outcome looks like in an EHR, whom it is about, and how it gets there once.
//!
//! [`resources`] and [`judge`] are pure. [`FhirClient`] is the only thing here that talks; it never repeats a request
//! by itself, because whether to try again is a decision for the log, not for a socket.

mod answer;
mod client;
mod fault;
mod instant;
mod mapping;
mod patient;
mod plan;

#[cfg(test)]
mod tests;

pub use answer::Submitted;
pub use client::{ConfigFault, FhirClient, FhirConfig, Secret};
pub use fault::FhirFault;
pub use instant::fhir_time;
pub use mapping::{due_ms, resources};
pub use patient::{Demographics, MatchVerdict, judge, match_parameters, search_terms};
pub use plan::{IdSystems, OutcomePlan, PatientRef, ResourceKind, Urgency};
