//! Words that a recognizer writes for the digit or letter that they sound like: "nine ate three", "two for oh",
//! "double won", "k tea". They count only among digits and letters, the common ones only between them.

use super::elements::{Elem, codeish, digitish};
use crate::engine::lexicon::{Num, SOUND};
use crate::engine::text::words::{Table, room, says};
use crate::engine::text::{Doc, Kind, SPACE};

/// What a word that sounds like a sign is besides.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// A digit, when hardly anything else is meant among digits.
    Digit,
    /// "to" and "for" are words of every sentence.
    Common,
    /// A letter, or hardly a word.
    Letter,
    /// A letter, or a word of a thing or a verb.
    Thing,
    /// A word of sentences that counts only where a number was heard wrong.
    Everyday,
    /// The "teen" of a number whose first part was lost.
    Teen,
}

const SOUNDS: [(&str, char, Class); 50] = [
    ("won", '1', Class::Digit),
    ("too", '2', Class::Digit),
    ("fore", '4', Class::Digit),
    ("fife", '5', Class::Digit),
    ("sicks", '6', Class::Digit),
    ("ate", '8', Class::Digit),
    ("nein", '9', Class::Digit),
    ("owe", '0', Class::Digit),
    ("to", '2', Class::Common),
    ("for", '4', Class::Common),
    ("cee", 'c', Class::Letter),
    ("dee", 'd', Class::Letter),
    ("eff", 'f', Class::Letter),
    ("aitch", 'h', Class::Letter),
    ("haitch", 'h', Class::Letter),
    ("jay", 'j', Class::Letter),
    ("kay", 'k', Class::Letter),
    ("ell", 'l', Class::Letter),
    ("em", 'm', Class::Letter),
    ("en", 'n', Class::Letter),
    ("pee", 'p', Class::Letter),
    ("cue", 'q', Class::Letter),
    ("queue", 'q', Class::Letter),
    ("ar", 'r', Class::Letter),
    ("ess", 's', Class::Letter),
    ("tee", 't', Class::Letter),
    ("vee", 'v', Class::Letter),
    ("ex", 'x', Class::Letter),
    ("zee", 'z', Class::Letter),
    ("zed", 'z', Class::Letter),
    ("bee", 'b', Class::Thing),
    ("see", 'c', Class::Thing),
    ("sea", 'c', Class::Thing),
    ("gee", 'g', Class::Thing),
    ("eye", 'i', Class::Thing),
    ("tea", 't', Class::Thing),
    ("heaven", '7', Class::Everyday),
    ("tree", '3', Class::Everyday),
    ("free", '3', Class::Everyday),
    ("be", 'b', Class::Everyday),
    ("are", 'r', Class::Everyday),
    ("you", 'u', Class::Everyday),
    ("why", 'y', Class::Everyday),
    ("a", 'a', Class::Everyday),
    ("ay", 'a', Class::Everyday),
    ("i", 'i', Class::Everyday),
    ("aye", 'i', Class::Everyday),
    ("el", 'l', Class::Everyday),
    ("pea", 'p', Class::Everyday),
    ("teen", '1', Class::Teen),
];

const WORDS: [&str; SOUNDS.len()] = {
    let mut words = [""; SOUNDS.len()];
    let mut at = 0;
    while at < words.len() {
        words[at] = SOUNDS[at].0;
        at += 1;
    }
    words
};

const SIGNS: [(char, Class); SOUNDS.len()] = {
    let mut signs = [('0', Class::Digit); SOUNDS.len()];
    let mut at = 0;
    while at < signs.len() {
        signs[at] = (SOUNDS[at].1, SOUNDS[at].2);
        at += 1;
    }
    signs
};

/// The sign that a word sounds like.
#[inline]
fn sound(doc: &Doc, i: usize) -> Option<(char, Class)> {
    static TABLE: Table<(char, Class), { room(&WORDS) }> = Table::new(&WORDS, &SIGNS);
    TABLE.get(doc.hash(i))
}

/// The digit that a word sounds like, when hardly anything else is meant among digits.
pub(super) fn digit(doc: &Doc, i: usize) -> Option<char> {
    if let Some((sign, Class::Digit)) = sound(doc, i) { Some(sign) } else { None }
}

/// The letter that a pronoun or a verb of every sentence sounds like.
fn pronoun(doc: &Doc, i: usize) -> Option<char> {
    if !says!(doc, i, "are" | "you" | "why") {
        return None;
    }
    match doc.b(i) {
        b"are" => Some('r'),
        b"you" => Some('u'),
        _ => Some('y'),
    }
}

/// "k are seven": a pronoun's letter between two others of a code.
pub(super) fn between(doc: &Doc, i: usize, said: usize, out: &mut String) -> Option<Elem> {
    let c = pronoun(doc, i)?;
    let one =
        |j: usize| doc.lone_letter(j) || lone(doc, j) && !doc.has(j, SOUND) && !matches!(doc.toks[j].num, Num::Mult(_));
    let next = doc.next(i);
    let lettered = doc.lone_letter(next) || out.bytes().any(|b| b.is_ascii_alphabetic());
    let inside = lettered && one(i - 1) && !doc.breaks(next) && one(next) && (said >= 2 || codeish(doc, next + 1));
    inside.then(|| put(out, c, i, true))
}

