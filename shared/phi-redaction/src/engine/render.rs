//! Numbers for placeholders, and the text with the placeholders in it.

use std::collections::BTreeMap;

use super::board::Claim;
use super::text::Doc;
use super::{PhiType, Role, Span, Turn};

/// Gives every claim its number: the same value of the same type has the same number through the call.
pub fn number(doc: &Doc, claims: Vec<Claim>, book: &mut Book) -> Vec<Span> {
    for claim in claims.iter().filter(|c| c.kind == PhiType::Name) {
        if let Some(name) = &claim.normalised {
            book.owner(&name.split(' ').collect::<Vec<_>>(), claim.role);
        }
    }
    claims.into_iter().map(|claim| book.enter(doc, claim)).collect()
}

/// The values met so far; a name is entered by each of its words, so that a part of it finds the person.
#[derive(Clone, Default)]
pub struct Book {
    numbers: BTreeMap<(PhiType, Role, String), u16>,
    used: BTreeMap<(PhiType, Role), u16>,
    owners: BTreeMap<String, Role>,
}

impl Book {
    fn enter(&mut self, doc: &Doc, claim: Claim) -> Span {
        let value = claim.normalised.clone().unwrap_or_else(|| said(doc, &claim));
        let words: Vec<&str> =
            if claim.kind == PhiType::Name { value.split(' ').collect() } else { vec![value.as_str()] };
        let role = if claim.kind == PhiType::Name { self.owner(&words, claim.role) } else { claim.role };
        let number = self.number(claim.kind, if claim.kind == PhiType::Name { role } else { Role::Other }, &words);
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

    /// One person keeps one role: the first certain one. The first word of a name decides.
    fn owner(&mut self, words: &[&str], role: Role) -> Role {
        let known = self.owners.get(words[0]).copied().filter(|r| *r != Role::Other).unwrap_or(role);
        for word in words {
            let entry = self.owners.entry((*word).to_owned()).or_insert(known);
            if *entry == Role::Other {
                *entry = known;
            }
        }
        known
    }

    fn number(&mut self, kind: PhiType, role: Role, words: &[&str]) -> u16 {
        let known = self.numbers.get(&(kind, role, words[0].to_owned())).copied();
        let number = known.unwrap_or_else(|| {
            let used = self.used.entry((kind, role)).or_insert(0);
            *used = used.saturating_add(1);
            *used
        });
        for word in words {
            self.numbers.entry((kind, role, (*word).to_owned())).or_insert(number);
        }
        number
    }
}

fn said(doc: &Doc, claim: &Claim) -> String {
    let words: Vec<&str> = (claim.first..=claim.last).map(|i| doc.w(i)).collect();
    words.join(" ")
}

/// The turns with each span replaced by its placeholder.
pub fn replace(turns: &[Turn<'_>], spans: &[Span]) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(turns.len());
    let mut spans = spans.iter().peekable();
    for (index, turn) in turns.iter().enumerate() {
        let mut text = String::with_capacity(turn.text.len());
        let mut at = 0;
        while let Some(span) = spans.next_if(|s| s.turn == index) {
            text.push_str(&turn.text[at..span.start]);
            text.push_str(&span.placeholder());
            at = span.end;
        }
        text.push_str(&turn.text[at..]);
        out.push(text);
    }
    out
}
