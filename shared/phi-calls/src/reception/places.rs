//! Where people live.
use fastrand::Rng;

use super::facts::Home;
use super::lists::{self, lists};
use super::numbers::{self, Habit};
use super::scribe::{Scribe, Value};
use crate::call::{Form, Kind, Role};

/// States and their abbreviations.
pub const STATES: [(&str, &str); 51] = [
    ("Alabama", "AL"),
    ("Alaska", "AK"),
    ("Arizona", "AZ"),
    ("Arkansas", "AR"),
    ("California", "CA"),
    ("Colorado", "CO"),
    ("Connecticut", "CT"),
    ("Delaware", "DE"),
    ("Florida", "FL"),
    ("Georgia", "GA"),
    ("Hawaii", "HI"),
    ("Idaho", "ID"),
    ("Illinois", "IL"),
    ("Indiana", "IN"),
    ("Iowa", "IA"),
    ("Kansas", "KS"),
    ("Kentucky", "KY"),
    ("Louisiana", "LA"),
    ("Maine", "ME"),
    ("Maryland", "MD"),
    ("Massachusetts", "MA"),
    ("Michigan", "MI"),
    ("Minnesota", "MN"),
    ("Mississippi", "MS"),
    ("Missouri", "MO"),
    ("Montana", "MT"),
    ("Nebraska", "NE"),
    ("Nevada", "NV"),
    ("New Hampshire", "NH"),
    ("New Jersey", "NJ"),
    ("New Mexico", "NM"),
    ("New York", "NY"),
    ("North Carolina", "NC"),
    ("North Dakota", "ND"),
    ("Ohio", "OH"),
    ("Oklahoma", "OK"),
    ("Oregon", "OR"),
    ("Pennsylvania", "PA"),
    ("Rhode Island", "RI"),
    ("South Carolina", "SC"),
    ("South Dakota", "SD"),
    ("Tennessee", "TN"),
    ("Texas", "TX"),
    ("Utah", "UT"),
    ("Vermont", "VT"),
    ("Virginia", "VA"),
    ("Washington", "WA"),
    ("West Virginia", "WV"),
    ("Wisconsin", "WI"),
    ("Wyoming", "WY"),
    ("D.C.", "DC"),
];

const TYPES: [(&str, &str); 18] = [
    ("Street", "St"),
    ("Avenue", "Ave"),
    ("Road", "Rd"),
    ("Drive", "Dr"),
    ("Lane", "Ln"),
    ("Court", "Ct"),
    ("Boulevard", "Blvd"),
    ("Place", "Pl"),
    ("Circle", "Cir"),
    ("Terrace", "Ter"),
    ("Way", "Way"),
    ("Parkway", "Pkwy"),
    ("Trail", "Trl"),
    ("Loop", "Loop"),
    ("Street", "Street"),
    ("Avenue", "Avenue"),
    ("Road", "Road"),
    ("Run", "Run"),
];

/// How much of an address.
#[derive(Clone, Copy)]
pub enum Extent {
    /// All of it.
    Whole,
    /// Number and street.
    Street,
    /// City, with its state more often than not.
    City,
    /// The zip code.
    Zip,
}

/// An address.
pub fn home(rng: &mut Rng) -> Home {
    let way = ["", "", "", "", "North ", "South ", "East ", "West ", "N ", "Old "][rng.usize(..10)];
    let (long, short) = TYPES[rng.usize(..TYPES.len())];
    let kind = if rng.u8(..3) == 0 { short } else { long };
    let street = match rng.u8(..20) {
        0 => format!("Highway {}", rng.u32(2..400)),
        1 => format!("County Road {}", rng.u32(2..2000)),
        2 => format!("{}{} {kind}", way, numbers::ordinal_figures(rng.u32(1..99))),
        3 => format!("{way}{} {kind}", super::facts::family(rng)),
        4 => format!("{} {} {kind}", lists::one(rng, &lists().street), lists::one(rng, &lists().street)),
        _ => format!("{way}{} {kind}", lists::one(rng, &lists().street)),
    };
    let letter = char::from(b'A' + rng.u8(..8));
    let unit = match rng.u8(..12) {
        0 => Some(("Apt", rng.u32(1..400).to_string())),
        1 => Some(("Apartment", format!("{}{letter}", rng.u32(1..30)))),
        2 => Some(("Unit", letter.to_string())),
        3 => Some((["Lot", "Trailer", "Floor", "Number", "Suite"][rng.usize(..5)], rng.u32(1..60).to_string())),
        _ => None,
    };
    let number = match rng.u8(..3) {
        0 => rng.u32(1..100),
        1 => rng.u32(100..1000),
        _ => rng.u32(1000..20000),
    };
    let zip = format!("{:05}", rng.u32(501..99951));
    let zip = if rng.u8(..12) == 0 { format!("{zip}-{:04}", rng.u32(..10000)) } else { zip };
    Home { number, street, unit, city: city(rng), state: rng.usize(..STATES.len()), zip }
}

/// A city, some of them on no map.
fn city(rng: &mut Rng) -> String {
    const ENDS: [&str; 14] = [
        "ville",
        "ton",
        " Springs",
        " Falls",
        "field",
        "burg",
        " Heights",
        " Creek",
        "wood",
        " City",
        " Junction",
        "port",
        "dale",
        " Park",
    ];
    if rng.u8(..4) > 0 {
        return lists::one(rng, &lists().cities).to_owned();
    }
    format!("{}{}", lists::one(rng, &lists().street), ENDS[rng.usize(..ENDS.len())])
}

