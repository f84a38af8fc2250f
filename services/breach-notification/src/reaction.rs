//! What breach notification does when something happened elsewhere, or when a clock is due.
use async_trait::async_trait;
use phi_events::access::{Access, AccessFact};
use phi_events::breach::{Clock, Signal};
use phi_events::commit::PARKED;
use phi_events::quarantine::{Quarantine, QuarantineFact};
use phi_events::request::{Ask, Request, RequestFact};
use phi_events::{AggregateId, Service};
use phi_service::{Aggregate, Executed, Fault, Incoming, Mode, Reactor, Timers};

use crate::domain::{BreachDomain, Command, incident, reported};
use crate::error::settle;
use crate::{blast, deadlines, effects};

/// What was seen, and when.
struct Seen {
    signal: Signal,
    call: Option<AggregateId>,
    discovered_ms: u64,
    at_ms: u64,
}

/// Opens an incident (or adds to it), then counts whom it may touch.
async fn open(own: &mut Aggregate<BreachDomain>, seen: Seen, lookback_ms: u64) -> Result<(), Fault> {
    let Seen { signal, call, discovered_ms, at_ms } = seen;
    let scope = blast::scope(&signal, call, discovered_ms, at_ms, lookback_ms);
    let executed = effects::execute(own, "signal", Command::Open { signal, discovered_ms }).await?;
    if let Executed::Done { .. } = executed {
        tracing::error!(code = "PHI-B008", incident = %own.id(), "a signal was added to an incident; its clocks run");
    }
    settle(&executed);
    effects::count(own, &scope).await
}

/// What a machine saw was discovered when it saw it.
const fn machine(signal: Signal, at_ms: u64) -> Seen {
    Seen { signal, call: None, discovered_ms: at_ms, at_ms }
}

/// The audit log: a seal that did not open is a signal.
pub struct Entries {
    /// How far back the blast radius reaches, in milliseconds.
    pub lookback_ms: u64,
}

/// The service and aggregate of a failed open. An entry without a writer was read as no audit entry can be.
fn failed(event: &Incoming<Access>) -> Option<(Service, AggregateId)> {
    match event.fact {
        AccessFact::OpenFailed { aggregate, .. } => event.writer.map(|service| (service, aggregate)),
        AccessFact::KeyLoaded { .. }
        | AccessFact::Refused { .. }
        | AccessFact::PersonRead { .. }
        | AccessFact::Rebuilt { .. }
        | AccessFact::Reviewed { .. } => None,
    }
}

#[async_trait]
impl Reactor for Entries {
    type Own = BreachDomain;
    type Source = Access;
    const MODE: Mode = Mode::Each;

    fn target(&self, event: &Incoming<Access>) -> Option<AggregateId> {
        failed(event).map(|(service, aggregate)| incident(event.tenant, service, aggregate))
    }

    async fn react(&self, own: &mut Aggregate<BreachDomain>, event: &Incoming<Access>) -> Result<(), Fault> {
        let Some((service, call)) = failed(event) else {
            return Ok(());
        };
        open(own, machine(Signal::OpenFailed { service, call }, event.meta.at_ms), self.lookback_ms).await
    }
}

/// Quarantine: a message that cannot be read is a signal.
pub struct Quarantines {
    /// How far back the blast radius reaches, in milliseconds.
    pub lookback_ms: u64,
}

/// The service and aggregate of a message that was set aside.
fn set_aside(event: &Incoming<Quarantine>) -> Option<(Service, AggregateId)> {
    match event.fact {
        QuarantineFact::Parked { .. } => event.writer.map(|service| (service, event.aggregate)),
        QuarantineFact::Released { .. } | QuarantineFact::Skipped { .. } => None,
    }
}

#[async_trait]
impl Reactor for Quarantines {
    type Own = BreachDomain;
    type Source = Quarantine;
    const MODE: Mode = Mode::Each;

    fn target(&self, event: &Incoming<Quarantine>) -> Option<AggregateId> {
        set_aside(event).map(|(service, aggregate)| incident(event.tenant, service, aggregate))
    }

