//! Numbers in words: "ninety two", "twenty six hundred", "two fives", and words of numbers that are none where they stand.

use super::elements::{Elem, digitish, neighbour_digit};
use crate::engine::lexicon::Num;
use crate::engine::text::words::says;
use crate::engine::text::{COMMA, DOT, Doc, Kind};

/// Number words: digits one by one, teens, "ninety two", "twenty six hundred", "two thousand and nineteen".
pub(super) fn spoken(doc: &Doc, i: usize, said: usize, out: &mut String) -> Option<Elem> {
    if aside(doc, i, said) {
        return None;
    }
    if let Some(elem) = repeated(doc, i, out) {
        return Some(elem);
    }
    let (mut value, mut at, single) = below_hundred(doc, i)?;
    let mut big = true;
    if doc.toks[at].num == Num::Hundred && value > 0 {
        value *= 100;
        (value, at) = tail(doc, value, at + 1);
        if doc.toks[at].num == Num::Thousand && value < 1000 {
            (value, at) = thousands(doc, value, at + 1);
        }
    } else if doc.toks[at].num == Num::Thousand && value > 0 {
        (value, at) = thousands(doc, value, at + 1);
    } else {
        big = false;
    }
    decimal(out, value, if single || big { 1 } else { 10 });
    Some(Elem { next: at, value, letter: false, big })
}

/// So many thousands, and what follows them: "four hundred thousand six hundred and thirty one".
fn thousands(doc: &Doc, thousands: u32, mut at: usize) -> (u32, usize) {
    let mut value = thousands * 1000;
    if let Some((hundreds, h, true)) = below_hundred(doc, at).filter(|x| doc.toks[x.1].num == Num::Hundred) {
        value += hundreds * 100;
        at = h + 1;
    }
    tail(doc, value, at)
}

/// "two fives": the digit as often as said.
fn repeated(doc: &Doc, i: usize, out: &mut String) -> Option<Elem> {
    let (Num::Digit(times @ 2..=4), Num::Digit(digit)) = (doc.toks[i].num, doc.toks[i + 1].num) else { return None };
    if !plural(doc, i + 1) {
        return None;
    }
    out.extend(std::iter::repeat_n(char::from(b'0' + digit), usize::from(times)));
    Some(Elem::plain(i + 2, 0))
}

/// "ones", "fives": a digit only when counted ("two fives").
fn plural(doc: &Doc, i: usize) -> bool {
    doc.b(i).last() == Some(&b's')
}

/// Number words that are none where they stand: "oh and", "the right one", "one more time", "the older ones".
/// `said` is how many characters the run has before it.
fn aside(doc: &Doc, i: usize, said: usize) -> bool {
    let next = doc.next(i);
    if !says!(doc, i, "oh" | "one") {
        return plural(doc, i) && !last_of_long(doc, i, said);
    }
    if last_of_long(doc, i, said) {
        return false;
    }
    let inside = said > 0;
    let after = doc.w(next);
    match doc.w(i) {
        "oh" if !inside => !neighbour_digit(doc, next) || doc.toks[next].pre & COMMA != 0,
        "oh" => match after {
            "and" => !says!(doc, doc.next(next), "then"),
            _ if doc.toks[i - 1].kind != Kind::Digits || doc.size(i - 1) < 2 => false,
            "i" => !says!(doc, doc.next(next), "mean"),
            "well" | "yes" | "yeah" | "my" | "i'm" | "okay" | "ok" | "dear" | "goodness" | "sure" | "god" | "lord"
            | "hi" | "hey" | "but" | "so" | "you" | "we" | "it's" | "that's" | "thanks" | "thank" => true,
            _ => false,
        },
        "one" => {
            let more = matches!(
                after,
                "more" | "moment" | "second" | "sec" | "minute" | "thing" | "time" | "of" | "last" | "other" | "day"
            );
            let pronoun = !inside
                && doc.prev(i).is_some_and(|p| {
                    says!(
                        doc,
                        p,
                        "right"
                            | "wrong"
                            | "old"
                            | "new"
                            | "other"
                            | "same"
                            | "this"
                            | "that"
                            | "which"
                            | "only"
                            | "last"
                            | "next"
                            | "first"
                            | "correct"
                            | "another"
                            | "each"
                            | "every"
                            | "no"
                            | "big"
                            | "little"
                    )
                });
            let counted = inside && doc.toks[i - 1].kind == Kind::Digits && doc.size(i - 1) > 1;
            more || pronoun || counted && (!digitish(doc, next) || doc.breaks(next))
        }
        _ => plural(doc, i),
    }
}

/// "three four oh and that's all", "six seven one last name": the last of a long number said digit by digit.
fn last_of_long(doc: &Doc, i: usize, said: usize) -> bool {
    matches!(said, 3 | 5 | 6 | 8 | 9)
        && matches!(doc.toks[i - 1].num, Num::Digit(_))
        && says!(doc, i + 1, "and" | "last")
        && doc.toks[i].pre & COMMA == 0
}

/// Appends a number below a million, with zeros before it up to the place `least`.
#[inline]
pub(super) fn decimal(out: &mut String, value: u32, least: u32) {
    if value < 10 && least == 1 {
        out.push(char::from(b'0' + value as u8));
    } else {
        places(out, value, least);
    }
}

fn places(out: &mut String, value: u32, least: u32) {
    for place in [100_000, 10_000, 1000, 100, 10, 1] {
        if value >= place || place <= least {
            out.push(char::from(b'0' + (value / place % 10) as u8));
        }
    }
}

pub(super) fn tail(doc: &Doc, value: u32, at: usize) -> (u32, usize) {
    let from = if says!(doc, at, "and") { at + 1 } else { at };
    match below_hundred(doc, from) {
        Some((more, next, single)) if !(single && followed_by_digit(doc, next) && from == at) => (value + more, next),
        _ => (value, at),
    }
}

fn followed_by_digit(doc: &Doc, i: usize) -> bool {
    matches!(doc.toks[i].num, Num::Digit(_)) && !doc.breaks(i)
}

/// A cardinal below one hundred: value, token after, and whether it was one digit word.
#[inline]
pub fn below_hundred(doc: &Doc, i: usize) -> Option<(u32, usize, bool)> {
    // one by one: a jump by the kind of number would be guessed wrong half of the time
    let num = doc.toks[i].num;
    if let Num::Digit(d) = num {
        return Some((u32::from(d), i + 1, true));
    }
    if let Num::Teen(n) = num {
        return Some((u32::from(n), i + 1, false));
    }
    if let Num::Tens(n) = num { Some(tens(doc, i, n)) } else { None }
}

/// "ninety", "ninety two".
fn tens(doc: &Doc, i: usize, n: u8) -> (u32, usize, bool) {
    let next = i + 1;
    if let Num::Digit(d @ 1..) = doc.toks[next].num
        && doc.toks[next].pre & (COMMA | DOT) == 0
        && !plural(doc, next)
    {
        return (u32::from(n) + u32::from(d), next + 1, false);
    }
    (u32::from(n), next, false)
}
