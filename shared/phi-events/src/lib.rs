//! The contract of the mesh: events by context, the envelope's layout, subjects, `FLOW` and [`Phi`]. Pure: no clock, no
//! randomness, no IO, no cipher. Everything that two services must agree on stands here and nowhere else.
//!
//! To add an event: append a variant to the fact of its context's newest version (never in the middle, never to a
//! released struct), run `./justw schemas`, and commit the golden bytes that appear.
pub mod access;
pub mod breach;
pub mod call;
pub mod chunk;
pub mod class;
pub mod commit;
pub mod context;
pub mod ehr;
pub mod envelope;
pub mod flow;
pub mod ids;
pub mod outcome;
pub mod phi;
pub mod quarantine;
pub mod redaction;
pub mod request;
pub mod retention;
pub mod samples;
pub mod schemas;
pub mod service;
pub mod shred;
pub mod subject;
pub mod tenant;
pub mod transcript;

pub use class::DataClass;
pub use commit::{Actor, Content, Event, Fact, Meta, NoContent, Schema};
pub use context::Context;
pub use envelope::Suite;
pub use ids::{AggregateId, CallId, CommitId, MESH_TENANT, TenantId};
pub use phi::Phi;
pub use service::Service;
pub use subject::Address;
