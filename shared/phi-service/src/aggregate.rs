//! One aggregate of the own context: its state is the fold of its subject, and appending to it is guarded by the
//! sequence that was folded.
use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use phi_bus::{Append, LogError};
use phi_events::access::Purpose;
use phi_events::commit::{Actor, encode_commit, written_as};
use phi_events::envelope::{NO_PREVIOUS, chain_hash};
use phi_events::ids::commit_id;
use phi_events::{Address, AggregateId, CommitId, Context, DataClass, Event, Meta, Schema, TenantId};
use phi_seal::NewHeader;
use tracing::Instrument;

use crate::core::Core;
use crate::domain::{Domain, Facts};
use crate::fault::Fault;
use crate::incoming::Incoming;
use crate::measured::error_type;
use crate::reader::{Chain, Commit};
use crate::telemetry::{current_traceparent, failed, publish_span};

/// How often a decision is made again after losing the race for its subject.
const ATTEMPTS: u32 = 32;

/// A folded subject.
pub(crate) struct Folded<D: Domain> {
    pub state: D::State,
    pub end: u64,
    pub previous: [u8; 32],
    pub handled: BTreeMap<Context, u64>,
    /// `traceparent` of the subject's last message.
    pub trace: Option<String>,
    /// Sequence and hash of every commit: whether one is there, and whether its bytes are those that this process sent.
    pub commits: BTreeMap<CommitId, (u64, [u8; 32])>,
}

impl<D: Domain> Clone for Folded<D> {
    fn clone(&self) -> Self {
        let Self { state, end, previous, handled, trace, commits } = self;
        let (state, handled, trace, commits) = (state.clone(), handled.clone(), trace.clone(), commits.clone());
        Self { state, end: *end, previous: *previous, handled, trace, commits }
    }
}

impl<D: Domain> Default for Folded<D> {
    fn default() -> Self {
        let (handled, commits) = (BTreeMap::new(), BTreeMap::new());
        Self { state: D::State::default(), end: 0, previous: NO_PREVIOUS, handled, trace: None, commits }
    }
}

impl<D: Domain> Folded<D> {
    pub(crate) fn apply(&mut self, commit: &Commit<D::Schema>) {
        let state = std::mem::take(&mut self.state);
        self.state = commit.facts.iter().fold(state, |state, fact| D::evolve(state, fact));
        self.commits.insert(commit.raw.layout.header.commit, (commit.raw.sequence, commit.raw.hash()));
        if let Some((context, sequence)) = commit.meta.handled {
            let handled = self.handled.entry(context).or_default();
            *handled = (*handled).max(sequence);
        }
    }

    fn take(&mut self, chain: &Chain<D::Schema>) {
        for commit in &chain.commits {
            self.apply(commit);
        }
        self.end = chain.end.max(self.end);
        self.previous = chain.previous;
    }
}

/// What came of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Executed<R> {
    /// This process appended the commit.
    Done {
        /// Its sequence.
        sequence: u64,
    },
    /// The same step for the same cause stands in the log already: somebody else acts on it.
    AlreadyDone,
    /// Nothing follows from the command.
    Nothing,
    /// The command cannot follow.
    Refused(R),
}

/// An aggregate of the own context.
pub struct Aggregate<D: Domain> {
    core: Core,
    address: Address,
    folded: Folded<D>,
    cause: Vec<u8>,
    cause_commit: Option<CommitId>,
    handled: Option<(Context, u64)>,
    actor: Option<Actor>,
}

impl Core {
    /// An aggregate of the own context, for a command from outside. `cause` is the sender's idempotency key: the same
    /// step for the same cause is done once.
    ///
    /// # Errors
    /// [`Fault`] when its subject cannot be read.
    pub async fn aggregate<D: Domain>(
        &self,
        tenant: TenantId,
        id: AggregateId,
        cause: &[u8],
    ) -> Result<Aggregate<D>, Fault> {
        let address = Address::new(D::Schema::CONTEXT, tenant, id);
        let folded = match self.kept::<Folded<D>>((address.context, tenant, id)) {
            Some(kept) => (*kept).clone(),
            None => self.folded::<D>(address, Folded::default()).await?,
        };
        Ok(Aggregate {
            core: self.clone(),
            address,
            folded,
            cause: cause.to_vec(),
            cause_commit: None,
            handled: None,
            actor: None,
        })
    }

