//! What retention does when something happened elsewhere, or when something is due.
use std::sync::Arc;

use async_trait::async_trait;
use phi_events::call::{Call, CallFact};
use phi_events::commit::PARKED;
use phi_events::request::{Ask, Request, RequestFact};
use phi_events::retention::v1::{FINISH, MINT};
use phi_events::tenant::{Life, Tenant, TenantFact};
use phi_events::{AggregateId, DataClass};

use phi_service::{Aggregate, Fault, Incoming, Mode, Reactor, Timers};

use crate::domain::{Command, RetentionDomain, ShredRequest, objection};
use crate::error::settle;
use crate::{effects, policies};

/// A call was received: its classes get their dates.
pub struct Calls {
    /// The operator's lives.
    pub lives: Arc<[Life]>,
}

#[async_trait]
impl Reactor for Calls {
    type Own = RetentionDomain;
    type Source = Call;

    fn target(&self, event: &Incoming<Call>) -> Option<AggregateId> {
        match event.fact {
            CallFact::Received { .. } => Some(event.aggregate),
            CallFact::RecordingStored { .. }
            | CallFact::RecordingUnavailable { .. }
            | CallFact::FetchFailed { .. }
            | CallFact::Parked { .. } => None,
        }
    }

    async fn react(&self, own: &mut Aggregate<RetentionDomain>, event: &Incoming<Call>) -> Result<(), Fault> {
        let tenant = own.core().tenant(event.tenant).await?;
        let lives = policies::merge(&self.lives, tenant.as_ref().map_or(&[], |view| &view.lives));
        let due = policies::schedule(event.meta.at_ms, &lives);
        settle(&own.execute("schedule", Command::Schedule { due, policy: policies::POLICY }).await?)
    }
}

/// A tenant was made: its keys of this month are seen to, and a timer is set for the next.
pub struct Tenants {
    /// How long before a month begins its keys are made, in milliseconds.
    pub ahead_ms: u64,
}

#[async_trait]
impl Reactor for Tenants {
    type Own = RetentionDomain;
    type Source = Tenant;

    fn target(&self, event: &Incoming<Tenant>) -> Option<AggregateId> {
        match event.fact {
            TenantFact::Created { .. } => Some(event.aggregate),
            TenantFact::BaaEffective { .. }
            | TenantFact::BaaEnded { .. }
            | TenantFact::PlatformAdded { .. }
            | TenantFact::LivesSet { .. }
            | TenantFact::Frozen { .. }
            | TenantFact::Thawed { .. } => None,
        }
    }

    async fn react(&self, own: &mut Aggregate<RetentionDomain>, _event: &Incoming<Tenant>) -> Result<(), Fault> {
        effects::mint(own, self.ahead_ms).await
    }
}

/// People asked for holds, releases and destruction.
pub struct Requests {
    /// How long after a release nothing is destroyed, in milliseconds.
    pub grace_ms: u64,
}

#[async_trait]
impl Reactor for Requests {
    type Own = RetentionDomain;
    type Source = Request;
    const MODE: Mode = Mode::Each;

    fn target(&self, event: &Incoming<Request>) -> Option<AggregateId> {
        let RequestFact::Asked { ask, .. } = &event.fact;
        match ask {
            Ask::PlaceHold { call } | Ask::ReleaseHold { call } | Ask::Shred { call, .. } => Some(*call),
            Ask::ReportIncident { .. }
            | Ask::Assess { .. }
            | Ask::MeetClock { .. }
            | Ask::RetryQuarantined { .. }
            | Ask::SkipQuarantined { .. }
            | Ask::Review { .. }
            | Ask::Rerun { .. }
            | Ask::PromoteRerun { .. } => None,
        }
    }

    async fn react(&self, own: &mut Aggregate<RetentionDomain>, event: &Incoming<Request>) -> Result<(), Fault> {
        let Some((step, mut command)) = command(event, own.core().now_ms().saturating_add(self.grace_ms)) else {
            return Ok(());
        };
        if let Command::Shred(asked) = &mut command {
            let tenant = own.core().tenant(event.tenant).await?;
            asked.frozen = tenant.is_some_and(|view| view.frozen_ms.is_some());
        }
        if let Command::Shred(asked) = &command
            && let Some(refusal) = objection(own.state(), asked)
        {
            tracing::warn!(%refusal, request = %asked.request, "a request to destroy is declined");
        }
        // the FINISH timer does the rest, alone: two that finish at once would count the same keys twice or not at all
        settle(&own.execute(step, command).await?)
    }
}

fn command(event: &Incoming<Request>, not_before_ms: u64) -> Option<(&'static str, Command)> {
    let request = event.aggregate;
    let RequestFact::Asked { ask, by, approvers, .. } = &event.fact;
    match ask {
        Ask::PlaceHold { .. } => Some(("hold", Command::PlaceHold { request })),
        Ask::ReleaseHold { .. } => Some(("release", Command::ReleaseHold { request, not_before_ms })),
        Ask::Shred { classes, .. } => {
            let (classes, by, approvers) = (classes.clone(), by.clone(), approvers.clone());
            Some(("shred", Command::Shred(ShredRequest { request, classes, by, approvers, frozen: false })))
        }
        Ask::ReportIncident { .. }
        | Ask::Assess { .. }
        | Ask::MeetClock { .. }
        | Ask::RetryQuarantined { .. }
        | Ask::SkipQuarantined { .. }
        | Ask::Review { .. }
        | Ask::Rerun { .. }
        | Ask::PromoteRerun { .. } => None,
    }
}

/// Something is due: a class's life is over, a destruction waits to be finished, a month's keys are to be made.
pub struct Due {
    /// How long before a month begins its keys are made, in milliseconds.
    pub ahead_ms: u64,
}

#[async_trait]
impl Timers for Due {
    type Own = RetentionDomain;
    /// Keys of months go on being made; what destroys rests, as under a hold on every call.
    const WHILE_FROZEN: &'static [u8] = &[MINT, PARKED];

    async fn fire(&self, own: &mut Aggregate<RetentionDomain>, kind: u8) -> Result<(), Fault> {
        // another replica may have begun what this one is to finish
        own.refold().await?;
        match kind {
            MINT => effects::mint(own, self.ahead_ms).await,
            FINISH => effects::finish(own).await,
            class if DataClass::from_code(class).is_some_and(DataClass::per_call) => {
                effects::finish(own).await?;
                settle(&own.execute("expire", Command::Expire).await?)?;
                effects::finish(own).await
            }
            unknown => {
                tracing::error!(code = "PHI-R009", kind = unknown, "a timer of an unknown kind fired");
                Ok(())
            }
        }
    }
}
