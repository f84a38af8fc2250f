//! One pass over a text: which words pass, which are withheld, and whether the engine must be asked.
use std::ops::Range;
use std::sync::LazyLock;

use super::fields::{self, Class, TELEPHONE_DIGITS};
use super::{shapes, words};
use crate::engine::lexicon::{
    ALPHABET, BACK, CITY, COMMON, CORR, CUE, DESIG, FILLER, FIRST, FUNC, LAST, Lexicon, MONTH, Num, ORGWORD, PARTICLE,
    RELATION, SLOT, STATE, STREET, TITLE, TLD, UNIT, WEEKDAY,
};
use crate::engine::text::fold_char;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::new);

/// Words with none but these flags need no question to the engine.
const ORDINARY: u32 = COMMON | FUNC | CUE | CORR | BACK | SLOT | UNIT;
/// Words with one of these flags are words of the language, whatever else they are. Medicines and conditions are not
/// among them: no log line needs one.
const KNOWN: u32 = ORDINARY | MONTH | WEEKDAY | STREET | TITLE | RELATION | FILLER | ORGWORD | TLD | DESIG;
/// Words with one of these flags may be a person or a place.
const NAME: u32 = FIRST | LAST | CITY | STATE | PARTICLE | ALPHABET;
/// Four digits and less are a port, a status or a year more often than a part of anybody's number.
const SHORT_DIGITS: usize = 4;
/// As many letters in a row spell something.
const SPELLED: usize = 4;

/// What one pass found.
#[derive(Default)]
pub(super) struct Reading {
    /// Identifiers of ours and other harmless shapes, in order.
    pub(super) ours: Vec<Range<usize>>,
    /// Words that no list vouches for.
    pub(super) withheld: Vec<Range<usize>>,
    ask: bool,
    /// Numbers in a row.
    numbers: usize,
    /// The word before announces a number of the program's own.
    counts: bool,
    /// Single letters in a row, and where the row begins.
    letters: (usize, usize),
    /// A sentence's first word that may be a name.
    first: Option<Range<usize>>,
}

/// One run of letters and digits, and the text it stands in.
struct Run<'t> {
    text: &'t str,
    range: Range<usize>,
    whole: &'t str,
}

impl Run<'_> {
    /// Does a unit of the program's own follow?
    fn counts(&self) -> bool {
        let after = self.whole[self.range.end..].strip_prefix(' ').unwrap_or_default();
        fields::unit(after.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default())
    }

    /// Does it begin a sentence, a quotation, or an entry of a list?
    fn begins(&self) -> bool {
        let before = self.whole[..self.range.start].trim_end().chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && c != ',' && c != '\'')
    }
}

impl Reading {
    /// Reads a field's text.
    pub(super) fn of(class: Class, text: &str) -> Self {
        let mut reading = Self::default();
        if class == Class::Count && text.bytes().all(|b| b.is_ascii_digit()) {
            return reading;
        }
        let mut at = 0;
        for chunk in text.split(separates) {
            reading.chunk(text, at, chunk);
            // every separator is one character long
            let after = text[at + chunk.len()..].chars().next().map_or(0, char::len_utf8);
            at += chunk.len() + after;
        }
        reading.withheld.extend(reading.first.take());
        reading.ask |= class == Class::Personal && !text.is_empty() && !reading.all_ours(text);
        reading
    }

    /// The whole text is one identifier of ours.
    fn all_ours(&self, text: &str) -> bool {
        self.ours.first().is_some_and(|own| *own == (0..text.len()))
    }

    /// Nothing to withhold, nothing to ask.
    pub(super) fn plain(&self) -> bool {
        !self.ask && self.withheld.is_empty()
    }

    fn chunk(&mut self, text: &str, start: usize, chunk: &str) {
        if chunk.bytes().all(|b| b.is_ascii_lowercase()) {
            if !chunk.is_empty() {
                self.run(&Run { text: chunk, range: start..start + chunk.len(), whole: text });
            }
            return;
        }
        let trimmed = chunk.trim_end_matches(['.', ':', '!', '?']);
        let harmless = shapes::harmless(trimmed);
        if harmless > 0 {
            self.ours.push(start..start + harmless);
        }
        if harmless == 0 && shapes::grouped(trimmed) {
            self.withheld.push(start..start + trimmed.len());
            return;
        }
        let mut from: Option<usize> = None;
        let ends = chunk.char_indices().skip_while(|(at, _)| *at < harmless).chain([(chunk.len(), ' ')]);
        for (at, c) in ends {
            let next = || chunk[at + c.len_utf8()..].chars().next().is_some_and(char::is_alphabetic);
            let part = c.is_alphanumeric()
                || ('\u{300}'..='\u{36f}').contains(&c)
                || from.is_some() && matches!(c, '\'' | '\u{2019}') && next();
            match (part, from) {
                (true, None) => from = Some(at),
                (false, Some(first)) => {
                    let range = start + first..start + at;
                    self.run(&Run { text: &chunk[first..at], range, whole: text });
                    from = None;
                }
                (true, Some(_)) | (false, None) => {}
            }
        }
    }

