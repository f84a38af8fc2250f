//! What Prometheus is shown, and what a collector that is dead costs.
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use phi_events::{Address, Context, Service};
use phi_service::Running;
use phi_service::config::Telemetry;
use phi_service::telemetry::{self, MEASURES, family};
use tokio::net::TcpListener;

use crate::common::{TENANT, World, id};
use crate::meddler::Meddler;
use crate::toy::{http, said, start_toy_with, until};

/// Starts the toy, gives it one event, and waits until it has dealt with it.
async fn worked(world: &World, settings: &[(&str, &str)]) -> Running {
    world.core(Service::CallIntake).mint_call(TENANT, id(1)).await.unwrap();
    let running = start_toy_with(world, Meddler::on(&world.log), settings).await;
    assert!(running.ready(Duration::from_secs(20)).await);
    let address = Address::new(Context::Transcript, TENANT, id(1));
    let sealed = world.sealed(address, [0; 32], 1, vec![said(7)]).await;
    world.put(&address.subject(), sealed).await;
    assert_eq!(until(world, id(1), 1).await, [7]);
    tokio::time::sleep(Duration::from_millis(200)).await;
    running
}

#[tokio::test(flavor = "multi_thread")]
async fn prometheus_sees_what_happened_and_nobody() {
    let _spans = telemetry::start("frame", &Telemetry { log: "off".to_owned(), ..Telemetry::default() });
    let world = World::new(81).await;
    let running = worked(&world, &[]).await;
    let (status, text) = http(running.health, "GET", "/metrics", "text/plain").await;
    assert!(status.ends_with("200 OK"));
    for line in [
        "# TYPE messaging_process_duration_seconds histogram",
        "messaging_process_duration_seconds_count{service=\"redaction\",messaging_consumer_group_name=\"redaction\",messaging_destination_template=\"phi.v1.transcript\"} 1",
        "messaging_client_sent_messages_total{service=\"redaction\",messaging_destination_template=\"phi.v1.redaction\"} 1",
        "phimesh_projection_caught_up{service=\"redaction\"} 1",
        "phimesh_projection_lag_events{service=\"redaction\"} 0",
        "phimesh_projection_lag_seconds{service=\"redaction\"} 0",
        "phimesh_keys_reachable{service=\"redaction\"} 1",
        "phimesh_keys_loads_total{service=\"redaction\",class=\"transcript\",result=\"miss\"} 1",
        "phimesh_hash_mismatches_total{service=\"redaction\",poison=\"seal\"} 0",
        "phimesh_process_up{service=\"redaction\"} 1",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
    for name in [TENANT.to_string(), id(1).to_string()] {
        assert!(!text.contains(&name), "a metric names {name}");
    }
    assert!(!text.contains(" # {"), "the text format has no exemplars");
    let (_, open) = http(running.health, "GET", "/metrics", "application/openmetrics-text; version=1.0.0").await;
    assert!(open.ends_with("# EOF\n") && open.contains("# UNIT messaging_process_duration_seconds seconds"));
    let exemplar = open
        .lines()
        .find(|line| line.contains("messaging_client_operation_duration") && line.contains(" # {trace_id=\""));
    assert!(exemplar.is_some(), "no exemplar in\n{open}");
    running.drain().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_shown_stands_in_the_table() {
    let world = World::new(82).await;
    let running = worked(&world, &[]).await;
    let (_, text) = http(running.health, "GET", "/metrics", "text/plain").await;
    let known: BTreeSet<String> = MEASURES
        .iter()
        .map(|(_, spec)| family(spec.name, spec.unit) + if spec.kind.word() == "counter" { "_total" } else { "" })
        .chain(["target_info".to_owned()])
        .collect();
    for line in text.lines().filter_map(|line| line.strip_prefix("# TYPE ")) {
        let name = line.split(' ').next().unwrap();
        assert!(known.contains(name), "{name} is not in the table");
    }
    running.drain().await;
}

/// Two collectors that are none: nobody listens, and somebody listens and never answers.
#[tokio::test(flavor = "multi_thread")]
async fn a_dead_collector_blocks_nothing() {
    let free = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let nobody = free.local_addr().unwrap();
    drop(free);
    let mute = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    for (seed, at) in [(83, nobody), (84, mute.local_addr().unwrap())] {
        let world = World::new(seed).await;
        let endpoint = format!("http://{at}");
        let settings = [("mesh.telemetry.otlp_endpoint", &*endpoint), ("mesh.telemetry.metrics_interval", "50ms")];
        let running = worked(&world, &settings).await;
        let (_, text) = http(running.health, "GET", "/metrics", "text/plain").await;
        assert!(text.contains("phimesh_process_up{service=\"redaction\"} 1"));
        let asked = Instant::now();
        running.drain().await;
        assert!(asked.elapsed() < Duration::from_secs(10), "the drain waited for the collector");
    }
}

/// The rows of a table of docs/telemetry.md, by its heading's first cell.
fn rows(heading: &str) -> Vec<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/telemetry.md");
    let text = std::fs::read_to_string(path).unwrap();
    let table = text.lines().skip_while(|line| !line.starts_with(&format!("| {heading} |")));
    table.skip(2).take_while(|line| line.starts_with('|')).map(str::to_owned).collect()
}

#[test]
fn telemetry_md_has_every_metric_and_attribute() {
    let quoted = |name: &&str| format!("`{name}`");
    let metric = |spec: &telemetry::Spec| {
        let labels: Vec<String> = spec.labels.iter().map(quoted).collect();
        let unit = if spec.unit.is_empty() { String::new() } else { quoted(&spec.unit) };
        let (kind, labels) = (spec.kind.word(), labels.join(", "));
        format!("| `{}` | {kind} | {unit} | {labels} | {} |", spec.name, spec.meaning)
    };
    assert_eq!(rows("metric"), MEASURES.iter().map(|(_, spec)| metric(spec)).collect::<Vec<_>>());
    let attribute = |(key, meaning): &(&str, &str)| format!("| `{key}` | {meaning} |");
    assert_eq!(rows("attribute"), telemetry::ALLOWED.iter().map(attribute).collect::<Vec<_>>());
}
