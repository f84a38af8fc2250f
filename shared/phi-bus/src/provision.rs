//! Makes streams and consumers from `FLOW`. Idempotent: it says what differs, and refuses to change what would destroy.
use phi_events::flow::{ConsumerSpec, StreamSpec, consumers, streams};
use serde_json::{Value, json};

use crate::log::LogError;
use crate::nats::NatsLog;

/// A setting that is not as `FLOW` wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// JetStream's name of the setting.
    pub field: String,
    /// What the broker has.
    pub found: Value,
    /// What it should have.
    pub wanted: Value,
}

/// What provisioning did to one stream or consumer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It was not there and was made.
    Made(String),
    /// It was there as it should be.
    Same(String),
    /// It was there and differed in what can be changed.
    Updated(String, Vec<Difference>),
}

/// Why nothing, or not all, was provisioned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProvisionError {
    /// The broker.
    #[error(transparent)]
    Log(#[from] LogError),
    /// A change that would lose messages, copies of them, or a consumer's place. Nothing was changed.
    #[error("PHI-L012: nothing was changed, since this would destroy: {0}")]
    Destructive(String),
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

/// One step of a plan: what to ask the broker for, and what that changes.
struct Step {
    change: Change,
    verb: String,
    body: Value,
}

/// Makes everything that is missing and updates what differs. All of it is compared before anything is changed.
///
/// # Errors
/// [`ProvisionError::Destructive`] before the first change, naming what would be lost; [`ProvisionError::Log`] when the
/// broker refuses, or does not answer.
pub async fn provision(log: &NatsLog, replicas: u32, dry_run: bool) -> Result<Vec<Change>, ProvisionError> {
    let mut plan = Vec::new();
    for spec in streams() {
        plan.push(stream(log, &spec, replicas).await?);
    }
    for spec in consumers() {
        plan.push(consumer(log, &spec, replicas).await?);
    }
    let lost: Vec<String> = plan.iter().filter_map(|step| destroyed(&step.change)).collect();
    if !lost.is_empty() {
        return Err(ProvisionError::Destructive(lost.join("; ")));
    }
    for step in plan.iter().filter(|step| !dry_run && !matches!(step.change, Change::Same(_))) {
        log.api(&step.verb, &step.body).await?;
    }
    Ok(plan.into_iter().map(|step| step.change).collect())
}

async fn existing(log: &NatsLog, verb: &str) -> Result<Option<Value>, LogError> {
    match log.api(verb, &json!({})).await {
        Ok(info) => Ok(Some(info)),
        // 10059: no such stream; 10014: no such consumer
        Err(LogError::Refused { code: 10059 | 10014, .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Every field that we set and that does not stand in `actual` as we set it.
fn differences(wanted: &Value, actual: &Value) -> Vec<Difference> {
    let fields = wanted.as_object().into_iter().flatten();
    let differing = fields.filter_map(|(field, value)| {
        let found = actual.get(field).unwrap_or(&Value::Null);
        // the server leaves fields out that are false or zero
        let same = found == value || (found.is_null() && (value == &json!(false) || value == &json!(0)));
        (!same).then(|| Difference { field: field.clone(), found: found.clone(), wanted: value.clone() })
    });
    differing.collect()
}

/// What an update would lose, in a sentence; `None` when it loses nothing.
fn destroyed(change: &Change) -> Option<String> {
    let Change::Updated(name, differences) = change else { return None };
    differences.iter().find_map(|difference| {
        let Difference { field, found, wanted } = difference;
        match field.as_str() {
            "num_replicas" if wanted.as_u64() < found.as_u64() => {
                Some(format!("{name} has {found} replicas and would keep {wanted}; give --replicas {found}"))
            }
            "storage" | "retention" | "deliver_policy" | "ack_policy" | "durable_name" => Some(format!(
                "{name} has {field} {found}, which only making it anew turns into {wanted}; see the runbook of backup and restore"
            )),
            "max_age" | "max_msgs" | "max_bytes" | "max_msgs_per_subject" if unlimited(found) && !unlimited(wanted) => {
                Some(format!("{name} would drop what exceeds {field} {wanted}"))
            }
            _ => None,
        }
    })
}

/// Whether a limit is none: JetStream writes 0 or -1.
fn unlimited(limit: &Value) -> bool {
    limit.as_i64().is_none_or(|limit| limit <= 0)
}

fn compared(name: String, info: Option<&Value>, wanted: &Value) -> Change {
    match info.map(|info| differences(wanted, &info["config"])) {
        None => Change::Made(name),
        Some(none) if none.is_empty() => Change::Same(name),
        Some(differing) => Change::Updated(name, differing),
    }
}

async fn stream(log: &NatsLog, spec: &StreamSpec, replicas: u32) -> Result<Step, LogError> {
    let wanted = stream_config(spec, replicas);
    let name = &spec.name;
    let info = existing(log, &format!("STREAM.INFO.{name}")).await?;
    let verb = if info.is_some() { "UPDATE" } else { "CREATE" };
    let change = compared(name.clone(), info.as_ref(), &wanted);
    Ok(Step { change, verb: format!("STREAM.{verb}.{name}"), body: wanted })
}

async fn consumer(log: &NatsLog, spec: &ConsumerSpec, replicas: u32) -> Result<Step, LogError> {
    let wanted = consumer_config(spec, replicas);
    let name = format!("{}.{}", spec.stream, spec.durable);
    let info = existing(log, &format!("CONSUMER.INFO.{name}")).await?;
    let change = compared(name.clone(), info.as_ref(), &wanted);
    let body = json!({"stream_name": spec.stream, "config": wanted, "action": ""});
    Ok(Step { change, verb: format!("CONSUMER.DURABLE.CREATE.{name}"), body })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn updated(field: &str, found: Value, wanted: Value) -> Change {
        Change::Updated("CALL".into(), vec![Difference { field: field.into(), found, wanted }])
    }

    #[test]
    fn fewer_replicas_another_storage_and_a_first_limit_are_destructive() {
        for change in [
            updated("num_replicas", json!(3), json!(1)),
            updated("storage", json!("memory"), json!("file")),
            updated("max_age", json!(0), json!(1)),
            updated("ack_policy", json!("none"), json!("explicit")),
        ] {
            assert!(destroyed(&change).is_some_and(|lost| lost.contains("CALL")), "{change:?}");
        }
    }

    #[test]
    fn more_replicas_and_a_lifted_limit_are_not() {
        for change in [
            updated("num_replicas", json!(1), json!(3)),
            updated("max_age", json!(5), json!(0)),
            updated("max_ack_pending", json!(1), json!(1000)),
            Change::Made("CALL".into()),
        ] {
            assert_eq!(destroyed(&change), None);
        }
    }

    #[test]
    fn a_field_that_the_server_leaves_out_is_zero_or_false() {
        let wanted = json!({"max_age": 0, "deny_purge": false, "storage": "file"});
        assert_eq!(differences(&wanted, &json!({"storage": "file"})), vec![]);
        assert_eq!(differences(&wanted, &json!({})).len(), 1);
    }
}
