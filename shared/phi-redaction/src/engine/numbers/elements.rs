//! One element of a run: a digit, a number word, a letter, a word that stands for its letter.

use super::sounds;
use super::spoken::{decimal, spoken, tail};
use crate::engine::lexicon::{
    ALPHABET, CUE, FIRST, FUNC, MONTH, Num, SOUND, STATE, STATE2, STREET, TITLE, UNIT, WEEKDAY,
};
use crate::engine::text::words::says;
use crate::engine::text::{COMMA, DASH, Doc, Kind, LIKE, PAREN, SPACE};

/// What one element adds to a run; its text stands at the end of the run's.
pub(super) struct Elem {
    pub(super) next: usize,
    pub(super) value: u32,
    pub(super) letter: bool,
    pub(super) big: bool,
}

impl Elem {
    pub(super) fn plain(next: usize, value: u32) -> Elem {
        Elem { next, value, letter: false, big: false }
    }
}

/// The element at `i`, its text appended to `out`; on `None` nothing is.
/// `said` is how many characters the run has before it.
pub(super) fn element(doc: &Doc, i: usize, said: usize, out: &mut String) -> Option<Elem> {
    let t = &doc.toks[i];
    match t.kind {
        Kind::End => None,
        Kind::Digits => Some(digits(doc, i, out)),
        Kind::Mixed => mixed(doc, i, out),
        Kind::Letter => letter(doc, i, said, out),
        // a number word is a group of letters only in capitals
        Kind::Word if matches!(t.num, Num::Digit(_) | Num::Teen(_) | Num::Tens(_)) && !t.caps => {
            spoken(doc, i, said, out)
        }
        Kind::Word if said > 0 && t.pre & !(SPACE | DASH) == 0 && group(doc, i) => {
            out.push_str(doc.w(i));
            Some(Elem { next: i + 1, value: 0, letter: true, big: false })
        }
        Kind::Word => match t.num {
            Num::None if said > 0 && t.flags & FUNC != 0 && t.flags & (ALPHABET | SOUND) == 0 => {
                sounds::between(doc, i, said, out)
            }
            Num::None | Num::Hundred | Num::Thousand | Num::Ordinal(_) if t.flags & (ALPHABET | SOUND) == 0 => None,
            Num::None | Num::Hundred | Num::Thousand | Num::Ordinal(_) => {
                alphabet(doc, i, said, out).or_else(|| sounds::element(doc, i, said, out))
            }
            Num::Mult(times) => multiple(doc, i, times, out).or_else(|| alphabet(doc, i, said, out)),
            Num::Digit(_) | Num::Teen(_) | Num::Tens(_) => spoken(doc, i, said, out),
        },
    }
}

/// Digits as written; "9 hundred" as some recognizers write it.
fn digits(doc: &Doc, i: usize, out: &mut String) -> Elem {
    let value = doc.value(i);
    let hundred = doc.toks[i + 1].num == Num::Hundred && (1..100).contains(&value) && doc.toks[i + 1].pre == SPACE;
    if !hundred {
        out.push_str(doc.w(i));
        return Elem::plain(i + 1, value);
    }
    let (value, next) = tail(doc, value * 100, i + 2);
    decimal(out, value, 1);
    Elem { next, value, letter: false, big: true }
}

/// A group of letters inside a code: "1 EBD 552", "QX-77-B"; in small letters only between digits ("4 xm 6 rc 79").
fn group(doc: &Doc, i: usize) -> bool {
    let (t, next) = (&doc.toks[i], &doc.toks[i + 1]);
    if t.caps && t.pre == DASH {
        return true;
    }
    if !matches!(doc.toks[i - 1].kind, Kind::Digits | Kind::Mixed) || t.pre != SPACE || doc.size(i) > 3 {
        return false;
    }
    let word = doc.w(i);
    let ends = doc.breaks(i + 1) || next.pre & COMMA != 0;
    let goes_on = matches!(next.kind, Kind::Digits | Kind::Mixed) && next.pre & !SPACE == 0;
    let few = |j: usize| doc.toks[j].kind == Kind::Digits && doc.size(j) <= 2;
    let tight = few(i - 1) && few(i + 1);
    if t.caps && doc.cased {
        // "2142 AN.": no article ends a sentence
        let grammar = if ends && word.len() == 2 { 0 } else { FUNC };
        let plain = t.flags & (UNIT | STATE2 | STATE | TITLE | WEEKDAY | MONTH | STREET | grammar) == 0;
        return plain && (goes_on || ends) || tight && goes_on && t.flags & UNIT == 0;
    }
    let unsaid = !word.bytes().any(|b| b"aeiou".contains(&b));
    tight && goes_on && unsaid && t.flags & (UNIT | TITLE | FUNC | STREET) == 0
}

