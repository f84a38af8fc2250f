//! Data classes: minimum necessary (45 CFR 164.502(b)) made of keys. A class says what a key protects.
use serde::{Deserialize, Serialize};

/// What a key protects. The code is part of every envelope and never changes its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[repr(u8)]
pub enum DataClass {
    /// Recordings. One key per call.
    Audio = 1,
    /// Raw words and times. One key per call.
    Transcript = 2,
    /// The recording with PHI silenced; a voice is an identifier (45 CFR 164.514(b)(2)(i)(P)). One key per call.
    Masked = 3,
    /// Who the caller is, and the value behind each placeholder. One key per call.
    Identity = 4,
    /// Redacted text and outcomes, citing placeholders. One key per call.
    Deidentified = 5,
    /// What state machines run on: no content, no numbers. One key per tenant and month.
    Lifecycle = 6,
    /// Blind tokens and the EHR's patient reference. One key per tenant and month.
    Patient = 7,
    /// Incidents, assessments, letters. One key per tenant and month.
    Case = 8,
    /// Who did what. One key per tenant, service and month.
    Audit = 9,
    /// Configuration of a tenant. One key per tenant and month.
    Tenant = 10,
}

/// Every class, in the order of its code.
pub const ALL_CLASSES: [DataClass; 10] = [
    DataClass::Audio,
    DataClass::Transcript,
    DataClass::Masked,
    DataClass::Identity,
    DataClass::Deidentified,
    DataClass::Lifecycle,
    DataClass::Patient,
    DataClass::Case,
    DataClass::Audit,
    DataClass::Tenant,
];

/// The classes whose key is one per call: destroying it forgets the call.
pub const CONTENT_CLASSES: [DataClass; 5] =
    [DataClass::Audio, DataClass::Transcript, DataClass::Masked, DataClass::Identity, DataClass::Deidentified];

impl DataClass {
    /// The code in the envelope.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The class of a code, if there is one.
    pub fn from_code(code: u8) -> Option<Self> {
        ALL_CLASSES.into_iter().find(|class| class.code() == code)
    }

    /// Lower-case name: the token in key subjects and in key files.
    pub const fn token(self) -> &'static str {
        match self {
            Self::Audio => "audio",
            Self::Transcript => "transcript",
            Self::Masked => "masked",
            Self::Identity => "identity",
            Self::Deidentified => "deidentified",
            Self::Lifecycle => "lifecycle",
            Self::Patient => "patient",
            Self::Case => "case",
            Self::Audit => "audit",
            Self::Tenant => "tenant",
        }
    }

    /// The class of a token, if there is one.
    pub fn from_token(token: &str) -> Option<Self> {
        ALL_CLASSES.into_iter().find(|class| class.token() == token)
    }

    /// Whether each call has a key of its own.
    pub const fn per_call(self) -> bool {
        matches!(self, Self::Audio | Self::Transcript | Self::Masked | Self::Identity | Self::Deidentified)
    }
}