    async fn folded<D: Domain>(&self, address: Address, mut folded: Folded<D>) -> Result<Folded<D>, Fault> {
        let subject = crate::write::own_subject(address);
        let stored = self.log().read(&address.context.stream(), &subject, folded.end + 1).await?;
        let start = Chain { previous: folded.previous, end: folded.end, ..Chain::start() };
        let chain = self.extend::<D::Schema>(start, address, &stored).await?;
        if let Some(poisoned) = chain.poisoned {
            return Err(poisoned.into());
        }
        folded.take(&chain);
        folded.trace = stored.into_iter().next_back().and_then(|last| last.traceparent).or(folded.trace);
        Ok(folded)
    }
}

impl<D: Domain> Aggregate<D> {
    /// The practice.
    pub const fn tenant(&self) -> TenantId {
        self.address.tenant
    }

    /// Its id.
    pub const fn id(&self) -> AggregateId {
        self.address.aggregate
    }

    /// Its state.
    pub const fn state(&self) -> &D::State {
        &self.folded.state
    }

    /// Sequence of its subject's last message, 0 for none.
    pub const fn end(&self) -> u64 {
        self.folded.end
    }

    /// What every part of a service has at hand.
    pub const fn core(&self) -> &Core {
        &self.core
    }

    pub(crate) fn handled(&self, context: Context) -> u64 {
        self.folded.handled.get(&context).copied().unwrap_or_default()
    }

    pub(crate) fn because(&mut self, cause: Vec<u8>, commit: Option<CommitId>, handled: Option<(Context, u64)>) {
        (self.cause, self.cause_commit, self.handled) = (cause, commit, handled);
    }

    /// Commits in the name of a person instead of the service.
    pub fn by(&mut self, actor: Actor) {
        self.actor = Some(actor);
    }

    /// Decides, seals and appends under the lock; folds and decides again when another writer was first.
    ///
    /// # Errors
    /// [`Fault`] when the log or a key is not to be had. A refusal is a value, not an error.
    pub async fn execute(&mut self, step: &str, command: D::Command) -> Result<Executed<D::Refusal>, Fault> {
        let Address { context, tenant, aggregate } = self.address;
        let commit = commit_id(tenant, aggregate, context.code(), &self.cause, step, 0);
        let mut sent = None;
        for _ in 0..ATTEMPTS {
            if let Some((sequence, hash)) = self.folded.commits.get(&commit) {
                let mine = sent == Some(*hash);
                return Ok(if mine { Executed::Done { sequence: *sequence } } else { Executed::AlreadyDone });
            }
            let facts = Facts { now_ms: self.core.now_ms() };
            let events = match D::decide(&self.folded.state, command.clone(), &facts) {
                Ok(events) if !events.is_empty() => events,
                Ok(_) if self.is_current().await? => return Ok(Executed::Nothing),
                Err(refusal) if self.is_current().await? => return Ok(Executed::Refused(refusal)),
                Ok(_) | Err(_) => {
                    self.refold().await?;
                    continue;
                }
            };
            let payload = self.sealed(commit, &events, facts.now_ms).await?;
            sent = Some(chain_hash(&payload));
            match self.append(commit, payload.clone()).await {
                Ok(sequence) => {
                    self.applied(commit, &events, sequence, &payload);
                    return Ok(Executed::Done { sequence });
                }
                Err(LogError::Conflict | LogError::Unknown) => self.refold().await?,
                Err(error) => return Err(error.into()),
            }
        }
        Err(LogError::Conflict.into())
    }

    /// As [`Aggregate::execute`], without saying that the cause is handled: more follows from it, and a crash before that
    /// finds it undone.
    ///
    /// # Errors
    /// As [`Aggregate::execute`].
    pub async fn execute_first(&mut self, step: &str, command: D::Command) -> Result<Executed<D::Refusal>, Fault> {
        let handled = self.handled.take();
        let executed = self.execute(step, command).await;
        self.handled = handled;
        executed
    }

    /// Whether the folded state is the newest: a refusal or an empty decision is final only after the leader says so.
    async fn is_current(&self) -> Result<bool, Fault> {
        let subject = crate::write::own_subject(self.address);
        let last = self.core.log().last(&self.address.context.stream(), &subject).await?;
        Ok(last.map_or(0, |stored| stored.sequence) == self.folded.end)
    }

    /// Reads what came to its subject since it was folded.
    ///
    /// # Errors
    /// [`Fault`] when the subject cannot be read.
    pub async fn refold(&mut self) -> Result<(), Fault> {
        self.folded = self.core.folded::<D>(self.address, self.folded.clone()).await?;
        self.keep();
        Ok(())
    }

    fn keep(&self) {
        let Address { context, tenant, aggregate } = self.address;
        self.core.keep((context, tenant, aggregate), Arc::new(self.folded.clone()));
    }

