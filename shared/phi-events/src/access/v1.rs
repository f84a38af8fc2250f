//! Version 1 of the access context. Released: bytes never change; add a version instead.
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
}

/// The door at which something was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum Door {
    /// Vapi's webhook.
    Vapi,
    /// Uploads.
    Upload,
    /// An EHR vendor's or person's request.
    Api,
}

/// Why a delivery was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum Refusal {
    /// The signature or token is wrong.
    Unauthenticated,
    /// No such tenant.
    UnknownTenant,
    /// The tenant has no agreement in force.
    NoBaa,
    /// Over the limit.
    TooLarge,
    /// A codec that is not read.
    Codec,
    /// Cut short, or not what it claims to be.
    Malformed,
    /// The same call id with other content.
    Conflict,
    /// The log does not take it.
    Unavailable,
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
}

impl Fact for AccessFact {
    fn name(&self) -> &'static str {
        match self {
            Self::KeyLoaded { .. } => "key_loaded",
            Self::OpenFailed { .. } => "open_failed",
            Self::Refused { .. } => "delivery_refused",
            Self::PersonRead { .. } => "person_read",
            Self::Rebuilt { .. } => "projection_rebuilt",
        }
    }
}

/// The schema.
pub struct Access;

impl Schema for Access {
    const CONTEXT: Context = Context::Access;
    const VERSION: u16 = 1;
    type Fact = AccessFact;
    type Content = NoContent;
}
