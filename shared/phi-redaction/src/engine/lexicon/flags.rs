//! What the language can say about a word. Read by the crate and by its build script, which makes the table.

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
/// Word that a recognizer writes for a digit or letter of the same sound ("ate", "won"); see `numbers`.
pub const SOUND: u32 = 1 << 27;

/// A rare name: below rank 20,000 of the American family names, or in the lists of another country only.
pub const RARE: u32 = 1 << 28;

/// Ordinary word that only a large dictionary has.
pub const DICT: u32 = 1 << 29;

/// A diagnosis by its everyday name.
pub const DIAGNOSIS: u32 = 1 << 30;

/// Proper word that names no person: a people, a country, a brand, an exclamation.
pub const PROPER: u32 = 1 << 31;

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
