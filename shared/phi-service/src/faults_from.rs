//! What the frame's own errors mean. Services say in their `error.rs` what theirs do.
use std::time::Duration;

use phi_bus::LogError;
use phi_events::commit::ParkReason;

use crate::fault::{Disposition, Fault};
use crate::keys::KeyError;

const SOON: Duration = Duration::from_millis(500);
const LATER: Duration = Duration::from_secs(30);

impl From<LogError> for Fault {
    fn from(error: LogError) -> Self {
        let disposition = match error {
            LogError::Forbidden { .. } => Disposition::Stop,
            LogError::Conflict
            | LogError::Unknown
            | LogError::Unavailable(_)
            | LogError::Refused { .. }
            | LogError::Disconnected
            | LogError::Login
            | LogError::Tls(_) => Disposition::Retry { after: SOON },
        };
        Self::new(disposition, error)
    }
}

impl From<KeyError> for Fault {
    fn from(error: KeyError) -> Self {
        let disposition = match &error {
            KeyError::Shredded => Disposition::Shredded,
            KeyError::Log(inner) => return inner.clone().into(),
            KeyError::Missing | KeyError::Provider(_) => {
                Disposition::Park { reason: ParkReason::KeyUnavailable, after: LATER }
            }
            KeyError::Frozen => Disposition::Park { reason: ParkReason::NeedsPerson, after: crate::freeze::AGAIN },
            KeyError::Unknown | KeyError::Unsigned | KeyError::Record => {
                Disposition::Quarantine(phi_events::quarantine::Poison::Seal)
            }
        };
        Self::new(disposition, error)
    }
}
