//! Whether a call is in English. The rules know no other language: a call in another is withheld.

use super::lexicon::{COMMON, FUNC, Num};
use super::text::{Doc, Kind};

/// The language of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Language {
    /// English throughout, or too short to say otherwise.
    #[default]
    English,
    /// All of it, or a stretch long enough to hide PHI, is in another language.
    Other,
}

/// Words that one stretch must have before its language is judged.
const STRETCH: usize = 14;

/// Judges the words turn by turn, and all turns of each speaker together: in spoken English at least one
/// word in three is grammar, and nearly all are in a list of common words; other languages meet neither.
pub(super) fn of(doc: &Doc) -> Language {
    let (turns, ascii) = (doc.speakers.len(), doc.is_ascii());
    let mut sides: Vec<(super::Speaker, Tally)> = Vec::new();
    for turn in 0..turns {
        let tally = tally(doc, doc.first[turn]..doc.first[turn + 1], ascii);
        if tally.foreign() {
            return Language::Other;
        }
        let speaker = doc.speakers[turn];
        match sides.iter_mut().find(|s| s.0 == speaker) {
            Some(side) => side.1.add(tally),
            None => sides.push((speaker, tally)),
        }
    }
    if sides.iter().any(|s| s.1.foreign()) { Language::Other } else { Language::English }
}

#[derive(Clone, Copy, Default)]
struct Tally {
    words: usize,
    grammar: usize,
    known: usize,
}

impl Tally {
    fn add(&mut self, other: Tally) {
        self.words += other.words;
        self.grammar += other.grammar;
        self.known += other.known;
    }

    /// Both signs together, so that a list of symptoms (no grammar) or of rare words (unknown) is not taken for another language.
    fn foreign(self) -> bool {
        self.words >= STRETCH && self.grammar * 5 < self.words && self.known * 10 < self.words * 6
    }
}

fn tally(doc: &Doc, range: std::ops::Range<usize>, ascii: bool) -> Tally {
    let mut tally = Tally::default();
    for (i, token) in range.clone().zip(&doc.toks[range]) {
        if token.kind != Kind::Word || token.num != Num::None {
            continue;
        }
        // writing without spaces between words counts by its length
        tally.words += if ascii || doc.w(i).is_ascii() { 1 } else { doc.w(i).chars().count().div_ceil(3) };
        tally.grammar += usize::from(token.flags & FUNC != 0);
        tally.known += usize::from(token.flags & (FUNC | COMMON) != 0);
    }
    tally
}
