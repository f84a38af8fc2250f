//! Keys as a service has them: loaded from the key streams' leader, audited before they are released, kept at most five
//! minutes, and never again once they are destroyed.
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use phi_bus::{Append, EventLog, LogError, Stored};
use phi_events::subject::{call_key, key_stream, tenant_key};
use phi_events::{AggregateId, DataClass, Service, TenantId};
use phi_seal::record::{Ended, verify_shredded};
use phi_seal::wrap::{fresh, unwrap, wrap};
use phi_seal::{Entropy, KeyPlace, KeyRecord, ProviderError, RingEntry, RootProvider, SealingKey};

use crate::clock::{Clock, month_of};

/// How long an opened key stays in memory: the bound after which a shred is in force even where its notice was lost.
pub const CACHE_MS: u64 = 300_000;
/// Most call keys kept at once.
const CACHED_CALLS: usize = 8192;

/// Why a key is not to be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Destroyed on purpose.
    #[error("PHI-K006: the key was destroyed; what it sealed cannot be read any more")]
    Shredded,
    /// No record: not minted yet, or lost. Never taken for "destroyed".
    #[error("PHI-K007: there is no key record; waiting for it")]
    Missing,
    /// The tenant has no key that bears the id in the envelope.
    #[error("PHI-K008: no key of this tenant has the id that the envelope names")]
    Unknown,
    /// A record claims destruction without retention's signature.
    #[error("PHI-K009: the record claims destruction without a valid signature of retention")]
    Unsigned,
    /// A record that cannot be read.
    #[error("PHI-K010: the key record cannot be read")]
    Record,
    /// The tenant is frozen: no content key of it is released until it is thawed.
    #[error("PHI-K012: the tenant is frozen; nothing of its content is opened until it is thawed")]
    Frozen,
    /// The provider.
    #[error(transparent)]
    Provider(#[from] ProviderError),
    /// The log.
    #[error(transparent)]
    Log(#[from] LogError),
}

/// A tenant's keys of a class, by id, and the month of each.
type Ring = BTreeMap<u32, Arc<SealingKey>>;
type RingName = (TenantId, DataClass, Option<Service>);
type CallName = (TenantId, AggregateId, DataClass);

#[derive(Default)]
struct Cache {
    rings: BTreeMap<RingName, (Arc<Ring>, u64)>,
    calls: BTreeMap<CallName, (Arc<SealingKey>, u64)>,
    /// Destroyed keys, remembered for as long as the process lives.
    shredded: BTreeSet<CallName>,
}

/// A service's key ring.
pub struct Keys {
    pub(crate) environment: String,
    pub(crate) service: Service,
    pub(crate) log: Arc<dyn EventLog>,
    pub(crate) provider: Arc<dyn RootProvider>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    cache: Mutex<Cache>,
}

impl Keys {
    /// A key ring that has loaded nothing.
    pub fn new(
        environment: &str,
        service: Service,
        log: Arc<dyn EventLog>,
        provider: Arc<dyn RootProvider>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        Self { environment: environment.to_owned(), service, log, provider, clock, entropy, cache: Mutex::default() }
    }

    /// How many opened keys are in memory.
    pub(crate) fn count(&self) -> usize {
        let cache = self.cache();
        cache.rings.values().map(|(ring, _)| ring.len()).sum::<usize>() + cache.calls.len()
    }

    fn cache(&self) -> MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn place(
        &self,
        tenant: TenantId,
        call: Option<AggregateId>,
        class: DataClass,
        owner: Option<Service>,
        month: u32,
    ) -> KeyPlace<'_> {
        KeyPlace { environment: &self.environment, tenant, call, class, owner, month }
    }

    /// Whose audit ring a class has: the writing service's.
    fn owner(class: DataClass, writer: Service) -> Option<Service> {
        (class == DataClass::Audit).then_some(writer)
    }

    async fn ring(
        &self,
        tenant: TenantId,
        class: DataClass,
        owner: Option<Service>,
        again: bool,
    ) -> Result<Arc<Ring>, KeyError> {
        let now = self.clock.now_ms();
        let name = (tenant, class, owner);
        if let Some((ring, loaded)) = self.cache().rings.get(&name)
            && !again
            && now.saturating_sub(*loaded) < CACHE_MS
        {
            return Ok(Arc::clone(ring));
        }
        let stored =
            self.log.last(&key_stream(class), &tenant_key(class, tenant, owner)).await?.ok_or(KeyError::Missing)?;
        let KeyRecord::Ring(entries) = KeyRecord::decode(&stored.payload).map_err(|_| KeyError::Record)? else {
            return Err(KeyError::Record);
        };
        let mut ring = Ring::new();
        for entry in &entries {
            let place = self.place(tenant, None, class, owner, entry.month);
            ring.insert(entry.month, Arc::new(self.provider.unwrap(&place, &entry.key).await?));
        }
        let ring = Arc::new(ring);
        self.cache().rings.insert(name, (Arc::clone(&ring), now));
        Ok(ring)
    }

    /// The key that seals a tenant's class this month: the newest there is, where this month's is not made yet.
    ///
    /// # Errors
    /// [`KeyError`] when the tenant has none, or the provider does not open it.
    pub async fn sealing(&self, tenant: TenantId, class: DataClass) -> Result<(u32, Arc<SealingKey>), KeyError> {
        let ring = self.ring(tenant, class, Self::owner(class, self.service), false).await?;
        let month = month_of(self.clock.now_ms());
        let found = ring.range(..=month).next_back().or_else(|| ring.iter().next());
        found.map(|(month, key)| (*month, Arc::clone(key))).ok_or(KeyError::Missing)
    }

    /// The tenant's key of a class that has this id. `writer` is who sealed it.
    ///
    /// # Errors
    /// [`KeyError::Unknown`] when no month's key has it.
    pub async fn by_id(
        &self,
        tenant: TenantId,
        class: DataClass,
        writer: Service,
        id: &[u8; 32],
    ) -> Result<Arc<SealingKey>, KeyError> {
        let owner = Self::owner(class, writer);
        for again in [false, true] {
            let ring = self.ring(tenant, class, owner, again).await?;
            if let Some(key) = ring.values().find(|key| key.id() == id) {
                return Ok(Arc::clone(key));
            }
        }
        Err(KeyError::Unknown)
    }

    /// The tenant's first key of class `tenant`, from which its id key is derived: it lives as long as the tenant.
    ///
    /// # Errors
    /// [`KeyError`] when the tenant has none.
    pub async fn founding(&self, tenant: TenantId) -> Result<Arc<SealingKey>, KeyError> {
        self.first(tenant, DataClass::Tenant).await
    }

    /// The tenant's first key of a class that has one a month.
    ///
    /// # Errors
    /// [`KeyError`] when the tenant has none, or this service may not have it.
    pub async fn first(&self, tenant: TenantId, class: DataClass) -> Result<Arc<SealingKey>, KeyError> {
        let ring = self.ring(tenant, class, None, false).await?;
        ring.values().next().cloned().ok_or(KeyError::Missing)
    }

    /// A call's key, where it is in memory and fresh.
    pub fn cached(
        &self,
        tenant: TenantId,
        call: AggregateId,
        class: DataClass,
    ) -> Option<Result<Arc<SealingKey>, KeyError>> {
        let now = self.clock.now_ms();
        let cache = self.cache();
        if cache.shredded.contains(&(tenant, call, class)) {
            return Some(Err(KeyError::Shredded));
        }
        let (key, loaded) = cache.calls.get(&(tenant, call, class))?;
        (now.saturating_sub(*loaded) < CACHE_MS).then(|| Ok(Arc::clone(key)))
    }

    /// Keeps a key whose audit entry is acknowledged, unless it was destroyed in the meantime.
    pub fn release(&self, tenant: TenantId, call: AggregateId, class: DataClass, key: &Arc<SealingKey>) {
        let mut cache = self.cache();
        if cache.shredded.contains(&(tenant, call, class)) {
            return;
        }
        if cache.calls.len() >= CACHED_CALLS {
            cache.calls.clear();
        }
        cache.calls.insert((tenant, call, class), (Arc::clone(key), self.clock.now_ms()));
    }

    /// Loads a call's key. It is kept in memory by [`Keys::release`] only, once its audit entry is acknowledged (INV-07).
    ///
    /// # Errors
    /// [`KeyError::Shredded`] when it was destroyed, [`KeyError::Missing`] when there is none.
    pub async fn load(
        &self,
        tenant: TenantId,
        call: AggregateId,
        class: DataClass,
    ) -> Result<Arc<SealingKey>, KeyError> {
        let stored =
            self.log.last(&key_stream(class), &call_key(class, tenant, call)).await?.ok_or(KeyError::Missing)?;
        self.unwrapped(tenant, call, class, &stored).await
    }

    async fn unwrapped(
        &self,
        tenant: TenantId,
        call: AggregateId,
        class: DataClass,
        stored: &Stored,
    ) -> Result<Arc<SealingKey>, KeyError> {
        match KeyRecord::decode(&stored.payload).map_err(|_| KeyError::Record)? {
            KeyRecord::Call { month, key } => {
                let ring = self.ring(tenant, class, None, false).await?;
                let kek = match ring.get(&month) {
                    Some(kek) => Arc::clone(kek),
                    None => {
                        self.ring(tenant, class, None, true).await?.get(&month).cloned().ok_or(KeyError::Missing)?
                    }
                };
                let key = unwrap(&kek, &self.place(tenant, Some(call), class, None, month), &key)
                    .map_err(|_| KeyError::Record)?;
                Ok(Arc::new(key))
            }
            KeyRecord::Shredded(record) => {
                let ended = Ended { environment: &self.environment, tenant, call, class };
                if !verify_shredded(&self.provider.shred_verifier(), &ended, &record) {
                    return Err(KeyError::Unsigned);
                }
                self.forget(tenant, call, class);
                Err(KeyError::Shredded)
            }
            KeyRecord::Ring(_) => Err(KeyError::Record),
        }
    }

    /// Loads a call's key, or makes it: for the class's one minter. Whoever loses the race takes the winner's.
    ///
    /// # Errors
    /// [`KeyError`]; a destroyed key is never made anew.
    pub async fn mint(
        &self,
        tenant: TenantId,
        call: AggregateId,
        class: DataClass,
    ) -> Result<Arc<SealingKey>, KeyError> {
        let (month, kek) = self.sealing(tenant, class).await?;
        let key = fresh(&*self.entropy);
        let wrapped = wrap(&kek, &self.place(tenant, Some(call), class, None, month), &key, &*self.entropy);
        let record = KeyRecord::Call { month, key: wrapped };
        let message = Append {
            subject: call_key(class, tenant, call),
            expected: Some(0),
            id: None,
            traceparent: None,
            payload: Bytes::from(record.encode()),
        };
        match self.log.append(message).await {
            Ok(_) => Ok(Arc::new(key)),
            Err(LogError::Conflict | LogError::Unknown) => self.load(tenant, call, class).await,
            Err(error) => Err(error.into()),
        }
    }

    /// Drops a call's key from memory and remembers that it is gone.
    pub fn forget(&self, tenant: TenantId, call: AggregateId, class: DataClass) {
        let mut cache = self.cache();
        cache.calls.remove(&(tenant, call, class));
        cache.shredded.insert((tenant, call, class));
    }

    /// Drops every content key of a tenant from memory. What was destroyed stays known.
    pub fn forget_content(&self, tenant: TenantId) {
        self.cache().calls.retain(|(owner, ..), _| *owner != tenant);
    }

    /// Drops every key from memory. What was destroyed stays known.
    pub fn clear(&self) {
        let mut cache = self.cache();
        cache.rings.clear();
        cache.calls.clear();
    }

    /// Puts a month's keys into a tenant's ring, unless they are there.
    ///
    /// # Errors
    /// [`KeyError`] when the record cannot be read or written.
    pub async fn mint_month(
        &self,
        tenant: TenantId,
        class: DataClass,
        owner: Option<Service>,
        month: u32,
    ) -> Result<(), KeyError> {
        let (stream, subject) = (key_stream(class), tenant_key(class, tenant, owner));
        for _ in 0..8 {
            let stored = self.log.last(&stream, &subject).await?;
            let mut entries = match &stored {
                None => vec![],
                Some(stored) => match KeyRecord::decode(&stored.payload).map_err(|_| KeyError::Record)? {
                    KeyRecord::Ring(entries) => entries,
                    KeyRecord::Call { .. } | KeyRecord::Shredded(_) => return Err(KeyError::Record),
                },
            };
            if entries.iter().any(|entry| entry.month == month) {
                return Ok(());
            }
            let key = fresh(&*self.entropy);
            let wrapped =
                self.provider.wrap(&self.place(tenant, None, class, owner, month), &key, &*self.entropy).await?;
            entries.push(RingEntry { month, key: wrapped });
            let expected = Some(stored.map_or(0, |stored| stored.sequence));
            let payload = Bytes::from(KeyRecord::Ring(entries).encode());
            match self
                .log
                .append(Append { subject: subject.clone(), expected, id: None, traceparent: None, payload })
                .await
            {
                Ok(_) => return Ok(()),
                Err(LogError::Conflict | LogError::Unknown) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(KeyError::Log(LogError::Conflict))
    }
}
