//! The reactor: a delivery is a wake-up. It reads the aggregate's source subject from where its own state left off,
//! handles in order, appends to its own stream, and acknowledges. A crash anywhere: the redelivery finds the work done.
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use phi_bus::Delivery;
use phi_events::access::AccessFact;
use phi_events::quarantine::{Poison, QuarantineFact};
use phi_events::{Address, AggregateId, Context, Fact, MESH_TENANT, Schema, TenantId};

use crate::aggregate::Aggregate;
use crate::core::Core;
use crate::domain::{Domain, Facts};
use crate::fault::{Disposition, Fault};
use crate::incoming::{Incoming, Raw, place};
use crate::reader::{Chain, Commit, Poisoned, events};
use crate::telemetry::{Measure, link};

/// How long a replica of the log may take to have what was delivered.
const BEHIND: Duration = Duration::from_millis(500);

/// How deliveries of a source are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// A wake-up: the source subject of the same aggregate is read in order.
    Wake,
    /// Each message stands for itself; the own aggregate may be another one.
    Each,
}

/// What a service does with the events of one source.
#[async_trait]
pub trait Reactor: Send + Sync + 'static {
    /// The context it writes.
    type Own: Domain;
    /// The context it reacts to.
    type Source: Schema;
    /// How deliveries are taken.
    const MODE: Mode = Mode::Wake;

    /// Which own aggregate an event concerns; `None`: nothing to do. In [`Mode::Wake`] it is the event's own.
    fn target(&self, event: &Incoming<Self::Source>) -> Option<AggregateId> {
        Some(event.aggregate)
    }

    /// Does what follows from an event.
    async fn react(&self, own: &mut Aggregate<Self::Own>, event: &Incoming<Self::Source>) -> Result<(), Fault>;
}

/// A reactor whose types are hidden, so that a service can have several.
#[async_trait]
pub(crate) trait Driven: Send + Sync {
    fn source(&self) -> Context;
    async fn deliver(&self, core: &Core, delivery: &Delivery) -> Result<(), Fault>;
    async fn redrive(&self, core: &Core, tenant: TenantId, aggregate: AggregateId) -> Result<(), Fault>;
    async fn park(&self, core: &Core, delivery: &Delivery, fault: &Fault) -> Result<(), Fault>;
}

pub(crate) struct Drive<R: Reactor>(pub R);

impl<R: Reactor> Drive<R> {
    async fn wake(&self, core: &Core, address: Address, delivered: u64) -> Result<(), Fault> {
        let (stream, subject) = (address.context.stream(), address.subject());
        let own = core.aggregate::<R::Own>(address.tenant, address.aggregate, &[]);
        // A commit says itself whether it is its subject's first: only the subject can tell.
        let (own, stored) = tokio::join!(own, core.log().read(&stream, &subject, 1));
        let (mut own, stored) = (own?, stored?);
        if delivered == 0 {
            // not a delivery but what waited: a trace of its own, tied to that of what it waited for
            link(stored.last().and_then(|last| last.traceparent.as_deref()));
        }
        // Any replica may serve a read, and one that lags must not make a delivery count as done.
        if stored.last().map_or(0, |last| last.sequence) < delivered {
            return Err(Fault::new(Disposition::Retry { after: BEHIND }, "PHI-S012: a read was behind its delivery"));
        }
        let chain = core.extend::<R::Source>(Chain::start(), address, &stored).await?;
        let poisoned = chain.poisoned;
        for commit in chain.commits {
            if commit.raw.sequence > own.handled(address.context) {
                let raw = commit.raw.clone();
                if let Err(fault) = self.commit(&mut own, commit).await {
                    core.unless_skipped(&raw, fault).await?;
                }
            }
        }
        poisoned.map_or(Ok(()), |poisoned| Err(poisoned.into()))
    }

    /// The source's commit is handled when the last of its events is: a crash between two finds the second undone.
    async fn commit(&self, own: &mut Aggregate<R::Own>, commit: Commit<R::Source>) -> Result<(), Fault> {
        let context = commit.raw.address.context;
        let concern: Vec<_> = events(commit).filter(|event| self.0.target(event).is_some()).collect();
        for (index, event) in concern.iter().enumerate() {
            let handled = (index + 1 == concern.len()).then_some((context, event.sequence));
            own.because(cause(context, event), Some(event.commit), handled);
            self.react(own, event).await?;
        }
        Ok(())
    }

    /// What was destroyed leaves nothing to do, and does not stand in the way of what follows it.
    async fn react(&self, own: &mut Aggregate<R::Own>, event: &Incoming<R::Source>) -> Result<(), Fault> {
        match self.0.react(own, event).await {
            Err(fault) if fault.disposition == Disposition::Shredded => Ok(()),
            result => result,
        }
    }

    async fn each(&self, core: &Core, delivery: &Delivery) -> Result<(), Fault> {
        let stored = &delivery.message;
        let commit = core.open_facts::<R::Source>(stored, Raw::parse(stored)).await??;
        for event in events(commit) {
            let Some(target) = self.0.target(&event) else { continue };
            let mut own = core.aggregate::<R::Own>(event.tenant, target, &[]).await?;
            own.because(cause(R::Source::CONTEXT, &event), Some(event.commit), None);
            self.react(&mut own, &event).await?;
        }
        Ok(())
    }
}