/// One digit: a word, a figure, a word that sounds like it.
fn lone(doc: &Doc, i: usize) -> bool {
    let t = &doc.toks[i];
    let tens = doc.prev(i).is_some_and(|p| matches!(doc.toks[p].num, Num::Tens(_)));
    let hundreds = matches!(doc.toks[i + 1].num, Num::Hundred | Num::Thousand);
    matches!(t.num, Num::Digit(_) | Num::Mult(_)) && !tens && !hundreds
        || t.kind == Kind::Digits && doc.size(i) == 1
        || doc.has(i, SOUND) && digit(doc, i).is_some()
}

pub(super) fn element(doc: &Doc, i: usize, said: usize, out: &mut String) -> Option<Elem> {
    if !doc.has(i, SOUND) {
        return None;
    }
    let (c, class) = sound(doc, i)?;
    let next = doc.next(i);
    if class == Class::Common {
        return among(doc, i, said).then(|| put(out, c, i, false));
    }
    let goes_on = !doc.breaks(next) && lone(doc, next);
    if class == Class::Digit {
        let letter = said > 0 && doc.lone_letter(i - 1);
        let ends = said >= 2 && lone(doc, i - 1) || letter && doc.end(next);
        let begins = said == 0 && goes_on && (lone(doc, next + 1) || digitish(doc, next + 1));
        let inside = said > 0 && (goes_on || codeish(doc, next) || doc.has(next, SOUND) && said >= 2 || ends);
        return (begins || inside).then(|| put(out, c, i, false));
    }
    if !matches!(class, Class::Letter | Class::Thing) {
        return None;
    }
    let letter_next = doc.lone_letter(next);
    let cue = says!(doc, i, "cue");
    let plain = class == Class::Thing || cue || says!(doc, i, "ex");
    let letter = |j: usize| matches!(sound(doc, j), Some((_, Class::Letter | Class::Thing)));
    let named = |j: usize| doc.has(j, SOUND) && letter(j) && !says!(doc, j, "see" | "ex");
    let code = letter_next || goes_on && (!plain || cue) || named(next) && !plain;
    let begins = said == 0 && code && (codeish(doc, next + 1) || named(next + 1));
    let inside = said > 0
        && (goes_on
            || letter_next
            || named(next)
            || doc.end(next) && (!plain || said >= 4 && says!(doc, i, "bee" | "gee" | "cue" | "tea")));
    (begins || inside).then(|| put(out, c, i, true))
}

/// "to" and "for" as digits: between digits or letters said one by one, or the last of the turn after them.
fn among(doc: &Doc, i: usize, said: usize) -> bool {
    let next = doc.next(i);
    let group = said >= 6 && doc.toks[i - 1].kind == Kind::Digits && doc.size(i - 1) == 2 && doc.end(next + 1);
    if said == 0 || !(group || lone(doc, i - 1) || doc.lone_letter(i - 1) && said >= 2) {
        return false;
    }
    let dashed = says!(doc, next, "dash" | "hyphen" | "slash") && digitish(doc, next + 1);
    let goes_on = !doc.breaks(next)
        && (lone(doc, next) || dashed || said >= 4 && digitish(doc, next) || said >= 2 && doc.lone_letter(next));
    goes_on && (said > 2 || lone(doc, next + 1) || doc.lone_letter(next) || doc.end(next + 1) && says!(doc, i, "for"))
        || doc.end(next) && said >= 3
}

fn put(out: &mut String, c: char, i: usize, letter: bool) -> Elem {
    out.push(c);
    Elem { next: i + 1, value: u32::from(!letter) * c.to_digit(10).unwrap_or(0), letter, big: false }
}

/// What a word may stand for in a number or code that was heard wrong.
#[derive(Clone, Copy)]
pub struct Heard {
    /// The figure or letter.
    pub sign: char,
    /// Hardly anything else is meant among signs.
    pub clear: bool,
}

impl Heard {
    /// Is it a figure?
    pub fn digit(self) -> bool {
        self.sign.is_ascii_digit()
    }

    /// Is it a figure from one to nine, as days have?
    pub fn counts(self) -> bool {
        self.digit() && self.sign != '0'
    }
}

/// The sign that a word sounds like, and whether it is hardly a word of the sentence.
pub fn heard(doc: &Doc, i: usize) -> Option<Heard> {
    let (sign, class) = sound(doc, i)?;
    let listed = matches!(class, Class::Everyday | Class::Teen) || doc.has(i, SOUND);
    let clear = matches!(class, Class::Digit | Class::Letter | Class::Teen);
    listed.then_some(Heard { sign, clear })
}

/// Does the word sound like a figure?
pub fn sounds_as_digit(doc: &Doc, i: usize) -> bool {
    heard(doc, i).is_some_and(Heard::digit)
}

/// Figures one by one from here on: "oh oh four", "five four two", "1 6 9".
pub(super) fn one_by_one(doc: &Doc, i: usize) -> bool {
    let zero = says!(doc, i, "oh" | "zero") && digitish(doc, i + 1) && digitish(doc, i + 2);
    let one = |j: usize| {
        doc.toks[j].pre == SPACE
            && (matches!(doc.toks[j].num, Num::Digit(_)) || doc.toks[j].kind == Kind::Digits && doc.size(j) == 1)
    };
    zero || (i..i + 3).all(one)
}
