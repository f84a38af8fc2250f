//! [`Core`]: what every part of a service has at hand.
use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use bytes::Bytes;
use phi_bus::{Append, EventLog, LogError};
use phi_events::access::{Access, AccessFact, Purpose};
use phi_events::commit::encode_commit;
use phi_events::envelope::NO_PREVIOUS;
use phi_events::ids::commit_id;
use phi_events::tenant::Tenant;
use phi_events::{
    Actor, Address, AggregateId, Context, DataClass, Event, MESH_TENANT, Meta, Schema, Service, Suite, TenantId,
    subject,
};
use phi_seal::{Binding, Entropy, NewHeader, Plain, RootProvider, SealingKey, Secret, seal};
use zeroize::Zeroizing;

use crate::beats::Beats;
use crate::clock::Clock;
use crate::fault::Fault;
use crate::keys::{KeyError, Keys};
use crate::measured::Measured;
use crate::telemetry::{Measure, Metrics};
use crate::tenants::TenantView;

/// How long a tenant's configuration is taken as read.
const TENANT_MS: u64 = 5_000;
/// Most tenants whose configuration is kept.
const KEPT_TENANTS: usize = 4096;
/// Most aggregates whose folded state is kept.
const KEPT_STATES: usize = 4096;

/// A section in clear and the key that seals it.
pub(crate) type KeyedSection = (DataClass, Zeroizing<Vec<u8>>, Arc<SealingKey>);

type StateKey = (Context, TenantId, AggregateId);

pub(crate) struct Inner {
    pub service: Service,
    pub environment: String,
    pub log: Arc<dyn EventLog>,
    pub keys: Keys,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    metrics: Metrics,
    beats: Beats,
    tenants: Mutex<BTreeMap<TenantId, (Option<TenantView>, u64)>>,
    /// Who is frozen; `None` until `TENANT` was read once.
    pub frozen: Mutex<Option<BTreeSet<TenantId>>>,
    states: Mutex<BTreeMap<StateKey, Arc<dyn Any + Send + Sync>>>,
}

/// A cheap handle on what every part of a service has at hand.
#[derive(Clone)]
pub struct Core(pub(crate) Arc<Inner>);

/// What a core is made of.
pub struct CoreParts {
    /// The service.
    pub service: Service,
    /// Name of the environment, bound into every seal.
    pub environment: String,
    /// The log.
    pub log: Arc<dyn EventLog>,
    /// The key provider.
    pub provider: Arc<dyn RootProvider>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
}

impl Core {
    /// A core whose metrics nobody is sent.
    pub fn new(parts: CoreParts) -> Self {
        let metrics = Metrics::new(parts.service.name());
        Self::with_metrics(parts, metrics)
    }

    /// A core that records in these metrics.
    pub fn with_metrics(parts: CoreParts, metrics: Metrics) -> Self {
        let CoreParts { service, environment, log, provider, clock, entropy } = parts;
        let log: Arc<dyn EventLog> = Arc::new(Measured::new(log, metrics.clone()));
        let keys =
            Keys::new(&environment, service, Arc::clone(&log), provider, Arc::clone(&clock), Arc::clone(&entropy));
        let (tenants, frozen, states) = (Mutex::default(), Mutex::default(), Mutex::default());
        let beats = Beats::default();
        let inner = Inner { service, environment, log, keys, clock, entropy, metrics, beats, tenants, frozen, states };
        Self(Arc::new(inner))
    }

    /// Its metrics.
    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    pub(crate) fn beats(&self) -> &Beats {
        &self.0.beats
    }

    /// Itself, without keeping it alive: for what is asked by metrics, which it owns.
    pub(crate) fn weak(&self) -> Weak<Inner> {
        Arc::downgrade(&self.0)
    }

    /// Unix milliseconds.
    pub fn now_ms(&self) -> u64 {
        self.0.clock.now_ms()
    }

    /// Randomness.
    pub fn entropy(&self) -> &dyn Entropy {
        &*self.0.entropy
    }

    /// The service.
    pub fn service(&self) -> Service {
        self.0.service
    }

    /// Name of the environment.
    pub fn environment(&self) -> &str {
        &self.0.environment
    }

    /// The log.
    pub fn log(&self) -> &dyn EventLog {
        &*self.0.log
    }

    /// The key ring.
    pub fn keys(&self) -> &Keys {
        &self.0.keys
    }

    pub(crate) fn actor(&self) -> Actor {
        Actor::Service(self.0.service)
    }

