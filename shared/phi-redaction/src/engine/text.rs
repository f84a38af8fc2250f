//! The call as one flat list of tokens, cut once, each with its place in the original text.
//!
//! Hesitations ("uh", "you know") and stutters never become tokens, so no grammar has to know them; punctuation
//! becomes bits of the token that follows it. A turn ends with a sentinel, so looking ahead never crosses turns.

pub use super::lexicon::fold_char;
use super::lexicon::{self, Lexicon, Num};
use super::{Speaker, Turn};

/// Whitespace stood before the token.
pub const SPACE: u16 = 1;
/// A comma.
pub const COMMA: u16 = 1 << 1;
/// A full stop.
pub const DOT: u16 = 1 << 2;
/// A question or exclamation mark, a semicolon, or a line break.
pub const STOP: u16 = 1 << 3;
/// A hyphen or dash.
pub const DASH: u16 = 1 << 4;
/// A slash.
pub const SLASH: u16 = 1 << 5;
/// `@`.
pub const AT: u16 = 1 << 6;
/// `_`.
pub const UNDER: u16 = 1 << 7;
/// An opening or closing bracket.
pub const PAREN: u16 = 1 << 8;
/// A colon.
pub const COLON: u16 = 1 << 9;
/// `#`.
pub const HASH: u16 = 1 << 10;
/// `+`.
pub const PLUS: u16 = 1 << 11;
/// A currency sign.
pub const MONEY: u16 = 1 << 12;
/// `%` or a degree sign.
pub const PERCENT: u16 = 1 << 13;
/// "like" was dropped here.
pub const LIKE: u16 = 1 << 14;
/// Any other symbol.
pub const OTHER: u16 = 1 << 15;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Two or more letters.
    Word,
    /// One letter.
    Letter,
    /// Digits only.
    Digits,
    /// Letters and digits together.
    Mixed,
    /// End of a turn.
    End,
}

/// One token; offsets are bytes into the turn's text.
#[derive(Clone, Copy, Debug)]
pub struct Tok {
    /// Index of the turn.
    pub turn: u32,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    low: (u32, u32),
    /// Lexicon flags.
    pub flags: u32,
    /// Which detectors need look at it.
    pub gate: u8,
    /// Number value.
    pub num: Num,
    /// What it is made of.
    pub kind: Kind,
    /// Punctuation before it.
    pub pre: u16,
    /// Begins with a capital.
    pub cap: bool,
    /// Has a second capital and at most four letters, as abbreviations do.
    pub caps: bool,
    /// First of its turn.
    opens: bool,
    /// A sentence ends before it.
    breaks: bool,
}

/// Sentinels after the last turn, so that a look of a few tokens ahead needs no bound check.
const MARGIN: usize = 16;

const END: Tok = Tok {
    turn: u32::MAX,
    start: 0,
    end: 0,
    low: (0, 0),
    flags: 0,
    num: Num::None,
    gate: 0,
    kind: Kind::End,
    pre: SPACE,
    cap: false,
    caps: false,
    opens: false,
    breaks: true,
};

/// The tokenised call.
pub struct Doc {
    /// All tokens of all turns, a sentinel after each turn.
    pub toks: Vec<Tok>,
    low: String,
    /// First token of each turn.
    pub first: Vec<usize>,
    /// Speaker of each turn.
    pub speakers: Vec<Speaker>,
    /// The call is written with capitals, so that a capital means something.
    pub cased: bool,
    /// Turns without a capital, but for "I": one side of a chat may type without them.
    plain: Vec<bool>,
}

