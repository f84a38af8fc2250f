//! day2-scale.md: a second replica beside the first, one fewer, none, and one again, while calls arrive.
use std::path::PathBuf;
use std::time::Duration;

use e2e::process::Process;
use e2e::stage::{Ports, RUNNING};
use phi_events::outcome::{Outcome, OutcomeFact};
use phi_events::redaction::{Redaction, RedactionFact};
use phi_events::{AggregateId, Service};
use phi_testkit::nats::{free_port, write_private};
use phi_testkit::postgres::{Postgres, PostgresError};

use super::Runbook;
use crate::world::{World, until};

const SCALED: Service = Service::Outcome;
const DRAIN: Duration = Duration::from_secs(30);

/// A replica of the scaled service as a process of its own, on the common database and with ports of its own.
struct Replica {
    process: Process,
    ports: Ports,
}

impl Replica {
    async fn start(world: &World, name: &str, database: &str) -> Self {
        let ports = Ports { health: free_port().unwrap(), admin: free_port().unwrap() };
        let theirs = world.stage.ports[&SCALED];
        let text = std::fs::read_to_string(world.stage.configure(SCALED).unwrap()).unwrap();
        let text = text
            .replace(&format!(":{}\"", theirs.health), &format!(":{}\"", ports.health))
            .replace(&format!(":{}\"", theirs.admin), &format!(":{}\"", ports.admin));
        let (before, rest) = text.split_once("database = \"").unwrap();
        let (_, after) = rest.split_once('"').unwrap();
        let file = |ending: &str| -> PathBuf { world.folder().join(format!("{name}.{ending}")) };
        write_private(&file("toml"), &format!("{before}database = \"{database}\"{after}")).unwrap();
        let process = Process::start(SCALED, &file("toml"), &file("log")).unwrap();
        let client = reqwest::Client::new();
        let url = format!("http://127.0.0.1:{}/readyz", ports.health);
        until("a replica to be ready", async || {
            client.get(&url).send().await.ok().filter(|answer| answer.status().is_success()).map(|_| ())
        })
        .await;
        Self { process, ports }
    }

    async fn drain(mut self) {
        let drained = tokio::task::spawn_blocking(move || self.process.drain(DRAIN).unwrap()).await.unwrap();
        assert!(drained, "a replica did not end as asked");
    }
}

async fn send(world: &World, count: usize, sent: &mut Vec<AggregateId>) {
    for _ in 0..count {
        let number = sent.len();
        sent.push(world.send(number % 5, &format!("vapi-scaled-{number}")).await);
    }
}

/// Every call has exactly one outcome and one resource.
async fn each_once(world: &World, sent: &[AggregateId]) {
    for call in sent {
        assert!(world.confirmed(*call).await.confirmed);
        let concluded = world.facts::<Outcome>(*call).await;
        assert!(matches!(concluded[..], [OutcomeFact::Concluded { .. }]), "{concluded:?}");
    }
    assert_eq!(world.count("Task"), sent.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn replicas_come_and_go_while_calls_arrive() {
    let postgres = match Postgres::start() {
        Err(error @ PostgresError::NotFound) => {
            eprintln!("\n*** SKIPPED: several replicas were NOT tested. {error} ***\n");
            return;
        }
        other => other.unwrap(),
    };
    let others: Vec<Service> = RUNNING.into_iter().filter(|service| *service != SCALED).collect();
    let world = World::with(&others).await;
    let mut sent = Vec::new();
    let one = Replica::start(&world, "replica-one", &postgres.url()).await;
    send(&world, 5, &mut sent).await;
    let two = Replica::start(&world, "replica-two", &postgres.url()).await;
    send(&world, 5, &mut sent).await;
    one.drain().await;
    send(&world, 5, &mut sent).await;
    each_once(&world, &sent).await;

    two.drain().await;
    send(&world, 3, &mut sent).await;
    let last = sent[sent.len() - 1];
    let graded = |facts: &[RedactionFact]| facts.iter().any(|fact| matches!(fact, RedactionFact::Graded { .. }));
    world.facts_until::<Redaction>(last, graded).await;
    assert!(world.facts::<Outcome>(last).await.is_empty(), "an outcome, and nobody to write it");
    let again = Replica::start(&world, "replica-again", &postgres.url()).await;
    each_once(&world, &sent).await;

    let mut page = Runbook::of("day2-scale", &world);
    let health = format!("http://127.0.0.1:{}", again.ports.health);
    let (code, report) = page.run("phimesh doctor --health $HEALTH", &[("HEALTH", health)]).await;
    assert_eq!(code, 0, "{report}");
    page.done();
    again.drain().await;
}
