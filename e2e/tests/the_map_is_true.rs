//! `FLOW` against what is there: streams, consumers, grants on a provisioned broker, and what each service's code reacts to.
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use async_nats::Client;
use async_nats::client::RequestErrorKind;
use phi_bus::accounts::{API, grants};
use phi_bus::{Append, EventLog};
use phi_events::flow::{FLOW, StreamSpec, consumers, row, streams};
use phi_events::service::ALL_SERVICES;
use phi_events::{Context, Service};
use serde_json::{Value, json};

use crate::world::{World, until};

#[tokio::test(flavor = "multi_thread")]
async fn the_broker_has_these_streams_and_consumers_and_no_others() {
    let world = World::set().await;
    let broker = world.provisioner().await;
    let named = |value: &Value, list: &str| -> BTreeSet<String> {
        value[list].as_array().into_iter().flatten().map(|name| name.as_str().unwrap().to_owned()).collect()
    };
    let found = named(&broker.api("STREAM.NAMES", &json!({})).await.unwrap(), "streams");
    assert_eq!(found, streams().into_iter().map(|spec| spec.name).collect());
    for spec in streams() {
        let info = broker.api(&format!("STREAM.INFO.{}", spec.name), &json!({})).await.unwrap();
        stream_is(&spec, &info["config"]);
        let found =
            named(&broker.api(&format!("CONSUMER.NAMES.{}", spec.name), &json!({})).await.unwrap(), "consumers");
        let declared = consumers().into_iter().filter(|consumer| consumer.stream == spec.name);
        assert_eq!(found, declared.map(|consumer| consumer.durable).collect(), "{}", spec.name);
    }
    for consumer in consumers() {
        let info =
            broker.api(&format!("CONSUMER.INFO.{}.{}", consumer.stream, consumer.durable), &json!({})).await.unwrap();
        let policy = if consumer.acked { "explicit" } else { "none" };
        assert_eq!(info["config"]["ack_policy"], policy, "{consumer:?}");
        assert_eq!(info["config"].get("deliver_subject"), None, "{consumer:?} pushes");
    }
}

/// Nothing leaves a stream by age, size or a newer message; only keys may be deleted, and only chunks rolled up.
fn stream_is(spec: &StreamSpec, config: &Value) {
    let on = |name: &str| config[name].as_bool().unwrap_or_default();
    let name = &spec.name;
    assert_eq!(config["subjects"], json!(spec.subjects), "{name}");
    assert_eq!((on("deny_delete"), on("deny_purge")), (!spec.deletable, !spec.rollup), "{name}");
    assert_eq!((on("allow_rollup_hdrs"), on("allow_direct")), (spec.rollup, spec.direct), "{name}");
    assert_eq!(config["storage"], if spec.memory { "memory" } else { "file" }, "{name}");
    assert_eq!((&config["discard"], &config["retention"]), (&json!("new"), &json!("limits")), "{name}");
    for limit in ["max_age", "max_msgs", "max_bytes", "max_msgs_per_subject"] {
        assert!(config[limit].as_i64().is_none_or(|limit| limit <= 0), "{name} has {limit} = {}", config[limit]);
    }
}

/// A request that a grant is for and that changes nothing.
fn harmless(subject: &str) -> &'static str {
    if subject.contains(".CONSUMER.MSG.NEXT.") {
        r#"{"batch": 1, "no_wait": true}"#
    } else if subject.contains(".GET.") || subject.contains(".DELETE.") {
        r#"{"seq": 4000000}"#
    } else {
        ""
    }
}

/// Whether anybody answers on a subject, or takes what is sent to it.
async fn somebody_answers(client: &Client, subject: String) -> bool {
    let mut headers = async_nats::HeaderMap::new();
    // a publish is taken to its stream and turned down there: the subject has no such last message
    headers.insert("Nats-Expected-Last-Subject-Sequence", "4000000");
    let body = harmless(&subject).into();
    let api = subject.starts_with(API) || subject.starts_with("$JS");
    let asked = async {
        if api {
            client.request(subject, body).await
        } else {
            client.request_with_headers(subject, headers, body).await
        }
    };
    // an acknowledgement of nothing is taken without an answer
    let answer = tokio::time::timeout(Duration::from_millis(500), asked).await;
    !matches!(answer, Ok(Err(error)) if error.kind() == RequestErrorKind::NoResponders)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_grant_can_be_used() {
    let world = World::set().await;
    for service in ALL_SERVICES {
        let log = world.stage.mesh.nats.connect(service.name()).await.unwrap();
        for grant in grants(row(service)) {
            let token = if grant.used().starts_with("$JS.ACK") { "1.1.1.1.0" } else { "00.aaaaaaaaaaaaaaaaaaaaaaaaaa" };
            let subject = grant.used().replace('>', token);
            assert!(
                somebody_answers(log.client(), subject.clone()).await,
                "{}: nobody answers on {subject}",
                service.name()
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_service_takes_from_its_consumers_and_acknowledges() {
    let world = World::set().await;
    let broker = world.provisioner().await;
    for stream in streams() {
        let subject = stream.subjects[0].replace('>', "00.aaaaaaaaaaaaaaaaaaaaaaaaaa");
        broker
            .append(Append { subject, expected: None, id: None, traceparent: None, payload: "x".into() })
            .await
            .unwrap();
    }
    for service in ALL_SERVICES {
        let log = world.stage.mesh.nats.connect(service.name()).await.unwrap();
        for consumer in row(service).consumers() {
            log.rewind(&consumer.stream, &consumer.durable, None).await.unwrap();
            let pulled = until(&format!("a delivery of {consumer:?}"), async || {
                log.pull(&consumer.stream, &consumer.durable, 1, Duration::from_secs(1)).await.unwrap().pop()
            })
            .await;
            if consumer.acked {
                log.ack(&pulled).await.unwrap();
            }
        }
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files
}

/// The contexts whose schemas a service's reactors name as their source.
fn reacts_to(service: Service) -> BTreeSet<String> {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../services").join(service.name()).join("src");
    let mut found = BTreeSet::new();
    for file in rust_files(&sources) {
        let text = std::fs::read_to_string(&file).unwrap();
        let named = text.lines().filter_map(|line| line.trim().strip_prefix("type Source = ")?.strip_suffix(';'));
        found.extend(named.map(|schema| schema.rsplit("::").next().unwrap_or(schema).to_uppercase()));
    }
    found
}

#[test]
fn every_service_reacts_to_what_its_row_consumes() {
    for row in FLOW.iter().filter(|row| row.service != Service::Phimesh) {
        let mut reacts = reacts_to(row.service);
        // the frame itself takes requests, for the verbs of quarantine
        reacts.insert(Context::Request.stream());
        let declared: BTreeSet<String> = row.consumes.iter().map(|context| context.stream()).collect();
        assert_eq!(reacts, declared, "{}", row.service.name());
    }
}
