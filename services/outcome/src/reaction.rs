//! What redaction said, and what follows.
use async_trait::async_trait;
use phi_events::redaction::v1::{Redaction, RedactionFact};
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
            RedactionFact::Parked { .. } => return Ok(()),
        };
        own.execute("conclude", Command::Conclude { verdict, detail }).await?;
        Ok(())
    }
}
