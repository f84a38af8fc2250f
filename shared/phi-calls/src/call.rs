//! A call as a generator writes it: turns, and where PHI stands in them.
use serde::Serialize;

/// The type of a gold span, by the names that reports use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the names are those of the identifiers of 45 CFR 164.514(b)(2)(i)")]
pub enum Kind {
    Name,
    Date,
    Dob,
    Phone,
    Email,
    Address,
    Mrn,
    InsuranceId,
    Ssn,
    Card,
    Url,
    Ip,
    #[serde(rename = "AGE_OVER_89")]
    AgeOver89,
    Org,
    OtherId,
}

impl Kind {
    /// Every type.
    pub const ALL: [Kind; 15] = [
        Kind::Name,
        Kind::Date,
        Kind::Dob,
        Kind::Phone,
        Kind::Email,
        Kind::Address,
        Kind::Mrn,
        Kind::InsuranceId,
        Kind::Ssn,
        Kind::Card,
        Kind::Url,
        Kind::Ip,
        Kind::AgeOver89,
        Kind::Org,
        Kind::OtherId,
    ];
}

/// How the words are written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// Capitals, punctuation, digits.
    Written,
    /// Lower case, no punctuation, numbers and letters as words.
    Spoken,
}

/// Whose a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "each word says it")]
pub enum Role {
    Patient,
    Relative,
    Agent,
    Provider,
    Facility,
    Other,
}

/// One stretch of PHI; offsets are bytes into the turn's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gold {
    /// First byte.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// What it is.
    pub kind: Kind,
    /// Whose.
    pub role: Role,
    /// Neither required nor punished (facility, insurer and pharmacy names, bare weekdays and months, extensions).
    pub optional: bool,
    /// Hesitations inside, which need not be redacted.
    pub skip: Vec<(usize, usize)>,
}

/// A stretch that looks like PHI and is not: a dose, a price, a drug.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Negative {
    /// First byte.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// What it is: "dose", "price", "eponym"…
    pub kind: &'static str,
}

/// One turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// "agent", "caller", or empty where the recognizer did not say.
    pub speaker: &'static str,
    /// The words.
    pub text: String,
    /// PHI in order, not overlapping.
    pub gold: Vec<Gold>,
    /// What must not be hit.
    pub negatives: Vec<Negative>,
}

/// One call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Names the generator, the form and the number: never anything of the call.
    pub id: String,
    /// The form of all turns.
    pub form: Form,
    /// In order.
    pub turns: Vec<Turn>,
}

/// Writes a turn piece by piece, so that offsets are right by construction.
#[derive(Clone, Debug)]
pub struct TurnBuilder {
    turn: Turn,
}

impl TurnBuilder {
    /// An empty turn.
    pub const fn new(speaker: &'static str) -> Self {
        Self { turn: Turn { speaker, text: String::new(), gold: Vec::new(), negatives: Vec::new() } }
    }

    /// Words that are no PHI. Write the spaces yourself.
    pub fn say(&mut self, text: &str) -> &mut Self {
        self.turn.text.push_str(text);
        self
    }

    /// A value. Hesitations inside are marked by braces: "five five {uh }five".
    pub fn phi(&mut self, kind: Kind, role: Role, text: &str) -> &mut Self {
        self.value(kind, role, false, text)
    }

    /// A value that is neither required nor punished.
    pub fn optional(&mut self, kind: Kind, role: Role, text: &str) -> &mut Self {
        self.value(kind, role, true, text)
    }

    /// A look-alike.
    pub fn negative(&mut self, kind: &'static str, text: &str) -> &mut Self {
        let start = self.turn.text.len();
        self.turn.text.push_str(text);
        self.turn.negatives.push(Negative { start, end: self.turn.text.len(), kind });
        self
    }

    fn value(&mut self, kind: Kind, role: Role, optional: bool, text: &str) -> &mut Self {
        let start = self.turn.text.len();
        let mut skip = Vec::new();
        let mut from = None;
        for c in text.chars() {
            match c {
                '{' => from = Some(self.turn.text.len()),
                '}' => skip.extend(from.take().map(|from| (from, self.turn.text.len()))),
                other => self.turn.text.push(other),
            }
        }
        let end = self.turn.text.len();
        self.turn.gold.push(Gold { start, end, kind, role, optional, skip });
        self
    }

    /// The turn.
    pub fn build(&self) -> Turn {
        self.turn.clone()
    }
}

impl Call {
    /// The whole text: "speaker: words" lines, and where each turn's words begin in it.
    pub fn text(&self) -> (String, Vec<usize>) {
        let mut text = String::new();
        let mut starts = Vec::new();
        for turn in &self.turns {
            if !turn.speaker.is_empty() {
                text.push_str(turn.speaker);
                text.push_str(": ");
            }
            starts.push(text.len());
            text.push_str(&turn.text);
            text.push('\n');
        }
        (text, starts)
    }

    /// One line of JSON with the gold spans, offsets in Unicode code points of the whole text.
    pub fn to_json(&self) -> String {
        let (text, starts) = self.text();
        let point = |turn: usize, byte: usize| text[..starts[turn] + byte].chars().count();
        let mut spans = Vec::new();
        let mut negatives = Vec::new();
        let mut turns = Vec::new();
        for (index, turn) in self.turns.iter().enumerate() {
            for gold in &turn.gold {
                let skip: Vec<_> = gold.skip.iter().map(|s| [point(index, s.0), point(index, s.1)]).collect();
                spans.push(serde_json::json!({"start": point(index, gold.start), "end": point(index, gold.end),
                    "type": gold.kind, "role": gold.role, "optional": gold.optional, "skip": skip}));
            }
            for n in &turn.negatives {
                negatives.push(
                    serde_json::json!({"start": point(index, n.start), "end": point(index, n.end), "kind": n.kind}),
                );
            }
            if !turn.speaker.is_empty() {
                let start = point(index, 0) - turn.speaker.chars().count() - 2;
                turns.push(
                    serde_json::json!({"speaker": turn.speaker, "start": start, "end": point(index, turn.text.len())}),
                );
            }
        }
        serde_json::json!({"id": self.id, "text": text, "spans": spans, "turns": turns, "negatives": negatives,
            "form": self.form})
        .to_string()
    }
}
