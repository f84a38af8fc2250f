//! What the EHR was told. Written by ehr-sync.
pub mod v1;
pub use v1::{Chart, Ehr, EhrContent, EhrFact, PatientLink, Refused};
