//! retention: destroys keys on time, never under a hold, and certifies it in the ledger; makes each month's tenant keys.
pub mod config;
pub mod domain;
pub mod effects;
pub mod error;
pub mod months;
pub mod policies;
pub mod reaction;

use std::time::Duration;

use phi_events::Service;
use phi_service::{Counted, Definition, Gauges, Parts, StartError};

use crate::config::Config;
use crate::domain::RetentionDomain;
use crate::reaction::{Calls, Due, Requests, Tenants};

/// The service.
pub fn service() -> Definition {
    Definition::new::<Config>(Service::Retention, |core, config| {
        Box::pin(async move {
            effects::redo(&core).await.map_err(StartError::Projection)?;
            let (ahead_ms, grace_ms) = (millis(config.mint_ahead), millis(config.release_grace));
            Ok(Parts::new::<RetentionDomain>(&core)
                .reactor(Calls { lives: config.lives.set().into() })
                .reactor(Tenants { ahead_ms })
                .reactor(Requests { grace_ms })
                .timers(Due { ahead_ms })
                .gauges(Gauges { counted: Counted::Due, show: effects::gauges }))
        })
    })
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