fn cause<S: Schema>(context: Context, event: &Incoming<S>) -> Vec<u8> {
    let mut cause = vec![context.code()];
    cause.extend_from_slice(&event.commit.0);
    cause.extend_from_slice(&event.index.to_be_bytes());
    cause
}

#[async_trait]
impl<R: Reactor> Driven for Drive<R> {
    fn source(&self) -> Context {
        R::Source::CONTEXT
    }

    async fn deliver(&self, core: &Core, delivery: &Delivery) -> Result<(), Fault> {
        let Some((address, _)) = place(&delivery.message.subject) else {
            return Err(garbage(R::Source::CONTEXT, delivery).into());
        };
        match R::MODE {
            Mode::Wake => self.wake(core, address, delivery.message.sequence).await,
            Mode::Each => self.each(core, delivery).await,
        }
    }

    async fn redrive(&self, core: &Core, tenant: TenantId, aggregate: AggregateId) -> Result<(), Fault> {
        match R::MODE {
            Mode::Wake => self.wake(core, Address::new(R::Source::CONTEXT, tenant, aggregate), 0).await,
            Mode::Each => Ok(()),
        }
    }

    async fn park(&self, core: &Core, delivery: &Delivery, fault: &Fault) -> Result<(), Fault> {
        let Disposition::Park { reason, after } = fault.disposition else { return Ok(()) };
        // What stands for itself has no aggregate to wait in: it is delivered again.
        let Some((address, _)) = place(&delivery.message.subject).filter(|_| R::MODE == Mode::Wake) else {
            let soon = Disposition::Retry { after: after.min(crate::freeze::AGAIN) };
            return Err(Fault::new(soon, "PHI-S004: nothing to park this delivery in"));
        };
        park::<R::Own>(core, address, reason, after).await
    }
}

/// Says in the own stream that an aggregate waits.
async fn park<D: Domain>(
    core: &Core,
    address: Address,
    reason: phi_events::commit::ParkReason,
    after: Duration,
) -> Result<(), Fault> {
    let own = core.aggregate::<D>(address.tenant, address.aggregate, &[]).await?;
    let facts = Facts { now_ms: core.now_ms() };
    let due_ms = facts.now_ms + after.as_millis() as u64;
    let Some(fact) = <D::Schema as Schema>::Fact::parked(reason, due_ms) else { return Ok(()) };
    own.append_fact(fact, facts.now_ms).await
}

fn garbage(context: Context, delivery: &Delivery) -> Poisoned {
    use sha2::{Digest, Sha256};
    let message = &delivery.message;
    Poisoned {
        context,
        sequence: message.sequence,
        hash: Sha256::digest(&message.payload).into(),
        poison: Poison::Garbage,
    }
}

/// Sets a message aside and raises the alarm.
pub(crate) async fn set_aside(
    core: &Core,
    source: Context,
    delivery: &Delivery,
    fault: &Fault,
    poison: Poison,
) -> Result<(), Fault> {
    let (tenant, aggregate) = place(&delivery.message.subject)
        .map_or((MESH_TENANT, AggregateId(MESH_TENANT.0)), |(address, _)| (address.tenant, address.aggregate));
    let found = fault.source.downcast_ref::<Poisoned>().copied();
    let found = found.unwrap_or_else(|| Poisoned { poison, ..garbage(source, delivery) });
    note(core, tenant, aggregate, found).await
}

const fn poison_word(poison: Poison) -> &'static str {
    match poison {
        Poison::Garbage => "garbage",
        Poison::Seal => "seal",
        Poison::Decode => "decode",
        Poison::Chain => "chain",
        Poison::Invariant => "invariant",
    }
}

/// Notes a message that cannot be read, once, and raises the alarm.
pub(crate) async fn note(
    core: &Core,
    tenant: TenantId,
    aggregate: AggregateId,
    poisoned: Poisoned,
) -> Result<(), Fault> {
    let Poisoned { context, sequence, hash, poison } = poisoned;
    let mut cause = hash.to_vec();
    cause.extend_from_slice(&sequence.to_be_bytes());
    core.quarantine(tenant, aggregate, QuarantineFact::Parked { context, sequence, hash, poison }, &cause).await?;
    let word = ("poison", poison_word(poison));
    core.metrics().count(Measure::QuarantineParked, 1, [word]);
    if matches!(poison, Poison::Chain | Poison::Seal | Poison::Invariant) {
        core.metrics().count(Measure::HashMismatches, 1, [word]);
    }
    if poison == Poison::Seal {
        let fact = AccessFact::OpenFailed { aggregate, context, sequence };
        let audited = core.audit(tenant, fact.clone()).await;
        if audited.is_err() {
            core.audit(MESH_TENANT, fact).await?;
        }
    }
    tracing::error!(code = "PHI-Q001", stream = context.stream(), sequence, poison = ?poison, %aggregate, "a message was set aside");
    Ok(())
}

/// A list of reactors, shared by their loops.
pub(crate) type Reactors = Arc<Vec<Box<dyn Driven>>>;
