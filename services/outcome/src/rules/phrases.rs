//! Sets of phrases, found in linear time. Of phrases that overlap, the leftmost and longest counts: "cancel my appointment" is
//! no mention of an appointment besides.
use aho_corasick::{AhoCorasick, MatchKind};

use super::words::Words;

/// A phrase that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hit<T> {
    /// What the phrase stands for.
    pub tag: T,
    /// Which phrase it was.
    pub phrase: usize,
    /// Its first word.
    pub first: usize,
    /// The word behind its last.
    pub end: usize,
}

/// Phrases, each with what it stands for.
pub(super) struct Phrases<T> {
    automaton: AhoCorasick,
    tags: Vec<T>,
}

impl<T: Copy> Phrases<T> {
    /// Compiles a table.
    pub fn new<'a>(table: impl IntoIterator<Item = (T, &'a [&'a str])>) -> Self {
        let mut tags = Vec::new();
        let mut patterns = Vec::new();
        for (tag, phrases) in table {
            for phrase in phrases {
                tags.push(tag);
                patterns.push(Words::new(phrase).padded);
            }
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(patterns)
            .expect("a few hundred short phrases fit an automaton");
        Self { automaton, tags }
    }

    /// What stands in a line, in order.
    pub fn find(&self, words: &Words) -> Vec<Hit<T>> {
        let hit = |found: aho_corasick::Match| Hit {
            tag: self.tags[found.pattern().as_usize()],
            phrase: found.pattern().as_usize(),
            first: words.index_at(found.start()),
            end: words.index_at(found.end()),
        };
        self.automaton.find_iter(&words.padded).map(hit).collect()
    }
}
