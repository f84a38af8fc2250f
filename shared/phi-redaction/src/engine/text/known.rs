//! What the language says of each token, and which tokens are dropped as hesitations and stutters.

use std::mem::take;

use super::words::{Words, room};
use super::{AT, COLON, COMMA, DOT, Doc, END, Kind, LIKE, MARGIN, SPACE, STOP, Tok, UNDER};
use crate::engine::Turn;
use crate::engine::lexicon::{
    self, FILLER, FUNC, GATE_CAPITAL, GATE_CODE, GATE_NET, GATE_NUMBER, GATE_OPEN, Lexicon, Num, front, listed,
};

/// Words that may be dropped, by their hashes.
const LIKE_WORD: u64 = lexicon::hash(b"like");
const YOU: u64 = lexicon::hash(b"you");
const KNOW: u64 = lexicon::hash(b"know");

/// Words that a dot shortens.
static TITLES: Words<{ room(&TITLE_WORDS) }> = Words::new(&TITLE_WORDS);
const TITLE_WORDS: [&str; 8] = ["dr", "mr", "mrs", "ms", "prof", "st", "mt", "ft"];

/// The tokens that are kept, with what the language says of each.
pub(super) struct Keeper<'a> {
    lex: &'a Lexicon,
    /// The call is written with capitals.
    cased: bool,
    /// Rare words are looked up as they come, not all of them at the end.
    at_once: bool,
    toks: Vec<Tok>,
    /// First token of each turn.
    first: Vec<usize>,
    /// Capitals of each turn, but for "I".
    capitals: Vec<u32>,
    /// The tokens that are still to be looked up.
    rare: Vec<u32>,
    /// Of the turn: the hash of the last token (0 for none), the punctuation since then, and the capitals.
    last: u64,
    carried: u16,
    here: u32,
}

