//! Numbers for placeholders, and the text with the placeholders in it.

use std::collections::BTreeMap;

use super::board::Claim;
use super::lexicon::hash;
use super::text::Doc;
use super::{PhiType, Role, Span, Turn};
use crate::identifiers::address::zip3;

/// Gives every claim its number: the same value of the same type has the same number through the call.
pub fn number(doc: &Doc, claims: Vec<Claim>, book: &mut Book) -> Vec<Span> {
    book.values.reserve(claims.len() * 2);
    book.numbers.reserve(claims.len() * 2);
    // where the words of the names are, in order
    let mut places = Vec::with_capacity(claims.len() * 2);
    for claim in claims.iter().filter(|c| c.kind == PhiType::Name) {
        if let Some(name) = &claim.normalised {
            book.owner(name, claim.role, &mut places);
        }
    }
    let mut places = places.into_iter();
    let mut spans = Vec::with_capacity(claims.len());
    let mut said = String::new();
    for claim in claims {
        spans.push(book.enter(doc, claim, &mut said, &mut places));
    }
    spans
}

/// The values met so far; a name is entered by each of its words, so that a part of it finds the person.
#[derive(Clone, Default)]
pub struct Book {
    /// The hash of each value, or word of a name, with its place in `values`.
    words: BTreeMap<u64, usize>,
    values: Vec<Value>,
    numbers: Vec<Number>,
    /// How many numbers each type has for each role.
    used: [[u16; 4]; 15],
}

/// A value, or a word of a name.
#[derive(Clone)]
struct Value {
    owner: Option<Role>,
    /// Where its last number is in `numbers`, from 1.
    last: usize,
}

/// A number that a value has.
#[derive(Clone)]
struct Number {
    kind: PhiType,
    role: Role,
    given: u16,
    /// Where the value's number before it is, from 1.
    before: usize,
}

impl Book {
    /// The span of a claim; `said` is a buffer, `places` are those of the words of the names to come.
    fn enter(&mut self, doc: &Doc, claim: Claim, said: &mut String, places: &mut impl Iterator<Item = usize>) -> Span {
        let value = claim.normalised.as_deref().unwrap_or_else(|| {
            said.clear();
            for i in claim.first..=claim.last {
                said.push_str(if i > claim.first { " " } else { "" });
                said.push_str(doc.w(i));
            }
            said.as_str()
        });
        let (role, number) = if claim.kind == PhiType::Name {
            let known = if claim.normalised.is_some() { Some(places) } else { None };
            self.person(value, claim.role, known)
        } else {
            let word = self.word(value);
            (claim.role, self.number(word, claim.kind, Role::Other))
        };
        let (first, last) = (&doc.toks[claim.first], &doc.toks[claim.last]);
        Span {
            turn: first.turn as usize,
            start: first.start as usize,
            end: last.end as usize,
            kind: claim.kind,
            score_milli: claim.score,
            number,
            normalised: claim.normalised,
            role,
        }
    }

    /// The role and number of the person so called, which every word of the name shares from here on.
    fn person(&mut self, name: &str, role: Role, mut places: Option<&mut impl Iterator<Item = usize>>) -> (Role, u16) {
        let (mut owner, mut number) = (role, 0);
        for (index, word) in name.split(' ').enumerate() {
            let word = places.as_mut().and_then(Iterator::next).unwrap_or_else(|| self.word(word));
            owner = self.own(word, index, owner);
            if index == 0 {
                number = self.number(word, PhiType::Name, owner);
            } else {
                self.known(word, PhiType::Name, owner).unwrap_or_else(|| self.give(word, PhiType::Name, owner, number));
            }
        }
        (owner, number)
    }

    /// One person keeps one role: the first certain one. The first word of a name decides.
    fn owner(&mut self, name: &str, role: Role, places: &mut Vec<usize>) {
        let mut owner = role;
        for (index, word) in name.split(' ').enumerate() {
            let word = self.word(word);
            places.push(word);
            owner = self.own(word, index, owner);
        }
    }

    fn own(&mut self, word: usize, index: usize, role: Role) -> Role {
        let known = self.values[word].owner.filter(|r| *r != Role::Other);
        if known.is_none() {
            self.values[word].owner = Some(role);
        }
        if index == 0 { known.unwrap_or(role) } else { role }
    }

    /// The number of a value of a type: the one it has, or the next.
    fn number(&mut self, word: usize, kind: PhiType, role: Role) -> u16 {
        self.known(word, kind, role).unwrap_or_else(|| {
            let used = &mut self.used[kind as usize][role as usize];
            *used = used.saturating_add(1);
            let next = *used;
            self.give(word, kind, role, next)
        })
    }

    /// The number that a value has: one of at most as many as types and roles.
    fn known(&self, word: usize, kind: PhiType, role: Role) -> Option<u16> {
        let mut at = self.values[word].last;
        while let Some(known) = at.checked_sub(1).and_then(|at| self.numbers.get(at)) {
            if known.kind == kind && known.role == role {
                return Some(known.given);
            }
            at = known.before;
        }
        None
    }

    fn give(&mut self, word: usize, kind: PhiType, role: Role, number: u16) -> u16 {
        self.numbers.push(Number { kind, role, given: number, before: self.values[word].last });
        self.values[word].last = self.numbers.len();
        number
    }

    /// The place of a word, given on its first visit.
    fn word(&mut self, word: &str) -> usize {
        let next = self.values.len();
        let place = *self.words.entry(hash(word.as_bytes())).or_insert(next);
        if place == next {
            self.values.push(Value { owner: None, last: 0 });
        }
        place
    }
}

/// The turns with each span replaced by its placeholder.
pub fn replace(turns: &[Turn<'_>], spans: &[Span]) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(turns.len());
    let mut spans = spans.iter().peekable();
    for (index, turn) in turns.iter().enumerate() {
        let mut text = String::with_capacity(turn.text.len() + 16);
        let mut at = 0;
        while let Some(span) = spans.next_if(|s| s.turn == index) {
            text.push_str(&turn.text[at..span.start]);
            placeholder(span, &mut text);
            at = span.end;
        }
        text.push_str(&turn.text[at..]);
        out.push(text);
    }
    out
}

/// Appends what stands in the text instead of a span: `[PATIENT_NAME_1]`, `[DOB_1]`.
pub fn placeholder(span: &Span, out: &mut String) {
    out.push_str(match (span.kind, span.role) {
        (PhiType::Name, Role::Patient) => "[PATIENT_",
        (PhiType::Name, Role::Agent) => "[AGENT_",
        (PhiType::Name, Role::Provider) => "[PROVIDER_",
        _ => "[",
    });
    out.push_str(span.kind.as_str());
    out.push('_');
    let mut place = 10_000;
    while place > 1 && span.number < place {
        place /= 10;
    }
    while place > 0 {
        out.push(char::from(b'0' + (span.number / place % 10) as u8));
        place /= 10;
    }
    if let Some(zip) = span.postal_code() {
        out.push_str("_ZIP3_");
        out.push_str(zip3(zip));
    }
    out.push(']');
}
