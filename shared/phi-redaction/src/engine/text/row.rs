//! The tokens that some gates let through, gathered once for whoever walks the whole call with steps of his own.

use super::Doc;

/// A bit for each token.
pub struct Row {
    bits: Vec<u64>,
}

impl Row {
    /// The tokens where any of these gates is open.
    pub fn of(doc: &Doc, gates: u16) -> Row {
        Row { bits: doc.open_bits(gates) }
    }

    /// The first of them at `from` or after it; `usize::MAX` after the last.
    #[inline]
    pub fn seek(&self, from: usize) -> usize {
        let mut block = from / 64;
        let mut bits = self.bits.get(block).copied().unwrap_or(0) & u64::MAX << (from % 64);
        while bits == 0 {
            block += 1;
            match self.bits.get(block) {
                Some(next) => bits = *next,
                None => return usize::MAX,
            }
        }
        block * 64 + bits.trailing_zeros() as usize
    }
}
