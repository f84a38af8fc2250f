//! Incidents: signals, clocks, assessment. Pure: time is an argument. One aggregate an incident.
use phi_events::breach::{Blast, Breach, BreachFact, Clock, Finding, Signal};
use phi_events::ids::digest16;
use phi_events::{AggregateId, Event, Service, TenantId};
use phi_service::{Domain, Facts};

use crate::deadlines;

mod state;
pub use state::{Ending, Running, State};

/// The four factors of 45 CFR 164.402(2): nature of the PHI, who got it, whether it was viewed, how far it is mitigated.
pub const FACTORS: u8 = 4;

/// The exclusions of 45 CFR 164.402(1): good faith, between authorised persons, not retained.
pub const EXCLUSIONS: std::ops::RangeInclusive<u8> = 1..=3;

/// The most signals that one incident lists; more of the same say nothing new.
pub const MOST_SIGNALS: usize = 64;

/// The pure core of breach notification.
pub struct BreachDomain;

/// The incident that a machine's signal belongs to: one for what one service met in one aggregate, however often. No
/// date and no kind, so that a failed open and the quarantine it leads to are one incident.
#[must_use]
pub fn incident(tenant: TenantId, service: Service, aggregate: AggregateId) -> AggregateId {
    AggregateId(digest16("incident", &[&tenant.0, service.name().as_bytes(), &aggregate.0]))
}

/// The incident that a person's report belongs to: one for a call, or one for the report where it names none.
#[must_use]
pub fn reported(tenant: TenantId, call: Option<AggregateId>, request: AggregateId) -> AggregateId {
    let about: &[u8] = if call.is_some() { b"reported call" } else { b"report" };
    AggregateId(digest16("incident", &[&tenant.0, about, &call.unwrap_or(request).0]))
}

/// What breach notification may be asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Open an incident, or add a signal to it.
    Open {
        /// What made somebody look.
        signal: Signal,
        /// When it was discovered, Unix milliseconds.
        discovered_ms: u64,
    },
    /// A clock is due.
    Fire {
        /// Which.
        clock: Clock,
    },
    /// Take note of whom the incident may touch.
    CountBlast {
        /// What was found.
        blast: Blast,
    },
    /// Take note that what a clock is for was done. Both contract clocks are for telling the covered entity.
    MeetClock {
        /// Which.
        clock: Clock,
        /// When it was done, Unix milliseconds.
        at_ms: u64,
    },
    /// Take note of an assessment.
    Assess {
        /// What was found.
        finding: Finding,
        /// How many of the four factors are filled in.
        factors: u8,
        /// The request that carries it.
        request: AggregateId,
    },
}

/// Why breach notification will not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No such incident.
    #[error("PHI-B001: there is no such incident; `phimesh` lists those there are")]
    NoIncident,
    /// An assessment with a factor left out demonstrates nothing.
    #[error(
        "PHI-B002: a low probability of compromise takes all {FACTORS} factors of 45 CFR 164.402(2), and {0} are filled in"
    )]
    FactorsMissing(u8),
    /// There are three exclusions.
    #[error("PHI-B003: 45 CFR 164.402(1) has exclusions 1 to 3, and {0} was named")]
    NoSuchExclusion(u8),
    /// Too late.
    #[error("PHI-B004: the clock ran out before; what was done late is recorded, and the clock stays missed")]
    TooLate,
}

impl Domain for BreachDomain {
    type Schema = Breach;
    type State = State;
    type Command = Command;
    type Refusal = Refusal;

    fn decide(state: &State, command: Command, facts: &Facts) -> Result<Vec<Event<Breach>>, Refusal> {
        let decided = match command {
            Command::Open { signal, discovered_ms } => open(state, signal, discovered_ms),
            Command::Fire { clock } => fire(state, clock, facts.now_ms),
            Command::CountBlast { blast } => count(state, blast)?,
            Command::MeetClock { clock, at_ms } => meet(state, clock, at_ms)?,
            Command::Assess { finding, factors, request } => assess(state, finding, factors, request, facts.now_ms)?,
        };
        Ok(decided.into_iter().map(Event::fact).collect())
    }

    fn evolve(state: State, fact: &BreachFact) -> State {
        state.after(fact)
    }
}

fn started(clocks: impl IntoIterator<Item = (Clock, u64)>) -> impl Iterator<Item = BreachFact> {
    clocks.into_iter().map(|(clock, due_ms)| BreachFact::ClockStarted { clock, due_ms })
}

