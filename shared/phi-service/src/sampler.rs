//! Takes the gauges: how far behind, how much waits, whether keys open, how the clocks agree. A few requests to the broker
//! every few seconds, and none while it is away.
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use phi_bus::ConsumerState;
use phi_events::flow::row;
use phi_events::quarantine::{Quarantine, QuarantineFact};
use phi_events::{AggregateId, Context, DataClass, MESH_TENANT, TenantId};
use tokio::sync::watch;

use crate::beats::{Beat, Loop};
use crate::core::Core;
use crate::health::Looking;
use crate::incoming::Raw;
use crate::parts::Gauges;
use crate::projector::SharedProjector;
use crate::telemetry::{Measure, canary_hits, stream_label};

/// How often gauges are taken.
const EVERY: Duration = Duration::from_secs(5);

/// What the sampler finds and the probes ask for.
#[derive(Default)]
pub(crate) struct Samples {
    /// Whether the mesh's own key opens. One tenant's key is no matter of the whole service's.
    pub keys: AtomicBool,
    /// Messages of the own stream not folded yet.
    pub lag: AtomicU64,
}

/// What is remembered from one round to the next.
struct Sampler {
    core: Core,
    projector: SharedProjector,
    samples: Arc<Samples>,
    gauges: Option<Gauges>,
    most_lag: u64,
    moving: BTreeMap<Context, Moving>,
    aside: Aside,
    canaries: u64,
    next_counts: Instant,
}

/// A consumer's state when something of it was last settled.
struct Moving {
    state: ConsumerState,
    since: Instant,
}

impl Moving {
    /// For how long messages have waited and none was settled.
    fn stalled(&mut self, state: ConsumerState, now: Instant) -> Duration {
        let waits = state.pending + state.ack_pending > 0;
        let settled = state.floor != self.state.floor
            || state.pending + state.ack_pending < self.state.pending + self.state.ack_pending;
        if settled || !waits {
            self.since = now;
        }
        self.state = state;
        now.saturating_duration_since(self.since)
    }
}

/// What this service set aside and nobody has decided about.
#[derive(Default)]
struct Aside {
    read: u64,
    open: BTreeSet<(TenantId, AggregateId, Context, u64)>,
}

impl Aside {
    fn note(&mut self, tenant: TenantId, aggregate: AggregateId, fact: &QuarantineFact) {
        match fact {
            QuarantineFact::Parked { context, sequence, .. } => {
                self.open.insert((tenant, aggregate, *context, *sequence));
            }
            QuarantineFact::Released { context, sequence } | QuarantineFact::Skipped { context, sequence, .. } => {
                self.open.remove(&(tenant, aggregate, *context, *sequence));
            }
        }
    }
}

/// The sampler's loop.
pub(crate) fn sample(
    looking: &Looking,
    gauges: Option<Gauges>,
    drain: watch::Receiver<bool>,
) -> impl Future<Output = ()> + Send + use<> {
    let sampler = Sampler {
        core: looking.core.clone(),
        projector: looking.projector.clone(),
        samples: Arc::clone(&looking.samples),
        gauges,
        most_lag: looking.probes.lag,
        moving: BTreeMap::new(),
        aside: Aside::default(),
        canaries: 0,
        next_counts: Instant::now(),
    };
    go_round(sampler, drain)
}

async fn go_round(mut sampler: Sampler, mut drain: watch::Receiver<bool>) {
    let beat = sampler.core.beats().begin(Loop::Sample);
    for round in 0_u64.. {
        if *drain.borrow() {
            return;
        }
        sampler.round(&beat, round).await;
        beat.during(async {
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                _ = drain.changed() => {}
            }
        })
        .await;
    }
}

impl Sampler {
    async fn round(&mut self, beat: &Beat, round: u64) {
        beat.beat();
        self.keys().await;
        self.canaries();
        if !self.core.log().connected() {
            return;
        }
        self.lag().await;
        beat.beat();
        self.counts().await;
        beat.beat();
        if round.is_multiple_of(2) {
            self.consumers().await;
        }
        beat.beat();
        if round.is_multiple_of(3) {
            self.quarantine().await;
        }
    }

    async fn keys(&self) {
        let opens = self.core.keys().sealing(MESH_TENANT, DataClass::Lifecycle).await.is_ok();
        self.samples.keys.store(opens, Ordering::SeqCst);
        self.core.metrics().set(Measure::KeysReachable, f64::from(u8::from(opens)), []);
        self.core.metrics().set(Measure::Up, 1.0, []);
    }

    fn canaries(&mut self) {
        let hits = canary_hits();
        if hits > self.canaries {
            let count = hits - self.canaries;
            tracing::error!(code = "PHI-S021", count, "planted values were about to leave in log lines or spans");
        }
        self.canaries = hits;
    }

