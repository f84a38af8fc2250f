//! Who may write an outcome into the EHR, and when (INV-02: at most one resource for each outcome).
//!
//! An attempt is a lease: the lock on the subject decides who has it, and until its deadline nobody else may act. What came of
//! it is noted; when nobody knows, the next attempt begins after a pause, and searches before it acts.
use phi_events::Event;
use phi_events::commit::ParkReason;
use phi_events::ehr::v1::{Chart, Ehr, EhrContent, EhrFact, PatientLink, Refused};
use phi_events::phi::Phi;
use phi_service::{Domain, Facts};
use serde::Serialize;

/// The pure core.
pub struct EhrWrites;

/// What is known of an outcome's way into the EHR.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub enum State {
    /// Nobody has tried.
    #[default]
    New,
    /// One attempt may act until its deadline.
    Intended {
        /// From 1.
        attempt: u32,
        /// Unix milliseconds.
        deadline_ms: u64,
        /// Whether an earlier attempt may have written already: search before acting.
        must_search: bool,
    },
    /// Nobody knows whether the EHR has it.
    Unknown {
        /// The attempt that was lost track of.
        attempt: u32,
        /// When the next may start, Unix milliseconds.
        retry_ms: u64,
    },
    /// The EHR has it.
    Confirmed {
        /// The attempt that wrote or found it.
        attempt: u32,
        /// What was written.
        resources: Vec<String>,
        /// Whether a chart was entered.
        chart: Chart,
        /// Whether an earlier attempt had written it.
        found: bool,
    },
    /// The EHR will not take it.
    Rejected {
        /// The attempt.
        attempt: u32,
        /// Why.
        why: Refused,
    },
}

/// The right to act, of one attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// From 1.
    pub attempt: u32,
    /// Unix milliseconds.
    pub deadline_ms: u64,
    /// Whether to search before acting.
    pub must_search: bool,
}

impl State {
    /// The attempt that is under way.
    pub const fn lease(&self) -> Option<Lease> {
        match self {
            Self::Intended { attempt, deadline_ms, must_search } => {
                Some(Lease { attempt: *attempt, deadline_ms: *deadline_ms, must_search: *must_search })
            }
            Self::New | Self::Unknown { .. } | Self::Confirmed { .. } | Self::Rejected { .. } => None,
        }
    }

    /// The newest attempt, 0 for none.
    pub const fn attempt(&self) -> u32 {
        match self {
            Self::New => 0,
            Self::Intended { attempt, .. }
            | Self::Unknown { attempt, .. }
            | Self::Confirmed { attempt, .. }
            | Self::Rejected { attempt, .. } => *attempt,
        }
    }

    /// Where an outcome stands, in a word; `None`: nobody has tried.
    pub const fn word(&self) -> Option<&'static str> {
        match self {
            Self::New => None,
            Self::Intended { .. } => Some("intended"),
            Self::Unknown { .. } => Some("unknown"),
            Self::Confirmed { .. } => Some("confirmed"),
            Self::Rejected { .. } => Some("rejected"),
        }
    }

    const fn is_settled(&self) -> bool {
        matches!(self, Self::Confirmed { .. } | Self::Rejected { .. })
    }
}

/// How patient to be, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// How long an attempt may act.
    pub lease_ms: u64,
    /// Pause after the first attempt; it doubles.
    pub retry_ms: u64,
    /// Longest pause while no person is asked for.
    pub longest_ms: u64,
    /// After this many attempts a person is asked for.
    pub attempts: u32,
    /// How often a person is asked for.
    pub ask_ms: u64,
}

impl Pace {
    /// The pause after an attempt.
    pub fn pause_ms(&self, attempt: u32) -> u64 {
        let doublings = attempt.saturating_sub(1).min(32);
        self.retry_ms.saturating_mul(1 << doublings).min(self.longest_ms)
    }
}

/// What is known of an attempt that brought no answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lost {
    /// The EHR asked to wait this long, in milliseconds.
    pub wait_ms: u64,
    /// Only a person can mend the cause: a token, an address.
    pub needs_person: bool,
}

/// What the service may be asked to do.
#[derive(Clone)]
pub enum Command {
    /// An outcome is there: begin the first attempt.
    Plan(Pace),
    /// The EHR has it.
    Confirm {
        /// The attempt.
        attempt: u32,
        /// What was written.
        resources: Vec<String>,
        /// Whether a chart was entered.
        chart: Chart,
        /// Whether an earlier attempt had written it.
        found: bool,
        /// The EHR's reference of the patient whose chart it is.
        patient: Option<Phi<String>>,
    },
    /// The EHR refused.
    Reject {
        /// The attempt.
        attempt: u32,
        /// Why.
        why: Refused,
    },
    /// Nobody knows.
    LoseTrack {
        /// The attempt.
        attempt: u32,
        /// What is known all the same.
        lost: Lost,
        /// How patient to be.
        pace: Pace,
    },
    /// The time of an attempt or of a pause is over: begin the next.
    Retry(Pace),
}

