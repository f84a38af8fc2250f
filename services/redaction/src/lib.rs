//! Takes PHI out of words. See the README for what it consumes and produces.
pub mod config;
pub mod domain;
pub mod effects;
pub mod error;
pub mod reaction;

use std::sync::Arc;

use phi_events::Service;
use phi_redaction::engine::Engine;
use phi_service::{Core, Definition, Parts};

use crate::config::RedactionConfig;
use crate::domain::RedactionDomain;
use crate::reaction::Transcripts;

/// The service.
pub fn service() -> Definition {
    Definition::new::<RedactionConfig>(Service::Redaction, |core, config| {
        Box::pin(std::future::ready(Ok(parts(&core, config))))
    })
}

fn parts(core: &Core, config: RedactionConfig) -> Parts {
    Parts::new::<RedactionDomain>(core).reactor(Transcripts::new(Arc::new(Engine::new()), config))
}