/// A first signal opens the incident and starts every clock. A later one that was discovered earlier moves the clocks
/// back, whatever the order in which the two arrive. One that comes after the incident was settled opens it again: what
/// was demonstrated then says nothing of what happened since.
fn open(state: &State, signal: Signal, discovered_ms: u64) -> Vec<BreachFact> {
    let clocks = deadlines::clocks(discovered_ms);
    if !state.is_open() {
        return std::iter::once(BreachFact::Opened { signal, discovered_ms }).chain(started(clocks)).collect();
    }
    let known = state.signals.contains(&signal) || state.signals.len() >= MOST_SIGNALS;
    let later = state.settled() && discovered_ms > state.latest_ms;
    let again = state.settled() && (later || !known);
    let added = (again || !known).then_some(BreachFact::SignalAdded { signal });
    // a clock that runs is never moved to a later date, and one that ended starts anew only with the incident
    let moved =
        clocks.into_iter().filter(|(clock, due_ms)| state.runs(*clock).map_or(again, |running| *due_ms < running));
    added.into_iter().chain(started(moved)).collect()
}

/// A clock that runs out is never passed over in silence (INV-12).
fn fire(state: &State, clock: Clock, now_ms: u64) -> Vec<BreachFact> {
    let out = state.runs(clock).filter(|due_ms| *due_ms <= now_ms);
    out.map(|due_ms| BreachFact::ClockMissed { clock, due_ms }).into_iter().collect()
}

fn count(state: &State, blast: Blast) -> Result<Vec<BreachFact>, Refusal> {
    if !state.is_open() {
        return Err(Refusal::NoIncident);
    }
    Ok(if state.needs_count() { vec![BreachFact::BlastCounted { blast }] } else { vec![] })
}

/// What counts is when the thing was done, not when its record arrives: a clock that was noted as missed while the
/// record was on its way is met after all.
fn meet(state: &State, clock: Clock, at_ms: u64) -> Result<Vec<BreachFact>, Refusal> {
    if !state.is_open() {
        return Err(Refusal::NoIncident);
    }
    let same_act: &[Clock] = match clock {
        Clock::Contract24h | Clock::Target72h => &[Clock::Contract24h, Clock::Target72h],
        Clock::Limit60d => &[Clock::Limit60d],
    };
    let told = clock != Clock::Limit60d && state.notified_ms.is_none_or(|before| at_ms < before);
    let notified = told.then_some(BreachFact::EntityNotified { at_ms });
    let ended = same_act.iter().filter_map(|clock| state.judged(*clock, at_ms));
    let decided: Vec<BreachFact> = ended.chain(notified).collect();
    let late = state.clocks.get(&clock).is_some_and(|running| running.ending == Some(Ending::Missed));
    if decided.is_empty() && late { Err(Refusal::TooLate) } else { Ok(decided) }
}

/// Without an assessment a breach is presumed (45 CFR 164.402(2)). Any other finding ends the duty to notify, because it
/// demonstrates that there was no breach (164.414(b)): the clocks in time are met by it, and those past it are missed.
fn assess(
    state: &State,
    finding: Finding,
    factors: u8,
    request: AggregateId,
    now_ms: u64,
) -> Result<Vec<BreachFact>, Refusal> {
    if !state.is_open() {
        return Err(Refusal::NoIncident);
    }
    match finding {
        Finding::LowProbability if factors < FACTORS => return Err(Refusal::FactorsMissing(factors)),
        Finding::Excluded(which) if !EXCLUSIONS.contains(&which) => return Err(Refusal::NoSuchExclusion(which)),
        Finding::NotPhi | Finding::Secured | Finding::Excluded(_) | Finding::LowProbability | Finding::Breach => {}
    }
    if state.answered.contains(&request) {
        return Ok(vec![]);
    }
    let assessed = BreachFact::Assessed { finding, factors, request };
    let clocks: Vec<BreachFact> = if finding == Finding::Breach {
        // the duty is back, with the dates it had
        started(state.discharged()).collect()
    } else {
        state.clocks.keys().filter_map(|clock| state.judged(*clock, now_ms)).collect()
    };
    Ok(std::iter::once(assessed).chain(clocks).collect())
}

#[cfg(test)]
mod tests;
