//! What breach notification's errors mean for a delivery. Nothing else here chooses a disposition.
use phi_service::{Executed, Fault};

use crate::domain::Refusal;

/// What a command's end means: a refusal is final, and logged for the person who asked.
///
/// # Errors
/// None of its own; it ends the chain of a reaction.
pub fn settle(executed: &Executed<Refusal>) -> Result<(), Fault> {
    match executed {
        Executed::Done { .. } | Executed::AlreadyDone | Executed::Nothing => {}
        Executed::Refused(refusal) => tracing::warn!(%refusal, "a request was turned down"),
    }
    Ok(())
}
