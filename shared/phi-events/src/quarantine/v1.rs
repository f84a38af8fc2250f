//! Version 1 of the quarantine context. Released: bytes never change; add a version instead.
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::commit::{Fact, NoContent, Schema};
use crate::context::Context;

/// What is wrong with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum Poison {
    /// It is not an envelope.
    Garbage,
    /// Its seal does not open under the key it names.
    Seal,
    /// It opens, and is not what its schema says.
    Decode,
    /// It does not follow the subject's previous commit.
    Chain,
    /// It says what cannot be.
    Invariant,
}

/// What became of a message. Replay reads these and decides as live did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum QuarantineFact {
    /// Set aside; what follows it in its subject waits.
    Parked {
        /// The context of its stream.
        context: Context,
        /// Its sequence in that stream.
        sequence: u64,
        /// SHA-256 of the message.
        hash: [u8; 32],
        /// What is wrong.
        poison: Poison,
    },
    /// To be tried again.
    Released {
        /// The context of its stream.
        context: Context,
        /// Its sequence in that stream.
        sequence: u64,
    },
    /// To be passed over: the next commit chains to the last valid one.
    Skipped {
        /// The context of its stream.
        context: Context,
        /// Its sequence in that stream.
        sequence: u64,
        /// The two people who approved.
        approvers: Vec<String>,
    },
}

impl Fact for QuarantineFact {
    fn name(&self) -> &'static str {
        match self {
            Self::Parked { .. } => "message_quarantined",
            Self::Released { .. } => "message_released",
            Self::Skipped { .. } => "message_skipped",
        }
    }
}

/// The schema.
pub struct Quarantine;

impl Schema for Quarantine {
    const CONTEXT: Context = Context::Quarantine;
    const VERSION: u16 = 1;
    type Fact = QuarantineFact;
    type Content = NoContent;
}
