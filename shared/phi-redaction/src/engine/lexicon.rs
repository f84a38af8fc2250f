//! One table from folded word to what the language says about it: a single probe per token.
//!
//! The lists are compiled in (`data/`), so the engine cannot start without them: a redactor that silently does
//! nothing because a file is absent is the failure this design rules out.

mod tables;

use tables::{CLASSES, DRUG_STEMS, FILES, INFLECTIONS, MONTHS, NUMBERS};

/// Closed-class word: never part of a personal name.
pub const FUNC: u32 = 1;
/// Ordinary open-class word.
pub const COMMON: u32 = 1 << 1;
/// Given name.
pub const FIRST: u32 = 1 << 2;
/// Family name.
pub const LAST: u32 = 1 << 3;
/// Medicine.
pub const DRUG: u32 = 1 << 4;
/// Eponym of a condition, test or device.
pub const EPONYM: u32 = 1 << 5;
/// Month name or abbreviation; the value is 1 to 12.
pub const MONTH: u32 = 1 << 6;
/// Day of the week.
pub const WEEKDAY: u32 = 1 << 7;
/// State or territory name, or a word that begins one.
pub const STATE: u32 = 1 << 8;
/// City name, or a word of one.
pub const CITY: u32 = 1 << 9;
/// Street type ("road", "blvd").
pub const STREET: u32 = 1 << 10;
/// Title before a name ("doctor", "mrs").
pub const TITLE: u32 = 1 << 11;
/// Kinship or household word ("wife", "son").
pub const RELATION: u32 = 1 << 12;
/// Unit of measure, money or time that follows a quantity.
pub const UNIT: u32 = 1 << 13;
/// Hesitation sound.
pub const FILLER: u32 = 1 << 14;
/// Word that can open or continue a self-correction ("no", "sorry", "wait").
pub const CORR: u32 = 1 << 15;
/// Word that ends an organisation's name ("clinic", "bakery").
pub const ORGWORD: u32 = 1 << 16;
/// Word of a back-channel turn ("right", "go ahead").
pub const BACK: u32 = 1 << 17;
/// Top-level domain as spoken.
pub const TLD: u32 = 1 << 18;
/// Public mail provider.
pub const MAILHOST: u32 = 1 << 19;
/// Unit designator of an address ("apartment", "suite").
pub const DESIG: u32 = 1 << 20;
/// Word of a spelling alphabet ("whiskey").
pub const ALPHABET: u32 = 1 << 21;
/// Word that is a cue of what a number or an answer is; see `dialogue`.
pub const CUE: u32 = 1 << 22;
/// Particle inside a family name ("van", "de").
pub const PARTICLE: u32 = 1 << 23;
/// Two-letter state abbreviation (only believed in capitals).
pub const STATE2: u32 = 1 << 24;

/// Word of an eponym of two names ("lou gehrig").
pub const EPONYM_PAIR: u32 = 1 << 25;

/// Word that opens a place where a name is said; see `identifiers::names`.
pub const SLOT: u32 = 1 << 26;

/// What a number word is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Num {
    /// Not a number word.
    #[default]
    None,
    /// 0 to 9 ("oh" and "o" count as 0).
    Digit(u8),
    /// 10 to 19.
    Teen(u8),
    /// 20, 30 … 90.
    Tens(u8),
    /// "hundred".
    Hundred,
    /// "thousand".
    Thousand,
    /// "double" or "triple".
    Mult(u8),
    /// "first" … "thirty first" pieces, and "14th".
    Ordinal(u8),
}

#[derive(Clone, Copy, Default)]
struct Slot {
    at: u32,
    len: u8,
    flags: u32,
    num: Num,
}

/// The table: open addressing over a power of two, keys in one arena.
pub struct Lexicon {
    slots: Vec<Slot>,
    arena: String,
    used: usize,
}

impl Default for Lexicon {
    fn default() -> Lexicon {
        Lexicon::new()
    }
}

