//! Version 1 of the retention context. Released: bytes never change; add a version instead.
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::class::DataClass;
use crate::commit::{Fact, NoContent, PARKED, ParkReason, Schema, TimerOp};
use crate::context::Context;
use crate::ids::AggregateId;

/// The timer that finishes a destruction that began and did not end.
pub const FINISH: u8 = 100;
/// The timer that mints a tenant's keys of the next month.
pub const MINT: u8 = 101;

/// When a class of a call is to be destroyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Due {
    /// The class.
    pub class: DataClass,
    /// Unix milliseconds.
    pub due_ms: u64,
}

/// Why keys are destroyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum DestroyReason {
    /// The class's life is over.
    Expired,
    /// A person asked, with the approvals it takes.
    Requested,
    /// What was sealed must be withdrawn and made again.
    Superseded,
}

/// What happened to a call's keys, or to a tenant's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum RetentionFact {
    /// The lives of a call's classes are known.
    Scheduled {
        /// One entry a content class.
        due: Vec<Due>,
        /// Version of the policy.
        policy: u32,
    },
    /// Destruction is suspended (FRCP 37(e): a legal hold beats every schedule).
    HoldPlaced {
        /// The request that asked for it.
        request: AggregateId,
    },
    /// Destruction may go on; the schedule is weighed again.
    HoldReleased {
        /// The request that asked for it.
        request: AggregateId,
    },
    /// Destruction began: the ledger entry comes next, then the keys.
    DestructionStarted {
        /// The classes in scope, whether minted or not.
        classes: Vec<DataClass>,
        /// Why.
        reason: DestroyReason,
    },
    /// Every key in scope is marked SHREDDED and its own message erased.
    Destroyed {
        /// The classes in scope.
        classes: Vec<DataClass>,
        /// Sequence of the ledger entry in SHRED.
        ledger: u64,
        /// How many keys there were.
        keys: u32,
    },
    /// A request to destroy was turned down: a hold stands, or approvals are missing.
    Declined {
        /// The request.
        request: AggregateId,
    },
    /// The tenant's monthly keys up to this month exist (months since year 0).
    MonthMinted {
        /// `year * 12 + month - 1`.
        month: u32,
        /// When the next month's are made, Unix milliseconds.
        next_ms: u64,
    },
    /// The call waits.
    Parked {
        /// Why.
        reason: ParkReason,
        /// Until when, Unix milliseconds.
        due_ms: u64,
    },
}

impl Fact for RetentionFact {
    fn name(&self) -> &'static str {
        match self {
            Self::Scheduled { .. } => "destruction_scheduled",
            Self::HoldPlaced { .. } => "hold_placed",
            Self::HoldReleased { .. } => "hold_released",
            Self::DestructionStarted { .. } => "destruction_started",
            Self::Destroyed { .. } => "keys_destroyed",
            Self::Declined { .. } => "destruction_declined",
            Self::MonthMinted { .. } => "month_minted",
            Self::Parked { .. } => "retention_parked",
        }
    }

    fn timers(&self) -> Vec<TimerOp> {
        match self {
            Self::Scheduled { due, .. } => {
                due.iter().map(|due| TimerOp::Set { kind: due.class.code(), due_ms: due.due_ms }).collect()
            }
            Self::DestructionStarted { .. } => vec![TimerOp::Set { kind: FINISH, due_ms: 0 }],
            Self::Destroyed { classes, .. } => {
                let finish = TimerOp::Clear { kind: FINISH };
                classes.iter().map(|class| TimerOp::Clear { kind: class.code() }).chain([finish]).collect()
            }
            Self::MonthMinted { next_ms, .. } => vec![TimerOp::Set { kind: MINT, due_ms: *next_ms }],
            Self::Parked { due_ms, .. } => vec![TimerOp::Set { kind: PARKED, due_ms: *due_ms }],
            Self::HoldPlaced { .. } | Self::HoldReleased { .. } | Self::Declined { .. } => vec![],
        }
    }

    fn parked(reason: ParkReason, due_ms: u64) -> Option<Self> {
        Some(Self::Parked { reason, due_ms })
    }
}

/// The schema.
pub struct Retention;

impl Schema for Retention {
    const CONTEXT: Context = Context::Retention;
    const VERSION: u16 = 1;
    type Fact = RetentionFact;
    type Content = NoContent;
}
