//! The projector: reads the own stream strictly in order, folds each aggregate, and writes rows and position in one
//! transaction. It acknowledges nothing: where it stands is in its own tables.
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use phi_bus::{Delivery, LogError};
use phi_events::commit::TimerOp;
use phi_events::{Address, Fact, Schema};
use sea_orm::DbErr;
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;
use tracing::Instrument;

use crate::beats::{Beat, Loop};
use crate::core::Core;
use crate::db::{Change, DueTimer, Name, Tables};
use crate::domain::Domain;
use crate::fault::{Disposition, Fault};
use crate::freeze::Resting;
use crate::incoming::place;
use crate::lease::Lease;
use crate::parts::{Count, Counted};
use crate::reader::Chain;
use crate::telemetry::rebuild_span;

mod views;

pub use views::{Rebuilt, StateHash, Waiting};

/// Most messages in one transaction.
const BATCH: usize = 1000;
/// Most messages read one by one.
const MISSED: usize = 64;
/// Most aggregates whose state is kept between batches.
const KEPT: usize = 50_000;

/// What a standby is not asked for.
#[derive(Debug, thiserror::Error)]
#[error("PHI-S011: this replica stands by; ask the one whose state hash says that it leads")]
struct StandsBy;

impl From<DbErr> for Fault {
    fn from(error: DbErr) -> Self {
        Self::new(Disposition::Retry { after: Duration::from_secs(1) }, error)
    }
}

/// A projector whose types are hidden.
#[async_trait]
pub(crate) trait Projected: Send + Sync {
    async fn start(&self) -> Result<(), Fault>;
    async fn step(&self, wait: Duration) -> Result<(), Fault>;
    async fn rebuild(&self) -> Result<Rebuilt, Fault>;
    async fn state_hash(&self) -> Result<StateHash, Fault>;
    async fn due(&self, now_ms: u64, resting: &Resting) -> Result<Vec<DueTimer>, Fault>;
    async fn waiting(&self) -> Result<Vec<Waiting>, Fault>;
    /// What is counted for gauges, by timers' kinds or by where aggregates stand.
    async fn counts(&self, counted: Counted, now_ms: u64) -> Result<Vec<Count>, Fault>;
    /// Whether the stream's end as of the start was once reached.
    fn caught_up(&self) -> bool;
    /// Sequence of the last message folded, here or by who leads.
    fn position(&self) -> u64;
    /// Whether this replica projects and fires timers. A leader that lost its lease without knowing may still fire: the
    /// lock on the aggregate's subject then refuses the second commit.
    fn leads(&self) -> bool;
    /// Lets another replica lead.
    async fn resign(&self);
}

struct Folding<D: Domain> {
    states: BTreeMap<Name, (D::State, [u8; 32])>,
    /// Subjects with a message that cannot be read: what follows waits.
    blocked: BTreeSet<Name>,
    position: u64,
    events: u64,
}

pub(crate) struct Projector<D: Domain> {
    core: Core,
    tables: Tables,
    lease: Lease,
    leads: AtomicBool,
    durable: String,
    folding: Mutex<Folding<D>>,
    /// Held while deliveries are taken: what a rebuild rewinds to must not go to the loop beside it.
    pulling: Mutex<()>,
    target: AtomicU64,
    position: AtomicU64,
    ready: AtomicBool,
    /// One beat for whoever folds: the loop, or a rebuild that the loop waits for.
    beat: Beat,
}

impl<D: Domain> Projector<D> {
    pub(crate) async fn open(core: &Core, url: &str) -> Result<Self, DbErr> {
        let durable = format!("{}-projector", core.service().name());
        let tables = Tables::open(url, &durable).await?;
        let folding = Folding { states: BTreeMap::new(), blocked: BTreeSet::new(), position: 0, events: 0 };
        let (target, position, ready) = (AtomicU64::new(u64::MAX), AtomicU64::new(0), AtomicBool::new(false));
        Ok(Self {
            core: core.clone(),
            tables,
            lease: Lease::new(url, &durable),
            leads: AtomicBool::new(false),
            durable,
            folding: Mutex::new(folding),
            pulling: Mutex::new(()),
            target,
            position,
            ready,
            beat: core.beats().begin(Loop::Project),
        })
    }

    fn stream() -> String {
        D::Schema::CONTEXT.stream()
    }

    async fn rewind(&self, position: u64) -> Result<(), LogError> {
        self.core.log().rewind(&Self::stream(), &self.durable, Some(position + 1)).await
    }

