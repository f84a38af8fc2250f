//! Cutting a turn into tokens.

use super::eight::{Eight, long_word};
use super::words::says;
use super::{
    AT, COLON, COMMA, DASH, DOT, Doc, END, HASH, Kind, LIKE, MONEY, OTHER, PAREN, PERCENT, PLUS, SAMPLE, SLASH, SPACE,
    STOP, Tok, UNDER,
};
use crate::engine::Turn;
use crate::engine::lexicon::{
    self, FUNC, GATE_CAPITAL, GATE_CODE, GATE_NET, GATE_NUMBER, GATE_OPEN, Lexicon, Num, fold_char,
};

/// A word as it was cut.
#[derive(Clone, Copy)]
struct Cut {
    /// Its bytes in the turn.
    at: (u32, u32),
    /// Its bytes among the folded words.
    low: (u32, u32),
    /// Hash of the folded word.
    hash: u64,
    kind: Kind,
    cap: bool,
    caps: bool,
}

/// Words that may be dropped, by their hashes.
const LIKE_WORD: u64 = lexicon::hash(b"like");
const YOU: u64 = lexicon::hash(b"you");
const KNOW: u64 = lexicon::hash(b"know");

impl Doc {
    /// Folds all turns at once, where all are plain: the folded words are slices of the whole call in lower case.
    pub(super) fn fold_whole(&mut self, turns: &[Turn<'_>]) -> bool {
        for turn in turns {
            self.low.push_str(turn.text);
        }
        let whole = plain(&self.low);
        if whole {
            self.low.make_ascii_lowercase();
        } else {
            self.low.clear();
        }
        whole
    }

    /// The same for one turn; where its folded words begin.
    fn fold_turn(&mut self, text: &str) -> Option<usize> {
        let base = self.low.len();
        if !plain(text) {
            return None;
        }
        self.low.push_str(text);
        self.low[base..].make_ascii_lowercase();
        Some(base)
    }

    /// Appends the tokens of a turn, which is folded from `base` on.
    pub(super) fn cut(&mut self, turn: u32, text: &str, base: Option<usize>, lex: &Lexicon) {
        let begin = self.toks.len();
        let base = base.or_else(|| self.fold_turn(text));
        let (mut pre, mut at) = (0, 0);
        loop {
            let (start, marks) = match base {
                Some(_) => marks_of_ascii(text.as_bytes(), at),
                None => marks_of_any(text, at),
            };
            pre |= marks;
            if start == text.len() {
                break;
            }
            let cut = match base {
                Some(base) => word_of_ascii(text.as_bytes(), self.low.as_bytes(), start, base),
                None => self.word_of_any(text, start),
            };
            at = cut.at.1 as usize;
            pre = self.push((turn, begin), pre, cut, lex);
        }
        let (at, low) = (text.len() as u32, self.low.len() as u32);
        let opens = self.toks.len() == begin;
        self.mark_before(pre);
        self.gates.of.push(0);
        self.toks.push(Tok { turn, start: at, end: at, low: (low, low), pre, opens, ..END });
    }

    /// The word that begins at `start`, character by character; it is appended folded.
    fn word_of_any(&mut self, text: &str, start: usize) -> Cut {
        let mut end = start;
        while let Some(c) = text[end..].chars().next() {
            let after = end + c.len_utf8();
            let inside =
                is_word(c) || is_apostrophe(c) && text[after..].chars().next().is_some_and(char::is_alphabetic);
            if !inside {
                break;
            }
            end = after;
        }
        let word = &text[start..end];
        let from = self.low.len();
        let (letters, kind) = self.fold(word);
        let mut upper = word.chars().map(char::is_uppercase);
        let (cap, second) = (upper.next() == Some(true), upper.next() == Some(true));
        let hash = lexicon::hash(&self.low.as_bytes()[from..]);
        let low = (from as u32, self.low.len() as u32);
        Cut { at: (start as u32, end as u32), low, hash, kind, cap, caps: cap && second && letters <= 4 }
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
        let Cut { at: (start, end), low, hash, kind, cap, caps } = cut;
        let word = &self.low.as_bytes()[low.0 as usize..low.1 as usize];
        let (flags, mut num, gates) = if kind == Kind::Digits { (0, Num::None, 0) } else { lex.get_hashed(word, hash) };
        if kind == Kind::Mixed {
            num = ordinal(word);
        }
        let opens = self.toks.len() == begin;
        let last = if opens { 0 } else { self.toks.last().map_or(0, |t| t.hash) };
        // "Tansy. Tansy Larkmoor" says it twice; "dad dad" stumbles
        let stutter = last == hash && kind == Kind::Word && num == Num::None && pre & (COMMA | DOT | STOP) == 0;
        let like = hash == LIKE_WORD && pre & COMMA == 0;
        // "HM-5083": capitals are no hesitation where others are written small
        let hesitates = flags & lexicon::FILLER != 0 && !(caps && self.cased);
        if stutter || like || hash == KNOW && last == YOU || hesitates {
            return self.drop_word(pre, hash, stutter.then_some(end));
        }
        let breaks = opens || pre & STOP != 0 || pre & (DOT | SPACE) == DOT | SPACE && self.ended();
        let token = Tok { turn, start, end, low, flags, hash, num, kind, pre, cap, caps, opens, breaks };
        self.mark_before(pre);
        if cap {
            self.count_capital(&token, 1);
        }
        self.gates.of.push(gates | form(&token));
        self.toks.push(token);
        0
    }

    /// Drops a hesitation, or a stutter that ends at `end`; returns what is carried to the next word.
    fn drop_word(&mut self, pre: u16, hash: u64, end: Option<u32>) -> u16 {
        if let (Some(end), Some(said)) = (end, self.toks.last_mut()) {
            // one token over both, so that redacting one redacts the other
            said.end = end;
        }
        let last = self.toks.last().map_or(0, |t| t.hash);
        let carried = if hash == KNOW && last == YOU && end.is_none() { self.take_back() } else { 0 };
        pre | if hash == LIKE_WORD { LIKE } else { 0 } | carried | SPACE
    }

    /// Counts a token with a capital that comes to the end, or was taken from it.
    fn count_capital(&mut self, token: &Tok, one: i32) {
        if self.toks.len() < SAMPLE && self.inside(token) {
            self.inside = self.inside.saturating_add_signed(one as isize);
        }
        if token.kind == Kind::Word || token.caps {
            let capitals = &mut self.capitals[token.turn as usize];
            *capitals = capitals.saturating_add_signed(one);
        }
    }

    /// Does a dot after the last token end a sentence? Not after an initial or a title.
    fn ended(&self) -> bool {
        let last = self.toks.len() - 1;
        self.toks[last].kind != Kind::Letter
            && !says!(self, last, "dr" | "mr" | "mrs" | "ms" | "prof" | "st" | "mt" | "ft")
    }

    /// A colon or dot after a word may be one of an address.
    fn mark_before(&mut self, pre: u16) {
        if pre & (COLON | DOT) != 0
            && let Some(before) = self.gates.of.last_mut()
        {
            *before |= GATE_NET;
        }
    }

    /// Removes the last token; returns the punctuation before it.
    fn take_back(&mut self) -> u16 {
        self.gates.of.pop();
        let Some(token) = self.toks.pop() else { return 0 };
        if token.cap {
            self.count_capital(&token, -1);
        }
        token.pre
    }
}

/// Where the next word begins, and the punctuation before it.
fn marks_of_ascii(bytes: &[u8], mut at: usize) -> (usize, u16) {
    let mut marks = 0;
    while let Some(byte) = bytes.get(at) {
        let class = CLASS[usize::from(*byte)];
        if class & (LETTER | DIGIT) != 0 {
            break;
        }
        marks |= class as u16;
        at += 1;
    }
    (at, marks)
}

/// The same in any text.
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

/// The word of ASCII that begins at `start`, of a turn that is folded from `base` on; an apostrophe before a letter is inside it.
fn word_of_ascii(bytes: &[u8], low: &[u8], start: usize, base: usize) -> Cut {
    let (from, turn) = (base + start, base + bytes.len());
    let first = Eight::at(low, from, turn);
    let (mut end, mut letters, mut digits) = (from + first.size, first.letters, first.digits);
    if first.size == 8 || first.stopped_by(b'\'') {
        (end, letters, digits) = long_word(low, from, turn);
    }
    let size = end - from;
    let kind = match (letters, digits) {
        (true, false) if size == 1 => Kind::Letter,
        (true, false) => Kind::Word,
        (true, true) => Kind::Mixed,
        (false, _) => Kind::Digits,
    };
    let word = &bytes[start..start + size];
    let (cap, second) = (word[0].is_ascii_uppercase(), word.get(1).is_some_and(u8::is_ascii_uppercase));
    let caps = cap && second && word.iter().filter(|b| !b.is_ascii_digit()).count() <= 4;
    let hash = if size < 8 { lexicon::hash_short(first.bytes, size) } else { lexicon::hash(&low[from..end]) };
    Cut { at: (start as u32, (start + size) as u32), low: (from as u32, end as u32), hash, kind, cap, caps }
}

/// The gates that a token passes by its form.
pub(super) fn form(token: &Tok) -> u16 {
    let when = |yes: bool, gates: u16| if yes { gates } else { 0 };
    let open = token.kind == Kind::Word && token.flags & FUNC == 0;
    let figures = matches!(token.kind, Kind::Mixed | Kind::Digits);
    when(token.pre & (AT | UNDER) != 0, GATE_NET)
        | when(open, GATE_OPEN)
        | when(open && token.cap, GATE_CAPITAL)
        | when(figures, GATE_NUMBER)
        | when(token.caps || figures || token.kind == Kind::Letter, GATE_CODE)
}

/// Do most turns begin with a capital, in text that is not capitals throughout?
pub(super) fn is_cased(turns: &[Turn<'_>]) -> bool {
    let (mut begun, mut capital) = (0_usize, 0_usize);
    for turn in turns.iter().take(200) {
        let Some(first) = turn.text.chars().find(|c| c.is_alphanumeric()) else { continue };
        begun += usize::from(first.is_alphabetic());
        capital += usize::from(first.is_uppercase());
    }
    begun > 0 && capital * 2 > begun && mostly_small(turns)
}

/// Are there fewer capitals than small letters?
fn mostly_small(turns: &[Turn<'_>]) -> bool {
    let (mut upper, mut lower) = (0_usize, 0_usize);
    for turn in turns.iter().take(200) {
        // in pieces whose counts fit a byte, which the compiler turns into sixteen at a time
        for piece in turn.text.as_bytes()[..turn.text.len().min(400)].chunks(200) {
            upper += usize::from(piece.iter().map(|b| u8::from(b.is_ascii_uppercase())).sum::<u8>());
            lower += usize::from(piece.iter().map(|b| u8::from(b.is_ascii_lowercase())).sum::<u8>());
        }
        // as plain as it can be
        if lower > 500 && upper * 4 < lower {
            return true;
        }
    }
    lower > upper
}

/// ASCII, and without the one character of it that folds to another.
fn plain(text: &str) -> bool {
    // looked through to the end, which the compiler turns into many bytes at a time
    text.is_ascii() && text.bytes().map(|byte| u8::from(byte == b'`')).max() != Some(1)
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
