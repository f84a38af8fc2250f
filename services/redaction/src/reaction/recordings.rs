//! The masked copy of a recording: made when both the words and the recording are there, whichever comes last.
use std::sync::Arc;

use async_trait::async_trait;
use phi_events::AggregateId;
use phi_events::access::Purpose;
use phi_events::call::{Call, CallFact, Track};
use phi_events::redaction::{MaskedTrack, NoMask, Place};
use phi_events::transcript::{Said, Transcript};
use phi_service::{Aggregate, Disposition, Fault, Incoming, Reactor};

use super::requests::places_that_count;
use super::{Redactor, heard, said};
use crate::audio::{Reach, mask_recording, plan};
use crate::domain::{Command, Copied, RedactionDomain, Words};
use crate::effects::spans;

/// Reacts to recordings.
pub struct Recordings(pub Arc<Redactor>);

#[async_trait]
impl Reactor for Recordings {
    type Own = RedactionDomain;
    type Source = Call;

    fn target(&self, event: &Incoming<Call>) -> Option<AggregateId> {
        match event.fact {
            CallFact::RecordingStored { .. } => Some(event.aggregate),
            CallFact::Received { .. }
            | CallFact::RecordingUnavailable { .. }
            | CallFact::FetchFailed { .. }
            | CallFact::Parked { .. } => None,
        }
    }

    async fn react(&self, own: &mut Aggregate<RedactionDomain>, _event: &Incoming<Call>) -> Result<(), Fault> {
        self.0.copy(own, None).await
    }
}

fn stored(events: Vec<Incoming<Call>>) -> Option<Vec<Track>> {
    events.into_iter().rev().find_map(|event| match event.fact {
        CallFact::RecordingStored { tracks } => Some(tracks),
        CallFact::Received { .. }
        | CallFact::RecordingUnavailable { .. }
        | CallFact::FetchFailed { .. }
        | CallFact::Parked { .. } => None,
    })
}

impl Redactor {
    /// Makes the masked copy if words and recording are there, and there is none. `calls` is what is known of the call,
    /// where it was read already.
    pub(super) async fn copy(
        &self,
        own: &mut Aggregate<RedactionDomain>,
        calls: Option<Vec<Incoming<Call>>>,
    ) -> Result<(), Fault> {
        let settled = matches!(own.state().words, Words::Redacted | Words::Withheld);
        if !self.config.mask_recordings || !settled || own.state().copied != Copied::Waiting {
            return Ok(());
        }
        let calls = match calls {
            Some(calls) => calls,
            None => own.read::<Call>().await?,
        };
        let Some(tracks) = stored(calls) else { return Ok(()) };
        // read before the places are: somebody may promote a pass while the copy is made
        let promoted = own.state().promoted;
        let made = match own.state().words {
            Words::Redacted => masked(own, &tracks).await?,
            Words::Withheld | Words::Waiting | Words::Nothing => Err(NoMask::Withheld),
        };
        own.execute("copy", Command::NoteCopy { made, promoted }).await?;
        Ok(())
    }
}

/// The masked tracks, or why there are none.
type Made = Result<Vec<MaskedTrack>, NoMask>;

/// Masks the recording, or says why that cannot be. What is damaged is not tried again.
async fn masked(own: &Aggregate<RedactionDomain>, tracks: &[Track]) -> Result<Made, Fault> {
    let copied = copied(own, tracks).await;
    match copied {
        Err(fault) if matches!(fault.disposition, Disposition::Quarantine(_)) => {
            tracing::error!(error = %fault.source, call = %own.id(), "the recording cannot be masked");
            Ok(Err(NoMask::Failed))
        }
        result => result,
    }
}

async fn copied(own: &Aggregate<RedactionDomain>, tracks: &[Track]) -> Result<Made, Fault> {
    let Some((words, places)) = spoken(own).await? else { return Ok(Err(NoMask::Failed)) };
    match plan(&words, &spans(&places, words.turns.len()), tracks, Reach::default()) {
        Ok(plan) => Ok(Ok(mask_recording(own.core(), own.tenant(), own.id(), tracks, &plan).await?)),
        Err(why) => Ok(Err(why.into())),
    }
}

/// The words, and where PHI is in them.
async fn spoken(own: &Aggregate<RedactionDomain>) -> Result<Option<(Said, Vec<Place>)>, Fault> {
    let Some((event, _)) = heard(own.read::<Transcript>().await?) else { return Ok(None) };
    let words = said(own.core(), &event, Purpose::Treatment).await?;
    let places = places_that_count(own, Purpose::Treatment).await?;
    Ok(words.zip(places))
}
