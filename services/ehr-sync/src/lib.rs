//! ehr-sync.

pub mod fhir;
