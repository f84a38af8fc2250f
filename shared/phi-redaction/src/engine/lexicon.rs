//! One table from folded word to what the language says about it: a single probe per token.
//!
//! The table is made by the build script from `data/` and compiled in, so the engine starts at no cost and cannot run
//! without it: a redactor that silently does nothing because a file is absent is the failure this design rules out.
//! It keeps no words, only 48 bits of each word's hash: an unlisted word is taken for a listed one once in 10^13.

mod endings;
mod flags;
mod fold;
mod gates;
mod hash;
mod phrase;
mod towns;

use std::hint::select_unpredictable;

use endings::{DRUGS, INFLECTIONS, NOUNS, adds};

pub use flags::*;
pub use fold::fold_char;
pub use gates::*;
pub use hash::{first_bytes, hash, hash_short};
pub use phrase::join;
pub use towns::{begins_town, is_town};

/// Gate of words that are no grammar. It and the next depend on the form of a token, so no list has them.
pub const GATE_OPEN: u16 = 1 << 14;
/// Gate of those of them that begin with a capital.
pub const GATE_CAPITAL: u16 = 1 << 15;

/// Slots of eight bytes: the upper 48 bits are of the word's hash, the lower 16 number its entry; 0 is free.
static TABLE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lexicon.bin"));

/// The most frequent words once more, sixteen bytes where a hash may stand: most words never touch the large table, of which
/// no near cache holds enough.
static FRONT: &[u8; FRONT_PAIRS * 16] = include_bytes!(concat!(env!("OUT_DIR"), "/front.bin"));
const FRONT_PAIRS: usize = 16384;

// `ENTRIES: [(u32, Num, u16); _]`, each combination of flags, number and gates that some word has; the first is (0, None, 0).
include!(concat!(env!("OUT_DIR"), "/entries.rs"));

/// What is cut off a word that no list has as it stands: "provider's", "patients'", "that'd", "who've".
const CLITICS: [&[u8]; 6] = [b"'s", b"s'", b"'d", b"'ve", b"'ll", b"'re"];

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

    /// Number of the entry of the word with this hash, 0 when it has none.
    fn entry(&self, hash: u64) -> u16 {
        match front(hash) {
            0 => self.rare(hash, self.slot(hash)),
            entry => entry,
        }
    }

    /// The first slot in which the word with this hash may be. Those of rare words are in no near cache: whoever has many fetches
    /// all of them before he asks for the first.
    #[inline]
    pub fn slot(&self, hash: u64) -> u64 {
        u64::from_le_bytes(self.slots[(hash >> 1) as usize & (self.slots.len() - 1)])
    }

    /// The entry of a word that is not among the most frequent, whose first slot this is.
    #[inline]
    pub fn rare(&self, hash: u64, mut slot: u64) -> u16 {
        let mut at = (hash >> 1) as usize;
        while slot != 0 && slot >> 16 != hash >> 16 {
            at += 1;
            slot = u64::from_le_bytes(self.slots[at & (self.slots.len() - 1)]);
        }
        slot as u16
    }

    /// Flags, number value and gates of a folded word, (0, `Num::None`, 0) when unknown.
    pub fn get(&self, word: &str) -> (u32, Num, u16) {
        self.get_hashed(word.as_bytes(), hash(word.as_bytes()))
    }

    /// As `get`, for whoever has the word's hash already.
    pub fn get_hashed(&self, word: &[u8], hash: u64) -> (u32, Num, u16) {
        match self.entry(hash) {
            0 => self.unlisted(word, hash),
            entry => listed(entry),
        }
    }

    /// What its ending says of a word that no list has.
    #[cold]
    pub fn unlisted(&self, word: &[u8], hash: u64) -> (u32, Num, u16) {
        let flags = if word.len() > LONGEST { 0 } else { self.derived(word) };
        let place = if begins_town(join(0, hash)) { GATE_PLACE } else { 0 };
        (flags, Num::None, gates(flags, Num::None) | place)
    }

    fn known(&self, word: &[u8]) -> u32 {
        listed(self.entry(hash(word))).0
    }

    /// Inflections of listed words, medicine suffixes (USAN stems), and adjective endings.
    fn derived(&self, word: &[u8]) -> u32 {
        let clitic = word.iter().rev().take(3).any(|byte| *byte == b'\'');
        if let Some(base) = CLITICS.iter().filter(|_| clitic).find_map(|ending| word.strip_suffix(*ending)) {
            let known = self.known(base);
            // "everything's" is no grammar of its own, and no name either
            let plain = if known & (FUNC | CUE) != 0 { COMMON } else { 0 };
            return known & !(FUNC | CUE) | plain;
        }
        let last = word.last().copied().unwrap_or_default();
        for stem in DRUGS.ending_in(last) {
            if word.len() > stem.len() + 2 && word.ends_with(stem.as_bytes()) {
                return DRUG;
            }
        }
        for suffix in INFLECTIONS.ending_in(last) {
            let Some(base) = word.strip_suffix(suffix.as_bytes()) else { continue };
            let hit = adds(suffix).iter().any(|add| base.len() > 1 && self.is_plain(base, add));
            let doubled = base.len() > 3 && base[base.len() - 1] == base[base.len() - 2];
            if hit || (doubled && self.is_plain(&base[..base.len() - 1], "")) {
                return COMMON;
            }
        }
        let noun = word.len() > 7 && NOUNS.ending_in(last).any(|e| word.ends_with(e.as_bytes()));
        if noun { COMMON } else { 0 }
    }

    fn is_plain(&self, base: &[u8], add: &str) -> bool {
        if add.is_empty() {
            return self.known(base) & (COMMON | FUNC) != 0;
        }
        let mut buffer = [0_u8; LONGEST + 8];
        let length = base.len() + add.len();
        buffer[..base.len()].copy_from_slice(base);
        buffer[base.len()..length].copy_from_slice(add.as_bytes());
        self.known(&buffer[..length]) & (COMMON | FUNC) != 0
    }
}

