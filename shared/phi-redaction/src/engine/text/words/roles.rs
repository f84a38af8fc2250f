//! What a word is to a family of rules: sets of words that share one table, each set with a bit of its own, so that a token is
//! looked up once and not once for each rule.

use super::{TURNS, hash, place};

/// A set of words and its bit.
pub type Set = (u32, &'static [&'static str]);

/// Words by their hashes as in `Words`, with the bits of the sets that each is in.
pub struct Roles<const N: usize> {
    slots: [(u64, u32); N],
    turn: u32,
}

impl<const N: usize> Roles<N> {
    /// The table of these sets, with as many slots as `room` says.
    pub const fn new(sets: &[Set]) -> Roles<N> {
        let mut turn = 0;
        loop {
            if let Some(slots) = placed(sets, turn) {
                return Roles { slots, turn };
            }
            turn += 1;
            assert!(turn < TURNS, "a table has more slots");
        }
    }

    /// The bits of the sets that the word with this hash is in.
    #[inline]
    pub fn of(&self, hash: u64) -> u32 {
        let at = place::<N>(hash, self.turn);
        let bits = |(word, bits): (u64, u32)| if word == hash { bits } else { 0 };
        bits(self.slots[at]) | bits(self.slots[at + 1])
    }
}

/// The slots with the words in them, if each has room when hashes are so turned.
const fn placed<const N: usize>(sets: &[Set], turn: u32) -> Option<[(u64, u32); N]> {
    // the hash of the end of a turn is 0, and no word's is
    let mut slots = [(0, 0); N];
    let mut set = 0;
    while set < sets.len() {
        let (bit, words) = sets[set];
        let mut next = 0;
        while next < words.len() {
            let hash = hash(words[next].as_bytes());
            let first = place::<N>(hash, turn);
            let at = if slots[first].0 == 0 || slots[first].0 == hash { first } else { first + 1 };
            if slots[at].0 != 0 && slots[at].0 != hash {
                return None;
            }
            slots[at] = (hash, slots[at].1 | bit);
            next += 1;
        }
        set += 1;
    }
    Some(slots)
}

/// Slots for these sets: twice as many as words, or more where so few cannot hold them.
pub const fn room(sets: &[Set]) -> usize {
    let mut words = 0;
    let mut set = 0;
    while set < sets.len() {
        words += sets[set].1.len();
        set += 1;
    }
    let mut slots = (words * 2).next_power_of_two();
    loop {
        let fits = match slots {
            16 => fits::<16>(sets),
            32 => fits::<32>(sets),
            64 => fits::<64>(sets),
            128 => fits::<128>(sets),
            256 => fits::<256>(sets),
            512 => fits::<512>(sets),
            1024 => fits::<1024>(sets),
            2048 => fits::<2048>(sets),
            _ => slots > 2048,
        };
        if fits {
            return slots;
        }
        slots *= 2;
    }
}

const fn fits<const N: usize>(sets: &[Set]) -> bool {
    let mut turn = 0;
    while turn < TURNS && placed::<N>(sets, turn).is_none() {
        turn += 1;
    }
    turn < TURNS
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
