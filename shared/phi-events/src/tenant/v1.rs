//! Version 1 of the tenant context. Released: bytes never change; add a version instead.
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::class::DataClass;
use crate::commit::{Fact, NoContent, Schema};
use crate::context::Context;
use crate::envelope::Suite;

/// How a platform's deliveries are authenticated. Secrets stand in files, here by the file's name only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Platform {
    /// Vapi: HMAC-SHA256 over `{timestamp}.{body}`.
    VapiHmac {
        /// Name of the secret.
        secret: String,
    },
    /// Vapi: a bearer token.
    VapiBearer {
        /// Name of the secret.
        secret: String,
    },
    /// Uploads: a bearer token.
    Upload {
        /// Name of the secret.
        secret: String,
    },
}

/// How long a class of a tenant's calls lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Life {
    /// The class.
    pub class: DataClass,
    /// Days.
    pub days: u32,
}

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
}

impl Fact for TenantFact {
    fn name(&self) -> &'static str {
        match self {
            Self::Created { .. } => "tenant_created",
            Self::BaaEffective { .. } => "baa_effective",
            Self::BaaEnded { .. } => "baa_ended",
            Self::PlatformAdded { .. } => "platform_added",
            Self::LivesSet { .. } => "lives_set",
        }
    }
}

/// The schema.
pub struct Tenant;

impl Schema for Tenant {
    const CONTEXT: Context = Context::Tenant;
    const VERSION: u16 = 1;
    type Fact = TenantFact;
    type Content = NoContent;
}