/// Why a command cannot follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The time of the attempt or of the pause is not over.
    #[error("PHI-H001: the next attempt may begin at {due_ms} ms, not before")]
    TooEarly {
        /// Unix milliseconds.
        due_ms: u64,
    },
    /// Another attempt has the right to act.
    #[error("PHI-H002: attempt {attempt} is not the one under way")]
    Stale {
        /// The attempt that spoke.
        attempt: u32,
    },
}

impl Domain for EhrWrites {
    type Schema = Ehr;
    type State = State;
    type Command = Command;
    type Refusal = Refusal;

    fn decide(state: &State, command: Command, facts: &Facts) -> Result<Vec<Event<Ehr>>, Refusal> {
        if state.is_settled() {
            return Ok(vec![]);
        }
        match command {
            Command::Plan(pace) => Ok(if *state == State::New { intend(1, pace, *facts) } else { vec![] }),
            Command::Confirm { attempt, resources, chart, found, patient } => {
                // an answer that comes late is still an answer: the resource stands, whoever has the lease
                if attempt == 0 || attempt > state.attempt() {
                    return Err(Refusal::Stale { attempt });
                }
                let content = patient.map(|reference| EhrContent::Patient(PatientLink { reference }));
                let fact = EhrFact::Confirmed { attempt, resources, chart, found };
                Ok(vec![Event::with(fact, content.into_iter().collect())])
            }
            Command::Reject { attempt, why } => {
                holds_lease(state, attempt)?;
                Ok(vec![Event::fact(EhrFact::Rejected { attempt, why })])
            }
            Command::LoseTrack { attempt, lost, pace } => {
                holds_lease(state, attempt)?;
                Ok(pause(attempt, lost, pace, *facts))
            }
            Command::Retry(pace) => retry(state, pace, *facts),
        }
    }

    fn standing(state: &State) -> Option<&'static str> {
        state.word()
    }

    fn evolve(state: State, fact: &EhrFact) -> State {
        match fact {
            EhrFact::Intended { attempt, deadline_ms } if !state.is_settled() && *attempt == state.attempt() + 1 => {
                State::Intended { attempt: *attempt, deadline_ms: *deadline_ms, must_search: *attempt > 1 }
            }
            EhrFact::Confirmed { attempt, resources, chart, found } if !state.is_settled() => {
                State::Confirmed { attempt: *attempt, resources: resources.clone(), chart: *chart, found: *found }
            }
            EhrFact::Rejected { attempt, why } if holds_lease(&state, *attempt).is_ok() => {
                State::Rejected { attempt: *attempt, why: *why }
            }
            EhrFact::Unknown { attempt, retry_ms } if holds_lease(&state, *attempt).is_ok() => {
                State::Unknown { attempt: *attempt, retry_ms: *retry_ms }
            }
            // what cannot follow changes nothing; waiting is no step of its own
            EhrFact::Intended { .. }
            | EhrFact::Confirmed { .. }
            | EhrFact::Rejected { .. }
            | EhrFact::Unknown { .. }
            | EhrFact::Parked { .. } => state,
        }
    }
}

fn intend(attempt: u32, pace: Pace, facts: Facts) -> Vec<Event<Ehr>> {
    vec![Event::fact(EhrFact::Intended { attempt, deadline_ms: facts.now_ms.saturating_add(pace.lease_ms) })]
}

fn holds_lease(state: &State, attempt: u32) -> Result<(), Refusal> {
    match state.lease() {
        Some(lease) if lease.attempt == attempt => Ok(()),
        Some(_) | None => Err(Refusal::Stale { attempt }),
    }
}

fn retry(state: &State, pace: Pace, facts: Facts) -> Result<Vec<Event<Ehr>>, Refusal> {
    let (attempt, due_ms, silent) = match state {
        State::Intended { attempt, deadline_ms, .. } => (*attempt, *deadline_ms, true),
        State::Unknown { attempt, retry_ms } => (*attempt, *retry_ms, false),
        State::New | State::Confirmed { .. } | State::Rejected { .. } => return Ok(vec![]),
    };
    if facts.now_ms < due_ms {
        return Err(Refusal::TooEarly { due_ms });
    }
    // an attempt whose process died says nothing: many of them are a cause for a person too
    if silent && attempt >= pace.attempts {
        return Ok(pause(attempt, Lost::default(), pace, facts));
    }
    Ok(intend(attempt.saturating_add(1), pace, facts))
}

/// The pause after an attempt, and the call for a person when it is time for one. Both end together, so that the next attempt
/// takes the call for a person back, and its failure repeats it.
fn pause(attempt: u32, lost: Lost, pace: Pace, facts: Facts) -> Vec<Event<Ehr>> {
    let tired = attempt >= pace.attempts;
    let shortest = match (tired, lost.needs_person) {
        (true, _) => pace.ask_ms,
        (false, true) => pace.longest_ms,
        (false, false) => pace.pause_ms(attempt),
    };
    let retry_ms = facts.now_ms.saturating_add(shortest.max(lost.wait_ms));
    let mut events = vec![Event::fact(EhrFact::Unknown { attempt, retry_ms })];
    if tired || lost.needs_person {
        events.push(Event::fact(EhrFact::Parked { reason: ParkReason::NeedsPerson, due_ms: retry_ms }));
    }
    events
}

#[cfg(test)]
mod tests;
