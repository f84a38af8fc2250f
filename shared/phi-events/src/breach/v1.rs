//! Version 1 of the breach context. Released: bytes never change; add a version instead.
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::commit::{Fact, NoContent, PARKED, ParkReason, Schema, TimerOp};
use crate::context::Context;
use crate::ids::AggregateId;
use crate::service::Service;

/// What made somebody look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Signal {
    /// A service could not open what it should have been able to: tampering, or a wrong key.
    OpenFailed {
        /// The service.
        service: Service,
        /// The call.
        call: AggregateId,
    },
    /// A message could not be read and was set aside.
    Quarantined {
        /// The service.
        service: Service,
        /// The aggregate.
        aggregate: AggregateId,
    },
    /// A person reported it.
    Reported {
        /// The request that carries the report.
        request: AggregateId,
    },
}

/// A legal or contractual clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[repr(u8)]
pub enum Clock {
    /// 24 hours: the shortest contract target for telling the covered entity.
    Contract24h = 1,
    /// 72 hours: the usual contract target.
    Target72h = 2,
    /// 60 calendar days: the outer limit of 45 CFR 164.410(b) and 164.404(b).
    Limit60d = 3,
}

/// What the assessment found (45 CFR 164.402). Without one, a breach is presumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Finding {
    /// No PHI was involved.
    NotPhi,
    /// The PHI was secured: encrypted, and the key was not exposed.
    Secured,
    /// One of the three exclusions of 164.402(1): which.
    Excluded(u8),
    /// All four factors show a low probability of compromise.
    LowProbability,
    /// A breach.
    Breach,
}

/// Whom an incident may touch, as counted from the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Blast {
    /// Calls whose keys were reachable.
    pub calls: Vec<AggregateId>,
    /// First key load that counts, Unix milliseconds.
    pub from_ms: u64,
    /// Last key load that counts, Unix milliseconds.
    pub until_ms: u64,
    /// How many audit entries were read.
    pub entries: u32,
}

/// The life of an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum BreachFact {
    /// An incident was opened.
    Opened {
        /// What made somebody look.
        signal: Signal,
        /// The discovery date's instant (45 CFR 164.410(a)(2)), Unix milliseconds.
        discovered_ms: u64,
    },
    /// A clock runs.
    ClockStarted {
        /// Which.
        clock: Clock,
        /// When it runs out, Unix milliseconds.
        due_ms: u64,
    },
    /// What the clock was for has been done in time.
    ClockMet {
        /// Which.
        clock: Clock,
    },
    /// The clock ran out: never silently (INV-12).
    ClockMissed {
        /// Which.
        clock: Clock,
        /// When it ran out, Unix milliseconds.
        due_ms: u64,
    },
    /// The log was read for whom it may touch.
    BlastCounted {
        /// What was found.
        blast: Blast,
    },
    /// Another signal of the same kind, added to this incident.
    SignalAdded {
        /// The signal.
        signal: Signal,
    },
    /// A person assessed it.
    Assessed {
        /// What was found.
        finding: Finding,
        /// How many of the four factors are filled in.
        factors: u8,
        /// The request that carries the assessment.
        request: AggregateId,
    },
    /// The covered entity was told.
    EntityNotified {
        /// When, Unix milliseconds.
        at_ms: u64,
    },
    /// It waits.
    Parked {
        /// Why.
        reason: ParkReason,
        /// Until when, Unix milliseconds.
        due_ms: u64,
    },
}

impl Fact for BreachFact {
    fn name(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "incident_opened",
            Self::ClockStarted { .. } => "clock_started",
            Self::ClockMet { .. } => "clock_met",
            Self::ClockMissed { .. } => "clock_missed",
            Self::BlastCounted { .. } => "blast_counted",
            Self::SignalAdded { .. } => "signal_added",
            Self::Assessed { .. } => "incident_assessed",
            Self::EntityNotified { .. } => "entity_notified",
            Self::Parked { .. } => "breach_parked",
        }
    }

    fn timers(&self) -> Vec<TimerOp> {
        match self {
            Self::ClockStarted { clock, due_ms } => vec![TimerOp::Set { kind: *clock as u8, due_ms: *due_ms }],
            Self::ClockMet { clock } | Self::ClockMissed { clock, .. } => vec![TimerOp::Clear { kind: *clock as u8 }],
            Self::Parked { due_ms, .. } => vec![TimerOp::Set { kind: PARKED, due_ms: *due_ms }],
            Self::Opened { .. }
            | Self::BlastCounted { .. }
            | Self::SignalAdded { .. }
            | Self::Assessed { .. }
            | Self::EntityNotified { .. } => vec![],
        }
    }

    fn parked(reason: ParkReason, due_ms: u64) -> Option<Self> {
        Some(Self::Parked { reason, due_ms })
    }
}

/// The schema.
pub struct Breach;

impl Schema for Breach {
    const CONTEXT: Context = Context::Breach;
    const VERSION: u16 = 1;
    type Fact = BreachFact;
    type Content = NoContent;
}