    async fn lag(&self) {
        let (log, metrics) = (self.core.log(), self.core.metrics());
        let stream = row(self.core.service()).own().stream();
        let position = self.projector.position();
        let Ok(state) = log.stream_state(&stream).await else { return };
        let lag = state.end.saturating_sub(position);
        self.samples.lag.store(lag, Ordering::SeqCst);
        metrics.set(Measure::LagEvents, lag as f64, []);
        let caught_up = self.projector.caught_up() && lag <= self.most_lag;
        metrics.set(Measure::CaughtUp, f64::from(u8::from(caught_up)), []);
        let oldest = if lag > 0 { log.stored_ms(&stream, position + 1).await.ok().flatten() } else { None };
        let age = oldest.zip(state.broker_ms).map_or(0, |(stored, now)| now.saturating_sub(stored));
        metrics.set(Measure::LagSeconds, seconds(age.cast_signed()), []);
        if let Some(broker) = state.broker_ms {
            let skew = self.core.now_ms().cast_signed().saturating_sub(broker.cast_signed());
            metrics.set(Measure::ClockSkew, seconds(skew), []);
        }
    }

    /// Counting takes longer the more there is: it may take a fiftieth of the time.
    async fn counts(&mut self) {
        let (Some(gauges), started) = (self.gauges, Instant::now()) else { return };
        if started < self.next_counts {
            return;
        }
        let now_ms = self.core.now_ms();
        if let Ok(counts) = self.projector.counts(gauges.counted, now_ms).await {
            (gauges.show)(self.core.metrics(), &counts, now_ms);
        }
        self.next_counts = Instant::now() + started.elapsed() * 50;
    }

    async fn consumers(&mut self) {
        let service = self.core.service();
        for context in row(service).consumes {
            let state = self.core.log().consumer_state(&context.stream(), service.name()).await;
            let Ok(Some(state)) = state else { continue };
            let now = Instant::now();
            let moving = self.moving.entry(*context).or_insert(Moving { state, since: now });
            let stalled = moving.stalled(state, now).as_secs_f64();
            let (metrics, stream) = (self.core.metrics(), ("stream", stream_label(*context)));
            metrics.set(Measure::Pending, state.pending as f64, [stream]);
            metrics.set(Measure::AckPending, state.ack_pending as f64, [stream]);
            metrics.set(Measure::Redelivered, state.redelivered as f64, [stream]);
            metrics.set(Measure::Stalled, stalled, [stream]);
        }
    }

    /// Reads what came to the quarantine since the last round.
    async fn quarantine(&mut self) {
        let own = format!("phi.v1.{}.{}.>", Context::Quarantine.token(), self.core.service().name());
        let stream = Context::Quarantine.stream();
        let Ok(found) = self.core.log().read(&stream, &own, self.aside.read + 1).await else { return };
        for stored in found {
            let Some(raw) = Raw::parse(&stored) else { continue };
            let (tenant, aggregate) = (raw.address.tenant, raw.address.aggregate);
            match self.core.open_facts::<Quarantine>(&stored, Some(raw)).await {
                Ok(Ok(commit)) => commit.facts.iter().for_each(|fact| self.aside.note(tenant, aggregate, fact)),
                // what cannot be read of the quarantine itself is the command's to show
                Ok(Err(_)) => {}
                // a key may be there the next time
                Err(_) => return,
            }
            self.aside.read = stored.sequence;
        }
        self.core.metrics().set(Measure::QuarantineDepth, self.aside.open.len() as f64, []);
    }
}

fn seconds(milliseconds: i64) -> f64 {
    milliseconds as f64 / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_consumer_stalls_while_messages_wait_and_none_is_settled() {
        let state = |pending, ack_pending, floor| ConsumerState { pending, ack_pending, redelivered: 0, floor };
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut moving = Moving { state: state(0, 0, 5), since: start };
        assert_eq!(moving.stalled(state(0, 0, 5), at(10)).as_secs(), 0, "nothing waits");
        assert_eq!(moving.stalled(state(3, 2, 5), at(20)).as_secs(), 10, "it waits since the last quiet look");
        assert_eq!(moving.stalled(state(9, 2, 5), at(30)).as_secs(), 20, "more comes, and none is settled");
        assert_eq!(moving.stalled(state(8, 2, 5), at(40)).as_secs(), 0, "one was settled out of order");
        assert_eq!(moving.stalled(state(8, 2, 6), at(50)).as_secs(), 0, "the floor moved");
        assert_eq!(moving.stalled(state(8, 2, 6), at(60)).as_secs(), 10);
    }

    #[test]
    fn what_was_decided_about_is_not_aside() {
        let (tenant, aggregate, context) = (TenantId([1; 16]), AggregateId([2; 16]), Context::Call);
        let mut aside = Aside::default();
        for sequence in [1, 2] {
            let poison = phi_events::quarantine::Poison::Seal;
            aside.note(tenant, aggregate, &QuarantineFact::Parked { context, sequence, hash: [0; 32], poison });
        }
        assert_eq!(aside.open.len(), 2);
        aside.note(tenant, aggregate, &QuarantineFact::Released { context, sequence: 1 });
        assert_eq!(aside.open.len(), 1);
    }
}