impl<'a> Keeper<'a> {
    /// For the tokens of a document.
    pub(super) fn new(doc: &mut Doc, lex: &'a Lexicon) -> Keeper<'a> {
        Keeper {
            lex,
            cased: doc.cased,
            at_once: false,
            toks: take(&mut doc.toks),
            first: take(&mut doc.first),
            capitals: take(&mut doc.capitals),
            rare: take(&mut doc.rare),
            last: 0,
            carried: 0,
            here: 0,
        }
    }

    /// Begins to keep the tokens of these turns.
    pub(super) fn begin(&mut self, turns: &[Turn<'_>]) {
        let bytes: usize = turns.iter().map(|turn| turn.text.len()).sum();
        self.toks.clear();
        self.toks.reserve(bytes / 4 + turns.len() + MARGIN);
        self.first.clear();
        self.first.push(0);
        self.capitals.clear();
        self.rare.clear();
    }

    /// Gives all to a document.
    pub(super) fn end(self, doc: &mut Doc) {
        (doc.toks, doc.first, doc.capitals, doc.rare) = (self.toks, self.first, self.capitals, self.rare);
    }

    /// Keeps a word of the folded text, or drops it as hesitation or stutter.
    #[expect(clippy::inline_always, reason = "what was cut stays in registers; the other caller is rare")]
    #[inline(always)]
    pub(super) fn keep(&mut self, word: Tok, text: &[u8]) {
        let Tok { hash, kind, caps, .. } = word;
        let (pre, opens) = (word.pre | self.carried, self.last == 0);
        let entry = if matches!(kind, Kind::Word | Kind::Letter) { front(hash) } else { 0 };
        let rare = entry == 0 && kind != Kind::Digits;
        let (flags, num, gates) =
            if rare && self.at_once { self.strange(word.low, hash, kind, text) } else { listed(entry) };
        // "HM-5083": capitals are no hesitation where others are written small
        let hesitates = flags & FILLER != 0 && !(caps && self.cased);
        if (hash == self.last || hash == LIKE_WORD || hash == KNOW || hesitates)
            && self.drops(word.end, pre, hash, hesitates, kind == Kind::Word && num == Num::None)
        {
            return;
        }
        let stops = pre & (DOT | COLON) != 0 && stops(&mut self.toks, pre);
        let breaks = opens || pre & STOP != 0 || stops;
        let token = Tok { flags, num, pre, opens, breaks, ..word };
        self.here += capital(&token);
        (self.last, self.carried) = (hash, 0);
        if rare && !self.at_once {
            self.rare.push(self.toks.len() as u32);
        }
        self.toks.push(Tok { gates: gates | form(&token), ..token });
    }

    /// Drops a word that ends at `end`, if it is a hesitation or says nothing after the last; `plain` is no number.
    #[cold]
    fn drops(&mut self, end: u32, pre: u16, hash: u64, hesitates: bool, plain: bool) -> bool {
        // "Tansy. Tansy Larkmoor" says it twice; "dad dad" stumbles
        let stutter = hash == self.last && plain && pre & (COMMA | DOT | STOP) == 0;
        let you_know = hash == KNOW && self.last == YOU;
        if !(stutter || you_know || hesitates || hash == LIKE_WORD && pre & COMMA == 0) {
            return false;
        }
        self.carried = pre | SPACE | if hash == LIKE_WORD { LIKE } else { 0 };
        match self.toks.last_mut() {
            // one token over both, so that redacting one redacts the other
            Some(said) if stutter => said.end = end,
            Some(you) if you_know => {
                self.carried |= you.pre;
                self.here -= capital(you);
                let opens = you.opens;
                self.toks.pop();
                self.rare.pop_if(|rare| *rare as usize == self.toks.len());
                self.last = self.toks.last().filter(|_| !opens).map_or(0, |before| before.hash);
            }
            _ => {}
        }
        true
    }

    /// Ends a turn of so many bytes.
    pub(super) fn close(&mut self, turn: u32, size: usize, pre: u16) {
        let (at, pre) = (size as u32, self.carried | pre);
        stops(&mut self.toks, pre);
        self.toks.push(Tok { turn, start: at, end: at, pre, opens: self.last == 0, ..END });
        self.first.push(self.toks.len());
        self.capitals.push(self.here);
        (self.last, self.carried, self.here) = (0, 0, 0);
    }

    /// Looks up the rare words. All their slots are fetched before the first is asked for: they are in no near cache. False when
    /// one is a word that might have been dropped.
    pub(super) fn look_up(&mut self, low: &[u8]) -> bool {
        let mut slots = [0; 32];
        // the second time no word is left to be looked up
        self.at_once = true;
        for rare in self.rare.chunks(slots.len()) {
            for (slot, at) in slots.iter_mut().zip(rare) {
                *slot = self.lex.slot(self.toks[*at as usize].hash);
            }
            for (slot, at) in slots.iter().zip(rare) {
                let token = &mut self.toks[*at as usize];
                let gates;
                (token.flags, token.num, gates) = meaning(token, low, self.lex.rare(token.hash, *slot), self.lex);
                token.gates = token.gates & GATE_NET | gates | form(token);
                if token.flags & FILLER != 0 || token.num != Num::None && token.kind == Kind::Word {
                    return false;
                }
            }
        }
        true
    }

    /// What the language says of a rare word.
    #[cold]
    fn strange(&self, low: (u32, u32), hash: u64, kind: Kind, text: &[u8]) -> (u32, Num, u16) {
        let entry = self.lex.rare(hash, self.lex.slot(hash));
        meaning(&Tok { low, hash, kind, ..END }, text, entry, self.lex)
    }
}

/// What the language says of a word of the folded text that has this entry, 0 for none.
fn meaning(token: &Tok, low: &[u8], entry: u16, lex: &Lexicon) -> (u32, Num, u16) {
    let word = &low[token.low.0 as usize..token.low.1 as usize];
    let (flags, num, gates) = if entry == 0 { lex.unlisted(word, token.hash) } else { listed(entry) };
    (flags, if token.kind == Kind::Mixed { ordinal(word) } else { num }, gates)
}

/// Counts a capital that says how the turn is written.
#[inline]
fn capital(token: &Tok) -> u32 {
    u32::from(token.cap && token.kind == Kind::Word || token.caps)
}

/// Notes a dot or colon after the last token, which may be one of an address; does the dot end a sentence? Not after an initial or
/// a title.
#[inline(never)]
fn stops(toks: &mut [Tok], pre: u16) -> bool {
    let Some(last) = toks.last_mut().filter(|_| pre & (DOT | COLON) != 0) else { return false };
    last.gates |= GATE_NET;
    pre & (DOT | SPACE) == DOT | SPACE && last.kind != Kind::Letter && !TITLES.has(last.hash)
}

/// The gates that a token passes by its form.
#[inline]
pub(super) fn form(token: &Tok) -> u16 {
    // moved into place one by one: a branch here is a coin toss
    let open = FORMS[token.kind as usize] & !if_any(token.flags & FUNC != 0, GATE_OPEN);
    let capital = if_any(token.cap, GATE_CAPITAL) & open << 1;
    open | capital | if_any(token.caps, GATE_CODE) | if_any(token.pre & (AT | UNDER) != 0, GATE_NET)
}

/// These gates, when they are open.
#[inline]
fn if_any(yes: bool, gates: u16) -> u16 {
    u16::from(yes) * gates
}

/// The gates of each kind of token.
static FORMS: [u16; 5] = {
    let mut forms = [0; 5];
    forms[Kind::Word as usize] = GATE_OPEN;
    forms[Kind::Letter as usize] = GATE_CODE;
    forms[Kind::Digits as usize] = GATE_NUMBER | GATE_CODE;
    forms[Kind::Mixed as usize] = GATE_NUMBER | GATE_CODE;
    forms
};

/// "14th" and "3rd".
fn ordinal(word: &[u8]) -> Num {
    let digits = word.iter().rposition(|b| !b.is_ascii_alphabetic()).map_or(0, |last| last + 1);
    let (digits, ending) = word.split_at(digits);
    match (ending, str::from_utf8(digits).map(str::parse)) {
        (b"st" | b"nd" | b"rd" | b"th", Ok(Ok(n))) => Num::Ordinal(n),
        _ => Num::None,
    }
}
