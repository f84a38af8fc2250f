//! The loops of a running service: deliveries, projection, timers, shred notices. Each ends when told to drain.
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::StreamExt;
use phi_bus::{Delivery, Stored};
use phi_events::commit::PARKED;
use phi_events::quarantine::QuarantineFact;
use phi_events::request::{Ask, Request, RequestFact};
use phi_events::shred::{Shred, ShredFact};
use phi_events::{AggregateId, Context, TenantId};
use tokio::sync::{Mutex, Semaphore, watch};
use tokio::task::JoinSet;
use tracing::{Instrument, Span};
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::beats::Loop;
use crate::core::Core;
use crate::db::DueTimer;
use crate::fault::{Disposition, Fault};
use crate::freeze::Resting;
use crate::incoming::{Raw, place};
use crate::parts::Fired;
use crate::projector::SharedProjector;
use crate::reactor::{Reactors, note, set_aside};
use crate::reader::Poisoned;
use crate::telemetry::{Delivered, Measure, failed, of_event, process_span, receive_span, template, timer_span};

/// How long one pull waits.
const WAIT: Duration = Duration::from_secs(1);
/// How often work in progress says so; half of it would pass before `ack_wait` (30 s) ends.
const PROGRESS: Duration = Duration::from_secs(10);
/// Deliveries and timers of one aggregate are worked on one after the other: it hashes to one of these locks.
const STRIPES: usize = 256;
/// Most deliveries taken at once: what a crash would have to wait for.
const BATCH: usize = 64;

/// Timers worked on at once.
const FIRING: usize = 16;
/// A timer whose work moved nothing fires again after this long.
const FIRE_AGAIN_MS: u64 = 5_000;

/// What the loops share.
#[derive(Clone)]
pub(crate) struct Shared {
    pub core: Core,
    pub reactors: Reactors,
    pub timers: Option<Arc<dyn Fired>>,
    pub projector: SharedProjector,
    pub stripes: Arc<Vec<Mutex<()>>>,
    pub permits: Arc<Semaphore>,
    pub drain: watch::Receiver<bool>,
    pub stop: watch::Sender<bool>,
}

pub(crate) fn stripes() -> Arc<Vec<Mutex<()>>> {
    Arc::new((0..STRIPES).map(|_| Mutex::new(())).collect())
}

impl Shared {
    fn draining(&self) -> bool {
        *self.drain.borrow()
    }

    async fn pause(&self, time: Duration) {
        let mut drain = self.drain.clone();
        tokio::select! {
            () = tokio::time::sleep(time) => {}
            _ = drain.wait_for(|drain| *drain) => {}
        }
    }

    fn stripe(&self, aggregate: AggregateId) -> &Mutex<()> {
        &self.stripes[usize::from(aggregate.0[0]) % STRIPES]
    }

    /// Takes deliveries of one source until told to drain, then waits for those in hand.
    pub async fn consume(self, source: Context) {
        let (stream, durable) = (source.stream(), self.core.service().name());
        if let Err(error) = self.core.log().rewind(&stream, durable, None).await {
            tracing::warn!(%error, stream, "could not reset the consumer to its floor: unacknowledged deliveries come after ack_wait");
        }
        let mut tasks = JoinSet::new();
        let beat = self.core.beats().begin(Loop::Consume);
        while !self.draining() {
            beat.beat();
            let (mut drain, started) = (self.drain.clone(), Instant::now());
            let pulled = tokio::select! {
                pulled = self.core.log().pull(&stream, durable, BATCH, WAIT) => pulled,
                _ = drain.wait_for(|drain| *drain) => break,
            };
            match pulled {
                Ok(deliveries) => {
                    if !deliveries.is_empty() {
                        receive_span(source, durable, started.elapsed(), &deliveries);
                    }
                    // what is in hand has a bound of its own
                    beat.during(self.spawn(&mut tasks, source, deliveries)).await;
                }
                Err(error) => self.pull_failed(&stream, error).await,
            }
            while tasks.try_join_next().is_some() {}
        }
        beat.during(async { while tasks.join_next().await.is_some() {} }).await;
    }

