//! From an outcome to the EHR: at most one resource for each outcome (INV-02), whatever crashes and whatever answer is lost.
//! [`domain`] decides who may act and when; [`reaction`] acts; [`fhir`] says what an outcome looks like in FHIR R4.
pub mod config;
pub mod domain;
pub mod effects;
mod error;
pub mod fhir;
pub mod reaction;

use std::sync::Arc;

use phi_events::Service;
use phi_service::{Core, Counted, Definition, Gauges, Parts, StartError};

use config::Config;
use domain::EhrWrites;
use effects::Ehr;
use reaction::{Deadlines, FromOutcome};

/// The service, to be run as a process of its own or beside the others.
pub fn service() -> Definition {
    Definition::new::<Config>(Service::EhrSync, |core, config| Box::pin(build(core, config)))
}

#[expect(
    clippy::unused_async,
    reason = "the frame builds every service the same way, and most of them wait for something"
)]
async fn build(core: Core, config: Config) -> Result<Parts, StartError> {
    let ehr = Arc::new(Ehr::new(&config, core.metrics())?);
    Ok(Parts::new::<EhrWrites>(&core)
        .reactor(FromOutcome(Arc::clone(&ehr)))
        .timers(Deadlines(ehr))
        .gauges(Gauges { counted: Counted::Standing, show: effects::gauges }))
}
