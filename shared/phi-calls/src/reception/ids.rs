//! Numbers that stand for a person, and letters spoken out.
use fastrand::Rng;

use super::numbers::{self, Habit};
use super::scribe::{Scribe, Value};
use crate::call::{Form, Kind, Role};

/// Which number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Id {
    Mrn,
    Member,
    Group,
    Ssn,
    Ssn4,
    Card,
    Card4,
    Cvv,
    Conf,
    Rx,
    Claim,
    Account,
    Licence,
    Plate,
    Device,
    Reference,
    Invoice,
    Case,
    Ticket,
    Gate,
}

/// All of them, with their names in the grammar.
pub const IDS: [(Id, &str); 20] = [
    (Id::Mrn, "mrn"),
    (Id::Member, "member"),
    (Id::Group, "group"),
    (Id::Ssn, "ssn"),
    (Id::Ssn4, "ssn4"),
    (Id::Card, "card"),
    (Id::Card4, "card4"),
    (Id::Cvv, "cvv"),
    (Id::Conf, "conf"),
    (Id::Rx, "rx"),
    (Id::Claim, "claim"),
    (Id::Account, "account"),
    (Id::Licence, "licence"),
    (Id::Plate, "plate"),
    (Id::Device, "device"),
    (Id::Reference, "reference"),
    (Id::Invoice, "invoice"),
    (Id::Case, "case"),
    (Id::Ticket, "ticket"),
    (Id::Gate, "gate"),
];

const NATO: [&str; 26] = [
    "alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet", "kilo", "lima",
    "mike", "november", "oscar", "papa", "quebec", "romeo", "sierra", "tango", "uniform", "victor", "whiskey", "x-ray",
    "yankee", "zulu",
];
const HOMELY: [&str; 26] = [
    "apple",
    "boy",
    "cat",
    "dog",
    "edward",
    "frank",
    "george",
    "henry",
    "ice",
    "john",
    "king",
    "larry",
    "mary",
    "nancy",
    "ocean",
    "peter",
    "queen",
    "robert",
    "sam",
    "tom",
    "umbrella",
    "vincent",
    "william",
    "xylophone",
    "yellow",
    "zebra",
];
const HOUSE: [&str; 26] = [
    "adam", "baker", "charles", "david", "elephant", "fox", "girl", "hat", "igloo", "jack", "kite", "lion", "mother",
    "nora", "orange", "paul", "quick", "rabbit", "sugar", "table", "uncle", "violin", "water", "xerox", "young",
    "zero",
];

/// A word that begins with the letter.
pub fn example(letter: char, rng: &mut Rng) -> &'static str {
    let at = (letter.to_ascii_lowercase() as usize).saturating_sub('a' as usize).min(25);
    [NATO, HOMELY, HOUSE][rng.usize(..3)][at]
}

/// Numbers of one patient.
pub fn draw(rng: &mut Rng) -> Vec<String> {
    IDS.iter().map(|(id, _)| fresh(*id, rng)).collect()
}

