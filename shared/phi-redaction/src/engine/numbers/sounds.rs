//! Words that a recognizer writes for the digit or letter that they sound like: "nine ate three", "two for oh",
//! "double won", "k tea". They count only among digits and letters, the common ones only between them.

use super::elements::{Elem, codeish, digitish};
use crate::engine::lexicon::{Num, SOUND};
use crate::engine::text::words::says;
use crate::engine::text::{Doc, Kind};

/// The digit that a word sounds like, when hardly anything else is meant among digits.
pub(super) fn digit(word: &str) -> Option<char> {
    match word {
        "won" => Some('1'),
        "too" => Some('2'),
        "fore" => Some('4'),
        "sicks" => Some('6'),
        "ate" => Some('8'),
        "nein" => Some('9'),
        "owe" => Some('0'),
        _ => None,
    }
}

/// "to" and "for" are words of every sentence.
fn common(word: &str) -> Option<char> {
    match word {
        "to" => Some('2'),
        "for" => Some('4'),
        _ => None,
    }
}

/// The letter that a word sounds like.
fn letter(word: &str) -> Option<char> {
    match word {
        "bee" => Some('b'),
        "see" | "sea" => Some('c'),
        "eye" => Some('i'),
        "jay" => Some('j'),
        "kay" => Some('k'),
        "tea" | "tee" => Some('t'),
        "vee" => Some('v'),
        "zee" | "zed" => Some('z'),
        _ => None,
    }
}

/// One digit: a word, a figure, a word that sounds like it.
fn lone(doc: &Doc, i: usize) -> bool {
    let t = &doc.toks[i];
    let tens = doc.prev(i).is_some_and(|p| matches!(doc.toks[p].num, Num::Tens(_)));
    let hundreds = matches!(doc.toks[i + 1].num, Num::Hundred | Num::Thousand);
    matches!(t.num, Num::Digit(_) | Num::Mult(_)) && !tens && !hundreds
        || t.kind == Kind::Digits && doc.size(i) == 1
        || doc.has(i, SOUND) && digit(doc.w(i)).is_some()
}

pub(super) fn element(doc: &Doc, i: usize, said: usize, out: &mut String) -> Option<Elem> {
    if !doc.has(i, SOUND) {
        return None;
    }
    let word = doc.w(i);
    let next = doc.next(i);
    let goes_on = !doc.breaks(next) && lone(doc, next);
    if let Some(c) = digit(word) {
        let ends = said >= 2 && lone(doc, i - 1);
        let begins = said == 0 && goes_on && (lone(doc, next + 1) || digitish(doc, next + 1));
        let inside = said > 0 && (goes_on || codeish(doc, next) || doc.has(next, SOUND) && said >= 2 || ends);
        return (begins || inside).then(|| put(out, c, i, false));
    }
    if let Some(c) = common(word) {
        let before = said > 0 && lone(doc, i - 1);
        let between = before && goes_on && (said > 2 || lone(doc, next + 1) || doc.end(next + 1) && c == '4');
        let ends = before && doc.end(next) && said >= 5;
        return (between || ends).then(|| put(out, c, i, false));
    }
    let c = letter(word)?;
    let letter_next = doc.toks[next].kind == Kind::Letter && !says!(doc, next, "a" | "i");
    let begins = said == 0 && letter_next && codeish(doc, next + 1);
    let plain = matches!(word, "see" | "sea" | "tea" | "eye");
    let inside = said > 0 && (goes_on || letter_next || doc.end(next) && !plain);
    (begins || inside).then(|| put(out, c, i, true))
}

fn put(out: &mut String, c: char, i: usize, letter: bool) -> Elem {
    out.push(c);
    Elem { next: i + 1, value: u32::from(!letter) * c.to_digit(10).unwrap_or(0), letter, big: false }
}