impl Lexicon {
    /// Builds the table from the compiled-in lists.
    pub fn new() -> Lexicon {
        let mut lex = Lexicon { slots: vec![Slot::default(); 1 << 15], arena: String::with_capacity(1 << 17), used: 0 };
        for (flag, text) in FILES {
            let words = text.lines().filter(|l| !l.starts_with('#')).flat_map(str::split_whitespace);
            for entry in words {
                let pair = if flag == EPONYM && entry.contains('_') { EPONYM_PAIR } else { 0 };
                entry.split(['_', '-']).for_each(|word| lex.add(word, flag | pair, Num::None));
            }
        }
        for (flag, words) in CLASSES {
            words.split(' ').for_each(|w| lex.add(w, flag, Num::None));
        }
        for (word, num) in NUMBERS {
            lex.add(word, 0, num);
        }
        for (words, month) in MONTHS.iter().zip(1..) {
            words.split(' ').for_each(|w| lex.add(w, MONTH, Num::Ordinal(month)));
        }
        lex
    }

    fn add(&mut self, word: &str, flags: u32, num: Num) {
        let folded: String = word.chars().map(super::text::fold_char).collect();
        let at = self.position(folded.as_bytes());
        if self.slots[at].len == 0 {
            self.slots[at] = Slot { at: self.arena.len() as u32, len: folded.len() as u8, flags: 0, num: Num::None };
            self.arena.push_str(&folded);
            self.used += 1;
            debug_assert!(self.used * 2 < self.slots.len(), "grow the table");
        }
        self.slots[at].flags |= flags;
        if num != Num::None {
            self.slots[at].num = num;
        }
    }

    fn position(&self, word: &[u8]) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = hash(word) as usize & mask;
        loop {
            let slot = self.slots[at];
            let key = &self.arena.as_bytes()[slot.at as usize..slot.at as usize + slot.len as usize];
            if slot.len == 0 || key == word {
                return at;
            }
            at = (at + 1) & mask;
        }
    }

    /// Flags and number value of a folded word, (0, `Num::None`) when unknown.
    pub fn get(&self, word: &str) -> (u32, Num) {
        if word.len() > 40 {
            return (0, Num::None);
        }
        let slot = self.slots[self.position(word.as_bytes())];
        if slot.len == 0 { (self.derived(word), Num::None) } else { (slot.flags, slot.num) }
    }

    fn known(&self, word: &str) -> u32 {
        self.slots[self.position(word.as_bytes())].flags
    }

    /// Inflections of listed words, medicine suffixes (USAN stems), and adjective endings.
    fn derived(&self, word: &str) -> u32 {
        if let Some(base) = word.strip_suffix("'s").or_else(|| word.strip_suffix("s'")) {
            return self.known(base) & !(FUNC | CUE);
        }
        for stem in DRUG_STEMS {
            if word.len() > stem.len() + 2 && word.ends_with(stem) {
                return DRUG;
            }
        }
        for (suffix, adds) in INFLECTIONS {
            let Some(base) = word.strip_suffix(suffix) else { continue };
            let hit = adds.iter().any(|add| base.len() > 1 && self.is_plain(base, add));
            let doubled = base.len() > 3
                && base.as_bytes()[base.len() - 1] == base.as_bytes()[base.len() - 2]
                && base.is_char_boundary(base.len() - 1);
            if hit || (doubled && self.is_plain(&base[..base.len() - 1], "")) {
                return COMMON;
            }
        }
        let ending = ["tion", "ness", "ment", "ology", "ically", "itis", "emia", "ectomy", "opathy", "ability"];
        if word.len() > 7 && ending.iter().any(|e| word.ends_with(e)) { COMMON } else { 0 }
    }

    fn is_plain(&self, base: &str, add: &str) -> bool {
        let mut buffer = [0_u8; 48];
        let length = base.len() + add.len();
        buffer[..base.len()].copy_from_slice(base.as_bytes());
        buffer[base.len()..length].copy_from_slice(add.as_bytes());
        let flags = self.slots[self.position(&buffer[..length])].flags;
        flags & (COMMON | FUNC) != 0
    }
}

fn hash(word: &[u8]) -> u64 {
    let mut h: u64 = 0xcbf2_9ce4_8422_2325;
    for &b in word {
        h = (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3);
    }
    h ^ (h >> 29)
}
