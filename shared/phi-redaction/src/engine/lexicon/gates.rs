//! Which detectors need look at a word at all. Read by the crate and by its build script, which notes the gates of every
//! listed word.
//!
//! A gate is no class of words: it may let a word through that its detector then passes over, but never holds one back
//! that the detector would take. So most tokens cost a detector one comparison.

use super::flags::{
    ALPHABET, CITY, CUE, DESIG, DIAGNOSIS, DRUG, EPONYM, MONTH, Num, ORGWORD, RELATION, SLOT, SOUND, STATE, STATE2,
    STREET, TITLE,
};

/// Words that can lead to an employer's name or ask for one.
pub const GATE_WORK: u16 = 1;
/// Words that lead to a numbered road, a box, a corner, a state of two words, a question for a town.
pub const GATE_ROAD: u16 = 1 << 1;
/// Words and marks of mail and web addresses.
pub const GATE_NET: u16 = 1 << 2;
/// Verbs that are also given names ("will").
pub const GATE_VERB: u16 = 1 << 3;
/// Street types.
pub const GATE_STREET: u16 = 1 << 4;
/// Cities and states.
pub const GATE_PLACE: u16 = 1 << 5;
/// Designators of a unit of an address.
pub const GATE_DESIG: u16 = 1 << 6;
/// Numbers, in digits and in words, and months.
pub const GATE_NUMBER: u16 = 1 << 7;
/// What can begin a number or a code: those, letters, words that stand for them, abbreviations in capitals.
pub const GATE_CODE: u16 = 1 << 8;
/// Cues of what a number or an answer is.
pub const GATE_CUE: u16 = 1 << 9;
/// Words that open a place for a name.
pub const GATE_SLOT: u16 = 1 << 10;
/// Words that end the names of businesses.
pub const GATE_ORG: u16 = 1 << 11;
/// Words of a spelling alphabet.
pub const GATE_ALPHABET: u16 = 1 << 12;
/// Diagnoses, conditions and medicines.
pub const GATE_HEALTH: u16 = 1 << 13;

/// The gates that follow from what the language says of a word.
pub const fn gates(flags: u32, num: Num) -> u16 {
    let pairs = [
        (STREET, GATE_STREET),
        (CITY | STATE | STATE2, GATE_PLACE),
        (DESIG, GATE_DESIG),
        (MONTH, GATE_NUMBER),
        (ALPHABET | SOUND, GATE_CODE),
        (CUE, GATE_CUE),
        (SLOT | TITLE | RELATION, GATE_SLOT),
        (ORGWORD, GATE_ORG),
        (ALPHABET, GATE_ALPHABET),
        (DIAGNOSIS | DRUG | EPONYM, GATE_HEALTH),
    ];
    let mut gates = if let Num::None = num { 0 } else { GATE_NUMBER | GATE_CODE };
    let mut at = 0;
    while at < pairs.len() {
        if flags & pairs[at].0 != 0 {
            gates |= pairs[at].1;
        }
        at += 1;
    }
    gates
}