    async fn pull_failed(&self, stream: &str, error: phi_bus::LogError) {
        let fault = Fault::from(error);
        tracing::warn!(error = %fault.source, stream, "could not take deliveries");
        if fault.disposition == Disposition::Stop {
            self.stop.send_replace(true);
        }
        self.pause(Duration::from_millis(200)).await;
    }

    async fn spawn(&self, tasks: &mut JoinSet<()>, source: Context, deliveries: Vec<Delivery>) {
        for delivery in deliveries {
            let Ok(permit) = Arc::clone(&self.permits).acquire_owned().await else { return };
            let shared = self.clone();
            let work = async move {
                shared.process(source, &delivery).await;
                drop(permit);
            };
            tasks.spawn(work);
        }
    }

    async fn process(&self, source: Context, delivery: &Delivery) {
        let _in_hand = self.core.beats().work();
        let (durable, started) = (self.core.service().name(), Instant::now());
        let address = place(&delivery.message.subject).map(|(address, _)| address);
        let delivered = Delivered { address, source, durable, delivery };
        let commit = delivered.commit();
        let span = process_span(&delivered, commit.as_deref());
        let aggregate = address.map(|address| address.aggregate).unwrap_or_default();
        let work = of_event(commit, self.work_on(source, aggregate, delivery));
        let error = work.instrument(span.clone()).await;
        if let Some(error) = error {
            failed(&span, error);
        }
        let labels = [("messaging.destination.template", template(source)), ("messaging.consumer.group.name", durable)];
        self.core.metrics().since(Measure::ProcessDuration, started, error, labels);
    }

