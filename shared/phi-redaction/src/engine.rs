//! The redaction engine: pure, deterministic, linear in the length of the call.
//!
//! A call is cut into tokens once (`text`). Detectors (`crate::identifiers`), one per identifier class, read the
//! tokens with what is being asked (`dialogue`) and what numbers were said (`numbers`), and claim them on a `board`.
//! What was found is remembered (`memory`) and caught where it returns; `render` numbers and replaces.

use std::collections::BTreeMap;

pub mod board;
pub mod dialogue;
pub mod lexicon;
pub mod memory;
pub mod numbers;
pub mod render;
pub mod text;

use crate::identifiers::{self, Context};
use board::Board;
use dialogue::Asks;
use lexicon::Lexicon;
use memory::Memory;
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
    /// What stands in the text instead: `[PATIENT_NAME_1]`, `[DOB_1]`.
    pub fn placeholder(&self) -> String {
        let whose = match (self.kind, self.role) {
            (PhiType::Name, Role::Patient) => "PATIENT_",
            (PhiType::Name, Role::Agent) => "AGENT_",
            (PhiType::Name, Role::Provider) => "PROVIDER_",
            _ => "",
        };
        format!("[{whose}{}_{}]", self.kind.as_str(), self.number)
    }
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
}

/// The engine: word lists and nothing else, so one serves all calls of a process.
pub struct Engine {
    lexicon: Lexicon,
}

impl Default for Engine {
    fn default() -> Engine {
        Engine::new()
    }
}

impl Engine {
    /// Builds the lexicon; a few milliseconds, once.
    pub fn new() -> Engine {
        Engine { lexicon: Lexicon::new() }
    }

    /// Names the rules, so that an event can say what made it.
    pub fn version(&self) -> &'static str {
        "rules-1"
    }

    /// Redacts a call.
    pub fn redact(&self, turns: &[Turn<'_>]) -> Redaction {
        self.redact_knowing(&Memory::default(), turns)
    }

    /// Redacts a summary or another value that a platform derived from a call: what the call showed to be PHI is
    /// caught here too. The label ("summary", "callback_number") serves as the question that the value answers.
    pub fn redact_value(&self, memory: &Memory, label: &str, text: &str) -> Redaction {
        let question: String = label.chars().map(|c| if c == '_' || c == '-' || c == '.' { ' ' } else { c }).collect();
        let turns = [Turn { speaker: Speaker::Agent, text: &question }, Turn { speaker: Speaker::Unknown, text }];
        let mut redaction = self.redact_knowing(memory, &turns);
        redaction.spans.retain(|s| s.turn == 1);
        redaction.spans.iter_mut().for_each(|s| s.turn = 0);
        redaction.turns.remove(0);
        redaction.counts = counts(&redaction.spans);
        redaction
    }

    fn redact_knowing(&self, known: &Memory, turns: &[Turn<'_>]) -> Redaction {
        let doc = Doc::new(turns, &self.lexicon);
        let asks = Asks::new(&doc);
        let mut board = Board::new(&doc);
        identifiers::detect(&Context { doc: &doc, asks: &asks }, &mut board);
        let mut memory = known.clone();
        memory.learn(&doc, &board);
        memory.recall(&doc, &mut board);
        let mut claims = board.claims;
        claims.sort_by_key(|c| c.first);
        let spans = render::number(&doc, claims, &mut memory.book);
        let turns = render::replace(turns, &spans);
        Redaction { counts: counts(&spans), spans, turns, memory }
    }
}

fn counts(spans: &[Span]) -> BTreeMap<PhiType, u32> {
    let mut out = BTreeMap::new();
    for span in spans {
        *out.entry(span.kind).or_insert(0) += 1;
    }
    out
}
