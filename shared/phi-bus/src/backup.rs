//! Backup and restore of the log through JetStream's own snapshots, with the provisioner's user.
//!
//! A snapshot holds what the stream holds: sealed envelopes, wrapped keys. Consumers are not in it. Where each one stood is
//! noted **before** the first stream is copied, and streams are copied in [`order`]: what follows from something before what
//! it follows from. So a restored log holds no effect without its cause, and what it holds a cause of and no effect is
//! delivered again.
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use async_nats::{Client, Message, Subscriber};
use bytes::Bytes;
use futures::StreamExt;
use phi_events::class::ALL_CLASSES;
use phi_events::context::ALL_CONTEXTS;
use phi_events::flow::{FLOW, Row, consumers, streams};
use phi_events::subject::key_stream;
use phi_events::{Context, Service};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use crate::log::{EventLog, LogError};
use crate::nats::NatsLog;
use crate::wire::api_error;

/// Bytes of a chunk: half of what a broker takes in one message by default (1 MB).
const CHUNK: usize = 512 * 1024;
/// How much a broker sends ahead of its acknowledgements, in bytes.
const WINDOW: usize = 8 * 1024 * 1024;
/// How long a broker may take to check a stream before the first chunk, and to take one chunk.
const PATIENCE: Duration = Duration::from_secs(600);

/// Why a stream was not copied.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The broker.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The file.
    #[error("PHI-L020: the copy of a stream cannot be read or written: {0}")]
    File(#[from] std::io::Error),
    /// The broker broke off.
    #[error("PHI-L021: the broker broke off the copy of {stream}: {why}")]
    BrokenOff {
        /// The stream.
        stream: String,
        /// The broker's words.
        why: String,
    },
}

/// What a copied stream is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copy {
    /// Its name.
    pub stream: String,
    /// Its configuration, as the broker told it.
    pub config: Value,
    /// Its state, as the broker told it: first and last sequence, number of messages.
    pub state: Value,
    /// Bytes of the copy.
    pub bytes: u64,
    /// SHA-256 of the copy, in hex.
    pub sha256: String,
}

/// Where a consumer that acknowledges stood: everything up to this sequence was handled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Floor {
    /// The stream.
    pub stream: String,
    /// The consumer.
    pub durable: String,
    /// The sequence.
    pub floor: u64,
}

/// Whether a stream is in a backup. What is in memory only is to die with the broker: that is its point.
fn kept(name: &str) -> bool {
    streams().iter().any(|spec| spec.name == name && !spec.memory)
}

/// The contexts that a service writes follow from those that it reads; of what it writes, the first refers to the rest.
/// The command is left out: what people ask for is no effect.
fn after(row: &Row) -> Vec<(Context, Context)> {
    if row.service == Service::Phimesh {
        return vec![];
    }
    let own = row.own();
    let causes = row.reads.iter().chain(row.consumes).chain(&row.writes[1..]);
    let mut pairs: Vec<(Context, Context)> =
        causes.copied().filter(|cause| *cause != own).map(|cause| (own, cause)).collect();
    // every key load and every message set aside stands there before what follows from it
    pairs.extend([Context::Access, Context::Quarantine].map(|written| (own, written)));
    pairs
}

/// Every stream of a backup, in the order in which they are copied: effects, causes, and keys last of all, so that a copied
/// envelope never lacks its key.
pub fn order() -> Vec<String> {
    let pairs: BTreeSet<(Context, Context)> = FLOW.iter().flat_map(after).collect();
    let mut left: Vec<Context> = ALL_CONTEXTS.to_vec();
    let mut order = Vec::new();
    while !left.is_empty() {
        let waits = |context: &Context| pairs.iter().any(|(effect, cause)| cause == context && left.contains(effect));
        // two that wait for each other: the later in a call's way first
        let next = left.iter().rev().find(|context| !waits(context)).or(left.last()).copied();
        left.retain(|context| Some(*context) != next);
        order.extend(next.map(Context::stream));
    }
    order.extend(ALL_CLASSES.into_iter().map(key_stream));
    order.retain(|name| kept(name));
    order
}

