//! Plain written words turned into what a recognizer would have put down: no capitals, no marks, numbers as words.
use fastrand::Rng;

use super::lists::chance;
use super::numbers::{cardinal, chunk, ordinal, year};

/// Units that are read out.
const UNITS: [(&str, &str); 15] = [
    ("mg", "milligrams"),
    ("mcg", "micrograms"),
    ("ml", "milliliters"),
    ("lbs", "pounds"),
    ("lb", "pound"),
    ("kg", "kilos"),
    ("oz", "ounces"),
    ("cm", "centimeters"),
    ("bpm", "beats a minute"),
    ("mmhg", "millimeters"),
    ("dr.", "doctor"),
    ("mrs.", "missus"),
    ("mr.", "mister"),
    ("ms.", "miss"),
    ("ft", "feet"),
];

/// The text aloud.
pub(super) fn speak(rng: &mut Rng, text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(|word| word_aloud(rng, word)).collect();
    words.into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

fn word_aloud(rng: &mut Rng, raw: &str) -> String {
    let lower = raw.to_lowercase();
    if let Some((_, said)) = UNITS.iter().find(|(unit, _)| *unit == lower.trim_end_matches([',', '?'])) {
        return (*said).to_owned();
    }
    let word = raw.trim_matches([',', '.', '?', '!', ';', ':', '(', ')', '"']);
    if word.contains(|c: char| c.is_ascii_digit()) {
        return number_aloud(rng, word);
    }
    let initials = (2..=4).contains(&word.len()) && word.chars().all(|c| c.is_ascii_uppercase());
    if initials && word != "OK" {
        return word.to_lowercase().chars().map(|c| c.to_string()).collect::<Vec<_>>().join(" ");
    }
    word.to_lowercase().replace('-', " ").replace(['.', ','], "").replace('’', "'")
}

fn number_aloud(rng: &mut Rng, word: &str) -> String {
    if let Some(price) = word.strip_prefix('$') {
        return price_aloud(&price.replace(',', ""));
    }
    if let Some(share) = word.strip_suffix('%') {
        return format!("{} percent", number_aloud(rng, share));
    }
    if matches!(word, "911" | "988") {
        let tail = word.chars().skip(1).filter_map(|c| Some(cardinal(c.to_digit(10)?.into())));
        return format!("nine {}", tail.collect::<Vec<_>>().join(" "));
    }
    if let Some((hour, minute)) = word.split_once(':') {
        return clock_aloud(hour, minute);
    }
    if let Some((over, under)) = word.split_once('/') {
        return format!("{} over {}", tight(over), tight(under));
    }
    if let Some(n) = ["st", "nd", "rd", "th"].iter().find_map(|s| word.strip_suffix(s)?.parse().ok()) {
        return ordinal(n);
    }
    if let Some((years, tail)) = word.split_once('-').filter(|(_, tail)| tail.bytes().all(|b| !b.is_ascii_digit())) {
        return format!("{} {}", number_aloud(rng, years), tail.replace('-', " "));
    }
    if word.starts_with(|c: char| c.is_ascii_alphabetic()) || word.contains('-') {
        return mixed_aloud(rng, word);
    }
    match word.split_once('.') {
        Some((whole, tail)) => {
            let tail: Vec<String> = tail.chars().filter_map(|c| Some(cardinal(c.to_digit(10)?.into()))).collect();
            format!("{} point {}", cardinal(whole.parse().unwrap_or(0)), tail.join(" "))
        }
        None => match word.replace(',', "").parse::<u64>() {
            Ok(n @ 1900..2100) if !word.contains(',') => year(rng, n),
            Ok(n @ 10_000..) if !word.contains(',') => chunk(rng, &n.to_string()),
            Ok(n @ 101..1000) if chance(rng, 40) => tight(&n.to_string()),
            Ok(n) => cardinal(n),
            Err(_) => mixed_aloud(rng, word),
        },
    }
}

/// 128 as "one twenty eight", the way pressures are read.
fn tight(digits: &str) -> String {
    match digits.parse::<u64>().unwrap_or(0) {
        n @ 110..1000 if n % 100 >= 10 => format!("{} {}", cardinal(n / 100), cardinal(n % 100)),
        n @ 101..110 => format!("{} oh {}", cardinal(n / 100), cardinal(n % 100)),
        n => cardinal(n),
    }
}

fn price_aloud(price: &str) -> String {
    let (dollars, cents) = price.split_once('.').unwrap_or((price, "0"));
    let (dollars, cents) = (dollars.parse().unwrap_or(0), cents.parse().unwrap_or(0));
    match (dollars, cents) {
        (d, 0) => format!("{} dollars", cardinal(d)),
        (d, c) if d < 100 => format!("{} {}", cardinal(d), cardinal(c)),
        (d, c) => format!("{} dollars and {} cents", cardinal(d), cardinal(c)),
    }
}

fn clock_aloud(hour: &str, minute: &str) -> String {
    let hour = cardinal(hour.parse().unwrap_or(0));
    match minute.parse::<u64>().unwrap_or(0) {
        0 => format!("{hour} o'clock"),
        m @ 1..10 => format!("{hour} oh {}", cardinal(m)),
        m => format!("{hour} {}", cardinal(m)),
    }
}

/// "E11.9" as "e eleven point nine".
fn mixed_aloud(rng: &mut Rng, word: &str) -> String {
    let mut said: Vec<String> = Vec::new();
    let mut digits = String::new();
    for c in word.chars().chain([' ']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if !digits.is_empty() {
            let n = digits.parse().unwrap_or(0);
            said.push(if n < 100 { cardinal(n) } else { chunk(rng, &digits) });
            digits.clear();
        }
        match c {
            '.' => said.push("point".to_owned()),
            c if c.is_alphabetic() => said.push(c.to_lowercase().to_string()),
            _ => {}
        }
    }
    said.join(" ")
}
