//! What follows from a call's events.
use std::sync::Arc;

use async_trait::async_trait;
use phi_events::DataClass;
use phi_events::call::{Call, CallContent, CallFact, EndReason, RecordingState, Track};
use phi_events::transcript::{Failure, Silence};
use phi_service::{Aggregate, Disposition, Fault, Incoming, Reactor};

use crate::domain::{Command, State, TranscriptDomain};
use crate::effects::{Hearing, hear, platform};
use crate::engine::SpeechEngine;

/// Reacts to calls.
pub struct Calls {
    engine: Arc<dyn SpeechEngine>,
}

impl Calls {
    /// With the engine for calls that come without words.
    pub fn new(engine: Arc<dyn SpeechEngine>) -> Self {
        Self { engine }
    }

    async fn recording(&self, own: &Aggregate<TranscriptDomain>, tracks: &[Track]) -> Result<Command, Fault> {
        match hear(own.core(), &*self.engine, own.tenant(), own.id(), tracks).await {
            Ok(Hearing::Heard(heard, said)) => Ok(Command::Record(heard, said)),
            Ok(Hearing::Refused) => Ok(Command::GiveUp(Failure::EngineFailed)),
            Err(fault) if matches!(fault.disposition, Disposition::Quarantine(_)) => {
                tracing::error!(error = %fault.source, call = %own.id(), "the recording is damaged");
                Ok(Command::GiveUp(Failure::AudioDamaged))
            }
            Err(fault) => Err(fault),
        }
    }
}

async fn platform_words(
    own: &Aggregate<TranscriptDomain>,
    event: &Incoming<Call>,
    duration_ms: u64,
) -> Result<Option<Command>, Fault> {
    let contents = own.open(event, DataClass::Transcript).await?;
    Ok(contents.into_iter().find_map(|content| match content {
        CallContent::Transcript(transcript) => {
            let (heard, said) = platform(transcript, duration_ms);
            Some(Command::Record(heard, said))
        }
        CallContent::Identity(_) | CallContent::RecordingUrl(_) => None,
    }))
}

#[async_trait]
impl Reactor for Calls {
    type Own = TranscriptDomain;
    type Source = Call;

    async fn react(&self, own: &mut Aggregate<TranscriptDomain>, event: &Incoming<Call>) -> Result<(), Fault> {
        if *own.state() != State::Waiting {
            return Ok(());
        }
        let command = match &event.fact {
            CallFact::Received { has_transcript: true, started_ms, ended_ms, .. } => {
                platform_words(own, event, ended_ms.saturating_sub(*started_ms)).await?
            }
            CallFact::Received { ended: EndReason::Missed, recording: RecordingState::None, .. } => {
                Some(Command::NoteSilence(Silence::Missed))
            }
            CallFact::Received { recording: RecordingState::None, .. } | CallFact::RecordingUnavailable { .. } => {
                Some(Command::NoteSilence(Silence::NoRecording))
            }
            CallFact::RecordingStored { tracks } => Some(self.recording(own, tracks).await?),
            CallFact::Received { .. } | CallFact::FetchFailed { .. } | CallFact::Parked { .. } => None,
        };
        if let Some(command) = command {
            own.execute("transcribe", command).await?;
        }
        Ok(())
    }
}
