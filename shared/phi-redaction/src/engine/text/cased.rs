//! Is a call written with capitals that mean something?

use super::{Doc, Kind, Tok};
use crate::engine::Turn;

/// How many tokens are looked at to tell how a call is written.
const SAMPLE: usize = 2000;

/// Do most turns begin with a capital, in text that is not capitals throughout?
pub(super) fn begins_so(turns: &[Turn<'_>]) -> bool {
    let (mut begun, mut capital) = (0_usize, 0_usize);
    for turn in turns.iter().take(200) {
        let plain = |byte: &u8| byte.is_ascii() && !byte.is_ascii_alphanumeric();
        let marks = turn.text.bytes().take_while(plain).count();
        let Some(first) = turn.text[marks..].chars().find(|c| c.is_alphanumeric()) else { continue };
        begun += usize::from(first.is_alphabetic());
        capital += usize::from(first.is_uppercase());
    }
    begun > 0 && capital * 2 > begun && mostly_small(turns)
}

/// Are there fewer capitals than small letters?
fn mostly_small(turns: &[Turn<'_>]) -> bool {
    let (mut upper, mut lower) = (0_usize, 0_usize);
    for turn in turns.iter().take(200) {
        let text = &turn.text.as_bytes()[..turn.text.len().min(400)];
        let (whole, rest) = text.split_at(text.len() / 16 * 16);
        let mut last = [0; 16];
        last[..rest.len()].copy_from_slice(rest);
        // in pieces whose counts fit a byte, which the compiler turns into sixteen at a time
        for piece in whole.chunks(192).chain([last.as_slice()]) {
            upper += usize::from(piece.iter().map(|b| u8::from(b.is_ascii_uppercase())).sum::<u8>());
            lower += usize::from(piece.iter().map(|b| u8::from(b.is_ascii_lowercase())).sum::<u8>());
        }
        // as plain as it can be
        if lower > 500 && upper * 4 < lower {
            return true;
        }
    }
    lower > upper
}

/// Do capitals stand inside sentences too? Text that has them only where a line begins says nothing by them.
pub(super) fn inside_sentences(doc: &Doc) -> bool {
    let sample = &doc.toks[..doc.toks.len().min(SAMPLE)];
    let (mut words, mut capitals) = (0, 0);
    for token in sample.iter().filter(|token| inside(doc, token)) {
        words += 1;
        capitals += usize::from(token.cap);
        // as many as all that are looked at can ask for
        if capitals * 150 >= sample.len() {
            return true;
        }
    }
    words < 60 || capitals * 150 >= words
}

/// Is it a word inside a sentence, and not "I'm" or "I'll"?
fn inside(doc: &Doc, token: &Tok) -> bool {
    let contracted = || doc.low.as_bytes()[token.low.0 as usize..].starts_with(b"i'");
    token.kind == Kind::Word && !token.breaks && !contracted()
}
