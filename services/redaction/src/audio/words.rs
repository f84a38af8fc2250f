//! The word list without PHI: placeholders in place of words, with their times.
use std::ops::Range;

use phi_events::transcript::{Said, Turn};
use phi_redaction::engine::Span;

use super::align::{align, blocks};
use super::plan::hull;
use super::{by_turn, bytes};

/// A word, or a placeholder with the times of the words it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CleanWord {
    /// A piece of the turn's redacted text; several words where the engine's words differ from its text.
    pub text: String,
    /// Milliseconds since the call's start.
    pub start_ms: u64,
    /// Milliseconds since the call's start.
    pub end_ms: u64,
}

/// Gives each turn's word list without PHI. Every word of it is cut out of the text that the redactor read, never out of
/// the engine's words: what nobody has read is not released. A turn has no list where a span cannot be matched with
/// words, a word has no times, or the spans are not this transcript's.
pub fn redact_words(said: &Said, spans: &[Span]) -> Vec<Vec<CleanWord>> {
    let texts: Vec<&str> = said.turns.iter().map(|turn| turn.text.expose().as_str()).collect();
    let Some(turns) = by_turn(&texts, spans) else { return vec![vec![]; texts.len()] };
    said.turns.iter().zip(turns).map(|(turn, spans)| turn_words(turn, &spans).unwrap_or_default()).collect()
}

fn turn_words(turn: &Turn, spans: &[&Span]) -> Option<Vec<CleanWord>> {
    let words: Vec<&str> = turn.words.iter().map(|word| word.text.expose().as_str()).collect();
    let text = turn.text.expose();
    let places: Vec<Range<usize>> = spans.iter().map(|span| bytes(span)).collect();
    let mut list = Vec::new();
    for block in blocks(&align(text, &words), &places)? {
        if block.link.text.is_empty() || block.link.words.is_empty() {
            continue;
        }
        let (start_ms, end_ms) = hull(turn.words.get(block.link.words)?)?;
        list.push(CleanWord { text: rendered(text, &block.link.text, spans), start_ms, end_ms });
    }
    Some(list)
}

/// A piece of the text with its spans replaced.
fn rendered(text: &str, piece: &Range<usize>, spans: &[&Span]) -> String {
    let mut out = String::new();
    let mut at = piece.start;
    for span in spans.iter().filter(|span| span.start < piece.end && span.end > piece.start) {
        out.push_str(text.get(at..span.start).unwrap_or_default());
        out.push_str(&span.placeholder());
        at = at.max(span.end);
    }
    out.push_str(text.get(at..piece.end).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests;
