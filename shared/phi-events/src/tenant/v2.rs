//! Version 2 of the tenant context: what version 1 says, and after it that a tenant is frozen or thawed. Version 1's bytes
//! are version 2's: the upcaster is the identity. Released: bytes never change; add a version instead.
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::v1::{Life, Platform};
use crate::commit::{Fact, NoContent, Schema};
use crate::context::Context;
use crate::envelope::Suite;

/// What is true of a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum TenantFact {
    /// The tenant exists.
    Created {
        /// A short name for operators. Not a patient's, and not PHI.
        label: String,
        /// Name of its compliance profile.
        profile: String,
        /// How its records are sealed.
        suite: Suite,
    },
    /// A business associate agreement is in force (45 CFR 164.504(e)).
    BaaEffective {
        /// From, Unix milliseconds.
        from_ms: u64,
        /// Until, Unix milliseconds, when it has an end.
        until_ms: Option<u64>,
        /// Name of the signed document.
        document: String,
    },
    /// The agreement ended: nothing more is taken in.
    BaaEnded {
        /// When, Unix milliseconds.
        at_ms: u64,
    },
    /// A platform may deliver.
    PlatformAdded {
        /// Which, and how it proves itself.
        platform: Platform,
    },
    /// Lives of classes, where they differ from the defaults.
    LivesSet {
        /// One entry a class.
        lives: Vec<Life>,
    },
    /// Nothing of the tenant's content is opened, taken in or destroyed until it is thawed.
    Frozen {
        /// When, Unix milliseconds.
        at_ms: u64,
        /// Why: a ticket number or a code, never PHI.
        reason: String,
    },
    /// What was frozen goes on.
    Thawed {
        /// When, Unix milliseconds.
        at_ms: u64,
        /// Who approved: account ids, each another person than the one who thawed.
        approvers: Vec<String>,
        /// Why: a ticket number or a code, never PHI.
        reason: String,
    },
}

impl Fact for TenantFact {
    fn name(&self) -> &'static str {
        match self {
            Self::Created { .. } => "tenant_created",
            Self::BaaEffective { .. } => "baa_effective",
            Self::BaaEnded { .. } => "baa_ended",
            Self::PlatformAdded { .. } => "platform_added",
            Self::LivesSet { .. } => "lives_set",
            Self::Frozen { .. } => "tenant_frozen",
            Self::Thawed { .. } => "tenant_thawed",
        }
    }

    fn since(&self) -> Option<u16> {
        match self {
            Self::Created { .. }
            | Self::BaaEffective { .. }
            | Self::BaaEnded { .. }
            | Self::PlatformAdded { .. }
            | Self::LivesSet { .. } => Some(1),
            Self::Frozen { .. } | Self::Thawed { .. } => Some(2),
        }
    }
}

/// The schema.
pub struct Tenant;

impl Schema for Tenant {
    const CONTEXT: Context = Context::Tenant;
    const VERSION: u16 = 2;
    const READS_FROM: u16 = 1;
    type Fact = TenantFact;
    type Content = NoContent;
}
