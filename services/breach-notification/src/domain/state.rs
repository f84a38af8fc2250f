//! The state of an incident and how facts change it.
use std::collections::{BTreeMap, BTreeSet};

use phi_events::AggregateId;
use phi_events::breach::{Blast, BreachFact, Clock, Finding, Signal};
use serde::Serialize;

use super::MOST_SIGNALS;
use crate::deadlines;

/// How a clock ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Ending {
    /// What it was for was done in time.
    Met,
    /// The assessment ended the duty; another finding brings it back.
    Discharged,
    /// It ran out.
    Missed,
}

/// A clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Running {
    /// When it runs out, Unix milliseconds.
    pub due_ms: u64,
    /// How it ended, if it did.
    pub ending: Option<Ending>,
}

/// What is known of an incident.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub struct State {
    /// What made people look, in the order in which it was added.
    pub signals: Vec<Signal>,
    /// How many signals were added in all.
    pub heard: u32,
    /// How many of them the count of the blast radius knew of.
    pub counted: u32,
    /// The latest discovery that the clocks were started from, Unix milliseconds.
    pub latest_ms: u64,
    /// The clocks.
    pub clocks: BTreeMap<Clock, Running>,
    /// Whom it may touch, as last counted.
    pub blast: Option<Blast>,
    /// What the last assessment found, if there is one that still holds.
    pub finding: Option<Finding>,
    /// When the covered entity was told, Unix milliseconds.
    pub notified_ms: Option<u64>,
    /// The requests that were dealt with.
    pub answered: BTreeSet<AggregateId>,
}

impl State {
    /// Whether there is such an incident.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.heard > 0
    }

    /// Whether a person found that it is no breach. Without an assessment a breach is presumed (45 CFR 164.402(2)).
    #[must_use]
    pub fn closed(&self) -> bool {
        self.finding.is_some_and(|finding| finding != Finding::Breach)
    }

    /// Whether nothing is left to be done about the signals so far.
    #[must_use]
    pub fn settled(&self) -> bool {
        self.closed() || self.notified_ms.is_some()
    }

    /// Whether a signal came since the blast radius was counted.
    #[must_use]
    pub fn needs_count(&self) -> bool {
        self.counted < self.heard
    }

    /// When a clock runs out, if it runs.
    #[must_use]
    pub fn runs(&self, clock: Clock) -> Option<u64> {
        self.clocks.get(&clock).filter(|running| running.ending.is_none()).map(|running| running.due_ms)
    }

    /// What follows for a clock from something done at `at_ms`: met in time, or missed. Nothing when that was said
    /// before, or when its ending stands.
    pub(super) fn judged(&self, clock: Clock, at_ms: u64) -> Option<BreachFact> {
        let Running { due_ms, ending } = *self.clocks.get(&clock)?;
        match ending {
            None | Some(Ending::Missed) if at_ms <= due_ms => Some(BreachFact::ClockMet { clock }),
            None => Some(BreachFact::ClockMissed { clock, due_ms }),
            Some(Ending::Met | Ending::Discharged | Ending::Missed) => None,
        }
    }

    /// The clocks that an assessment stopped and nothing else would have: the entity was not told in time.
    pub(super) fn discharged(&self) -> Vec<(Clock, u64)> {
        let stopped = self.clocks.iter().filter(|(_, running)| running.ending == Some(Ending::Discharged));
        stopped
            .filter(|(clock, running)| !self.told(**clock, running.due_ms))
            .map(|(clock, running)| (*clock, running.due_ms))
            .collect()
    }

    /// Whether a clock for telling the covered entity was kept.
    fn told(&self, clock: Clock, due_ms: u64) -> bool {
        clock != Clock::Limit60d && self.notified_ms.is_some_and(|at_ms| at_ms <= due_ms)
    }

    /// Once it is a breach after all, what was told in time meets the clocks that the assessment had stopped.
    fn owe_again(&mut self) {
        for clock in [Clock::Contract24h, Clock::Target72h] {
            let stopped = self.clocks.get(&clock).filter(|running| running.ending == Some(Ending::Discharged));
            if stopped.is_some_and(|running| self.told(clock, running.due_ms)) {
                self.end(clock, Ending::Met);
            }
        }
    }

    fn end(&mut self, clock: Clock, ending: Ending) {
        if let Some(running) = self.clocks.get_mut(&clock) {
            running.ending = Some(ending);
        }
    }

    fn hear(&mut self, signal: &Signal) {
        self.heard = self.heard.saturating_add(1);
        if self.settled() {
            (self.finding, self.notified_ms) = (None, None);
        }
        if !self.signals.contains(signal) && self.signals.len() < MOST_SIGNALS {
            self.signals.push(signal.clone());
        }
    }

    /// The state after a fact.
    pub(super) fn after(mut self, fact: &BreachFact) -> Self {
        match fact {
            BreachFact::Opened { signal, discovered_ms } => {
                self.hear(signal);
                self.latest_ms = self.latest_ms.max(*discovered_ms);
            }
            BreachFact::SignalAdded { signal } => self.hear(signal),
            BreachFact::ClockStarted { clock, due_ms } => {
                self.clocks.insert(*clock, Running { due_ms: *due_ms, ending: None });
                // the shortest clock tells the instant that all were started from
                if *clock == Clock::Contract24h {
                    self.latest_ms =
                        self.latest_ms.max(due_ms.saturating_sub(deadlines::CONTRACT_HOURS * deadlines::HOUR_MS));
                }
            }
            BreachFact::ClockMet { clock } => {
                let ending = if self.closed() { Ending::Discharged } else { Ending::Met };
                self.end(*clock, ending);
            }
            BreachFact::ClockMissed { clock, .. } => self.end(*clock, Ending::Missed),
            BreachFact::BlastCounted { blast } => {
                self.counted = self.heard;
                self.blast = Some(blast.clone());
            }
            BreachFact::Assessed { finding, request, .. } => {
                self.answered.insert(*request);
                self.finding = Some(*finding);
                if *finding == Finding::Breach {
                    self.owe_again();
                }
            }
            BreachFact::EntityNotified { at_ms } => {
                self.notified_ms = Some(self.notified_ms.map_or(*at_ms, |before| before.min(*at_ms)));
            }
            BreachFact::Parked { .. } => {}
        }
        self
    }
}
