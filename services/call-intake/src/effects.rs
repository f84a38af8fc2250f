//! The doors' mesh over the frame, and recordings written as tracks.
use async_trait::async_trait;
use phi_audio::Recording;
use phi_events::access::{AccessFact, Door};
use phi_events::call::{Codec, Speaker, Track};
use phi_events::{CallId, TenantId, access};
use phi_seal::Secret;
use phi_service::{Core, Executed, Fault};

use crate::domain::{CallIntake, CallState, Command, Receive, Refusal};
use crate::error;
use crate::mesh::{Mesh, Receipt, Standing};

#[async_trait]
impl Mesh for Core {
    fn now_ms(&self) -> u64 {
        Self::now_ms(self)
    }

    async fn standing(&self, tenant: TenantId) -> Result<Option<Standing>, Fault> {
        let view = self.tenant(tenant).await?;
        let now_ms = Self::now_ms(self);
        Ok(view.map(|view| {
            let (agreement, frozen) = (view.baa_in_force(now_ms), view.frozen_ms.is_some());
            Standing { agreement, frozen, platforms: view.platforms }
        }))
    }

    async fn id_key(&self, tenant: TenantId) -> Result<Secret, Fault> {
        Self::id_key(self, tenant).await
    }

    async fn refused(&self, tenant: TenantId, door: Door, why: access::Refusal) -> Result<(), Fault> {
        self.audit(tenant, AccessFact::Refused { door, why }).await
    }

    async fn state(&self, tenant: TenantId, call: CallId) -> Result<CallState, Fault> {
        Ok(self.aggregate::<CallIntake>(tenant, call, &[]).await?.state().clone())
    }

    async fn store(&self, tenant: TenantId, call: CallId, recording: &Recording) -> Result<Vec<Track>, Fault> {
        write_tracks(self, tenant, call, recording).await
    }

    /// The fingerprint is the cause: the same content again is the same commit, and another content another decision.
    async fn receive(&self, tenant: TenantId, call: CallId, delivery: Receive) -> Result<Receipt, Fault> {
        self.mint_call(tenant, call).await?;
        let mut own = self.aggregate::<CallIntake>(tenant, call, &delivery.fingerprint).await?;
        match own.execute("receive", Command::Receive(Box::new(delivery))).await? {
            Executed::Done { .. } => Ok(Receipt::Accepted),
            Executed::AlreadyDone | Executed::Nothing => Ok(Receipt::Already),
            Executed::Refused(Refusal::Conflict) => Ok(Receipt::Conflict),
            Executed::Refused(refusal @ Refusal::NotReceived) => Err(error::impossible(refusal)),
        }
    }
}

/// Writes a recording's tracks: the caller on the left channel, the practice on the right; who is on a single channel is
/// not known.
///
/// # Errors
/// A fault when the log does not take them, or the call's key was destroyed.
pub async fn write_tracks(
    core: &Core,
    tenant: TenantId,
    call: CallId,
    recording: &Recording,
) -> Result<Vec<Track>, Fault> {
    let speakers: &[Speaker] =
        if recording.tracks.len() == 2 { &[Speaker::Caller, Speaker::Agent] } else { &[Speaker::Unknown] };
    let codec = match recording.codec {
        phi_audio::Codec::MuLaw => Codec::MuLaw,
        phi_audio::Codec::Pcm16 => Codec::Pcm16,
    };
    let mut tracks = Vec::with_capacity(speakers.len());
    for (number, (speaker, samples)) in (0..).zip(speakers.iter().zip(&recording.tracks)) {
        let stored = core.write_track(tenant, call, number, samples).await?;
        let duration_ms = recording.track(usize::from(number)).map_or(0, |track| track.duration_ms());
        let (chunks, root) = (stored.chunks, stored.root);
        tracks.push(Track {
            track: number,
            speaker: *speaker,
            codec,
            rate_hz: recording.rate_hz,
            duration_ms,
            chunks,
            root,
        });
    }
    Ok(tracks)
}
