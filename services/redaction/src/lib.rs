//! Takes PHI out of words. See the README for what it consumes and produces.
pub mod audio;
pub mod config;
pub mod domain;
pub mod effects;
pub mod error;
pub mod extra;
pub mod open_reviews;
pub mod reaction;

use std::sync::Arc;

use phi_events::Service;
use phi_service::{Core, Definition, Parts, StartError};

use crate::config::RedactionConfig;
use crate::domain::RedactionDomain;
use crate::reaction::{Recordings, Redactor, Requests, Transcripts};

/// The service.
pub fn service() -> Definition {
    Definition::new::<RedactionConfig>(Service::Redaction, |core, config| {
        Box::pin(std::future::ready(parts(&core, config)))
    })
}

fn parts(core: &Core, config: RedactionConfig) -> Result<Parts, StartError> {
    let engine = extra::engine(config.onnx.as_deref())?;
    let redactor = Arc::new(Redactor::new(engine, config));
    Ok(Parts::new::<RedactionDomain>(core)
        .reactor(Transcripts(Arc::clone(&redactor)))
        .reactor(Recordings(Arc::clone(&redactor)))
        .reactor(Requests(redactor)))
}
