//! Words that a recognizer writes for the digit or letter that they sound like: "nine ate three", "two for oh",
//! "double won", "k tea". They count only among digits and letters, the common ones only between them.

use super::elements::{Elem, codeish, digitish};
use crate::engine::lexicon::{Num, SOUND};
use crate::engine::text::words::says;
use crate::engine::text::{Doc, Kind, SPACE};

/// The digit that a word sounds like, when hardly anything else is meant among digits.
pub(super) fn digit(word: &str) -> Option<char> {
    match word {
        "won" => Some('1'),
        "too" => Some('2'),
        "fore" => Some('4'),
        "fife" => Some('5'),
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
    Some(match word {
        "bee" => 'b',
        "see" | "sea" | "cee" => 'c',
        "dee" => 'd',
        "eff" => 'f',
        "gee" => 'g',
        "aitch" | "haitch" => 'h',
        "eye" => 'i',
        "jay" => 'j',
        "kay" => 'k',
        "ell" => 'l',
        "em" => 'm',
        "en" => 'n',
        "pee" => 'p',
        "cue" | "queue" => 'q',
        "ar" => 'r',
        "ess" => 's',
        "tea" | "tee" => 't',
        "vee" => 'v',
        "ex" => 'x',
        "zee" | "zed" => 'z',
        _ => return None,
    })
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
        let letter = said > 0 && doc.lone_letter(i - 1);
        let ends = said >= 2 && lone(doc, i - 1) || letter && doc.end(next);
        let begins = said == 0 && goes_on && (lone(doc, next + 1) || digitish(doc, next + 1));
        let inside = said > 0 && (goes_on || codeish(doc, next) || doc.has(next, SOUND) && said >= 2 || ends);
        return (begins || inside).then(|| put(out, c, i, false));
    }
    if let Some(c) = common(word) {
        return among(doc, i, said).then(|| put(out, c, i, false));
    }
    let c = letter(word)?;
    let letter_next = doc.lone_letter(next);
    let plain = matches!(word, "see" | "sea" | "tea" | "eye" | "bee" | "gee" | "ex" | "cue");
    let named = |j: usize| doc.has(j, SOUND) && letter(doc.w(j)).is_some() && !says!(doc, j, "see" | "ex");
    let code = letter_next || goes_on && (!plain || word == "cue") || named(next) && !plain;
    let begins = said == 0 && code && (codeish(doc, next + 1) || named(next + 1));
    let inside = said > 0
        && (goes_on
            || letter_next
            || named(next)
            || doc.end(next) && (!plain || said >= 4 && matches!(word, "bee" | "gee" | "cue" | "tea")));
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

/// Words of sentences that sound like a figure or a letter, besides `common`.
fn everyday(word: &str) -> Option<char> {
    Some(match word {
        "heaven" => '7',
        "tree" | "free" => '3',
        "be" => 'b',
        "are" => 'r',
        "you" => 'u',
        "why" => 'y',
        "a" | "ay" => 'a',
        "i" | "aye" => 'i',
        "el" => 'l',
        "pea" => 'p',
        _ => return None,
    })
}

/// The sign that a word sounds like, and whether it is hardly a word of the sentence.
pub fn heard(doc: &Doc, i: usize) -> Option<Heard> {
    let found = doc.has(i, SOUND)
        || says!(
            doc,
            i,
            "heaven"
                | "tree"
                | "free"
                | "be"
                | "are"
                | "you"
                | "why"
                | "a"
                | "i"
                | "aye"
                | "ay"
                | "el"
                | "pea"
                | "teen"
        );
    if !found {
        return None;
    }
    let word = doc.w(i);
    let clear = match word {
        "teen" => Some('1'),
        _ => digit(word)
            .or_else(|| letter(word).filter(|_| !says!(doc, i, "see" | "sea" | "bee" | "tea" | "eye" | "gee"))),
    };
    if let Some(sign) = clear {
        return Some(Heard { sign, clear: true });
    }
    let sign = common(word).or_else(|| everyday(word)).or_else(|| letter(word))?;
    Some(Heard { sign, clear: false })
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
