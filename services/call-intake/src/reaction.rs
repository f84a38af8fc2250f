//! The one thing that comes due: fetching an announced recording.
use async_trait::async_trait;
use phi_events::call::v1::FETCH;
use phi_events::call::{Call, CallContent, Unavailable};
use phi_events::{DataClass, Phi};
use phi_service::{Aggregate, Disposition, Executed, Fault, Timers};

use crate::domain::{CallIntake, Command, Progress};
use crate::fetch::{FetchError, Fetcher, Meaning};
use crate::{effects, error};

/// Fetches recordings when they are due.
pub struct Fetches {
    fetcher: Fetcher,
}

impl Fetches {
    /// Fetches by this client.
    pub const fn new(fetcher: Fetcher) -> Self {
        Self { fetcher }
    }

    /// What came of one attempt.
    async fn attempt(&self, own: &Aggregate<CallIntake>) -> Result<Command, Fault> {
        let Some(address) = address(own).await? else {
            return Ok(Command::GiveUpRecording { why: Unavailable::Gone });
        };
        match self.fetcher.fetch(address.expose()).await {
            Ok(recording) => {
                let tracks = effects::write_tracks(own.core(), own.tenant(), own.id(), &recording).await?;
                Ok(Command::StoreRecording { tracks })
            }
            Err(error) => Ok(after(&error)),
        }
    }
}

#[async_trait]
impl Timers for Fetches {
    type Own = CallIntake;

    #[tracing::instrument(skip_all)]
    async fn fire(&self, own: &mut Aggregate<CallIntake>, kind: u8) -> Result<(), Fault> {
        own.refold().await?;
        if kind != FETCH || own.state().recording != Progress::Announced {
            return Ok(());
        }
        let command = match self.attempt(own).await {
            Ok(command) => command,
            // The call was forgotten while its recording was awaited: the timer ends, and the platform's copy stays there.
            Err(fault) if fault.disposition == Disposition::Shredded => {
                Command::GiveUpRecording { why: Unavailable::GaveUp }
            }
            Err(fault) => return Err(fault),
        };
        match own.execute("fetch", command).await? {
            Executed::Done { .. } | Executed::AlreadyDone | Executed::Nothing => Ok(()),
            Executed::Refused(refusal) => Err(error::impossible(refusal)),
        }
    }
}

fn after(failed: &FetchError) -> Command {
    tracing::warn!(error = %failed, causes = %error::causes(failed), "a recording was not fetched");
    match failed.meaning() {
        Meaning::Final(why) => Command::GiveUpRecording { why },
        Meaning::Again(at_last) => Command::FetchFailed { at_last },
    }
}

/// The address beside the received fact.
async fn address(own: &Aggregate<CallIntake>) -> Result<Option<Phi<String>>, Fault> {
    for event in own.read::<Call>().await? {
        for content in own.open(&event, DataClass::Audio).await? {
            if let CallContent::RecordingUrl(address) = content {
                return Ok(Some(address));
            }
        }
    }
    Ok(None)
}