/// Writes as much of the address as asked for.
pub fn write(extent: Extent, s: &mut Scribe) {
    let home = s.facts.home.clone();
    let figures = s.figures();
    let street = street(&home, figures, s);
    let town = town(&home, s);
    let zip = zip(&home.zip, figures, s);
    let comma = if s.style.form == Form::Written { ", " } else { " " };
    let value = match extent {
        Extent::Street => Value::whole(street),
        Extent::City => Value::whole(town),
        Extent::Zip => Value::whole(zip),
        Extent::Whole => {
            let zip_joiner = s.pick(&["", "", "", "", " {zip code }", " {zip }", " {and the zip is }"]);
            let gap = if zip_joiner.is_empty() { " " } else { zip_joiner };
            let parts = match s.rng.u8(..6) {
                0 => vec![street, town],
                _ => vec![street, format!("{town}{gap}{zip}")],
            };
            Value { parts, joiner: comma }
        }
    };
    s.value(Kind::Address, Role::Patient, &value);
}

fn street(home: &Home, figures: bool, s: &mut Scribe) -> String {
    let comma = if s.style.form == Form::Written { "," } else { "" };
    let box_number = s.rng.u8(..25) == 0;
    if box_number {
        let name = s.pick(&["PO Box", "P.O. Box", "Box", "Post Office Box"]);
        let name = if s.style.form == Form::Spoken {
            name.replace("PO", "p o").replace("P.O.", "p o")
        } else {
            name.to_owned()
        };
        let n = if figures { home.number.to_string() } else { house(home.number, s) };
        return format!("{name} {n}");
    }
    if figures {
        let unit = home.unit.as_ref().map(|(kind, n)| {
            if *kind == "Apt" && s.rng.bool() { format!("{comma} #{n}") } else { format!("{comma} {kind} {n}") }
        });
        return format!("{} {}{}", home.number, home.street, unit.unwrap_or_default());
    }
    let words: Vec<String> = home.street.split(' ').map(|w| word(w, s)).collect();
    let unit = home.unit.as_ref().map(|(kind, n)| {
        let habit = Habit { pairs: true, ..Habit::draw(&mut s.rng) };
        let digits: String = n.chars().filter(char::is_ascii_digit).collect();
        let letter: String = n.chars().filter(char::is_ascii_alphabetic).collect();
        let number = if digits.len() < 3 && !digits.is_empty() {
            numbers::cardinal(digits.parse().unwrap_or(1))
        } else {
            numbers::digits(&digits, habit)
        };
        format!(
            "{comma} {} {number}{}{letter}",
            if *kind == "Apt" { "apartment" } else { kind },
            if digits.is_empty() || letter.is_empty() { "" } else { " " }
        )
    });
    format!("{} {}{}", house(home.number, s), words.join(" "), unit.unwrap_or_default())
}

/// "St" in words; "14" and "42nd" in words.
fn word(word: &str, s: &mut Scribe) -> String {
    let digits: String = word.chars().take_while(char::is_ascii_digit).collect();
    if let Ok(n) = digits.parse::<u32>() {
        let habit = Habit::draw(&mut s.rng);
        return match (digits.len() == word.len(), n) {
            (true, 100..) => numbers::digits(&digits, habit),
            (true, _) => numbers::cardinal(n),
            (false, _) => numbers::ordinal(n),
        };
    }
    let full = TYPES.iter().find(|t| t.1 == word).map_or(word, |t| t.0);
    match full {
        "N" => "North".to_owned(),
        other => other.to_owned(),
    }
}

fn house(number: u32, s: &mut Scribe) -> String {
    let text = number.to_string();
    let even = text.len().is_multiple_of(2);
    let habit = Habit::draw(&mut s.rng);
    match s.rng.u8(..6) {
        0 => numbers::cardinal(number),
        1 | 2 => numbers::digits(&text, habit),
        _ if !even && text.len() == 3 => {
            format!(
                "{} {}",
                numbers::cardinal(number / 100),
                numbers::digits(&text[1..], Habit { pairs: true, ..habit })
            )
        }
        _ => numbers::digits(&text, Habit { pairs: even, ..habit }),
    }
}

fn town(home: &Home, s: &mut Scribe) -> String {
    let (name, short) = STATES[home.state];
    let name = if s.style.form == Form::Spoken && short == "DC" { "d c" } else { name };
    let comma = if s.style.form == Form::Written { "," } else { "" };
    match s.rng.u8(..10) {
        0 | 1 => home.city.clone(),
        2..5 if s.style.form == Form::Written => format!("{}{comma} {short}", home.city),
        _ => format!("{}{comma} {name}", home.city),
    }
}

fn zip(zip: &str, figures: bool, s: &mut Scribe) -> String {
    if figures {
        return zip.to_owned();
    }
    let habit = Habit { pairs: false, ..Habit::draw(&mut s.rng) };
    match (zip.split_once('-'), s.rng.u8(..8)) {
        (Some((five, four)), _) => format!("{} dash {}", numbers::digits(five, habit), numbers::digits(four, habit)),
        (None, 0) => format!(
            "{} {}",
            numbers::digits(&zip[..3], habit),
            numbers::digits(&zip[3..], Habit { pairs: true, ..habit })
        ),
        (None, _) => numbers::digits(zip, habit),
    }
}
