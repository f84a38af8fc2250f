//! What the call has already shown to be PHI, so that the same word or number is caught wherever it returns.

use crate::engine::text::words::says;
use std::collections::{BTreeMap, BTreeSet};

use super::board::{Board, Claim};
use super::lexicon::{COMMON, FUNC, GATE_CODE, GATE_OPEN, Num, TITLE, hash};
use super::numbers::run_at;
use super::render::Book;
use super::text::{COMMA, Doc, Kind, LIKE};
use super::{PhiType, Role};
use crate::identifiers::{dates, names};

/// Names and values found so far. It holds PHI: it has no `Debug` and is never written anywhere.
#[derive(Clone, Default)]
pub struct Memory {
    /// By the hash of each word of a name.
    names: BTreeMap<u64, Role>,
    /// By the last four characters, so that a last-four answer finds its number in one step.
    values: BTreeMap<[u8; 4], (String, PhiType)>,
    /// Dates of birth, ISO 8601.
    births: BTreeSet<String>,
    /// By first word.
    phrases: BTreeMap<String, Vec<String>>,
    /// A phrase begins with a word of grammar ("old mill brewing").
    grammar: bool,
    /// First words of names and phrases, a bit for each first byte and length, so that most words are passed over unread.
    seen: [u64; 4],
    /// The numbers given so far, so that a summary cites the placeholders of its call.
    pub(super) book: Book,
}

impl Memory {
    /// Is the word part of a name that the call has shown?
    pub(super) fn names_word(&self, word: &str) -> bool {
        let word = names::bare(word);
        self.may_know(word) && self.names.contains_key(&hash(word.as_bytes()))
    }

    fn may_know(&self, word: &str) -> bool {
        let bit = sketch(word);
        self.seen[bit / 64] >> (bit % 64) & 1 != 0
    }

    fn sight(&mut self, word: &str) {
        let bit = sketch(word);
        self.seen[bit / 64] |= 1 << (bit % 64);
    }

    /// Learns from the claims of a call.
    pub fn learn(&mut self, doc: &Doc, board: &Board) {
        for claim in &board.claims {
            match claim.kind {
                PhiType::Name => self.learn_name(doc, claim),
                PhiType::Org => {
                    let first = doc.w(claim.first);
                    self.grammar |= doc.has(claim.first, FUNC);
                    self.sight(first);
                    if !self.phrases.contains_key(first) {
                        let words = (claim.first..=claim.last).map(|i| doc.w(i).to_owned()).collect();
                        self.phrases.insert(first.to_owned(), words);
                    }
                }
                PhiType::Phone
                | PhiType::Mrn
                | PhiType::InsuranceId
                | PhiType::Ssn
                | PhiType::Card
                | PhiType::OtherId
                | PhiType::Address => {
                    if let Some(value) = claim.normalised.as_ref()
                        && let Some(tail) = tail(value)
                    {
                        self.values.entry(tail).or_insert_with(|| (value.clone(), claim.kind));
                    }
                }
                PhiType::Dob => {
                    if let Some(date) = claim.normalised.as_ref().filter(|date| !self.births.contains(*date)) {
                        self.births.insert(date.clone());
                    }
                }
                PhiType::Date | PhiType::Email | PhiType::Url | PhiType::Ip | PhiType::AgeOver89 => {}
            }
        }
    }

    fn learn_name(&mut self, doc: &Doc, claim: &Claim) {
        if claim.score < 700 {
            return;
        }
        let spelled = doc.toks[claim.first].kind == Kind::Letter;
        if spelled {
            if let Some(name) = &claim.normalised {
                let name = name.to_lowercase();
                self.sight(&name);
                self.names.entry(hash(name.as_bytes())).or_insert(claim.role);
            }
            return;
        }
        for i in claim.first..=claim.last {
            let word = names::bare(doc.w(i));
            let counts = doc.toks[i].kind == Kind::Word && (word.len() > 2 || doc.cased) && !doc.has(i, FUNC);
            if counts && !self.names_word(word) {
                self.sight(word);
                self.names.insert(hash(word.as_bytes()), claim.role);
            }
        }
    }

    /// Claims every return of what was learnt.
    pub fn recall(&self, doc: &Doc, board: &mut Board) {
        let mut next = 0;
        while next < doc.toks.len() {
            let i = if self.grammar { next } else { doc.seek(next, GATE_OPEN | GATE_CODE) };
            next = i + 1;
            if board.taken(i) || doc.end(i) {
                continue;
            }
            let word = names::bare(doc.w(i));
            let known = self.may_know(word);
            if doc.toks[i].kind == Kind::Word && !doc.has(i, FUNC) {
                self.recall_name(doc, board, i, known.then_some(word));
            }
            if doc.toks[i].kind != Kind::Word || doc.toks[i].num != Num::None {
                self.recall_value(doc, board, i);
            }
            if known || word.len() < doc.size(i) {
                self.recall_phrase(doc, board, i);
            }
        }
    }

    /// `word` is the token's if names like it were learnt, else nothing.
    fn recall_name(&self, doc: &Doc, board: &mut Board, i: usize, word: Option<&str>) {
        let known = word.and_then(|word| self.names.get(&hash(word.as_bytes())));
        let Some(&role) = known else {
            self.recall_split(doc, board, i);
            return;
        };
        if names::auxiliary(doc, i) && !doc.prev(i).is_some_and(|p| doc.has(p, TITLE))
            || doc.has(i, COMMON) && !self.names_next(doc, i) && !addressed(doc, board, i)
            || names::grade(doc, i) == names::Grade::No && !names::surname_eponym(doc, i)
        {
            return;
        }
        let mut last = i;
        while !board.taken(last + 1) && self.names_next(doc, last) {
            last += 1;
        }
        let normalised = Some(names::spelling(doc, i, last));
        board.claim(Claim { first: i, last, kind: PhiType::Name, score: 850, normalised, role });
    }

