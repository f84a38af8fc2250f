//! What follows from a transcript's events.
use std::sync::Arc;

use async_trait::async_trait;
use phi_events::DataClass;
use phi_events::redaction::Withhold;
use phi_events::transcript::{Tier, Transcript, TranscriptContent, TranscriptFact};
use phi_service::{Aggregate, Fault, Incoming, Reactor};

use crate::config::RedactionConfig;
use crate::domain::{Command, RedactionDomain, State};
use crate::effects::redact;
use crate::error::withheld_by;
use phi_redaction::engine::Engine;

/// Reacts to transcripts.
pub struct Transcripts {
    engine: Arc<Engine>,
    config: RedactionConfig,
}

impl Transcripts {
    /// With the engine that redacts.
    pub const fn new(engine: Arc<Engine>, config: RedactionConfig) -> Self {
        Self { engine, config }
    }

    const fn withholds(&self, tier: Tier) -> bool {
        match tier {
            Tier::Low => true,
            Tier::Medium => self.config.withhold_medium,
            Tier::High => false,
        }
    }

    async fn words(&self, own: &Aggregate<RedactionDomain>, event: &Incoming<Transcript>) -> Result<Command, Fault> {
        let contents = match own.open(event, DataClass::Transcript).await {
            Ok(contents) => contents,
            Err(fault) => return Ok(Command::Withhold(withheld_by(fault)?)),
        };
        let said = contents.into_iter().map(|TranscriptContent::Said(said)| said).next();
        let work = said.as_ref().and_then(|said| redact(&self.engine, said));
        Ok(work.map_or(Command::Withhold(Withhold::Failed), |work| Command::Release(Box::new(work))))
    }
}

#[async_trait]
impl Reactor for Transcripts {
    type Own = RedactionDomain;
    type Source = Transcript;

    async fn react(&self, own: &mut Aggregate<RedactionDomain>, event: &Incoming<Transcript>) -> Result<(), Fault> {
        if *own.state() != State::Waiting {
            return Ok(());
        }
        let command = match &event.fact {
            TranscriptFact::Transcribed { tier, .. } if self.withholds(*tier) => Command::Withhold(Withhold::LowTier),
            TranscriptFact::Transcribed { .. } => self.words(own, event).await?,
            TranscriptFact::Silent { .. } => Command::NoteNothing,
            TranscriptFact::Failed { .. } => Command::Withhold(Withhold::NoTranscript),
            TranscriptFact::Parked { .. } => return Ok(()),
        };
        own.execute("redact", command).await?;
        Ok(())
    }
}
