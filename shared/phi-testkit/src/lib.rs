//! phi-testkit.

pub mod fhir;
