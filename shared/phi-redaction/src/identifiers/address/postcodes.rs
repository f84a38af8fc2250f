//! Postal codes of the United Kingdom (BS 7666) and of Canada, written ("SW1A 2QQ", "K1A 0B1") and spoken
//! ("s w one six two q q", "k one a zero b one").

use crate::engine::board::Board;
use crate::engine::dialogue::{self, ADDRESS, ZIP};
use crate::engine::lexicon::{FUNC, Num};
use crate::engine::text::words::says;
use crate::engine::text::{DASH, Doc, Kind, SPACE};
use crate::identifiers::Context;

/// Letters and digits of a possible code; neither form has more than eight.
#[derive(Clone, Copy, Default)]
struct Code {
    text: [u8; 8],
    len: usize,
}

impl Code {
    fn push(&mut self, byte: u8) -> bool {
        let fits = self.len < self.text.len();
        if fits {
            self.text[self.len] = byte;
            self.len += 1;
        }
        fits
    }

    /// The shape as letters (`A`) and digits (`9`); "o" counts as either.
    fn is(&self, shape: &str) -> bool {
        self.len == shape.len()
            && self.text[..self.len].iter().zip(shape.bytes()).all(|(&c, s)| match s {
                b'9' => c.is_ascii_digit() || c == b'o',
                _ => c.is_ascii_lowercase(),
            })
    }
}

const SHAPES: [&str; 7] = ["A9A9A9", "A99AA", "A999AA", "AA99AA", "AA999AA", "A9A9AA", "AA9A9AA"];

/// The last token of a whole code at `i`.
pub(super) fn postcode(doc: &Doc, i: usize) -> Option<usize> {
    let mut code = Code::default();
    let mut found = None;
    for j in i..i + 9 {
        let pre = doc.toks[j].pre;
        if doc.end(j) || j > i && (doc.breaks(j) || pre & !(SPACE | DASH) != 0) || !read(doc, j, &mut code) {
            break;
        }
        // "oh one eight | two": a ten and its digit are one number
        if code.len >= 5 && SHAPES.iter().any(|s| code.is(s)) {
            found = Some(j);
        }
    }
    found.filter(|&last| last > i || code.len >= 5)
}

/// Appends what the token says, letter or digit; a recognizer writes letters as the words that sound so.
fn read(doc: &Doc, j: usize, code: &mut Code) -> bool {
    let t = &doc.toks[j];
    let word = doc.w(j);
    match (t.kind, t.num) {
        (_, Num::Digit(d)) => code.push(if word == "o" { b'o' } else { b'0' + d }),
        (_, Num::Teen(n)) => code.push(b'0' + n / 10) && code.push(b'0' + n % 10),
        (Kind::Word, Num::Tens(n)) => {
            let joined = matches!(doc.toks[j + 1].num, Num::Digit(1..)) && !doc.breaks(j + 1);
            code.push(b'0' + n / 10) && (joined || code.push(b'0'))
        }
        (Kind::Letter, _) => word.bytes().next().is_some_and(|b| code.push(b)),
        (Kind::Digits, _) if word.len() <= 3 => word.bytes().all(|b| code.push(b)),
        (Kind::Mixed, _) if word.len() <= 7 => word.bytes().all(|b| code.push(b)),
        (Kind::Word, Num::None) if word.len() == 2 && (t.caps || !doc.has(j, FUNC)) => {
            word.bytes().all(|b| code.push(b))
        }
        (Kind::Word, _) => sound(word).is_some_and(|b| code.len > 0 && code.push(b)),
        (Kind::Digits | Kind::Mixed | Kind::End, _) => false,
    }
}

/// The letter or digit that a word sounds like.
fn sound(word: &str) -> Option<u8> {
    Some(match word {
        "are" => b'r',
        "sea" | "see" => b'c',
        "bee" | "be" => b'b',
        "you" => b'u',
        "why" => b'y',
        "jay" => b'j',
        "kay" => b'k',
        "tea" | "tee" => b't',
        "pea" => b'p',
        "ex" => b'x',
        "queue" | "cue" => b'q',
        "gee" => b'g',
        "won" => b'1',
        "to" | "too" => b'2',
        "for" | "fore" => b'4',
        "ate" => b'8',
        _ => return None,
    })
}

/// A code by itself: sure where an address is talked about, less so elsewhere.
pub(super) fn alone(ctx: &Context<'_>, board: &mut Board, i: usize) -> bool {
    let doc = ctx.doc;
    let t = &doc.toks[i];
    let begins = matches!(t.kind, Kind::Letter | Kind::Mixed) || t.caps && t.kind == Kind::Word && doc.size(i) == 2;
    if !begins || board.taken(i) {
        return false;
    }
    let inside = doc.prev(i).is_some_and(|p| {
        !doc.breaks(i)
            && (matches!(doc.toks[p].kind, Kind::Letter | Kind::Mixed | Kind::Digits) || doc.toks[p].num != Num::None)
            && !says!(doc, p, "a" | "i")
    });
    if inside
        || t.pre & !(SPACE | crate::engine::text::COMMA | crate::engine::text::DOT | crate::engine::text::STOP) != 0
    {
        return false;
    }
    let Some(last) = postcode(doc, i) else { return false };
    let next = last + 1;
    let more = !doc.breaks(next)
        && (matches!(doc.toks[next].kind, Kind::Letter | Kind::Mixed | Kind::Digits) || dialogue::number(doc, next));
    if more && !says!(doc, next, "a" | "i") {
        return false;
    }
    let cue = dialogue::cue_before(doc, i);
    let asked = ctx.asks.of(doc, i) & (ADDRESS | ZIP) != 0 && ctx.asks.age(doc, i) <= 3;
    // "a 92yo woman" has the shape too
    if says!(doc, i, "a" | "i") && !asked && cue & (ADDRESS | ZIP) == 0 {
        return false;
    }
    let written = last == i + 1 && doc.toks[i].kind != Kind::Letter;
    let score = if cue & (ADDRESS | ZIP) != 0 || asked && cue == 0 {
        920
    } else if cue == 0 && ctx.asks.of(doc, i) == 0 {
        if written { 800 } else { 720 }
    } else if cue == 0 && written {
        750
    } else {
        return false;
    };
    super::claim(board, i, last, score);
    true
}
