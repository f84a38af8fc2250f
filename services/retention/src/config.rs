//! The section `[retention]`.
use std::time::Duration;

use phi_events::DataClass;
use phi_events::tenant::Life;
use phi_service::config::{Section, duration};
use serde::{Deserialize, Serialize};

use crate::policies;

/// Seconds of a day.
const DAY_S: u64 = 86_400;

/// The longest that keys may be minted ahead of their month.
const LONGEST_AHEAD: Duration = Duration::from_secs(28 * DAY_S);

/// How long keys live, and when they are made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Lives that replace the table's for every tenant that set none of its own.
    pub lives: Lives,
    /// How long before a month begins its tenant keys are made.
    #[serde(with = "duration")]
    pub mint_ahead: Duration,
    /// How long after a hold's release nothing is destroyed, so that a release by mistake can be answered with a new
    /// hold. Our default, not the law's.
    #[serde(with = "duration")]
    pub release_grace: Duration,
}

impl Default for Config {
    fn default() -> Self {
        let days = |days| Duration::from_secs(days * DAY_S);
        Self { lives: Lives::default(), mint_ahead: days(7), release_grace: days(7) }
    }
}

/// Lives by class, in whole days; part of a day counts as a day. Absent: the table of `policies.rs`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Lives {
    /// Recordings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio: Option<Span>,
    /// Raw words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transcript: Option<Span>,
    /// Masked recordings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub masked: Option<Span>,
    /// Who the caller is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<Span>,
    /// Redacted words and outcomes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deidentified: Option<Span>,
    /// Audit entries: six years at least.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audit: Option<Span>,
    /// Case files: six years at least.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<Span>,
}

/// A life as people write it: `90d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Span(#[serde(with = "duration")] pub Duration);

impl Span {
    fn days(self) -> u32 {
        u32::try_from(self.0.as_secs().div_ceil(DAY_S)).unwrap_or(u32::MAX)
    }
}

impl Lives {
    /// The lives that are set.
    #[must_use]
    pub fn set(&self) -> Vec<Life> {
        let all = [
            (DataClass::Audio, self.audio),
            (DataClass::Transcript, self.transcript),
            (DataClass::Masked, self.masked),
            (DataClass::Identity, self.identity),
            (DataClass::Deidentified, self.deidentified),
            (DataClass::Audit, self.audit),
            (DataClass::Case, self.case),
        ];
        let given = all.into_iter().filter_map(|(class, span)| span.map(|span| (class, span)));
        given.map(|(class, span)| Life { class, days: span.days() }).collect()
    }
}

impl Section for Config {
    fn validate(&self) -> Result<(), String> {
        policies::check(&self.lives.set()).map_err(|refused| format!("retention.lives: {refused}"))?;
        if self.mint_ahead > LONGEST_AHEAD {
            return Err("retention.mint_ahead is longer than a month; set at most 28d".to_owned());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(days: u64) -> Span {
        Span(Duration::from_secs(days * DAY_S))
    }

    #[test]
    fn the_defaults_are_valid() {
        assert_eq!(Config::default().validate(), Ok(()));
        assert!(Lives::default().set().is_empty());
    }

    #[test]
    fn a_life_under_its_floor_does_not_start() {
        let lives = Lives { audit: Some(days(365)), ..Lives::default() };
        let refused = Config { lives, ..Config::default() }.validate().unwrap_err();
        assert!(refused.starts_with("retention.lives: PHI-R004"), "{refused}");
    }

    #[test]
    fn part_of_a_day_counts_as_a_day_and_nothing_is_no_life() {
        let hour = Some(Span(Duration::from_secs(3_600)));
        let lives = Lives { audio: hour, ..Lives::default() };
        assert_eq!(lives.set(), [Life { class: DataClass::Audio, days: 1 }]);
        let lives = Lives { audio: Some(days(0)), ..Lives::default() };
        assert!(Config { lives, ..Config::default() }.validate().is_err());
    }

    #[test]
    fn keys_are_not_minted_months_ahead() {
        let config = Config { mint_ahead: Duration::from_secs(29 * DAY_S), ..Config::default() };
        assert!(config.validate().is_err());
    }
}
