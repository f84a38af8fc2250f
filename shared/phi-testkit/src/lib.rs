//! phi-testkit.

pub mod fhir;
pub mod mesh;
pub mod nats;
