//! One call is one trace over every service, and no span, metric or resource names a person, a practice or a number.
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use e2e::canary::{planted, scan_bytes};
use e2e::spans::{self, Seen};
use phi_bus::NatsLog;
use phi_events::Service;
use phi_service::telemetry::{ALLOWED, MEASURES};
use serde_json::json;

use crate::world::{SPANS, World, until};

const SERVER: i32 = 2;
const CLIENT: i32 = 3;
const PRODUCER: i32 = 4;
const CONSUMER: i32 = 5;

fn all_spans() -> Vec<Seen> {
    spans::read(&SPANS.bodies()).unwrap()
}

/// The spans of a trace, once these names are among them.
async fn trace_with(trace: &str, names: &[&str]) -> Vec<Seen> {
    let found = || all_spans().into_iter().filter(|span| span.trace == trace).collect::<Vec<Seen>>();
    let missing = |found: &[Seen]| names.iter().any(|name| !found.iter().any(|span| span.name == **name));
    let started = std::time::Instant::now();
    while missing(&found()) {
        let seen: BTreeSet<String> = found().into_iter().map(|span| span.name).collect();
        assert!(started.elapsed() < crate::world::PATIENCE, "of {names:?}, there are only {seen:#?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    found()
}

fn no_other_keys(span: &Seen) {
    let allowed: BTreeSet<&str> = ALLOWED.iter().map(|(key, _)| *key).collect();
    for key in span.attributes.keys().chain(&span.other_keys) {
        assert!(allowed.contains(key.as_str()), "{}: {key} is not on the list", span.name);
    }
}

fn processed_by_its_publisher(spans: &[Seen], service: &str, source: &str) {
    let by_id: BTreeMap<&str, &Seen> = spans.iter().map(|span| (span.id.as_str(), span)).collect();
    let is_it = |span: &&Seen| {
        span.kind == CONSUMER
            && span.name == format!("process {source}")
            && span.attributes["messaging.consumer.group.name"] == service
    };
    let process = spans.iter().find(is_it).unwrap_or_else(|| panic!("{service} processed no {source}"));
    let publish = by_id[process.parent.as_str()];
    assert_eq!((publish.kind, publish.name.as_str()), (PRODUCER, format!("publish {source}").as_str()));
    assert!(process.links.contains(&(publish.trace.clone(), publish.id.clone())), "{service}: no link to the creation");
    for key in ["messaging.message.id", "messaging.message.conversation_id", "messaging.nats.seq"] {
        assert_eq!(process.attributes[key], publish.attributes[key], "{service}: {key}");
    }
    assert_eq!(process.attributes["messaging.system"], "nats");
    assert!(process.events.iter().any(|event| event == "ack"), "{service}: not settled");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_call_is_one_trace() {
    let mut world = World::all().await;
    let call = world.send(0, "vapi-one-trace").await;
    let trace = world.confirmed(call).await.trace;
    let door = "POST /v1/tenants/{tenant}/vapi";
    let found = trace_with(&trace, &[door, "publish phi.v1.ehr", "process phi.v1.outcome", "POST /"]).await;
    let hops = [
        ("transcription", "phi.v1.call"),
        ("redaction", "phi.v1.transcript"),
        ("outcome", "phi.v1.redaction"),
        ("ehr-sync", "phi.v1.outcome"),
        ("retention", "phi.v1.call"),
    ];
    for (service, source) in hops {
        processed_by_its_publisher(&found, service, source);
    }
    let root: Vec<&Seen> = found.iter().filter(|span| span.parent.is_empty()).collect();
    assert_eq!(root.iter().map(|span| (span.kind, span.name.as_str())).collect::<Vec<_>>(), [(SERVER, door)]);
    assert_eq!(root[0].attributes["http.response.status_code"], "202");
    assert!(found.iter().any(|span| span.kind == CLIENT && span.attributes.contains_key("url.template")));

    world.stage.admin(Service::Outcome, reqwest::Method::POST, "/rebuild").await.unwrap();
    let look = async || all_spans().into_iter().find(|span| span.name == "rebuild phi.v1.outcome");
    let rebuild = until("the rebuild's span", look).await;
    assert!(rebuild.parent.is_empty() && rebuild.trace != trace, "a rebuild goes on with no old trace");
    let receive = all_spans()
        .into_iter()
        .find(|span| span.name == "receive phi.v1.outcome" && span.links.iter().any(|(linked, _)| *linked == trace));
    let receive = receive.unwrap();
    assert!(receive.kind == CLIENT && receive.parent.is_empty() && receive.trace != trace);
    world.stage.stop(Service::Outcome).await;
}

/// Lets the outcome stream take no more than it holds: what is processed then fails, and comes again.
async fn full(log: &NatsLog, most: i64) {
    let info = log.api("STREAM.INFO.OUTCOME", &json!({})).await.unwrap();
    let mut config = info["config"].clone();
    config["max_msgs"] = json!(most);
    log.api("STREAM.UPDATE.OUTCOME", &config).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redelivery_is_seen_as_one() {
    let world = World::all().await;
    world.confirmed(world.send(1, "vapi-before-full").await).await;
    let log = world.provisioner().await;
    full(&log, 1).await;
    let call = world.send(2, "vapi-while-full").await;
    let of_call = |span: &Seen| {
        span.name == "process phi.v1.redaction"
            && span.attributes.get("messaging.message.conversation_id") == Some(&call.to_string())
    };
    let look = async || all_spans().into_iter().find(|span| of_call(span) && span.failed);
    let failed = until("a process span that failed", look).await;
    assert_eq!(failed.attributes["error.type"], "retry");
    assert!(failed.events.iter().any(|event| event == "nak"));
    full(&log, -1).await;
    let trace = world.confirmed(call).await.trace;
    let again = async || {
        let redelivered = |span: &Seen| span.attributes["messaging.nats.redelivered"] == "true";
        all_spans().into_iter().find(|span| of_call(span) && !span.failed && redelivered(span))
    };
    let again = until("the redelivery's span", again).await;
    assert_eq!(again.trace, trace, "a redelivery belongs to the call's trace");
    assert!(again.events.iter().any(|event| event == "redelivered"));
    assert!(again.attributes["messaging.nats.num_delivered"].parse::<u32>().unwrap() > 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_leaves_names_anybody() {
    let world = World::all().await;
    for which in 0..5 {
        let call = world.send(which, &format!("vapi-nobody-{which}")).await;
        world.confirmed(call).await;
    }
    tokio::time::sleep(Duration::from_secs(3)).await;
    let tenant = world.stage.tenant.to_string();
    let bodies = SPANS.bodies();
    for body in &bodies {
        assert_eq!(scan_bytes("a span", body, &planted()), []);
        assert!(!crate::world::contains(body, tenant.as_bytes()), "a span names the practice");
    }
    let all = spans::read(&bodies).unwrap();
    assert!(all.len() > 100, "only {} spans", all.len());
    for span in &all {
        no_other_keys(span);
        assert!(!span.attributes.values().any(|value| value == "practice"), "{}: the practice's label", span.name);
    }
    let known = ["service.name", "service.namespace", "service.version", "service.instance.id"];
    for resource in spans::resources(&bodies).unwrap() {
        assert!(resource.keys().all(|key| known.contains(&key.as_str())), "{resource:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_arrive_by_otlp_too_each_service_its_own() {
    let mut world = World::all().await;
    let call = world.send(1, "vapi-metrics").await;
    world.confirmed(call).await;
    for service in e2e::stage::RUNNING {
        world.stage.stop(service).await;
    }
    let batches = world.stage.spans.metrics();
    for batch in &batches {
        assert_eq!(scan_bytes("metrics", batch, &planted()), []);
        for name in [world.stage.tenant.to_string(), call.to_string()] {
            assert!(!crate::world::contains(batch, name.as_bytes()), "a metric names {name}");
        }
    }
    let found: BTreeSet<(String, String)> = spans::metrics(&batches).unwrap().into_iter().collect();
    let has = |service: &str, name: &str| found.contains(&(service.to_owned(), name.to_owned()));
    for service in e2e::stage::RUNNING {
        assert!(has(service.name(), "phimesh.process.up"), "{} sent nothing", service.name());
    }
    for (service, name) in [
        ("redaction", "phimesh.redaction.freshness"),
        ("ehr-sync", "phimesh.call.outcome.duration"),
        ("ehr-sync", "phimesh.ehr.delivery.duration"),
        ("ehr-sync", "phimesh.ehr.writes"),
        ("ehr-sync", "http.client.request.duration"),
        ("call-intake", "http.server.request.duration"),
        ("retention", "phimesh.shred.backlog"),
        ("breach-notification", "phimesh.deadlines.open"),
    ] {
        assert!(has(service, name), "{service} sent no {name}");
    }
    assert!(!has("outcome", "phimesh.redaction.freshness"), "services mix their numbers");
    let known: BTreeSet<&str> = MEASURES.iter().map(|(_, spec)| spec.name).collect();
    assert!(found.iter().all(|(_, name)| known.contains(name.as_str())), "{found:?}");
}
