use time::format_description::well_known::Rfc3339;
use time::macros::{date, offset};

use super::*;

fn at(text: &str) -> u64 {
    let instant = OffsetDateTime::parse(text, &Rfc3339).unwrap();
    u64::try_from(instant.unix_timestamp_nanos() / 1_000_000).unwrap()
}

#[test]
fn each_clock_runs_from_the_discovery() {
    let cases = [
        // discovered, 24 hours, 72 hours, the limit
        ("2026-01-01T02:30:00Z", "2026-01-02T02:30:00Z", "2026-01-04T02:30:00Z", "2026-03-02T00:00:00Z"),
        ("2026-11-21T23:59:59.999Z", "2026-11-22T23:59:59.999Z", "2026-11-24T23:59:59.999Z", "2027-01-20T00:00:00Z"),
        // over a leap day, and without one
        ("2028-01-15T12:00:00Z", "2028-01-16T12:00:00Z", "2028-01-18T12:00:00Z", "2028-03-15T00:00:00Z"),
        ("2027-01-15T12:00:00Z", "2027-01-16T12:00:00Z", "2027-01-18T12:00:00Z", "2027-03-16T00:00:00Z"),
        // ends on a Sunday: no roll-over
        ("2026-12-02T00:00:00Z", "2026-12-03T00:00:00Z", "2026-12-05T00:00:00Z", "2027-01-31T00:00:00Z"),
    ];
    for (discovered, contract, target, limit) in cases {
        let expected =
            [(Clock::Contract24h, at(contract)), (Clock::Target72h, at(target)), (Clock::Limit60d, at(limit))];
        assert_eq!(clocks(at(discovered)), expected, "discovered {discovered}");
    }
}

#[test]
fn the_limit_is_on_or_before_the_sixtieth_day_in_every_state_through_daylight_saving() {
    // offsets at discovery and sixty days later: Eastern and Pacific into and out of daylight saving, Hawaii, Guam
    let zones = [
        (offset!(-5), offset!(-4)),
        (offset!(-4), offset!(-5)),
        (offset!(-8), offset!(-7)),
        (offset!(-7), offset!(-8)),
        (offset!(-10), offset!(-10)),
        (offset!(+10), offset!(+10)),
    ];
    for half_hour in 0..48u64 {
        let discovered_ms = at("2026-02-10T00:00:00Z") + half_hour * HOUR_MS / 2;
        let local = |ms: u64, zone| {
            OffsetDateTime::from_unix_timestamp((ms / 1000).cast_signed()).unwrap().to_offset(zone).date()
        };
        for (before, after) in zones {
            let last_day = individuals_by(local(discovered_ms, before));
            assert!(local(due(Clock::Limit60d, discovered_ms), after) <= last_day, "{half_hour} {before} {after}");
        }
    }
}

#[test]
fn a_report_cannot_have_been_known_after_it_was_made() {
    assert_eq!(discovered(5, 10), 5);
    assert_eq!(discovered(15, 10), 10);
}

#[test]
fn five_hundred_in_total_go_to_hhs_at_once() {
    let cases = [
        (date!(2026 - 11 - 21), 499, date!(2027 - 03 - 01)),
        (date!(2026 - 11 - 21), 500, date!(2027 - 01 - 20)),
        (date!(2026 - 11 - 21), 501, date!(2027 - 01 - 20)),
        (date!(2026 - 01 - 01), 1, date!(2027 - 03 - 01)),
        (date!(2026 - 12 - 31), 499, date!(2027 - 03 - 01)),
        // the sixtieth day of a leap year is 29 February: HHS took it as the last day for 2019
        (date!(2019 - 06 - 01), 10, date!(2020 - 02 - 29)),
        (date!(2027 - 06 - 01), 10, date!(2028 - 02 - 29)),
        (date!(2026 - 06 - 01), 0, date!(2027 - 03 - 01)),
    ];
    for (discovered, individuals, expected) in cases {
        assert_eq!(hhs_by(discovered, individuals), expected, "{individuals} on {discovered}");
    }
}

#[test]
fn exactly_five_hundred_of_one_state_go_to_hhs_and_to_no_media() {
    assert_eq!(media([("OH", 500)]), Vec::<&str>::new());
    assert_eq!(hhs_by(date!(2026 - 11 - 21), 500), individuals_by(date!(2026 - 11 - 21)));
}

#[test]
fn five_hundred_and_one_over_two_states_go_to_hhs_and_to_no_media() {
    assert_eq!(media([("OH", 251), ("PA", 250)]), Vec::<&str>::new());
    assert_eq!(hhs_by(date!(2026 - 11 - 21), 501), individuals_by(date!(2026 - 11 - 21)));
}

#[test]
fn media_are_told_state_by_state() {
    assert_eq!(media([("OH", 501), ("PA", 500), ("NJ", 4_000)]), ["OH", "NJ"]);
}

#[test]
fn exactly_ten_without_an_address_take_the_heavier_notice() {
    let cases =
        [(0, Substitute::None), (1, Substitute::OtherMeans), (9, Substitute::OtherMeans), (10, Substitute::Posting)];
    for (unreachable, expected) in cases {
        assert_eq!(substitute(unreachable), expected, "{unreachable}");
    }
}

#[test]
fn a_law_enforcement_delay_moves_sending_and_nothing_else() {
    let limit = date!(2026 - 03 - 02);
    let oral = |stated| Delay::Oral { stated };
    let written = |until| Delay::Written { until };
    let cases: [(&[Delay], Date); 7] = [
        (&[], limit),
        // thirty days from the statement, and the limit where that is later
        (&[oral(date!(2026 - 01 - 05))], limit),
        (&[oral(date!(2026 - 02 - 20))], date!(2026 - 03 - 22)),
        (&[written(date!(2026 - 06 - 30))], date!(2026 - 06 - 30)),
        // in writing beats word of mouth, longer or shorter
        (&[oral(date!(2026 - 02 - 20)), written(date!(2026 - 06 - 30))], date!(2026 - 06 - 30)),
        (&[oral(date!(2026 - 02 - 20)), written(date!(2026 - 03 - 10))], date!(2026 - 03 - 10)),
        (&[written(date!(2026 - 03 - 10)), written(date!(2026 - 06 - 30))], date!(2026 - 06 - 30)),
    ];
    for (delays, expected) in cases {
        assert_eq!(delayed(limit, delays), expected, "{delays:?}");
    }
}

#[test]
fn an_absurd_instant_does_not_overflow() {
    assert_eq!(due(Clock::Contract24h, u64::MAX), u64::MAX);
    assert_eq!(date_of(u64::MAX), Date::MAX);
    assert_eq!(due(Clock::Limit60d, u64::MAX), start_of(Date::MAX));
    assert_eq!(due(Clock::Limit60d, 0), at("1970-03-02T00:00:00Z"));
}
