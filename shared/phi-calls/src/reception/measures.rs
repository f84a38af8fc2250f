//! Look-alikes: numbers and words that a redactor must leave alone.
use super::numbers::{self, Habit};
use super::scribe::Scribe;
use super::slots::listed;
use crate::call::Form;

/// What is measured, counted or named.
#[derive(Clone, Copy)]
pub enum Measure {
    Dose,
    Pressure,
    Temperature,
    Lab,
    Price,
    Count,
    Span,
    Time,
    Year,
    Age,
    Drug,
    Condition,
    Eponym,
    Emergency,
    Size,
    Code,
    Menu,
    Percent,
    Floor,
    Score,
}

/// The measure with this name in the grammar.
pub fn find(name: &str) -> Option<Measure> {
    Some(match name {
        "dose" => Measure::Dose,
        "bp" => Measure::Pressure,
        "temp" => Measure::Temperature,
        "lab" => Measure::Lab,
        "price" => Measure::Price,
        "count" => Measure::Count,
        "span" => Measure::Span,
        "time" => Measure::Time,
        "year" => Measure::Year,
        "age" => Measure::Age,
        "drug" => Measure::Drug,
        "condition" => Measure::Condition,
        "eponym" => Measure::Eponym,
        "emergency" => Measure::Emergency,
        "size" => Measure::Size,
        "code" => Measure::Code,
        "menu" => Measure::Menu,
        "percent" => Measure::Percent,
        "floor" => Measure::Floor,
        "score" => Measure::Score,
        _ => return None,
    })
}

/// Writes one.
pub fn write(measure: Measure, s: &mut Scribe) {
    let (kind, text) = match measure {
        Measure::Dose => ("dose", dose(s)),
        Measure::Pressure => ("vital", pressure(s)),
        Measure::Temperature => ("vital", temperature(s)),
        Measure::Lab => ("lab", lab(s)),
        Measure::Price => ("price", price(s)),
        Measure::Count => {
            let n = s.rng.u32(2..40);
            ("count", number(n, s))
        }
        Measure::Span => ("count", span(s)),
        Measure::Time => ("time", time(s)),
        Measure::Year => ("year", year(s)),
        Measure::Age => ("age", age(s)),
        Measure::Drug => ("drug", listed(|l| &l.drugs, s)),
        Measure::Condition => ("condition", listed(|l| &l.conditions, s)),
        Measure::Eponym => ("eponym", listed(|l| &l.eponyms, s)),
        Measure::Emergency => ("emergency", emergency(s)),
        Measure::Size => ("measure", size(s)),
        Measure::Code => ("code", code(s)),
        Measure::Menu => ("menu", menu(s)),
        Measure::Percent => ("percent", percent(s)),
        Measure::Floor => ("count", floor(s)),
        Measure::Score => ("measure", score(s)),
    };
    let text = if s.style.form == Form::Spoken { text.to_lowercase().replace('-', " ") } else { text };
    s.negative(kind, &text);
}

fn number(n: u32, s: &mut Scribe) -> String {
    if s.figures() { n.to_string() } else { numbers::cardinal(n) }
}

fn point(whole: u32, tenth: u32, s: &mut Scribe) -> String {
    if s.figures() {
        format!("{whole}.{tenth}")
    } else {
        format!("{} point {}", numbers::cardinal(whole), numbers::cardinal(tenth))
    }
}

fn dose(s: &mut Scribe) -> String {
    let n = s.pick(&[
        5, 10, 20, 25, 40, 50, 75, 81, 88, 100, 112, 125, 150, 200, 250, 300, 325, 400, 500, 600, 650, 800, 850, 1000,
    ]);
    let unit = s.pick(&["milligrams", "mg", "milligram", "micrograms", "mcg", "units", "milliliters", "ml", "mg"]);
    let unit = if s.style.form == Form::Spoken {
        ["milligrams", "milligram", "micrograms", "units", "m g"][s.rng.usize(..5)]
    } else {
        unit
    };
    let n = number(n, s);
    format!("{n} {unit}")
}

fn pressure(s: &mut Scribe) -> String {
    let (high, low) = (s.rng.u32(95..195), s.rng.u32(52..115));
    if s.figures() {
        return if s.rng.u8(..4) == 0 { format!("{high} over {low}") } else { format!("{high}/{low}") };
    }
    let top = format!("{} {}", numbers::cardinal(high / 100), numbers::cardinal(high % 100));
    let top = if high < 100 { numbers::cardinal(high) } else { top };
    format!("{top} over {}", numbers::cardinal(low))
}

fn temperature(s: &mut Scribe) -> String {
    let (whole, tenth) = (s.rng.u32(96..105), s.rng.u32(..10));
    let said = point(whole, tenth, s);
    if s.figures() { format!("{said} degrees") } else { said.replace("one hundred ", "a hundred and ") }
}

fn lab(s: &mut Scribe) -> String {
    let name = s.pick(&[
        "A1C",
        "hemoglobin",
        "potassium",
        "creatinine",
        "TSH",
        "LDL",
        "glucose",
        "INR",
        "white count",
        "sodium",
        "PSA",
        "ferritin",
        "platelets",
    ]);
    let spoken = match name {
        "A1C" => "a one c",
        "TSH" => "t s h",
        "LDL" => "l d l",
        "INR" => "i n r",
        "PSA" => "p s a",
        other => other,
    };
    let name = if s.style.form == Form::Spoken { spoken } else { name };
    let link = s.pick(&["of", "is", "was", "at", "came back at"]);
    let n = match name {
        "LDL" | "l d l" | "glucose" | "ferritin" | "platelets" | "sodium" => {
            let n = s.rng.u32(40..400);
            number(n, s)
        }
        _ => {
            let (whole, tenth) = (s.rng.u32(1..14), s.rng.u32(..10));
            point(whole, tenth, s)
        }
    };
    format!("{name} {link} {n}")
}

