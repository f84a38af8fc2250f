//! The section `[breach_notification]`.
use std::time::Duration;

use phi_service::config::{Section, duration};
use serde::{Deserialize, Serialize};

/// The longest look back: the audit log's own floor of six years (45 CFR 164.316(b)(2)(i)), in seconds.
const LONGEST_S: u64 = 2192 * 86_400;

/// How incidents are weighed. The legal clocks are no configuration: they stand in `deadlines.rs`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// How far before a signal the blast radius reaches: every call whose key the service loaded since then counts.
    #[serde(with = "duration")]
    pub lookback: Duration,
}

impl Default for Config {
    fn default() -> Self {
        Self { lookback: Duration::from_secs(86_400) }
    }
}

impl Section for Config {
    fn validate(&self) -> Result<(), String> {
        // keys stay in memory for five minutes: a shorter look back would miss calls that could be read
        if self.lookback < Duration::from_secs(300) || self.lookback > Duration::from_secs(LONGEST_S) {
            return Err("breach_notification.lookback is not between 5m and 2192d; set for instance 24h".to_owned());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_valid() {
        assert_eq!(Config::default().validate(), Ok(()));
    }

    #[test]
    fn a_look_back_shorter_than_keys_are_kept_does_not_start() {
        for seconds in [0, 299, LONGEST_S + 1] {
            let config = Config { lookback: Duration::from_secs(seconds) };
            assert!(config.validate().is_err(), "{seconds}");
        }
    }
}
