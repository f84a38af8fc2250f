//! Cutting a turn into tokens.

use std::ops::Range;

use super::words::says;
use super::{
    AT, COLON, COMMA, DASH, DOT, Doc, END, HASH, Kind, LIKE, MONEY, OTHER, PAREN, PERCENT, PLUS, SLASH, SPACE, STOP,
    Tok, UNDER,
};
use crate::engine::Turn;
use crate::engine::lexicon::{
    self, FUNC, GATE_CAPITAL, GATE_CODE, GATE_NET, GATE_NUMBER, GATE_OPEN, Lexicon, Num, fold_char,
};

/// A word as it was cut.
struct Cut {
    /// Its bytes in the turn.
    at: Range<usize>,
    /// Its bytes among the folded words.
    low: Range<usize>,
    kind: Kind,
    cap: bool,
    caps: bool,
}

/// Words that may be dropped, by their hashes.
const LIKE_WORD: u64 = lexicon::hash(b"like");
const YOU: u64 = lexicon::hash(b"you");
const KNOW: u64 = lexicon::hash(b"know");

impl Doc {
    /// Appends the tokens of a turn.
    pub(super) fn cut(&mut self, turn: u32, text: &str, lex: &Lexicon) {
        let begin = self.toks.len();
        let odd = text.bytes().fold(0, |odd, b| odd | b & 0x80 | u8::from(b == b'`'));
        let pre = if odd == 0 { self.cut_ascii(turn, text, lex) } else { self.cut_any(turn, text, lex) };
        let (at, low) = (text.len() as u32, self.low.len() as u32);
        let opens = self.toks.len() == begin;
        self.add(Tok { turn, start: at, end: at, low: (low, low), pre, opens, ..END }, 0);
    }

    /// Text of ASCII folds in place: the folded words are slices of the whole turn in lower case.
    fn cut_ascii(&mut self, turn: u32, text: &str, lex: &Lexicon) -> u16 {
        let (begin, base) = (self.toks.len(), self.low.len());
        self.low.push_str(text);
        self.low[base..].make_ascii_lowercase();
        let bytes = text.as_bytes();
        let (mut pre, mut at) = (0_u16, 0);
        while let Some(byte) = bytes.get(at) {
            let first = CLASS[usize::from(*byte)];
            if first & (LETTER | DIGIT) == 0 {
                pre |= first as u16;
                at += 1;
                continue;
            }
            let (end, seen) = word_end(bytes, at);
            let word = &bytes[at..end];
            let kind = match (seen & LETTER != 0, seen & DIGIT != 0) {
                (true, false) if word.len() == 1 => Kind::Letter,
                (true, false) => Kind::Word,
                (_, true) if seen & (LETTER | u32::from(OTHER)) != 0 => Kind::Mixed,
                (_, _) => Kind::Digits,
            };
            let (cap, second) = (byte.is_ascii_uppercase(), word.get(1).is_some_and(u8::is_ascii_uppercase));
            let caps = cap && second && word.iter().filter(|b| !b.is_ascii_digit()).count() <= 4;
            pre = self.push((turn, begin), pre, Cut { at: at..end, low: base + at..base + end, kind, cap, caps }, lex);
            at = end;
        }
        pre
    }

    /// Any text, character by character.
    fn cut_any(&mut self, turn: u32, text: &str, lex: &Lexicon) -> u16 {
        let begin = self.toks.len();
        let mut pre = 0_u16;
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            if !is_word(c) {
                pre |= punctuation(c);
                continue;
            }
            let mut end = at + c.len_utf8();
            while let Some(&(next, c)) = chars.peek() {
                let inside = is_word(c)
                    || (is_apostrophe(c)
                        && text[next + c.len_utf8()..].chars().next().is_some_and(char::is_alphabetic));
                if !inside {
                    break;
                }
                end = next + c.len_utf8();
                chars.next();
            }
            let word = &text[at..end];
            let from = self.low.len();
            let (letters, kind) = self.fold(word);
            let second = word.chars().nth(1).is_some_and(char::is_uppercase);
            let cap = c.is_uppercase();
            let caps = cap && second && letters <= 4;
            pre = self.push((turn, begin), pre, Cut { at: at..end, low: from..self.low.len(), kind, cap, caps }, lex);
        }
        pre
    }

    /// Appends the word folded; returns how many of its characters are no digits, and what it is made of.
    fn fold(&mut self, word: &str) -> (u32, Kind) {
        let mut shape = (0_u32, 0_u32);
        for c in word.chars() {
            let c = fold_char(c);
            shape = if c.is_numeric() { (shape.0, shape.1 + 1) } else { (shape.0 + 1, shape.1) };
            fold_into(c, &mut self.low);
        }
        let kind = match shape {
            (1, 0) => Kind::Letter,
            (_, 0) => Kind::Word,
            (0, _) => Kind::Digits,
            _ => Kind::Mixed,
        };
        (shape.0, kind)
    }

    /// Adds a word, or drops it as hesitation or stutter; returns the punctuation carried to the next one.
    /// The tokens of its turn begin at `begin`.
    fn push(&mut self, (turn, begin): (u32, usize), pre: u16, cut: Cut, lex: &Lexicon) -> u16 {
        let kind = cut.kind;
        let word = &self.low.as_bytes()[cut.low.clone()];
        let hash = lexicon::hash(word);
        let (flags, mut num, gates) = if kind == Kind::Digits { (0, Num::None, 0) } else { lex.get_hashed(word, hash) };
        if kind == Kind::Mixed {
            num = ordinal(word);
        }
        let opens = self.toks.len() == begin;
        let last = if opens { 0 } else { self.toks.last().map_or(0, |t| t.hash) };
        let (like, you_know) = (hash == LIKE_WORD, hash == KNOW && last == YOU);
        // "Calliope. Calliope Brandywine" says it twice; "dad dad" stumbles
        let stutter = last == hash && kind == Kind::Word && num == Num::None && pre & (COMMA | DOT | STOP) == 0;
        if flags & lexicon::FILLER != 0 || like && pre & COMMA == 0 || stutter || you_know {
            if stutter && let Some(said) = self.toks.last_mut() {
                // one token over both, so that redacting one redacts the other
                said.end = cut.at.end as u32;
            }
            let carried = if you_know { self.take_back() } else { 0 };
            return pre | if like { LIKE } else { 0 } | carried | SPACE;
        }
        let breaks = opens || pre & STOP != 0 || pre & (DOT | SPACE) == DOT | SPACE && self.ended();
        let (start, end) = (cut.at.start as u32, cut.at.end as u32);
        let low = (cut.low.start as u32, cut.low.end as u32);
        let (cap, caps) = (cut.cap, cut.caps);
        self.add(Tok { turn, start, end, low, flags, hash, num, kind, pre, cap, caps, opens, breaks }, gates);
        0
    }

    /// Does a dot after the last token end a sentence? Not after an initial or a title.
    fn ended(&self) -> bool {
        let last = self.toks.len() - 1;
        self.toks[last].kind != Kind::Letter
            && !says!(self, last, "dr" | "mr" | "mrs" | "ms" | "prof" | "st" | "mt" | "ft")
    }

    /// Appends a token that passes the gates of its word and those of its form.
    fn add(&mut self, token: Tok, word: u16) {
        // a colon or dot after a word may be one of an address
        if token.pre & (COLON | DOT) != 0
            && let Some(before) = self.gates.last_mut()
        {
            *before |= GATE_NET;
        }
        self.gates.push(word | form(&token));
        self.toks.push(token);
    }

    /// Removes the last token; returns the punctuation before it.
    fn take_back(&mut self) -> u16 {
        self.gates.pop();
        self.toks.pop().map_or(0, |t| t.pre)
    }
}

