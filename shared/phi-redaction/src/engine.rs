//! The redaction engine: pure, deterministic, linear in the length of the call.
//!
//! A call is cut into tokens once (`text`). Detectors (`crate::identifiers`), one per identifier class, read the
//! tokens with what is being asked (`dialogue`) and what numbers were said (`numbers`), and claim them on a `board`.
//! What was found is remembered (`memory`) and caught where it returns; `render` numbers and replaces.

use std::collections::BTreeMap;

pub mod board;
pub mod combination;
pub mod dialogue;
pub mod judge;
mod keys;
pub mod language;
pub mod lexicon;
pub mod memory;
pub mod model;
pub mod numbers;
pub mod render;
pub mod stream;
pub mod sweep;
pub mod terms;
pub mod text;

use crate::identifiers::{Context, Detector, Rules, codes, names};
use board::Board;
use combination::Mark;
use dialogue::Asks;
use language::Language;
use lexicon::Lexicon;
use memory::Memory;
use terms::{NoTerms, Terms};
use text::Doc;

/// The types of PHI; 45 CFR 164.514(b)(2)(i) and the identifiers of health care calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PhiType {
    /// A person's name.
    Name,
    /// A date more exact than a year.
    Date,
    /// A date of birth.
    Dob,
    /// A telephone or fax number.
    Phone,
    /// A mail address.
    Email,
    /// A street address, place or postal code.
    Address,
    /// A medical record number.
    Mrn,
    /// A member, subscriber, policy or group number.
    InsuranceId,
    /// A social security number or its last four digits.
    Ssn,
    /// A payment card's number, parts of it, its code.
    Card,
    /// A web address.
    Url,
    /// An internet protocol address.
    Ip,
    /// An age of 90 or more.
    AgeOver89,
    /// An employer.
    Org,
    /// Any other unique number.
    OtherId,
}

impl PhiType {
    /// The name in placeholders and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            PhiType::Name => "NAME",
            PhiType::Date => "DATE",
            PhiType::Dob => "DOB",
            PhiType::Phone => "PHONE",
            PhiType::Email => "EMAIL",
            PhiType::Address => "ADDRESS",
            PhiType::Mrn => "MRN",
            PhiType::InsuranceId => "INSURANCE_ID",
            PhiType::Ssn => "SSN",
            PhiType::Card => "CARD",
            PhiType::Url => "URL",
            PhiType::Ip => "IP",
            PhiType::AgeOver89 => "AGE_OVER_89",
            PhiType::Org => "ORG",
            PhiType::OtherId => "OTHER_ID",
        }
    }
}

/// Who speaks a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// The person who phones, or was phoned.
    Caller,
    /// The practice's side, human or machine.
    Agent,
    /// Not known: every other turn may be a question to it.
    Unknown,
}

/// Whose a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The patient or caller.
    Patient,
    /// The practice's side of the call.
    Agent,
    /// Someone who treats.
    Provider,
    /// Anyone else.
    Other,
}

/// One turn of a call.
#[derive(Clone, Copy)]
pub struct Turn<'a> {
    /// Who speaks.
    pub speaker: Speaker,
    /// The words.
    pub text: &'a str,
}

/// One stretch of PHI. It has no `Debug`, because `normalised` is PHI.
#[derive(Clone, PartialEq, Eq)]
pub struct Span {
    /// Index of the turn.
    pub turn: usize,
    /// First byte in the turn's text, on a character boundary.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What it is.
    pub kind: PhiType,
    /// Confidence in thousandths.
    pub score_milli: u16,
    /// Number within its type, from 1: the same value has the same number through the call.
    pub number: u16,
    /// The value in one spelling: a date as 1984-03-09, a telephone number as digits, a name in title case.
    pub normalised: Option<String>,
    /// Whose it is.
    pub role: Role,
}

impl Span {
    /// What stands in the text instead: `[PATIENT_NAME_1]`, `[DOB_1]`. A postal code by itself keeps what 45 CFR
    /// 164.514(b)(2)(i)(B) lets it keep, `[ADDRESS_1_ZIP3_902]`; ages over 89 are one category by their type, as (C) asks.
    pub fn placeholder(&self) -> String {
        let mut out = String::new();
        render::placeholder(self, &mut out);
        out
    }

    /// The digits, when the span is a postal code and nothing else.
    fn postal_code(&self) -> Option<&str> {
        let digits = |v: &&str| matches!(v.len(), 5 | 9) && v.bytes().all(|b| b.is_ascii_digit());
        self.normalised.as_deref().filter(|v| self.kind == PhiType::Address && digits(v))
    }
}

/// A stretch that the model is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Index of the turn.
    pub turn: usize,
    /// First byte in the turn's text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What a rule claimed it to be, and how sure it was in thousandths.
    pub rule: Option<(PhiType, u16)>,
}

