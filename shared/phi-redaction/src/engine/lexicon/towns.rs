//! The whole names of places, of one word or of several: a set of their hashes.
//!
//! A name is here whether or not its words are ordinary ones ("two rivers", "reading"), so it says little by itself: what stands
//! beside it decides. It keeps 32 bits of each hash: a phrase of other words is taken for a town once in some 10^8.

use super::phrase::{BYTES, bit, slot};

/// Slots of four bytes, 0 for a free one; at least three eighths are free.
static TABLE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/towns.bin"));

/// A bit for each first word or words of a name, the whole name too; about one in ten is set.
static BEGINNINGS: &[u8; BYTES] = include_bytes!(concat!(env!("OUT_DIR"), "/beginnings.bin"));

/// May the phrase with this hash (`join`) be the name of a place, or begin one? Never wrong when it says no.
#[inline]
pub fn begins_town(phrase: u64) -> bool {
    let (at, mask) = bit(phrase);
    BEGINNINGS[at] & mask != 0
}

/// Is the phrase with this hash (`join`) the name of a place?
pub fn is_town(phrase: u64) -> bool {
    let slots: &[[u8; 4]] = TABLE.as_chunks().0;
    let mask = slots.len() - 1;
    let (mut at, wanted) = slot(phrase);
    loop {
        match u32::from_le_bytes(slots[at & mask]) {
            0 => return false,
            found if found == wanted => return true,
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{hash, join};
    use super::{begins_town, is_town};

    #[test]
    fn names_of_places_are_known_whole() {
        let known = |name: &str| is_town(name.split(' ').fold(0, |all, word| join(all, hash(word.as_bytes()))));
        for town in ["two rivers", "la crosse", "saint joseph", "st joseph", "mount pleasant", "west des moines"] {
            assert!(known(town), "{town}");
            let mut phrase = 0;
            for word in town.split(' ') {
                phrase = join(phrase, hash(word.as_bytes()));
                assert!(begins_town(phrase), "{town}: {word}");
            }
        }
        for other in ["", "rivers two", "la", "blood pressure", "two tablets"] {
            assert!(!known(other), "{other}");
        }
    }
}
