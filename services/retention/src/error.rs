//! What retention's errors mean for a delivery. Nothing else here chooses a disposition.
use phi_service::Executed;
use phi_service::{Disposition, Fault};
use std::time::Duration;

use crate::domain::Refusal;

/// How long a request waits for the destruction before it: the timer that finishes it fires each few seconds.
const UNDER_WAY: Duration = Duration::from_secs(2);

/// What a command's end means. A refusal is final and logged, except that a request waits for the destruction before it.
///
/// # Errors
/// [`Fault`] when the delivery is to come again.
pub fn settle(executed: &Executed<Refusal>) -> Result<(), Fault> {
    match executed {
        Executed::Done { .. } | Executed::AlreadyDone | Executed::Nothing => Ok(()),
        Executed::Refused(refusal) => match refusal {
            Refusal::UnderWay => Err(Fault::new(Disposition::Retry { after: UNDER_WAY }, *refusal)),
            Refusal::NotHeld | Refusal::Held | Refusal::NotPerCall(_) | Refusal::Approvals | Refusal::Frozen => {
                tracing::warn!(%refusal, "a request was turned down");
                Ok(())
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_waits_for_the_destruction_before_it() {
        let fault = settle(&Executed::Refused(Refusal::UnderWay)).unwrap_err();
        assert_eq!(fault.disposition, Disposition::Retry { after: UNDER_WAY });
    }

    #[test]
    fn other_refusals_are_final() {
        assert!(settle(&Executed::Refused(Refusal::NotHeld)).is_ok());
        assert!(settle(&Executed::Nothing).is_ok());
    }
}