/// A redacted call. It has no `Debug`, because it holds PHI beside the redacted text.
#[derive(Clone)]
pub struct Redaction {
    /// The spans in order, not overlapping.
    pub spans: Vec<Span>,
    /// The turns with placeholders.
    pub turns: Vec<String>,
    /// Spans by type.
    pub counts: BTreeMap<PhiType, u32>,
    /// What was found, for summaries and other values of the same call.
    pub memory: Memory,
    /// Whether the words are English, the one language that the rules know.
    pub language: Language,
    /// Whether every detector looked at all of it. When not, nothing of it may be released.
    pub complete: bool,
    /// Where a diagnosis or medicine stands beside a person's name.
    pub marks: Vec<Mark>,
}

/// The engine: word lists, weights and detectors, so one serves all calls of a process.
pub struct Engine {
    lexicon: Lexicon,
    model: model::Model,
    /// Whether the sweep looks at what rules and judge left.
    sweeps: bool,
    detectors: Vec<Box<dyn Detector>>,
    version: String,
}

impl Default for Engine {
    fn default() -> Engine {
        Engine::new()
    }
}

impl Engine {
    /// The rules and the model of this crate.
    pub fn new() -> Engine {
        Engine::judging_by(model::Model::committed())
    }

    /// The rules of this crate and other weights, to compare them.
    pub fn judging_by(model: model::Model) -> Engine {
        Engine { lexicon: Lexicon::new(), model, sweeps: true, detectors: Vec::new(), version: "rules-3".to_owned() }
    }

    /// For text that is no conversation, as log lines: the sweep, which knows only how people talk, stays out.
    #[must_use]
    pub fn without_sweep(mut self) -> Engine {
        self.sweeps = false;
        self
    }

    /// Adds a detector, which claims what the rules and the model left free.
    #[must_use]
    pub fn with(mut self, detector: Box<dyn Detector>) -> Engine {
        self.version.push('+');
        self.version.push_str(detector.name());
        self.detectors.push(detector);
        self
    }

