//! Makes streams and consumers from `FLOW`. Idempotent: it says what differs, and refuses to change what would destroy.
use phi_events::flow::{ConsumerSpec, StreamSpec, consumers, streams};
use serde_json::{Value, json};

use crate::log::LogError;
use crate::nats::NatsLog;

/// What provisioning did to one stream or consumer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It was not there and was made.
    Made(String),
    /// It was there as it should be.
    Same(String),
    /// It was there and differs in what can be changed.
    Updated(String),
}

/// How long a delivery may take before another replica gets it, in nanoseconds (30 s).
const ACK_WAIT_NS: u64 = 30_000_000_000;

pub(crate) fn stream_config(spec: &StreamSpec, replicas: u32) -> Value {
    json!({
        "name": spec.name, "subjects": spec.subjects, "retention": "limits", "storage": if spec.memory { "memory" } else { "file" },
        "discard": "new", "num_replicas": replicas, "max_age": 0, "max_msgs": -1, "max_bytes": -1, "max_msg_size": -1,
        "max_msgs_per_subject": -1, "deny_delete": !spec.deletable, "deny_purge": !spec.rollup, "allow_rollup_hdrs": spec.rollup,
        "allow_direct": spec.direct, "duplicate_window": 120_000_000_000_u64, "max_consumers": -1,
    })
}

pub(crate) fn consumer_config(spec: &ConsumerSpec, replicas: u32) -> Value {
    let common = json!({
        "durable_name": spec.durable, "name": spec.durable, "deliver_policy": "all", "replay_policy": "instant",
        "max_deliver": -1, "num_replicas": replicas,
    });
    let mut config = common.as_object().cloned().unwrap_or_default();
    if spec.acked {
        config.insert("ack_policy".into(), json!("explicit"));
        config.insert("ack_wait".into(), json!(ACK_WAIT_NS));
        config.insert("max_ack_pending".into(), json!(1000));
    } else {
        config.insert("ack_policy".into(), json!("none"));
    }
    Value::Object(config)
}

/// Makes everything that is missing and updates what differs.
///
/// # Errors
/// [`LogError`] when the broker refuses, or does not answer.
pub async fn provision(log: &NatsLog, replicas: u32, dry_run: bool) -> Result<Vec<Change>, LogError> {
    let mut changes = Vec::new();
    for spec in streams() {
        changes.push(stream(log, &spec, replicas, dry_run).await?);
    }
    for spec in consumers() {
        changes.push(consumer(log, &spec, replicas, dry_run).await?);
    }
    Ok(changes)
}

async fn existing(log: &NatsLog, verb: &str) -> Result<Option<Value>, LogError> {
    match log.api(verb, &json!({})).await {
        Ok(info) => Ok(Some(info)),
        // 10059: no such stream; 10014: no such consumer
        Err(LogError::Refused { code: 10059 | 10014, .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether every field that we set stands in `actual` as we set it.
fn agrees(wanted: &Value, actual: &Value) -> bool {
    let Some(wanted) = wanted.as_object() else { return false };
    wanted.iter().all(|(name, value)| {
        let found = actual.get(name).unwrap_or(&Value::Null);
        // the server leaves fields out that are false or zero
        found == value || (found.is_null() && (value == &json!(false) || value == &json!(0)))
    })
}

async fn stream(log: &NatsLog, spec: &StreamSpec, replicas: u32, dry_run: bool) -> Result<Change, LogError> {
    let wanted = stream_config(spec, replicas);
    let name = spec.name.clone();
    let verb = match existing(log, &format!("STREAM.INFO.{name}")).await? {
        Some(info) if agrees(&wanted, &info["config"]) => return Ok(Change::Same(name)),
        Some(_) => "UPDATE",
        None => "CREATE",
    };
    if !dry_run {
        log.api(&format!("STREAM.{verb}.{name}"), &wanted).await?;
    }
    Ok(if verb == "CREATE" { Change::Made(name) } else { Change::Updated(name) })
}

async fn consumer(log: &NatsLog, spec: &ConsumerSpec, replicas: u32, dry_run: bool) -> Result<Change, LogError> {
    let wanted = consumer_config(spec, replicas);
    let name = format!("{}.{}", spec.stream, spec.durable);
    let change = match existing(log, &format!("CONSUMER.INFO.{name}")).await? {
        Some(info) if agrees(&wanted, &info["config"]) => return Ok(Change::Same(name)),
        Some(_) => Change::Updated(name.clone()),
        None => Change::Made(name.clone()),
    };
    if !dry_run {
        let body = json!({"stream_name": spec.stream, "config": wanted, "action": ""});
        log.api(&format!("CONSUMER.DURABLE.CREATE.{name}"), &body).await?;
    }
    Ok(change)
}