fn price(s: &mut Scribe) -> String {
    let (dollars, cents) = (s.rng.u32(5..2500), s.rng.u32(..100));
    let cents = if s.rng.bool() { 0 } else { cents };
    if s.figures() {
        return if cents > 0 { format!("${dollars}.{cents:02}") } else { format!("${dollars}") };
    }
    let said = numbers::cardinal(dollars);
    match (cents, s.rng.u8(..3)) {
        (0, 0) => format!("{said} bucks"),
        (0, _) => format!("{said} dollars"),
        (c, 0) if dollars < 100 => format!("{said} {}", numbers::cardinal(c.max(10))),
        (c, _) => format!("{said} dollars and {} cents", numbers::cardinal(c)),
    }
}

fn span(s: &mut Scribe) -> String {
    let unit = s.pick(&["days", "weeks", "months", "hours", "minutes", "years", "business days", "nights"]);
    let n = s.rng.u32(2..31);
    let n = number(n, s);
    format!("{n} {unit}")
}

fn time(s: &mut Scribe) -> String {
    let (hour, minute) = (s.rng.u32(1..13), s.pick(&[0, 15, 30, 45, 20, 10, 0, 30, 50, 5]));
    if s.figures() {
        let end = s.pick(&["", " am", " pm", "AM", " p.m", " PM"]);
        return if minute == 0 && !end.is_empty() {
            format!("{hour}{end}")
        } else {
            format!("{hour}:{minute:02}{end}")
        };
    }
    let end = s.pick(&["", " a m", " p m", " am", " pm", " in the morning", " in the afternoon", ""]);
    let h = numbers::cardinal(hour);
    match (minute, s.rng.u8(..4)) {
        (0, 0) => format!("{h} o'clock"),
        (0, _) => format!("{h}{end}"),
        (30, 0) => format!("half past {h}"),
        (15, 0) => format!("quarter past {h}"),
        (45, 0) => format!("quarter to {h}"),
        (5, _) => format!("{h} oh five{end}"),
        (m, _) => format!("{h} {}{end}", numbers::cardinal(m)),
    }
}

fn year(s: &mut Scribe) -> String {
    let y = s.rng.u32(1968..2026);
    if s.figures() { y.to_string() } else { numbers::year(&mut s.rng, y, false) }
}

fn age(s: &mut Scribe) -> String {
    let n = s.rng.u32(2..90);
    let n = number(n, s);
    match s.rng.u8(..7) {
        0 => n,
        1 => format!("age {n}"),
        2 => format!("{n}-year-old"),
        3 => format!("{n} years of age"),
        _ => format!("{n} years old"),
    }
}

fn emergency(s: &mut Scribe) -> String {
    let figures = s.figures();
    let choices: &[&str] = if figures {
        &["911", "988", "911", "9-1-1", "211"]
    } else {
        &["nine one one", "nine eight eight", "nine eleven", "nine one one"]
    };
    s.pick(choices).to_owned()
}

fn size(s: &mut Scribe) -> String {
    let n = s.rng.u32(2..280);
    let unit =
        s.pick(&["pounds", "feet", "inches", "ounces", "centimeters", "kilos", "miles", "steps", "calories", "blocks"]);
    if s.rng.u8(..4) == 0 {
        let (feet, inches) = (s.rng.u32(4..7), s.rng.u32(1..12));
        return if s.style.form == Form::Written && s.figures() {
            format!("{feet}'{inches}\"")
        } else {
            format!("{} foot {}", numbers::cardinal(feet), numbers::cardinal(inches))
        };
    }
    let n = number(n, s);
    format!("{n} {unit}")
}

/// ICD-10-CM and CPT codes say what was done, not to whom.
fn code(s: &mut Scribe) -> String {
    let code = s.pick(&[
        "99213", "99214", "E11.9", "I10", "J45.909", "M54.5", "99203", "80053", "Z00.00", "93000", "F41.1", "K21.9",
        "36415",
    ]);
    if s.figures() {
        return code.to_owned();
    }
    let habit = Habit::draw(&mut s.rng);
    let (front, back) = code.split_once('.').unwrap_or((code, ""));
    let letter: String = front.chars().filter(char::is_ascii_alphabetic).collect();
    let mut text = format!("{letter} {}", numbers::digits(front, habit));
    if !back.is_empty() {
        text.push_str(" point ");
        text.push_str(&numbers::digits(back, habit));
    }
    text.trim().to_owned()
}

fn menu(s: &mut Scribe) -> String {
    let n = s.rng.u32(..10);
    let verb = s.pick(&["press", "push", "option", "hit", "dial", "say or press"]);
    let n = number(n, s);
    format!("{verb} {n}")
}

fn percent(s: &mut Scribe) -> String {
    let n = s.pick(&[5, 10, 15, 20, 25, 30, 40, 50, 60, 70, 80, 90, 95, 97, 98, 100]);
    if s.figures() { format!("{n}%") } else { format!("{} percent", numbers::cardinal(n)) }
}

fn floor(s: &mut Scribe) -> String {
    let n = s.rng.u32(1..12);
    let kind = s.pick(&["floor", "floor", "door", "building"]);
    if s.figures() {
        format!("{} {kind}", numbers::ordinal_figures(n))
    } else {
        format!("{} {kind}", numbers::ordinal(n))
    }
}

fn score(s: &mut Scribe) -> String {
    let n = s.rng.u32(1..11);
    let ten = number(10, s);
    let n = number(n, s);
    format!("{n} out of {ten}")
}
