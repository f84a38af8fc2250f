//! How long each data class lives. Every number cites its source; HIPAA itself sets no life for recordings.
use std::collections::BTreeMap;

use phi_events::DataClass;
use phi_events::class::CONTENT_CLASSES;
use phi_events::retention::Due;
use phi_events::tenant::Life;
use time::{Date, Month, OffsetDateTime};

/// Version of this table, stated in every `Scheduled` fact.
pub const POLICY: u32 = 1;

/// Days that what identifies a patient lives: recordings, raw words, masked recordings, identities. No rule sets a
/// number; 90 days is what vendors of telephone answering promise, and "no longer than needed" asks for an end
/// (45 CFR 164.502(b), minimum necessary).
pub const CONTENT_DAYS: u32 = 90;

/// Years that records of actions, activities and assessments are kept, from their making: 45 CFR 164.316(b)(2)(i) and
/// 164.530(j)(2). Counted by the calendar.
pub const RECORD_YEARS: i32 = 6;

/// No six calendar years have more days than this: a floor given in days must not be shorter than [`RECORD_YEARS`].
pub const FLOOR_DAYS: u32 = 2192;

/// The shortest life of any class, in days: a key that dies on arrival would take the call with it before it is heard.
pub const SHORTEST_DAYS: u32 = 1;

/// The longest life that can be asked for, in days (a century): beyond it a number is a mistake, not a policy.
pub const LONGEST_DAYS: u32 = 36_525;

/// Milliseconds of a day. Lives in days are spans of 24 hours: no time zone shortens them.
pub const DAY_MS: u64 = 86_400_000;

/// 9999-12-31T23:59:59.999Z, the last instant that the calendar here knows, in Unix milliseconds.
const LAST_MS: u64 = 253_402_300_799_999;

/// A life that is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LifeRefused {
    /// Shorter than the law lets it be.
    #[error("PHI-R004: {} is kept for at least {floor} days (45 CFR 164.316(b)(2)(i)), and {days} were asked for", class.token())]
    Floor {
        /// The class.
        class: DataClass,
        /// What was asked for, in days.
        days: u32,
        /// What it takes, in days.
        floor: u32,
    },
    /// No life, or one that no policy means.
    #[error("PHI-R005: a life of {days} days for {} is not between {SHORTEST_DAYS} and {LONGEST_DAYS}", class.token())]
    Range {
        /// The class.
        class: DataClass,
        /// What was asked for, in days.
        days: u32,
    },
    /// Two lives for one class.
    #[error("PHI-R006: {} has two lives; keep one", class.token())]
    Twice {
        /// The class.
        class: DataClass,
    },
}

/// The shortest life of a class, in days. Audit entries and case files have a floor of six years, which no tenant,
/// profile or configuration lowers: 45 CFR 164.316(b)(2)(i), 164.530(j)(1)(iv) and (j)(2), 164.414(b).
pub const fn floor(class: DataClass) -> u32 {
    match class {
        DataClass::Audit | DataClass::Case => FLOOR_DAYS,
        DataClass::Audio
        | DataClass::Transcript
        | DataClass::Masked
        | DataClass::Identity
        | DataClass::Deidentified
        | DataClass::Lifecycle
        | DataClass::Patient
        | DataClass::Tenant => SHORTEST_DAYS,
    }
}

/// Checks lives before they are taken into use.
///
/// # Errors
/// [`LifeRefused`] for a life under its floor, out of range, or given twice.
pub fn check(lives: &[Life]) -> Result<(), LifeRefused> {
    for (index, Life { class, days }) in lives.iter().copied().enumerate() {
        let floor = floor(class);
        if !(SHORTEST_DAYS..=LONGEST_DAYS).contains(&days) {
            return Err(LifeRefused::Range { class, days });
        }
        if days < floor {
            return Err(LifeRefused::Floor { class, days, floor });
        }
        if lives[..index].iter().any(|other| other.class == class) {
            return Err(LifeRefused::Twice { class });
        }
    }
    Ok(())
}

/// The lives that hold for a tenant: its own where it set them, else the operator's, else the table's (by absence).
#[must_use]
pub fn merge(operator: &[Life], tenant: &[Life]) -> Vec<Life> {
    let all: BTreeMap<DataClass, u32> = operator.iter().chain(tenant).map(|life| (life.class, life.days)).collect();
    all.into_iter().map(|(class, days)| Life { class, days }).collect()
}

/// When a class of a call is to be destroyed, in Unix milliseconds. `received_ms` is when the log took the call, not
/// what a platform says about it: a wrong platform clock would destroy at once. A life under its floor counts as the
/// floor, so that a life which got past [`check`] still destroys nothing too early.
#[must_use]
pub fn due(class: DataClass, received_ms: u64, lives: &[Life]) -> u64 {
    let asked = lives.iter().filter(|life| life.class == class).map(|life| life.days).max();
    let span = asked.map_or_else(|| default_life(class), |days| Span::Days(days.clamp(floor(class), LONGEST_DAYS)));
    match span {
        Span::Days(days) => received_ms.saturating_add(u64::from(days) * DAY_MS).min(LAST_MS),
        Span::Years(years) => add_years(received_ms, years),
    }
}

/// When each content class of a call is to be destroyed.
#[must_use]
pub fn schedule(received_ms: u64, lives: &[Life]) -> Vec<Due> {
    CONTENT_CLASSES.into_iter().map(|class| Due { class, due_ms: due(class, received_ms, lives) }).collect()
}

enum Span {
    Days(u32),
    Years(i32),
}

const fn default_life(class: DataClass) -> Span {
    match class {
        DataClass::Audio | DataClass::Transcript | DataClass::Masked | DataClass::Identity => Span::Days(CONTENT_DAYS),
        DataClass::Deidentified
        | DataClass::Lifecycle
        | DataClass::Patient
        | DataClass::Case
        | DataClass::Audit
        | DataClass::Tenant => Span::Years(RECORD_YEARS),
    }
}

/// The same date and time of day `years` later; 29 February becomes 1 March where there is none, never the day before.
fn add_years(ms: u64, years: i32) -> u64 {
    let seconds = i64::try_from(ms.min(LAST_MS) / 1000).expect("the last instant of year 9999 fits");
    let from = OffsetDateTime::from_unix_timestamp(seconds).expect("between 1970 and 9999");
    let year = from.year() + years;
    let Ok(date) = from.date().replace_year(year).or_else(|_| Date::from_calendar_date(year, Month::March, 1)) else {
        return LAST_MS;
    };
    let later = from.replace_date(date).unix_timestamp();
    u64::try_from(later).map_or(LAST_MS, |seconds| seconds * 1000 + ms % 1000)
}

#[cfg(test)]
mod tests;