    pub(crate) fn kept<T: Any + Send + Sync>(&self, key: StateKey) -> Option<Arc<T>> {
        let states = self.0.states.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(states.get(&key)?).downcast::<T>().ok()
    }

    pub(crate) fn keep<T: Any + Send + Sync>(&self, key: StateKey, state: Arc<T>) {
        let mut states = self.0.states.lock().unwrap_or_else(PoisonError::into_inner);
        if states.len() >= KEPT_STATES {
            states.clear();
        }
        states.insert(key, state);
    }

    /// Drops folded states and keys from memory: what a restart does.
    pub fn forget_all(&self) {
        self.0.states.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.0.tenants.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.0.keys.clear();
    }

    /// A tenant's configuration, at most five seconds old; `None` when there is no such tenant.
    ///
    /// # Errors
    /// [`Fault`] when the log or the tenant's keys are not to be had.
    pub async fn tenant(&self, tenant: TenantId) -> Result<Option<TenantView>, Fault> {
        let now = self.now_ms();
        let kept = self.0.tenants.lock().unwrap_or_else(PoisonError::into_inner).get(&tenant).cloned();
        if let Some((view, read)) = kept
            && now.saturating_sub(read) < TENANT_MS
        {
            return Ok(view);
        }
        let facts = self.read_aggregate::<Tenant>(tenant, tenant.into()).await?;
        let view = TenantView::fold(facts.iter().map(|event| &event.fact));
        let mut tenants = self.0.tenants.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever knocks with made-up ids must not fill the memory.
        if tenants.len() >= KEPT_TENANTS {
            tenants.clear();
        }
        tenants.insert(tenant, (view.clone(), now));
        Ok(view)
    }

    /// Reads a tenant's configuration anew when it is asked for again.
    pub(crate) fn forget_tenant(&self, tenant: TenantId) {
        self.0.tenants.lock().unwrap_or_else(PoisonError::into_inner).remove(&tenant);
    }

    /// The suite of a tenant's profile; the default for the mesh itself and while a tenant is being made.
    pub(crate) async fn suite(&self, tenant: TenantId) -> Result<Suite, Fault> {
        if tenant == MESH_TENANT {
            return Ok(Suite::XChaCha20Poly1305);
        }
        Ok(self.tenant(tenant).await?.map_or(Suite::XChaCha20Poly1305, |view| view.suite))
    }

    /// The key from which a tenant's call ids and fingerprints are made: the same for as long as the tenant lives.
    ///
    /// # Errors
    /// [`Fault`] when the tenant has no keys.
    pub async fn id_key(&self, tenant: TenantId) -> Result<Secret, Fault> {
        Ok(self.0.keys.founding(tenant).await?.subkey("tenant/id"))
    }

    /// The key under which a tenant's blind tokens are made: from its first key of class `patient`, so that only those who
    /// hold that class can try words against a token.
    ///
    /// # Errors
    /// [`Fault`] when the tenant has no such key, or this service may not have it.
    pub async fn index_key(&self, tenant: TenantId) -> Result<Secret, Fault> {
        Ok(self.0.keys.first(tenant, DataClass::Patient).await?.subkey("tenant/index"))
    }

    /// Seals sections for an address. `keys` gives the key of each.
    pub(crate) fn seal_sections(&self, header: &NewHeader, address: Address, sections: &[KeyedSection]) -> Vec<u8> {
        let binding = Binding { environment: &self.0.environment, address };
        let plain =
            sections.iter().map(|(class, bytes, key)| Plain { class: *class, key, bytes: bytes.clone() }).collect();
        seal(header, &binding, plain, &*self.0.entropy)
    }

