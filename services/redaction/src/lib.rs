//! Takes PHI out of words. See the README for what it consumes and produces.
pub mod config;
pub mod domain;
pub mod effects;
pub mod engine;
pub mod error;
pub mod identifiers;
pub mod jsonl;
pub mod reaction;

use std::sync::Arc;

use phi_events::Service;
use phi_service::{Core, Definition, Parts, StartError};

use crate::config::RedactionConfig;
use crate::domain::RedactionDomain;
use crate::engine::Engine;
use crate::reaction::Transcripts;

/// The service.
pub fn service() -> Definition {
    Definition::new::<RedactionConfig>(Service::Redaction, |core, config| Box::pin(build(core, config)))
}

async fn build(core: Core, config: RedactionConfig) -> Result<Parts, StartError> {
    Ok(Parts::new::<RedactionDomain>(&core).reactor(Transcripts::new(Arc::new(Engine::new()), config)))
}
