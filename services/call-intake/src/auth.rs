//! Proof that a delivery comes from the platform it names: an HMAC over the raw body, or a bearer token. Checked before a
//! byte of the body is parsed, in constant time.
use axum::http::{HeaderMap, header};
use data_encoding::HEXLOWER_PERMISSIVE;
use hmac::{Hmac, KeyInit, Mac};
use phi_events::Phi;
use sha2::Sha256;

use crate::instant;

/// How far a signed timestamp may lie from our clock, in milliseconds: five minutes, so that a copied delivery is worthless
/// soon.
pub const TOLERANCE_MS: u64 = 5 * 60 * 1_000;

/// A secret of the tenant's platform. Wiped when dropped; has no `Debug`.
pub enum Credential {
    /// Signs `{timestamp}.{body}` with HMAC-SHA256.
    Hmac(Phi<String>),
    /// Is sent as it is.
    Bearer(Phi<String>),
}

/// What a delivery brings as proof.
#[derive(Clone, Copy, Default)]
pub struct Proof<'a> {
    /// `x-signature` or `x-vapi-signature`.
    pub signature: Option<&'a str>,
    /// `x-timestamp`.
    pub timestamp: Option<&'a str>,
    /// `Authorization: Bearer` or `x-vapi-secret`.
    pub bearer: Option<&'a str>,
}

/// Why a delivery proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unproven {
    /// It brings no proof.
    #[error("no signature with a timestamp and no bearer token came with it")]
    Missing,
    /// Its proof is wrong.
    #[error("the signature or token is wrong")]
    Wrong,
    /// Its signature is right and more than five minutes old or ahead.
    #[error("the signed timestamp is more than five minutes away from this clock")]
    Stale,
}

impl<'a> Proof<'a> {
    /// Reads the proof from the request's headers.
    pub fn of(headers: &'a HeaderMap) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
        Self {
            signature: text("x-signature").or_else(|| text("x-vapi-signature")),
            timestamp: text("x-timestamp"),
            bearer: text(header::AUTHORIZATION.as_str()).and_then(after_bearer).or_else(|| text("x-vapi-secret")),
        }
    }

    /// Checks the proof against every credential of the tenant.
    ///
    /// # Errors
    /// [`Unproven`], which tells a stale timestamp only to whoever holds the secret.
    pub fn check(&self, body: &[u8], credentials: &[Credential], now_ms: u64) -> Result<(), Unproven> {
        let signed = self.signature.zip(self.timestamp);
        if signed.is_none() && self.bearer.is_none() {
            return Err(Unproven::Missing);
        }
        let proven = credentials.iter().any(|credential| match credential {
            Credential::Hmac(secret) => {
                signed.is_some_and(|(signature, timestamp)| signs(secret, signature, timestamp, body))
            }
            Credential::Bearer(_) => false,
        });
        if proven {
            let sent_ms = self.timestamp.and_then(instant::parse);
            return if sent_ms.is_some_and(|sent| sent.abs_diff(now_ms) <= TOLERANCE_MS) {
                Ok(())
            } else {
                Err(Unproven::Stale)
            };
        }
        let token = credentials.iter().any(|credential| match credential {
            Credential::Bearer(secret) => self.bearer.is_some_and(|given| same(secret.expose(), given)),
            Credential::Hmac(_) => false,
        });
        if token { Ok(()) } else { Err(Unproven::Wrong) }
    }
}

/// The token of `Bearer <token>`; the scheme's case does not matter (RFC 9110 section 11.1).
fn after_bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn mac(key: &[u8]) -> Hmac<Sha256> {
    Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length")
}

/// Whether the hex signature, with or without `sha256=`, is the HMAC of `{timestamp}.{body}`.
fn signs(secret: &Phi<String>, signature: &str, timestamp: &str, body: &[u8]) -> bool {
    let hex = signature.strip_prefix("sha256=").unwrap_or(signature);
    let Ok(given) = HEXLOWER_PERMISSIVE.decode(hex.as_bytes()) else {
        return false;
    };
    let mut expected = mac(secret.expose().as_bytes());
    expected.update(timestamp.as_bytes());
    expected.update(b".");
    expected.update(body);
    expected.verify_slice(&given).is_ok()
}

/// Compares two tokens in constant time, whatever their lengths: by their HMACs, whose comparison is constant-time.
fn same(secret: &str, given: &str) -> bool {
    const LABEL: &[u8] = b"phi/bearer/v1";
    let (mut ours, mut theirs) = (mac(LABEL), mac(LABEL));
    ours.update(secret.as_bytes());
    theirs.update(given.as_bytes());
    theirs.verify(&ours.finalize().into_bytes()).is_ok()
}

#[cfg(test)]
mod tests;