/// A new number: `9` in a pattern is a digit, `A` a letter, `X` either.
pub fn fresh(id: Id, rng: &mut Rng) -> String {
    let patterns: &[&str] = match id {
        Id::Mrn => {
            &["999999", "9999999", "99999999", "A9999999", "999-99-9999", "AA999999", "99999", "9999999999", "M-999999"]
        }
        Id::Member => &[
            "AAA999999999",
            "A99999999",
            "999999999",
            "9A99AA9AA99",
            "AAA999A99999",
            "W999999999",
            "99999999999",
            "AA9999999A",
            "999-99999-99",
            "9999999999-99",
            "XXX999999X",
            "R99999999",
        ],
        Id::Group => &["999999", "99999", "A99999", "AA9999", "9999999", "99999-99", "AAAAA9", "9999AA"],
        Id::Ssn => &["999-99-9999"],
        Id::Ssn4 | Id::Card4 => &["9999"],
        Id::Card => return card(rng),
        Id::Cvv => &["999", "999", "9999"],
        Id::Conf => &["AAAAAA", "A9A9A9", "999999", "AA99999", "XXXXXX", "9999999", "AAA-999", "99999", "C999999999"],
        Id::Rx => &["9999999", "999999", "99-9999999", "99999999", "9999999-99999", "A9999999", "999999999999"],
        Id::Claim => {
            &["99999999999", "AA9999999999", "9999A99999", "99-999999-99", "A99999999999", "999999999", "9999999A9999"]
        }
        Id::Account => &["99999999", "9999999", "999999", "99-99999", "9999999999", "A-9999999", "AA99999", "99999"],
        Id::Licence => &["A9999999", "999999999", "A999-9999-9999", "99999999", "AA999999", "A99999999999999"],
        Id::Plate => &["AAA9999", "9AAA999", "AAA999", "999AAA", "AA99999", "A99AAA", "AAA-999"],
        Id::Device => {
            &["AAA999999A", "999-999-9999", "AA9999999", "SN99999999", "9999AA9999", "A9-99999", "XXXXXXXXXX"]
        }
        Id::Reference => &["99999999", "A999999999", "9-9999999999", "AA-999999", "999999", "I-99999999", "AAA99999"],
        Id::Invoice => &["999999", "99999", "INV-99999", "A99999", "9999-999", "99999999"],
        Id::Case => &["99999999", "9999-9999", "CAS999999", "99-99999", "A9999999", "9999999999"],
        Id::Ticket => &["99999", "999999", "INC9999999", "AA-9999", "T99999", "9999999"],
        Id::Gate => &["9999", "99999", "9999", "999999", "999"],
    };
    let pattern = patterns[rng.usize(..patterns.len())];
    let fill = |c: char| match c {
        '9' => char::from(b'0' + rng.u8(..10)),
        'X' if rng.bool() => char::from(b'0' + rng.u8(..10)),
        'A' | 'X' => char::from(b'A' + rng.u8(..26)),
        other => other,
    };
    pattern.chars().map(fill).collect()
}

/// A card number whose check digit is right (ISO/IEC 7812-1, Luhn).
fn card(rng: &mut Rng) -> String {
    let mut digits: Vec<u32> = vec![[4, 4, 5, 5, 6, 3][rng.usize(..6)]];
    let length = if digits[0] == 3 { 15 } else { 16 };
    while digits.len() < length - 1 {
        digits.push(rng.u32(..10));
    }
    let doubled = |(i, d): (usize, &u32)| if i % 2 == 0 { d * 2 / 10 + d * 2 % 10 } else { *d };
    let sum: u32 = digits.iter().rev().enumerate().map(doubled).sum();
    digits.push((10 - sum % 10) % 10);
    digits.iter().filter_map(|d| char::from_digit(*d, 10)).collect()
}

/// What kind of PHI the number is.
pub fn kind(id: Id) -> Kind {
    match id {
        Id::Mrn => Kind::Mrn,
        Id::Member | Id::Group => Kind::InsuranceId,
        Id::Ssn | Id::Ssn4 => Kind::Ssn,
        Id::Card | Id::Card4 | Id::Cvv => Kind::Card,
        Id::Conf
        | Id::Rx
        | Id::Claim
        | Id::Account
        | Id::Licence
        | Id::Plate
        | Id::Device
        | Id::Reference
        | Id::Invoice
        | Id::Case
        | Id::Ticket
        | Id::Gate => Kind::OtherId,
    }
}

/// Writes a number of the patient.
pub fn write(id: Id, s: &mut Scribe) {
    let text = s.facts.ids[id as usize].clone();
    let value = said(id, &text, s);
    s.value(kind(id), Role::Patient, &value);
}

/// Writes a number heard wrong.
pub fn write_new(id: Id, s: &mut Scribe) {
    let text = fresh(id, &mut s.rng);
    let value = said(id, &text, s);
    s.value(kind(id), Role::Patient, &value);
}

fn said(id: Id, text: &str, s: &mut Scribe) -> Value {
    if s.figures() {
        return figures(id, text, s);
    }
    let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    let groups = groups(id, &plain, s);
    Value { parts: speak_groups(&groups, s), joiner: " " }
}

fn figures(id: Id, text: &str, s: &mut Scribe) -> Value {
    let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    let joiner = s.pick(&[" ", "-", " ", "-", ""]);
    let grouped = id == Id::Ssn || id == Id::Card || plain.len() > 6 && s.rng.u8(..4) == 0;
    if !grouped {
        return Value::whole(slip(text, s));
    }
    let parts = groups(id, &plain, s);
    Value { parts, joiner }
}

