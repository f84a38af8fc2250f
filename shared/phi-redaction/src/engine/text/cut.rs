//! Cutting the turns into tokens.

use super::edges::{self, Edges};
use super::known::Keeper;
use super::{
    AT, COLON, COMMA, DASH, DOT, END, HASH, Kind, MONEY, OTHER, PAREN, PERCENT, PLUS, SLASH, SPACE, STOP, Tok, UNDER,
};
use crate::engine::Turn;
use crate::engine::lexicon::{self, fold_char};

/// Cuts all turns into tokens; their words come folded into `low`, and `raw` is a buffer.
pub(super) fn cut(turns: &[Turn<'_>], raw: &mut String, low: &mut String, keeper: &mut Keeper<'_>) {
    low.clear();
    edges::join(raw, turns);
    if plain(raw) {
        return cut_plain(0, turns, raw, low, keeper);
    }
    for (index, turn) in turns.iter().enumerate() {
        if plain(turn.text) {
            let turns = &turns[index..=index];
            edges::join(raw, turns);
            cut_plain(index as u32, turns, raw, low, keeper);
        } else {
            cut_any(index as u32, turn.text, low, keeper);
        }
    }
}

/// Cuts plain turns, which stand joined in `raw`.
fn cut_plain(mut turn: u32, turns: &[Turn<'_>], raw: &str, low: &mut String, keeper: &mut Keeper<'_>) {
    let base = low.len();
    low.push_str(raw);
    low[base..].make_ascii_lowercase();
    let (raw, low) = (raw.as_bytes(), low.as_bytes());
    let mut edges = Edges::new(raw);
    let mut word = edges.word();
    let mut from = edges::LEAD;
    for text in turns.iter().map(|turn| turn.text) {
        let to = from + text.len();
        // where the last word ended
        let mut at = from;
        while let Some((start, end)) = word.filter(|(start, _)| *start < to) {
            let (pre, eight) = edges::before(raw, from, at, start);
            let size = end - start;
            let (hash, kind) =
                if size < 8 { edges::short(eight, size) } else { edges::long(&low[base + start..base + end]) };
            let (cap, caps) = (eight & 0x20 == 0, eight & 0x2020 == 0 && abbreviation(&raw[start..end]));
            let word_low = ((base + start) as u32, (base + end) as u32);
            let (start, after) = ((start - from) as u32, (end - from) as u32);
            keeper.keep(Tok { turn, start, end: after, low: word_low, hash, kind, pre, cap, caps, ..END }, low);
            at = end;
            word = edges.word();
        }
        keeper.close(turn, text.len(), marks(&raw[at..to]));
        turn += 1;
        from = to + 1;
    }
}

/// Cuts any turn, character by character.
#[inline(never)]
fn cut_any(turn: u32, text: &str, low: &mut String, keeper: &mut Keeper<'_>) {
    let mut at = 0;
    loop {
        let (start, pre) = marks_of_any(text, at);
        if start == text.len() {
            return keeper.close(turn, start, pre);
        }
        let word = word_of_any(text, start, low);
        at = word.end as usize;
        keeper.keep(Tok { turn, pre, ..word }, low.as_bytes());
    }
}

/// Is a word that begins with a capital written as abbreviations are?
#[inline(never)]
fn abbreviation(word: &[u8]) -> bool {
    word.get(1).is_some_and(u8::is_ascii_uppercase) && word.iter().filter(|b| !b.is_ascii_digit()).count() <= 4
}

/// The punctuation of these bytes.
#[inline(never)]
pub(super) fn marks(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |all, byte| all | mark(*byte))
}

/// The punctuation of a byte.
#[inline]
pub(super) fn mark(byte: u8) -> u16 {
    MARKS[usize::from(byte)]
}

/// Where the next word begins in any text, and the punctuation before it.
fn marks_of_any(text: &str, at: usize) -> (usize, u16) {
    let mut marks = 0;
    for (start, c) in text[at..].char_indices() {
        if is_word(c) {
            return (at + start, marks);
        }
        marks |= punctuation(c);
    }
    (text.len(), marks)
}

/// The word that begins at `start`, character by character; it is appended folded.
fn word_of_any(text: &str, start: usize, low: &mut String) -> Tok {
    let mut end = start;
    while let Some(c) = text[end..].chars().next() {
        let after = end + c.len_utf8();
        let inside = is_word(c) || is_apostrophe(c) && text[after..].chars().next().is_some_and(char::is_alphabetic);
        if !inside {
            break;
        }
        end = after;
    }
    let word = &text[start..end];
    let from = low.len();
    let (letters, kind) = fold(word, low);
    let mut upper = word.chars().map(char::is_uppercase);
    let (cap, second) = (upper.next() == Some(true), upper.next() == Some(true));
    let hash = lexicon::hash(&low.as_bytes()[from..]);
    let low = (from as u32, low.len() as u32);
    Tok { start: start as u32, end: end as u32, low, hash, kind, cap, caps: cap && second && letters <= 4, ..END }
}

/// Appends the word folded; returns how many of its characters are no digits, and what it is made of.
fn fold(word: &str, low: &mut String) -> (u32, Kind) {
    let mut shape = (0_u32, 0_u32);
    for c in word.chars() {
        let c = fold_char(c);
        shape = if c.is_numeric() { (shape.0, shape.1 + 1) } else { (shape.0 + 1, shape.1) };
        fold_into(c, low);
    }
    let kind = match shape {
        (1, 0) => Kind::Letter,
        (_, 0) => Kind::Word,
        (0, _) => Kind::Digits,
        _ => Kind::Mixed,
    };
    (shape.0, kind)
}

/// ASCII, and without the one character of it that folds to another.
fn plain(text: &str) -> bool {
    // looked through to the end, which the compiler turns into many bytes at a time
    text.is_ascii() && text.bytes().map(|byte| u8::from(byte == b'`')).max() != Some(1)
}

/// The punctuation bit of each ASCII character, 0 for letters and digits.
static MARKS: [u16; 256] = table();

const fn table() -> [u16; 256] {
    let mut table = [0; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        if !byte.is_ascii_alphanumeric() {
            table[byte as usize] = punctuation(byte as char);
        }
        byte += 1;
    }
    table
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2bc}' | '`')
}

const fn punctuation(c: char) -> u16 {
    match c {
        '\n' | '\r' | '?' | '!' | ';' => STOP | SPACE,
        ',' => COMMA,
        '.' | '\u{2026}' => DOT,
        '-' | '\u{2010}'..='\u{2015}' => DASH,
        '/' => SLASH,
        '@' => AT,
        '_' => UNDER,
        '(' | ')' | '[' | ']' => PAREN,
        ':' => COLON,
        '#' => HASH,
        '+' => PLUS,
        '$' | '\u{20ac}' | '\u{a3}' => MONEY,
        '%' | '\u{b0}' => PERCENT,
        c if c.is_whitespace() => SPACE,
        _ => OTHER,
    }
}

fn fold_into(c: char, out: &mut String) {
    if !('\u{300}'..='\u{36f}').contains(&c) {
        out.push(if c == '`' { '\'' } else { c });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Doc;
    use super::super::known::Keeper;
    use super::{cut, cut_any};
    use crate::engine::lexicon::Lexicon;
    use crate::engine::{Speaker, Turn};

    /// What is known of each token, each word looked up as it comes.
    fn slowly(turns: &[Turn<'_>], by_characters: bool) -> Vec<String> {
        let (mut doc, lex) = (Doc::default(), Lexicon::new());
        doc.cased = super::super::cased::begins_so(turns);
        let mut keeper = Keeper::new(&mut doc, &lex);
        keeper.begin(turns);
        keeper.look_up(&[]);
        if by_characters {
            for (index, turn) in turns.iter().enumerate() {
                cut_any(index as u32, turn.text, &mut doc.low, &mut keeper);
            }
        } else {
            cut(turns, &mut doc.raw, &mut doc.low, &mut keeper);
        }
        keeper.end(&mut doc);
        described(&doc)
    }

    fn described(doc: &Doc) -> Vec<String> {
        let end = doc.first.last().copied().unwrap_or(0);
        let known = |i: usize| {
            let t = &doc.toks[i];
            let (word, known) = (doc.w(i), (t.flags, t.hash, t.num, t.kind, t.gates));
            format!(
                "{:?}",
                (word, t.turn, t.start, t.end, known, t.pre, t.cap, t.caps, t.opens, t.breaks, &doc.capitals)
            )
        };
        (0..end).map(known).collect()
    }

    fn same(texts: &[String]) {
        let turns: Vec<Turn<'_>> = texts.iter().map(|text| Turn { speaker: Speaker::Unknown, text }).collect();
        let quickly = described(&Doc::new(&turns, &Lexicon::new()));
        assert_eq!(quickly, slowly(&turns, false));
        assert_eq!(quickly, slowly(&turns, true));
    }

    #[test]
    fn hesitations_of_no_list_are_dropped() {
        same(&["So uh's it, um, you know, like like that. Tansy Tansy".to_owned(), "zqx zqx dr. Um's".to_owned()]);
    }

    proptest! {
        #[test]
        fn plain_turns_are_cut_as_any(texts in prop::collection::vec("[ -_a-~\n]{0,140}|([a-z']{1,12}[ .,-]){0,40}", 0..5)) {
            same(&texts);
        }

        #[test]
        fn any_turns_are_cut_alike(texts in prop::collection::vec("[ -~é’]{0,90}", 0..4)) {
            let turns: Vec<Turn<'_>> = texts.iter().map(|text| Turn { speaker: Speaker::Unknown, text }).collect();
            prop_assert_eq!(described(&Doc::new(&turns, &Lexicon::new())), slowly(&turns, true));
        }
    }
}