/// The end of the word that begins at `at`, and the classes of its characters; an apostrophe before a letter is inside it.
fn word_end(bytes: &[u8], mut at: usize) -> (usize, u32) {
    let class = |at: usize| bytes.get(at).map_or(0, |b| CLASS[usize::from(*b)]);
    let mut seen = 0;
    loop {
        let next = class(at);
        let inside = next & (LETTER | DIGIT) != 0 || bytes.get(at) == Some(&b'\'') && class(at + 1) & LETTER != 0;
        if !inside {
            return (at, seen);
        }
        seen |= next;
        at += 1;
    }
}

/// The gates that a token passes by its form.
pub(super) fn form(token: &Tok) -> u16 {
    let shouted = if token.caps { GATE_CODE } else { 0 };
    let mark = if token.pre & AT != 0 { GATE_NET } else { 0 };
    mark | match token.kind {
        Kind::Word if token.flags & FUNC != 0 => shouted,
        Kind::Word if token.cap => shouted | GATE_OPEN | GATE_CAPITAL,
        Kind::Word => GATE_OPEN,
        Kind::Letter => GATE_CODE,
        Kind::Mixed | Kind::Digits => GATE_CODE | GATE_NUMBER,
        Kind::End => 0,
    }
}

/// Do most turns begin with a capital, in text that is not capitals throughout?
pub(super) fn is_cased(turns: &[Turn<'_>]) -> bool {
    let (mut begun, mut capital, mut upper, mut lower) = (0_usize, 0_usize, 0_usize, 0_usize);
    for turn in turns.iter().take(200) {
        let Some(first) = turn.text.chars().find(|c| c.is_alphanumeric()) else { continue };
        begun += usize::from(first.is_alphabetic());
        capital += usize::from(first.is_uppercase());
        // in pieces whose counts fit a byte, which the compiler turns into sixteen at a time
        for piece in turn.text.as_bytes()[..turn.text.len().min(400)].chunks(200) {
            upper += usize::from(piece.iter().map(|b| u8::from(b.is_ascii_uppercase())).sum::<u8>());
            lower += usize::from(piece.iter().map(|b| u8::from(b.is_ascii_lowercase())).sum::<u8>());
        }
    }
    begun > 0 && capital * 2 > begun && lower > upper
}

/// Class of a letter, in the upper half beside the punctuation bits.
const LETTER: u32 = 1 << 16;
/// Class of a digit.
const DIGIT: u32 = 1 << 17;

/// What each ASCII character is.
static CLASS: [u32; 256] = classes();

const fn classes() -> [u32; 256] {
    let mut table = [0; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        table[byte as usize] = match byte {
            b'a'..=b'z' | b'A'..=b'Z' => LETTER,
            b'0'..=b'9' => DIGIT,
            _ => punctuation(byte as char) as u32,
        };
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

/// "14th" and "3rd".
fn ordinal(word: &[u8]) -> Num {
    let digits = word.iter().rposition(|b| !b.is_ascii_alphabetic()).map_or(0, |last| last + 1);
    let (digits, ending) = word.split_at(digits);
    match (ending, str::from_utf8(digits).map(str::parse)) {
        (b"st" | b"nd" | b"rd" | b"th", Ok(Ok(n))) => Num::Ordinal(n),
        _ => Num::None,
    }
}
