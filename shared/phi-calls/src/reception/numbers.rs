//! Numbers as people say them.
use fastrand::Rng;

/// Numbers under twenty.
pub(crate) const ONES: [&str; 20] = [
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
/// Tens.
pub(crate) const TENS: [&str; 10] =
    ["", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
/// Ordinals under the twentieth.
pub(crate) const ORDINALS: [&str; 20] = [
    "zeroth",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
];

/// How a caller reads digits out: one habit per value.
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "habits that a caller has or has not, each on its own")]
pub struct Habit {
    /// "oh" rather than "zero".
    pub oh: bool,
    /// "double three".
    pub doubles: bool,
    /// "forty two" rather than "four two".
    pub pairs: bool,
    /// "eight hundred".
    pub hundreds: bool,
}

impl Habit {
    /// Any habit, single digits most often.
    pub fn draw(rng: &mut Rng) -> Self {
        Self { oh: rng.u8(..10) < 6, doubles: rng.u8(..10) < 2, pairs: rng.u8(..10) < 2, hundreds: rng.u8(..10) < 5 }
    }
}

/// "four hundred twelve"; below a million.
pub fn cardinal(n: u32) -> String {
    match n {
        0..20 => ONES[n as usize].to_owned(),
        20..100 if n.is_multiple_of(10) => TENS[n as usize / 10].to_owned(),
        20..100 => format!("{} {}", TENS[n as usize / 10], ONES[n as usize % 10]),
        100..1000 if n.is_multiple_of(100) => format!("{} hundred", ONES[n as usize / 100]),
        100..1000 => format!("{} hundred {}", ONES[n as usize / 100], cardinal(n % 100)),
        _ if n.is_multiple_of(1000) => format!("{} thousand", cardinal(n / 1000)),
        _ => format!("{} thousand {}", cardinal(n / 1000), cardinal(n % 1000)),
    }
}

/// "twenty first"; below a hundred.
pub fn ordinal(n: u32) -> String {
    match n {
        0..20 => ORDINALS[n as usize].to_owned(),
        _ if n.is_multiple_of(10) => format!("{}ieth", TENS[n as usize / 10].trim_end_matches('y')),
        _ => format!("{} {}", TENS[n as usize / 10], ORDINALS[n as usize % 10]),
    }
}

/// "21st".
pub fn ordinal_figures(n: u32) -> String {
    let suffix = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{suffix}")
}

/// A year in one of its spoken shapes: "nineteen eighty four", "oh four", "two thousand and four".
pub fn year(rng: &mut Rng, y: u32, short: bool) -> String {
    let (century, rest) = (y / 100, y % 100);
    let tail = |zero: &str| if rest < 10 { format!("{zero} {}", cardinal(rest)) } else { cardinal(rest) };
    if short && rest != 0 {
        return tail(if rng.u8(..8) == 0 { "zero" } else { "oh" });
    }
    match (y, rng.u8(..20)) {
        (_, 0) => digits(&y.to_string(), Habit { oh: true, doubles: false, pairs: false, hundreds: false }),
        (2000, _) => "two thousand".to_owned(),
        (2001..2010, 1..5) => format!("twenty oh {}", cardinal(rest)),
        (2001..2010, 5..9) | (2010.., 1..3) => format!("two thousand and {}", cardinal(rest)),
        (2001..2010, _) | (2010.., 3..5) => format!("two thousand {}", cardinal(rest)),
        (_, 1..3) if y < 2000 && rest > 0 => format!("{} hundred and {}", cardinal(century), cardinal(rest)),
        _ if rest == 0 => format!("{} hundred", cardinal(century)),
        _ => format!("{} {}", cardinal(century), tail("oh")),
    }
}

/// Two digits as one number: "forty two", "oh five".
fn pair(a: u8, b: u8, habit: Habit) -> String {
    if a == 0 {
        return format!("{} {}", digit(a, habit), digit(b, habit));
    }
    cardinal(u32::from(a) * 10 + u32::from(b))
}

fn digit(d: u8, habit: Habit) -> &'static str {
    if d == 0 && habit.oh { "oh" } else { ONES[usize::from(d)] }
}

/// Digits in words, by a habit; anything but a digit is left out.
pub fn digits(text: &str, habit: Habit) -> String {
    let all: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).map(|b| b - b'0').collect();
    let mut words: Vec<String> = Vec::with_capacity(all.len());
    let mut rest = &all[..];
    while let Some((&first, after)) = rest.split_first() {
        let run = rest.iter().take_while(|d| **d == first).count();
        let (used, word) = match after {
            [0, 0, 0] if habit.hundreds && first != 0 => (4, format!("{} thousand", digit(first, habit))),
            [0, 0] if habit.hundreds && first != 0 => (3, format!("{} hundred", digit(first, habit))),
            _ if habit.doubles && run == 3 => (3, format!("triple {}", digit(first, habit))),
            _ if habit.doubles && run >= 2 => (2, format!("double {}", digit(first, habit))),
            [second, ..] if habit.pairs && rest.len().is_multiple_of(2) => (2, pair(first, *second, habit)),
            _ => (1, digit(first, habit).to_owned()),
        };
        words.push(word);
        rest = &rest[used..];
    }
    words.join(" ")
}