/// The entry of one of the most frequent words, 0 for any other.
#[inline]
pub fn front(hash: u64) -> u16 {
    // its lowest bit is always set
    let pair = &FRONT.as_chunks::<16>().0[(hash >> 1) as usize % FRONT_PAIRS].as_chunks().0;
    let [first, second] = [u64::from_le_bytes(pair[0]), u64::from_le_bytes(pair[1])];
    // in which of the two it is, nobody can foresee
    let slot = select_unpredictable(first >> 16 == hash >> 16, first, second);
    select_unpredictable(slot >> 16 == hash >> 16, slot, 0) as u16
}

/// What the lists say of the words that have this entry.
#[inline]
pub fn listed(entry: u16) -> (u32, Num, u16) {
    ENTRIES[usize::from(entry)]
}

#[cfg(test)]
mod tests {
    use super::{
        COMMON, DIAGNOSIS, DRUG, FIRST, FUNC, LAST, LONGEST, Lexicon, Num, RARE, first_bytes, hash, hash_short,
    };

    #[test]
    fn lists_decide_between_names_and_words() {
        let lex = Lexicon::new();
        let flags = |word: &str| lex.get(word).0;
        for name in ["garcia", "okafor", "nguyen", "martin", "saoirse", "kealoha", "yazzie"] {
            assert_ne!(flags(name) & (FIRST | LAST), 0, "{name}");
            assert_eq!(flags(name) & COMMON, 0, "{name}");
        }
        for word in ["cough", "pain", "doctor", "quick", "endoscopy", "unwell"] {
            assert_eq!(flags(word) & (FIRST | LAST), 0, "{word}");
            assert_ne!(flags(word) & (COMMON | FUNC), 0, "{word}");
        }
        assert_eq!(flags("garcia") & RARE, 0);
        assert_ne!(flags("zwolinski") & RARE, 0);
        assert_ne!(flags("metformin") & DRUG, 0);
        assert_ne!(flags("asthma") & DIAGNOSIS, 0);
    }

    #[test]
    fn the_hash_is_the_one_that_the_model_was_trained_with() {
        let words = ["will", "pneumonia", "otorhinolaryngologist"].map(|w| hash(w.as_bytes()));
        assert_eq!(words, [0x4fcc_667c_b0a4_027d, 0x8d0e_af97_0690_9be9, 0xef60_17bc_27dd_caa5]);
    }

    #[test]
    fn the_hash_of_a_short_word_is_the_same_whatever_stands_after_it() {
        for word in ["a", "go", "now", "will", "mercy", "garden", "percent"] {
            for after in ["       ", "'s okay", "zzzzzzz"] {
                let bytes: Vec<u8> = word.bytes().chain(after.bytes()).take(8).collect();
                let number = bytes.iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte));
                assert_eq!(
                    hash_short(first_bytes(number, word.len()), word.len()),
                    hash(word.as_bytes()),
                    "{word}{after}"
                );
            }
        }
    }

    #[test]
    fn endings_speak_for_words_that_no_list_has() {
        let lex = Lexicon::new();
        assert_eq!(lex.get("zqxstatin").0, DRUG);
        assert_eq!(lex.get("qxzzology").0, COMMON);
        assert_eq!(lex.get("qxzz").0, 0);
        assert_eq!(lex.get("everything's").0, COMMON);
        assert_eq!(lex.get("garcia's").0, lex.get("garcia").0);
        assert_eq!(lex.get("seven").1, Num::Digit(7));
        assert_eq!(lex.get("").0, 0);
        assert_eq!(lex.get(&"s".repeat(LONGEST + 1)).0, 0);
    }
}
