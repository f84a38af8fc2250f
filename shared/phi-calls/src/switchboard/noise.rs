//! What a recognizer does to words: sound-alikes, split names, digits among words, stammers, lost capitals.
use fastrand::Rng;

use super::line::{Line, Mark, Piece};
use super::lists::{chance, pick};
use crate::call::{Form, Kind};

/// Words and what is heard for them.
const HEARD: [(&str, &[&str]); 30] = [
    ("four", &["for", "fore"]),
    ("two", &["to", "too"]),
    ("eight", &["ate"]),
    ("one", &["won"]),
    ("oh", &["o", "owe"]),
    ("six", &["sicks"]),
    ("ten", &["tin"]),
    ("nine", &["nein", "nine"]),
    ("dot", &["dat", "dot"]),
    ("at", &["add", "at"]),
    ("b", &["be", "bee"]),
    ("c", &["see", "sea"]),
    ("i", &["eye"]),
    ("j", &["jay"]),
    ("k", &["kay"]),
    ("l", &["el"]),
    ("m", &["em"]),
    ("n", &["en", "and"]),
    ("o", &["oh"]),
    ("p", &["pee"]),
    ("q", &["cue"]),
    ("r", &["are"]),
    ("t", &["tea"]),
    ("u", &["you"]),
    ("x", &["ex"]),
    ("y", &["why"]),
    ("third", &["thirds"]),
    ("fifth", &["fifths"]),
    ("right", &["write"]),
    ("there", &["their"]),
];
const DIGITS: [&str; 10] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

/// Spoils the call's lines.
pub(super) fn spoil(rng: &mut Rng, lines: &mut [Line], form: Form) {
    let flat = form == Form::Written && chance(rng, 50);
    for piece in lines.iter_mut().flat_map(|line| &mut line.pieces) {
        match form {
            Form::Spoken => spoken(rng, piece),
            Form::Written if flat => piece.text = flattened(piece),
            Form::Written => written(rng, piece),
        }
    }
}

fn spoken(rng: &mut Rng, piece: &mut Piece) {
    let (mut words, mut braced) = (Vec::new(), false);
    let phi = matches!(piece.mark, Mark::Phi(..));
    let spelled = piece.text.split(' ').filter(|w| w.len() == 1).count() > 2;
    for word in piece.text.split(' ') {
        braced |= word.starts_with('{');
        let heard = if braced { word.to_owned() } else { hear(rng, word, phi, spelled) };
        if !phi && chance(rng, 1) {
            words.push(heard.clone());
        }
        words.push(heard);
        braced &= !word.ends_with('}');
    }
    piece.text = words.join(" ");
    if matches!(piece.mark, Mark::Phi(Kind::Name, _)) && !spelled && chance(rng, 25) {
        piece.text = split(rng, &piece.text);
    }
}

fn hear(rng: &mut Rng, word: &str, phi: bool, spelled: bool) -> String {
    let number = DIGITS.iter().position(|d| *d == word);
    if let Some(number) = number.filter(|_| phi && chance(rng, 22)) {
        return number.to_string();
    }
    // a lone letter outside a spelling is a word already
    let may = word.len() > 1 && (phi || word == "right" || word == "there") || spelled && phi;
    match HEARD.iter().find(|(said, _)| *said == word).filter(|_| may && chance(rng, 18)) {
        Some((_, heard)) => pick(rng, heard).to_owned(),
        None => word.to_owned(),
    }
}

/// A long name as two words: "kowal czyk".
fn split(rng: &mut Rng, name: &str) -> String {
    let cut = |word: &str, rng: &mut Rng| match word.len() {
        7.. if word.is_ascii() => {
            let at = rng.usize(3..word.len() - 2);
            format!("{} {}", &word[..at], &word[at..])
        }
        _ => word.to_owned(),
    };
    name.split(' ').map(|word| cut(word, rng)).collect::<Vec<_>>().join(" ")
}

/// All capitals and most punctuation lost.
fn flattened(piece: &Piece) -> String {
    let lower = piece.text.to_lowercase();
    match piece.mark {
        Mark::Plain => lower.chars().filter(|c| !matches!(c, ',' | '.' | '?')).collect::<String>().trim().to_owned(),
        Mark::Phi(..) | Mark::Optional(..) | Mark::Negative(_) => lower,
    }
}

/// A capital or a comma lost here and there.
fn written(rng: &mut Rng, piece: &mut Piece) {
    match piece.mark {
        Mark::Phi(Kind::Name | Kind::Address | Kind::Org, _) if chance(rng, 30) => {
            piece.text = piece.text.to_lowercase();
        }
        Mark::Plain if chance(rng, 30) => piece.text = piece.text.replace(',', ""),
        Mark::Phi(Kind::Name, _) if chance(rng, 10) => piece.text = split(rng, &piece.text),
        Mark::Plain | Mark::Phi(..) | Mark::Optional(..) | Mark::Negative(_) => {}
    }
}
