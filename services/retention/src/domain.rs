//! What may be destroyed, and when. Pure: time is an argument. One aggregate a call, and one a tenant for its months.
use std::collections::{BTreeMap, BTreeSet};

use phi_events::class::CONTENT_CLASSES;
use phi_events::retention::{DestroyReason, Due, Retention, RetentionFact};
use phi_events::{AggregateId, DataClass, Event};
use phi_service::{Domain, Facts, two_others};
use serde::Serialize;

/// How long the timer of a class whose life ended under a hold rests before it looks again. A release moves it at once;
/// until then a due timer would only stand in the way of others.
pub const HELD_MS: u64 = 30 * 86_400_000;

/// The pure core of retention.
pub struct RetentionDomain;

/// What is known of a call's keys, or of a tenant's months.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub struct State {
    /// When the life of each class that may still have a key is over, Unix milliseconds. A hold does not change it.
    pub due: BTreeMap<DataClass, u64>,
    /// Until when the timers of classes rest that fell due under a hold, Unix milliseconds.
    pub resting: BTreeMap<DataClass, u64>,
    /// The policy that the schedule follows, once there is one.
    pub policy: Option<u32>,
    /// The requests whose holds stand, oldest first.
    pub holds: Vec<AggregateId>,
    /// The requests that have had their answer.
    pub answered: BTreeSet<AggregateId>,
    /// The destruction that began and has not ended.
    pub pending: Option<Pending>,
    /// How many destructions began: names the ledger entry of each.
    pub destructions: u32,
    /// The classes that were destroyed for ever.
    pub destroyed: BTreeSet<DataClass>,
    /// The last month whose tenant keys exist, and when the next month's are to be made, Unix milliseconds.
    pub minted: Option<(u32, u64)>,
}

/// A destruction under way: past the point of no return, because its ledger entry may have been written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pending {
    /// The classes in scope.
    pub classes: Vec<DataClass>,
    /// Why.
    pub reason: DestroyReason,
}

impl Pending {
    /// Whether the classes may never be minted again.
    #[must_use]
    pub fn forgotten(&self) -> bool {
        self.reason != DestroyReason::Superseded
    }
}

/// A person's request to destroy a call's keys before their time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShredRequest {
    /// The request.
    pub request: AggregateId,
    /// The classes; empty means every content class.
    pub classes: Vec<DataClass>,
    /// Who asked.
    pub by: String,
    /// Who approved.
    pub approvers: Vec<String>,
    /// Whether the tenant is frozen: then nothing of it is destroyed.
    pub frozen: bool,
}

/// What retention may be asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Take note of when a call's classes are to be destroyed. The first schedule stands.
    Schedule {
        /// One entry a content class.
        due: Vec<Due>,
        /// Version of the policy.
        policy: u32,
    },
    /// Suspend destruction.
    PlaceHold {
        /// The request that asks for it.
        request: AggregateId,
    },
    /// Lift one hold.
    ReleaseHold {
        /// The request that asks for it.
        request: AggregateId,
        /// What fell due under the hold is destroyed no earlier than this, Unix milliseconds: a release by mistake can
        /// be answered with a new hold.
        not_before_ms: u64,
    },
    /// Begin to destroy every class whose life is over.
    Expire,
    /// Begin to destroy what a person asked for.
    Shred(ShredRequest),
    /// Begin to destroy what must be sealed again: the classes may be minted once more.
    Withdraw {
        /// The classes.
        classes: Vec<DataClass>,
    },
    /// Take note that the destruction under way is done.
    Finish {
        /// Sequence of the ledger entry.
        ledger: u64,
        /// How many keys there were.
        keys: u32,
    },
    /// Take note that the tenant's keys up to a month exist.
    Minted {
        /// The month, counted from year 0.
        month: u32,
        /// When the next month's are to be made, Unix milliseconds.
        next_ms: u64,
    },
}

/// Why retention will not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing to release.
    #[error("PHI-R001: the call is under no hold, so none was released")]
    NotHeld,
    /// A hold stands: FRCP 37(e) suspends routine destruction once litigation is anticipated.
    #[error("PHI-R002: the call is under a legal hold; release it first")]
    Held,
    /// The class's keys belong to the tenant.
    #[error("PHI-R003: {} has no key for each call; name audio, transcript, masked, identity or deidentified", .0.token())]
    NotPerCall(DataClass),
    /// Another destruction has not ended.
    #[error("PHI-R007: a destruction of this call is under way; it is finished first")]
    UnderWay,
    /// Too few people approved.
    #[error("PHI-R008: a destruction before its time takes two approvers other than the person who asked")]
    Approvals,
    /// The tenant is frozen: what it has is evidence.
    #[error("PHI-R010: the tenant is frozen, and nothing of it is destroyed; thaw it and ask again")]
    Frozen,
}

