//! What this service's own errors mean. Those of the log and of keys are the frame's.
use phi_events::quarantine::Poison;
use phi_service::{Disposition, Fault};

/// A redacted call without its words: its writer broke the contract, and no repetition mends it.
#[derive(Debug, thiserror::Error)]
#[error("PHI-O001: message {sequence} of REDACTION says that its words are redacted, and holds none; it is set aside")]
pub(crate) struct NoWords {
    /// The message.
    pub sequence: u64,
}

impl From<NoWords> for Fault {
    fn from(error: NoWords) -> Self {
        Self::new(Disposition::Quarantine(Poison::Invariant), error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_contract_is_set_aside_and_not_repeated() {
        let fault = Fault::from(NoWords { sequence: 1 });
        assert_eq!(fault.disposition, Disposition::Quarantine(Poison::Invariant));
    }
}
