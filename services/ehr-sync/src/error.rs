//! What each trouble with the EHR means for the attempt. Nothing here ends in a delivery that is repeated: once an attempt is
//! in the log, its deadline drives what follows.
use phi_events::ehr::v1::Refused;
use phi_service::{Disposition, Fault, StartError};

use crate::domain::Lost;
use crate::fhir::{ConfigFault, FhirFault};

/// Why an attempt did not end with resources in the EHR.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    /// The EHR answered so, or did not answer.
    #[error(transparent)]
    Fhir(#[from] FhirFault),
    /// It has more than one resource of ours for this outcome.
    #[error("the EHR holds more than one resource with the identifier of this outcome")]
    Several,
    /// It failed several times just before, and is left in peace for a moment.
    #[error("the EHR failed several times just before: not asked")]
    Resting,
    /// The attempt's time is over.
    #[error("the attempt's time was over before the EHR had answered")]
    OutOfTime,
    /// The log or a key was not to be had, so that it is not known what to write.
    #[error("what is to be written could not be read")]
    Facts(#[source] Fault),
}

/// What follows from a trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Follows {
    /// It is final: the same request would be refused again.
    Reject(Refused),
    /// Try again later.
    Lose(Lost),
}

impl Trouble {
    /// What follows. What a person's hand on token, rights or address would mend is no refusal of the outcome: it is kept and
    /// tried again.
    pub fn follows(&self) -> Follows {
        let person = Follows::Lose(Lost { wait_ms: 0, needs_person: true });
        match self {
            Self::Several
            | Self::Fhir(
                FhirFault::Rejected { status: 412, .. } | FhirFault::Rejected { code: "multiple-matches", .. },
            ) => Follows::Reject(Refused::Several),
            // a redirect is not followed: the address is wrong
            Self::Fhir(
                FhirFault::Unauthorised | FhirFault::Rejected { status: 300..400 | 403..=406 | 410 | 415 | 501, .. },
            ) => person,
            Self::Fhir(FhirFault::Rejected { status, .. }) => Follows::Reject(Refused::Status(*status)),
            Self::Fhir(FhirFault::Throttled { retry_after }) => {
                let wait_ms = retry_after.map_or(0, |wait| wait.as_millis() as u64);
                Follows::Lose(Lost { wait_ms, needs_person: false })
            }
            Self::Fhir(FhirFault::Unknown { .. } | FhirFault::Unreachable)
            | Self::Resting
            | Self::OutOfTime
            | Self::Facts(_) => Follows::Lose(Lost::default()),
        }
    }

    /// Whether the EHR is in trouble as a whole, rather than with this one outcome.
    pub const fn is_outage(&self) -> bool {
        match self {
            Self::Fhir(FhirFault::Throttled { .. } | FhirFault::Unknown { .. } | FhirFault::Unreachable)
            | Self::OutOfTime => true,
            Self::Fhir(FhirFault::Rejected { .. } | FhirFault::Unauthorised)
            | Self::Several
            | Self::Resting
            | Self::Facts(_) => false,
        }
    }

    /// The page in `docs/errors/`.
    pub fn code(&self) -> &'static str {
        match self.follows() {
            Follows::Reject(_) => "PHI-H003",
            Follows::Lose(Lost { needs_person: true, .. }) => "PHI-H005",
            Follows::Lose(_) => "PHI-H004",
        }
    }
}

/// Reading what is to be written failed. A message that cannot be right, and a process that cannot go on, are the frame's to
/// handle; anything else only costs this attempt.
pub(crate) fn reading(fault: Fault) -> Result<Trouble, Fault> {
    match fault.disposition {
        Disposition::Quarantine(_) | Disposition::Stop => Err(fault),
        Disposition::Retry { .. } | Disposition::Park { .. } | Disposition::Shredded => Ok(Trouble::Facts(fault)),
    }
}

/// An outcome that is not in its subject any more: the log was cut.
#[derive(Debug, thiserror::Error)]
#[error(
    "PHI-H007: the outcome that is to be written is not in the log; the stream was cut or restored from an older copy"
)]
pub(crate) struct NoOutcome;

impl From<NoOutcome> for Fault {
    fn from(error: NoOutcome) -> Self {
        Self::retry(error)
    }
}

/// No client can be made of the configuration.
pub(crate) fn unusable(fault: &ConfigFault) -> StartError {
    StartError::Other(format!("PHI-H006: ehr_sync cannot reach an EHR: {fault}"))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn follows(fault: FhirFault) -> Follows {
        Trouble::Fhir(fault).follows()
    }

    #[test]
    fn a_refused_outcome_is_final() {
        for status in [400, 409, 413, 422] {
            assert_eq!(follows(FhirFault::Rejected { status, code: "none" }), Follows::Reject(Refused::Status(status)));
        }
        assert_eq!(follows(FhirFault::Rejected { status: 412, code: "none" }), Follows::Reject(Refused::Several));
        assert_eq!(Trouble::Several.follows(), Follows::Reject(Refused::Several));
    }

    #[test]
    fn what_a_person_can_mend_is_kept() {
        let faults = [401, 403, 404, 301].map(|status| {
            if status == 401 { FhirFault::Unauthorised } else { FhirFault::Rejected { status, code: "none" } }
        });
        for fault in faults {
            assert_eq!(follows(fault), Follows::Lose(Lost { wait_ms: 0, needs_person: true }));
        }
    }

    #[test]
    fn an_outage_is_waited_out() {
        assert_eq!(follows(FhirFault::Unreachable), Follows::Lose(Lost::default()));
        assert_eq!(follows(FhirFault::Unknown { why: "no answer in time" }), Follows::Lose(Lost::default()));
        let throttled = FhirFault::Throttled { retry_after: Some(Duration::from_secs(2)) };
        assert_eq!(follows(throttled), Follows::Lose(Lost { wait_ms: 2_000, needs_person: false }));
        assert!(Trouble::OutOfTime.is_outage());
        assert!(!Trouble::Several.is_outage());
    }

    #[test]
    fn a_key_that_is_not_to_be_had_costs_one_attempt() {
        assert!(reading(Fault::retry("no key")).is_ok());
        assert!(reading(Fault::new(Disposition::Stop, "forbidden")).is_err());
    }
}
