//! The stored recording in, its masked copy out: sealed chunks on `masked.…` as the recording has them on `audio.…`.
use phi_bus::{Append, LogError};
use phi_events::call::Track;
use phi_events::chunk::Chunk;
use phi_events::redaction::MaskedTrack;
use phi_events::{AggregateId, Context, TenantId};
use phi_service::track::{Chunks, pieces, root};
use phi_service::{Core, Fault};

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
    chunks: Chunks<'a>,
    track: u8,
    pieces: Vec<&'a [u8]>,
}

async fn write(
    core: &Core,
    tenant: TenantId,
    call: AggregateId,
    track: u8,
    samples: &[u8],
) -> Result<(u32, [u8; 32]), Fault> {
    let chunks = core.chunks(Context::Masked, tenant, call, track).await?;
    let copy = Masked { core, chunks, track, pieces: pieces(samples) };
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

impl Masked<'_> {
    /// How many of the pieces stand in the log, in order and with nothing between: all of them anywhere, or the first
    /// few at the end. And the subject's last sequence.
    async fn standing(&self) -> Result<(usize, u64), Fault> {
        let stored = self.core.log().read(&Context::Masked.stream(), self.chunks.subject(), 1).await?;
        let last = stored.last().map_or(0, |message| message.sequence);
        let mut next = 0;
        for message in &stored {
            let chunk = self.chunks.opened(&message.payload);
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

    /// Appends the pieces from this one on, behind this sequence.
    async fn append_from(&self, from: usize, mut last: u64) -> Result<(), LogError> {
        for place in from..self.pieces.len() {
            let (subject, payload) = (self.chunks.subject().to_owned(), self.chunks.sealed(&self.pieces, place));
            let message = Append { subject, expected: Some(last), id: None, traceparent: None, payload };
            last = self.core.log().append(message).await?;
        }
        Ok(())
    }
}
