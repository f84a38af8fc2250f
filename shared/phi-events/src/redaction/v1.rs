//! Version 1 of the redaction context. Released: bytes never change; add a version instead.
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::call::v1::Speaker;
use crate::class::DataClass;
use crate::commit::{Content, Fact, PARKED, ParkReason, Schema, TimerOp};
use crate::context::Context;
use crate::phi::Phi;

/// What kind of identifier a placeholder stands for: the 18 of Safe Harbor, 45 CFR 164.514(b)(2)(i)(A)-(R), as calls have them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum PhiKind {
    /// (A) names.
    Name,
    /// (C) dates.
    Date,
    /// (C) date of birth.
    Dob,
    /// (D), (E) telephone and fax.
    Phone,
    /// (F) electronic mail.
    Email,
    /// (B) geographic subdivisions.
    Address,
    /// (H) medical record numbers.
    Mrn,
    /// (I) health plan beneficiary numbers.
    InsuranceId,
    /// (G) social security numbers.
    Ssn,
    /// (J) account numbers: payment cards.
    Card,
    /// (N) web addresses.
    Url,
    /// (O) IP addresses.
    Ip,
    /// (C) ages over 89.
    AgeOver89,
    /// Employers, named in the head of (b)(2)(i).
    Org,
    /// (J)-(M), (R) any other number or code.
    OtherId,
}

impl PhiKind {
    /// Name as printed in counts and placeholders.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "NAME",
            Self::Date => "DATE",
            Self::Dob => "DOB",
            Self::Phone => "PHONE",
            Self::Email => "EMAIL",
            Self::Address => "ADDRESS",
            Self::Mrn => "MRN",
            Self::InsuranceId => "INSURANCE_ID",
            Self::Ssn => "SSN",
            Self::Card => "CARD",
            Self::Url => "URL",
            Self::Ip => "IP",
            Self::AgeOver89 => "AGE_OVER_89",
            Self::Org => "ORG",
            Self::OtherId => "OTHER_ID",
        }
    }
}

/// Why the words are kept from everything that reads `deidentified`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Withhold {
    /// They were heard too badly to trust that no PHI hides in them.
    LowTier,
    /// Transcription failed.
    NoTranscript,
    /// The redactor failed.
    Failed,
    /// Not a language that the redactor knows.
    Language,
}

/// What became of a call's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum RedactionFact {
    /// The words are free of what the engine finds.
    Redacted {
        /// Version of engine and rules.
        engine: String,
        /// How many of each kind were taken out.
        counts: BTreeMap<PhiKind, u32>,
        /// How many turns.
        turns: u32,
        /// How many words came in.
        words: u32,
    },
    /// The words are withheld: a person must listen.
    Withheld {
        /// Why.
        why: Withhold,
    },
    /// There were no words: a missed call.
    Nothing,
    /// The call waits.
    Parked {
        /// Why.
        reason: ParkReason,
        /// Until when, Unix milliseconds.
        due_ms: u64,
    },
}

impl Fact for RedactionFact {
    fn name(&self) -> &'static str {
        match self {
            Self::Redacted { .. } => "call_redacted",
            Self::Withheld { .. } => "call_withheld",
            Self::Nothing => "nothing_to_redact",
            Self::Parked { .. } => "redaction_parked",
        }
    }

    fn timers(&self) -> Vec<TimerOp> {
        match self {
            Self::Parked { due_ms, .. } => vec![TimerOp::Set { kind: PARKED, due_ms: *due_ms }],
            Self::Redacted { .. } | Self::Withheld { .. } | Self::Nothing => vec![TimerOp::Clear { kind: PARKED }],
        }
    }

    fn parked(reason: ParkReason, due_ms: u64) -> Option<Self> {
        Some(Self::Parked { reason, due_ms })
    }
}

/// One turn with placeholders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CleanTurn {
    /// Who speaks.
    pub speaker: Speaker,
    /// The words, with `[PATIENT_NAME_1]` where a name stood.
    pub text: String,
}

/// Everything that carried the words, with placeholders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Cleaned {
    /// The turns in order.
    pub turns: Vec<CleanTurn>,
    /// The platform's summary.
    pub summary: Option<String>,
    /// The platform's structured result.
    pub structured: Vec<(String, String)>,
}

/// The value behind one placeholder.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct Hidden {
    /// The placeholder without brackets: `DOB_1`.
    pub placeholder: String,
    /// Its kind.
    pub kind: PhiKind,
    /// The value in the form a FHIR resource takes: a date as 1984-03-09, a number as digits.
    pub value: Phi<String>,
}

/// The values behind the placeholders that a FHIR resource may need. Never SSN, card or CVV.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct Revealed {
    /// One entry a placeholder.
    pub values: Vec<Hidden>,
}

/// Content of the redaction context.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub enum RedactionContent {
    /// The words with placeholders (class `deidentified`).
    Cleaned(Cleaned),
    /// The values behind the placeholders (class `identity`).
    Revealed(Revealed),
}

impl Content for RedactionContent {
    fn class(&self) -> DataClass {
        match self {
            Self::Cleaned(_) => DataClass::Deidentified,
            Self::Revealed(_) => DataClass::Identity,
        }
    }
}

/// The schema.
pub struct Redaction;

impl Schema for Redaction {
    const CONTEXT: Context = Context::Redaction;
    const VERSION: u16 = 1;
    type Fact = RedactionFact;
    type Content = RedactionContent;
}
