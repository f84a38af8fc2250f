//! Words as a recognizer writes them.
use fastrand::Rng;

use super::Manner;
use super::heard::misheard;
use crate::reception::numbers::{ONES, ORDINALS, TENS};

/// A piece of a turn as words. Only what is in a value is misheard: elsewhere it would teach nothing.
pub(super) fn told(text: &str, manner: Manner, rate: Option<u8>, random: &mut Rng) -> Vec<String> {
    let mut out = Vec::new();
    for word in text.split_whitespace() {
        plain(word, manner, random, &mut out);
    }
    if manner == Manner::Garbled {
        out = out.into_iter().flat_map(|word| garbled(word, rate, random)).collect();
    }
    out
}

/// One written word: its runs of letters and of digits, and the marks that are said in addresses.
fn plain(word: &str, manner: Manner, random: &mut Rng, out: &mut Vec<String>) {
    let address = word.contains('@') || word.contains("www.") || word.contains("://") || word.contains(".com");
    let keep = manner == Manner::Bare || manner == Manner::Garbled && random.bool();
    let mut run = String::new();
    let chars: Vec<char> = word.chars().collect();
    for (at, &c) in chars.iter().enumerate() {
        let after = chars.get(at + 1).is_some_and(|c| c.is_alphanumeric());
        let letter = chars.get(at + 1).is_some_and(|c| c.is_alphabetic());
        let same = run.chars().last().is_none_or(|last| last.is_numeric() == c.is_numeric() || c == '\'');
        if c.is_alphanumeric() && same || matches!(c, '\'' | '\u{2019}') && letter {
            run.extend(if c == '\u{2019}' { '\'' } else { c }.to_lowercase());
            continue;
        }
        if c.is_alphabetic() && run.ends_with(|last: char| last.is_numeric()) && ordinal(&chars[at..]) {
            run.extend(c.to_lowercase());
            continue;
        }
        if c.is_alphabetic() && ordinal_run(&run) {
            run.extend(c.to_lowercase());
            continue;
        }
        flush(&mut run, keep, random, out);
        if c.is_alphanumeric() {
            run.extend(c.to_lowercase());
        } else if let Some(said) = mark(c, address && after).filter(|_| !keep || address) {
            out.push(said.to_owned());
        }
    }
    flush(&mut run, keep, random, out);
}

/// "th", "st", "nd", "rd" and then nothing.
fn ordinal(rest: &[char]) -> bool {
    let ending: String = rest.iter().take_while(|c| c.is_alphabetic()).flat_map(|c| c.to_lowercase()).collect();
    matches!(ending.as_str(), "th" | "st" | "nd" | "rd")
}

fn ordinal_run(run: &str) -> bool {
    run.starts_with(|c: char| c.is_numeric()) && run.ends_with(['t', 's', 'n', 'r'])
}

fn mark(c: char, address: bool) -> Option<&'static str> {
    match c {
        '@' => Some("at"),
        '.' if address => Some("dot"),
        '_' => Some("underscore"),
        '-' if address => Some("dash"),
        '/' if address => Some("slash"),
        '$' => Some("dollars"),
        '%' => Some("percent"),
        _ => None,
    }
}

fn flush(run: &mut String, keep: bool, random: &mut Rng, out: &mut Vec<String>) {
    let word = std::mem::take(run);
    if word.is_empty() {
        return;
    }
    let digits = word.chars().take_while(char::is_ascii_digit).count();
    if keep || digits == 0 {
        out.push(word);
    } else if digits < word.len() {
        let number: usize = word[..digits].parse().unwrap_or(0);
        ordinal_words(number, out);
    } else {
        number_words(&word, random, out);
    }
}

fn ordinal_words(number: usize, out: &mut Vec<String>) {
    match number {
        0..20 => out.push(ORDINALS[number].to_owned()),
        20 | 30 => out.push(if number == 20 { "twentieth" } else { "thirtieth" }.to_owned()),
        21..100 => out.extend([TENS[number / 10].to_owned(), ORDINALS[number % 10].to_owned()]),
        _ => out.push(number.to_string()),
    }
}

/// Figures as they are read: short ones as numbers, years in pairs, long ones singly or in pairs.
fn number_words(figures: &str, random: &mut Rng, out: &mut Vec<String>) {
    let pairs = figures.len() <= 2
        || figures.len() == 4 && random.u8(..3) > 0
        || figures.len().is_multiple_of(2) && random.u8(..4) == 0;
    let zero = if random.bool() { "oh" } else { "zero" };
    let mut rest = figures;
    while !rest.is_empty() {
        let size = if pairs { rest.len().min(2) } else { 1 };
        let (now, after) = rest.split_at(size);
        rest = after;
        let (tens, one) = now.split_at(size - 1);
        let figure = |text: &str| usize::from(text.bytes().next().unwrap_or(b'0') - b'0');
        match (tens.is_empty(), figure(tens), figure(one)) {
            (true, _, 0) => out.push(zero.to_owned()),
            (true, _, one) => out.push(ONES[one].to_owned()),
            (_, 0, 0) => out.extend([zero.to_owned(), zero.to_owned()]),
            (_, 0, one) => out.extend([zero.to_owned(), ONES[one].to_owned()]),
            (_, 1, one) => out.push(ONES[10 + one].to_owned()),
            (_, tens, 0) => out.push(TENS[tens].to_owned()),
            (_, tens, one) => out.extend([TENS[tens].to_owned(), ONES[one].to_owned()]),
        }
    }
}

/// A word as it may be misheard: none, itself, itself with a hesitation, twice, or what it sounds like.
fn garbled(word: String, rate: Option<u8>, random: &mut Rng) -> Vec<String> {
    let figure = ONES[..10].iter().position(|digit| *digit == word);
    if let Some(figure) = figure.filter(|_| random.u8(..3) == 0) {
        return vec![figure.to_string()];
    }
    match (random.u8(..100), rate) {
        (0, _) => vec![word.clone(), word],
        (1, _) => vec!["uh".to_owned(), word],
        (2, None) => Vec::new(),
        (_, Some(rate)) => misheard(&word, rate, random),
        (_, None) => vec![word],
    }
}
