//! What redaction said, and what follows.
use async_trait::async_trait;
use phi_events::AggregateId;
use phi_events::redaction::{Redaction, RedactionFact};
use phi_service::{Aggregate, Fault, Incoming, Reactor};

use crate::domain::{Command, Outcomes};
use crate::effects::cleaned;
use crate::rules::{judge, missed, withheld};

/// Reacts to the redaction of a call.
pub struct FromRedaction;

#[async_trait]
impl Reactor for FromRedaction {
    type Own = Outcomes;
    type Source = Redaction;

    /// What became of the words concerns it; what people decide about them later does not.
    fn target(&self, event: &Incoming<Redaction>) -> Option<AggregateId> {
        match event.fact {
            RedactionFact::Redacted { .. }
            | RedactionFact::Withheld { .. }
            | RedactionFact::Nothing
            | RedactionFact::Parked { .. } => Some(event.aggregate),
            RedactionFact::Graded { .. }
            | RedactionFact::Reviewed { .. }
            | RedactionFact::AudioMasked { .. }
            | RedactionFact::AudioWithheld { .. }
            | RedactionFact::Rerun { .. }
            | RedactionFact::Promoted { .. }
            | RedactionFact::TermDecided { .. } => None,
        }
    }

    async fn react(&self, own: &mut Aggregate<Outcomes>, event: &Incoming<Redaction>) -> Result<(), Fault> {
        if own.state().concluded.is_some() {
            return Ok(());
        }
        let (verdict, detail) = match &event.fact {
            RedactionFact::Redacted { .. } => {
                let (verdict, detail) = judge(&cleaned(own, event).await?);
                (verdict, Some(detail))
            }
            RedactionFact::Withheld { .. } => (withheld(), None),
            RedactionFact::Nothing => (missed(), None),
            RedactionFact::Parked { .. }
            | RedactionFact::Graded { .. }
            | RedactionFact::Reviewed { .. }
            | RedactionFact::AudioMasked { .. }
            | RedactionFact::AudioWithheld { .. }
            | RedactionFact::Rerun { .. }
            | RedactionFact::Promoted { .. }
            | RedactionFact::TermDecided { .. } => return Ok(()),
        };
        own.execute("conclude", Command::Conclude { verdict, detail }).await?;
        Ok(())
    }
}
