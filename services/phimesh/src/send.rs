//! Sends a call through call-intake's doors, as a platform does.
use std::time::Duration;

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use phi_events::TenantId;
use reqwest::{Client, RequestBuilder};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::failure::Failure;

/// How long a door may take: it answers when the call is in the log.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a door answered to a call that it took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sent {
    /// HTTP status: 202 the first time, 200 when the call was there before.
    pub status: u16,
    /// The call's id; absent for a webhook that is no end-of-call report.
    pub call: Option<String>,
}

/// What an upload says beside the recording.
#[derive(Clone, Default)]
pub struct Label {
    /// Names the call: the same key with the same recording is the same call.
    pub key: String,
    /// The caller's number in E.164.
    pub caller: Option<String>,
    /// When the call began, RFC 3339 or Unix milliseconds.
    pub started: Option<String>,
    /// Whether the practice phoned the patient.
    pub outbound: bool,
}

/// SHA-256 in hex: an upload's idempotency key, where none is given.
pub fn hash(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

/// The signature of a Vapi webhook: HMAC-SHA256 over `{timestamp}.{body}`, in hex.
pub fn signature(secret: &str, timestamp: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(timestamp.as_bytes());
    mac.update(b".");
    mac.update(body);
    HEXLOWER.encode(&mac.finalize().into_bytes())
}

/// Uploads a WAV file.
///
/// # Errors
/// [`Failure::Silent`] when nobody answers, [`Failure::Door`] with the door's sentence when it refuses.
pub async fn upload(base: &str, tenant: TenantId, token: &str, label: &Label, wav: Vec<u8>) -> Result<Sent, Failure> {
    let url = format!("{}/v1/tenants/{tenant}/calls", base.trim_end_matches('/'));
    let mut request = Client::new()
        .post(&url)
        .bearer_auth(token)
        .header("content-type", "audio/wav")
        .header("idempotency-key", &label.key);
    if let Some(caller) = &label.caller {
        request = request.header("x-caller-number", caller);
    }
    if let Some(started) = &label.started {
        request = request.header("x-started-at", started);
    }
    if label.outbound {
        request = request.header("x-direction", "outbound");
    }
    answer(base, request.body(wav)).await
}

/// Sends a webhook as Vapi does, signed with the tenant's secret.
///
/// # Errors
/// As [`upload`].
pub async fn webhook(base: &str, tenant: TenantId, secret: &str, now_ms: u64, body: Vec<u8>) -> Result<Sent, Failure> {
    let url = format!("{}/v1/tenants/{tenant}/vapi", base.trim_end_matches('/'));
    let timestamp = now_ms.to_string();
    let signature = signature(secret, &timestamp, &body);
    let request = Client::new().post(&url).header("content-type", "application/json").header("x-timestamp", timestamp);
    answer(base, request.header("x-signature", signature).body(body)).await
}

async fn answer(base: &str, request: RequestBuilder) -> Result<Sent, Failure> {
    let silent = |_| Failure::Silent(base.to_owned());
    let response = request.timeout(PATIENCE).send().await.map_err(silent)?;
    let status = response.status().as_u16();
    let body: Value = response.json().await.unwrap_or(Value::Null);
    if (200..300).contains(&status) {
        return Ok(Sent { status, call: body["call"].as_str().map(str::to_owned) });
    }
    let message = body.pointer("/error/message").and_then(Value::as_str).unwrap_or("the door gave no reason");
    Err(Failure::Door { status, message: message.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with `printf '1763740800500.{}' | openssl dgst -sha256 -hmac secret`.
    #[test]
    fn a_signature_is_what_openssl_computes() {
        let signed = signature("secret", "1763740800500", b"{}");
        assert_eq!(signed, "4c146878914502bcb25add6b5595983e2b2e42391bebf8fb85a7c33c1739f5ab");
    }
}
