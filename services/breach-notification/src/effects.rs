//! What breach notification reads of the world: the audit log.
use phi_events::access::AccessFact;
use phi_events::{AggregateId, Service};
use phi_service::telemetry::{Measure, Metrics};
use phi_service::{Aggregate, Count, Executed, Fault};

use crate::blast::{self, Scope};
use crate::domain::{BreachDomain, Command, Ending, Refusal};
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

/// Executes a command, and counts the clocks that ran out by it.
///
/// # Errors
/// As [`Aggregate::execute`].
pub async fn execute(
    own: &mut Aggregate<BreachDomain>,
    step: &str,
    command: Command,
) -> Result<Executed<Refusal>, Fault> {
    let missed = |own: &Aggregate<BreachDomain>| {
        own.state().clocks.values().filter(|clock| clock.ending == Some(Ending::Missed)).count() as u64
    };
    let before = missed(own);
    let executed = own.execute(step, command).await?;
    if let Executed::Done { .. } = executed {
        own.core().metrics().count(Measure::DeadlinesMissed, missed(own).saturating_sub(before), []);
    }
    Ok(executed)
}

/// Shows the clocks that run: every timer of this service is one.
pub fn gauges(metrics: &Metrics, counts: &[Count], now_ms: u64) {
    let (mut open, mut next) = (0, None);
    for count in counts {
        if let Count::Timers { count, next_ms, .. } = count {
            open += count;
            next = Some(next.map_or(*next_ms, |next: u64| next.min(*next_ms)));
        }
    }
    metrics.count(Measure::DeadlinesMissed, 0, []);
    metrics.set(Measure::DeadlinesOpen, open as f64, []);
    let left = next.map_or(f64::NAN, |next| (next.cast_signed() - now_ms.cast_signed()) as f64 / 1000.0);
    metrics.set(Measure::DeadlinesNext, left, []);
}
