//! call-intake: the only door for strangers. It proves who delivers, seals what came, and appends one commit per call.
//! Everything that decides is in [`domain`], which is pure; the way of a delivery through the door is in [`intake`].
pub mod auth;
pub mod config;
pub mod domain;
mod effects;
pub mod error;
pub mod fetch;
pub mod http;
pub mod identity;
pub mod instant;
pub mod intake;
pub mod mesh;
pub mod phone;
mod reaction;
pub mod secrets;
pub mod upload;
pub mod vapi;

use std::sync::Arc;

use phi_events::Service;
use phi_service::{Core, Definition, Parts, StartError};

use config::Config;
use domain::CallIntake;
use fetch::Fetcher;
use http::Desk;
use reaction::Fetches;

/// The service, to be run as a process of its own or beside the others.
pub fn service() -> Definition {
    Definition::new::<Config>(Service::CallIntake, |core, config| Box::pin(build(core, config)))
}

#[expect(
    clippy::unused_async,
    reason = "the frame builds every service the same way, and most of them wait for something"
)]
async fn build(core: Core, config: Config) -> Result<Parts, StartError> {
    let fetcher = Fetcher::new(config.allowed(), config.fetch_timeout);
    let fetcher =
        fetcher.map_err(|error| StartError::Other(format!("TLS for fetching recordings cannot be set up: {error}")))?;
    let fetcher = fetcher.measured(core.metrics());
    let desk =
        Desk { mesh: Arc::new(core.clone()), secrets_dir: config.secrets_dir, body_limit: config.body_limit_bytes };
    let parts = Parts::new::<CallIntake>(&core).timers(Fetches::new(fetcher));
    Ok(parts.http(config.bind, http::router(desk)))
}
