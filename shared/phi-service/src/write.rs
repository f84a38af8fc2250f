//! What is written beside the own context: quarantine pointers, the shred ledger, key destruction, chunks of sound.
use bytes::Bytes;
use phi_bus::Append;
use phi_events::access::Purpose;
use phi_events::call::Track;
use phi_events::chunk::{CHUNK_BYTES, Chunk};
use phi_events::class::ALL_CLASSES;
use phi_events::commit::encode_commit;
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
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::core::Core;
use crate::fault::{Disposition, Fault};
use crate::incoming::Raw;
use crate::keys::KeyError;

/// The subject that an aggregate's own commits stand on.
pub(crate) fn own_subject(address: Address) -> String {
    if address.context == Context::Shred { subject::shred(address.tenant) } else { address.subject() }
}

/// A track that was stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredTrack {
    /// How many chunks hold it.
    pub chunks: u32,
    /// SHA-256 over the hashes of its chunks in clear, in order.
    pub root: [u8; 32],
}

/// A recording that is not as its call says.
#[derive(Debug, thiserror::Error)]
#[error("PHI-T001: the recording's chunks are incomplete or not those that the call names")]
pub struct DamagedTrack;

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
            let sections = encode_commit::<S>(&meta, &[Event::fact(fact.clone())]);
            let payload = self.seal_commit::<S>(address, commit, previous, sections).await?;
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

    /// Seals a track's samples into chunks and stores them. The same samples stored again are found and left.
    ///
    /// # Errors
    /// [`Fault`] when the log does not take them or the call's key was destroyed.
    pub async fn write_track(
        &self,
        tenant: TenantId,
        call: AggregateId,
        track: u8,
        samples: &[u8],
    ) -> Result<StoredTrack, Fault> {
        let address = Address::new(Context::Audio, tenant, call);
        let subject = subject::track(Context::Audio, tenant, call, track);
        let key = self.call_key(tenant, call, DataClass::Audio, Purpose::Treatment).await?;
        let suite = self.suite(tenant).await?;
        let pieces: Vec<&[u8]> = if samples.is_empty() { vec![&[]] } else { samples.chunks(CHUNK_BYTES).collect() };
        let mut root = Sha256::new();
        let mut expected = None;
        for (index, piece) in pieces.iter().enumerate() {
            root.update(Sha256::digest(piece));
            let chunk = Chunk { track, index: index as u32, last: index + 1 == pieces.len(), samples: piece.to_vec() };
            let plain = postcard::to_stdvec(&chunk).map_err(Fault::retry)?;
            let commit = commit_id(tenant, call, Context::Audio.code(), &Sha256::digest(&plain), "chunk", index as u32);
            let header = phi_seal::NewHeader { suite, schema: 1, commit, previous: NO_PREVIOUS };
            let payload =
                Bytes::from(self.seal_sections(&header, address, &[(DataClass::Audio, plain.into(), key.clone())]));
            expected = Some(self.store_chunk(&subject, expected, payload).await?);
        }
        Ok(StoredTrack { chunks: pieces.len() as u32, root: root.finalize().into() })
    }

    /// Chunks carry no message id: a second run of the same chunks must be stored as a run, for readers take the newest
    /// complete one. After a lost answer the subject's last message says whether the chunk is there.
    async fn store_chunk(&self, subject: &str, expected: Option<u64>, payload: Bytes) -> Result<u64, Fault> {
        let message = Append { subject: subject.to_owned(), expected, id: None, traceparent: None, payload };
        match self.log().append(message.clone()).await {
            Ok(sequence) => Ok(sequence),
            Err(phi_bus::LogError::Unknown) => {
                let last = self.log().last(&Context::Audio.stream(), subject).await?;
                match last.filter(|stored| stored.payload == message.payload) {
                    Some(stored) => Ok(stored.sequence),
                    None => Ok(self.log().append(message).await?),
                }
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Opens a track and checks that it is whole and the one its call names.
    ///
    /// # Errors
    /// [`Fault`]; shredded when its key was destroyed, [`DamagedTrack`] when chunks are missing or others.
    pub async fn read_track(
        &self,
        tenant: TenantId,
        call: AggregateId,
        track: &Track,
    ) -> Result<Zeroizing<Vec<u8>>, Fault> {
        let key = self.call_key(tenant, call, DataClass::Audio, Purpose::Treatment).await?;
        let subject = subject::track(Context::Audio, tenant, call, track.track);
        let stored = self.log().read(&Context::Audio.stream(), &subject, 1).await?;
        let address = Address::new(Context::Audio, tenant, call);
        let binding = phi_seal::Binding { environment: self.environment(), address };
        let mut samples = Zeroizing::new(Vec::new());
        let mut root = Sha256::new();
        let mut next = 0;
        for message in &stored {
            let layout = phi_events::envelope::Layout::parse(&message.payload).map_err(|_| damaged())?;
            let plain =
                phi_seal::open(&message.payload, &layout, DataClass::Audio, &key, &binding).map_err(|_| damaged())?;
            let chunk: Chunk = phi_events::commit::decode(&plain).map_err(|_| damaged())?;
            if chunk.index == 0 {
                (samples, root, next) = (Zeroizing::new(Vec::new()), Sha256::new(), 0);
            }
            if chunk.index != next || chunk.track != track.track {
                continue;
            }
            next += 1;
            root.update(Sha256::digest(&chunk.samples));
            samples.extend_from_slice(&chunk.samples);
            if chunk.last && next == track.chunks && <[u8; 32]>::from(root.clone().finalize()) == track.root {
                return Ok(samples);
            }
        }
        Err(damaged())
    }
}

fn damaged() -> Fault {
    Fault::new(Disposition::Quarantine(phi_events::quarantine::Poison::Invariant), DamagedTrack)
}

const fn fact_step(fact: &QuarantineFact) -> &'static str {
    match fact {
        QuarantineFact::Parked { .. } => "parked",
        QuarantineFact::Released { .. } => "released",
        QuarantineFact::Skipped { .. } => "skipped",
    }
}
