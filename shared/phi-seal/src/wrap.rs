//! Keys under keys. A call's DEK is wrapped by its tenant's KEK of the month; a KEK is wrapped to the public half of its
//! class's root, so that who makes monthly keys need not be able to open old ones.
use aws_lc_rs::agreement::{PrivateKey, UnparsedPublicKey, X25519, agree};
use hkdf::Hkdf;
use phi_events::{AggregateId, DataClass, Service, Suite, TenantId};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::{Zeroize, Zeroizing};

use crate::cipher::{decrypt, encrypt};
use crate::entropy::{Entropy, random};
use crate::key::{SealingKey, Secret, secret};

/// What a wrapped key is bound to: it opens nowhere else.
#[derive(Debug, Clone, Copy)]
pub struct KeyPlace<'a> {
    /// Name of the environment.
    pub environment: &'a str,
    /// The practice.
    pub tenant: TenantId,
    /// The call, for content keys.
    pub call: Option<AggregateId>,
    /// What the key protects.
    pub class: DataClass,
    /// The service, for audit keys.
    pub owner: Option<Service>,
    /// `year * 12 + month - 1` of the KEK.
    pub month: u32,
}

impl KeyPlace<'_> {
    fn bytes(&self, key_id: &[u8; 32]) -> Vec<u8> {
        let owner = self.owner.map_or("", Service::name);
        let mut out = Vec::with_capacity(128);
        let call = self.call.as_ref().map_or(&[][..], |call| &call.0);
        for part in [self.environment.as_bytes(), owner.as_bytes(), &self.tenant.0, call] {
            out.extend_from_slice(&(part.len() as u32).to_be_bytes());
            out.extend_from_slice(part);
        }
        out.push(self.class.code());
        out.extend_from_slice(&self.month.to_be_bytes());
        out.extend_from_slice(key_id);
        out
    }
}

/// A wrapped key: its id in clear, so that a wrong unwrapping is seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wrapped {
    /// Id of the key inside.
    pub key_id: [u8; 32],
    /// Nonce, ciphertext, tag.
    pub sealed: Vec<u8>,
}

/// A key wrapped to a root's public half (X25519, RFC 7748; HKDF-SHA256; XChaCha20-Poly1305).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RootWrapped {
    /// Which generation of the root.
    pub epoch: u32,
    /// The ephemeral public key.
    pub ephemeral: [u8; 32],
    /// The key.
    pub wrapped: Wrapped,
}

/// A wrapped key that does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("PHI-K001: the wrapped key does not open here: it belongs to another place, or the root is another one")]
pub struct UnwrapError;

/// A fresh key.
pub fn fresh(entropy: &dyn Entropy) -> SealingKey {
    SealingKey::new(secret(random(entropy)))
}

/// Wraps `key` under `kek`.
pub fn wrap(kek: &SealingKey, place: &KeyPlace<'_>, key: &SealingKey, entropy: &dyn Entropy) -> Wrapped {
    let wrapper = SealingKey::new(kek.subkey("wrap"));
    seal_key(&wrapper, &place.bytes(key.id()), key, entropy)
}

fn seal_key(wrapper: &SealingKey, aad: &[u8], key: &SealingKey, entropy: &dyn Entropy) -> Wrapped {
    let nonce: [u8; 24] = random(entropy);
    let mut sealed = Vec::with_capacity(72);
    encrypt(Suite::XChaCha20Poly1305, wrapper, &nonce, aad, key.raw(), &mut sealed);
    Wrapped { key_id: *key.id(), sealed }
}

fn open_key(with: &SealingKey, aad: &[u8], wrapped: &Wrapped) -> Result<SealingKey, UnwrapError> {
    let mut bytes = Zeroizing::new(wrapped.sealed.clone());
    let len = decrypt(Suite::XChaCha20Poly1305, with, aad, &mut bytes).ok_or(UnwrapError)?;
    let raw: [u8; 32] = bytes[..len].try_into().map_err(|_| UnwrapError)?;
    let key = SealingKey::new(secret(raw));
    (key.id() == &wrapped.key_id).then_some(key).ok_or(UnwrapError)
}

/// Unwraps a key that `kek` wrapped for this place.
///
/// # Errors
/// [`UnwrapError`] when it was wrapped for another place or by another key.
pub fn unwrap(kek: &SealingKey, place: &KeyPlace<'_>, wrapped: &Wrapped) -> Result<SealingKey, UnwrapError> {
    open_key(&SealingKey::new(kek.subkey("wrap")), &place.bytes(&wrapped.key_id), wrapped)
}

/// The public half of a root's secret.
///
/// # Errors
/// [`UnwrapError`] when the bytes are not a private key.
pub fn root_public(private: &[u8; 32]) -> Result<[u8; 32], UnwrapError> {
    let private = PrivateKey::from_private_key(&X25519, private).map_err(|_| UnwrapError)?;
    let public = private.compute_public_key().map_err(|_| UnwrapError)?;
    public.as_ref().try_into().map_err(|_| UnwrapError)
}

fn agreed(private: &[u8; 32], peer: &[u8; 32], ephemeral: &[u8; 32], root: &[u8; 32]) -> Result<Secret, UnwrapError> {
    let private = PrivateKey::from_private_key(&X25519, private).map_err(|_| UnwrapError)?;
    let peer = UnparsedPublicKey::new(&X25519, peer);
    agree(&private, peer, UnwrapError, |shared| {
        let salt = [ephemeral.as_slice(), root.as_slice()].concat();
        let mut out = Box::new(Zeroizing::new([0; 32]));
        let expanded = Hkdf::<Sha256>::new(Some(&salt), shared).expand(b"phi/root-wrap/v1", out.as_mut_slice());
        expanded.map(|()| out).map_err(|_| UnwrapError)
    })
}

/// Wraps `key` to a root's public half. Takes no secret.
///
/// # Errors
/// [`UnwrapError`] when `root` is not a public key.
pub fn wrap_to_root(
    epoch: u32,
    root: &[u8; 32],
    place: &KeyPlace<'_>,
    key: &SealingKey,
    entropy: &dyn Entropy,
) -> Result<RootWrapped, UnwrapError> {
    let mut private: [u8; 32] = random(entropy);
    let ephemeral = root_public(&private)?;
    let wrapper = agreed(&private, root, &ephemeral, root);
    private.zeroize();
    let wrapper = SealingKey::new(wrapper?);
    Ok(RootWrapped { epoch, ephemeral, wrapped: seal_key(&wrapper, &place.bytes(key.id()), key, entropy) })
}

/// Unwraps a key with a root's private half.
///
/// # Errors
/// [`UnwrapError`] when it was wrapped for another place or to another root.
pub fn unwrap_with_root(
    private: &[u8; 32],
    place: &KeyPlace<'_>,
    wrapped: &RootWrapped,
) -> Result<SealingKey, UnwrapError> {
    let root = root_public(private)?;
    let with = agreed(private, &wrapped.ephemeral, &wrapped.ephemeral, &root)?;
    open_key(&SealingKey::new(with), &place.bytes(&wrapped.wrapped.key_id), &wrapped.wrapped)
}
