//! Version 1 of the ehr context. Released: bytes never change; add a version instead.
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::class::DataClass;
use crate::commit::{Content, Fact, PARKED, ParkReason, Schema, TimerOp};
use crate::context::Context;
use crate::phi::Phi;

/// The timer of an attempt's deadline.
pub const DEADLINE: u8 = 1;

/// Whether the outcome entered a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Chart {
    /// Exactly one certain match: the resource names the patient.
    Matched,
    /// None, or several: the resource names nobody, and a person finds the chart.
    Unmatched,
}

/// Why the EHR will not take an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Refused {
    /// It refused the resource (HTTP 4xx): the status.
    Status(u16),
    /// It does not know us, or does not let us write.
    Unauthorized,
    /// It has more than one resource with our identifier.
    Several,
}

/// The life of one outcome's way into the EHR (INV-02).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum EhrFact {
    /// This attempt, and no other, may act until its deadline.
    Intended {
        /// From 1.
        attempt: u32,
        /// Unix milliseconds. The HTTP timeout ends before it.
        deadline_ms: u64,
    },
    /// The EHR has it.
    Confirmed {
        /// The attempt that wrote it, or found it written.
        attempt: u32,
        /// What was written: `Task/1`.
        resources: Vec<String>,
        /// Whether a chart was entered.
        chart: Chart,
        /// Whether this attempt found the work of an earlier one.
        found: bool,
    },
    /// The EHR will not take it: a person must act.
    Rejected {
        /// The attempt.
        attempt: u32,
        /// Why.
        why: Refused,
    },
    /// Nobody knows whether the EHR has it: the next attempt searches first.
    Unknown {
        /// The attempt.
        attempt: u32,
        /// When the next attempt may start, Unix milliseconds.
        retry_ms: u64,
    },
    /// The outcome waits.
    Parked {
        /// Why.
        reason: ParkReason,
        /// Until when, Unix milliseconds.
        due_ms: u64,
    },
}

impl Fact for EhrFact {
    fn name(&self) -> &'static str {
        match self {
            Self::Intended { .. } => "ehr_write_intended",
            Self::Confirmed { .. } => "ehr_write_confirmed",
            Self::Rejected { .. } => "ehr_write_rejected",
            Self::Unknown { .. } => "ehr_write_unknown",
            Self::Parked { .. } => "ehr_parked",
        }
    }

    fn timers(&self) -> Vec<TimerOp> {
        match self {
            Self::Intended { deadline_ms, .. } => {
                vec![TimerOp::Set { kind: DEADLINE, due_ms: *deadline_ms }, TimerOp::Clear { kind: PARKED }]
            }
            Self::Unknown { retry_ms, .. } => vec![TimerOp::Set { kind: DEADLINE, due_ms: *retry_ms }],
            Self::Confirmed { .. } | Self::Rejected { .. } => {
                vec![TimerOp::Clear { kind: DEADLINE }, TimerOp::Clear { kind: PARKED }]
            }
            Self::Parked { due_ms, .. } => vec![TimerOp::Set { kind: PARKED, due_ms: *due_ms }],
        }
    }

    fn parked(reason: ParkReason, due_ms: u64) -> Option<Self> {
        Some(Self::Parked { reason, due_ms })
    }
}

/// The EHR's own name for the patient.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct PatientLink {
    /// `Patient/123`.
    pub reference: Phi<String>,
}

/// Content of the ehr context.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub enum EhrContent {
    /// Which chart was entered (class `patient`).
    Patient(PatientLink),
}

impl Content for EhrContent {
    fn class(&self) -> DataClass {
        match self {
            Self::Patient(_) => DataClass::Patient,
        }
    }
}

/// The schema.
pub struct Ehr;

impl Schema for Ehr {
    const CONTEXT: Context = Context::Ehr;
    const VERSION: u16 = 1;
    type Fact = EhrFact;
    type Content = EhrContent;
}
