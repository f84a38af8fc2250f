//! What a failure means for the call. Only this module decides it.
use std::time::Duration;

use phi_events::commit::ParkReason;
use phi_service::{Disposition, Fault};

use crate::engine::EngineError;

/// How long a call waits for an engine that is not there.
const ENGINE_MISSING: Duration = Duration::from_secs(60);
/// How long a call waits after an engine's failure that may pass.
const ENGINE_FAILED: Duration = Duration::from_secs(5);

/// What an engine's failure means: none of them loses the call.
pub fn fault(error: EngineError) -> Fault {
    let disposition = match error {
        EngineError::NotInstalled { .. } => Disposition::Park { reason: ParkReason::PeerDown, after: ENGINE_MISSING },
        EngineError::Died | EngineError::Timeout { .. } => {
            Disposition::Park { reason: ParkReason::PeerDown, after: ENGINE_FAILED }
        }
        EngineError::Refused { .. } => Disposition::Quarantine(phi_events::quarantine::Poison::Invariant),
    };
    Fault::new(disposition, error)
}
