//! Reading the redacted words: the only thing that this service does beside deciding.
use phi_events::DataClass;
use phi_events::redaction::{Cleaned, Redaction, RedactionContent};
use phi_service::{Aggregate, Fault, Incoming};

use crate::domain::Outcomes;
use crate::error::NoWords;

/// The redacted words beside an event.
pub(crate) async fn cleaned(own: &Aggregate<Outcomes>, event: &Incoming<Redaction>) -> Result<Cleaned, Fault> {
    let contents = own.open(event, DataClass::Deidentified).await?;
    let words = contents.into_iter().find_map(|content| match content {
        RedactionContent::Cleaned(cleaned) => Some(cleaned),
        RedactionContent::Revealed(_) | RedactionContent::Review(_) | RedactionContent::Places(_) => None,
    });
    words.ok_or_else(|| NoWords { sequence: event.sequence }.into())
}
