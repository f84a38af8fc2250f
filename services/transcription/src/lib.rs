//! Turns a call's sound into words. See the README for what it consumes and produces.
pub mod config;
pub mod domain;
pub mod effects;
pub mod engine;
pub mod error;
pub mod reaction;

use std::sync::Arc;

use phi_events::Service;
use phi_service::{Core, Definition, Parts};

use crate::config::Transcription;
use crate::domain::TranscriptDomain;
use crate::engine::SphinxWorker;
use crate::reaction::Calls;

/// The service.
pub fn service() -> Definition {
    Definition::new::<Transcription>(Service::Transcription, |core, config| {
        Box::pin(std::future::ready(Ok(parts(&core, &config))))
    })
}

fn parts(core: &Core, config: &Transcription) -> Parts {
    let engine = Arc::new(SphinxWorker::new(config.engine()));
    Parts::new::<TranscriptDomain>(core).reactor(Calls::new(engine))
}
