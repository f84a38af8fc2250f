//! What stands between the groups of a number: pauses, corrections, "dash", "and then"; and what ends it.

use crate::engine::lexicon::{ALPHABET, CORR, Num, SOUND};
use crate::engine::text::words::roles::{Roles, Set, room};
use crate::engine::text::words::says;
use crate::engine::text::{Doc, Kind};

/// The first words of a self-correction.
const CORRECTION: u32 = 1;
/// The first words of a pause.
const PAUSE: u32 = 1 << 1;
/// What joins two groups, or says how the next letter is written.
const JOINT: u32 = 1 << 2;
/// Words that sound like a letter between others (`sounds::between`).
const PRONOUN: u32 = 1 << 3;

#[rustfmt::skip]
const SETS: &[Set] = &[
    (CORRECTION, &["i", "scratch", "strike", "make", "let", "start", "or", "excuse", "hold", "my", "oh", "no", "sorry", "wait",
        "correction", "actually", "rather", "nope", "oops", "pardon", "that's", "thats", "it's"]),
    (PAUSE, &["let's", "lets", "let", "hang", "hold", "one", "just"]),
    (JOINT, &["dash", "hyphen", "space", "dot", "point", "period", "slash", "then", "and", "capital", "uppercase", "lowercase"]),
    (PRONOUN, &["are", "you", "why"]),
];

/// Which of these a word is.
fn role(doc: &Doc, i: usize) -> u32 {
    static ROLES: Roles<{ room(SETS) }> = Roles::new(SETS);
    ROLES.of(doc.hash(i))
}

/// Skips a self-correction ("no sorry", "i mean", "scratch that") at `i`; returns `i` when there is none.
#[inline]
pub fn skip_correction(doc: &Doc, i: usize) -> usize {
    if role(doc, i) & CORRECTION == 0 { i } else { corrections(doc, i) }
}

fn corrections(doc: &Doc, i: usize) -> usize {
    let mut at = i;
    for _ in 0..4 {
        if role(doc, at) & CORRECTION == 0 {
            return at;
        }
        let word = doc.w(at);
        let two = doc.w(doc.next(at));
        at = match word {
            "i" if two == "mean" => at + 2,
            "scratch" | "strike" | "make" if matches!(two, "that" | "it") => at + 2,
            "let" if two == "me" && says!(doc, at + 2, "see" | "check" | "look" | "think") => at + 3,
            "let" if two == "me" && says!(doc, at + 2, "start" | "try") => at + 4,
            "start" if two == "over" => at + 2,
            "or" if matches!(two, "rather" | "no" | "wait" | "actually" | "sorry") => at + 2,
            "excuse" if two == "me" => at + 2,
            "hold" if two == "on" => at + 2,
            "my" if two == "bad" || two == "mistake" => at + 2,
            "oh" if doc.has(doc.next(at), CORR) => at + 1,
            "no" | "sorry" | "wait" | "correction" | "actually" | "rather" | "nope" | "oops" | "pardon" => at + 1,
            "that's" | "thats" | "it's" if at > i => at + 1,
            _ => return at,
        };
        if doc.end(at) {
            return i;
        }
    }
    at
}

/// Skips a pause in the middle of a number while the speaker looks or turns the page ("let's see", "hang on",
/// "one moment"); what follows continues the number. Returns `i` when there is none.
pub(super) fn skip_pause(doc: &Doc, i: usize) -> usize {
    if role(doc, i) & PAUSE == 0 {
        return i;
    }
    let two = doc.w(doc.next(i));
    match doc.w(i) {
        "let's" | "lets" if two == "see" => i + 2,
        "let" if two == "me" && says!(doc, i + 2, "see" | "check" | "look" | "think" | "find") => i + 3,
        "hang" | "hold" if two == "on" => i + 2,
        "one" | "just" if matches!(two, "sec" | "second" | "moment" | "minute") => i + 2,
        _ => i,
    }
}

/// Is it a word that neither stands for a sign nor leads to one, as most words are that end a run? Letters before figures may lead
/// to one.
pub(super) fn ends_run(doc: &Doc, at: usize) -> bool {
    let t = &doc.toks[at];
    t.kind == Kind::Word
        && t.num == Num::None
        && t.flags & (ALPHABET | SOUND) == 0
        && !t.caps
        && doc.toks[at + 1].kind != Kind::Digits
        && role(doc, at) == 0
}

/// A figure or letter that leads to no other: no word of a pause, a correction or between two groups.
pub(super) fn sign(doc: &Doc, at: usize) -> bool {
    let t = &doc.toks[at];
    match t.kind {
        Kind::Digits | Kind::Mixed => true,
        Kind::Letter => !says!(doc, at, "i"),
        Kind::Word => matches!(t.num, Num::Digit(1..) | Num::Teen(_) | Num::Tens(_)) && !says!(doc, at, "one"),
        Kind::End => false,
    }
}

/// How many words join two groups: "dash", "and then".
pub(super) fn joint(doc: &Doc, at: usize) -> usize {
    if says!(doc, at, "dash" | "hyphen" | "space" | "dot" | "point" | "period" | "slash" | "then" | "that's" | "thats")
    {
        return 1;
    }
    if says!(doc, at, "and") && says!(doc, at + 1, "then") {
        return 2;
    }
    // "d i capital b e": how the next letter is written
    let cased = doc.toks[at + 1].kind == Kind::Letter && says!(doc, at, "capital" | "uppercase" | "lowercase");
    usize::from(cased)
}
