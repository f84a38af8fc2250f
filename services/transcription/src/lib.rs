//! Turns a call's sound into words. See the README for what it consumes and produces.
pub mod config;
pub mod domain;
pub mod effects;
pub mod engine;
pub mod error;
pub mod reaction;

use std::sync::Arc;

use phi_events::Service;
use phi_service::{Core, Definition, Parts, StartError};

use crate::config::Transcription;
use crate::domain::TranscriptDomain;
use crate::engine::SphinxWorker;
use crate::reaction::Calls;

/// The service.
pub fn service() -> Definition {
    Definition::new::<Transcription>(Service::Transcription, |core, config| Box::pin(build(core, config)))
}

async fn build(core: Core, config: Transcription) -> Result<Parts, StartError> {
    let engine = Arc::new(SphinxWorker::new(config.engine()));
    Ok(Parts::new::<TranscriptDomain>(&core).reactor(Calls::new(engine)))
}
