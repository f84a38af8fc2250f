//! phi-testkit.

pub mod cluster;
pub mod fhir;
pub mod mesh;
pub mod nats;
pub mod postgres;
pub mod tls;
