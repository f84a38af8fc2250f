//! Sets of words that the compiler makes, so that asking whether a token is one of thirty words is one look at a table.

use crate::engine::lexicon::hash;

pub mod roles;

/// A set of words by their hashes: `N` slots, of which a word may stand in two, so that no look depends on the one before.
pub struct Words<const N: usize> {
    slots: [u64; N],
    turn: u32,
}

/// A free slot: every hash of a word is odd, and that of the end of a turn is 0.
const FREE: u64 = 2;

impl<const N: usize> Words<N> {
    /// The set of these words, with as many slots as `room` says.
    pub const fn new(words: &[&str]) -> Words<N> {
        let mut turn = 0;
        loop {
            if let Some(slots) = placed(words, turn) {
                return Words { slots, turn };
            }
            turn += 1;
            assert!(turn < TURNS, "a set has more slots");
        }
    }

    /// Is the word with this hash one of them?
    #[inline]
    #[expect(
        clippy::needless_bitwise_bool,
        reason = "both slots are on the way already: one branch for the processor to guess"
    )]
    pub fn has(&self, hash: u64) -> bool {
        let at = place::<N>(hash, self.turn);
        (self.slots[at] == hash) | (self.slots[at + 1] == hash)
    }
}

/// Words by their hashes as in `Words`, with a value of each.
pub struct Table<V, const N: usize> {
    words: Words<N>,
    values: [V; N],
}

impl<V: Copy, const N: usize> Table<V, N> {
    /// These words, and the value of each at the same place.
    pub const fn new(words: &[&str], values: &[V]) -> Table<V, N> {
        let set = Words::new(words);
        let mut placed = [values[0]; N];
        let mut next = 0;
        while next < words.len() {
            let hash = hash(words[next].as_bytes());
            let at = place::<N>(hash, set.turn);
            placed[if set.slots[at] == hash { at } else { at + 1 }] = values[next];
            next += 1;
        }
        Table { words: set, values: placed }
    }

    /// The value of the word with this hash.
    #[inline]
    pub fn get(&self, hash: u64) -> Option<V> {
        let at = place::<N>(hash, self.words.turn);
        let at = if self.words.slots[at] == hash { at } else { at + 1 };
        if self.words.slots[at] == hash { Some(self.values[at]) } else { None }
    }
}

/// In how many ways a hash is turned before more slots are taken.
const TURNS: u32 = 40;

/// The first of the two slots of a hash.
const fn place<const N: usize>(hash: u64, turn: u32) -> usize {
    ((hash >> (8 + turn)) as usize * 2) & (N - 2)
}

/// The slots with the words in them, if each has room when hashes are so turned.
const fn placed<const N: usize>(words: &[&str], turn: u32) -> Option<[u64; N]> {
    let mut slots = [FREE; N];
    let mut next = 0;
    while next < words.len() {
        let hash = hash(words[next].as_bytes());
        let at = place::<N>(hash, turn);
        if slots[at] == FREE {
            slots[at] = hash;
        } else if slots[at] != hash {
            if slots[at + 1] != FREE && slots[at + 1] != hash {
                return None;
            }
            slots[at + 1] = hash;
        }
        next += 1;
    }
    Some(slots)
}

/// Slots for these words: twice as many as words, or more where so few cannot hold them.
pub const fn room(words: &[&str]) -> usize {
    let mut slots = (words.len() * 2).next_power_of_two();
    loop {
        let fits = match slots {
            4 => fits::<4>(words),
            8 => fits::<8>(words),
            16 => fits::<16>(words),
            32 => fits::<32>(words),
            64 => fits::<64>(words),
            128 => fits::<128>(words),
            256 => fits::<256>(words),
            512 => fits::<512>(words),
            1024 => fits::<1024>(words),
            2048 => fits::<2048>(words),
            _ => slots > 2048,
        };
        if fits {
            return slots;
        }
        slots *= 2;
    }
}

const fn fits<const N: usize>(words: &[&str]) -> bool {
    let mut turn = 0;
    while turn < TURNS && placed::<N>(words, turn).is_none() {
        turn += 1;
    }
    turn < TURNS
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
    use super::{Table, Words, hash, room};

    #[test]
    fn a_table_has_the_value_of_each_word() {
        const LIST: [&str; 5] = ["won", "too", "fore", "fife", "sicks"];
        static TABLE: Table<u8, { room(&LIST) }> = Table::new(&LIST, &[1, 2, 4, 5, 6]);
        let found: Vec<_> = LIST.iter().map(|w| TABLE.get(hash(w.as_bytes()))).collect();
        assert_eq!(found, [Some(1), Some(2), Some(4), Some(5), Some(6)]);
        assert_eq!(TABLE.get(hash(b"seven")), None);
        assert_eq!(TABLE.get(0), None);
    }

    #[test]
    fn a_set_has_its_words_and_no_others() {
        const LIST: [&str; 7] = ["at", "dot", "o", "o'clock", "underscore", "a", "otorhinolaryngology"];
        static SET: Words<{ room(&LIST) }> = Words::new(&LIST);
        assert!(LIST.iter().all(|w| SET.has(hash(w.as_bytes()))));
        assert!(!["", "do", "dots", "b", "otorhinolaryngologist"].iter().any(|w| SET.has(hash(w.as_bytes()))));
        assert!(!SET.has(0));
    }
}
