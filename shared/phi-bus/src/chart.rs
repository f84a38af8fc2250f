//! What the Helm chart knows of `FLOW`: `deploy/k8s/phimesh/files/flow.json`, made from the same functions as `provision`.
use phi_events::DataClass;
use phi_events::flow::{ConsumerSpec, Row, consumers, row, streams};
use phi_events::service::ALL_SERVICES;
use serde_json::{Value, json};

use crate::accounts::{API, MESH, PROVISIONER};
use crate::provision::{consumer_config, stream_config};

/// Where the file stands in the repository.
pub const FLOW_JSON: &str = "deploy/k8s/phimesh/files/flow.json";

/// A configuration without what an operator chooses: the number of replicas.
fn settings(mut config: Value) -> Value {
    if let Some(fields) = config.as_object_mut() {
        fields.remove("num_replicas");
    }
    config
}

fn consumer(spec: &ConsumerSpec) -> Value {
    json!({
        "stream": spec.stream, "durable": spec.durable, "service": spec.service.name(), "acked": spec.acked,
        "config": settings(consumer_config(spec, 1)),
    })
}

fn service(row: &Row) -> Value {
    let names = |classes: &[DataClass]| classes.iter().map(|class| class.token()).collect::<Vec<_>>();
    let woken_by: Vec<String> = row.consumers().into_iter().filter(|spec| spec.acked).map(|spec| spec.stream).collect();
    json!({
        "name": row.service.name(), "account": row.service.account(),
        "writes": row.writes.iter().map(|context| context.stream()).collect::<Vec<_>>(),
        "consumes": woken_by, "reads": row.readable(), "publishes": row.publishes(),
        "opens": names(row.opens), "mints": names(row.mints),
    })
}

/// The file: streams and consumers with the settings that `provision` gives them, and each service's row.
pub fn flow_json() -> String {
    let streams: Vec<Value> =
        streams().iter().map(|spec| json!({"name": spec.name, "config": settings(stream_config(spec, 1))})).collect();
    let consumers: Vec<Value> = consumers().iter().map(consumer).collect();
    let services: Vec<Value> = ALL_SERVICES.into_iter().map(|name| service(row(name))).collect();
    let flow = json!({
        "account": MESH, "api": API, "provisioner": PROVISIONER,
        "streams": streams, "consumers": consumers, "services": services,
    });
    format!("{flow:#}\n")
}
