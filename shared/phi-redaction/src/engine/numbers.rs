//! Numbers and codes as people say them: one scanner for "five five five oh one, no sorry, oh two",
//! "twenty six hundred", "double three", "w as in whiskey", and for the same things in digits.

use super::lexicon::{ALPHABET, CORR, FIRST, Num};
use super::text::{
    AT, COLON, COMMA, DASH, DOT, Doc, HASH, Kind, LIKE, MONEY, OTHER, PERCENT, PLUS, SLASH, SPACE, UNDER,
};

/// A stretch of tokens that reads as one number or code. No `Debug`: `text` may be PHI.
#[derive(Clone, Default)]
pub struct Run {
    /// First token.
    pub first: usize,
    /// Last token.
    pub last: usize,
    /// What was said, as letters and digits; a correction has replaced what it corrects where lengths tell.
    pub text: String,
    /// Digits counted before corrections.
    pub digits: usize,
    /// Letters counted before corrections.
    pub letters: usize,
    /// Spoken or written dots between groups.
    pub dots: usize,
    /// Spoken or written slashes.
    pub slashes: usize,
    /// Hyphens between groups.
    pub dashes: usize,
    /// Elements.
    pub parts: Vec<Part>,
    /// "hundred" or "thousand" was said, so it may be a quantity.
    pub big: bool,
    /// A self-correction stands inside.
    pub corrected: bool,
}

/// One element of a run: its value as text length and where it starts in `text` before corrections.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// First token of the element.
    pub at: usize,
    /// Numeric value when the element is a number below a million.
    pub value: u32,
    /// Characters it adds.
    pub len: usize,
    /// It is a letter.
    pub letter: bool,
}

struct Elem {
    next: usize,
    text: String,
    value: u32,
    letter: bool,
    big: bool,
}

