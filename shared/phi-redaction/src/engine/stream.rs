//! Redaction of words as they are said, with a bounded hold-back.
//!
//! Words are decided in blocks of `BLOCK`: a block is released once `HOLD_BACK` further words have come, by what the engine
//! makes of the whole text so far. So each released word is what the batch engine says of the text up to the hold-back, however
//! the words were cut into pieces on their way here; and what was released stays. Nothing waits for more than
//! `HOLD_BACK + BLOCK` words, which at the usual 150 words a minute is `HOLD_BACK_MS`.

use std::collections::BTreeMap;

use super::memory::Memory;
use super::terms::NoTerms;
use super::{Engine, PhiType, Redaction, Speaker, Turn};

/// Words that must follow a block before it is released.
pub const HOLD_BACK: usize = 24;

/// Words decided at once.
pub const BLOCK: usize = 8;

/// The longest wait in milliseconds: what the words of the bound take at 150 words a minute, a usual rate of English on the
/// telephone. Whoever feeds the words calls `pause` when none came for so long.
pub const HOLD_BACK_MS: u64 = (HOLD_BACK + BLOCK) as u64 * 60_000 / 150;

/// A turn of more words is read as several, so that the work for a word does not grow with the call.
const LONGEST_TURN: usize = 400;

/// Turns that are read again with each block; what older ones showed is remembered.
const WINDOW: usize = 64;

/// A piece of redacted text: whole words of one turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Index of the turn, from 0.
    pub turn: usize,
    /// Who speaks.
    pub speaker: Speaker,
    /// The words, with placeholders. Empty when they all belong to a placeholder that was released before.
    pub text: String,
}

/// What only the whole call showed: these words had been released when the engine learned better.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Late {
    /// Spans by type that the finished call has, of which at least one word was released in clear.
    pub spans: BTreeMap<PhiType, u32>,
    /// Words of these spans that were released in clear.
    pub words: u32,
}

/// One word and where it stands.
#[derive(Clone, Copy)]
struct Word {
    turn: usize,
    start: usize,
    end: usize,
}

/// A call being said. Nothing is shown of a block that a detector could not look at. No `Debug`: it holds what was said.
pub struct Live<'a> {
    engine: &'a Engine,
    turns: Vec<(Speaker, String)>,
    words: Vec<Word>,
    /// Words released, from the first.
    released: usize,
    /// Whether each released word was hidden.
    hidden: Vec<bool>,
    /// The first turn that is still read again, and what the ones before it showed.
    from: usize,
    memory: Memory,
    /// Where the last placeholder's span ends: a word that begins before it belongs to it.
    open: Option<(usize, usize)>,
    numbers: BTreeMap<(PhiType, String), u16>,
    counts: BTreeMap<PhiType, u16>,
    words_in_turn: usize,
    closed: bool,
}

impl<'a> Live<'a> {
    /// A call of which nothing was said.
    pub fn new(engine: &'a Engine) -> Self {
        Self {
            engine,
            turns: Vec::new(),
            words: Vec::new(),
            released: 0,
            hidden: Vec::new(),
            from: 0,
            memory: Memory::default(),
            open: None,
            numbers: BTreeMap::new(),
            counts: BTreeMap::new(),
            words_in_turn: 0,
            closed: true,
        }
    }

    /// Takes words of a speaker and gives what may be released. A change of speaker ends the turn.
    pub fn push(&mut self, speaker: Speaker, text: &str) -> Vec<Piece> {
        let mut out = Vec::new();
        for word in text.split_whitespace() {
            self.take(speaker, word);
            if self.words.len() >= self.released + BLOCK + HOLD_BACK {
                let upto = self.released + BLOCK;
                self.release(upto, &mut out);
            }
        }
        out
    }

    /// The speaker stopped: what comes next is another turn.
    pub fn end_turn(&mut self) {
        self.closed = true;
    }

    /// Nobody said anything for `HOLD_BACK_MS`: releases what is held, by what the text so far shows.
    pub fn pause(&mut self) -> Vec<Piece> {
        let mut out = Vec::new();
        let all = self.words.len();
        if all > self.released {
            self.release(all, &mut out);
        }
        out
    }

    /// The call is over: releases the rest, and says what came too late.
    pub fn finish(mut self) -> (Vec<Piece>, Late) {
        let out = self.pause();
        let late = self.late();
        (out, late)
    }

