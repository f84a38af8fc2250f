//! A token as the models see it.

use super::lexicon::{
    ALPHABET, CITY, COMMON, CUE, DESIG, DICT, DRUG, EPONYM, FIRST, FUNC, LAST, MONTH, Num, ORGWORD, PARTICLE, PROPER,
    RARE, RELATION, SLOT, STATE, STREET, TITLE, UNIT, WEEKDAY,
};
use super::text::{Doc, Kind, Tok};
use crate::engine::text::words::says;

/// Flags that say what kind of word a token is.
pub const CLASS: u32 = FUNC
    | COMMON
    | FIRST
    | LAST
    | DRUG
    | EPONYM
    | MONTH
    | WEEKDAY
    | STATE
    | CITY
    | STREET
    | TITLE
    | RELATION
    | UNIT
    | ORGWORD
    | PARTICLE
    | DESIG
    | ALPHABET
    | CUE
    | SLOT
    | DICT
    | RARE
    | PROPER;

/// A token as context sees it: known words by themselves, names and unknown words by their class, so that the model
/// learns the language around names and not the names.
#[inline]
pub fn key(doc: &Doc, i: usize) -> u64 {
    let t = &doc.toks[i];
    if t.kind == Kind::Word && t.num == Num::None { word_key(t) } else { other_key(doc, i) }
}

/// The same of a word that is no number.
#[inline]
pub fn word_key(t: &Tok) -> u64 {
    let known = t.flags & (FUNC | COMMON | CUE | SLOT | TITLE | RELATION | UNIT | MONTH) != 0;
    if known { t.hash } else { 100 + u64::from(t.flags & CLASS) }
}

/// The same of any other token.
fn other_key(doc: &Doc, i: usize) -> u64 {
    let t = &doc.toks[i];
    match t.kind {
        Kind::End => 1,
        Kind::Digits => 2 + doc.size(i) as u64,
        Kind::Mixed => 40,
        Kind::Letter if !says!(doc, i, "a" | "i") => 41,
        Kind::Letter | Kind::Word if t.num != Num::None => 42,
        Kind::Letter | Kind::Word => word_key(t),
    }
}