/// Skips a self-correction ("no sorry", "i mean", "scratch that") at `i`; returns `i` when there is none.
pub fn skip_correction(doc: &Doc, i: usize) -> usize {
    let mut at = i;
    for _ in 0..4 {
        let word = doc.w(at);
        let two = doc.w(doc.next(at));
        at = match word {
            "i" if two == "mean" => at + 2,
            "scratch" | "strike" | "make" if matches!(two, "that" | "it") => at + 2,
            "let" if two == "me" && matches!(doc.w(at + 2), "see" | "check" | "look" | "think") => at + 3,
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

/// The longest run at `i`, if the token there begins one.
pub fn run_at(doc: &Doc, i: usize) -> Option<Run> {
    let head = element(doc, i, false)?;
    let mut run = Run { first: i, last: head.next - 1, ..Run::default() };
    let mut fixed = None;
    absorb(&mut run, i, &head);
    let mut at = head.next;
    while !doc.end(at) {
        let Some((next, elem, corrected)) = continuation(doc, &mut run, at) else { break };
        if corrected {
            fixed = Some(run.text.len());
            run.corrected = true;
        }
        absorb(&mut run, next, &elem);
        run.last = elem.next - 1;
        at = elem.next;
    }
    if let Some(cut) = fixed {
        apply_correction(&mut run, cut);
    }
    Some(run)
}

fn absorb(run: &mut Run, at: usize, elem: &Elem) {
    let letters = elem.text.chars().filter(|c| c.is_alphabetic()).count();
    run.letters += letters;
    run.digits += elem.text.chars().count() - letters;
    run.big |= elem.big;
    run.parts.push(Part { at, value: elem.value, len: elem.text.len(), letter: elem.letter });
    run.text.push_str(&elem.text);
}

/// What follows a correction replaces the end of what was said before it: all of the same length if the number was
/// complete, else so much that a telephone number comes out whole, else its own length.
fn apply_correction(run: &mut Run, cut: usize) {
    let after = run.text.len() - cut;
    let least = cut.saturating_sub(after);
    let complete = matches!(cut, 4 | 7 | 9 | 10 | 11 | 16) && after <= cut;
    let whole = [10_usize, 7].into_iter().filter_map(|t| t.checked_sub(after)).find(|keep| (least..cut).contains(keep));
    let keep = if complete { least } else { whole.unwrap_or(least) };
    if run.text.is_char_boundary(keep) {
        run.text.replace_range(keep..cut, "");
    }
}

fn continuation(doc: &Doc, run: &mut Run, at: usize) -> Option<(usize, Elem, bool)> {
    let pre = doc.toks[at].pre;
    if doc.breaks(at) || pre & (MONEY | PERCENT | COLON | AT | UNDER | HASH | PLUS | OTHER) != 0 {
        return None;
    }
    let lettered = run.parts.last().is_some_and(|p| p.letter);
    let skip = skip_correction(doc, at);
    if skip > at {
        return element(doc, skip, true).map(|e| (skip, e, true));
    }
    let word = doc.w(at);
    let joined = match word {
        "dash" | "hyphen" | "space" | "dot" | "point" | "period" | "slash" | "then" | "that's" | "thats" => at + 1,
        "and" if doc.w(at + 1) == "then" => at + 2,
        _ => at,
    };
    let elem = element(doc, joined, true)?;
    if pre & COMMA != 0
        && !(lettered || elem.letter || elem.text.len() == 1 || run.parts.last().is_some_and(|p| p.len == 1))
    {
        return None;
    }
    run.dots += usize::from(matches!(word, "dot" | "point" | "period") || pre & DOT != 0 && pre & SPACE == 0);
    run.slashes += usize::from(word == "slash" || pre & SLASH != 0);
    run.dashes += usize::from(matches!(word, "dash" | "hyphen") || pre & DASH != 0);
    Some((joined, elem, false))
}

fn element(doc: &Doc, i: usize, inside: bool) -> Option<Elem> {
    match doc.toks[i].kind {
        Kind::End => None,
        Kind::Digits => {
            let text = doc.w(i).to_owned();
            Some(Elem { next: i + 1, value: doc.value(i), text, letter: false, big: false })
        }
        Kind::Mixed => mixed(doc, i),
        Kind::Letter => letter(doc, i, inside),
        Kind::Word if inside && doc.toks[i].caps && doc.toks[i].pre == DASH => {
            Some(Elem { next: i + 1, text: doc.w(i).to_owned(), value: 0, letter: false, big: false })
        }
        Kind::Word => multiple(doc, i).or_else(|| spoken(doc, i, inside)).or_else(|| alphabet(doc, i, inside)),
    }
}

fn mixed(doc: &Doc, i: usize) -> Option<Elem> {
    let word = doc.w(i);
    let measure = [
        "mg", "ml", "mcg", "am", "pm", "kg", "lb", "lbs", "cm", "mm", "k", "hr", "hrs", "x", "g", "yo", "oz", "ft",
        "cc", "s", "iu",
    ];
    let unit = word.trim_start_matches(|c: char| c.is_ascii_digit());
    if doc.toks[i].num != Num::None || (unit.len() < word.len() && measure.contains(&unit)) {
        return None;
    }
    Some(Elem { next: i + 1, text: word.to_owned(), value: u32::MAX, letter: false, big: false })
}

/// A letter, with "as in …" when it follows. "o" between digits is a zero.
fn letter(doc: &Doc, i: usize, inside: bool) -> Option<Elem> {
    let word = doc.w(i);
    let next = doc.next(i);
    let likeness = spelled_as(doc, i);
    if matches!(word, "a" | "i") && likeness.is_none() {
        let n = &doc.toks[next];
        let begins = inside || doc.prev(i).is_none();
        let number = matches!(n.num, Num::Digit(_) | Num::Mult(_))
            || inside && matches!(n.num, Num::Teen(_) | Num::Tens(_))
            || n.kind == Kind::Digits;
        let joins = n.kind == Kind::Letter || number && begins;
        if !(joins && doc.w(next + 1) != "c"
            || inside && (doc.breaks(next) || matches!(doc.w(next), "space" | "dash" | "hyphen")))
        {
            return None;
        }
    }
    if matches!(word, "a" | "p") && doc.w(next) == "m" && inside {
        return None;
    }
    let zero =
        word == "o" && (neighbour_digit(doc, next) || i > 0 && doc.prev(i).is_some_and(|p| neighbour_digit(doc, p)));
    let text = if zero { "0".to_owned() } else { word.to_owned() };
    Some(Elem { next: likeness.unwrap_or(i + 1), text, value: 0, letter: !zero, big: false })
}

fn neighbour_digit(doc: &Doc, i: usize) -> bool {
    let t = &doc.toks[i];
    t.kind == Kind::Digits
        || matches!(t.num, Num::Digit(_) | Num::Teen(_) | Num::Tens(_) | Num::Mult(_)) && doc.w(i) != "o"
}

/// "w as in whiskey", "b for bravo", "d like david": the token after the whole, if so said.
fn spelled_as(doc: &Doc, i: usize) -> Option<usize> {
    let initial = doc.w(i).chars().next()?;
    let at = doc.next(i);
    let begins = |j: usize| doc.toks[j].kind == Kind::Word && doc.w(j).starts_with(initial);
    let word = match (doc.w(at), doc.w(doc.next(at))) {
        ("as", "in") => doc.next(doc.next(at)),
        ("as" | "for" | "in", _) if begins(doc.next(at)) => doc.next(at),
        _ if (doc.toks[at].pre & LIKE != 0 || doc.has(at, ALPHABET)) && begins(at) && !doc.breaks(at) => at,
        _ => return None,
    };
    let ok = doc.toks[word].kind == Kind::Word && (begins(word) || doc.w(at) == "as");
    ok.then_some(word + 1)
}

fn multiple(doc: &Doc, i: usize) -> Option<Elem> {
    let Num::Mult(times) = doc.toks[i].num else { return None };
    let next = doc.next(i);
    let token = &doc.toks[next];
    let (one, is_letter) = match (token.num, token.kind) {
        (Num::Digit(d), _) => (char::from(b'0' + d), doc.w(next) == "o" && !neighbour_digit(doc, next + 1)),
        (_, Kind::Letter) => (doc.w(next).chars().next()?, true),
        (_, Kind::Digits) if doc.w(next).len() == 1 => (doc.w(next).chars().next()?, false),
        _ => return None,
    };
    let text: String = std::iter::repeat_n(one, usize::from(times)).collect();
    let after = if is_letter { spelled_as(doc, next).unwrap_or(next + 1) } else { next + 1 };
    Some(Elem { next: after, text, value: 0, letter: is_letter, big: false })
}

/// A word of a spelling alphabet standing for its letter, inside a run only ("seven bravo three").
fn alphabet(doc: &Doc, i: usize, inside: bool) -> Option<Elem> {
    let next = doc.next(i);
    let beside =
        doc.toks[next].kind == Kind::Digits || matches!(doc.toks[next].num, Num::Digit(_)) || doc.has(next, ALPHABET);
    if !inside
        || !doc.has(i, ALPHABET)
        || !beside
        || doc.has(i, FIRST) && !doc.has(next, ALPHABET) && doc.toks[next].num == Num::None
    {
        return None;
    }
    let text = doc.w(i).chars().next()?.to_string();
    Some(Elem { next: i + 1, text, value: 0, letter: true, big: false })
}

/// Number words: digits one by one, teens, "ninety two", "twenty six hundred", "two thousand and nineteen".
fn spoken(doc: &Doc, i: usize, inside: bool) -> Option<Elem> {
    if doc.w(i) == "oh" && !inside && !neighbour_digit(doc, doc.next(i)) {
        return None;
    }
    let (mut value, mut at, single) = below_hundred(doc, i)?;
    let mut text = if single { value.to_string() } else { format!("{value:02}") };
    let mut big = false;
    if doc.toks[at].num == Num::Hundred && value > 0 {
        value *= 100;
        (value, at) = tail(doc, value, at + 1);
        big = true;
    } else if doc.toks[at].num == Num::Thousand && value > 0 {
        value *= 1000;
        let mut after = at + 1;
        if let Some((hundreds, h, true)) = below_hundred(doc, after).filter(|x| doc.toks[x.1].num == Num::Hundred) {
            value += hundreds * 100;
            after = h + 1;
        }
        (value, at) = tail(doc, value, after);
        big = true;
    }
    if big {
        text = value.to_string();
    }
    Some(Elem { next: at, text, value, letter: false, big })
}

fn tail(doc: &Doc, value: u32, at: usize) -> (u32, usize) {
    let from = if doc.w(at) == "and" { at + 1 } else { at };
    match below_hundred(doc, from) {
        Some((more, next, single)) if !(single && followed_by_digit(doc, next) && from == at) => (value + more, next),
        _ => (value, at),
    }
}

fn followed_by_digit(doc: &Doc, i: usize) -> bool {
    matches!(doc.toks[i].num, Num::Digit(_)) && !doc.breaks(i)
}

/// A cardinal below one hundred: value, token after, and whether it was one digit word.
pub fn below_hundred(doc: &Doc, i: usize) -> Option<(u32, usize, bool)> {
    match doc.toks[i].num {
        Num::Digit(d) => Some((u32::from(d), i + 1, true)),
        Num::Teen(n) => Some((u32::from(n), i + 1, false)),
        Num::Tens(n) => {
            let next = i + 1;
            if let Num::Digit(d @ 1..) = doc.toks[next].num
                && doc.toks[next].pre & (COMMA | DOT) == 0
            {
                return Some((u32::from(n) + u32::from(d), next + 1, false));
            }
            Some((u32::from(n), next, false))
        }
        Num::None | Num::Hundred | Num::Thousand | Num::Mult(_) | Num::Ordinal(_) => None,
    }
}