    /// Whether this replica projects. A new leader goes on from where the tables stand; a standby learns from them how
    /// far the leader is.
    async fn lead(&self) -> Result<bool, Fault> {
        if !self.core.log().connected() {
            // another replica may reach the broker
            self.resign().await;
            return Err(LogError::Disconnected.into());
        }
        let held = self.lease.hold().await;
        if self.leads() && matches!(held, Ok(true)) {
            return Ok(true);
        }
        self.leads.store(false, Ordering::SeqCst);
        let leads = held?;
        let mut folding = self.folding.lock().await;
        (folding.position, folding.events) = self.tables.position().await?;
        folding.states.clear();
        if leads && folding.position > 0 && folding.position > self.core.log().end(&Self::stream()).await? {
            // the log was restored from a backup: what the tables hold beyond its end never happened there
            tracing::warn!(
                code = "PHI-S020",
                projection = self.durable,
                "the projection is ahead of the log: folded anew"
            );
            self.tables.empty().await?;
            self.core.forget_all();
            (folding.position, folding.events) = (0, 0);
        }
        if leads {
            self.rewind(folding.position).await?;
            tracing::info!(projection = self.durable, position = folding.position, "leads");
        }
        self.note_ready(folding.position);
        self.leads.store(leads, Ordering::SeqCst);
        Ok(leads)
    }

    fn note_ready(&self, position: u64) {
        self.position.store(position, Ordering::SeqCst);
        if position >= self.target.load(Ordering::SeqCst) {
            self.ready.store(true, Ordering::SeqCst);
        }
    }

    async fn take(&self, position: u64, wait: Duration) -> Result<Vec<Delivery>, Fault> {
        let deliveries = self.core.log().pull(&Self::stream(), &self.durable, BATCH, wait).await?;
        if deliveries.is_empty() { self.missed(position).await } else { Ok(deliveries) }
    }

    /// What the server gave to a lost connection, or to an earlier leader whose last request is still open, does not come
    /// again by itself, and after a rewind might go there again: it is read from the stream.
    async fn missed(&self, position: u64) -> Result<Vec<Delivery>, Fault> {
        let mut found = Vec::new();
        while found.len() < MISSED {
            let sequence = position + 1 + found.len() as u64;
            let Some(message) = self.core.log().get(&Self::stream(), sequence).await? else { return Ok(found) };
            found.push(Delivery { message, ack: String::new(), delivered: 1, pending: 0 });
        }
        self.rewind(position + found.len() as u64).await?;
        Ok(found)
    }

    async fn fold(&self, deliveries: &[Delivery]) -> Result<(), Fault> {
        let mut folding = self.folding.lock().await;
        let (position, events) = (folding.position, folding.events);
        if !deliveries.is_empty()
            && let Err(fault) = self.batch(&mut folding, deliveries).await
        {
            // the transaction did not happen: fold again from where the tables stand
            (folding.position, folding.events) = self.tables.position().await.unwrap_or((position, events));
            folding.states.clear();
            self.note_ready(folding.position);
            self.rewind(folding.position).await?;
            return Err(fault);
        }
        self.note_ready(folding.position);
        Ok(())
    }

    async fn batch(&self, folding: &mut Folding<D>, deliveries: &[Delivery]) -> Result<(), Fault> {
        let from = folding.position;
        let mut changes: BTreeMap<Name, Change> = BTreeMap::new();
        for delivery in deliveries {
            self.beat.beat();
            if delivery.message.sequence <= folding.position {
                continue;
            }
            if delivery.message.sequence != folding.position + 1
                && self.core.log().get(&Self::stream(), folding.position + 1).await?.is_some()
            {
                self.rewind(folding.position).await?;
                break;
            }
            self.one(folding, delivery, &mut changes).await?;
            folding.position = delivery.message.sequence;
        }
        self.tables.write(&changes, from, folding.position, folding.events).await?;
        self.note_ready(folding.position);
        Ok(())
    }

    async fn one(
        &self,
        folding: &mut Folding<D>,
        delivery: &Delivery,
        changes: &mut BTreeMap<Name, Change>,
    ) -> Result<(), Fault> {
        let Some((address, _)) = place(&delivery.message.subject) else { return Ok(()) };
        let name = (address.tenant, address.aggregate);
        let (state, previous) = self.before(folding, address, delivery.message.sequence).await?;
        let start = Chain { previous, ..Chain::start() };
        let chain = self.core.extend::<D::Schema>(start, address, std::slice::from_ref(&delivery.message)).await?;
        if let Some(poisoned) = chain.poisoned {
            if folding.blocked.insert(name) {
                let fault = Fault::from(poisoned);
                crate::reactor::set_aside(&self.core, D::Schema::CONTEXT, delivery, &fault, poisoned.poison).await?;
            }
            folding.states.insert(name, (state, previous));
            return Ok(());
        }
        let facts: Vec<_> = chain.commits.into_iter().flat_map(|commit| commit.facts).collect();
        let timers: Vec<TimerOp> = facts.iter().flat_map(Fact::timers).collect();
        let (waited, stood) = (D::waiting(&state), D::standing(&state));
        let state = facts.iter().fold(state, |state, fact| D::evolve(state, fact));
        folding.events += facts.len() as u64;
        let none = Change { sequence: 0, digest: String::new(), timers: vec![], waiting: None, standing: None };
        let change = changes.entry(name).or_insert(none);
        let waits = D::waiting(&state);
        change.waiting = (waits != waited).then_some(waits).or(change.waiting);
        change.standing = D::standing(&state).filter(|word| Some(*word) != stood).or(change.standing);
        change.sequence = delivery.message.sequence;
        change.digest = digest(&state);
        change.timers.extend(timers);
        folding.states.insert(name, (state, chain.previous));
        Ok(())
    }

