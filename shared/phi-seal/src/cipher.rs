//! The two suites: nonce, ciphertext and tag of one piece of bytes.
use aws_lc_rs::aead::{Aad, Nonce};
use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{Tag, XNonce};
use phi_events::Suite;

use crate::key::SealingKey;

/// Bytes of a tag, in both suites.
pub(crate) const TAG: usize = 16;

/// Appends nonce, ciphertext and tag of `plain` to `out`.
pub(crate) fn encrypt(suite: Suite, key: &SealingKey, nonce: &[u8], aad: &[u8], plain: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(nonce);
    let start = out.len();
    out.extend_from_slice(plain);
    let body = &mut out[start..];
    let tag: [u8; TAG] = match suite {
        Suite::XChaCha20Poly1305 => {
            let nonce = XNonce::try_from(nonce).expect("the caller draws as many nonce bytes as the suite takes");
            let tag = key.chacha().encrypt_inout_detached(&nonce, aad, body.into());
            tag.expect("a message is far shorter than the cipher's limit of 256 GiB").into()
        }
        Suite::Aes256Gcm => {
            let nonce = Nonce::try_assume_unique_for_key(nonce)
                .expect("the caller draws as many nonce bytes as the suite takes");
            let tag = key.aes().seal_in_place_separate_tag(nonce, Aad::from(aad), body);
            let tag = tag.expect("a message is far shorter than the cipher's limit of 64 GiB");
            tag.as_ref().try_into().expect("GCM tags have 16 bytes")
        }
    };
    out.extend_from_slice(&tag);
}

/// Opens nonce, ciphertext and tag in place and returns how many bytes of plaintext now stand at the front.
pub(crate) fn decrypt(suite: Suite, key: &SealingKey, aad: &[u8], sealed: &mut Vec<u8>) -> Option<usize> {
    let nonce_len = suite.nonce_len();
    if sealed.len() < nonce_len + TAG {
        return None;
    }
    let nonce: Vec<u8> = sealed.drain(..nonce_len).collect();
    match suite {
        Suite::XChaCha20Poly1305 => {
            let body = sealed.len() - TAG;
            let tag = Tag::try_from(&sealed[body..]).ok()?;
            let nonce = XNonce::try_from(nonce.as_slice()).ok()?;
            key.chacha().decrypt_inout_detached(&nonce, aad, (&mut sealed[..body]).into(), &tag).ok()?;
            Some(body)
        }
        Suite::Aes256Gcm => {
            let nonce = Nonce::try_assume_unique_for_key(&nonce).ok()?;
            key.aes().open_in_place(nonce, Aad::from(aad), sealed).ok().map(|plain| plain.len())
        }
    }
}