    /// Works on a delivery and settles it. What is returned is what became of it, where that is not what it was for.
    async fn work_on(&self, source: Context, aggregate: AggregateId, delivery: &Delivery) -> Option<&'static str> {
        let _one_at_a_time = self.stripe(aggregate).lock().await;
        let result = tokio::select! {
            result = self.deliver(source, delivery) => result,
            never = self.say_progress(delivery) => never,
        };
        let error = result.as_ref().err().and_then(|fault| fault.disposition.word());
        let settled = match result {
            Ok(()) => self.ack(delivery).await,
            Err(fault) => self.settle(source, delivery, fault).await,
        };
        if let Err(fault) = settled {
            tracing::warn!(error = %fault.source, "a delivery was not settled: it comes again");
            return error.or(Some("unsettled"));
        }
        error
    }

    /// Settling is an event of the process span: a span of its own would say no more and cost as much as the work.
    async fn ack(&self, delivery: &Delivery) -> Result<(), Fault> {
        self.core.log().ack(delivery).await?;
        Span::current().add_event("ack", vec![]);
        Ok(())
    }

    async fn nak(&self, delivery: &Delivery, after: Duration) -> Result<(), Fault> {
        self.core.log().nak(delivery, after).await?;
        Span::current().add_event("nak", vec![]);
        Ok(())
    }

    async fn say_progress(&self, delivery: &Delivery) -> Result<(), Fault> {
        loop {
            tokio::time::sleep(PROGRESS).await;
            let _comes_again_if_lost = self.core.log().progress(delivery).await;
        }
    }

    async fn deliver(&self, source: Context, delivery: &Delivery) -> Result<(), Fault> {
        if source == Context::Request {
            self.quarantine_verbs(delivery).await?;
        }
        for reactor in self.reactors.iter().filter(|reactor| reactor.source() == source) {
            if let Err(fault) = reactor.deliver(&self.core, delivery).await {
                if !matches!(fault.disposition, Disposition::Park { .. }) {
                    return Err(fault);
                }
                tracing::info!(error = %fault.source, "parked");
                reactor.park(&self.core, delivery, &fault).await?;
            }
        }
        Ok(())
    }

    async fn settle(&self, source: Context, delivery: &Delivery, fault: Fault) -> Result<(), Fault> {
        match fault.disposition {
            Disposition::Shredded => self.ack(delivery).await,
            Disposition::Quarantine(poison) => {
                set_aside(&self.core, source, delivery, &fault, poison).await?;
                self.ack(delivery).await
            }
            Disposition::Stop => {
                tracing::error!(error = %fault.source, "cannot go on: draining");
                self.stop.send_replace(true);
                Ok(())
            }
            Disposition::Retry { after } => {
                tracing::warn!(error = %fault.source, "will be tried again");
                self.nak(delivery, after).await
            }
            Disposition::Park { .. } => self.nak(delivery, Duration::from_secs(30)).await,
        }
    }

    /// What people decided about messages that this service set aside.
    async fn quarantine_verbs(&self, delivery: &Delivery) -> Result<(), Fault> {
        let stored = &delivery.message;
        let commit = self.core.open_facts::<Request>(stored, Raw::parse(stored)).await??;
        let tenant = commit.raw.address.tenant;
        let cause = commit.raw.layout.header.commit.0;
        for fact in commit.facts {
            let RequestFact::Asked { ask, by, approvers, .. } = fact;
            self.quarantine_verb(tenant, ask, &by, &approvers, &cause).await?;
        }
        Ok(())
    }

    async fn quarantine_verb(
        &self,
        tenant: TenantId,
        ask: Ask,
        by: &str,
        approvers: &[String],
        cause: &[u8],
    ) -> Result<(), Fault> {
        let own = self.core.service();
        let (aggregate, fact) = match ask {
            Ask::RetryQuarantined { service, aggregate, context, sequence } if service == own => {
                (aggregate, QuarantineFact::Released { context, sequence })
            }
            Ask::SkipQuarantined { service, aggregate, context, sequence }
                if service == own && two_others(by, approvers) =>
            {
                (aggregate, QuarantineFact::Skipped { context, sequence, approvers: approvers.to_vec() })
            }
            Ask::PlaceHold { .. }
            | Ask::ReleaseHold { .. }
            | Ask::Shred { .. }
            | Ask::ReportIncident { .. }
            | Ask::Assess { .. }
            | Ask::MeetClock { .. }
            | Ask::RetryQuarantined { .. }
            | Ask::SkipQuarantined { .. }
            | Ask::Review { .. }
            | Ask::Rerun { .. }
            | Ask::PromoteRerun { .. } => return Ok(()),
        };
        self.core.quarantine(tenant, aggregate, fact, cause).await?;
        self.core.forget_all();
        self.redrive(tenant, aggregate).await
    }

    /// Does what waited: for its time, or behind a message that was decided about. What cannot be read may stand in the own stream, or in one
    /// that is read on the way: so every source is tried, whichever the message is in.
    async fn redrive(&self, tenant: TenantId, aggregate: AggregateId) -> Result<(), Fault> {
        for reactor in self.reactors.iter() {
            let Err(fault) = reactor.redrive(&self.core, tenant, aggregate).await else { continue };
            match (fault.disposition, fault.source.downcast_ref::<Poisoned>()) {
                (Disposition::Shredded, _) => {}
                (Disposition::Quarantine(_), Some(poisoned)) => note(&self.core, tenant, aggregate, *poisoned).await?,
                (Disposition::Quarantine(_), None) => tracing::warn!(error = %fault.source, "still not readable"),
                // the decision stands, and the request comes again to do the rest
                (Disposition::Retry { .. } | Disposition::Park { .. } | Disposition::Stop, _) => return Err(fault),
            }
        }
        Ok(())
    }

    /// Folds the own stream for as long as the service lives, or stands by while another replica does.
    pub async fn project(self) {
        while !self.draining() {
            let mut drain = self.drain.clone();
            let step = tokio::select! {
                step = self.projector.step(WAIT) => step,
                _ = drain.wait_for(|drain| *drain) => break,
            };
            if let Err(fault) = step {
                tracing::warn!(error = %fault.source, "projection: will be tried again");
                self.pause(Duration::from_millis(500)).await;
            }
        }
        self.projector.resign().await;
    }

    /// Fires what is due.
    pub async fn tick(self, every: Duration) {
        let mut tried: BTreeMap<DueTimer, u64> = BTreeMap::new();
        let beat = self.core.beats().begin(Loop::Tick);
        while !self.draining() {
            beat.during(self.pause(every)).await;
            if !self.projector.leads() || !self.projector.caught_up() || !self.core.log().connected() {
                continue;
            }
            let now = self.core.now_ms();
            tried.retain(|_, again| *again > now);
            // until it is known who is frozen, nothing fires
            let Some(tenants) = self.core.frozen() else { continue };
            let resting = Resting { tenants, but: self.timers.as_ref().map_or(&[], |timers| timers.while_frozen()) };
            let Ok(due) = self.projector.due(now, &resting).await else { continue };
            let fresh: Vec<DueTimer> = due.into_iter().filter(|timer| !tried.contains_key(timer)).collect();
            tried.extend(fresh.iter().map(|timer| (*timer, now + FIRE_AGAIN_MS)));
            // One slow peer must not hold up the others' timers (INV-10).
            let fired = futures::stream::iter(fresh).for_each_concurrent(FIRING, |timer| self.fire(timer));
            // what is in hand has a bound of its own
            beat.during(fired).await;
        }
    }

    async fn fire(&self, timer: DueTimer) {
        let _in_hand = self.core.beats().work();
        let _one_at_a_time = self.stripe(timer.aggregate).lock().await;
        let span = timer_span(timer.kind);
        let work = async {
            if timer.kind == PARKED {
                return self.redrive(timer.tenant, timer.aggregate).await;
            }
            match &self.timers {
                Some(timers) => timers.fire(&self.core, timer).await,
                None => Ok(()),
            }
        };
        let result: Result<(), Fault> = work.instrument(span.clone()).await;
        if let Some(error) = result.as_ref().err().and_then(|fault| fault.disposition.word()) {
            failed(&span, error);
        }
        if let Err(fault) = result
            && fault.disposition != Disposition::Shredded
        {
            tracing::warn!(error = %fault.source, kind = timer.kind, "a timer's work failed: it fires again");
        }
    }

    /// Drops destroyed keys from memory as soon as the ledger says so. Every replica reads the ledger itself: a consumer
    /// would give each entry to one of them. What was destroyed before the start was never in memory.
    pub async fn shreds(self) {
        let stream = Context::Shred.stream();
        let mut known = None;
        let beat = self.core.beats().begin(Loop::Shreds);
        while !self.draining() {
            beat.beat();
            match self.core.log().end(&stream).await {
                Ok(end) => {
                    let from = *known.get_or_insert(end);
                    known = Some(self.forget_new(&stream, from, end).await);
                }
                Err(error) => tracing::debug!(%error, "the shred ledger does not answer"),
            }
            self.pause(WAIT).await;
        }
    }

    /// Reads the ledger's new entries and returns up to where it came.
    async fn forget_new(&self, stream: &str, from: u64, end: u64) -> u64 {
        for sequence in from + 1..=end {
            match self.core.log().get(stream, sequence).await {
                Ok(Some(entry)) => self.forget(&entry).await,
                Ok(None) => {}
                Err(_) => return sequence - 1,
            }
        }
        end
    }

    async fn forget(&self, stored: &Stored) {
        let Ok(Ok(commit)) = self.core.open_facts::<Shred>(stored, Raw::parse(stored)).await else {
            tracing::error!(sequence = stored.sequence, "an entry of the shred ledger cannot be read");
            return;
        };
        for fact in commit.facts {
            let ShredFact::Ordered { call, classes, .. } = fact;
            for class in classes {
                self.core.keys().forget(commit.raw.address.tenant, call, class);
            }
        }
    }
}

/// Two approvers, each another person than the one who asked and than each other.
pub fn two_others(by: &str, approvers: &[String]) -> bool {
    let distinct: std::collections::BTreeSet<&str> =
        approvers.iter().map(String::as_str).filter(|name| *name != by && !name.is_empty()).collect();
    distinct.len() >= 2
}
