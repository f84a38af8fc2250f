//! Days, as people say and write them.
use fastrand::Rng;

use super::lists::{chance, pick};
use super::numbers::{cardinal, chunk, digit, ordinal, year as say_year};
use crate::call::Form;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Day {
    pub year: u64,
    pub month: u64,
    pub date: u64,
}

/// A day between these years.
pub(super) fn day(rng: &mut Rng, years: std::ops::Range<u64>) -> Day {
    let month = rng.u64(1..13);
    let last = match month {
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    Day { year: rng.u64(years), month, date: rng.u64(1..=last) }
}

/// The month's name.
pub(super) fn month(rng: &mut Rng) -> &'static str {
    pick(rng, &MONTHS)
}

/// The day in parts that may be said a turn apart.
pub(super) fn parts(rng: &mut Rng, day: Day, with_year: bool, form: Form) -> Vec<String> {
    match (form, with_year) {
        (Form::Written, true) => written(rng, day),
        (Form::Written, false) => vec![written_short(rng, day)],
        (Form::Spoken, true) => spoken(rng, day),
        (Form::Spoken, false) => vec![spoken_short(rng, day)],
    }
}

fn name(day: Day) -> &'static str {
    MONTHS[day.month as usize - 1]
}

fn suffix(day: u64) -> &'static str {
    match (day % 10, day) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}

fn written(rng: &mut Rng, day: Day) -> Vec<String> {
    let Day { year: y, month: m, date: d } = day;
    let (name, th, short) = (name(day), suffix(d), y % 100);
    let abbreviation = &name[..3];
    let one = match rng.u8(..20) {
        0 | 1 => format!("{m}/{d}/{y}"),
        2 => format!("{m:02}/{d:02}/{y}"),
        3 => format!("{m}/{d}/{short:02}"),
        4 => format!("{m:02}-{d:02}-{y}"),
        5 => format!("{m}.{d}.{short:02}"),
        6 => format!("{y}-{m:02}-{d:02}"),
        7 => format!("{y}/{m:02}/{d:02}"),
        8 => format!("{d} {name} {y}"),
        9 => format!("{abbreviation} {d} {y}"),
        10 => format!("the {d}{th} of {name}, {y}"),
        11 => format!("{d}-{abbreviation}-{y}"),
        12 => format!("{abbreviation}. {d}, '{short:02}"),
        13 => format!("{name} {d}{th} of '{short:02}"),
        14 => format!("{m:02}{d:02}{y}"),
        15 => format!("{m} {d} {y}"),
        16 => format!("{d}{th} {abbreviation} {y}"),
        17 => return vec![format!("{name} {d}{th},"), y.to_string()],
        18 => return vec![format!("{name} {d},"), y.to_string()],
        _ => return vec![format!("{name} the {d}{th},"), y.to_string()],
    };
    vec![one]
}

fn written_short(rng: &mut Rng, day: Day) -> String {
    let Day { month: m, date: d, .. } = day;
    let (name, th) = (name(day), suffix(d));
    match rng.u8(..9) {
        0 => format!("{m}/{d}"),
        1 => format!("{m:02}/{d:02}"),
        2 => format!("{name} {d}"),
        3 => format!("the {d}{th} of {name}"),
        4 => format!("{d} {name}"),
        5 => format!("{} {d}", &name[..3]),
        6 => format!("{name} the {d}{th}"),
        7 => format!("{}. {d}{th}", &name[..3]),
        _ => format!("{name} {d}{th}"),
    }
}

fn two(rng: &mut Rng, n: u64) -> String {
    match n {
        0..10 if chance(rng, 60) => format!("{} {}", if chance(rng, 70) { "oh" } else { "zero" }, cardinal(n)),
        _ => cardinal(n),
    }
}

fn spoken(rng: &mut Rng, day: Day) -> Vec<String> {
    let Day { year: y, month: m, date: d } = day;
    let name = name(day).to_lowercase();
    let (full, th) = (say_year(rng, y), ordinal(d));
    let short = match y % 100 {
        n @ 1..10 => format!("oh {}", cardinal(n)),
        0 => full.clone(),
        n => cardinal(n),
    };
    match rng.u8(..20) {
        0..3 => vec![format!("{name} {th}"), full],
        3 => vec![format!("{name} {}", cardinal(d)), full],
        4 => vec![format!("the {th} of {name}"), full],
        5 => vec![format!("{th} {name}"), short],
        6 | 7 => vec![format!("{} {} {short}", cardinal(m), cardinal(d))],
        8 => vec![two(rng, m), two(rng, d), full],
        9 => vec![format!("{} {{slash}} {} {{slash}} {short}", cardinal(m), cardinal(d))],
        10 => vec![format!("{name} the {th}"), short],
        11 => vec![format!("{full} {name} {th}")],
        12 => vec![chunk(rng, &format!("{m:02}")), chunk(rng, &format!("{d:02}")), singly(rng, y)],
        13 => vec![format!("the {th} of the {} {full}", ordinal(m))],
        14 => vec![format!("{name} {th} {{and the year is}} {full}")],
        15 => vec![format!("{name} {{uh}} {th} {full}")],
        16 => vec![full, two(rng, m), two(rng, d)],
        17 => vec![singly(rng, y), format!("{} {}", two(rng, m), two(rng, d))],
        18 => vec![format!("{} {{dash}} {} {{dash}} {full}", two(rng, m), two(rng, d))],
        _ => vec![format!("{name} {}", cardinal(d)), short],
    }
}

fn singly(rng: &mut Rng, y: u64) -> String {
    y.to_string().chars().map(|c| digit(rng, c)).collect::<Vec<_>>().join(" ")
}

fn spoken_short(rng: &mut Rng, day: Day) -> String {
    let name = name(day).to_lowercase();
    let th = ordinal(day.date);
    match rng.u8(..9) {
        0..3 => format!("{name} {th}"),
        3 | 4 => format!("the {th} of {name}"),
        5 => format!("{name} the {th}"),
        6 => format!("{th} {name}"),
        7 => format!("{} {{slash}} {}", cardinal(day.month), cardinal(day.date)),
        _ => format!("{name} {}", cardinal(day.date)),
    }
}
