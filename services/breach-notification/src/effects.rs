//! What breach notification reads of the world: the audit log.
use phi_events::access::AccessFact;
use phi_events::{AggregateId, Service};
use phi_service::{Aggregate, Fault};

use crate::blast::{self, Scope};
use crate::domain::{BreachDomain, Command};
use crate::error::settle;

/// Counts whom an incident may touch, unless that was done since its last signal.
///
/// # Errors
/// [`Fault`] when the audit log cannot be read; the delivery comes back.
pub async fn count(own: &mut Aggregate<BreachDomain>, scope: &Scope) -> Result<(), Fault> {
    if !own.state().needs_count() {
        return Ok(());
    }
    let heard = own.state().heard;
    let mut entries: Vec<(Service, AccessFact, u64)> = Vec::new();
    for service in &scope.services {
        let read = own.core().read_access(own.tenant(), *service).await?;
        // an entry stands under its service's own token: the broker lets nobody else write there
        entries.extend(read.into_iter().map(|event| (*service, event.fact, event.meta.at_ms)));
    }
    match blast::count(&entries, scope) {
        Ok(blast) => settle(&own.execute(&format!("blast-{heard}"), Command::CountBlast { blast }).await?),
        // the incident and its clocks stand without it, and the next signal counts again
        Err(too_many) => {
            tracing::error!(incident = %own.id(), error = %too_many, "the blast radius was not recorded");
        }
    }
    Ok(())
}

/// Raises the alarm of a clock that ran out (INV-12).
pub fn alarm(incident: AggregateId, kind: u8, due_ms: u64) {
    tracing::error!(code = "PHI-B006", %incident, clock = kind, due_ms, "a clock of an incident ran out");
}
