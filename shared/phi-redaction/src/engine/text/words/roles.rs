//! What a word is to a family of rules: sets of words that share one table, each set with a bit of its own, so that a token is
//! looked up once and not once for each rule.

use crate::engine::lexicon::hash;

/// A set of words and its bit.
pub type Set = (u32, &'static [&'static str]);

/// Words by their hashes with the bits of the sets that each is in: open addressing, at most half full.
pub struct Roles<const N: usize> {
    slots: [(u64, u32); N],
}

impl<const N: usize> Roles<N> {
    /// The table of these sets, with as many slots as `room` says.
    pub const fn new(sets: &[Set]) -> Roles<N> {
        // the hash of the end of a turn is 0, and no word's is
        let mut slots = [(0, 0); N];
        let mut set = 0;
        while set < sets.len() {
            let (bit, words) = sets[set];
            let mut next = 0;
            while next < words.len() {
                let hash = hash(words[next].as_bytes());
                let mut at = place::<N>(hash);
                while slots[at].0 != 0 && slots[at].0 != hash {
                    at = (at + 1) % N;
                }
                slots[at] = (hash, slots[at].1 | bit);
                next += 1;
            }
            set += 1;
        }
        Roles { slots }
    }

    /// The bits of the sets that the word with this hash is in.
    #[inline]
    pub fn of(&self, hash: u64) -> u32 {
        let mut at = place::<N>(hash);
        loop {
            let (word, bits) = self.slots[at];
            if word == hash || word == 0 {
                return bits;
            }
            at = (at + 1) % N;
        }
    }
}

const fn place<const N: usize>(hash: u64) -> usize {
    (hash >> 8) as usize % N
}

/// Slots for these sets.
pub const fn room(sets: &[Set]) -> usize {
    let mut words = 0;
    let mut set = 0;
    while set < sets.len() {
        words += sets[set].1.len();
        set += 1;
    }
    (words * 2).next_power_of_two()
}

#[cfg(test)]
mod tests {
    use super::{Roles, Set, hash, room};

    #[test]
    fn a_word_has_the_bits_of_its_sets() {
        const SETS: &[Set] = &[(1, &["hi", "hello"]), (2, &["you", "hi"]), (4, &["otorhinolaryngology"])];
        static ROLES: Roles<{ room(SETS) }> = Roles::new(SETS);
        let of = |word: &str| ROLES.of(hash(word.as_bytes()));
        assert_eq!(["hi", "hello", "you", "otorhinolaryngology", "", "he"].map(of), [3, 1, 2, 4, 0, 0]);
        assert_eq!(ROLES.of(0), 0);
    }
}