    fn take(&mut self, speaker: Speaker, word: &str) {
        let same = self.turns.last().is_some_and(|t| t.0 == speaker);
        if self.closed || !same || self.words_in_turn == LONGEST_TURN {
            self.turns.push((speaker, String::new()));
            self.words_in_turn = 0;
            self.closed = false;
        }
        let turn = self.turns.len() - 1;
        let text = &mut self.turns[turn].1;
        if !text.is_empty() {
            text.push(' ');
        }
        let start = text.len();
        text.push_str(word);
        self.words.push(Word { turn, start, end: text.len() });
        self.words_in_turn += 1;
    }

    /// The engine over the window.
    fn read(&self) -> Redaction {
        let turns: Vec<Turn<'_>> = self.turns[self.from..].iter().map(|t| Turn { speaker: t.0, text: &t.1 }).collect();
        self.engine.redact_knowing(&self.memory, &NoTerms, &turns)
    }

    fn release(&mut self, upto: usize, out: &mut Vec<Piece>) {
        let redaction = self.read();
        for at in self.released..upto {
            if !redaction.complete {
                self.hidden.push(true);
                continue;
            }
            let word = self.words[at];
            let (speaker, text) = &self.turns[word.turn];
            let said = text[word.start..word.end].to_owned();
            let speaker = *speaker;
            let (hidden, shown) = self.shown(&redaction, word, &said);
            self.hidden.push(hidden);
            match out.last_mut().filter(|p| p.turn == word.turn) {
                Some(piece) => {
                    if !shown.is_empty() {
                        piece.text.push(' ');
                        piece.text.push_str(&shown);
                    }
                }
                None => out.push(Piece { turn: word.turn, speaker, text: shown }),
            }
        }
        self.released = upto;
        self.forget(redaction);
    }

    /// The word as it is released, and whether any of it was hidden.
    fn shown(&mut self, redaction: &Redaction, word: Word, said: &str) -> (bool, String) {
        let mut shown = String::new();
        let mut at = word.start;
        let mut hidden = false;
        for index in 0..redaction.spans.len() {
            let span = &redaction.spans[index];
            if span.turn + self.from != word.turn || span.end <= word.start || span.start >= word.end {
                continue;
            }
            hidden = true;
            let (start, end) = (span.start.max(word.start), span.end.min(word.end));
            shown.push_str(&said[at - word.start..start - word.start]);
            let continues = self.open.is_some_and(|(turn, end)| turn == word.turn && span.start < end);
            if !continues {
                let placeholder = self.placeholder(span);
                shown.push_str(&placeholder);
            }
            self.open = Some((word.turn, span.end));
            at = end;
        }
        shown.push_str(&said[at - word.start..]);
        (hidden, shown)
    }

    /// The placeholder under the number that this value had when it was first released.
    fn placeholder(&mut self, span: &super::Span) -> String {
        let Some(value) = span.normalised.clone() else {
            let next = self.counts.entry(span.kind).or_insert(0);
            *next += 1;
            return super::Span { number: *next, ..span.clone() }.placeholder();
        };
        let counts = &mut self.counts;
        let number = *self.numbers.entry((span.kind, value)).or_insert_with(|| {
            let next = counts.entry(span.kind).or_insert(0);
            *next += 1;
            *next
        });
        super::Span { number, ..span.clone() }.placeholder()
    }

    /// Turns far behind the last release are not read again.
    fn forget(&mut self, redaction: Redaction) {
        let first_held = self.words.get(self.released).map_or(self.turns.len(), |w| w.turn);
        if first_held >= self.from + 2 * WINDOW {
            self.memory = redaction.memory;
            self.from = first_held - WINDOW;
        }
    }

    /// Compares with the batch result over the whole call.
    fn late(&self) -> Late {
        let turns: Vec<Turn<'_>> = self.turns.iter().map(|t| Turn { speaker: t.0, text: &t.1 }).collect();
        let redaction = self.engine.redact(&turns);
        let mut late = Late::default();
        let mut at = 0;
        for span in &redaction.spans {
            while at < self.words.len() && (self.words[at].turn, self.words[at].end) <= (span.turn, span.start) {
                at += 1;
            }
            let inside = self.words[at..].iter().zip(&self.hidden[at..]);
            let clear =
                inside.take_while(|(w, _)| w.turn == span.turn && w.start < span.end).filter(|(_, h)| !**h).count();
            if clear > 0 {
                *late.spans.entry(span.kind).or_insert(0) += 1;
                late.words += clear as u32;
            }
        }
        late
    }
}
