//! One table from folded word to what the language says about it: a single probe per token.
//!
//! The table is made by the build script from `data/` and compiled in, so the engine starts at no cost and cannot run
//! without it: a redactor that silently does nothing because a file is absent is the failure this design rules out.
//! It keeps no words, only 48 bits of each word's hash: an unlisted word is taken for a listed one once in 10^14.

mod endings;
mod flags;
mod fold;
mod hash;

use endings::{DRUG_STEMS, INFLECTIONS, NOUNS};

pub use flags::*;
pub use fold::fold_char;

/// Slots of eight bytes: the upper 48 bits are of the word's hash, the lower 16 number its entry; 0 is free.
static TABLE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lexicon.bin"));

// `ENTRIES: [(u32, Num, u8); _]`, each combination of flags, number and gates that some word has; the first is (0, None, 0).
include!(concat!(env!("OUT_DIR"), "/entries.rs"));

/// Longer words are in no list.
const LONGEST: usize = 40;

/// The table: open addressing over a power of two of slots.
#[derive(Clone, Copy, Debug)]
pub struct Lexicon {
    slots: &'static [[u8; 8]],
}

impl Default for Lexicon {
    fn default() -> Lexicon {
        Lexicon::new()
    }
}

impl Lexicon {
    /// The compiled-in table.
    pub fn new() -> Lexicon {
        Lexicon { slots: TABLE.as_chunks().0 }
    }

    /// Number of the word's entry, 0 when it has none.
    fn entry(&self, word: &[u8]) -> usize {
        let hash = hash::hash(word);
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let slot = u64::from_le_bytes(self.slots[at & mask]);
            if slot == 0 || slot >> 16 == hash >> 16 {
                return (slot & 0xffff) as usize;
            }
            at += 1;
        }
    }

    /// Flags, number value and gates of a folded word, (0, `Num::None`, 0) when unknown.
    pub fn get(&self, word: &str) -> (u32, Num, u8) {
        match self.entry(word.as_bytes()) {
            0 if word.len() > LONGEST => (0, Num::None, 0),
            0 => (self.derived(word), Num::None, 0),
            entry => ENTRIES[entry],
        }
    }

    fn known(&self, word: &[u8]) -> u32 {
        ENTRIES[self.entry(word)].0
    }

    /// Inflections of listed words, medicine suffixes (USAN stems), and adjective endings.
    fn derived(&self, word: &str) -> u32 {
        if let Some(base) = word.strip_suffix("'s").or_else(|| word.strip_suffix("s'")) {
            return self.known(base.as_bytes()) & !(FUNC | CUE);
        }
        for stem in DRUG_STEMS {
            if word.len() > stem.len() + 2 && word.ends_with(stem) {
                return DRUG;
            }
        }
        for (suffix, adds) in INFLECTIONS {
            let Some(base) = word.as_bytes().strip_suffix(suffix.as_bytes()) else { continue };
            let hit = adds.iter().any(|add| base.len() > 1 && self.is_plain(base, add));
            let doubled = base.len() > 3 && base[base.len() - 1] == base[base.len() - 2];
            if hit || (doubled && self.is_plain(&base[..base.len() - 1], "")) {
                return COMMON;
            }
        }
        if word.len() > 7 && NOUNS.iter().any(|e| word.ends_with(e)) { COMMON } else { 0 }
    }

    fn is_plain(&self, base: &[u8], add: &str) -> bool {
        let mut buffer = [0_u8; LONGEST + 8];
        let length = base.len() + add.len();
        buffer[..base.len()].copy_from_slice(base);
        buffer[base.len()..length].copy_from_slice(add.as_bytes());
        self.known(&buffer[..length]) & (COMMON | FUNC) != 0
    }
}
