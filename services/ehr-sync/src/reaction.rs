//! An outcome begins an attempt; a deadline ends one, and begins the next. Whoever appended the attempt carries it out, and
//! nobody else.
use std::sync::Arc;

use async_trait::async_trait;
use phi_events::ehr::v1::DEADLINE;
use phi_events::outcome::v1::{Outcome, OutcomeFact};
use phi_service::{Aggregate, Executed, Fault, Incoming, Reactor, Timers};

use crate::domain::{Command, EhrWrites, Lease};
use crate::effects::{Ehr, Written};
use crate::error::{Follows, Trouble};

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
            Executed::Done { .. } => carry_out(&self.0, own, Some(event)).await,
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
        Executed::Refused(refusal) => {
            tracing::warn!(error = %refusal, call = %own.id(), "what came of an attempt was not noted");
        }
        Executed::Done { .. } | Executed::AlreadyDone | Executed::Nothing => {}
    }
    Ok(())
}

fn confirmed(lease: Lease, written: Written) -> (&'static str, Command) {
    let Written { resources, chart, found, patient } = written;
    ("confirm", Command::Confirm { attempt: lease.attempt, resources, chart, found, patient })
}

fn troubled(ehr: &Ehr, own: &Aggregate<EhrWrites>, lease: Lease, trouble: &Trouble) -> (&'static str, Command) {
    let Lease { attempt, .. } = lease;
    tracing::warn!(code = trouble.code(), error = %trouble, attempt, call = %own.id(), "an outcome is not in the EHR");
    match trouble.follows() {
        Follows::Reject(why) => ("reject", Command::Reject { attempt, why }),
        Follows::Lose(lost) => ("lose", Command::LoseTrack { attempt, lost, pace: ehr.pace() }),
    }
}
