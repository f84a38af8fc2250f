//! Numbers in words: as counts, in groups, in pairs, doubled, with hesitations and corrections.
use fastrand::Rng;

use super::lists::{chance, pick};
use crate::call::Form;

const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// 1250 as "one thousand two hundred fifty".
pub(super) fn cardinal(n: u64) -> String {
    let part = |head: String, rest: u64| if rest == 0 { head } else { format!("{head} {}", cardinal(rest)) };
    match n {
        0..20 => ONES[n as usize].to_owned(),
        20..100 => part(TENS[n as usize / 10].to_owned(), n % 10),
        100..1000 => part(format!("{} hundred", cardinal(n / 100)), n % 100),
        1000..1_000_000 => part(format!("{} thousand", cardinal(n / 1000)), n % 1000),
        _ => part(format!("{} million", cardinal(n / 1_000_000)), n % 1_000_000),
    }
}

/// 23 as "twenty third".
pub(super) fn ordinal(n: u64) -> String {
    let words = cardinal(n);
    let (head, last) = words.rsplit_once(' ').map_or(("", words.as_str()), |(head, last)| (head, last));
    let last = match last {
        "one" => "first".to_owned(),
        "two" => "second".to_owned(),
        "three" => "third".to_owned(),
        "five" => "fifth".to_owned(),
        "eight" => "eighth".to_owned(),
        "nine" => "ninth".to_owned(),
        "twelve" => "twelfth".to_owned(),
        tens if tens.ends_with('y') => format!("{}ieth", &tens[..tens.len() - 1]),
        other => format!("{other}th"),
    };
    if head.is_empty() { last } else { format!("{head} {last}") }
}

/// 1984 as "nineteen eighty four", 2003 as "two thousand three" or "twenty oh three".
pub(super) fn year(rng: &mut Rng, year: u64) -> String {
    let (century, rest) = (year / 100, year % 100);
    match (century, rest) {
        (20, 0..10) if chance(rng, 70) => {
            let and = if chance(rng, 40) && rest > 0 { "and " } else { "" };
            format!("two thousand {and}{}", if rest == 0 { String::new() } else { cardinal(rest) })
                .trim_end()
                .to_owned()
        }
        (_, 0) => format!("{} hundred", cardinal(century)),
        (_, 1..10) => format!("{} oh {}", cardinal(century), cardinal(rest)),
        _ => format!("{} {}", cardinal(century), cardinal(rest)),
    }
}

/// One digit in words.
pub(super) fn digit(rng: &mut Rng, c: char) -> &'static str {
    match c.to_digit(10) {
        Some(0) if chance(rng, 65) => "oh",
        Some(d) => ONES[d as usize],
        None => "",
    }
}

/// So many random digits, the first not zero.
pub(super) fn random(rng: &mut Rng, count: usize) -> String {
    (0..count).map(|i| char::from(b'0' + rng.u8(u8::from(i == 0)..10))).collect()
}

/// The digits cut after these lengths; what is left over is the last group.
pub(super) fn groups(digits: &str, lengths: &[usize]) -> Vec<String> {
    let (mut parts, mut rest) = (Vec::new(), digits);
    for length in lengths {
        let (head, tail) = rest.split_at((*length).min(rest.len()));
        parts.extend((!head.is_empty()).then(|| head.to_owned()));
        rest = tail;
    }
    parts.extend((!rest.is_empty()).then(|| rest.to_owned()));
    parts
}

/// A group of digits as people say one: singly, doubled, in pairs, as hundreds or as one number.
pub(super) fn chunk(rng: &mut Rng, digits: &str) -> String {
    let value: u64 = digits.parse().unwrap_or(0);
    match (rng.u8(..100), digits.len()) {
        (0..14, 2) if value >= 10 => cardinal(value),
        (0..18, 4) if !digits.contains("00") && value >= 1000 => pairs(rng, digits),
        (0..40, 3 | 4) if digits.ends_with("00") && !digits.starts_with('0') => {
            format!("{} {}", cardinal(value / 100), "hundred")
        }
        (40..55, 4) if digits.ends_with("000") && value > 0 => cardinal(value),
        (0..8, 3) if value >= 100 && !digits[1..].starts_with('0') => {
            format!("{} {}", ONES[value as usize / 100], cardinal(value % 100))
        }
        (0..45, _) => doubled(rng, digits),
        _ => digits.chars().map(|c| digit(rng, c)).collect::<Vec<_>>().join(" "),
    }
}

/// "twenty six oh four".
fn pairs(rng: &mut Rng, digits: &str) -> String {
    let say = |rng: &mut Rng, pair: &str| match pair.parse::<u64>().unwrap_or(0) {
        n @ 10.. => cardinal(n),
        _ => pair.chars().map(|c| digit(rng, c)).collect::<Vec<_>>().join(" "),
    };
    groups(digits, &[2; 8]).iter().map(|pair| say(rng, pair)).collect::<Vec<_>>().join(" ")
}

/// "double five", "triple oh"; digits that do not repeat stay single.
fn doubled(rng: &mut Rng, digits: &str) -> String {
    let (mut words, mut rest) = (Vec::new(), digits);
    while let Some(first) = rest.chars().next() {
        let run = rest.chars().take_while(|c| *c == first).count().min(3);
        match run {
            3 => words.push(format!("triple {}", digit(rng, first))),
            2 => words.push(format!("double {}", digit(rng, first))),
            _ => words.push(digit(rng, first).to_owned()),
        }
        rest = &rest[run..];
    }
    words.join(" ")
}

/// One digit of the group misheard, so that there is something to correct.
pub(super) fn misheard(rng: &mut Rng, group: &str) -> String {
    let places: Vec<usize> = group.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(i, _)| i).collect();
    let Some(at) = rng.choice(&places).copied() else { return group.to_owned() };
    let old = group.as_bytes()[at] - b'0';
    let new = (old + rng.u8(1..10)) % 10;
    format!("{}{new}{}", &group[..at], &group[at + 1..])
}

/// A hesitation, braced for `TurnBuilder::phi`.
pub(super) fn hesitation(rng: &mut Rng, form: Form) -> &'static str {
    match form {
        Form::Spoken => {
            pick(rng, &["{uh} ", "{um} ", "{then} ", "{and then} ", "{uh let's see} ", "{dash} ", "{hmm} "])
        }
        Form::Written => pick(rng, &["{uh,} ", "{um,} ", "{then} ", "{and then} ", "{let's see,} "]),
    }
}

/// What stands between a wrong group and the right one, braced.
pub(super) fn correction(rng: &mut Rng, form: Form) -> &'static str {
    match form {
        Form::Spoken => pick(
            rng,
            &[
                "{no sorry} ",
                "{sorry} ",
                "{no wait} ",
                "{i mean} ",
                "{scratch that} ",
                "{excuse me} ",
                "{or rather} ",
                "{oops no} ",
                "{let me start over} ",
                "{no no it's} ",
                "{actually} ",
            ],
        ),
        Form::Written => pick(
            rng,
            &["{no, sorry,} ", "{sorry,} ", "{wait,} ", "{I mean} ", "{correction,} ", "{no, it's} ", "{oops,} "],
        ),
    }
}
