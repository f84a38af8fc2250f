//! A mesh in memory: a log, keys of every service, a clock that stands, and randomness from a seed.
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use phi_bus::{Append, EventLog, MemoryLog, Stored};
use phi_events::commit::{decode_facts, encode_commit};
use phi_events::envelope::{Layout, NO_PREVIOUS, chain_hash};
use phi_events::ids::commit_id;
use phi_events::{Actor, Address, AggregateId, DataClass, Event, MESH_TENANT, Meta, Schema, Service, Suite, TenantId};
use phi_seal::provider::generate;
use phi_seal::{Binding, Entropy, KeyFile, NewHeader, Plain};
use phi_service::{Clock, Core, CoreParts, month_of};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// The practice.
pub const TENANT: TenantId = TenantId([7; 16]);
/// The environment: the frame's default.
pub const ENVIRONMENT: &str = "dev";
/// 15 November 2023.
const START_MS: u64 = 1_700_000_000_000;

/// A call.
pub const fn id(byte: u8) -> AggregateId {
    AggregateId([byte; 16])
}

/// The same bytes in every run.
pub struct Seeded {
    seed: u64,
    drawn: AtomicU64,
}

impl Entropy for Seeded {
    fn fill(&self, buffer: &mut [u8]) {
        for piece in buffer.chunks_mut(32) {
            let drawn = self.drawn.fetch_add(1, Ordering::SeqCst);
            let block = Sha256::digest([self.seed.to_be_bytes(), drawn.to_be_bytes()].concat());
            piece.copy_from_slice(&block[..piece.len()]);
        }
    }
}

/// A clock that a test moves.
pub struct Standing(AtomicU64);

impl Clock for Standing {
    fn now_ms(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

impl Standing {
    /// Moves time forward.
    pub fn advance(&self, by_ms: u64) {
        self.0.fetch_add(by_ms, Ordering::SeqCst);
    }
}

/// The mesh.
pub struct World {
    keys: BTreeMap<Option<Service>, Zeroizing<String>>,
    entropy: Arc<Seeded>,
    /// The clock of every core.
    pub clock: Arc<Standing>,
    /// The log.
    pub log: MemoryLog,
}

impl World {
    /// A mesh whose tenants have this month's keys.
    pub async fn new(seed: u64) -> Self {
        let entropy = Arc::new(Seeded { seed, drawn: AtomicU64::new(0) });
        let keys = generate(&*entropy).unwrap();
        let clock = Arc::new(Standing(AtomicU64::new(START_MS)));
        let world = Self { keys, entropy, clock, log: MemoryLog::new() };
        let founder = world.core(Service::Phimesh);
        for tenant in [MESH_TENANT, TENANT] {
            founder.mint_month(tenant, month_of(START_MS)).await.unwrap();
        }
        world
    }

    /// A service's key file.
    pub fn key_file(&self, service: Service) -> &str {
        &self.keys[&Some(service)]
    }

    /// A process of a service that has read nothing yet.
    pub fn core(&self, service: Service) -> Core {
        self.core_on(service, Arc::new(self.log.clone()))
    }

    /// The same on another log.
    pub fn core_on(&self, service: Service, log: Arc<dyn EventLog>) -> Core {
        let provider = Arc::new(KeyFile::parse(self.key_file(service)).unwrap());
        let (clock, entropy) = (self.clock.clone(), self.entropy.clone());
        let environment = ENVIRONMENT.to_owned();
        Core::new(CoreParts { service, environment, log, provider, clock, entropy })
    }

    /// The messages of a subject.
    pub async fn stored(&self, stream: &str, subject: &str) -> Vec<Stored> {
        self.log.read(stream, subject, 1).await.unwrap()
    }

    /// The messages of an aggregate.
    pub async fn commits(&self, address: Address) -> Vec<Stored> {
        self.stored(&address.context.stream(), &address.subject()).await
    }

    /// Appends bytes as they are, whoever may write them.
    pub async fn put(&self, subject: &str, payload: impl Into<Bytes>) -> u64 {
        let message = Append {
            subject: subject.to_owned(),
            expected: None,
            id: None,
            traceparent: None,
            payload: payload.into(),
        };
        self.log.append(message).await.unwrap()
    }

    /// Seals events as their service would, with any previous hash and version.
    pub async fn sealed<S: Schema>(
        &self,
        address: Address,
        previous: [u8; 32],
        schema: u16,
        events: Vec<Event<S>>,
    ) -> Vec<u8> {
        let (founder, intake) = (self.core(Service::Phimesh), self.core(Service::CallIntake));
        let actor = Actor::Service(Service::Phimesh);
        let meta = Meta { at_ms: founder.now_ms(), actor, cause: None, handled: None };
        let sections = encode_commit(&meta, &events);
        let cause = [&previous[..], &sections[0].1].concat();
        let commit = commit_id(address.tenant, address.aggregate, S::CONTEXT.code(), &cause, "test", 0);
        let header = NewHeader { suite: Suite::XChaCha20Poly1305, schema, commit, previous };
        let mut keyed = Vec::new();
        for (class, bytes) in sections {
            let key = if class.per_call() {
                intake.keys().load(address.tenant, address.aggregate, class).await.unwrap()
            } else {
                founder.keys().sealing(address.tenant, class).await.unwrap().1
            };
            keyed.push((class, bytes, key));
        }
        let plain = keyed.iter().map(|(class, bytes, key)| Plain { class: *class, key, bytes: bytes.clone().into() });
        phi_seal::seal(&header, &Binding { environment: ENVIRONMENT, address }, plain.collect(), &*self.entropy)
    }

    /// Opens a message's facts as the mesh's own command does.
    pub async fn facts<S: Schema>(&self, address: Address, writer: Service, stored: &Stored) -> Vec<S::Fact> {
        let founder = self.core(Service::Phimesh);
        let layout = Layout::parse(&stored.payload).unwrap();
        let class = S::CONTEXT.state_class();
        let named = layout.header.sections[layout.section(class).unwrap()].key_id;
        // an audit key is its writer's own
        let reader = if class == DataClass::Audit { self.core(writer) } else { founder };
        let key = reader.keys().by_id(address.tenant, class, writer, &named).await.unwrap();
        let binding = Binding { environment: ENVIRONMENT, address };
        let plain = phi_seal::open(&stored.payload, &layout, class, &key, &binding).unwrap();
        decode_facts::<S>(&plain).unwrap().1
    }
}

/// Whether each message names the one before it, and nothing else stands between.
pub fn chained(stored: &[Stored]) -> bool {
    let previous = std::iter::once(NO_PREVIOUS).chain(stored.iter().map(|message| chain_hash(&message.payload)));
    let named = stored.iter().map(|message| Layout::parse(&message.payload).unwrap().header.previous);
    named.zip(previous).all(|(named, previous)| named == previous)
}
