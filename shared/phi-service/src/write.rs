//! What is written beside the own context: quarantine pointers, the shred ledger, key destruction.
use bytes::Bytes;
use phi_bus::Append;
use phi_events::class::ALL_CLASSES;
use phi_events::commit::{encode_commit, written_as};
use phi_events::envelope::NO_PREVIOUS;
use phi_events::ids::commit_id;
use phi_events::quarantine::{Quarantine, QuarantineFact};
use phi_events::service::ALL_SERVICES;
use phi_events::shred::{Shred, ShredFact};
use phi_events::subject::{call_key, key_stream};
use phi_events::{
    Address, AggregateId, CommitId, Context, DataClass, Event, MESH_TENANT, Meta, Schema, TenantId, subject,
};
use phi_seal::KeyRecord;
use phi_seal::record::{Ended, sign_shredded, verify_shredded};

use crate::core::Core;
use crate::fault::{Disposition, Fault};
use crate::incoming::Raw;
use crate::keys::KeyError;

/// The subject that an aggregate's own commits stand on.
pub(crate) fn own_subject(address: Address) -> String {
    if address.context == Context::Shred { subject::shred(address.tenant) } else { address.subject() }
}

/// A fact that is to stand on a subject once, however often it is asked for.
struct Once<S: Schema> {
    address: Address,
    subject: String,
    commit: CommitId,
    fact: S::Fact,
    /// Whether the commit names the one before it.
    chained: bool,
    /// How often it is tried after losing the race for the subject.
    attempts: u32,
}

impl Core {
    /// Notes a message that cannot be read, once.
    pub(crate) async fn quarantine(
        &self,
        tenant: TenantId,
        aggregate: AggregateId,
        fact: QuarantineFact,
        cause: &[u8],
    ) -> Result<(), Fault> {
        // A message for a tenant that does not exist is noted under the mesh itself.
        let tenant = match self.keys().sealing(tenant, DataClass::Lifecycle).await {
            Ok(_) => tenant,
            Err(KeyError::Missing) => MESH_TENANT,
            Err(error) => return Err(error.into()),
        };
        let subject = subject::quarantine(self.service(), tenant, aggregate);
        let address = Address::new(Context::Quarantine, tenant, aggregate);
        let commit = commit_id(tenant, aggregate, Context::Quarantine.code(), cause, fact_step(&fact), 0);
        let once = Once::<Quarantine> { address, subject, commit, fact, chained: false, attempts: 8 };
        self.append_once(once).await.map(|_| ())
    }