/// Sometimes a slip of one character in front, and its correction.
fn slip(text: &str, s: &mut Scribe) -> String {
    if text.len() < 5 || s.rng.u8(..40) != 0 {
        return text.to_owned();
    }
    let at = s.rng.usize(2..text.len());
    let wrong = format!("{}{}", &text[..at], s.rng.u8(..10));
    format!("{wrong}{}{text}", super::names::correction(s))
}

/// Cuts a number where people pause.
fn groups(id: Id, text: &str, s: &mut Scribe) -> Vec<String> {
    let mut sizes: Vec<usize> = match (id, text.len()) {
        (Id::Ssn, _) => vec![3, 2, 4],
        (Id::Card, 15) => vec![4, 6, 5],
        (Id::Card, _) => vec![4, 4, 4, 4],
        (_, 0..5) => vec![text.len()],
        _ => Vec::new(),
    };
    let mut left = text.len().saturating_sub(sizes.iter().sum());
    while left > 0 {
        let size = s.rng.usize(2..5).min(left);
        sizes.push(size);
        left -= size;
    }
    cut(text, &sizes)
}

/// Cuts text at these lengths.
pub fn cut(text: &str, sizes: &[usize]) -> Vec<String> {
    let mut rest = text;
    let mut parts = Vec::with_capacity(sizes.len());
    for size in sizes {
        let (part, after) = rest.split_at(*size);
        parts.push(part.to_owned());
        rest = after;
    }
    parts
}

/// Groups of letters and digits in words, perhaps with a slip.
pub fn speak_groups(groups: &[String], s: &mut Scribe) -> Vec<String> {
    let habit = Habit::draw(&mut s.rng);
    let wrong = if s.rng.u8(..100) < 5 { s.rng.usize(..groups.len()) } else { usize::MAX };
    let mut parts = Vec::with_capacity(groups.len());
    for (i, group) in groups.iter().enumerate() {
        let right = speak(group, habit, s);
        if i == wrong {
            let other: String = group.chars().map(|c| altered(c, &mut s.rng)).collect();
            parts.push(format!("{}{}{right}", speak(&other, habit, s), super::names::correction(s)));
        } else {
            parts.push(right);
        }
    }
    parts
}

fn altered(c: char, rng: &mut Rng) -> char {
    if c.is_ascii_digit() && rng.bool() { char::from(b'0' + rng.u8(..10)) } else { c }
}

/// Runs of digits as numbers, letters as letters.
fn speak(text: &str, habit: Habit, s: &mut Scribe) -> String {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let digits = first.is_ascii_digit();
        let end = rest.find(|c: char| c.is_ascii_digit() != digits).unwrap_or(rest.len());
        if digits {
            words.push(numbers::digits(&rest[..end], habit));
        } else {
            words.extend(spell(&rest[..end], s));
        }
        rest = &rest[end..];
    }
    words.join(" ")
}

/// Letters as they are spoken: "w", "w as in whiskey", "whiskey", "double l".
pub fn spell(text: &str, s: &mut Scribe) -> Vec<String> {
    let letters: Vec<char> = text.to_ascii_lowercase().chars().collect();
    let way = s.rng.u8(..20);
    let caps = s.style.form == Form::Written;
    let mut parts = Vec::new();
    let mut i = 0;
    while let Some(&c) = letters.get(i) {
        let letter = if caps { c.to_ascii_uppercase() } else { c };
        let double = letters.get(i + 1) == Some(&c) && way < 14 && s.rng.u8(..3) == 0;
        i += 1 + usize::from(double);
        let example = example(c, &mut s.rng);
        parts.push(match way {
            _ if double => format!("double {letter}"),
            0 => NATO[(c as usize - 'a' as usize).min(25)].to_owned(),
            1 => format!("{letter} {{as in }}{example}"),
            2 => format!("{letter} {{for }}{example}"),
            3 => format!("{letter} {{like }}{example}"),
            4..8 if s.rng.u8(..4) == 0 => format!("{letter} {{as in }}{example}"),
            8 => format!("{letter} {example}"),
            9 if s.rng.u8(..3) == 0 => format!("{{letter }}{letter}"),
            10 if s.rng.u8(..3) == 0 => format!("{{capital }}{letter}"),
            _ => letter.to_string(),
        });
    }
    if parts.first().is_some_and(|p| p.starts_with('{')) {
        parts[0] = letters[0].to_string();
    }
    parts
}
