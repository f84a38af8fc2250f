//! What a service's pure core looks like: values in, values out. No clock, no randomness, no IO.
use std::error::Error;
use std::fmt::Debug;

use phi_events::{Event, Schema};
use serde::Serialize;

/// What a decision may know beside state and command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Unix milliseconds.
    pub now_ms: u64,
}

/// The pure core of a service.
pub trait Domain: Send + Sync + 'static {
    /// The context that this service writes.
    type Schema: Schema;
    /// State of one aggregate: a fold of its facts, the same before and after a shred.
    type State: Default + Clone + Serialize + PartialEq + Debug + Send + Sync + 'static;
    /// What the service may be asked to do.
    type Command: Clone + Send + Sync + 'static;
    /// Why it will not.
    type Refusal: Error + Send + Sync + 'static;

    /// What follows from a command in a state. Empty means: nothing to do, or done before.
    ///
    /// # Errors
    /// The refusal, when the command cannot follow from this state.
    fn decide(
        state: &Self::State,
        command: Self::Command,
        facts: &Facts,
    ) -> Result<Vec<Event<Self::Schema>>, Self::Refusal>;

    /// How many things of an aggregate wait for a person's decision: the projector lists them over all aggregates.
    fn waiting(_state: &Self::State) -> u32 {
        0
    }

    /// Where an aggregate stands, in a word: the projector counts how many stand where.
    fn standing(_state: &Self::State) -> Option<&'static str> {
        None
    }

    /// The state after a fact. Total: a fact that cannot follow changes nothing.
    #[must_use]
    fn evolve(state: Self::State, fact: &<Self::Schema as Schema>::Fact) -> Self::State;
}

/// Folds facts from the empty state: what a rebuild does.
pub fn fold<'a, D: Domain>(facts: impl IntoIterator<Item = &'a <D::Schema as Schema>::Fact>) -> D::State {
    facts.into_iter().fold(D::State::default(), |state, fact| D::evolve(state, fact))
}