    /// Appends one fact to a subject unless its commit stands there already, and returns the commit's sequence.
    async fn append_once<S: Schema>(&self, once: Once<S>) -> Result<u64, Fault> {
        let Once { address, subject, commit, fact, chained, attempts } = once;
        for _ in 0..attempts {
            let stored = self.log().read(&address.context.stream(), &subject, 1).await?;
            let raws: Vec<Raw> = stored.iter().filter_map(Raw::parse).collect();
            if let Some(done) = raws.iter().find(|raw| raw.layout.header.commit == commit) {
                return Ok(done.sequence);
            }
            let previous = raws.last().filter(|_| chained).map_or(NO_PREVIOUS, Raw::hash);
            let expected = Some(stored.last().map_or(0, |stored| stored.sequence));
            let meta = Meta { at_ms: self.now_ms(), actor: self.actor(), cause: None, handled: None };
            let events = [Event::fact(fact.clone())];
            let sections = encode_commit::<S>(&meta, &events);
            let payload = self.seal_commit(address, (commit, previous, written_as(&events)), sections).await?;
            let message = Append { subject: subject.clone(), expected, id: None, traceparent: None, payload };
            match self.log().append(message).await {
                Ok(sequence) => return Ok(sequence),
                Err(phi_bus::LogError::Conflict | phi_bus::LogError::Unknown) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(phi_bus::LogError::Conflict.into())
    }

    /// Appends an entry to the shred ledger, once for a cause, and returns its sequence. From here on the destruction is
    /// binding: it is redone at every start until every key in its scope is gone.
    ///
    /// # Errors
    /// [`Fault`] when the ledger cannot be read or written.
    pub async fn append_ledger(&self, tenant: TenantId, entry: ShredFact, cause: &[u8]) -> Result<u64, Fault> {
        let address = Address::new(Context::Shred, tenant, tenant.into());
        let subject = own_subject(address);
        let commit = commit_id(tenant, tenant.into(), Context::Shred.code(), cause, "ledger", 0);
        self.append_once(Once::<Shred> { address, subject, commit, fact: entry, chained: true, attempts: 32 }).await
    }

    /// Marks a call's key SHREDDED, signed, for ever; then erases the key's own messages. Both steps can be done again.
    /// Returns whether there was a key.
    ///
    /// # Errors
    /// [`Fault`]; [`Disposition::Stop`] when this service does not hold retention's signing key.
    pub async fn destroy_key(
        &self,
        tenant: TenantId,
        call: AggregateId,
        class: DataClass,
        ledger: u64,
        forgotten: bool,
    ) -> Result<bool, Fault> {
        let (stream, subject) = (key_stream(class), call_key(class, tenant, call));
        let seed = self.keys().provider.shred_signer();
        let seed = seed.ok_or_else(|| {
            Fault::new(Disposition::Stop, "PHI-K011: this service does not hold the key that signs destruction")
        })?;
        let ended = Ended { environment: self.environment(), tenant, call, class };
        for _ in 0..32 {
            let last = self.log().last(&stream, &subject).await?;
            // An end that retention did not sign is no end: whoever mints could write one to keep the key alive.
            if let Some(mark) = last.as_ref().filter(|stored| self.is_mark(&ended, &stored.payload)) {
                self.keys().forget(tenant, call, class);
                return self.erase_before(&stream, &subject, mark.sequence).await;
            }
            self.mark(&subject, last.map_or(0, |stored| stored.sequence), seed, &ended, ledger, forgotten).await?;
        }
        Err(phi_bus::LogError::Conflict.into())
    }

    /// Erases every message of a key's subject that stands before its mark: also what a crash between the two left.
    /// Returns whether a key was among them.
    async fn erase_before(&self, stream: &str, subject: &str, mark: u64) -> Result<bool, Fault> {
        let mut erased = false;
        while let Some(first) = self.log().first(stream, subject).await?.filter(|stored| stored.sequence < mark) {
            self.log().erase(stream, first.sequence).await?;
            erased |= matches!(KeyRecord::decode(&first.payload), Ok(KeyRecord::Call { .. }));
        }
        Ok(erased)
    }

    fn is_mark(&self, ended: &Ended<'_>, payload: &[u8]) -> bool {
        let Ok(KeyRecord::Shredded(record)) = KeyRecord::decode(payload) else { return false };
        verify_shredded(&self.keys().provider.shred_verifier(), ended, &record)
    }

    async fn mark(
        &self,
        subject: &str,
        expected: u64,
        seed: &[u8; 32],
        ended: &Ended<'_>,
        ledger: u64,
        forgotten: bool,
    ) -> Result<(), Fault> {
        let record = sign_shredded(seed, ended, ledger, self.now_ms(), forgotten);
        let record = record.map_err(|error| Fault::new(Disposition::Stop, error))?;
        let payload = Bytes::from(KeyRecord::Shredded(record).encode());
        let message =
            Append { subject: subject.to_owned(), expected: Some(expected), id: None, traceparent: None, payload };
        match self.log().append(message).await {
            Ok(_) | Err(phi_bus::LogError::Conflict | phi_bus::LogError::Unknown) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Puts a month's keys of every tenant-level class into a tenant's rings.
    ///
    /// # Errors
    /// [`Fault`] when a ring cannot be read or written.
    pub async fn mint_month(&self, tenant: TenantId, month: u32) -> Result<(), Fault> {
        for class in ALL_CLASSES {
            if class == DataClass::Audit {
                for service in ALL_SERVICES {
                    self.keys().mint_month(tenant, class, Some(service), month).await?;
                }
            } else {
                self.keys().mint_month(tenant, class, None, month).await?;
            }
        }
        Ok(())
    }
}

const fn fact_step(fact: &QuarantineFact) -> &'static str {
    match fact {
        QuarantineFact::Parked { .. } => "parked",
        QuarantineFact::Released { .. } => "released",
        QuarantineFact::Skipped { .. } => "skipped",
    }
}
