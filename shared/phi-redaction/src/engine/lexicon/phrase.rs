//! The hash of several words. Read by the crate and by its build script, so that both put a phrase in the same place.

/// The hash of a phrase, 0 for none yet, with one more word.
pub const fn join(phrase: u64, word: u64) -> u64 {
    (phrase.rotate_left(29) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Where the search for a phrase begins, and the mark that stands there; never 0.
pub const fn slot(phrase: u64) -> (usize, u32) {
    ((phrase >> 40) as usize, (phrase >> 8) as u32 | 1)
}

/// Bytes of the bits of `bit`.
pub const BYTES: usize = 1 << 15;

/// The byte and the bit that stand for a phrase in a set that may hold others too.
pub const fn bit(phrase: u64) -> (usize, u8) {
    ((phrase >> 49) as usize, 1 << (phrase >> 46 & 7))
}