/// Where every consumer that acknowledges stands.
///
/// # Errors
/// [`LogError`] when the broker does not answer, or lacks one.
pub async fn floors(log: &NatsLog) -> Result<Vec<Floor>, LogError> {
    let mut floors = Vec::new();
    for spec in consumers().into_iter().filter(|spec| spec.acked && kept(&spec.stream)) {
        let info = log.api(&format!("CONSUMER.INFO.{}.{}", spec.stream, spec.durable), &json!({})).await?;
        let floor = info["ack_floor"]["stream_seq"].as_u64().ok_or(LogError::Unknown)?;
        floors.push(Floor { stream: spec.stream, durable: spec.durable, floor });
    }
    Ok(floors)
}

/// Sets consumers to where they stood. They have to be there.
///
/// # Errors
/// [`LogError`] when the broker does not answer.
pub async fn rewind(log: &NatsLog, floors: &[Floor]) -> Result<(), LogError> {
    for Floor { stream, durable, floor } in floors {
        log.rewind(stream, durable, Some(floor + 1)).await?;
    }
    Ok(())
}

/// The last sequence of each stream of the mesh that a broker has.
///
/// # Errors
/// [`LogError`] when the broker does not answer.
pub async fn present(log: &NatsLog) -> Result<BTreeMap<String, u64>, LogError> {
    let mut present = BTreeMap::new();
    for spec in streams() {
        match log.end(&spec.name).await {
            Ok(end) => drop(present.insert(spec.name, end)),
            // 10059: no such stream
            Err(LogError::Refused { code: 10059, .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(present)
}

/// Removes a stream in which nothing was ever stored.
///
/// # Errors
/// [`LogError`] when the broker refuses.
pub async fn remove_empty(log: &NatsLog, stream: &str) -> Result<(), LogError> {
    if log.end(stream).await? != 0 {
        let text = format!("{stream} is not empty");
        return Err(LogError::Refused { code: 10058, text });
    }
    log.api(&format!("STREAM.DELETE.{stream}"), &json!({})).await.map(drop)
}

async fn next(answers: &mut Subscriber) -> Result<Message, LogError> {
    let answer = tokio::time::timeout(PATIENCE, answers.next()).await.map_err(|_| LogError::Unknown)?;
    answer.ok_or(LogError::Disconnected)
}

async fn ask(client: &Client, subject: String, body: Bytes) -> Result<Value, LogError> {
    let request = async_nats::Request::new().payload(body).timeout(Some(PATIENCE));
    let answer = client.send_request(subject, request).await.map_err(|_| LogError::Unknown)?;
    if answer.payload.is_empty() {
        return Ok(Value::Null);
    }
    let value: Value = serde_json::from_slice(&answer.payload).map_err(|_| LogError::Unknown)?;
    api_error(&value).map_or(Ok(value), Err)
}

/// Copies a stream, its messages' checksums checked by the broker first.
///
/// # Errors
/// [`CopyError`]; what was written is then no copy.
pub async fn copy(log: &NatsLog, stream: &str, mut to: impl AsyncWrite + Unpin) -> Result<Copy, CopyError> {
    let client = log.client();
    let inbox = client.new_inbox();
    let mut chunks = client.subscribe(inbox.clone()).await.map_err(|_| LogError::Disconnected)?;
    let body = json!({"deliver_subject": inbox, "no_consumers": true, "chunk_size": CHUNK, "window_size": WINDOW, "jsck": true});
    let told = ask(client, format!("$JS.API.STREAM.SNAPSHOT.{stream}"), Bytes::from(body.to_string())).await?;
    let (mut bytes, mut hash) = (0, Sha256::new());
    loop {
        let chunk = next(&mut chunks).await?;
        if chunk.payload.is_empty() {
            // an empty message ends the copy: without a status, or with 204
            if chunk.status.is_none_or(|status| status.as_u16() == 204) {
                break;
            }
            let why = chunk.description.unwrap_or_default();
            return Err(CopyError::BrokenOff { stream: stream.to_owned(), why });
        }
        bytes += chunk.payload.len() as u64;
        hash.update(&chunk.payload);
        to.write_all(&chunk.payload).await?;
        if let Some(reply) = chunk.reply {
            client.publish(reply, Bytes::new()).await.map_err(|_| LogError::Disconnected)?;
        }
    }
    to.flush().await?;
    let (config, state) = (told["config"].clone(), told["state"].clone());
    Ok(Copy { stream: stream.to_owned(), config, state, bytes, sha256: hex(&hash.finalize()) })
}

/// Makes a stream that is not there from its copy. `replicas`: how many it is to have.
///
/// # Errors
/// [`CopyError`], also when the stream is there.
pub async fn put(
    log: &NatsLog,
    copy: &Copy,
    replicas: u32,
    mut from: impl AsyncRead + Unpin,
) -> Result<Value, CopyError> {
    let client = log.client();
    let mut config = copy.config.clone();
    config["num_replicas"] = json!(replicas);
    let body = json!({"config": config, "state": copy.state});
    let subject = format!("$JS.API.STREAM.RESTORE.{}", copy.stream);
    let told = ask(client, subject, Bytes::from(body.to_string())).await?;
    let deliver = told["deliver_subject"].as_str().ok_or(LogError::Unknown)?.to_owned();
    let mut buffer = vec![0; CHUNK];
    loop {
        let read = from.read(&mut buffer).await?;
        // an empty chunk ends the copy, and its answer says what was made of it
        let answer = ask(client, deliver.clone(), Bytes::copy_from_slice(&buffer[..read])).await?;
        if read == 0 {
            return Ok(answer["state"].clone());
        }
    }
}

/// SHA-256 of what is read, and how many bytes that is.
///
/// # Errors
/// The operating system's.
pub async fn digest(mut from: impl AsyncRead + Unpin) -> std::io::Result<(u64, String)> {
    let (mut bytes, mut hash, mut buffer) = (0, Sha256::new(), vec![0; CHUNK]);
    loop {
        let read = from.read(&mut buffer).await?;
        if read == 0 {
            return Ok((bytes, hex(&hash.finalize())));
        }
        bytes += read as u64;
        hash.update(&buffer[..read]);
    }
}

fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(name: &str) -> usize {
        order().iter().position(|stream| stream == name).unwrap()
    }

    #[test]
    fn an_effect_is_copied_before_its_cause_and_keys_last() {
        let chain = ["EHR", "OUTCOME", "REDACTION", "TRANSCRIPT", "CALL"];
        assert!(chain.windows(2).all(|pair| place(pair[0]) < place(pair[1])), "{:?}", order());
        for (effect, cause) in [
            ("CALL", "AUDIO"),
            ("REDACTION", "MASKED"),
            ("RETENTION", "SHRED"),
            ("RETENTION", "TENANT"),
            ("BREACH", "ACCESS"),
            ("EHR", "QUARANTINE"),
            ("SHRED", "KEYS_AUDIO"),
            ("TENANT", "KEYS_TENANT"),
        ] {
            assert!(place(effect) < place(cause), "{effect} {cause}: {:?}", order());
        }
    }

    #[test]
    fn every_stream_is_copied_once_but_what_lives_in_memory() {
        let order = order();
        let wanted: BTreeSet<String> =
            streams().into_iter().filter(|spec| !spec.memory).map(|spec| spec.name).collect();
        assert_eq!(order.len(), wanted.len());
        assert_eq!(order.into_iter().collect::<BTreeSet<_>>(), wanted);
    }
}
