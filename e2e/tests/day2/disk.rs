//! day2-disk.md: the store is full, calls are refused at the door, none that was taken in is lost, and it grows while it runs.
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use e2e::stage::{RUNNING, call_of};
use e2e::vapi::body;
use phi_events::call::Call;

use super::{ATTEMPT_MS, Runbook, check};
use crate::world::{World, until, webhook};

/// Room for a mesh's beginnings and some calls, in bytes.
const SMALL: &str = "max_file_store: 600KB";
/// Room for the rest.
const LARGE: &str = "max_file_store: 64MB";
/// More calls than the small store takes.
const MANY: usize = 200;

/// The stage's broker with a limit in its configuration.
struct Limited {
    child: Child,
    config: std::path::PathBuf,
}

impl Limited {
    /// Takes over the stage's port and store.
    async fn instead(world: &mut World, limit: &str) -> Self {
        let nats = &mut world.stage.mesh.nats;
        nats.kill();
        let written = std::fs::read_to_string(nats.folder().join("nats.conf")).unwrap();
        let config = nats.folder().join("limited.conf");
        std::fs::write(&config, written.replace("jetstream { ", &format!("jetstream {{ {limit}, "))).unwrap();
        let mut program = Command::new(phi_testkit::nats::binary().unwrap());
        let child = program.arg("-c").arg(&config).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let address = nats.url().replace("nats://", "");
        until("the broker", async || tokio::net::TcpStream::connect(&address).await.ok().map(|_| ())).await;
        Self { child, config }
    }

    /// Writes another limit and has the running server read it, as the page says.
    fn grow(&self, limit: &str) {
        let text = std::fs::read_to_string(&self.config).unwrap();
        std::fs::write(&self.config, text.replace(SMALL, limit)).unwrap();
        let program = phi_testkit::nats::binary().unwrap();
        let status = Command::new(program).arg("--signal").arg(format!("reload={}", self.child.id())).status().unwrap();
        assert!(status.success());
    }
}

impl Drop for Limited {
    fn drop(&mut self) {
        let _may_be_gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_store_refuses_at_the_door_loses_nothing_and_grows_while_it_runs() {
    let mut world = World::set().await;
    let broker = Limited::instead(&mut world, SMALL).await;
    for service in RUNNING {
        world.stage.start(service).await.unwrap();
    }
    let mut taken = Vec::new();
    let mut refused = None;
    for number in 0..MANY {
        let answer = world.stage.webhook(&body(&webhook(number % 5, &format!("vapi-full-{number}")))).await.unwrap();
        match answer.0 {
            200..300 => taken.push(call_of(&answer).unwrap()),
            503 => {
                refused = Some(number);
                break;
            }
            other => panic!("{other} {}", answer.1),
        }
    }
    let refused = refused.expect("the store is larger than the test thinks");
    // the platform comes again while the store is full, and is told so again
    tokio::time::sleep(Duration::from_millis(500)).await;
    let report = body(&webhook(refused % 5, &format!("vapi-full-{refused}")));
    assert_eq!(world.stage.webhook(&report).await.unwrap().0, 503);
    let mut page = Runbook::of("day2-disk", &world);
    let (_, full) = page.run("phimesh doctor", &[]).await;
    check(&full, "store");

    broker.grow(LARGE);
    let again = until("the same delivery to be taken", async || {
        let answer = world.stage.webhook(&report).await.unwrap();
        (200..300).contains(&answer.0).then(|| call_of(&answer).unwrap())
    })
    .await;
    taken.push(again);
    // what ehr-sync had begun and could not note as done is looked for again once that attempt's deadline is over
    world.clock.advance(ATTEMPT_MS);
    for call in &taken {
        assert!(world.confirmed(*call).await.confirmed);
        assert_eq!(world.facts::<Call>(*call).await.len(), 1);
    }
    assert_eq!(world.count("Task"), taken.len());
    let (code, list) = page.run("phimesh quarantine list", &[]).await;
    assert_eq!((code, &list["records"]), (0, &serde_json::json!([])), "a full store is no poison: {list}");
    page.done();
}
