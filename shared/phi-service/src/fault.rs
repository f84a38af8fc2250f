//! What a failed delivery means. Each service's `error.rs`, and nothing else, chooses the disposition.
use std::error::Error;
use std::fmt;
use std::time::Duration;

use phi_events::commit::ParkReason;
use phi_events::quarantine::Poison;

/// What is to be done with a delivery that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disposition {
    /// Deliver again soon: seconds, not minutes.
    Retry {
        /// After how long.
        after: Duration,
    },
    /// Say so in the own stream, acknowledge, and come back.
    Park {
        /// Why.
        reason: ParkReason,
        /// After how long.
        after: Duration,
    },
    /// Set the message aside and raise an alarm.
    Quarantine(Poison),
    /// What is to be read was destroyed on purpose: nothing is left to do, and that is no error.
    Shredded,
    /// The service cannot go on: drain and exit.
    Stop,
}

impl Disposition {
    /// The disposition in a word, as `error.type`; `None`: it is no error.
    pub(crate) const fn word(self) -> Option<&'static str> {
        match self {
            Self::Retry { .. } => Some("retry"),
            Self::Park { .. } => Some("park"),
            Self::Quarantine(_) => Some("quarantine"),
            Self::Shredded => None,
            Self::Stop => Some("stop"),
        }
    }
}

/// A failed delivery: what it means, and why, without PHI.
#[derive(Debug)]
pub struct Fault {
    /// What is to be done.
    pub disposition: Disposition,
    /// What went wrong.
    pub source: Box<dyn Error + Send + Sync>,
}

impl Fault {
    /// A fault of an error and what it means.
    pub fn new(disposition: Disposition, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { disposition, source: source.into() }
    }

    /// A fault to be tried again after a second.
    pub fn retry(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(Disposition::Retry { after: Duration::from_secs(1) }, source)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.disposition)
    }
}

impl Error for Fault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}