impl Doc {
    /// Cuts all turns.
    pub fn new(turns: &[Turn<'_>], lex: &Lexicon) -> Doc {
        let bytes: usize = turns.iter().map(|t| t.text.len()).sum();
        let mut doc = Doc {
            toks: Vec::with_capacity(bytes / 4 + turns.len() + MARGIN),
            low: String::with_capacity(bytes + 8),
            first: Vec::with_capacity(turns.len() + 1),
            speakers: turns.iter().map(|t| t.speaker).collect(),
            cased: is_cased(turns),
            plain: Vec::with_capacity(turns.len()),
        };
        for (index, turn) in turns.iter().enumerate() {
            let begin = doc.toks.len();
            doc.first.push(begin);
            doc.cut(index as u32, turn.text, lex);
            let plain = !doc.toks[begin..].iter().any(|t| t.cap && (t.kind == Kind::Word || t.caps));
            doc.plain.push(plain);
        }
        doc.first.push(doc.toks.len());
        doc.cased = doc.cased && doc.capitals_inside();
        doc.toks.push(Tok { opens: true, ..END });
        doc.toks.resize(doc.toks.len() + MARGIN - 1, END);
        doc
    }

    /// Whether capitals stand inside sentences too. Text that has them only where a line begins says nothing by them.
    fn capitals_inside(&self) -> bool {
        let (mut words, mut capitals) = (0_usize, 0_usize);
        for (i, token) in self.toks.iter().enumerate().take(2000) {
            if token.kind == Kind::Word && !token.breaks && !matches!(self.w(i).as_bytes(), [b'i', b'\'', ..]) {
                words += 1;
                capitals += usize::from(token.cap);
            }
        }
        words < 60 || capitals * 150 >= words
    }

    /// The folded word of a token: lower case, no diacritics.
    #[inline]
    pub fn w(&self, i: usize) -> &str {
        let (a, b) = self.toks[i].low;
        &self.low[a as usize..b as usize]
    }

    /// Does a capital mean something at this token: is the call written with capitals, and its turn too?
    #[inline]
    pub fn cased_at(&self, i: usize) -> bool {
        self.cased && !self.plain.get(self.toks[i].turn as usize).is_some_and(|p| *p)
    }

    /// Any of these flags?
    #[inline]
    pub fn has(&self, i: usize, flags: u32) -> bool {
        self.toks[i].flags & flags != 0
    }

    /// The token after `i`, or the sentinel itself.
    #[inline]
    pub fn next(&self, i: usize) -> usize {
        if self.toks[i].kind == Kind::End { i } else { i + 1 }
    }

    /// The token before `i` in the same turn.
    #[inline]
    pub fn prev(&self, i: usize) -> Option<usize> {
        if self.toks[i].opens { None } else { i.checked_sub(1) }
    }

    /// A sentence ends between the token before `i` and `i` (or the turn does).
    #[inline]
    pub fn breaks(&self, i: usize) -> bool {
        self.toks[i].breaks
    }

    /// No space between this token and the one before it.
    #[inline]
    pub fn glued(&self, i: usize) -> bool {
        self.toks[i].pre & SPACE == 0 && self.prev(i).is_some() && self.toks[i].kind != Kind::End
    }

    /// Is this the sentinel?
    #[inline]
    pub fn end(&self, i: usize) -> bool {
        self.toks[i].kind == Kind::End
    }

    /// The value of a digits token, 0 when it is longer than nine digits.
    pub fn value(&self, i: usize) -> u32 {
        self.w(i).parse().unwrap_or(0)
    }

    fn cut(&mut self, turn: u32, text: &str, lex: &Lexicon) {
        let begin = self.toks.len();
        let plain = text.bytes().fold(true, |plain, b| plain & b.is_ascii() & (b != b'`'));
        let pre = if plain { self.cut_ascii(turn, text, lex) } else { self.cut_any(turn, text, lex) };
        let (at, low) = (text.len() as u32, self.low.len() as u32);
        let opens = self.toks.len() == begin;
        self.toks.push(Tok { turn, start: at, end: at, low: (low, low), pre, opens, ..END });
    }

    /// Text of ASCII folds in place: the folded words are slices of the whole turn in lower case.
    fn cut_ascii(&mut self, turn: u32, text: &str, lex: &Lexicon) -> u16 {
        let (begin, base) = (self.toks.len(), self.low.len());
        self.low.push_str(text);
        self.low[base..].make_ascii_lowercase();
        let bytes = text.as_bytes();
        let (mut pre, mut at) = (0_u16, 0);
        while let Some(&byte) = bytes.get(at) {
            let class = CLASS[usize::from(byte & 0x7f)];
            if class & (LETTER | DIGIT) == 0 {
                pre |= class as u16;
                at += 1;
                continue;
            }
            let (start, mut seen) = (at, 0);
            while let Some(&byte) = bytes.get(at) {
                let class = CLASS[usize::from(byte & 0x7f)];
                let inside = class & (LETTER | DIGIT) != 0
                    || byte == b'\'' && bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic);
                if !inside {
                    break;
                }
                seen |= class;
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
        let (flags, mut num, gate) = if token.kind == Kind::Digits { (0, Num::None, 0) } else { lex.get(word) };
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
            let carried = if you_know { self.toks.pop().map_or(0, |t| t.pre) } else { 0 };
            return pre | if like { LIKE } else { 0 } | carried | SPACE;
        }
        let after_dot = pre & (DOT | SPACE) == DOT | SPACE
            && self.toks.last().is_some_and(|t| t.kind != Kind::Letter)
            && !matches!(last, "dr" | "mr" | "mrs" | "ms" | "prof" | "st" | "mt" | "ft");
        let breaks = opens || pre & STOP != 0 || after_dot;
        self.toks.push(Tok { flags, num, gate, opens, breaks, ..token });
        0
    }
}

/// Do most turns begin with a capital, in text that is not capitals throughout?
fn is_cased(turns: &[Turn<'_>]) -> bool {
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
