//! Words of ASCII text, found sixty-four bytes at a time.

use super::Kind;
use super::cut::{mark, marks};
use crate::engine::Turn;
use crate::engine::lexicon;

/// Where the first turn begins in joined text.
pub(super) const LEAD: usize = 2;

/// What stands before and after it, so that two bytes before a word and whole blocks to its end may be read.
const NEWLINES: &str = "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n";

/// Puts these turns into `raw`, a line for each.
pub(super) fn join(raw: &mut String, turns: &[Turn<'_>]) {
    raw.clear();
    raw.reserve(LEAD + turns.iter().map(|turn| turn.text.len() + 1).sum::<usize>() + NEWLINES.len());
    raw.push_str(&NEWLINES[..LEAD]);
    for turn in turns {
        raw.push_str(turn.text);
        raw.push('\n');
    }
    raw.push_str(NEWLINES);
}

/// Where words begin and end in joined text: no branch has to guess how long a word is, or how far the next.
pub(super) struct Edges<'a> {
    raw: &'a [u8],
    /// Where the block begins.
    at: usize,
    /// The edges of the block that are still to be visited.
    bits: u64,
    /// Whether the last byte of the block is of a word.
    inside: u64,
}

impl<'a> Edges<'a> {
    pub(super) fn new(raw: &'a [u8]) -> Edges<'a> {
        let mut edges = Edges { raw, at: 0, bits: 0, inside: 0 };
        edges.bits = edges.read().unwrap_or(0);
        edges
    }

    /// Where the next word begins and ends.
    #[inline]
    pub(super) fn word(&mut self) -> Option<(usize, usize)> {
        Some((self.edge()?, self.edge()?))
    }

    #[inline]
    fn edge(&mut self) -> Option<usize> {
        while self.bits == 0 {
            self.at += 64;
            self.bits = self.read()?;
        }
        let edge = self.at + self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        Some(edge)
    }

    /// The edges of the block at `at`.
    #[inline(never)]
    fn read(&mut self) -> Option<u64> {
        let block = self.raw.get(self.at..)?.first_chunk()?;
        let mut words = row(block, |b| ((b | 0x20).wrapping_sub(b'a') < 26) | (b.wrapping_sub(b'0') < 10));
        let mut apostrophes = row(block, |b| b == b'\'') & (words << 1 | self.inside);
        // one before a letter is inside the word
        while apostrophes != 0 {
            let after = self.at + apostrophes.trailing_zeros() as usize + 1;
            if self.raw.get(after).is_some_and(u8::is_ascii_alphabetic) {
                words |= apostrophes & apostrophes.wrapping_neg();
            }
            apostrophes &= apostrophes - 1;
        }
        let edges = words ^ (words << 1 | self.inside);
        self.inside = words >> 63;
        Some(edges)
    }
}

/// A bit for each byte of which `is` holds; the compiler looks at sixteen together.
#[inline]
fn row(block: &[u8; 64], is: impl Fn(u8) -> bool) -> u64 {
    let ones = block.map(|byte| u8::from(is(byte)));
    let mut row = 0;
    for (at, eight) in ones.as_chunks().0.iter().enumerate() {
        // the product has the lowest bit of each byte in its highest byte
        let bits = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        row |= bits << (8 * at);
    }
    row
}

/// The punctuation before the word that begins at `start`, of the turn that begins at `turn` and whose last word ended at `at`; and
/// the eight bytes from `start` on.
#[inline]
pub(super) fn before(raw: &[u8], turn: usize, at: usize, start: usize) -> (u16, u64) {
    let Some([one, two, eight @ ..]) = raw.get(start - LEAD..).and_then(|rest| rest.first_chunk::<10>()) else {
        return (0, 0);
    };
    // most often one byte or two; a letter of the word before has no mark
    let pre = if at > turn && start - at <= 2 { mark(*one) | mark(*two) } else { marks(&raw[at..start]) };
    (pre, u64::from_le_bytes(*eight))
}

/// The hash of a word of less than eight bytes, the first of these, and what it is made of.
#[inline]
pub(super) fn short(eight: u64, size: usize) -> (u64, Kind) {
    // letters in lower case; all other bytes of a word have this bit
    let word = lexicon::first_bytes(eight | u64::from_le_bytes([0x20; 8]), size);
    (lexicon::hash_short(word, size), kind(size, word, has_digits(word)))
}

/// The same for any folded word.
#[inline(never)]
pub(super) fn long(word: &[u8]) -> (u64, Kind) {
    let (eights, rest) = word.as_chunks();
    let rest = rest.iter().fold(0, |all, byte| all << 8 | u64::from(*byte));
    let eights = eights.iter().map(|eight| u64::from_le_bytes(*eight)).chain([rest]);
    let (all, digits) = eights.fold((0, false), |(all, digits), eight| (all | eight, digits | has_digits(eight)));
    (lexicon::hash(word), kind(word.len(), all, digits))
}

/// Digits have this bit and not that of letters; an apostrophe has neither.
#[inline]
fn has_digits(bytes: u64) -> bool {
    bytes & !(bytes >> 2) & u64::from_le_bytes([0x10; 8]) != 0
}

/// What a word of so many bytes is made of, of whose bytes these are all or have all bits.
#[inline]
fn kind(size: usize, bytes: u64, digits: bool) -> Kind {
    if digits {
        // of the bytes of a folded word, letters alone have this bit
        return if bytes & u64::from_le_bytes([0x40; 8]) == 0 { Kind::Digits } else { Kind::Mixed };
    }
    if size == 1 { Kind::Letter } else { Kind::Word }
}
