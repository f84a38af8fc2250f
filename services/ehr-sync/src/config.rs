//! The section `[ehr_sync]`.
use std::path::PathBuf;
use std::time::Duration;

use phi_service::config::{Section, duration};
use serde::{Deserialize, Serialize};

use crate::domain::Pace;

/// Where the EHR is, and how patient to be with it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// FHIR base address: `https`, or `http` to this machine only.
    pub base_url: String,
    /// File that holds the access token. Absent: none is sent. Read at start.
    pub bearer_file: Option<PathBuf>,
    /// Base URI of the identifiers that we write. Never change it once something was written: searches would find nothing.
    pub identifiers: String,
    /// Whether a certain chart also gets the redacted transcript as a draft note.
    pub transcript: bool,
    /// How long one HTTP request may take.
    #[serde(with = "duration")]
    pub timeout: Duration,
    /// How long an attempt has before another may begin. All its requests end within it.
    #[serde(with = "duration")]
    pub attempt_deadline: Duration,
    /// Pause after the first attempt without an answer; it doubles from attempt to attempt.
    #[serde(with = "duration")]
    pub retry_after: Duration,
    /// Longest pause between attempts, while no person is asked for.
    #[serde(with = "duration")]
    pub retry_longest: Duration,
    /// After this many attempts a person is asked for.
    pub attempts: u32,
    /// How often a person is asked for, and the pause between attempts from then on.
    #[serde(with = "duration")]
    pub ask_every: Duration,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            base_url: String::new(),
            bearer_file: None,
            identifiers: "https://phimesh.example/id".to_owned(),
            transcript: true,
            timeout: Duration::from_secs(10),
            attempt_deadline: Duration::from_secs(60),
            retry_after: Duration::from_secs(5),
            retry_longest: Duration::from_secs(3600),
            attempts: 24,
            ask_every: Duration::from_secs(24 * 3600),
        }
    }
}

impl Config {
    /// The numbers that the state machine runs on.
    pub const fn pace(&self) -> Pace {
        Pace {
            lease_ms: self.attempt_deadline.as_millis() as u64,
            retry_ms: self.retry_after.as_millis() as u64,
            longest_ms: self.retry_longest.as_millis() as u64,
            attempts: self.attempts,
            ask_ms: self.ask_every.as_millis() as u64,
        }
    }
}

impl Section for Config {
    fn validate(&self) -> Result<(), String> {
        if self.base_url.is_empty() {
            return Err("ehr_sync.base_url is empty; set it to the FHIR base address of the EHR".to_owned());
        }
        if self.timeout >= self.attempt_deadline {
            return Err("ehr_sync.timeout must be shorter than ehr_sync.attempt_deadline: a request may not outlive its attempt".to_owned());
        }
        if self.retry_after.is_zero() || self.retry_longest < self.retry_after {
            return Err("ehr_sync.retry_after must be above zero and not above ehr_sync.retry_longest".to_owned());
        }
        if self.attempts == 0 || self.ask_every < self.retry_longest {
            return Err(
                "ehr_sync.attempts must be at least 1, and ehr_sync.ask_every not below ehr_sync.retry_longest"
                    .to_owned(),
            );
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usable() -> Config {
        Config { base_url: "https://ehr.example/fhir".to_owned(), ..Config::default() }
    }

    #[test]
    fn the_defaults_need_only_an_address() {
        assert_eq!(usable().validate(), Ok(()));
        assert!(Config::default().validate().is_err());
    }

    #[test]
    fn a_request_may_not_outlive_its_attempt() {
        let config = Config { timeout: Duration::from_secs(60), ..usable() };
        assert!(config.validate().unwrap_err().contains("attempt_deadline"));
    }

    #[test]
    fn pauses_must_be_able_to_grow() {
        assert!(Config { retry_after: Duration::ZERO, ..usable() }.validate().is_err());
        assert!(Config { retry_longest: Duration::from_secs(1), ..usable() }.validate().is_err());
        assert!(Config { attempts: 0, ..usable() }.validate().is_err());
        assert!(Config { ask_every: Duration::from_secs(1), ..usable() }.validate().is_err());
    }
}