impl Domain for RetentionDomain {
    type Schema = Retention;
    type State = State;
    type Command = Command;
    type Refusal = Refusal;

    fn decide(state: &State, command: Command, facts: &Facts) -> Result<Vec<Event<Retention>>, Refusal> {
        let decided = match command {
            Command::Schedule { due, policy } => schedule(state, due, policy)?,
            Command::PlaceHold { request } => {
                unanswered(state, request, || vec![RetentionFact::HoldPlaced { request }])
            }
            Command::ReleaseHold { request, not_before_ms } => release(state, request, not_before_ms)?,
            Command::Expire => expire(state, facts.now_ms),
            Command::Shred(asked) => shred(state, asked)?,
            Command::Withdraw { classes } => withdraw(state, &classes)?,
            Command::Finish { ledger, keys } => finish(state, ledger, keys),
            Command::Minted { month, next_ms } => minted(state, month, next_ms),
        };
        Ok(decided.into_iter().map(Event::fact).collect())
    }

    fn evolve(mut state: State, fact: &RetentionFact) -> State {
        match fact {
            RetentionFact::Scheduled { due, policy } => scheduled(&mut state, due, *policy),
            RetentionFact::HoldPlaced { request } => {
                if state.answered.insert(*request) {
                    state.holds.push(*request);
                }
            }
            RetentionFact::HoldReleased { request } => {
                if state.answered.insert(*request) && !state.holds.is_empty() {
                    state.holds.remove(0);
                }
            }
            RetentionFact::DestructionStarted { classes, reason } => {
                state.pending = Some(Pending { classes: classes.clone(), reason: *reason });
                state.destructions = state.destructions.saturating_add(1);
            }
            RetentionFact::Destroyed { classes, .. } => destroyed(&mut state, classes),
            RetentionFact::Declined { request } => {
                state.answered.insert(*request);
            }
            RetentionFact::MonthMinted { month, next_ms } => state.minted = Some((*month, *next_ms)),
            RetentionFact::Parked { .. } => {}
        }
        state
    }
}

/// Why a person's request to destroy is turned down, if it is. A hold beats every request.
#[must_use]
pub fn objection(state: &State, asked: &ShredRequest) -> Option<Refusal> {
    if let Some(class) = asked.classes.iter().find(|class| !class.per_call()) {
        return Some(Refusal::NotPerCall(*class));
    }
    if asked.frozen {
        return Some(Refusal::Frozen);
    }
    if !state.holds.is_empty() {
        return Some(Refusal::Held);
    }
    // one person with two spellings of an account is one person
    let person = |name: &String| name.trim().to_lowercase();
    let approvers: Vec<String> = asked.approvers.iter().map(person).collect();
    (!two_others(&person(&asked.by), &approvers)).then_some(Refusal::Approvals)
}

fn unanswered(state: &State, request: AggregateId, facts: impl FnOnce() -> Vec<RetentionFact>) -> Vec<RetentionFact> {
    if state.answered.contains(&request) { vec![] } else { facts() }
}

fn all_per_call(mut classes: impl Iterator<Item = DataClass>) -> Result<(), Refusal> {
    classes.find(|class| !class.per_call()).map_or(Ok(()), |class| Err(Refusal::NotPerCall(class)))
}

fn schedule(state: &State, due: Vec<Due>, policy: u32) -> Result<Vec<RetentionFact>, Refusal> {
    all_per_call(due.iter().map(|due| due.class))?;
    if state.policy.is_some() {
        return Ok(vec![]);
    }
    let alive = due.into_iter().filter(|due| !state.destroyed.contains(&due.class)).collect();
    Ok(vec![RetentionFact::Scheduled { due: alive, policy }])
}

/// The last release sets the timers again that a hold moved.
fn release(state: &State, request: AggregateId, not_before_ms: u64) -> Result<Vec<RetentionFact>, Refusal> {
    if state.answered.contains(&request) {
        return Ok(vec![]);
    }
    if state.holds.is_empty() {
        return Err(Refusal::NotHeld);
    }
    let released = RetentionFact::HoldReleased { request };
    let last = state.holds.len() == 1;
    let again = last.then(|| rescheduled(state, |_| true, not_before_ms)).flatten();
    Ok(std::iter::once(released).chain(again).collect())
}

fn rescheduled(state: &State, which: impl Fn(DataClass) -> bool, not_before_ms: u64) -> Option<RetentionFact> {
    let due = state.due.iter().filter(|(class, _)| which(**class));
    let due: Vec<Due> =
        due.map(|(class, due_ms)| Due { class: *class, due_ms: (*due_ms).max(not_before_ms) }).collect();
    let policy = state.policy.filter(|_| !due.is_empty())?;
    Some(RetentionFact::Scheduled { due, policy })
}

