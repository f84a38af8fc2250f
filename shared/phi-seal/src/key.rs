//! [`SealingKey`]: a content key made ready for use. Derivation is paid once a key, not once an event.
use aws_lc_rs::aead::{AES_256_GCM, LessSafeKey, UnboundKey};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::{Zeroize, Zeroizing};

/// 32 secret bytes, on the heap and wiped when dropped.
pub type Secret = Box<Zeroizing<[u8; 32]>>;

/// Puts 32 bytes into a [`Secret`] and wipes the copy on the stack.
pub fn secret(mut bytes: [u8; 32]) -> Secret {
    let boxed = Box::new(Zeroizing::new(bytes));
    bytes.zeroize();
    boxed
}

/// HKDF-SHA256 (RFC 5869): one 32-byte output under a label.
///
/// # Panics
/// Never: HKDF-SHA256 gives up to 8160 bytes.
pub fn derive(key: &[u8; 32], label: &str) -> Secret {
    let mut out = Box::new(Zeroizing::new([0; 32]));
    Hkdf::<Sha256>::new(Some(b"phi/key/v1"), key)
        .expand(label.as_bytes(), out.as_mut_slice())
        .expect("32 bytes are fewer than the 8160 that HKDF-SHA256 gives");
    out
}

/// A key of one call and class, or of a tenant, class and month. Holds both suites' ciphers, since the record says which
/// one sealed it. Has no `Debug` and no `Clone`.
pub struct SealingKey {
    id: [u8; 32],
    raw: Secret,
    chacha: XChaCha20Poly1305,
    aes: LessSafeKey,
}

impl SealingKey {
    /// Derives everything from the raw key.
    ///
    /// # Panics
    /// Never: both ciphers take keys of 32 bytes.
    pub fn new(raw: Secret) -> Self {
        let chacha = derive(&raw, "suite/1");
        let aes = derive(&raw, "suite/2");
        Self {
            id: **derive(&raw, "key-id"),
            chacha: XChaCha20Poly1305::new_from_slice(chacha.as_slice()).expect("the key has 32 bytes"),
            aes: LessSafeKey::new(UnboundKey::new(&AES_256_GCM, aes.as_slice()).expect("the key has 32 bytes")),
            raw,
        }
    }

    /// Derived from the key: an envelope that names it can only have been made with it.
    pub const fn id(&self) -> &[u8; 32] {
        &self.id
    }

    /// The raw key, for wrapping.
    pub(crate) fn raw(&self) -> &[u8; 32] {
        &self.raw
    }

    /// A key for another use (`HKDF` under a label), such as a tenant's id key.
    pub fn subkey(&self, label: &str) -> Secret {
        derive(&self.raw, label)
    }

    pub(crate) const fn chacha(&self) -> &XChaCha20Poly1305 {
        &self.chacha
    }

    pub(crate) const fn aes(&self) -> &LessSafeKey {
        &self.aes
    }
}
