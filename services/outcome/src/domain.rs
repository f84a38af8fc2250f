//! A call gets one outcome, once.
use std::convert::Infallible;

use phi_events::Event;
use phi_events::outcome::v1::{
    Disposition, Intent, Outcome, OutcomeContent, OutcomeDetail, OutcomeFact, ReviewReason, Urgency,
};
use phi_service::{Domain, Facts};
use serde::Serialize;

use crate::rules::{RULES, Verdict};

/// The pure core.
pub struct Outcomes;

/// What is known of a call.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct State {
    /// Its outcome, once it has one.
    pub concluded: Option<Concluded>,
}

/// An outcome that stands in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Concluded {
    /// What the caller wanted.
    pub intent: Intent,
    /// What shall be done.
    pub disposition: Disposition,
    /// How soon.
    pub urgency: Urgency,
    /// Why a person must listen, if one must.
    pub review: Option<ReviewReason>,
    /// Version of the rules.
    pub rules: u32,
}

/// What the service may be asked to do.
#[derive(Debug, Clone)]
pub enum Command {
    /// Note the outcome of a call.
    Conclude {
        /// By the rules.
        verdict: Verdict,
        /// What a reader may know; nothing when there were no words to read.
        detail: Option<OutcomeDetail>,
    },
}

impl Domain for Outcomes {
    type Schema = Outcome;
    type State = State;
    type Command = Command;
    type Refusal = Infallible;

    fn decide(state: &State, command: Command, _facts: &Facts) -> Result<Vec<Event<Outcome>>, Infallible> {
        let Command::Conclude { verdict, detail } = command;
        // the first outcome stands: what reached the EHR must not change behind its back
        if state.concluded.is_some() {
            return Ok(vec![]);
        }
        let Verdict { intent, disposition, urgency, review } = verdict;
        let fact = OutcomeFact::Concluded { intent, disposition, urgency, review, rules: RULES };
        Ok(vec![Event::with(fact, detail.into_iter().map(OutcomeContent::Detail).collect())])
    }

    fn evolve(state: State, fact: &OutcomeFact) -> State {
        match fact {
            OutcomeFact::Concluded { intent, disposition, urgency, review, rules } => {
                let concluded = Concluded {
                    intent: *intent,
                    disposition: *disposition,
                    urgency: *urgency,
                    review: *review,
                    rules: *rules,
                };
                State { concluded: state.concluded.or(Some(concluded)) }
            }
            OutcomeFact::Parked { .. } => state,
        }
    }
}

#[cfg(test)]
mod tests;
