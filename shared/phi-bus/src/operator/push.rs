//! Account JWTs to running servers, by the system account.
use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use futures::StreamExt;
use serde_json::Value;

use crate::log::LogError;
use crate::nats::NatsLog;

/// How long servers have to answer: all of a cluster hear the same request.
const ANSWERS: Duration = Duration::from_secs(1);

/// Gives running servers the accounts' JWTs; a connection whose user was revoked is closed at once. `log` is connected as
/// the system user. Returns how many servers took all of them.
///
/// Servers start from their configuration: put the same JWTs there, or a restart brings the old ones back.
///
/// # Errors
/// [`LogError::Refused`] with the server's words, [`LogError::Unknown`] when none answers.
pub async fn push(log: &NatsLog, accounts: &BTreeMap<String, String>) -> Result<usize, LogError> {
    let all = accounts.iter().map(|(public, jwt)| one(log, public, jwt));
    let taken = futures::future::try_join_all(all).await?;
    taken.into_iter().min().filter(|least| *least > 0).ok_or(LogError::Unknown)
}

async fn one(log: &NatsLog, public: &str, jwt: &str) -> Result<usize, LogError> {
    let (client, inbox) = (log.client(), log.client().new_inbox());
    let mut answers = client.subscribe(inbox.clone()).await.map_err(|_| LogError::Disconnected)?;
    let subject = format!("$SYS.REQ.ACCOUNT.{public}.CLAIMS.UPDATE");
    client.publish_with_reply(subject, inbox, Bytes::from(jwt.to_owned())).await.map_err(|_| LogError::Disconnected)?;
    let mut taken = 0;
    let mut deadline = std::pin::pin!(tokio::time::sleep(ANSWERS));
    loop {
        let answer = tokio::select! {
            answer = answers.next() => answer.ok_or(LogError::Disconnected)?,
            () = &mut deadline => return Ok(taken),
        };
        let said: Value = serde_json::from_slice(&answer.payload).unwrap_or_default();
        match said.pointer("/error/description").and_then(Value::as_str) {
            Some(words) => return Err(LogError::Refused { code: 0, text: words.to_owned() }),
            None => taken += 1,
        }
    }
}