    /// Names the rules and the model, so that an event can say what made it.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Redacts a call.
    pub fn redact(&self, turns: &[Turn<'_>]) -> Redaction {
        self.redact_knowing(&Memory::default(), &NoTerms, turns)
    }

    /// The spans of a call, for whoever writes the redacted text himself; nothing when a detector could not look at all of it.
    /// The call is cut in the memory of another.
    pub(crate) fn spans(&self, doc: &mut Doc, turns: &[Turn<'_>]) -> Option<Vec<Span>> {
        doc.read(turns, &self.lexicon);
        let mut found = self.find(&Memory::default(), &NoTerms, turns, doc);
        found.complete.then(|| spans(turns, doc, found.board, &mut found.memory))
    }

    /// Redacts a call with what the practice's reviewers decided about words.
    pub fn redact_with(&self, terms: &dyn Terms, turns: &[Turn<'_>]) -> Redaction {
        self.redact_knowing(&Memory::default(), terms, turns)
    }

    /// Redacts a summary or another value that a platform derived from a call: what the call showed to be PHI is
    /// caught here too. The label ("summary", "callback_number") serves as the question that the value answers.
    pub fn redact_value(&self, memory: &Memory, label: &str, text: &str) -> Redaction {
        self.redact_value_with(&NoTerms, memory, label, text)
    }

    /// As `redact_value`, with what the practice's reviewers decided about words.
    pub fn redact_value_with(&self, terms: &dyn Terms, memory: &Memory, label: &str, text: &str) -> Redaction {
        let question: String = label.chars().map(|c| if c == '_' || c == '-' || c == '.' { ' ' } else { c }).collect();
        let turns = [Turn { speaker: Speaker::Agent, text: &question }, Turn { speaker: Speaker::Unknown, text }];
        let mut redaction = self.redact_knowing(memory, terms, &turns);
        redaction.spans.retain(|s| s.turn == 1);
        redaction.spans.iter_mut().for_each(|s| s.turn = 0);
        redaction.turns.remove(0);
        redaction.counts = counts(&redaction.spans);
        redaction
    }

    /// Walks a call as `redact` does, but takes the answers from `judge` and `sweep`: each place that the model would be asked about,
    /// with its features. `known` may change what the word lists say of a token (`lexicon` flags), so that a model also learns
    /// of names and words that no list has. For training.
    pub fn observe(
        &self,
        turns: &[Turn<'_>],
        known: &mut dyn FnMut(u32) -> u32,
        judge: &mut dyn FnMut(Place, &model::Features) -> f32,
        sweep: &mut dyn FnMut(Place, &model::Features) -> f32,
    ) {
        let mut doc = Doc::new(turns, &self.lexicon);
        doc.relist(known);
        let asks = Asks::new(&doc);
        let mut board = Board::new(&doc);
        let ctx = Context { turns, doc: &doc, asks: &asks };
        // the rules alone: a model is not trained on what another model finds
        let _the_rules_cannot_fail = Rules.detect(&ctx, &mut board);
        let mut memory = Memory::default();
        memory.learn(&doc, &board);
        let place = |first: usize, last: usize, rule: Option<(PhiType, u16)>| {
            let (a, b) = (&doc.toks[first], &doc.toks[last]);
            Place { turn: a.turn as usize, start: a.start as usize, end: b.end as usize, rule }
        };
        let features = model::Features::default();
        judge::walk(&ctx, &memory, &mut board, features.clone(), &mut |item, features| {
            judge(place(item.first, item.last, item.rule), features)
        });
        // who knows the answers looks at everything
        sweep::walk(&ctx, &memory, &mut board, features, |_| true, |at, features| sweep(place(at, at, None), features));
    }

    /// How likely this engine's own model thinks a place, as the judge asks.
    pub fn opinion(&self, features: &model::Features) -> f32 {
        self.model.judge(features)
    }

    fn redact_knowing(&self, known: &Memory, terms: &dyn Terms, turns: &[Turn<'_>]) -> Redaction {
        let doc = Doc::new(turns, &self.lexicon);
        let Found { board, mut memory, complete } = self.find(known, terms, turns, &doc);
        let (language, marks) = (language::of(&doc), combination::marks(&doc, &board));
        let spans = spans(turns, &doc, board, &mut memory);
        let turns = render::replace(turns, &spans);
        Redaction { counts: counts(&spans), spans, turns, memory, language, complete, marks }
    }

    /// Claims what is PHI in a call.
    fn find(&self, known: &Memory, terms: &dyn Terms, turns: &[Turn<'_>], doc: &Doc) -> Found {
        let asks = Asks::new(doc);
        let mut board = Board::new(doc);
        let ctx = Context { turns, doc, asks: &asks };
        let mut complete = Rules.detect(&ctx, &mut board).is_ok();
        let mut memory = known.clone();
        memory.learn(doc, &board);
        judge::walk(&ctx, &memory, &mut board, self.model.judged(), &mut |_, judged| judged.probability());
        if self.sweeps {
            let likely = |_, swept: &model::Swept<'_>| swept.probability();
            sweep::walk(&ctx, &memory, &mut board, self.model.swept(), model::Swept::worth, likely);
        }
        // an operator's own models claim what is left, and their scores are theirs
        for detector in &self.detectors {
            complete &= detector.detect(&ctx, &mut board).is_ok();
        }
        names::join(doc, &mut board);
        memory.learn(doc, &board);
        memory.recall(doc, &mut board);
        names::echo(doc, &mut board);
        names::join(doc, &mut board);
        codes::first_figures(doc, &mut board);
        terms::apply(terms, doc, &mut board);
        Found { board, memory, complete }
    }
}

/// What was claimed in a call, what it taught, and whether every detector looked at all of it.
struct Found {
    board: Board,
    memory: Memory,
    complete: bool,
}

/// The claims as spans in order, each with its number.
fn spans(turns: &[Turn<'_>], doc: &Doc, board: Board, memory: &mut Memory) -> Vec<Span> {
    let mut claims = board.claims;
    claims.sort_by_key(|c| c.first);
    for claim in claims.iter_mut().filter(|c| c.kind == PhiType::Address && c.normalised.is_none()) {
        claim.normalised = postal_code(doc, claim);
    }
    let mut spans = render::number(doc, claims, &mut memory.book);
    for span in &mut spans {
        span.end = bare_end(turns[span.turn].text, span);
    }
    spans
}

/// The digits of a claim that is nothing but a postal code.
fn postal_code(doc: &Doc, claim: &board::Claim) -> Option<String> {
    let run = numbers::run_at(doc, claim.first)?;
    (run.last == claim.last && run.letters == 0 && matches!(run.text.len(), 5 | 9)).then(|| run.text.clone())
}

/// The end of a name without its possessive: "Vance's" leaves "'s" to the sentence.
fn bare_end(text: &str, span: &Span) -> usize {
    let value = &text[span.start..span.end];
    let bare = ["'s", "\u{2019}s"].iter().find_map(|s| value.strip_suffix(s));
    bare.filter(|b| span.kind == PhiType::Name && !b.is_empty()).map_or(span.end, |b| span.start + b.len())
}

fn counts(spans: &[Span]) -> BTreeMap<PhiType, u32> {
    let mut out = BTreeMap::new();
    for span in spans {
        *out.entry(span.kind).or_insert(0) += 1;
    }
    out
}
