//! An outcome begins an attempt; a deadline ends one, and begins the next. Whoever appended the attempt carries it out, and
//! nobody else.
use std::sync::Arc;

use async_trait::async_trait;
use phi_events::call::{Call, CallFact};
use phi_events::ehr::v1::DEADLINE;
use phi_events::outcome::v1::{Outcome, OutcomeFact};
use phi_service::telemetry::Measure;
use phi_service::{Aggregate, Executed, Fault, Incoming, Reactor, Timers};

use crate::domain::{Command, EhrWrites, Lease};
use crate::effects::{Ehr, Written};
use crate::error::{Follows, Trouble};

/// The step of a confirmation.
const CONFIRM: &str = "confirm";

/// Reacts to the outcome of a call.
pub struct FromOutcome(pub Arc<Ehr>);

#[async_trait]
impl Reactor for FromOutcome {
    type Own = EhrWrites;
    type Source = Outcome;

    async fn react(&self, own: &mut Aggregate<EhrWrites>, event: &Incoming<Outcome>) -> Result<(), Fault> {
        match &event.fact {
            OutcomeFact::Concluded { .. } => {}
            OutcomeFact::Parked { .. } => return Ok(()),
        }
        match own.execute("intend", Command::Plan(self.0.pace())).await? {
            Executed::Done { .. } => {
                measure_outcome(own, event).await;
                carry_out(&self.0, own, Some(event)).await
            }
            // another process has the attempt, or its deadline has the next one
            Executed::AlreadyDone | Executed::Nothing | Executed::Refused(_) => Ok(()),
        }
    }
}

/// Ends attempts and pauses.
pub struct Deadlines(pub Arc<Ehr>);

#[async_trait]
impl Timers for Deadlines {
    type Own = EhrWrites;

    async fn fire(&self, own: &mut Aggregate<EhrWrites>, kind: u8) -> Result<(), Fault> {
        if kind != DEADLINE {
            return Ok(());
        }
        match own.execute("retry", Command::Retry(self.0.pace())).await? {
            Executed::Done { .. } => carry_out(&self.0, own, None).await,
            Executed::AlreadyDone | Executed::Nothing | Executed::Refused(_) => Ok(()),
        }
    }
}

/// Acts on the attempt that this process has just appended, and notes what came of it.
async fn carry_out(
    ehr: &Ehr,
    own: &mut Aggregate<EhrWrites>,
    outcome: Option<&Incoming<Outcome>>,
) -> Result<(), Fault> {
    let Some(lease) = own.state().lease() else { return Ok(()) };
    let done = ehr.attempt(own, lease, outcome).await?;
    let (step, command) = match done {
        Ok(written) => confirmed(lease, written),
        Err(trouble) => troubled(ehr, own, lease, &trouble),
    };
    match own.execute(step, command).await? {
        Executed::Done { .. } if step == CONFIRM => measure_delivery(own, outcome).await,
        Executed::Refused(refusal) => {
            tracing::warn!(error = %refusal, call = %own.id(), "what came of an attempt was not noted");
        }
        Executed::Done { .. } | Executed::AlreadyDone | Executed::Nothing => {}
    }
    Ok(())
}

/// How long the call took to its outcome. What cannot be read is not measured: the work does not wait for it.
async fn measure_outcome(own: &Aggregate<EhrWrites>, outcome: &Incoming<Outcome>) {
    let Ok(call) = own.read::<Call>().await else { return };
    let received = call.iter().find(|event| matches!(event.fact, CallFact::Received { .. }));
    if let Some(received) = received {
        let took = outcome.meta.at_ms.saturating_sub(received.meta.at_ms);
        own.core().metrics().took(Measure::OutcomeDuration, took as f64 / 1000.0, []);
    }
}

/// How long the EHR took to have it. An attempt after the first has no outcome at hand and reads it.
async fn measure_delivery(own: &Aggregate<EhrWrites>, outcome: Option<&Incoming<Outcome>>) {
    let concluded = match outcome {
        Some(outcome) => Some(outcome.meta.at_ms),
        None => own.read::<Outcome>().await.ok().and_then(|events| {
            let concluded = events.iter().rfind(|event| matches!(event.fact, OutcomeFact::Concluded { .. }));
            concluded.map(|event| event.meta.at_ms)
        }),
    };
    if let Some(concluded) = concluded {
        let took = own.core().now_ms().saturating_sub(concluded);
        own.core().metrics().took(Measure::EhrDelivery, took as f64 / 1000.0, []);
    }
}

fn confirmed(lease: Lease, written: Written) -> (&'static str, Command) {
    let Written { resources, chart, found, patient } = written;
    (CONFIRM, Command::Confirm { attempt: lease.attempt, resources, chart, found, patient })
}

fn troubled(ehr: &Ehr, own: &Aggregate<EhrWrites>, lease: Lease, trouble: &Trouble) -> (&'static str, Command) {
    let Lease { attempt, .. } = lease;
    tracing::warn!(code = trouble.code(), error = %trouble, attempt, call = %own.id(), "an outcome is not in the EHR");
    match trouble.follows() {
        Follows::Reject(why) => ("reject", Command::Reject { attempt, why }),
        Follows::Lose(lost) => ("lose", Command::LoseTrack { attempt, lost, pace: ehr.pace() }),
    }
}
