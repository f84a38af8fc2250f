//! What follows from a transcript's events, from requests, and from a stored recording.
use async_trait::async_trait;
use phi_events::access::{AccessFact, Purpose};
use phi_events::call::Call;
use phi_events::redaction::{Withhold, dictionary};
use phi_events::transcript::{Said, Tier, Transcript, TranscriptContent, TranscriptFact};
use phi_events::{DataClass, TenantId};
use phi_redaction::engine::Engine;
use phi_redaction::engine::lexicon::Lexicon;
use phi_redaction::engine::terms::NoTerms;
use phi_service::{Aggregate, Core, Executed, Fault, Incoming, Reactor};

use crate::config::RedactionConfig;
use crate::domain::{Command, RedactionDomain, Words, Work};
use crate::effects::dictionary::Dictionary;
use crate::effects::{self, redact};
use crate::error::withheld_by;

mod recordings;
mod requests;

pub use recordings::Recordings;
pub use requests::Requests;

/// What every reaction has at hand.
pub struct Redactor {
    /// The engine that redacts.
    pub engine: Engine,
    /// Its word lists, for the practice's dictionaries.
    pub lexicon: Lexicon,
    /// The service's section.
    pub config: RedactionConfig,
}

impl Redactor {
    /// With the compiled-in lists.
    pub fn new(engine: Engine, config: RedactionConfig) -> Self {
        Self { engine, lexicon: Lexicon::new(), config }
    }

    const fn withholds(&self, tier: Tier) -> bool {
        match tier {
            Tier::Low => true,
            Tier::Medium => self.config.withhold_medium,
            Tier::High => false,
        }
    }

    /// Puts words through the engine, with the practice's dictionary as it is today.
    async fn pass(&self, core: &Core, tenant: TenantId, said: &Said) -> Result<Result<Work, Withhold>, Fault> {
        let decided = core.aggregate::<RedactionDomain>(tenant, dictionary(tenant), &[]).await?;
        let (terms, thresholds) = (&decided.state().terms, self.config.thresholds());
        if terms.is_empty() {
            return Ok(redact(&self.engine, &NoTerms, thresholds, said));
        }
        let key = core.index_key(tenant).await?;
        Ok(redact(&self.engine, &Dictionary { key: &key, terms }, thresholds, said))
    }
}

/// The newest event of a call that has words, and how far they can be trusted.
fn heard(events: Vec<Incoming<Transcript>>) -> Option<(Incoming<Transcript>, Tier)> {
    events.into_iter().rev().find_map(|event| match event.fact {
        TranscriptFact::Transcribed { tier, .. } => Some((event, tier)),
        TranscriptFact::Silent { .. } | TranscriptFact::Failed { .. } | TranscriptFact::Parked { .. } => None,
    })
}

/// The words beside a transcript's event. The audit entry of the key load is acknowledged first.
async fn said(core: &Core, event: &Incoming<Transcript>, purpose: Purpose) -> Result<Option<Said>, Fault> {
    let (tenant, call, class) = (event.tenant, event.aggregate, DataClass::Transcript);
    // what a person asks for is on record even where the key is in memory from the call's own way
    if purpose == Purpose::Review && core.keys().cached(tenant, call, class).is_some() {
        core.audit(tenant, AccessFact::KeyLoaded { call, class, purpose }).await?;
    }
    let contents = core.open_contents(event, class, purpose).await?;
    Ok(contents.into_iter().map(|TranscriptContent::Said(said)| said).next())
}

/// Reacts to transcripts.
pub struct Transcripts(pub std::sync::Arc<Redactor>);

impl Transcripts {
    async fn words(&self, own: &Aggregate<RedactionDomain>, event: &Incoming<Transcript>) -> Result<Command, Fault> {
        let words = match said(own.core(), event, Purpose::Treatment).await {
            Ok(words) => words,
            Err(fault) => return Ok(Command::Withhold(withheld_by(fault)?)),
        };
        let Some(words) = words else { return Ok(Command::Withhold(Withhold::Failed)) };
        let done = self.0.pass(own.core(), own.tenant(), &words).await?;
        Ok(done.map_or_else(Command::Withhold, |work| Command::Release(Box::new(work))))
    }
}

#[async_trait]
impl Reactor for Transcripts {
    type Own = RedactionDomain;
    type Source = Transcript;

    async fn react(&self, own: &mut Aggregate<RedactionDomain>, event: &Incoming<Transcript>) -> Result<(), Fault> {
        if own.state().words == Words::Waiting {
            let command = match &event.fact {
                TranscriptFact::Transcribed { tier, .. } if self.0.withholds(*tier) => {
                    Command::Withhold(Withhold::LowTier)
                }
                TranscriptFact::Transcribed { .. } => self.words(own, event).await?,
                TranscriptFact::Silent { .. } => Command::NoteNothing,
                TranscriptFact::Failed { .. } => Command::Withhold(Withhold::NoTranscript),
                TranscriptFact::Parked { .. } => return Ok(()),
            };
            let withheld = if let Command::Withhold(why) = &command { Some(*why) } else { None };
            if let Executed::Done { .. } = own.execute_first("redact", command).await? {
                let calls = own.read::<Call>().await?;
                effects::measure(own, withheld, &calls);
                return self.0.copy(own, Some(calls)).await;
            }
        }
        // the recording may have come before the words
        self.0.copy(own, None).await
    }
}
