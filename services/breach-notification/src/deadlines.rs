//! The clocks of the breach rule and of contracts. Pure. "Days" are calendar days: subpart D of 45 CFR part 164 moves no
//! date for a weekend or a holiday.
use time::{Date, Duration, Month, OffsetDateTime};

use phi_events::breach::Clock;

/// Hours of the shortest contract target for telling the covered entity, from the instant of discovery. Contracts may
/// be shorter than law and bind first; 24 and 72 hours are what vendors of telephone answering promise.
pub const CONTRACT_HOURS: u64 = 24;

/// Hours of the usual contract target, from the instant of discovery.
pub const TARGET_HOURS: u64 = 72;

/// Days to the outer limit, after the discovery date: business associate to covered entity 45 CFR 164.410(b), covered
/// entity to individuals 164.404(b). An outer limit: "without unreasonable delay" comes first.
pub const LIMIT_DAYS: i64 = 60;

/// From this many individuals in total HHS is told together with the individuals (164.408(b)); below, in the yearly
/// report (164.408(c)).
pub const HHS_AT_ONCE: u32 = 500;

/// Media are told of a breach of more than this many residents of one State or jurisdiction (164.406(a)).
pub const MEDIA_MORE_THAN: u32 = 500;

/// From this many individuals with no usable address the substitute notice is the heavier one (164.404(d)(2)(ii)).
pub const SUBSTITUTE_HEAVY: u32 = 10;

/// Days that the heavier substitute notice stands and its toll-free number answers, at least (164.404(d)(2)(ii)).
pub const SUBSTITUTE_DAYS: u32 = 90;

/// Days that an oral statement of a law enforcement official can delay a notice (164.412(b)).
pub const ORAL_DELAY_DAYS: i64 = 30;

/// Milliseconds of an hour.
pub const HOUR_MS: u64 = 3_600_000;

/// The day an incident counts as discovered, Unix milliseconds: the first on which anybody of the workforce knew it, or
/// by reasonable diligence would have (164.404(a)(2), 164.410(a)(2)), even if it is not yet clear that it is a breach.
/// A report cannot have been known after it was made, so a later claim counts as the report's own time.
#[must_use]
pub fn discovered(known_ms: u64, reported_ms: u64) -> u64 {
    known_ms.min(reported_ms)
}

/// The clocks of an incident and when each runs out, Unix milliseconds. The business associate's own discovery starts
/// all of them: where it is the covered entity's agent, the entity's clock starts then too (164.404(a)(2)), and where
/// it is not, this is the earlier date.
#[must_use]
pub fn clocks(discovered_ms: u64) -> [(Clock, u64); 3] {
    [Clock::Contract24h, Clock::Target72h, Clock::Limit60d].map(|clock| (clock, due(clock, discovered_ms)))
}

/// When one clock runs out, Unix milliseconds.
#[must_use]
pub fn due(clock: Clock, discovered_ms: u64) -> u64 {
    match clock {
        Clock::Contract24h => discovered_ms.saturating_add(CONTRACT_HOURS * HOUR_MS),
        Clock::Target72h => discovered_ms.saturating_add(TARGET_HOURS * HOUR_MS),
        Clock::Limit60d => start_of(date_of(discovered_ms).saturating_add(Duration::days(LIMIT_DAYS))),
    }
}

/// The date of an instant in UTC.
#[must_use]
pub fn date_of(ms: u64) -> Date {
    let seconds = i64::try_from(ms / 1000).unwrap_or(i64::MAX);
    OffsetDateTime::from_unix_timestamp(seconds).map_or(Date::MAX, OffsetDateTime::date)
}

/// The first instant of a date in UTC, Unix milliseconds. A limit in days is set to it: hours too early, and never on the
/// day after the last in any time zone of the United States, whatever daylight saving does in between.
#[must_use]
pub fn start_of(date: Date) -> u64 {
    u64::try_from(date.midnight().assume_utc().unix_timestamp()).map_or(0, |seconds| seconds * 1000)
}

/// The last day on which individuals may be told (164.404(b)).
#[must_use]
pub fn individuals_by(discovered: Date) -> Date {
    discovered.saturating_add(Duration::days(LIMIT_DAYS))
}

/// The last day on which HHS may be told: with the individuals from 500 on (164.408(b)); else 60 days after the end of
/// the calendar year of discovery (164.408(c)), which is 1 March, or 29 February where the next year has one.
#[must_use]
pub fn hhs_by(discovered: Date, individuals: u32) -> Date {
    if individuals >= HHS_AT_ONCE {
        return individuals_by(discovered);
    }
    let year_end =
        Date::from_calendar_date(discovered.year(), Month::December, 31).expect("every year has a 31 December");
    year_end.saturating_add(Duration::days(60))
}

/// The States whose media must be told: those with more than 500 residents affected (164.406(a)). Exactly 500 is not more.
pub fn media<'a>(residents: impl IntoIterator<Item = (&'a str, u32)>) -> Vec<&'a str> {
    residents.into_iter().filter(|(_, count)| *count > MEDIA_MORE_THAN).map(|(state, _)| state).collect()
}

/// What replaces a letter that cannot be delivered (164.404(d)(2)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Substitute {
    /// Every letter can be delivered.
    None,
    /// Another written form, the telephone, or other means.
    OtherMeans,
    /// 90 days on the home page or in major media, with a toll-free number.
    Posting,
}

/// The substitute notice for so many individuals with no usable address: exactly ten take the heavier one.
#[must_use]
pub fn substitute(unreachable: u32) -> Substitute {
    match unreachable {
        0 => Substitute::None,
        1..SUBSTITUTE_HEAVY => Substitute::OtherMeans,
        SUBSTITUTE_HEAVY.. => Substitute::Posting,
    }
}

/// What a law enforcement official stated (164.412). It delays sending only: the discovery date and the investigation
/// stay, and so do targets of a contract, which are no notice "required under this subpart".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delay {
    /// In writing, with the time for which it is required (164.412(a)).
    Written {
        /// The last day of that time.
        until: Date,
    },
    /// By word of mouth, documented with the official's identity (164.412(b)).
    Oral {
        /// The day of the statement.
        stated: Date,
    },
}

/// The last day of the delay, if there is one. A written statement replaces an oral one, longer or shorter.
#[must_use]
pub fn delayed_until(delays: &[Delay]) -> Option<Date> {
    let written = |delay: &Delay| match delay {
        Delay::Written { until } => Some(*until),
        Delay::Oral { .. } => None,
    };
    let oral = |delay: &Delay| match delay {
        Delay::Oral { stated } => Some(stated.saturating_add(Duration::days(ORAL_DELAY_DAYS))),
        Delay::Written { .. } => None,
    };
    delays.iter().filter_map(written).max().or_else(|| delays.iter().filter_map(oral).max())
}

/// The last day on which a notice may be sent, delays counted: whichever is later.
#[must_use]
pub fn delayed(last_day: Date, delays: &[Delay]) -> Date {
    delayed_until(delays).map_or(last_day, |until| until.max(last_day))
}

#[cfg(test)]
mod tests;
