//! What a failure means for the call. Only this module decides it.
use phi_events::redaction::Withhold;
use phi_service::{Disposition, Fault};

/// A transcript that cannot be read does not stop the call: its words are withheld, and a person listens. Anything else
/// is tried again, parked, or noted as the frame says.
///
/// # Errors
/// The fault itself, when it is not the transcript's.
pub fn withheld_by(fault: Fault) -> Result<Withhold, Fault> {
    match fault.disposition {
        Disposition::Quarantine(_) => {
            tracing::error!(error = %fault.source, "the words cannot be read: withheld");
            Ok(Withhold::Failed)
        }
        Disposition::Retry { .. } | Disposition::Park { .. } | Disposition::Shredded | Disposition::Stop => Err(fault),
    }
}