    fn run(&mut self, run: &Run<'_>) {
        if shapes::identifier(run.text) {
            self.ours.push(run.range.clone());
            return;
        }
        let digits = if run.text.bytes().all(|b| b.is_ascii_alphabetic()) {
            0
        } else {
            run.text.chars().filter(|c| c.is_numeric()).count()
        };
        let counted = std::mem::take(&mut self.counts);
        if digits == 0 {
            let number = self.letters_of(run);
            self.numbers = if number { self.numbers } else { 0 };
        } else if digits == run.text.len() && digits < TELEPHONE_DIGITS as usize && (counted || run.counts()) {
            self.ours.push(run.range.clone());
        } else if digits == run.text.len() {
            self.digits(run, digits);
        } else if !words::technical(run.text) {
            let letters = run.text.chars().count() - digits;
            self.ask |= digits > 3 || letters > 2;
            let known = run.text.is_ascii() && run.text.split(|c: char| c.is_ascii_digit()).all(known);
            self.withhold_unless(known && digits <= SHORT_DIGITS, run);
        }
    }

    fn digits(&mut self, run: &Run<'_>, digits: usize) {
        self.numbers += 1;
        self.ask |= digits > SHORT_DIGITS || self.numbers > 1;
        self.withhold_unless(digits < TELEPHONE_DIGITS as usize, run);
    }

    fn withhold_unless(&mut self, passes: bool, run: &Run<'_>) {
        if !passes {
            self.withheld.push(run.range.clone());
        }
    }

    /// A run of letters; answers whether it is a number word.
    fn letters_of(&mut self, run: &Run<'_>) -> bool {
        if run.text.chars().count() == 1 {
            self.letters =
                if self.letters.0 == 0 { (1, run.range.start) } else { (self.letters.0 + 1, self.letters.1) };
            if self.letters.0 >= SPELLED {
                self.withheld.push(self.letters.1..run.range.end);
            }
            return false;
        }
        self.letters = (0, 0);
        if words::technical(run.text.strip_suffix("'s").unwrap_or(run.text)) {
            self.counts = fields::announces(run.text);
            self.first = None;
            return false;
        }
        if run.text.bytes().all(|b| b.is_ascii_lowercase()) {
            return self.word(run.text, run, false);
        }
        let several = humps(run.text).nth(1).is_some();
        let mut number = false;
        for hump in humps(run.text) {
            number |= self.word(hump, run, several);
        }
        number
    }

    fn word(&mut self, word: &str, run: &Run<'_>, part: bool) -> bool {
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        let capitals = capital && word.chars().nth(1).is_some_and(char::is_uppercase);
        if part && words::technical(word) {
            return false;
        }
        let (flags, num, ..) = if word.bytes().all(|b| b.is_ascii_lowercase() || b == b'\'') {
            LEXICON.get(word)
        } else {
            LEXICON.get(&word.chars().map(fold_char).collect::<String>())
        };
        let known = flags & KNOWN != 0 || num != Num::None || part && word.len() <= 2;
        let acronym = capitals && word.len() <= SHORT_DIGITS && flags & NAME == 0;
        let opener = self.first.take();
        if !known && !acronym || capital && !capitals && !part && !run.begins() && flags & FUNC == 0 {
            self.withheld.extend(opener);
            self.withheld.push(run.range.clone());
        } else if capital && !part && flags & NAME != 0 && flags & FUNC == 0 {
            self.ask = true;
            self.first = Some(run.range.clone());
        }
        self.numbers += usize::from(num != Num::None);
        let doubtful = flags & FUNC == 0 && flags & !ORDINARY != 0;
        self.ask |= !acronym && !part && doubtful || self.numbers > 1;
        num != Num::None
    }
}

/// Does this character part a text into chunks?
fn separates(c: char) -> bool {
    matches!(c, ' ' | '(' | ')' | '[' | ']' | '{' | '}' | '"' | '<' | '>' | ',' | ';' | '=' | '|')
        || !c.is_ascii_graphic() && c.is_whitespace()
}

/// Is every word of this text one of programs, or a number that such a word announces?
pub(super) fn technical(text: &str) -> bool {
    let mut runs = text.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty());
    let mut counts = false;
    runs.all(|run| {
        let number = counts && run.len() < TELEPHONE_DIGITS as usize && run.bytes().all(|b| b.is_ascii_digit());
        counts = fields::announces(run);
        number || words::technical(run)
    })
}

/// Letters of a run with digits that a list knows, or few enough to be a form's or a version's.
fn known(letters: &str) -> bool {
    letters.len() <= 2 || words::technical(letters)
}

/// The words of a name in code: "KeyDestroyed" has two, "JSONError" too, "parked" is one.
fn humps(run: &str) -> impl Iterator<Item = &str> {
    let mut rest = run;
    std::iter::from_fn(move || {
        let mut chars = rest.char_indices().peekable();
        let mut before: Option<char> = None;
        let mut end = rest.len();
        while let Some((at, c)) = chars.next() {
            let next_lower = chars.peek().is_some_and(|(_, next)| next.is_lowercase());
            if before.is_some_and(|b| c.is_uppercase() && (b.is_lowercase() || next_lower)) {
                end = at;
                break;
            }
            before = Some(c);
        }
        let (head, tail) = rest.split_at(end);
        rest = tail;
        (!head.is_empty()).then_some(head)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_code_are_cut_into_words() {
        let cut = |run| humps(run).collect::<Vec<_>>();
        assert_eq!(cut("KeyDestroyed"), ["Key", "Destroyed"]);
        assert_eq!(cut("JSONError"), ["JSON", "Error"]);
        assert_eq!(cut("parked"), ["parked"]);
        assert_eq!(cut("NATS"), ["NATS"]);
        assert_eq!(cut(""), [""; 0]);
    }
}
