//! The stored recording in, its masked copy out: sealed chunks on `masked.…` as the recording has them on `audio.…`.
use phi_bus::{Append, LogError};
use phi_events::access::Purpose;
use phi_events::call::Track;
use phi_events::chunk::{CHUNK_BYTES, Chunk};
use phi_events::envelope::{Layout, NO_PREVIOUS};
use phi_events::ids::commit_id;
use phi_events::redaction::MaskedTrack;
use phi_events::{Address, AggregateId, Context, DataClass, Suite, TenantId, subject};
use phi_seal::{Binding, NewHeader, Plain, SealingKey, seal};
use phi_service::{Core, Fault};
use sha2::{Digest, Sha256};

use super::plan::{MaskPlan, mask};

/// How often a write is taken up again after another writer or a lost answer. Each time goes on where the log stands.
const ATTEMPTS: u32 = 8;

/// Masks a stored recording and stores the copy: one masked track for each track, of the same number, codec, rate and
/// length, sealed under `masked`. Done again, it finds its own chunks and adds none; interrupted, it goes on behind the last one.
///
/// # Errors
/// [`Fault`]: shredded when a key was destroyed, quarantine when the recording's chunks are not those its call names
/// ([`phi_service::DamagedTrack`]), otherwise what the log says.
pub async fn mask_recording(
    core: &Core,
    tenant: TenantId,
    call: AggregateId,
    tracks: &[Track],
    plan: &MaskPlan,
) -> Result<Vec<MaskedTrack>, Fault> {
    let mut masked = Vec::with_capacity(tracks.len());
    for track in tracks {
        let mut samples = core.read_track(tenant, call, track).await?;
        mask(plan, track, &mut samples);
        let (chunks, root) = write(core, tenant, call, track.track, &samples).await?;
        let (bytes, silenced_ms) = (samples.len() as u64, plan.silenced_ms(track));
        masked.push(MaskedTrack { track: track.track, chunks, bytes, root, silenced_ms });
    }
    Ok(masked)
}

/// A masked track on its way into the log.
struct Masked<'a> {
    core: &'a Core,
    address: Address,
    track: u8,
    subject: String,
    suite: Suite,
    key: &'a SealingKey,
    pieces: Vec<&'a [u8]>,
}

async fn write(
    core: &Core,
    tenant: TenantId,
    call: AggregateId,
    track: u8,
    samples: &[u8],
) -> Result<(u32, [u8; 32]), Fault> {
    let key = core.call_key(tenant, call, DataClass::Masked, Purpose::Treatment).await?;
    let suite = core.tenant(tenant).await?.map_or(Suite::XChaCha20Poly1305, |view| view.suite);
    let pieces: Vec<&[u8]> = if samples.is_empty() { vec![&[]] } else { samples.chunks(CHUNK_BYTES).collect() };
    let (address, subject) =
        (Address::new(Context::Masked, tenant, call), subject::track(Context::Masked, tenant, call, track));
    let copy = Masked { core, address, track, subject, suite, key: &key, pieces };
    for _ in 0..ATTEMPTS {
        let (standing, last) = copy.standing().await?;
        match copy.append_from(standing, last).await {
            Ok(()) => return Ok((copy.pieces.len() as u32, root(&copy.pieces))),
            Err(LogError::Conflict | LogError::Unknown) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(LogError::Conflict.into())
}

/// SHA-256 over the hashes of the pieces in order, as `phi_events::call::Track::root` says.
fn root(pieces: &[&[u8]]) -> [u8; 32] {
    pieces.iter().fold(Sha256::new(), |root, piece| root.chain_update(Sha256::digest(piece))).finalize().into()
}

impl Masked<'_> {
    /// How many of the pieces stand in the log, in order and with nothing between: all of them anywhere, or the first
    /// few at the end. And the subject's last sequence.
    async fn standing(&self) -> Result<(usize, u64), Fault> {
        let stored = self.core.log().read(&Context::Masked.stream(), &self.subject, 1).await?;
        let last = stored.last().map_or(0, |message| message.sequence);
        let mut next = 0;
        for message in &stored {
            let chunk = self.opened(&message.payload);
            let stands = |place: usize| chunk.as_ref().is_some_and(|chunk| self.is(chunk, place));
            next = if stands(next) { next + 1 } else { usize::from(stands(0)) };
            if next == self.pieces.len() {
                break;
            }
        }
        Ok((next, last))
    }

    fn is(&self, chunk: &Chunk, place: usize) -> bool {
        let named = chunk.track == self.track && chunk.index as usize == place;
        named && chunk.last == (place + 1 == self.pieces.len()) && self.pieces.get(place) == Some(&&chunk.samples[..])
    }

    /// A stored chunk; `None` for one that another key or another hand sealed.
    fn opened(&self, payload: &[u8]) -> Option<Chunk> {
        let layout = Layout::parse(payload).ok()?;
        let plain = phi_seal::open(payload, &layout, DataClass::Masked, self.key, &self.binding()).ok()?;
        phi_events::commit::decode(&plain).ok()
    }

    fn binding(&self) -> Binding<'_> {
        Binding { environment: self.core.environment(), address: self.address }
    }

    /// Appends the pieces from this one on, behind this sequence.
    async fn append_from(&self, from: usize, mut last: u64) -> Result<(), LogError> {
        for place in from..self.pieces.len() {
            let (subject, payload) = (self.subject.clone(), self.sealed(place).into());
            let message = Append { subject, expected: Some(last), id: None, traceparent: None, payload };
            last = self.core.log().append(message).await?;
        }
        Ok(())
    }

    /// One piece under the seal. Its commit id is made of its content: the same piece is the same commit, whoever seals it.
    fn sealed(&self, place: usize) -> Vec<u8> {
        let (index, last) = (place as u32, place + 1 == self.pieces.len());
        let chunk = Chunk { track: self.track, index, last, samples: self.pieces[place].to_vec() };
        let plain = postcard::to_stdvec(&chunk).expect("two numbers, a flag and bytes: postcard writes them all");
        let (tenant, call) = (self.address.tenant, self.address.aggregate);
        let cause = Sha256::digest(&plain);
        let commit = commit_id(tenant, call, Context::Masked.code(), &cause, "chunk", index);
        let header = NewHeader { suite: self.suite, schema: 1, commit, previous: NO_PREVIOUS };
        let section = Plain { class: DataClass::Masked, key: self.key, bytes: plain.into() };
        seal(&header, &self.binding(), vec![section], self.core.entropy())
    }
}
