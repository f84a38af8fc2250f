//! Recordings as sealed chunks, on `audio.…` and `masked.…` alike.
use std::sync::Arc;

use bytes::Bytes;
use phi_bus::Append;
use phi_events::access::Purpose;
use phi_events::call::Track;
use phi_events::chunk::{CHUNK_BYTES, Chunk};
use phi_events::envelope::{Layout, NO_PREVIOUS};
use phi_events::ids::commit_id;
use phi_events::{Address, AggregateId, Context, DataClass, Suite, TenantId, subject};
use phi_seal::{Binding, NewHeader, SealingKey};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::core::Core;
use crate::fault::{Disposition, Fault};

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

/// The chunks of one track under their key.
pub struct Chunks<'a> {
    core: &'a Core,
    address: Address,
    class: DataClass,
    track: u8,
    subject: String,
    suite: Suite,
    key: Arc<SealingKey>,
}

impl Chunks<'_> {
    /// The subject that they stand on.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// One piece under the seal. Its commit id is made of its content: the same piece is the same commit, whoever seals it.
    pub fn sealed(&self, pieces: &[&[u8]], place: usize) -> Bytes {
        let (index, last) = (place as u32, place + 1 == pieces.len());
        let chunk = Chunk { track: self.track, index, last, samples: pieces[place].to_vec() };
        let plain = postcard::to_stdvec(&chunk).expect("two numbers, a flag and bytes: postcard writes them all");
        let (tenant, call) = (self.address.tenant, self.address.aggregate);
        let commit = commit_id(tenant, call, self.address.context.code(), &Sha256::digest(&plain), "chunk", index);
        let header = NewHeader { suite: self.suite, schema: 1, commit, previous: NO_PREVIOUS };
        let sections = [(self.class, plain.into(), Arc::clone(&self.key))];
        self.core.seal_sections(&header, self.address, &sections).into()
    }

    /// A stored chunk; `None` for one that another key or another hand sealed.
    pub fn opened(&self, payload: &[u8]) -> Option<Chunk> {
        let layout = Layout::parse(payload).ok()?;
        let binding = Binding { environment: self.core.environment(), address: self.address };
        let plain = phi_seal::open(payload, &layout, self.class, &self.key, &binding).ok()?;
        phi_events::commit::decode(&plain).ok()
    }
}

/// Samples as pieces of a chunk each; no samples are one empty piece.
pub fn pieces(samples: &[u8]) -> Vec<&[u8]> {
    if samples.is_empty() { vec![&[]] } else { samples.chunks(CHUNK_BYTES).collect() }
}

/// SHA-256 over the hashes of the pieces in order, as `phi_events::call::Track::root` says.
pub fn root(pieces: &[&[u8]]) -> [u8; 32] {
    pieces.iter().fold(Sha256::new(), |root, piece| root.chain_update(Sha256::digest(piece))).finalize().into()
}

impl Core {
    /// The chunks of a track of a recording (`Context::Audio`) or of its masked copy (`Context::Masked`).
    ///
    /// # Errors
    /// [`Fault`] when the call's key of that class is not to be had.
    pub async fn chunks(
        &self,
        context: Context,
        tenant: TenantId,
        call: AggregateId,
        track: u8,
    ) -> Result<Chunks<'_>, Fault> {
        let class = if context == Context::Masked { DataClass::Masked } else { DataClass::Audio };
        let key = self.call_key(tenant, call, class, Purpose::Treatment).await?;
        let suite = self.suite(tenant).await?;
        let (address, subject) = (Address::new(context, tenant, call), subject::track(context, tenant, call, track));
        Ok(Chunks { core: self, address, class, track, subject, suite, key })
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
        let chunks = self.chunks(Context::Audio, tenant, call, track).await?;
        let pieces = pieces(samples);
        let mut expected = None;
        for place in 0..pieces.len() {
            expected = Some(self.store_chunk(chunks.subject(), expected, chunks.sealed(&pieces, place)).await?);
        }
        Ok(StoredTrack { chunks: pieces.len() as u32, root: root(&pieces) })
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
        let chunks = self.chunks(Context::Audio, tenant, call, track.track).await?;
        let stored = self.log().read(&Context::Audio.stream(), chunks.subject(), 1).await?;
        let mut samples = Zeroizing::new(Vec::new());
        let mut root = Sha256::new();
        let mut next = 0;
        for message in &stored {
            let chunk = chunks.opened(&message.payload).ok_or_else(damaged)?;
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