    /// The state before a message: kept, or folded again from the subject where it was dropped from memory.
    async fn before(
        &self,
        folding: &mut Folding<D>,
        address: Address,
        sequence: u64,
    ) -> Result<(D::State, [u8; 32]), Fault> {
        let name = (address.tenant, address.aggregate);
        if let Some(kept) = folding.states.remove(&name) {
            return Ok(kept);
        }
        if folding.states.len() > KEPT {
            folding.states.clear();
        }
        let empty = (D::State::default(), phi_events::envelope::NO_PREVIOUS);
        if !self.tables.knows(name).await? {
            return Ok(empty);
        }
        let stored = self.core.log().read(&Self::stream(), &crate::write::own_subject(address), 1).await?;
        let before: Vec<_> = stored.into_iter().filter(|stored| stored.sequence < sequence).collect();
        let chain = self.core.extend::<D::Schema>(Chain::start(), address, &before).await?;
        let facts = chain.commits.iter().flat_map(|commit| &commit.facts);
        Ok((facts.fold(D::State::default(), |state, fact| D::evolve(state, fact)), chain.previous))
    }
}

impl<D: Domain> Projector<D> {
    /// Empties the tables and folds the whole stream again.
    async fn refold(&self) -> Result<Rebuilt, Fault> {
        let _pulling = self.pulling.lock().await;
        if !self.lead().await? {
            return Err(Fault::retry(StandsBy));
        }
        let started = Instant::now();
        let mut folding = self.folding.lock().await;
        self.tables.empty().await?;
        *folding = Folding { states: BTreeMap::new(), blocked: BTreeSet::new(), position: 0, events: 0 };
        let end = self.core.log().end(&Self::stream()).await?;
        self.rewind(0).await?;
        while folding.position < end {
            let deliveries = self.take(folding.position, Duration::from_secs(2)).await?;
            if deliveries.is_empty() {
                break;
            }
            self.batch(&mut folding, &deliveries).await?;
        }
        let fact = phi_events::access::AccessFact::Rebuilt { events: folding.events };
        self.core.audit(phi_events::MESH_TENANT, fact).await?;
        Ok(Rebuilt { events: folding.events, seconds: started.elapsed().as_secs_f64() })
    }
}

/// SHA-256 of a state, in hex.
pub(crate) fn digest<T: serde::Serialize>(state: &T) -> String {
    let bytes = postcard::to_stdvec(state).unwrap_or_default();
    Sha256::digest(&bytes).iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

#[async_trait]
impl<D: Domain> Projected for Projector<D> {
    async fn start(&self) -> Result<(), Fault> {
        self.target.store(self.core.log().end(&Self::stream()).await?, Ordering::SeqCst);
        self.lead().await.map(|_| ())
    }

    async fn step(&self, wait: Duration) -> Result<(), Fault> {
        self.beat.beat();
        let pulling = self.pulling.lock().await;
        if !self.lead().await? {
            drop(pulling);
            tokio::time::sleep(wait).await;
            return Ok(());
        }
        let position = self.folding.lock().await.position;
        let deliveries = self.take(position, wait).await?;
        self.fold(&deliveries).await
    }

    async fn rebuild(&self) -> Result<Rebuilt, Fault> {
        let span = rebuild_span(D::Schema::CONTEXT);
        let rebuilt = self.refold().instrument(span.clone()).await?;
        span.record("phimesh.events", rebuilt.events);
        Ok(rebuilt)
    }

    async fn state_hash(&self) -> Result<StateHash, Fault> {
        let _between_batches = self.folding.lock().await;
        let (position, events) = self.tables.position().await?;
        let (hash, aggregates, timers) = self.tables.state_hash().await?;
        Ok(StateHash { hash, position, events, aggregates, timers, leads: self.leads() })
    }

    async fn due(&self, now_ms: u64, resting: &Resting) -> Result<Vec<DueTimer>, Fault> {
        Ok(self.tables.due(now_ms, 256, resting).await?)
    }

    async fn waiting(&self) -> Result<Vec<Waiting>, Fault> {
        let row =
            |row: crate::db::waiting::Model| Waiting { tenant: row.tenant, aggregate: row.aggregate, count: row.count };
        Ok(self.tables.waiting().await?.into_iter().map(row).collect())
    }

    async fn counts(&self, counted: Counted, now_ms: u64) -> Result<Vec<Count>, Fault> {
        Ok(self.tables.counts(counted, now_ms).await?)
    }

    fn position(&self) -> u64 {
        self.position.load(Ordering::SeqCst)
    }

    fn caught_up(&self) -> bool {
        self.ready.load(Ordering::SeqCst)
    }

    fn leads(&self) -> bool {
        self.leads.load(Ordering::SeqCst)
    }

    async fn resign(&self) {
        self.leads.store(false, Ordering::SeqCst);
        self.lease.release().await;
    }
}

/// A projector, shared by its loop, the timers and the admin verbs.
pub(crate) type SharedProjector = Arc<dyn Projected>;
