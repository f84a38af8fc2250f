//! The call as one flat list of tokens, cut once, each with its place in the original text.
//!
//! Hesitations ("uh", "you know") and stutters never become tokens, so no grammar has to know them; punctuation
//! becomes bits of the token that follows it. A turn ends with a sentinel, so looking ahead never crosses turns.

use std::cell::OnceCell;

use gates::Gates;
use known::Keeper;

use super::dialogue::read;
pub use super::lexicon::fold_char;
use super::lexicon::{self, GATE_CODE, GATE_CUE, Lexicon, Num};
use super::numbers::Run;
use super::{Speaker, Turn};

mod cased;
mod cut;
mod edges;
mod gates;
mod known;
pub(crate) mod row;
pub(crate) mod words;

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
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
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
    /// Hash of the folded word.
    pub hash: u64,
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
    /// Which detectors need look at it.
    gates: u16,
    /// What it says of the number or answer beside it; see `dialogue`.
    pub(super) topics: u32,
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
    hash: 0,
    kind: Kind::End,
    pre: SPACE,
    cap: false,
    caps: false,
    opens: false,
    breaks: true,
    gates: 0,
    topics: 0,
};

/// The tokenised call.
#[derive(Default)]
pub struct Doc {
    /// All tokens of all turns, a sentinel after each turn.
    pub toks: Vec<Tok>,
    /// Which detectors need look at each token, a bit for each.
    gates: Gates,
    low: String,
    /// The turns joined, and the rare words; for the cutting only.
    raw: String,
    rare: Vec<u32>,
    /// Of each token, which of those that can begin a number or a code it is, from 1; 0 when it cannot.
    codes: Vec<u32>,
    /// The number or code that begins at each of those tokens, read when somebody asks.
    runs: Vec<OnceCell<Option<Run>>>,
    /// First token of each turn.
    pub first: Vec<usize>,
    /// Speaker of each turn.
    pub speakers: Vec<Speaker>,
    /// The call is written with capitals, so that a capital means something.
    pub cased: bool,
    /// Capitals of each turn, but for "I": one side of a chat may type without them.
    capitals: Vec<u32>,
}

