//! The call as one flat list of tokens, cut once, each with its place in the original text.
//!
//! Hesitations ("uh", "you know") and stutters never become tokens, so no grammar has to know them; punctuation
//! becomes bits of the token that follows it. A turn ends with a sentinel, so looking ahead never crosses turns.

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
    kind: Kind::End,
    pre: SPACE,
    cap: false,
    caps: false,
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
}

impl Doc {
    /// Cuts all turns.
    pub fn new(turns: &[Turn<'_>], lex: &Lexicon) -> Doc {
        let bytes: usize = turns.iter().map(|t| t.text.len()).sum();
        let mut doc = Doc {
            toks: Vec::with_capacity(bytes / 4 + turns.len()),
            low: String::with_capacity(bytes + 8),
            first: Vec::with_capacity(turns.len() + 1),
            speakers: turns.iter().map(|t| t.speaker).collect(),
            cased: false,
        };
        for (index, turn) in turns.iter().enumerate() {
            doc.first.push(doc.toks.len());
            doc.cut(index as u32, turn.text, lex);
        }
        doc.first.push(doc.toks.len());
        for _ in 0..MARGIN {
            doc.toks.push(END);
        }
        doc.cased = is_cased(turns);
        doc
    }

    /// The folded word of a token: lower case, no diacritics.
    pub fn w(&self, i: usize) -> &str {
        let (a, b) = self.toks[i].low;
        &self.low[a as usize..b as usize]
    }

    /// Any of these flags?
    pub fn has(&self, i: usize, flags: u32) -> bool {
        self.toks[i].flags & flags != 0
    }

    /// The token after `i`, or the sentinel itself.
    pub fn next(&self, i: usize) -> usize {
        if self.toks[i].kind == Kind::End { i } else { i + 1 }
    }

    /// The token before `i` in the same turn.
    pub fn prev(&self, i: usize) -> Option<usize> {
        (i > 0 && self.toks[i - 1].turn == self.toks[i].turn).then(|| i - 1)
    }

    /// A sentence ends between the token before `i` and `i` (or the turn does).
    pub fn breaks(&self, i: usize) -> bool {
        let t = &self.toks[i];
        if t.kind == Kind::End || t.pre & STOP != 0 {
            return true;
        }
        let Some(p) = self.prev(i) else { return true };
        t.pre & DOT != 0
            && t.pre & SPACE != 0
            && self.toks[p].kind != Kind::Letter
            && !matches!(self.w(p), "dr" | "mr" | "mrs" | "ms" | "prof" | "st" | "mt" | "ft")
    }

    /// No space between this token and the one before it.
    pub fn glued(&self, i: usize) -> bool {
        self.toks[i].pre & SPACE == 0 && self.prev(i).is_some() && self.toks[i].kind != Kind::End
    }

    /// Is this the sentinel?
    pub fn end(&self, i: usize) -> bool {
        self.toks[i].kind == Kind::End
    }

    /// The value of a digits token, 0 when it is longer than nine digits.
    pub fn value(&self, i: usize) -> u32 {
        self.w(i).parse().unwrap_or(0)
    }

    fn cut(&mut self, turn: u32, text: &str, lex: &Lexicon) {
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
            let piece = Piece { turn, start: at, end, text: &text[at..end], cap: c.is_uppercase() };
            pre = self.push(&piece, pre, lex);
        }
        let at = text.len() as u32;
        let low = (self.low.len() as u32, self.low.len() as u32);
        self.toks.push(Tok {
            turn,
            start: at,
            end: at,
            low,
            flags: 0,
            num: Num::None,
            kind: Kind::End,
            pre,
            cap: false,
            caps: false,
        });
    }

    /// Adds a token, or drops it as hesitation or stutter; returns the punctuation carried to the next one.
    fn push(&mut self, piece: &Piece<'_>, pre: u16, lex: &Lexicon) -> u16 {
        let from = self.low.len();
        let mut shape = (0_u32, 0_u32);
        for c in piece.text.chars() {
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
        let word = &self.low[from..];
        let (flags, mut num) = if kind == Kind::Digits { (0, Num::None) } else { lex.get(word) };
        if kind == Kind::Mixed {
            num = ordinal(word);
        }
        let last = self.toks.last().filter(|t| t.turn == piece.turn && t.kind != Kind::End).copied();
        let dropped = flags & lexicon::FILLER != 0 || word == "like" && pre & COMMA == 0;
        let stutter = kind == Kind::Word
            && num == Num::None
            && last.is_some_and(|t| &self.low[t.low.0 as usize..t.low.1 as usize] == word);
        let you_know = word == "know" && last.is_some_and(|t| &self.low[t.low.0 as usize..t.low.1 as usize] == "you");
        if dropped || stutter || you_know {
            let like = if word == "like" { LIKE } else { 0 };
            self.low.truncate(from);
            let carried = if you_know { self.toks.pop().map_or(0, |t| t.pre) } else { 0 };
            return pre | like | carried | SPACE;
        }
        let second = piece.text.chars().nth(1).is_some_and(char::is_uppercase);
        let (start, end) = (piece.start as u32, piece.end as u32);
        let low = (from as u32, self.low.len() as u32);
        self.toks.push(Tok {
            turn: piece.turn,
            start,
            end,
            low,
            flags,
            num,
            kind,
            pre,
            cap: piece.cap,
            caps: piece.cap && shape.0 <= 4 && second,
        });
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
        for b in turn.text.bytes().take(400) {
            upper += usize::from(b.is_ascii_uppercase());
            lower += usize::from(b.is_ascii_lowercase());
        }
    }
    begun > 0 && capital * 2 > begun && lower > upper
}

struct Piece<'a> {
    turn: u32,
    start: usize,
    end: usize,
    text: &'a str,
    cap: bool,
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2bc}' | '`')
}

fn punctuation(c: char) -> u16 {
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

/// Lower case without the diacritics of Latin letters, so that "Núñez" and "nunez" are one word.
pub fn fold_char(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let lower = c.to_lowercase().next().unwrap_or(c);
    match lower {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => 'e',
        'ğ' => 'g',
        'ì'..='ï' | 'ī' | 'ı' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => 'o',
        'ř' => 'r',
        'ś' | 'ş' | 'š' | 'ș' => 's',
        'ț' | 'ţ' | 'ť' => 't',
        'ù'..='ü' | 'ū' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        '\u{2019}' | '\u{2bc}' => '\'',
        other => other,
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
