//! Version 1 of the outcome context. Released: bytes never change; add a version instead.
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::class::DataClass;
use crate::commit::{Content, Fact, PARKED, ParkReason, Schema, TimerOp};
use crate::context::Context;

/// What the caller wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum Intent {
    /// A new appointment.
    Booking,
    /// Another time for one that exists.
    Reschedule,
    /// Not to come.
    Cancel,
    /// More of a medicine.
    Refill,
    /// What a test showed.
    TestResults,
    /// Help at once.
    Emergency,
    /// A bill or insurance.
    Billing,
    /// Another provider.
    Referral,
    /// A question of health.
    Clinical,
    /// Nobody spoke.
    Missed,
    /// Not known.
    Unknown,
}

/// What shall be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum Disposition {
    /// Staff book, move or cancel an appointment.
    AppointmentRequested,
    /// Staff send a refill to the pharmacy.
    RefillRequested,
    /// Staff call back.
    CallbackRequested,
    /// Staff act at once.
    Escalated,
    /// Staff call back: nobody had answered.
    MissedCall,
    /// Staff listen to the recording.
    NeedsReview,
    /// Nothing is left to do.
    Resolved,
}

/// How soon. The words are FHIR's (R4 request-priority).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum Urgency {
    /// In the ordinary course.
    Routine,
    /// Within the day.
    Urgent,
    /// As soon as possible.
    Asap,
    /// At once.
    Stat,
}

/// Why a person must listen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum ReviewReason {
    /// The words were withheld.
    Withheld,
    /// The rules found no intent, or two that exclude each other.
    Unclear,
}

/// What came of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum OutcomeFact {
    /// The outcome.
    Concluded {
        /// What the caller wanted.
        intent: Intent,
        /// What shall be done.
        disposition: Disposition,
        /// How soon.
        urgency: Urgency,
        /// Why a person must listen, if one must.
        review: Option<ReviewReason>,
        /// Version of the rules.
        rules: u32,
    },
    /// The call waits.
    Parked {
        /// Why.
        reason: ParkReason,
        /// Until when, Unix milliseconds.
        due_ms: u64,
    },
}

impl Fact for OutcomeFact {
    fn name(&self) -> &'static str {
        match self {
            Self::Concluded { .. } => "outcome_concluded",
            Self::Parked { .. } => "outcome_parked",
        }
    }

    fn timers(&self) -> Vec<TimerOp> {
        match self {
            Self::Parked { due_ms, .. } => vec![TimerOp::Set { kind: PARKED, due_ms: *due_ms }],
            Self::Concluded { .. } => vec![TimerOp::Clear { kind: PARKED }],
        }
    }

    fn parked(reason: ParkReason, due_ms: u64) -> Option<Self> {
        Some(Self::Parked { reason, due_ms })
    }
}

/// What a reader of the outcome may know, citing placeholders instead of values.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct OutcomeDetail {
    /// One sentence.
    pub summary: String,
    /// The placeholder of the patient's name: `PATIENT_NAME_1`.
    pub patient_name: Option<String>,
    /// The placeholder of the date of birth.
    pub dob: Option<String>,
    /// The placeholder of the number to call back.
    pub phone: Option<String>,
    /// The placeholder of the medical record number.
    pub mrn: Option<String>,
    /// The medicine, as said.
    pub medication: Option<String>,
    /// When the caller would like to come, as said, redacted.
    pub wish: Option<String>,
}

/// Content of the outcome context.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum OutcomeContent {
    /// What the outcome says, citing placeholders (class `deidentified`).
    Detail(OutcomeDetail),
}

impl Content for OutcomeContent {
    fn class(&self) -> DataClass {
        match self {
            Self::Detail(_) => DataClass::Deidentified,
        }
    }
}

/// The schema.
pub struct Outcome;

impl Schema for Outcome {
    const CONTEXT: Context = Context::Outcome;
    const VERSION: u16 = 1;
    type Fact = OutcomeFact;
    type Content = OutcomeContent;
}
