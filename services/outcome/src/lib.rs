//! From redacted words to an outcome: what the caller wanted, what shall be done, how soon. Everything that decides is in
//! [`rules`] and [`domain`], which are pure.
pub mod config;
pub mod domain;
mod effects;
mod error;
pub mod reaction;
pub mod rules;

use phi_events::Service;
use phi_service::{Core, Definition, Parts, StartError};

use config::Config;
use domain::Outcomes;
use reaction::FromRedaction;

/// The service, to be run as a process of its own or beside the others.
pub fn service() -> Definition {
    Definition::new::<Config>(Service::Outcome, |core, config| Box::pin(build(core, config)))
}

#[expect(
    clippy::unused_async,
    reason = "the frame builds every service the same way, and most of them wait for something"
)]
async fn build(core: Core, _config: Config) -> Result<Parts, StartError> {
    Ok(Parts::new::<Outcomes>(&core).reactor(FromRedaction))
}