    /// Writes audit entries under this service's token, and returns when the log has acknowledged them.
    ///
    /// # Errors
    /// [`Fault`] when the log does not take them: then nothing may be released.
    pub async fn audit_all(&self, tenant: TenantId, facts: Vec<AccessFact>) -> Result<(), Fault> {
        let meta = Meta { at_ms: self.now_ms(), actor: self.actor(), cause: None, handled: None };
        let events: Vec<Event<Access>> = facts.into_iter().map(Event::fact).collect();
        let mut nonce = [0; 16];
        self.0.entropy.fill(&mut nonce);
        let address = Address::new(Context::Access, tenant, tenant.into());
        let commit = commit_id(tenant, tenant.into(), Context::Access.code(), &nonce, self.0.service.name(), 0);
        let (_, key) = self.0.keys.sealing(tenant, DataClass::Audit).await?;
        let sections =
            encode_commit(&meta, &events).into_iter().map(|(class, bytes)| (class, bytes.into(), Arc::clone(&key)));
        let header =
            NewHeader { suite: Suite::XChaCha20Poly1305, schema: Access::VERSION, commit, previous: NO_PREVIOUS };
        let payload = Bytes::from(self.seal_sections(&header, address, &sections.collect::<Vec<_>>()));
        let id = Some(commit.to_string());
        let message =
            Append { subject: subject::access(self.0.service, tenant), expected: None, id, traceparent: None, payload };
        match self.0.log.append(message.clone()).await {
            Ok(_) => Ok(()),
            // the message id makes the same bytes safe to send again
            Err(LogError::Unknown) => self.0.log.append(message).await.map(|_| ()).map_err(Fault::from),
            Err(error) => Err(error.into()),
        }
    }

    /// Writes one audit entry.
    ///
    /// # Errors
    /// As [`Core::audit_all`].
    pub async fn audit(&self, tenant: TenantId, fact: AccessFact) -> Result<(), Fault> {
        self.audit_all(tenant, vec![fact]).await
    }

    /// Makes every key of a call that this service is the minter of, at once and with one audit commit, so that those who
    /// seal later in the call's life find theirs.
    ///
    /// # Errors
    /// [`Fault`], shredded included.
    pub async fn mint_call(&self, tenant: TenantId, call: AggregateId) -> Result<(), Fault> {
        let mints = phi_events::flow::row(self.0.service).mints.iter().copied();
        self.not_frozen(tenant).await?;
        let missing: Vec<DataClass> =
            mints.filter(|class| self.0.keys.cached(tenant, call, *class).is_none()).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let facts =
            missing.iter().map(|class| AccessFact::KeyLoaded { call, class: *class, purpose: Purpose::Treatment });
        let minted = futures::future::try_join_all(missing.iter().map(|class| self.0.keys.mint(tenant, call, *class)));
        let (minted, audited) = tokio::join!(minted, self.audit_all(tenant, facts.collect()));
        let minted = minted?;
        audited?;
        for (class, key) in missing.iter().zip(&minted) {
            self.0.keys.release(tenant, call, *class, key);
        }
        Ok(())
    }

    /// A call's key: from memory, or loaded (or made, by the class's minter) with an audit entry acknowledged first.
    ///
    /// # Errors
    /// [`Fault`], shredded included.
    pub async fn call_key(
        &self,
        tenant: TenantId,
        call: AggregateId,
        class: DataClass,
        purpose: Purpose,
    ) -> Result<Arc<SealingKey>, Fault> {
        self.not_frozen(tenant).await?;
        if let Some(cached) = self.0.keys.cached(tenant, call, class) {
            self.key_load(class, if cached.is_ok() { "hit" } else { "shredded" });
            return Ok(cached?);
        }
        let mints = phi_events::flow::row(self.0.service).mints.contains(&class);
        let load = async {
            // The minter tries to make it first: for a new call that is one round trip, and for an old one it loses the lock.
            if mints {
                self.0.keys.mint(tenant, call, class).await
            } else {
                self.0.keys.load(tenant, call, class).await
            }
        };
        let (key, audited) = tokio::join!(load, self.audit(tenant, AccessFact::KeyLoaded { call, class, purpose }));
        self.key_load(
            class,
            match &key {
                Ok(_) => "miss",
                Err(KeyError::Shredded) => "shredded",
                Err(_) => "error",
            },
        );
        let key = key?;
        audited?;
        self.0.keys.release(tenant, call, class, &key);
        Ok(key)
    }

    fn key_load(&self, class: DataClass, result: &'static str) {
        self.0.metrics.count(Measure::KeyLoads, 1, [("class", class.token()), ("result", result)]);
    }

    /// Whether a call's key of a class still opens, straight from the log: an operator's question. `false`: there is none.
    pub(crate) async fn probe_key(
        &self,
        tenant: TenantId,
        call: AggregateId,
        class: DataClass,
        purpose: Purpose,
    ) -> Result<bool, Fault> {
        self.not_frozen(tenant).await?;
        self.audit(tenant, AccessFact::KeyLoaded { call, class, purpose }).await?;
        match self.0.keys.load(tenant, call, class).await {
            Ok(_) => Ok(true),
            Err(KeyError::Missing) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}
