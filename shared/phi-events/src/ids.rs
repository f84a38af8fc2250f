//! Identifiers: 128 bits, written in lower-case base32 without padding (26 characters), so that they are legal NATS
//! subject tokens and say nothing about whom they name.
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use data_encoding::{Encoding, Specification};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

static BASE32: LazyLock<Encoding> = LazyLock::new(|| {
    let mut spec = Specification::new();
    spec.symbols.push_str("abcdefghijklmnopqrstuvwxyz234567");
    spec.encoding().expect("the alphabet is 32 distinct ASCII symbols")
});

/// Writes bytes as lower-case base32 without padding.
pub fn base32(bytes: &[u8]) -> String {
    BASE32.encode(bytes)
}

/// A text that is not an identifier of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier: 26 characters of a-z and 2-7 are expected")]
pub struct BadId;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, schemars::JsonSchema)]
        pub struct $name(pub [u8; 16]);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&base32(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{self}")
            }
        }

        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                let bytes = BASE32.decode(text.as_bytes()).map_err(|_| BadId)?;
                bytes.try_into().map(Self).map_err(|_| BadId)
            }
        }
    };
}

id!(
    /// The covered entity (a practice): random bits.
    TenantId
);
id!(
    /// What a subject is about: a call, an incident, a request, a tenant.
    AggregateId
);
id!(
    /// Names one commit: a hash of what caused it, so that the same cause names the same commit on every replica.
    CommitId
);

/// The tenant that stands for the mesh itself: it owns audit entries and quarantines that name no practice.
pub const MESH_TENANT: TenantId = TenantId([0; 16]);

/// A call is an aggregate.
pub type CallId = AggregateId;

impl From<TenantId> for AggregateId {
    fn from(tenant: TenantId) -> Self {
        Self(tenant.0)
    }
}

/// First 16 bytes of SHA-256 over length-prefixed parts under a label: no two lists of parts collide by concatenation.
pub fn digest16(label: &str, parts: &[&[u8]]) -> [u8; 16] {
    let mut hash = Sha256::new();
    hash.update((label.len() as u64).to_be_bytes());
    hash.update(label.as_bytes());
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let mut out = [0; 16];
    out.copy_from_slice(&hash.finalize()[..16]);
    out
}

/// The part (0-255) that a subject carries: a hash of tenant and aggregate, fixed for life, so that streams can later
/// own ranges of parts without renaming a subject.
pub fn part(tenant: TenantId, aggregate: AggregateId) -> u8 {
    digest16("phi/part/v1", &[&tenant.0, &aggregate.0])[0]
}

/// Names the commit that `handler` makes as its `step`th answer to `cause`.
pub fn commit_id(
    tenant: TenantId,
    aggregate: AggregateId,
    context: u8,
    cause: &[u8],
    handler: &str,
    step: u32,
) -> CommitId {
    CommitId(digest16(
        "phi/commit/v1",
        &[&tenant.0, &aggregate.0, &[context], cause, handler.as_bytes(), &step.to_be_bytes()],
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_its_own_text() {
        let id = TenantId([7; 16]);
        assert_eq!(id.to_string().len(), 26);
        assert_eq!(id.to_string().parse::<TenantId>(), Ok(id));
    }

    #[test]
    fn a_text_of_another_length_is_refused() {
        assert_eq!("abc".parse::<TenantId>(), Err(BadId));
        assert_eq!("A".repeat(26).parse::<TenantId>(), Err(BadId));
    }

    #[test]
    fn parts_are_not_joined_by_accident() {
        assert_ne!(digest16("l", &[b"ab", b"c"]), digest16("l", &[b"a", b"bc"]));
    }
}
