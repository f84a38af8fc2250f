//! Months, counted from year 0: `year * 12 + month - 1`. Tenant keys are one a month.
use phi_service::month_of;
use time::{Date, Month};

/// The first instant of a month in UTC, Unix milliseconds; months before 1970 begin at 0.
#[must_use]
pub fn start_of(month: u32) -> u64 {
    let month = month.min(LAST_MONTH);
    let year = i32::try_from(month / 12).expect("at most 9999");
    let name = Month::try_from((month % 12) as u8 + 1).expect("1 to 12");
    let first = Date::from_calendar_date(year, name, 1).expect("every month has a first day").midnight();
    u64::try_from(first.assume_utc().unix_timestamp()).map_or(0, |seconds| seconds * 1000)
}

/// What is to be minted at an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Minting {
    /// The months whose keys are missing.
    pub months: Vec<u32>,
    /// The last month whose keys exist once that is done.
    pub until: u32,
    /// When the month after it is to be minted, Unix milliseconds.
    pub next_ms: u64,
}

/// The months whose keys must exist: this one, and the next from `ahead_ms` before it begins. Months that passed while
/// nobody minted are left out: nothing can be written in them any more.
#[must_use]
pub fn minting(minted: Option<u32>, now_ms: u64, ahead_ms: u64) -> Minting {
    let wanted = month_of(now_ms.saturating_add(ahead_ms));
    let from = month_of(now_ms).max(minted.map_or(0, |month| month + 1));
    let until = wanted.max(minted.unwrap_or(0));
    Minting { months: (from..=wanted).collect(), until, next_ms: start_of(until + 1).saturating_sub(ahead_ms) }
}

/// December 9999.
const LAST_MONTH: u32 = 9999 * 12 + 11;

#[cfg(test)]
mod tests;
