//! breach-notification: opens incidents from real signals, keeps the legal and contractual clocks, and counts whom an
//! incident may touch from the audit log.
pub mod blast;
pub mod config;
pub mod deadlines;
pub mod domain;
pub mod effects;
pub mod error;
pub mod reaction;

use phi_events::Service;
use phi_service::{Counted, Definition, Gauges, Parts};

use crate::config::Config;
use crate::domain::BreachDomain;
use crate::reaction::{Due, Entries, Quarantines, Requests};

/// The service.
pub fn service() -> Definition {
    Definition::new::<Config>(Service::BreachNotification, |core, config| {
        Box::pin(async move {
            let lookback_ms = u64::try_from(config.lookback.as_millis()).unwrap_or(u64::MAX);
            Ok(Parts::new::<BreachDomain>(&core)
                .reactor(Entries { lookback_ms })
                .reactor(Quarantines { lookback_ms })
                .reactor(Requests { lookback_ms })
                .timers(Due)
                .gauges(Gauges { counted: Counted::Timers, show: effects::gauges }))
        })
    })
}
