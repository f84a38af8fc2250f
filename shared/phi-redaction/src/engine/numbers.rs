//! Numbers and codes as people say them: one scanner for "five five five oh one, no sorry, oh two",
//! "twenty six hundred", "double three", "w as in whiskey", and for the same things in digits.

use smallvec::SmallVec;

use super::lexicon::{ALPHABET, Num, SOUND};
use super::text::words::says;
use super::text::{
    AT, COLON, COMMA, DASH, DOT, Doc, HASH, Kind, LIKE, MONEY, OTHER, PERCENT, PLUS, SLASH, SPACE, UNDER,
};

mod elements;
mod joints;
mod sounds;
mod spoken;

use elements::{Elem, element};
use joints::{ends_run, joint, sign, skip_pause};

pub use joints::skip_correction;
pub use sounds::{Heard, heard, sounds_as_digit};
pub use spoken::below_hundred;

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
    pub parts: Parts,
    /// "hundred" or "thousand" was said, so it may be a quantity.
    pub big: bool,
    /// A self-correction stands inside.
    pub corrected: bool,
}

/// The elements of a run: few have more than a telephone number said figure by figure, and a call has many runs.
pub type Parts = SmallVec<[Part; 10]>;

/// One element of a run: its value as text length and where it starts in `text` before corrections.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// First token of the element.
    pub at: usize,
    /// Numeric value when the element is a number below a million.
    pub value: u32,
    /// Characters it adds; so small that ten parts stay together.
    pub len: u16,
    /// It is a letter.
    pub letter: bool,
}

/// "the last four six seven four oh": the count belongs to what is asked, not to the number.
fn counts_digits(doc: &Doc, i: usize) -> bool {
    doc.prev(i).is_some_and(|p| says!(doc, p, "last"))
        && says!(doc, i, "four" | "4" | "five" | "5" | "six" | "6" | "three" | "3")
        && elements::digitish(doc, doc.next(i))
}

/// Does the next token tell already that a small word or an abbreviation begins no number? Half of what may begin one is "a", "i",
/// "to" or "for" of a sentence.
fn begins_none(doc: &Doc, i: usize) -> bool {
    let (t, next) = (&doc.toks[i], &doc.toks[i + 1]);
    let sign = matches!(next.kind, Kind::Digits | Kind::Mixed | Kind::Letter)
        || matches!(next.num, Num::Digit(_) | Num::Teen(_) | Num::Tens(_) | Num::Mult(_))
        || next.flags & (ALPHABET | SOUND) != 0;
    match (t.kind, t.num) {
        (Kind::Letter, _) => {
            !sign && next.pre & LIKE == 0 && says!(doc, i, "a" | "i") && !says!(doc, i + 1, "as" | "in")
        }
        (Kind::Word, Num::None | Num::Hundred | Num::Thousand | Num::Ordinal(_)) => {
            !sign || t.flags & (ALPHABET | SOUND) == 0 || t.flags & ALPHABET == 0 && says!(doc, i, "to" | "for")
        }
        _ => false,
    }
}

/// The longest run at `i`, if the token there begins one. Each detector asks, so it is read once and kept with the call.
pub fn run_at(doc: &Doc, i: usize) -> Option<&Run> {
    doc.run(i)?.get_or_init(|| read(doc, i)).as_ref()
}

fn read(doc: &Doc, i: usize) -> Option<Run> {
    if begins_none(doc, i) || counts_digits(doc, i) {
        return None;
    }
    // room for a telephone number: what may begin a number mostly does here
    let mut text = String::with_capacity(16);
    let head = element(doc, i, 0, &mut text)?;
    let mut run = Run { first: i, last: head.next - 1, text, ..Run::default() };
    let mut fixed = None;
    absorb(&mut run, i, &head, 0);
    let mut at = head.next;
    while !doc.end(at) {
        let from = run.text.len();
        let Some((next, elem, corrected)) = continuation(doc, &mut run, at) else {
            run.text.truncate(from);
            break;
        };
        if corrected {
            fixed = Some(from);
            run.corrected = true;
        }
        absorb(&mut run, next, &elem, from);
        run.last = elem.next - 1;
        at = elem.next;
    }
    if let Some(cut) = fixed {
        apply_correction(&mut run, cut);
    }
    Some(run)
}

/// Counts the element whose text begins at `from`.
fn absorb(run: &mut Run, at: usize, elem: &Elem, from: usize) {
    let added = &run.text.as_bytes()[from..];
    let (letters, signs) = if let [sign] = added {
        (usize::from(sign.is_ascii_alphabetic()), 1)
    } else if added.is_ascii() {
        (added.iter().filter(|b| b.is_ascii_alphabetic()).count(), added.len())
    } else {
        wide(&run.text[from..])
    };
    run.letters += letters;
    run.digits += signs - letters;
    run.big |= elem.big;
    let len = u16::try_from(added.len()).unwrap_or(u16::MAX);
    run.parts.push(Part { at, value: elem.value, len, letter: elem.letter });
}