/// Something that reads as digits.
pub(super) fn digitish(doc: &Doc, i: usize) -> bool {
    let t = &doc.toks[i];
    t.kind == Kind::Digits || matches!(t.num, Num::Digit(_) | Num::Teen(_) | Num::Tens(_) | Num::Mult(_))
}

/// A letter or a digit that goes on with a code.
pub(super) fn codeish(doc: &Doc, i: usize) -> bool {
    digitish(doc, i) || doc.lone_letter(i) || doc.has(i, ALPHABET)
}

fn mixed(doc: &Doc, i: usize, out: &mut String) -> Option<Elem> {
    let word = doc.w(i);
    let measure = [
        "mg", "ml", "mcg", "am", "pm", "kg", "lb", "lbs", "cm", "mm", "k", "hr", "hrs", "x", "g", "yo", "oz", "ft",
        "cc", "s", "iu", "mgs", "mls",
    ];
    let unit = word.trim_start_matches(|c: char| c.is_ascii_digit());
    if doc.toks[i].num != Num::None || (unit.len() < word.len() && measure.contains(&unit)) {
        return None;
    }
    out.push_str(word);
    Some(Elem::plain(i + 1, u32::MAX))
}

/// A letter, with "as in …" when it follows. "o" between digits is a zero.
fn letter(doc: &Doc, i: usize, said: usize, out: &mut String) -> Option<Elem> {
    let inside = said > 0;
    let word = doc.w(i);
    let next = doc.next(i);
    let likeness = spelled_as(doc, i, inside);
    if word == "a" && !inside && doc.prev(i).is_some_and(|p| says!(doc, p, "with")) {
        return None;
    }
    if matches!(word, "a" | "i") && likeness.is_none() {
        let n = &doc.toks[next];
        // "i show a oh oh four", "it's a five four two": no article stands before a zero or figures one by one
        let zero = word == "a" && sounds::one_by_one(doc, next);
        let begins = inside || zero || doc.prev(i).is_none_or(|p| doc.has(p, CUE) && digitish(doc, next + 1));
        let number = matches!(n.num, Num::Digit(_) | Num::Mult(_))
            || inside && matches!(n.num, Num::Teen(_) | Num::Tens(_))
            || n.kind == Kind::Digits;
        let joins = n.kind == Kind::Letter || number && begins;
        if !(joins && !(number && says!(doc, next + 1, "c"))
            || inside && (doc.breaks(next) || says!(doc, next, "space" | "dash" | "hyphen"))
            || said >= 3 && closes(doc, word, next)
            || capital(doc, i, next))
        {
            return None;
        }
    }
    if matches!(word, "a" | "p") && says!(doc, next, "m") && inside && !(said >= 6 && codeish(doc, next + 1)) {
        return None;
    }
    let zero =
        word == "o" && (neighbour_digit(doc, next) || i > 0 && doc.prev(i).is_some_and(|p| neighbour_digit(doc, p)));
    out.push_str(if zero { "0" } else { word });
    Some(Elem { next: likeness.unwrap_or(i + 1), value: 0, letter: !zero, big: false })
}

/// "it's A 0629", "A-583": a capital inside a sentence, or glued to digits, is no article.
fn capital(doc: &Doc, i: usize, next: usize) -> bool {
    let t = &doc.toks[next];
    let number = matches!(t.kind, Kind::Digits | Kind::Mixed);
    let inside = doc.cased_at(i) && !doc.breaks(i) && t.pre == SPACE && doc.size(next) >= 3;
    doc.toks[i].cap && says!(doc, i, "a") && number && (inside || t.pre == DASH && doc.cased)
}

/// What "i" does when it is the speaker, in order.
const VERBS: [&str; 56] = [
    "also", "always", "am", "believe", "called", "can", "can't", "could", "did", "didn't", "do", "don't", "feel",
    "gave", "get", "go", "got", "guess", "had", "have", "hear", "heard", "hope", "just", "keep", "know", "live",
    "lost", "may", "mean", "meant", "might", "misread", "need", "never", "read", "really", "repeat", "said", "say",
    "see", "should", "spell", "still", "take", "think", "thought", "told", "use", "used", "want", "was", "will",
    "wonder", "work", "would",
];

/// The last letter of a spelled word ("… s k i if i'm right", "… i t a at least") and not the article or the speaker.
fn closes(doc: &Doc, letter: &str, next: usize) -> bool {
    if letter == "a" {
        return doc.has(next, FUNC) && !says!(doc, next, "little" | "lot" | "few" | "couple" | "different" | "new");
    }
    VERBS.binary_search(&doc.w(next)).is_err()
}