    async fn sealed(&self, commit: CommitId, events: &[Event<D::Schema>], at_ms: u64) -> Result<Bytes, Fault> {
        let actor = self.actor.clone().unwrap_or_else(|| self.core.actor());
        let meta = Meta { at_ms, actor, cause: self.cause_commit, handled: self.handled };
        let sections = encode_commit(&meta, events);
        let header = (commit, self.folded.previous, written_as(events));
        self.core.seal_commit(self.address, header, sections).await
    }

    async fn append(&mut self, commit: CommitId, payload: Bytes) -> Result<u64, LogError> {
        let subject = crate::write::own_subject(self.address);
        let span = publish_span(self.address, commit, payload.len());
        let traceparent = span.in_scope(current_traceparent);
        let message = Append { subject, expected: Some(self.folded.end), id: None, traceparent, payload };
        let trace = message.traceparent.clone();
        let appended = self.core.log().append(message).instrument(span.clone()).await;
        match &appended {
            Ok(sequence) => {
                span.record("messaging.nats.seq", sequence);
                self.folded.trace = trace.or_else(|| self.folded.trace.take());
            }
            Err(error) => failed(&span, error_type(error)),
        }
        appended
    }

    /// The `traceparent` of its subject's last message.
    pub(crate) fn trace(&self) -> Option<&str> {
        self.folded.trace.as_deref()
    }

    fn applied(&mut self, commit: CommitId, events: &[Event<D::Schema>], sequence: u64, payload: &[u8]) {
        let state = std::mem::take(&mut self.folded.state);
        self.folded.state = events.iter().fold(state, |state, event| D::evolve(state, &event.fact));
        self.folded.end = sequence;
        self.folded.previous = chain_hash(payload);
        self.folded.commits.insert(commit, (sequence, self.folded.previous));
        if let Some((context, handled)) = self.handled {
            self.folded.handled.insert(context, handled);
        }
        self.keep();
    }

    /// Appends one fact of the frame's own, with nothing decided.
    pub(crate) async fn append_fact(mut self, fact: <D::Schema as Schema>::Fact, at_ms: u64) -> Result<(), Fault> {
        let Address { context, tenant, aggregate } = self.address;
        let end = self.folded.end as u32;
        let commit = commit_id(tenant, aggregate, context.code(), &at_ms.to_be_bytes(), "frame", end);
        for _ in 0..ATTEMPTS {
            if self.folded.commits.contains_key(&commit) {
                return Ok(());
            }
            let events = [Event::fact(fact.clone())];
            let payload = self.sealed(commit, &events, at_ms).await?;
            match self.append(commit, payload.clone()).await {
                Ok(sequence) => {
                    self.applied(commit, &events, sequence, &payload);
                    return Ok(());
                }
                Err(LogError::Conflict | LogError::Unknown) => self.refold().await?,
                Err(error) => return Err(error.into()),
            }
        }
        Err(LogError::Conflict.into())
    }

    /// The same aggregate's events in another context.
    ///
    /// # Errors
    /// [`Fault`] when its subject cannot be read.
    pub async fn read<S: Schema>(&self) -> Result<Vec<Incoming<S>>, Fault> {
        self.core.read_aggregate(self.address.tenant, self.address.aggregate).await
    }

    /// The contents of one class beside an event. The audit entry of the key load is acknowledged first.
    ///
    /// # Errors
    /// [`Fault`], shredded included.
    pub async fn open<S: Schema>(&self, event: &Incoming<S>, class: DataClass) -> Result<Vec<S::Content>, Fault> {
        self.core.open_contents(event, class, Purpose::Treatment).await
    }
}

/// Where a sealed commit's parts come from.
impl Core {
    /// `header`: the commit, the hash of its subject's previous envelope, and the schema version it is written as.
    pub(crate) async fn seal_commit(
        &self,
        address: Address,
        (commit, previous, schema): (CommitId, [u8; 32], u16),
        sections: Vec<(DataClass, Vec<u8>)>,
    ) -> Result<Bytes, Fault> {
        let suite = self.suite(address.tenant).await?;
        let keys = sections.iter().map(|(class, _)| self.section_key(address, *class));
        let keys = futures::future::try_join_all(keys).await?;
        let sealed =
            sections.into_iter().zip(keys).map(|((class, bytes), key)| (class, bytes.into(), key)).collect::<Vec<_>>();
        let header = NewHeader { suite, schema, commit, previous };
        Ok(Bytes::from(self.seal_sections(&header, address, &sealed)))
    }

    async fn section_key(&self, address: Address, class: DataClass) -> Result<Arc<phi_seal::SealingKey>, Fault> {
        if class.per_call() {
            return self.call_key(address.tenant, address.aggregate, class, Purpose::Treatment).await;
        }
        Ok(self.keys().sealing(address.tenant, class).await?.1)
    }
}
