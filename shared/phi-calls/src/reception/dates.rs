//! Days in the shapes that callers give them.
use super::facts::Day;
use super::numbers::{self, Habit};
use super::scribe::{Scribe, Value};

/// Month names.
pub const MONTHS: [&str; 12] = [
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

/// A day; a birthday always with its year.
pub fn said(day: Day, birth: bool, s: &mut Scribe) -> Value {
    let year = birth || s.rng.u8(..10) < 4;
    if s.figures() {
        if s.style.form == crate::call::Form::Written { written(day, year, s) } else { heard(day, year, s) }
    } else {
        spoken(day, year, s)
    }
}

fn month_name(day: Day) -> &'static str {
    MONTHS[day.month as usize - 1]
}

fn written(day: Day, year: bool, s: &mut Scribe) -> Value {
    let Day { year: y, month: m, date: d } = day;
    let (name, short, nth) = (month_name(day), &month_name(day)[..3], numbers::ordinal_figures(d));
    let yy = y % 100;
    if !year {
        return Value::whole(match s.rng.u8(..10) {
            0..3 => format!("{m}/{d}"),
            3 | 4 => format!("{name} {d}"),
            5 => format!("{name} {nth}"),
            6 => format!("the {nth} of {name}"),
            7 => format!("{short} {d}"),
            8 => format!("{d} {name}"),
            _ => format!("{m:02}/{d:02}"),
        });
    }
    let parts = |a: String, b: String| Value { parts: vec![a, b], joiner: ", " };
    match s.rng.u8(..20) {
        0..4 => Value::whole(format!("{m:02}/{d:02}/{y}")),
        4 | 5 => Value::whole(format!("{m}/{d}/{y}")),
        6 => Value::whole(format!("{m}/{d}/{yy:02}")),
        7 => Value::whole(format!("{m:02}-{d:02}-{y}")),
        8 => Value::whole(format!("{y}-{m:02}-{d:02}")),
        9 => Value::whole(format!("{m}-{d}-{yy:02}")),
        10 => Value::whole(format!("{m}.{d}.{y}")),
        11 => Value::whole(format!("{d} {name} {y}")),
        12 => Value::whole(format!("{short} {d}, {y}")),
        13 => Value::whole(format!("the {nth} of {name}, {y}")),
        14 => Value::whole(format!("{name} {d} of '{yy:02}")),
        15 => Value::whole(format!("{m:02} {d:02} {y}")),
        16 => parts(format!("{name} {nth}"), y.to_string()),
        _ => parts(format!("{name} {d}"), y.to_string()),
    }
}

/// What a recognizer that writes figures makes of a day.
fn heard(day: Day, year: bool, s: &mut Scribe) -> Value {
    let Day { year: y, month: m, date: d } = day;
    let (name, nth) = (month_name(day), numbers::ordinal_figures(d));
    Value::whole(match s.rng.u8(..7) {
        0..2 if year => format!("{name} {nth} {y}"),
        2 if year => format!("{m}/{d}/{y}"),
        3 if year => format!("{m} {d} {y}"),
        4 if year => format!("{m} {d} {:02}", y % 100),
        _ if year => format!("{name} {d} {y}"),
        0..4 => format!("{name} {nth}"),
        4 => format!("{m}/{d}"),
        _ => format!("{name} {d}"),
    })
}

/// Month and day in words.
fn month_day(day: Day, s: &mut Scribe) -> String {
    let (name, nth) = (month_name(day), numbers::ordinal(day.date));
    let (m, d) = (numbers::cardinal(day.month), numbers::cardinal(day.date));
    let zero = s.pick(&["oh ", "zero ", ""]);
    let led = |n: u32, word: &str| if n < 10 { format!("{zero}{word}") } else { word.to_owned() };
    match s.rng.u8(..20) {
        0..7 => format!("{name} {nth}"),
        7 | 8 => format!("{name} the {nth}"),
        9 | 10 => format!("the {nth} of {name}"),
        11 => format!("{nth} of {name}"),
        12 | 13 => format!("{name} {d}"),
        14 => format!("{d} {name}"),
        15 => format!("{m} slash {d}"),
        16 => format!("{} {}", led(day.month, &m), led(day.date, &d)),
        17 => format!("the {nth} {{day }}of {name}"),
        18 => format!("{m} dash {d}"),
        _ => format!("{m} {d}"),
    }
}

fn spoken(day: Day, year: bool, s: &mut Scribe) -> Value {
    let mut first = month_day(day, s);
    if s.rng.u8(..100) < 4 {
        let other = Day { date: s.rng.u32(1..29), ..day };
        let wrong = month_day(other, s);
        first = format!("{wrong}{}{first}", super::names::correction(s));
    }
    if !year {
        return Value::whole(first);
    }
    let short = s.rng.u8(..10) < 3;
    let mut last = numbers::year(&mut s.rng, day.year, short);
    if s.rng.u8(..100) < 4 {
        let wrong = numbers::year(&mut s.rng, day.year.saturating_sub(1), short);
        last = format!("{wrong}{}{last}", super::names::correction(s));
    }
    if s.rng.u8(..60) == 0 {
        return Value { parts: vec![last, first], joiner: " " };
    }
    if s.rng.u8(..25) == 0 {
        let all = format!("{:02}{:02}{}", day.month, day.date, day.year);
        let parts = super::ids::cut(&all, &[2, 2, 4]);
        let habit = Habit::draw(&mut s.rng);
        return Value { parts: parts.iter().map(|p| numbers::digits(p, habit)).collect(), joiner: " " };
    }
    let joiner = if first.contains(" slash ") {
        " slash "
    } else if first.contains(" dash ") {
        " dash "
    } else {
        s.pick(&[" ", " ", " ", " ", " ", " ", " of ", " {the year }", " in "])
    };
    Value { parts: vec![first, last], joiner }
}
