//! Letters: names spelled out, alphabets good and bad, codes of letters and digits.
use fastrand::Rng;

use super::lists::{capital, chance, pick};
use super::numbers;
use crate::call::Form;

/// The alphabet of the ICAO (Annex 10, volume II, 5.2.1.3).
const NATO: [&str; 26] = [
    "alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet", "kilo", "lima",
    "mike", "november", "oscar", "papa", "quebec", "romeo", "sierra", "tango", "uniform", "victor", "whiskey", "x ray",
    "yankee", "zulu",
];
/// What people reach for who know no alphabet.
const HOMEMADE: [&str; 26] = [
    "apple", "boy", "cat", "dog", "elephant", "fox", "girl", "house", "ice", "jelly", "king", "lion", "mary", "nancy",
    "orange", "peter", "queen", "robert", "sam", "tom", "umbrella", "violin", "water", "x ray", "yellow", "zebra",
];

/// How one spelling is done throughout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    Bare,
    Doubled,
    Alphabet,
    AsIn,
    Explained,
}

/// The word letter by letter, fillers braced.
pub(super) fn spell(rng: &mut Rng, word: &str, form: Form) -> String {
    let manner = pick(
        rng,
        &[Manner::Bare, Manner::Bare, Manner::Bare, Manner::Doubled, Manner::AsIn, Manner::Explained, Manner::Alphabet],
    );
    let letters: Vec<char> = word.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect();
    if form == Form::Written && matches!(manner, Manner::Bare | Manner::Doubled) {
        let separator = pick(rng, &["-", "-", " ", ". ", ", ", "-"]);
        return letters.iter().map(|c| c.to_ascii_uppercase().to_string()).collect::<Vec<_>>().join(separator);
    }
    let mut said = Vec::new();
    let mut at = 0;
    let explained = rng.usize(..letters.len().max(1));
    while let Some(&c) = letters.get(at) {
        let twice = manner == Manner::Doubled && letters.get(at + 1) == Some(&c);
        said.push(match manner {
            Manner::Doubled if twice => format!("double {c}"),
            Manner::Alphabet => code_word(rng, c).to_owned(),
            Manner::AsIn if chance(rng, 45) => as_in(rng, c),
            Manner::Explained if at == explained => as_in(rng, c),
            Manner::Bare | Manner::Doubled | Manner::AsIn | Manner::Explained => letter(c, form),
        });
        at += 1 + usize::from(twice);
    }
    said.join(if form == Form::Written { ", " } else { " " })
}

fn letter(c: char, form: Form) -> String {
    if form == Form::Written { c.to_ascii_uppercase().to_string() } else { c.to_string() }
}

fn code_word(rng: &mut Rng, c: char) -> &'static str {
    let at = (c.to_ascii_lowercase() as usize).saturating_sub('a' as usize).min(25);
    if chance(rng, 60) { NATO[at] } else { HOMEMADE[at] }
}

fn as_in(rng: &mut Rng, c: char) -> String {
    let word = code_word(rng, c);
    match rng.u8(..10) {
        0..5 => format!("{c} {{as in}} {word}"),
        5..7 => format!("{c} {{for}} {word}"),
        7..8 => format!("{c} {{like}} {word}"),
        _ => format!("{c} {word}"),
    }
}

/// A code cut into groups that are said or written one by one: BK-4471 as "b k" and "four four seven one".
pub(super) fn code(rng: &mut Rng, code: &str, form: Form) -> Vec<String> {
    let mut runs: Vec<String> = Vec::new();
    for c in code.chars() {
        let same = |run: &String| run.ends_with(|l: char| l.is_ascii_digit()) == c.is_ascii_digit() && run.len() < 4;
        match runs.last_mut().filter(|run| same(run)) {
            Some(run) if c != '-' => run.push(c),
            _ if c != '-' => runs.push(c.to_string()),
            _ => {}
        }
    }
    if form == Form::Written {
        return match rng.u8(..10) {
            0..6 => vec![code.to_owned()],
            6..9 => runs,
            _ => code.replace('-', "").chars().map(|c| c.to_string()).collect(),
        };
    }
    let as_words = chance(rng, 30);
    runs.iter()
        .map(|run| {
            if run.ends_with(|c: char| c.is_ascii_digit()) {
                return numbers::chunk(rng, run);
            }
            run.chars().map(|c| code_letter(rng, c, as_words)).collect::<Vec<_>>().join(" ")
        })
        .collect()
}

fn code_letter(rng: &mut Rng, c: char, as_words: bool) -> String {
    let c = c.to_ascii_lowercase();
    match as_words {
        true if chance(rng, 50) => as_in(rng, c),
        true => code_word(rng, c).to_owned(),
        false => c.to_string(),
    }
}

/// A code by its pattern: `A` a letter, `9` a digit, `8` a digit that is not zero, `n` a nine, anything else itself.
pub(super) fn mint(rng: &mut Rng, pattern: &str) -> String {
    let draw = |c: char, rng: &mut Rng| match c {
        'A' => pick(
            rng,
            &['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'L', 'M', 'N', 'P', 'R', 'T', 'W', 'X', 'Y', 'Z'],
        ),
        '9' => char::from(b'0' + rng.u8(..10)),
        '8' => char::from(b'1' + rng.u8(..9)),
        'n' => '9',
        other => other,
    };
    pattern.chars().map(|c| draw(c, rng)).collect()
}

/// A code by one of the patterns.
pub(super) fn mint_any(rng: &mut Rng, patterns: &[&str]) -> String {
    let pattern = pick(rng, patterns);
    mint(rng, pattern)
}

/// "KOWAL" or "Kowal" back to lower case words, for handles.
pub(super) fn handle(name: &str) -> String {
    capital(name).chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
}
