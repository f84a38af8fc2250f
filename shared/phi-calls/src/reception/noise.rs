//! From grammar text to what a recognizer writes: no capitals, no marks, hesitations, mishearings.
use fastrand::Rng;

use super::scribe::Style;

const PAUSES: [&str; 12] =
    ["uh", "um", "you know", "like", "i mean", "well", "so", "er", "hmm", "ah", "okay so", "let's see"];
/// Words a recognizer takes for one another.
const ALIKE: [(&str, &str); 48] = [
    ("for", "four"),
    ("to", "two"),
    ("there", "their"),
    ("their", "there"),
    ("your", "you're"),
    ("you're", "your"),
    ("here", "hear"),
    ("right", "write"),
    ("know", "no"),
    ("no", "know"),
    ("week", "weak"),
    ("by", "buy"),
    ("our", "are"),
    ("wait", "weight"),
    ("need", "knead"),
    ("one", "won"),
    ("see", "sea"),
    ("would", "wood"),
    ("meet", "meat"),
    ("pain", "pane"),
    ("fill", "phil"),
    ("mail", "male"),
    ("date", "day"),
    ("it's", "its"),
    ("i'll", "aisle"),
    ("i", "eye"),
    ("can", "can't"),
    ("and", "in"),
    ("in", "and"),
    ("calling", "call in"),
    ("appointment", "a point meant"),
    ("insurance", "assurance"),
    ("patient", "patience"),
    ("prescription", "description"),
    ("birth", "berth"),
    ("last", "lass"),
    ("name", "aim"),
    ("number", "numbers"),
    ("refill", "re fill"),
    ("ate", "eight"),
    ("too", "to"),
    ("so", "sew"),
    ("hi", "high"),
    ("be", "bee"),
    ("sure", "shore"),
    ("let", "led"),
    ("doctor", "dr"),
    ("okay", "o k"),
];
const SMALL: [&str; 16] =
    ["a", "the", "is", "to", "of", "my", "it's", "on", "for", "and", "i", "in", "at", "can", "you", "that"];

/// The words of grammar text as a recognizer writes them; spaces at either end stay.
pub fn spoken(text: &str, style: Style, rng: &mut Rng) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let clean = plain(text, style.bare);
    if clean.is_empty() {
        return out;
    }
    for (i, word) in clean.split(' ').enumerate() {
        if word.is_empty() {
            if i == 0 || !out.ends_with(' ') {
                out.push(' ');
            }
            continue;
        }
        let dropped = style.noisy && rng.u8(..100) < 6 && SMALL.contains(&word);
        if dropped {
            continue;
        }
        if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
        if rng.u32(..1000) < style.hesitation {
            match rng.u8(..6) {
                0 => out.push_str(word),
                1 if word.len() > 3 && word.is_ascii() => out.push_str(&word[..2]),
                _ => out.push_str(PAUSES[rng.usize(..PAUSES.len())]),
            }
            out.push(' ');
        }
        let heard = ALIKE.iter().find(|a| style.noisy && a.0 == word).filter(|_| rng.u8(..100) < 9);
        out.push_str(heard.map_or(word, |a| a.1));
    }
    if !clean.ends_with(' ') {
        out.truncate(out.trim_end().len());
    }
    out
}

/// Lower case, without marks; hyphens become spaces, and so do the gaps between the letters of an acronym.
fn plain(text: &str, bare: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.chars() {
        if !bare && c.is_ascii_uppercase() && before.is_ascii_uppercase() {
            out.push(' ');
        }
        before = c;
        match c {
            ',' | '.' | '?' | '!' | ';' | ':' | '"' => {}
            '\'' if bare => {}
            '-' | ' ' if out.ends_with(' ') => {}
            '-' => out.push(' '),
            other => out.extend(other.to_lowercase()),
        }
    }
    out
}
