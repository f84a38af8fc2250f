//! BERT's tokenizer: words at spaces, punctuation and ideographs apart, then the longest pieces of the vocabulary.
//!
//! After `tokenization.py` of google-research/bert (`BasicTokenizer`, `WordpieceTokenizer`), with each piece's place in
//! the text as it was said.
use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::error::OnnxError;
use crate::settings::VOCAB;

/// Characters of a word from which on it is one unknown piece (`max_input_chars_per_word` there is 200; in the widely
/// used port of Hugging Face 100). It also bounds the work for a word.
const LONGEST_WORD: usize = 100;

/// A vocabulary.
#[derive(Debug)]
pub struct Vocab {
    begins: BTreeMap<String, i64>,
    continues: BTreeMap<String, i64>,
    lower_case: bool,
    /// `[UNK]`: a word that no pieces make.
    pub unknown: i64,
    /// `[CLS]`: before each window.
    pub start: i64,
    /// `[SEP]`: after each window.
    pub stop: i64,
    /// `[PAD]`: fills the last window.
    pub pad: i64,
    /// The highest id.
    pub highest: i64,
}

/// One piece of a turn's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Index of the turn.
    pub turn: usize,
    /// First byte in the turn's text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Its number in the vocabulary.
    pub id: i64,
}

/// A character as the vocabulary spells it, with the bytes of the text that it stands for.
type Spelt = (char, usize, usize);

impl Vocab {
    /// Reads `vocab.txt`: one piece a line, its number is its line's, from 0. `##` begins a piece inside a word.
    ///
    /// # Errors
    /// [`OnnxError::Content`] when one of the four special pieces is missing.
    pub fn new(text: &str, lower_case: bool) -> Result<Self, OnnxError> {
        let (mut begins, mut continues, mut highest) = (BTreeMap::new(), BTreeMap::new(), -1);
        for (line, id) in text.lines().zip(0_i64..) {
            let piece = line.trim_end_matches('\r');
            match piece.strip_prefix("##").filter(|rest| !rest.is_empty()) {
                Some(rest) => continues.insert(rest.to_owned(), id),
                None => begins.insert(piece.to_owned(), id),
            };
            highest = id;
        }
        let special = |name: &str| {
            let missing = || OnnxError::Content { file: VOCAB, what: format!("there is no {name}") };
            begins.get(name).copied().ok_or_else(missing)
        };
        let (unknown, start) = (special("[UNK]")?, special("[CLS]")?);
        let (stop, pad) = (special("[SEP]")?, special("[PAD]")?);
        Ok(Self { begins, continues, lower_case, unknown, start, stop, pad, highest })
    }

    /// Cuts the text of one turn, and appends its pieces.
    pub fn cut(&self, turn: usize, text: &str, out: &mut Vec<Piece>) {
        let mut word: Vec<Spelt> = Vec::new();
        for (start, c) in text.char_indices() {
            let end = start + c.len_utf8();
            if c.is_whitespace() {
                self.word(turn, &mut word, out);
            } else if c == '\u{fffd}' || c.is_control() {
                // dropped, and the word goes on
            } else if stands_alone(c) {
                self.word(turn, &mut word, out);
                word.push((c, start, end));
                self.word(turn, &mut word, out);
            } else {
                self.spell(c, start, end, &mut word);
            }
        }
        self.word(turn, &mut word, out);
    }

    fn spell(&self, c: char, start: usize, end: usize, word: &mut Vec<Spelt>) {
        if self.lower_case {
            let bare = c.to_lowercase().nfd().filter(|c| !is_combining_mark(*c));
            word.extend(bare.map(|c| (c, start, end)));
        } else {
            word.push((c, start, end));
        }
    }

    /// The longest piece first, again and again; all or nothing.
    fn word(&self, turn: usize, word: &mut Vec<Spelt>, out: &mut Vec<Piece>) {
        let (Some(&(_, start, _)), Some(&(_, _, end))) = (word.first(), word.last()) else { return };
        let before = out.len();
        if word.len() > LONGEST_WORD || !self.pieces(turn, word, out) {
            out.truncate(before);
            out.push(Piece { turn, start, end, id: self.unknown });
        }
        word.clear();
    }

    fn pieces(&self, turn: usize, word: &[Spelt], out: &mut Vec<Piece>) -> bool {
        let mut first = 0;
        while first < word.len() {
            let table = if first == 0 { &self.begins } else { &self.continues };
            let mut candidate: String = word[first..].iter().map(|(c, ..)| c).collect();
            let mut last = word.len();
            let id = loop {
                if let Some(id) = table.get(&candidate) {
                    break *id;
                }
                candidate.pop();
                last -= 1;
                if last == first {
                    return false;
                }
            };
            out.push(Piece { turn, start: word[first].1, end: word[last - 1].2, id });
            first = last;
        }
        true
    }
}

/// A word of its own: punctuation (every ASCII symbol counts, as there), ideographs.
fn stands_alone(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c,
            // the Latin-1 and General Punctuation blocks, as far as they are of category P
            '\u{a1}' | '\u{a7}' | '\u{ab}' | '\u{b6}' | '\u{b7}' | '\u{bb}' | '\u{bf}'
            | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{2043}' | '\u{2045}'..='\u{2051}' | '\u{2053}'..='\u{205e}'
            | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{ff01}' | '\u{ff0c}' | '\u{ff1f}'
            // `_is_chinese_char` there
            | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{2a6df}' | '\u{2a700}'..='\u{2ceaf}' | '\u{2f800}'..='\u{2fa1f}')
}

#[cfg(test)]
mod tests;
