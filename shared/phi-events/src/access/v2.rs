//! Version 2 of the access context: what version 1 says, and after it review. Version 1's bytes are version 2's: the
//! upcaster is the identity. Released: bytes never change; add a version instead.
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::v1::{Door, Refusal};
use crate::class::DataClass;
use crate::commit::{Fact, NoContent, Schema};
use crate::context::Context;
use crate::ids::AggregateId;

/// What a key is loaded for. There is no purpose "training".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum Purpose {
    /// The call's way through the mesh.
    Treatment,
    /// Rebuilding a projection.
    Rebuild,
    /// A person reads.
    Read,
    /// Breach assessment.
    Breach,
    /// An operator's check whether a key still opens.
    Probe,
    /// A person decided about a doubtful span, or asked for another pass over the words.
    Review,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum AccessFact {
    /// A content key was loaded: from here on the service can read.
    KeyLoaded {
        /// The call.
        call: AggregateId,
        /// The class.
        class: DataClass,
        /// What for.
        purpose: Purpose,
    },
    /// A seal did not open: tampering, or a wrong key.
    OpenFailed {
        /// The aggregate.
        aggregate: AggregateId,
        /// The context of its stream.
        context: Context,
        /// The message's sequence.
        sequence: u64,
    },
    /// A delivery was refused at the door.
    Refused {
        /// Where.
        door: Door,
        /// Why.
        why: Refusal,
    },
    /// A person read something through the command.
    PersonRead {
        /// Account id.
        person: String,
        /// What was read.
        aggregate: AggregateId,
        /// The class.
        class: DataClass,
    },
    /// A projection was rebuilt from the streams.
    Rebuilt {
        /// How many events.
        events: u64,
    },
    /// A person decided about a span of the review queue.
    Reviewed {
        /// Account id.
        person: String,
        /// The call.
        call: AggregateId,
        /// The span's number in the call's queue.
        item: u32,
        /// Whether it is PHI.
        phi: bool,
    },
}

impl Fact for AccessFact {
    fn name(&self) -> &'static str {
        match self {
            Self::KeyLoaded { .. } => "key_loaded",
            Self::OpenFailed { .. } => "open_failed",
            Self::Refused { .. } => "delivery_refused",
            Self::PersonRead { .. } => "person_read",
            Self::Rebuilt { .. } => "projection_rebuilt",
            Self::Reviewed { .. } => "review_decided",
        }
    }
}

/// The schema.
pub struct Access;

impl Schema for Access {
    const CONTEXT: Context = Context::Access;
    const VERSION: u16 = 2;
    const READS_FROM: u16 = 1;
    type Fact = AccessFact;
    type Content = NoContent;
}
