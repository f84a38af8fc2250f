//! What `doctor` says of the broker's store, asked as the provisioner: whether every stream has its copies, and how full it is.
use phi_bus::provision::provision;
use phi_bus::{LogError, NatsLog};
use phi_events::flow::streams;
use serde_json::{Value, json};

use super::{Check, State, differences, told};

/// From this share of the account's limit on, the store is odd, in percent: there is time to grow it.
const ODD_PERCENT: u64 = 70;
/// From this share on it is a failure, in percent: a full store refuses calls, and shreds too.
const BAD_PERCENT: u64 = 85;

/// The checks that only the account which holds JetStream can make.
pub(super) async fn checks(log: &NatsLog) -> Vec<Check> {
    let replicas = match log.api("STREAM.INFO.CALL", &json!({})).await {
        Ok(info) => info["config"]["num_replicas"].as_u64().unwrap_or(1) as u32,
        Err(_) => 1,
    };
    let flow = match provision(log, replicas, true).await {
        Err(error) => told("flow", State::Failed, error.to_string()),
        Ok(changes) => differences(&changes),
    };
    vec![flow, copies(log).await, fullness(log.api("INFO", &json!({})).await)]
}

/// Whether every stream has a leader and every copy of it is there and current.
async fn copies(log: &NatsLog) -> Check {
    let mut behind = Vec::new();
    let mut least = u64::MAX;
    for spec in streams() {
        match log.api(&format!("STREAM.INFO.{}", spec.name), &json!({})).await {
            Ok(info) => {
                least = least.min(info["config"]["num_replicas"].as_u64().unwrap_or(1));
                behind.extend(trouble(&info["cluster"]).map(|why| format!("{}: {why}", spec.name)));
            }
            Err(error) => behind.push(format!("{}: {error}", spec.name)),
        }
    }
    if behind.is_empty() {
        return told("copies", State::Ok, format!("each stream has {least} in step"));
    }
    told("copies", State::Failed, behind.join("; "))
}

/// What is wrong with a stream's group of servers; a server without a cluster tells of none.
fn trouble(cluster: &Value) -> Option<String> {
    let group = cluster.as_object()?;
    if group.get("leader").and_then(Value::as_str).is_none_or(str::is_empty) {
        return Some("no leader".to_owned());
    }
    let copies = group.get("replicas").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let state = |copy: &Value| {
        let name = copy["name"].as_str().unwrap_or("a server");
        match (copy["offline"].as_bool(), copy["current"].as_bool()) {
            (Some(true), _) => Some(format!("{name} is offline")),
            (_, Some(true)) => None,
            // a server that was killed is not called offline for minutes
            _ => Some(format!("{name} is not in step ({} behind)", copy["lag"].as_u64().unwrap_or_default())),
        }
    };
    let found: Vec<String> = copies.iter().filter_map(state).collect();
    (!found.is_empty()).then(|| found.join(", "))
}

/// How much of what the account may store is stored.
fn fullness(info: Result<Value, LogError>) -> Check {
    let info = match info {
        Ok(info) => info,
        Err(error) => return told("store", State::Failed, error.to_string()),
    };
    let used = info["storage"].as_u64().unwrap_or_default();
    let limit = info["limits"]["max_storage"].as_i64().and_then(|limit| u64::try_from(limit).ok()).unwrap_or_default();
    if limit == 0 {
        return told(
            "store",
            State::Ok,
            format!("{used} bytes on disk; the account has no limit: the server's and the disk's hold"),
        );
    }
    let percent = used.saturating_mul(100) / limit;
    let state = match percent {
        BAD_PERCENT.. => State::Failed,
        ODD_PERCENT.. => State::Odd,
        _ => State::Ok,
    };
    told("store", state, format!("{percent} % of {limit} bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_without_a_cluster_has_no_trouble() {
        assert_eq!(trouble(&Value::Null), None);
    }

    #[test]
    fn a_copy_that_is_away_or_behind_is_named() {
        let group = json!({"leader": "node-1", "replicas": [
            {"name": "node-0", "current": false, "offline": true, "lag": 4},
            {"name": "node-2", "current": false, "lag": 7},
            {"name": "node-3", "current": true},
        ]});
        assert_eq!(trouble(&group).unwrap(), "node-0 is offline, node-2 is not in step (7 behind)");
        assert_eq!(trouble(&json!({"replicas": []})).unwrap(), "no leader");
    }

    #[test]
    fn fullness_is_odd_then_bad() {
        let at = |used: u64| fullness(Ok(json!({"storage": used, "limits": {"max_storage": 1000}}))).state;
        assert_eq!(
            [at(0), at(699), at(700), at(849), at(850), at(2000)].map(|state| state as u8),
            [
                State::Ok as u8,
                State::Ok as u8,
                State::Odd as u8,
                State::Odd as u8,
                State::Failed as u8,
                State::Failed as u8
            ]
        );
        let unlimited = fullness(Ok(json!({"storage": 5, "limits": {"max_storage": -1}})));
        assert_eq!(unlimited.state, State::Ok);
        assert!(fullness(Err(LogError::Unknown)).state == State::Failed);
    }
}
