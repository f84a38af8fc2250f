//! What a service answers on its admin address (loopback only).
use std::collections::BTreeMap;
use std::time::Duration;

use phi_events::{AggregateId, TenantId};
use phi_service::{Rebuilt, StateHash};
use reqwest::Client;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::failure::Failure;

/// How long a question may take.
const ASKED: Duration = Duration::from_secs(30);
/// How long a rebuild may take: it reads a whole stream.
const REBUILDING: Duration = Duration::from_secs(3_600);

/// What came of a rebuild.
#[derive(Debug, Clone, Serialize)]
pub struct Compared {
    /// The projection before.
    pub before: StateHash,
    /// The projection after.
    pub after: StateHash,
    /// Events read again.
    pub events: u64,
    /// Events a second.
    pub events_per_s: f64,
    /// Whether both hashes are the same.
    pub equal: bool,
}

/// The projection's hash.
///
/// # Errors
/// [`Failure::Silent`] when the address does not answer, [`Failure::Door`] when the service cannot say.
pub async fn state_hash(base: &str) -> Result<StateHash, Failure> {
    asked(Client::new().get(at(base, "state-hash")), base, ASKED).await
}

/// Drops the projection and folds it again from the stream.
///
/// # Errors
/// As [`state_hash`].
pub async fn rebuild(base: &str) -> Result<Rebuilt, Failure> {
    asked(Client::new().post(at(base, "rebuild")), base, REBUILDING).await
}

/// Rebuilds, and compares the hashes before and after.
///
/// # Errors
/// As [`state_hash`].
pub async fn rebuild_and_compare(base: &str) -> Result<Compared, Failure> {
    let before = state_hash(base).await?;
    let rebuilt = rebuild(base).await?;
    let after = caught_up(base, before.position).await?;
    let equal = before.hash == after.hash;
    let events_per_s = rebuilt.events as f64 / rebuilt.seconds.max(f64::MIN_POSITIVE);
    Ok(Compared { before, after, events: rebuilt.events, events_per_s, equal })
}

/// The hash once the projection has folded as far as it had before.
async fn caught_up(base: &str, position: u64) -> Result<StateHash, Failure> {
    let mut now = state_hash(base).await?;
    for _ in 0..300 {
        if now.position >= position {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        now = state_hash(base).await?;
    }
    Ok(now)
}

/// Which of a call's classes the service can open: `open`, `shredded`, `none` or `error`, by class.
///
/// # Errors
/// As [`state_hash`].
pub async fn keys(base: &str, tenant: TenantId, call: AggregateId) -> Result<BTreeMap<String, String>, Failure> {
    asked(Client::new().get(at(base, &format!("keys/{tenant}/{call}"))), base, ASKED).await
}

/// Whether the service says that it is ready.
pub async fn ready(base: &str) -> bool {
    let answer = Client::new().get(at(base, "readyz")).timeout(Duration::from_secs(5)).send().await;
    answer.is_ok_and(|answer| answer.status().is_success())
}

fn at(base: &str, path: &str) -> String {
    format!("{}/{path}", base.trim_end_matches('/'))
}

async fn asked<T: DeserializeOwned>(
    request: reqwest::RequestBuilder,
    base: &str,
    patience: Duration,
) -> Result<T, Failure> {
    let silent = |_| Failure::Silent(base.to_owned());
    let response = request.timeout(patience).send().await.map_err(silent)?;
    let status = response.status();
    let body: Value = response.json().await.map_err(silent)?;
    if !status.is_success() {
        let message = body["error"].as_str().unwrap_or("the service gave no reason").to_owned();
        return Err(Failure::Door { status: status.as_u16(), message });
    }
    serde_json::from_value(body).map_err(|_| Failure::Check(format!("{base} is not the admin address of a service")))
}
