use phi_events::DataClass::{Audio, Audit, Case, Deidentified, Identity, Masked, Transcript};
use time::format_description::well_known::Rfc3339;

use super::*;

fn at(text: &str) -> u64 {
    let instant = OffsetDateTime::parse(text, &Rfc3339).unwrap();
    u64::try_from(instant.unix_timestamp_nanos() / 1_000_000).unwrap()
}

#[test]
fn what_identifies_a_patient_lives_ninety_days() {
    for class in [Audio, Transcript, Masked, Identity] {
        assert_eq!(due(class, at("2026-01-01T10:00:00.250Z"), &[]), at("2026-04-01T10:00:00.250Z"));
    }
}

#[test]
fn six_years_are_counted_by_the_calendar() {
    let cases = [
        ("2026-11-21T08:30:00.007Z", "2032-11-21T08:30:00.007Z"),
        ("2024-02-28T23:59:59.999Z", "2030-02-28T23:59:59.999Z"),
        // 29 February has no twin six years on: one day more, never one day less
        ("2024-02-29T12:00:00Z", "2030-03-01T12:00:00Z"),
        ("2028-02-29T00:00:00Z", "2034-03-01T00:00:00Z"),
        // 2100 is no leap year
        ("2096-02-29T00:00:00Z", "2102-03-01T00:00:00Z"),
        ("1970-01-01T00:00:00Z", "1976-01-01T00:00:00Z"),
    ];
    for (from, until) in cases {
        assert_eq!(due(Deidentified, at(from), &[]), at(until), "from {from}");
    }
}

#[test]
fn a_floor_in_days_is_never_shorter_than_six_calendar_years() {
    for from in ["2023-03-01T00:00:00Z", "2024-02-29T00:00:00Z", "2026-07-01T00:00:00Z", "2095-01-01T00:00:00Z"] {
        assert!(at(from) + u64::from(FLOOR_DAYS) * DAY_MS >= due(Case, at(from), &[]), "from {from}");
    }
}

#[test]
fn a_tenants_life_replaces_the_default() {
    let lives = [Life { class: Audio, days: 30 }];
    assert_eq!(due(Audio, at("2026-01-01T00:00:00Z"), &lives), at("2026-01-31T00:00:00Z"));
    assert_eq!(due(Transcript, at("2026-01-01T00:00:00Z"), &lives), at("2026-04-01T00:00:00Z"));
}

#[test]
fn a_life_under_the_floor_is_refused() {
    for class in [Audit, Case] {
        let short = Life { class, days: FLOOR_DAYS - 1 };
        assert_eq!(check(&[short]), Err(LifeRefused::Floor { class, days: FLOOR_DAYS - 1, floor: FLOOR_DAYS }));
        assert_eq!(check(&[Life { class, days: FLOOR_DAYS }]), Ok(()));
    }
}

#[test]
fn a_life_under_the_floor_counts_as_the_floor() {
    let lives = [Life { class: Audit, days: 1 }];
    assert_eq!(due(Audit, 0, &lives), u64::from(FLOOR_DAYS) * DAY_MS);
}

#[test]
fn a_life_out_of_range_or_given_twice_is_refused() {
    for days in [0, LONGEST_DAYS + 1, u32::MAX] {
        assert_eq!(check(&[Life { class: Audio, days }]), Err(LifeRefused::Range { class: Audio, days }));
    }
    let twice = [Life { class: Audio, days: 30 }, Life { class: Audio, days: 31 }];
    assert_eq!(check(&twice), Err(LifeRefused::Twice { class: Audio }));
    assert_eq!(check(&[]), Ok(()));
}

#[test]
fn of_two_lives_for_a_class_the_longer_counts() {
    let lives = [Life { class: Audio, days: 3 }, Life { class: Audio, days: 2 }];
    assert_eq!(due(Audio, 0, &lives), 3 * DAY_MS);
}

#[test]
fn a_tenants_life_beats_the_operators() {
    let operator = [Life { class: Audio, days: 10 }, Life { class: Masked, days: 20 }];
    let merged = merge(&operator, &[Life { class: Audio, days: 40 }]);
    assert_eq!(merged, [Life { class: Audio, days: 40 }, Life { class: Masked, days: 20 }]);
}

#[test]
fn a_schedule_names_every_content_class_once() {
    let classes: Vec<DataClass> = schedule(0, &[]).into_iter().map(|due| due.class).collect();
    assert_eq!(classes, CONTENT_CLASSES);
}

#[test]
fn an_absurd_instant_does_not_overflow() {
    for class in [Audio, Deidentified] {
        assert_eq!(due(class, u64::MAX, &[]), LAST_MS);
        assert_eq!(due(class, LAST_MS, &[]), LAST_MS);
    }
}

#[test]
fn a_refusal_names_its_code() {
    let error = check(&[Life { class: Case, days: 30 }]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "PHI-R004: case is kept for at least 2192 days (45 CFR 164.316(b)(2)(i)), and 30 were asked for"
    );
}
