//! Contexts: one service's stream of facts each. The code is bound into every seal.
use serde::{Deserialize, Serialize};

use crate::class::DataClass;

/// A bounded context. Its commits stand on `phi.v1.<token>.…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[repr(u8)]
pub enum Context {
    /// Calls as they came in.
    Call = 10,
    /// What was said.
    Transcript = 20,
    /// What was said, without PHI.
    Redaction = 30,
    /// What came of the call.
    Outcome = 40,
    /// What the EHR was told.
    Ehr = 50,
    /// What vendors were told.
    Feed = 60,
    /// What was destroyed, and when.
    Retention = 70,
    /// Incidents and their clocks.
    Breach = 80,
    /// What people asked for.
    Request = 85,
    /// Configuration of tenants.
    Tenant = 90,
    /// Who did what (no chain, no lock).
    Access = 91,
    /// The ledger of destroyed keys.
    Shred = 92,
    /// Messages that could not be read.
    Quarantine = 93,
    /// Chunks of recordings.
    Audio = 94,
    /// Chunks of masked recordings.
    Masked = 95,
}

/// Every context, in the order a call travels.
pub const ALL_CONTEXTS: [Context; 15] = [
    Context::Call,
    Context::Transcript,
    Context::Redaction,
    Context::Outcome,
    Context::Ehr,
    Context::Feed,
    Context::Retention,
    Context::Breach,
    Context::Request,
    Context::Tenant,
    Context::Access,
    Context::Shred,
    Context::Quarantine,
    Context::Audio,
    Context::Masked,
];

impl Context {
    /// The code in the envelope.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The context of a code, if there is one.
    pub fn from_code(code: u8) -> Option<Self> {
        ALL_CONTEXTS.into_iter().find(|context| context.code() == code)
    }

    /// The token after `phi.v1.` in the subject.
    pub const fn token(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Transcript => "transcript",
            Self::Redaction => "redaction",
            Self::Outcome => "outcome",
            Self::Ehr => "ehr",
            Self::Feed => "feed",
            Self::Retention => "retention",
            Self::Breach => "breach",
            Self::Request => "request",
            Self::Tenant => "tenant",
            Self::Access => "access",
            Self::Shred => "shred",
            Self::Quarantine => "quarantine",
            Self::Audio => "audio",
            Self::Masked => "masked",
        }
    }

    /// The context of a token, if there is one.
    pub fn from_token(token: &str) -> Option<Self> {
        ALL_CONTEXTS.into_iter().find(|context| context.token() == token)
    }

    /// The stream that keeps it: the token in capitals.
    pub fn stream(self) -> String {
        self.token().to_uppercase()
    }

    /// The class that protects its facts.
    pub const fn state_class(self) -> DataClass {
        match self {
            Self::Breach => DataClass::Case,
            Self::Tenant | Self::Shred => DataClass::Tenant,
            Self::Access => DataClass::Audit,
            Self::Audio => DataClass::Audio,
            Self::Masked => DataClass::Masked,
            Self::Call
            | Self::Transcript
            | Self::Redaction
            | Self::Outcome
            | Self::Ehr
            | Self::Feed
            | Self::Retention
            | Self::Request
            | Self::Quarantine => DataClass::Lifecycle,
        }
    }
}