pub(super) fn neighbour_digit(doc: &Doc, i: usize) -> bool {
    let t = &doc.toks[i];
    t.kind == Kind::Digits
        || matches!(t.num, Num::Digit(_) | Num::Teen(_) | Num::Tens(_) | Num::Mult(_)) && !says!(doc, i, "o")
}

/// "k as in kettle", "m for marble", "d like david": the token after the whole, if so said.
fn spelled_as(doc: &Doc, i: usize, inside: bool) -> Option<usize> {
    let initial = doc.w(i).chars().next()?;
    let at = doc.next(i);
    let begins = |j: usize| doc.toks[j].kind == Kind::Word && doc.w(j).starts_with(initial);
    let x_ray = |j: usize| initial == 'x' && says!(doc, j, "ray");
    if x_ray(at) {
        return Some(at + 1);
    }
    if initial == 'x' && (says!(doc, at, "as" | "for" | "in" | "like" | "x") || doc.toks[at].pre & LIKE != 0) {
        let named = (at..at + 4).take_while(|&j| !doc.end(j)).find(|&j| x_ray(j) && says!(doc, j - 1, "x"));
        if let Some(ray) = named {
            return Some(ray + 1);
        }
    }
    if doc.toks[at].kind != Kind::Word {
        return None;
    }
    let word = match at + 1 {
        next if says!(doc, at, "as") && says!(doc, next, "in") => doc.next(next),
        next if says!(doc, at, "as" | "for" | "in") && begins(next) => next,
        _ if (doc.toks[at].pre & LIKE != 0 || doc.has(at, ALPHABET)) && begins(at) && !doc.breaks(at) => at,
        // "g girl seven": any word that begins with the letter just said, in the middle of a code
        _ if inside && begins(at) && !doc.has(at, FUNC | UNIT) && codeish(doc, at + 1) && !doc.breaks(at) => at,
        _ => return None,
    };
    let ok = doc.toks[word].kind == Kind::Word && (begins(word) || says!(doc, at, "as"));
    ok.then_some(word + 1)
}

fn multiple(doc: &Doc, i: usize, times: u8, out: &mut String) -> Option<Elem> {
    let next = doc.next(i);
    let token = &doc.toks[next];
    let (one, is_letter) = match (token.num, token.kind) {
        (Num::Digit(d), _) => (char::from(b'0' + d), says!(doc, next, "o") && !neighbour_digit(doc, next + 1)),
        (_, Kind::Letter) => (doc.w(next).chars().next()?, true),
        (_, Kind::Digits) if doc.size(next) == 1 => (doc.w(next).chars().next()?, false),
        (_, Kind::Word) if doc.has(next, SOUND) => (sounds::digit(doc, next)?, false),
        _ => return None,
    };
    out.extend(std::iter::repeat_n(one, usize::from(times)));
    let after = if is_letter { spelled_as(doc, next, true).unwrap_or(next + 1) } else { next + 1 };
    Some(Elem { next: after, value: 0, letter: is_letter, big: false })
}

/// A word of a spelling alphabet standing for its letter ("seven bravo three", "echo charlie eight seven").
/// What begins with one is a code only if a code is spoken of: see `Run::soft`.
fn alphabet(doc: &Doc, i: usize, said: usize, out: &mut String) -> Option<Elem> {
    if !doc.has(i, ALPHABET) || doc.toks[i].pre & PAREN != 0 {
        return None;
    }
    let next = doc.next(i);
    let joined = |j: usize| !doc.breaks(j) && doc.toks[j].pre & !(SPACE | DASH) == 0;
    let goes_on = codeish(doc, next) && joined(next);
    let name = doc.has(i, FIRST) && !doc.has(next, ALPHABET) && !digitish(doc, next);
    let stands = if said == 0 {
        // "the neighbor's boy", "my cat": no letter
        let thing = || {
            doc.prev(i).is_some_and(|p| {
                says!(doc, p, "the" | "a" | "my" | "your" | "his" | "her" | "our" | "their")
                    || doc.w(p).ends_with("'s") && !doc.has(p, FUNC | CUE)
            })
        };
        let spelled = || doc.toks[next].kind == Kind::Letter && spelled_as(doc, next, true).is_some();
        goes_on && (spelled() || codeish(doc, next + 1) && joined(next + 1)) && !thing()
    } else {
        // the last of the turn, after enough of a code
        let chain = said >= 3 && (doc.has(i - 1, ALPHABET) || doc.toks[i - 1].kind == Kind::Letter);
        let last = chain || doc.end(next) && said >= 2 && !doc.has(i, FIRST);
        goes_on && (!name || doc.toks[next].kind == Kind::Letter) || last
    };
    if !stands {
        return None;
    }
    out.push(doc.w(i).chars().next()?);
    Some(Elem { next: i + 1, value: 0, letter: true, big: false })
}
