//! Cutting a turn into tokens.

use super::{
    AT, COLON, COMMA, DASH, DOT, Doc, END, HASH, Kind, LIKE, MONEY, OTHER, PAREN, PERCENT, PLUS, SLASH, SPACE, STOP,
    Tok, UNDER,
};
use crate::engine::Turn;
use crate::engine::lexicon::{
    self, FUNC, GATE_CAPITAL, GATE_CODE, GATE_NET, GATE_NUMBER, GATE_OPEN, Lexicon, Num, fold_char,
};

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
        let class = |at: usize| bytes.get(at).map_or(0, |b| CLASS[usize::from(b & 0x7f)]);
        while at < bytes.len() {
            let first = class(at);
            if first & (LETTER | DIGIT) == 0 {
                pre |= first as u16;
                at += 1;
                continue;
            }
            let (start, mut seen) = (at, 0);
            loop {
                let mut next = class(at);
                while next & (LETTER | DIGIT) != 0 {
                    seen |= next;
                    at += 1;
                    next = class(at);
                }
                if bytes.get(at) != Some(&b'\'') || class(at + 1) & LETTER == 0 {
                    break;
                }
                seen |= next;
                at += 1;
            }
            let word = &bytes[start..at];
            let kind = match (seen & LETTER != 0, seen & DIGIT != 0) {
                (true, false) if word.len() == 1 => Kind::Letter,
                (true, false) => Kind::Word,
                (_, true) if seen & (LETTER | u32::from(OTHER)) != 0 => Kind::Mixed,
                (_, _) => Kind::Digits,
            };
            let (cap, second) = (word[0].is_ascii_uppercase(), word.get(1).is_some_and(u8::is_ascii_uppercase));
            let caps = cap && second && word.iter().filter(|b| !b.is_ascii_digit()).count() <= 4;
            let low = ((base + start) as u32, (base + at) as u32);
            let token = Tok { turn, start: start as u32, end: at as u32, low, kind, pre, cap, caps, ..END };
            pre = self.push(begin, token, lex);
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
            let (start, end32, word) = (at as u32, end as u32, &text[at..end]);
            let from = self.low.len() as u32;
            let (letters, kind) = self.fold(word);
            let second = word.chars().nth(1).is_some_and(char::is_uppercase);
            let cap = c.is_uppercase();
            let low = (from, self.low.len() as u32);
            let caps = cap && second && letters <= 4;
            pre = self.push(begin, Tok { turn, start, end: end32, low, kind, pre, cap, caps, ..END }, lex);
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

    /// Adds a token, or drops it as hesitation or stutter; returns the punctuation carried to the next one.
    /// The turn's tokens begin at `begin`.
    fn push(&mut self, begin: usize, token: Tok, lex: &Lexicon) -> u16 {
        let word = &self.low[token.low.0 as usize..token.low.1 as usize];
        let hash = lexicon::hash(word.as_bytes());
        let (flags, mut num, gates) =
            if token.kind == Kind::Digits { (0, Num::None, 0) } else { lex.get_hashed(word, hash) };
        if token.kind == Kind::Mixed {
            num = ordinal(word);
        }
        let pre = token.pre;
        let opens = self.toks.len() == begin;
        let last = if opens { "" } else { self.w(self.toks.len() - 1) };
        let like = word == "like";
        let you_know = word == "know" && last == "you";
        // "Calliope. Calliope Brandywine" says it twice; "dad dad" stumbles
        let stutter = token.kind == Kind::Word && num == Num::None && last == word && pre & (COMMA | DOT | STOP) == 0;
        if flags & lexicon::FILLER != 0 || like && pre & COMMA == 0 || stutter || you_know {
            if stutter && let Some(said) = self.toks.last_mut() {
                // one token over both, so that redacting one redacts the other
                said.end = token.end;
            }
            let carried = if you_know { self.take_back() } else { 0 };
            return pre | if like { LIKE } else { 0 } | carried | SPACE;
        }
        let after_dot = pre & (DOT | SPACE) == DOT | SPACE
            && self.toks.last().is_some_and(|t| t.kind != Kind::Letter)
            && !matches!(last, "dr" | "mr" | "mrs" | "ms" | "prof" | "st" | "mt" | "ft");
        let breaks = opens || pre & STOP != 0 || after_dot;
        self.add(Tok { flags, hash, num, opens, breaks, ..token }, gates);
        0
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
static CLASS: [u32; 128] = classes();

const fn classes() -> [u32; 128] {
    let mut table = [0; 128];
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
fn ordinal(word: &str) -> Num {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    match (&word[digits.len()..], digits.parse::<u8>()) {
        ("st" | "nd" | "rd" | "th", Ok(n)) => Num::Ordinal(n),
        _ => Num::None,
    }
}