/// Under a hold nothing is destroyed, and the timers that are due move on: else they would fire again and again.
fn expire(state: &State, now_ms: u64) -> Vec<RetentionFact> {
    let past =
        |dates: &BTreeMap<DataClass, u64>, class: DataClass| dates.get(&class).is_some_and(|at_ms| *at_ms <= now_ms);
    let over = |class: DataClass| past(&state.due, class);
    if !state.holds.is_empty() {
        let awake = |class: DataClass| !state.resting.contains_key(&class) || past(&state.resting, class);
        let rest = rescheduled(state, |class| over(class) && awake(class), now_ms.saturating_add(HELD_MS));
        return rest.into_iter().collect();
    }
    let classes: Vec<DataClass> = state.due.keys().copied().filter(|class| over(*class)).collect();
    if state.pending.is_some() || classes.is_empty() {
        return vec![];
    }
    vec![RetentionFact::DestructionStarted { classes, reason: DestroyReason::Expired }]
}

fn shred(state: &State, mut asked: ShredRequest) -> Result<Vec<RetentionFact>, Refusal> {
    let request = asked.request;
    if state.answered.contains(&request) {
        return Ok(vec![]);
    }
    if asked.classes.is_empty() {
        asked.classes = CONTENT_CLASSES.to_vec();
    }
    let alive = asked.classes.iter().filter(|class| !state.destroyed.contains(class));
    let scope: BTreeSet<DataClass> = alive.copied().collect();
    let under_way = state.pending.as_ref().filter(|pending| pending.forgotten());
    if scope.is_empty() || under_way.is_some_and(|pending| scope.iter().all(|class| pending.classes.contains(class))) {
        return Ok(vec![]);
    }
    if objection(state, &asked).is_some() {
        return Ok(vec![RetentionFact::Declined { request }]);
    }
    started(state, scope, DestroyReason::Requested)
}

fn withdraw(state: &State, classes: &[DataClass]) -> Result<Vec<RetentionFact>, Refusal> {
    all_per_call(classes.iter().copied())?;
    let scope: BTreeSet<DataClass> = classes.iter().filter(|class| !state.destroyed.contains(class)).copied().collect();
    if scope.is_empty() {
        return Ok(vec![]);
    }
    if !state.holds.is_empty() {
        return Err(Refusal::Held);
    }
    started(state, scope, DestroyReason::Superseded)
}

fn started(state: &State, scope: BTreeSet<DataClass>, reason: DestroyReason) -> Result<Vec<RetentionFact>, Refusal> {
    if state.pending.is_some() {
        return Err(Refusal::UnderWay);
    }
    Ok(vec![RetentionFact::DestructionStarted { classes: scope.into_iter().collect(), reason }])
}

/// A withdrawn class lives on under a new key: `Destroyed` stops its timer, so its schedule is stated again.
fn finish(state: &State, ledger: u64, keys: u32) -> Vec<RetentionFact> {
    let Some(pending) = &state.pending else { return vec![] };
    let done = RetentionFact::Destroyed { classes: pending.classes.clone(), ledger, keys };
    let again =
        (!pending.forgotten()).then(|| rescheduled(state, |class| pending.classes.contains(&class), 0)).flatten();
    std::iter::once(done).chain(again).collect()
}

/// What is scheduled again under a hold moves timers only: the lives stay as they were.
fn scheduled(state: &mut State, due: &[Due], policy: u32) {
    let alive = due.iter().filter(|due| !state.destroyed.contains(&due.class));
    let dates = alive.map(|due| (due.class, due.due_ms));
    if state.policy.is_some() && !state.holds.is_empty() {
        state.resting.extend(dates);
    } else {
        state.due.extend(dates);
        state.resting.clear();
        state.policy = Some(policy);
    }
}

/// A month already noted is noted again only to move its timer.
fn minted(state: &State, month: u32, next_ms: u64) -> Vec<RetentionFact> {
    let known = state.minted.is_some_and(|(last, next)| last > month || (last == month && next == next_ms));
    if known { vec![] } else { vec![RetentionFact::MonthMinted { month, next_ms }] }
}

fn destroyed(state: &mut State, classes: &[DataClass]) {
    let pending = state.pending.take();
    if pending.is_none_or(|pending| pending.forgotten()) {
        for class in classes {
            state.due.remove(class);
            state.resting.remove(class);
            state.destroyed.insert(*class);
        }
    }
}

#[cfg(test)]
mod tests;
