//! The hash of several words. Read by the crate and by its build script, so that both put a phrase in the same place.

/// The hash of a phrase, 0 for none yet, with one more word.
pub const fn join(phrase: u64, word: u64) -> u64 {
    (phrase.rotate_left(29) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Where the search for a phrase begins, and the mark that stands there; never 0.
pub const fn slot(phrase: u64) -> (usize, u32) {
    ((phrase >> 40) as usize, (phrase >> 8) as u32 | 1)
}
