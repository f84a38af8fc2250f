//! Sets of words that the compiler makes, so that asking whether a token is one of thirty words is one look at a table.

use crate::engine::lexicon::hash;

/// A set of words by their hashes: open addressing over `N` slots, a power of two, 0 for a free one.
pub struct Words<const N: usize> {
    slots: [u64; N],
}

impl<const N: usize> Words<N> {
    /// The set of these words, at most half as many as slots.
    pub const fn new(words: &[&str]) -> Words<N> {
        assert!(N.is_power_of_two() && words.len() * 2 <= N, "a set needs twice as many slots as words");
        let mut slots = [0; N];
        let mut next = 0;
        while next < words.len() {
            let hash = hash(words[next].as_bytes());
            let mut at = place(hash, N);
            while slots[at] != 0 && slots[at] != hash {
                at = (at + 1) & (N - 1);
            }
            slots[at] = hash;
            next += 1;
        }
        Words { slots }
    }

    /// Is the word with this hash one of them?
    #[inline]
    pub fn has(&self, hash: u64) -> bool {
        let mut at = place(hash, N);
        loop {
            match self.slots[at & (N - 1)] {
                0 => return false,
                slot if slot == hash => return true,
                _ => at += 1,
            }
        }
    }
}

/// Where the search for a hash begins.
const fn place(hash: u64, slots: usize) -> usize {
    (hash >> 40) as usize & (slots - 1)
}

/// Slots for so many words.
pub const fn room(words: &[&str]) -> usize {
    (words.len() * 2).next_power_of_two()
}

/// Is the token at an index of a document one of these words: `says!(doc, i, "at" | "dot")`.
macro_rules! says {
    ($doc:expr, $at:expr, $word:literal) => {{
        const HASH: u64 = $crate::engine::lexicon::hash($word.as_bytes());
        $doc.hash($at) == HASH
    }};
    ($doc:expr, $at:expr, $($word:literal)|+) => {{
        static SET: $crate::engine::text::words::Words<{ $crate::engine::text::words::room(&[$($word),+]) }> =
            $crate::engine::text::words::Words::new(&[$($word),+]);
        SET.has($doc.hash($at))
    }};
}

pub(crate) use says;

#[cfg(test)]
mod tests {
    use super::{Words, hash, room};

    #[test]
    fn a_set_has_its_words_and_no_others() {
        const LIST: [&str; 7] = ["at", "dot", "o", "o'clock", "underscore", "a", "otorhinolaryngology"];
        static SET: Words<{ room(&LIST) }> = Words::new(&LIST);
        assert!(LIST.iter().all(|w| SET.has(hash(w.as_bytes()))));
        assert!(!["", "do", "dots", "b", "otorhinolaryngologist"].iter().any(|w| SET.has(hash(w.as_bytes()))));
        assert!(!SET.has(0));
    }
}