    async fn react(&self, own: &mut Aggregate<BreachDomain>, event: &Incoming<Quarantine>) -> Result<(), Fault> {
        let Some((service, aggregate)) = set_aside(event) else {
            return Ok(());
        };
        open(own, machine(Signal::Quarantined { service, aggregate }, event.meta.at_ms), self.lookback_ms).await
    }
}

/// People report incidents, assess them, and say what was done.
pub struct Requests {
    /// How far back the blast radius reaches, in milliseconds.
    pub lookback_ms: u64,
}

#[async_trait]
impl Reactor for Requests {
    type Own = BreachDomain;
    type Source = Request;
    const MODE: Mode = Mode::Each;

    fn target(&self, event: &Incoming<Request>) -> Option<AggregateId> {
        let RequestFact::Asked { ask, .. } = &event.fact;
        match ask {
            Ask::ReportIncident { call, .. } => Some(reported(event.tenant, *call, event.aggregate)),
            Ask::Assess { incident, .. } | Ask::MeetClock { incident, .. } => Some(*incident),
            Ask::PlaceHold { .. }
            | Ask::ReleaseHold { .. }
            | Ask::Shred { .. }
            | Ask::RetryQuarantined { .. }
            | Ask::SkipQuarantined { .. }
            | Ask::Review { .. }
            | Ask::Rerun { .. }
            | Ask::PromoteRerun { .. } => None,
        }
    }

    async fn react(&self, own: &mut Aggregate<BreachDomain>, event: &Incoming<Request>) -> Result<(), Fault> {
        let (request, at_ms) = (event.aggregate, event.meta.at_ms);
        let RequestFact::Asked { ask, .. } = &event.fact;
        match ask {
            Ask::ReportIncident { call, known_ms } => {
                let discovered_ms = deadlines::discovered(*known_ms, at_ms);
                open(
                    own,
                    Seen { signal: Signal::Reported { request }, call: *call, discovered_ms, at_ms },
                    self.lookback_ms,
                )
                .await?;
            }
            Ask::Assess { finding, factors, .. } => {
                let command = Command::Assess { finding: *finding, factors: *factors, request };
                settle(&effects::execute(own, "assess", command).await?);
            }
            Ask::MeetClock { clock, .. } => {
                settle(&effects::execute(own, "meet", Command::MeetClock { clock: *clock, at_ms }).await?);
            }
            Ask::PlaceHold { .. }
            | Ask::ReleaseHold { .. }
            | Ask::Shred { .. }
            | Ask::RetryQuarantined { .. }
            | Ask::SkipQuarantined { .. }
            | Ask::Review { .. }
            | Ask::Rerun { .. }
            | Ask::PromoteRerun { .. } => {}
        }
        Ok(())
    }
}

/// A clock is due.
pub struct Due;

fn clock_of(kind: u8) -> Option<Clock> {
    [Clock::Contract24h, Clock::Target72h, Clock::Limit60d].into_iter().find(|clock| *clock as u8 == kind)
}

#[async_trait]
impl Timers for Due {
    type Own = BreachDomain;
    /// The law's clocks do not stop because evidence is frozen.
    const WHILE_FROZEN: &'static [u8] =
        &[Clock::Contract24h as u8, Clock::Target72h as u8, Clock::Limit60d as u8, PARKED];

    async fn fire(&self, own: &mut Aggregate<BreachDomain>, kind: u8) -> Result<(), Fault> {
        let Some(clock) = clock_of(kind) else {
            tracing::error!(code = "PHI-B007", kind, "a timer of an unknown kind fired");
            return Ok(());
        };
        let executed = effects::execute(own, "fire", Command::Fire { clock }).await?;
        if let Executed::Done { .. } = executed {
            effects::alarm(own.id(), kind, own.state().clocks.get(&clock).map_or(0, |running| running.due_ms));
        }
        settle(&executed);
        Ok(())
    }
}