    /// The next word is a known name too.
    fn names_next(&self, doc: &Doc, i: usize) -> bool {
        let next = i + 1;
        !doc.parted(next) && !doc.has(next, COMMON) && self.names_word(doc.w(next))
    }

    /// A recognizer may cut a known name in two ("tan zee").
    fn recall_split(&self, doc: &Doc, board: &mut Board, i: usize) {
        let next = i + 1;
        if doc.toks[next].kind != Kind::Word || doc.breaks(next) || doc.has(i, COMMON) && doc.has(next, COMMON) {
            return;
        }
        let (left, right) = (doc.w(i), names::bare(doc.w(next)));
        let bit = place(left.as_bytes(), right.as_bytes(), left.len() + right.len());
        if self.seen[bit / 64] >> (bit % 64) & 1 == 0 {
            return;
        }
        let whole = [left, right].concat();
        if let Some(&role) = self.names.get(&hash(whole.as_bytes())) {
            board.claim(Claim {
                first: i,
                last: next,
                kind: PhiType::Name,
                score: 800,
                normalised: Some(names::title_case(&whole)),
                role,
            });
        }
    }

    /// The return of a value at a token that can begin one.
    fn recall_value(&self, doc: &Doc, board: &mut Board, i: usize) {
        let first = doc
            .prev(i)
            .is_none_or(|p| board.taken(p) || doc.toks[p].num == Num::None && doc.toks[p].kind == Kind::Word);
        if !first || self.values.is_empty() && self.births.is_empty() {
            return;
        }
        if !self.births.is_empty()
            && let Some((date, next)) = dates::read_back(doc, i).filter(|d| self.births.contains(&d.0))
            && board.put((i, next - 1), PhiType::Dob, 800, Some(date))
        {
            return;
        }
        let Some(run) =
            run_at(doc, i).filter(|r| r.digits >= 4 || r.text.len() >= 5 || r.letters > 0 && r.text.len() == 4)
        else {
            return;
        };
        let known = tail(&run.text).and_then(|t| self.values.get(&t));
        let Some((_, kind)) = known.filter(|(v, _)| {
            *v == run.text || v.len() > 5 && (v.ends_with(&run.text) || run.text.ends_with(v.as_str()))
        }) else {
            return;
        };
        board.put((run.first, run.last), *kind, 800, Some(run.text.clone()));
    }

    fn recall_phrase(&self, doc: &Doc, board: &mut Board, i: usize) {
        if !self.may_know(doc.w(i)) {
            return;
        }
        let Some(phrase) = self.phrases.get(doc.w(i)) else { return };
        let same = phrase.iter().enumerate().all(|(k, word)| i + k < doc.toks.len() && doc.w(i + k) == word);
        if same && phrase.iter().any(|w| w.len() > 4) {
            board.put((i, i + phrase.len() - 1), PhiType::Org, 800, None);
        }
    }
}

/// One of 256 places for a word, by its first and last byte and its length.
fn sketch(word: &str) -> usize {
    place(word.as_bytes(), word.as_bytes(), word.len())
}

/// The place of a word of this length that begins as one word and ends as another.
fn place(begins: &[u8], ends: &[u8], len: usize) -> usize {
    let (first, last) = (begins.first().copied().unwrap_or(0), ends.last().copied().unwrap_or(0));
    usize::from(first.wrapping_mul(37) ^ last.wrapping_mul(11) ^ (len as u8).wrapping_mul(83))
}

/// The last four bytes of a value, if it has as many.
fn tail(value: &str) -> Option<[u8; 4]> {
    let at = value.len().checked_sub(4).filter(|&at| value.is_char_boundary(at))?;
    value.as_bytes()[at..].first_chunk().copied()
}

/// A known name that is also an ordinary word counts when it is called out, stands beside another name, or has a capital inside a sentence.
fn addressed(doc: &Doc, board: &Board, i: usize) -> bool {
    let next = i + 1;
    let beside = |j: usize| board.kind(j) == Some(PhiType::Name);
    let joined = !doc.parted(next) && beside(next) || doc.prev(i).is_some_and(|p| beside(p) && !doc.breaks(i));
    let ends = doc.end(next) || doc.toks[next].pre & COMMA != 0;
    let Some(p) = doc.prev(i) else {
        return joined
            || (ends || says!(doc, next, "like") || doc.toks[next].pre & LIKE != 0)
                && (!doc.cased_at(i) || doc.toks[i].cap);
    };
    let asked = doc.end(next) && says!(doc, p, "how's" | "where's" | "it's" | "call" | "ask" | "yes" | "no");
    let called = says!(
        doc,
        p,
        "hi" | "hello"
            | "hey"
            | "goodbye"
            | "bye"
            | "thanks"
            | "you"
            | "alright"
            | "done"
            | "okay"
            | "ok"
            | "tell"
            | "told"
            | "does"
            | "did"
            | "which"
            | "uncle"
            | "auntie"
            | "aunt"
            | "grandpa"
            | "grandma"
            | "mister"
            | "missus"
            | "miss"
            | "mr"
            | "mrs"
            | "ms"
            | "doctor"
            | "dr"
            | "for"
            | "with"
            | "is"
    );
    joined
        || asked && !doc.cased
        || called && !says!(doc, p, "for" | "with" | "is")
        || called && doc.end(next)
        || doc.cased && doc.toks[i].cap && !doc.breaks(i)
}
