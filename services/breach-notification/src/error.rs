//! What breach notification's refusals mean for a delivery: none of them asks for another one.
use phi_service::Executed;

use crate::domain::Refusal;

/// Ends a command: a refusal is final, and logged for the person who asked.
pub fn settle(executed: &Executed<Refusal>) {
    match executed {
        Executed::Done { .. } | Executed::AlreadyDone | Executed::Nothing => {}
        Executed::Refused(refusal) => tracing::warn!(%refusal, "a request was turned down"),
    }
}
