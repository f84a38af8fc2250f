//! The bare thing that benchmarks measure against: JetStream publish and pull of bytes, pipelined, with nothing of ours.
//! No service uses it.
use std::time::Duration;

use async_nats::{Client, HeaderMap};
use bytes::Bytes;
use futures::StreamExt;
use serde_json::json;

use crate::log::LogError;
use crate::nats::NatsLog;
use crate::wire::publish_answer;

/// How many publishes may wait for their acknowledgement.
const WINDOW: usize = 1024;
/// How long nothing may come before a run is given up.
const PATIENCE: Duration = Duration::from_secs(10);

async fn acks(answers: &mut async_nats::Subscriber, count: usize) -> Result<(), LogError> {
    for _ in 0..count {
        let answer = tokio::time::timeout(PATIENCE, answers.next()).await.map_err(|_| LogError::Unknown)?;
        publish_answer(&answer.ok_or(LogError::Disconnected)?.payload)?;
    }
    Ok(())
}

/// Publishes messages one after the other, at most 1024 ahead of their acknowledgements. `payload` gives the bytes of each
/// and what its `Nats-Expected-Last-Subject-Sequence` is, if any.
///
/// # Errors
/// [`LogError`] when one was not stored.
pub async fn publish(
    client: &Client,
    count: usize,
    mut message: impl FnMut(usize) -> (String, Option<u64>, Bytes),
) -> Result<(), LogError> {
    let inbox = client.new_inbox();
    let mut answers = client.subscribe(inbox.clone()).await.map_err(|_| LogError::Disconnected)?;
    let mut open = 0;
    for index in 0..count {
        let (subject, expected, payload) = message(index);
        let mut headers = HeaderMap::new();
        headers.insert("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        if let Some(expected) = expected {
            headers.insert("Nats-Expected-Last-Subject-Sequence", expected.to_string().as_str());
        }
        let sent = client.publish_with_reply_and_headers(subject, inbox.clone(), headers, payload).await;
        sent.map_err(|_| LogError::Disconnected)?;
        open += 1;
        if open == WINDOW {
            acks(&mut answers, WINDOW / 2).await?;
            open -= WINDOW / 2;
        }
    }
    acks(&mut answers, open).await
}

/// Pulls `count` messages of a consumer that acknowledges nothing, two requests of `batch` ahead, and gives each one's
/// subject and bytes to `take`.
///
/// # Errors
/// [`LogError`] when they do not come.
pub async fn pull(
    log: &NatsLog,
    stream: &str,
    durable: &str,
    count: usize,
    batch: usize,
    mut take: impl FnMut(&str, Bytes) -> Result<(), LogError>,
) -> Result<(), LogError> {
    let client = log.client();
    let subject = format!("$JS.API.CONSUMER.MSG.NEXT.{stream}.{durable}");
    let inbox = client.new_inbox();
    let mut answers = client.subscribe(inbox.clone()).await.map_err(|_| LogError::Disconnected)?;
    let (mut asked, mut got) = (0, 0);
    while got < count {
        while asked < got + 2 * batch && asked < count {
            let size = batch.min(count - asked);
            let body = Bytes::from(json!({"batch": size, "expires": 10_000_000_000_u64}).to_string());
            client
                .publish_with_reply(subject.clone(), inbox.clone(), body)
                .await
                .map_err(|_| LogError::Disconnected)?;
            asked += size;
        }
        let answer = tokio::time::timeout(PATIENCE, answers.next()).await.map_err(|_| LogError::Unknown)?;
        let answer = answer.ok_or(LogError::Disconnected)?;
        if answer.status.is_none() {
            take(answer.subject.as_str(), answer.payload)?;
            got += 1;
        }
    }
    Ok(())
}