impl Doc {
    /// Cuts all turns.
    pub fn new(turns: &[Turn<'_>], lex: &Lexicon) -> Doc {
        let mut doc = Doc::default();
        doc.read(turns, lex);
        doc
    }

    /// Cuts all turns of another call, in the memory of the one before.
    pub(super) fn read(&mut self, turns: &[Turn<'_>], lex: &Lexicon) {
        self.cased = cased::begins_so(turns);
        self.speakers.clear();
        self.speakers.extend(turns.iter().map(|t| t.speaker));
        let mut keeper = Keeper::new(self, lex);
        keeper.begin(turns);
        cut::cut(turns, &mut self.raw, &mut self.low, &mut keeper);
        if !keeper.look_up(self.low.as_bytes()) {
            keeper.begin(turns);
            cut::cut(turns, &mut self.raw, &mut self.low, &mut keeper);
        }
        keeper.end(self);
        self.cased = self.cased && cased::inside_sentences(self);
        self.toks.push(Tok { opens: true, ..END });
        self.toks.resize(self.toks.len() + MARGIN - 1, END);
        self.gather();
    }

    /// The folded word of a token: lower case, no diacritics.
    #[inline]
    pub fn w(&self, i: usize) -> &str {
        let (a, b) = self.toks[i].low;
        &self.low[a as usize..b as usize]
    }

    /// The bytes of the folded word, for comparing.
    #[inline]
    pub fn b(&self, i: usize) -> &[u8] {
        self.bytes(&self.toks[i])
    }

    #[inline]
    fn bytes(&self, token: &Tok) -> &[u8] {
        &self.low.as_bytes()[token.low.0 as usize..token.low.1 as usize]
    }

    /// Is every folded word ASCII?
    pub fn is_ascii(&self) -> bool {
        self.low.is_ascii()
    }

    /// Is any of these gates open at a token?
    #[inline]
    pub fn gated(&self, i: usize, gates: u16) -> bool {
        self.toks.get(i).is_some_and(|token| token.gates & gates != 0)
    }

    /// The first token at `from` or after it where any of these gates is open, or how many tokens there are.
    #[inline]
    pub fn seek(&self, from: usize, gates: u16) -> usize {
        self.seek_before(from, self.toks.len(), gates)
    }

    /// As `seek`, but no further than `end`: whoever looks through a turn must not read the rest of the call.
    #[inline]
    pub fn seek_before(&self, from: usize, end: usize, gates: u16) -> usize {
        self.gates.open(from, end, gates).next().unwrap_or(end.max(from))
    }

    /// The tokens of the call where any of these gates is open.
    #[inline]
    pub fn open(&self, gates: u16) -> impl Iterator<Item = usize> {
        self.gates.open(0, self.toks.len(), gates)
    }

    /// The tokens of a turn where any of these gates is open.
    #[inline]
    pub fn open_in(&self, turn: usize, gates: u16) -> impl Iterator<Item = usize> {
        self.gates.open(self.first[turn], self.first[turn + 1], gates)
    }

    /// The same as a bit for each token, sixty-four in each number.
    pub fn open_bits(&self, gates: u16) -> Vec<u64> {
        self.gates.bits(gates)
    }

    /// Where the number or code that begins at a token is kept; nothing when none can begin there.
    #[inline]
    pub(super) fn run(&self, i: usize) -> Option<&OnceCell<Option<Run>>> {
        self.runs.get((*self.codes.get(i)? as usize).wrapping_sub(1))
    }

    /// Changes what the word lists say of each token.
    pub fn relist(&mut self, known: &mut dyn FnMut(u32) -> u32) {
        for token in &mut self.toks {
            token.flags = known(token.flags);
            token.gates |= lexicon::gates(token.flags, token.num) | known::form(token);
        }
        self.gather();
    }

    /// Gathers the tokens by gate, and reads the cues.
    fn gather(&mut self) {
        self.gates.turn(&self.toks);
        let mut codes = std::mem::take(&mut self.codes);
        codes.clear();
        codes.resize(self.toks.len(), 0);
        let mut count = 0;
        for i in self.open(GATE_CODE) {
            count += 1;
            codes[i] = count;
        }
        self.codes = codes;
        self.runs.clear();
        self.runs.resize_with(count as usize, OnceCell::new);
        let mut cue = self.seek(0, GATE_CUE);
        while cue < self.toks.len() {
            self.toks[cue].topics = read(self, cue);
            cue = self.seek(cue + 1, GATE_CUE);
        }
    }

    /// Bytes of the folded word of a token.
    #[inline]
    pub fn size(&self, i: usize) -> usize {
        let (a, b) = self.toks[i].low;
        (b - a) as usize
    }

    /// The hash of the folded word of a token, for `says!`; 0 for the end of a turn.
    #[inline]
    pub fn hash(&self, i: usize) -> u64 {
        self.toks[i].hash
    }

    /// Does a capital mean something at this token: is the call written with capitals, and its turn too?
    #[inline]
    pub fn cased_at(&self, i: usize) -> bool {
        self.cased && self.capitals.get(self.toks[i].turn as usize).is_none_or(|capitals| *capitals > 0)
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

    /// Who says a token of a turn.
    #[inline]
    pub fn speaker(&self, i: usize) -> Speaker {
        self.speakers[self.toks[i].turn as usize]
    }

    /// A sentence ends before it, or a comma stands there: it does not simply go on.
    #[inline]
    pub fn parted(&self, i: usize) -> bool {
        self.toks[i].breaks || self.toks[i].pre & COMMA != 0
    }

    /// No space between this token and the one before it.
    #[inline]
    pub fn glued(&self, i: usize) -> bool {
        self.toks[i].pre & SPACE == 0 && self.prev(i).is_some() && self.toks[i].kind != Kind::End
    }

    /// A letter by itself that is no word, as "a" and "i" are.
    #[inline]
    pub fn lone_letter(&self, i: usize) -> bool {
        self.toks[i].kind == Kind::Letter && !words::says!(self, i, "a" | "i")
    }

    /// Is this the sentinel?
    #[inline]
    pub fn end(&self, i: usize) -> bool {
        self.toks[i].kind == Kind::End
    }

    /// The value of a digits token, 0 when it does not fit.
    pub fn value(&self, i: usize) -> u32 {
        let add = |value: u32, byte: &u8| {
            let digit = byte.is_ascii_digit().then(|| u32::from(byte - b'0'))?;
            value.checked_mul(10)?.checked_add(digit)
        };
        self.b(i).iter().try_fold(0, add).unwrap_or(0)
    }
}