/// How many letters and how many signs of any kind a text has that is not ASCII.
#[cold]
fn wide(text: &str) -> (usize, usize) {
    (text.chars().filter(|c| c.is_alphabetic()).count(), text.chars().count())
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

/// "312, 555, 0188", "312. 555. 0188": a recognizer's commas and stops where the speaker paused between the groups of a
/// telephone (3-3-4), social security (3-2-4) or card number (4-4-4-4).
fn grouped(doc: &Doc, at: usize) -> bool {
    const LENGTHS: [&[usize]; 3] = [&[3, 3, 4], &[3, 2, 4], &[4, 4, 4, 4]];
    let pause = doc.toks[at].pre & (COMMA | DOT) != 0 && doc.toks[at].pre & !(COMMA | DOT | SPACE) == 0;
    let digits = |i: usize, n: usize| {
        doc.toks
            .get(i)
            .is_some_and(|t| t.kind == Kind::Digits && t.end - t.start == n as u32 && t.turn == doc.toks[at].turn)
    };
    pause
        && doc.toks[at].kind == Kind::Digits
        && LENGTHS.iter().any(|lengths| {
            (1..lengths.len()).any(|k| at >= k && lengths.iter().enumerate().all(|(j, &n)| digits(at - k + j, n)))
        })
}

/// "One. Four. Zero. Two.": figure by figure, each a sentence of its own, three or more.
fn one_each(doc: &Doc, at: usize) -> bool {
    let figure = |i: usize| {
        let t = &doc.toks[i];
        matches!(t.num, Num::Digit(_)) || t.kind == Kind::Digits && t.end - t.start == 1
    };
    let stop = |i: usize| doc.toks[i].pre == DOT | SPACE;
    let ends = |i: usize| doc.end(i) || stop(i);
    stop(at)
        && figure(at)
        && figure(at - 1)
        && ends(at + 1)
        && (figure(at + 1) && ends(at + 2) || stop(at - 1) && at >= 2 && figure(at - 2))
}

/// "1EG4… TE5…": three dots are a pause and end no sentence.
fn trails_off(doc: &Doc, at: usize) -> bool {
    let t = &doc.toks[at];
    t.pre == DOT | SPACE && doc.prev(at).is_some_and(|p| t.start - doc.toks[p].end >= 4)
}

/// The element after the one that ends before `at`, its text appended; on `None` what was appended is to be cut.
fn continuation(doc: &Doc, run: &mut Run, at: usize) -> Option<(usize, Elem, bool)> {
    if ends_run(doc, at) {
        return None;
    }
    let pre = doc.toks[at].pre;
    let grouped = grouped(doc, at) || one_each(doc, at);
    if doc.breaks(at) && !grouped && !trails_off(doc, at)
        || pre & (MONEY | PERCENT | COLON | AT | UNDER | HASH | PLUS | OTHER) != 0
    {
        return None;
    }
    // "I still have the earlier one, | 84-1190": a pronoun before figures
    let figures = pre & COMMA != 0 && doc.toks[at].kind == Kind::Digits && doc.size(at) > 1;
    if figures && run.parts.len() == 1 && says!(doc, run.last, "one") {
        return None;
    }
    let lettered = run.parts.last().is_some_and(|p| p.letter);
    let said = run.text.len();
    let sign = sign(doc, at);
    if !sign {
        let pause = skip_pause(doc, at);
        if pause > at && !doc.breaks(pause) {
            return element(doc, pause, said, &mut run.text).map(|e| (pause, e, false));
        }
        let skip = skip_correction(doc, at);
        if skip > at {
            return element(doc, skip, said, &mut run.text).map(|e| (skip, e, true));
        }
    }
    // "638 um, 733": the comma is the hesitation's
    let hesitated = doc.toks[at].start - doc.toks[at - 1].end > 3;
    let joined = if sign { at } else { at + joint(doc, at) };
    let elem = element(doc, joined, said, &mut run.text)?;
    // "six six five oh, h": a letter alone after a number's end is another answer
    if pre & COMMA != 0 && elem.letter && run.letters == 0 && said >= 4 && !elements::codeish(doc, elem.next) {
        return None;
    }
    let single = run.text.len() - said == 1 || run.parts.last().is_some_and(|p| p.len == 1);
    if pre & COMMA != 0 && !(lettered || elem.letter || single || hesitated || grouped) {
        return None;
    }
    if joined > at || pre != SPACE {
        let dot = says!(doc, at, "dot" | "point" | "period") || pre & DOT != 0 && pre & SPACE == 0;
        run.dots += usize::from(dot && !grouped && !doc.breaks(at));
        run.slashes += usize::from(says!(doc, at, "slash") || pre & SLASH != 0);
        run.dashes += usize::from(says!(doc, at, "dash" | "hyphen") || pre & DASH != 0);
    }
    Some((joined, elem, false))
}
