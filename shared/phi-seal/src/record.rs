//! What stands on a key subject. The last record of a subject counts.
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use phi_events::commit::DecodeError;
use phi_events::{AggregateId, DataClass, TenantId};
use serde::{Deserialize, Serialize};

use crate::wrap::{RootWrapped, Wrapped};

/// One month of a tenant's key ring.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RingEntry {
    /// `year * 12 + month - 1`.
    pub month: u32,
    /// The key.
    pub key: RootWrapped,
}

/// A key's end, signed by retention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shredded {
    /// Sequence of its entry in the SHRED ledger.
    pub ledger: u64,
    /// Unix milliseconds.
    pub at_ms: u64,
    /// `true`: never mint again. `false`: superseded, the minter may mint once more.
    pub forgotten: bool,
    /// Ed25519 (RFC 8032) over everything above and the place.
    pub signature: Vec<u8>,
}

/// A record on a key subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeyRecord {
    /// A call's key, wrapped by its tenant's KEK of the month.
    Call {
        /// The KEK's month.
        month: u32,
        /// The key.
        key: Wrapped,
    },
    /// A tenant's monthly keys.
    Ring(Vec<RingEntry>),
    /// The key is destroyed.
    Shredded(Shredded),
}

impl KeyRecord {
    /// The record's bytes.
    ///
    /// # Panics
    /// Never: records are plain data.
    pub fn encode(&self) -> Vec<u8> {
        postcard::to_stdvec(self).expect("records are plain data")
    }

    /// Reads a record.
    ///
    /// # Errors
    /// [`DecodeError`] when the bytes are not exactly one record.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        phi_events::commit::decode(bytes)
    }
}

/// Which key a [`Shredded`] record ends.
#[derive(Debug, Clone, Copy)]
pub struct Ended<'a> {
    /// Name of the environment.
    pub environment: &'a str,
    /// The practice.
    pub tenant: TenantId,
    /// The call.
    pub call: AggregateId,
    /// The class.
    pub class: DataClass,
}

fn signed_bytes(ended: &Ended<'_>, ledger: u64, at_ms: u64, forgotten: bool) -> Vec<u8> {
    let mut out = b"phi/shredded/v1".to_vec();
    out.extend_from_slice(&(ended.environment.len() as u32).to_be_bytes());
    out.extend_from_slice(ended.environment.as_bytes());
    out.extend_from_slice(&ended.tenant.0);
    out.extend_from_slice(&ended.call.0);
    out.push(ended.class.code());
    out.extend_from_slice(&ledger.to_be_bytes());
    out.extend_from_slice(&at_ms.to_be_bytes());
    out.push(u8::from(forgotten));
    out
}

/// A key that is not a signing key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("PHI-K002: the key file's signing key is not an Ed25519 seed of 32 bytes")]
pub struct BadSigningKey;

/// Signs a key's end.
///
/// # Errors
/// [`BadSigningKey`] when `seed` is not a signing key.
pub fn sign_shredded(
    seed: &[u8; 32],
    ended: &Ended<'_>,
    ledger: u64,
    at_ms: u64,
    forgotten: bool,
) -> Result<Shredded, BadSigningKey> {
    let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| BadSigningKey)?;
    let signature = pair.sign(&signed_bytes(ended, ledger, at_ms, forgotten)).as_ref().to_vec();
    Ok(Shredded { ledger, at_ms, forgotten, signature })
}

/// The public half of a signing seed.
///
/// # Errors
/// [`BadSigningKey`] when `seed` is not a signing key.
pub fn verifying_key(seed: &[u8; 32]) -> Result<[u8; 32], BadSigningKey> {
    let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| BadSigningKey)?;
    pair.public_key().as_ref().try_into().map_err(|_| BadSigningKey)
}

/// Whether retention signed this end of this key.
pub fn verify_shredded(public: &[u8; 32], ended: &Ended<'_>, record: &Shredded) -> bool {
    let bytes = signed_bytes(ended, record.ledger, record.at_ms, record.forgotten);
    UnparsedPublicKey::new(&ED25519, public).verify(&bytes, &record.signature).is_ok()
}
