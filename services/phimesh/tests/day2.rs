//! The verbs of the second day against a whole mesh, as `docs/runbooks/day2-*.md` says them: a tenant is frozen and thawed
//! while calls are on their way.
#![expect(clippy::unwrap_used, reason = "a test may stop where it likes")]

mod common;

use std::path::Path;
use std::time::{Duration, Instant};

use figment::Figment;
use figment::providers::Serialized;
use phi_events::commit::ParkReason;
use phi_events::ehr::{Ehr, EhrFact};
use phi_events::outcome::{Outcome, OutcomeFact};
use phi_events::tenant::Platform;
use phi_events::{AggregateId, Schema, Service, Suite, TenantId};
use phi_service::{Core, Surroundings, start};
use phi_testkit::mesh::NewTenant;
use phimesh::practice::VAPI_SECRET;
use phimesh::up::Up;
use serde_json::Value;

use common::{Operator, arguments, webhook_of};

/// How long anything may take on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(60);
const SAID: &str =
    "This is Marisol Quintanilla, born March ninth, nineteen eighty four. I need an appointment on Tuesday.";

async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(began.elapsed() < PATIENCE, "waited in vain for {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn facts<S: Schema>(core: &Core, tenant: TenantId, id: AggregateId) -> Vec<S::Fact> {
    let events = core.read_aggregate::<S>(tenant, id).await.unwrap();
    events.into_iter().map(|event| event.fact).collect()
}

async fn confirmed(core: &Core, tenant: TenantId, call: AggregateId) {
    until("the EHR to have the call", async || {
        let facts = facts::<Ehr>(core, tenant, call).await;
        facts.iter().any(|fact| matches!(fact, EhrFact::Confirmed { .. })).then_some(())
    })
    .await;
}

/// A mesh, its operator, and a core to look with.
struct World {
    up: Up,
    operator: Operator,
    core: Core,
    folder: tempfile::TempDir,
}

impl World {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let up = Up::start(&arguments(&folder.path().join("mesh"), None)).await.unwrap();
        let operator = Operator { config: up.addresses.config.clone(), folder: folder.path().to_owned() };
        let core = up.mesh.core(Service::Phimesh).await.unwrap();
        Self { up, operator, core, folder }
    }

    fn does(&self, arguments: &[&str]) -> Value {
        tokio::task::block_in_place(|| self.operator.does(arguments))
    }

    fn asks(&self, arguments: &[&str]) -> (Option<i32>, Value) {
        tokio::task::block_in_place(|| self.operator.asks(arguments))
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    /// Sends a call of a practice, and returns status and id.
    fn call(&self, tenant: TenantId, id: &str) -> (Option<i32>, Option<AggregateId>) {
        let file = self.path(&format!("{id}.json"));
        webhook_of(Path::new(&file), id, SAID);
        let (code, sent) = self.asks(&["call", "send", &file, "--tenant", &tenant.to_string()]);
        (code, sent["call"].as_str().map(|call| call.parse().unwrap()))
    }

    fn sent(&self, tenant: TenantId, id: &str) -> AggregateId {
        let (code, call) = self.call(tenant, id);
        assert_eq!(code, Some(0));
        call.unwrap()
    }

    async fn stop(&mut self, service: Service) {
        let place = self.up.services.0.iter().position(|running| running.service() == service).unwrap();
        self.up.services.0.remove(place).drain().await;
    }

    async fn restart(&mut self, service: Service) {
        let definition = phimesh::embedded::definitions().into_iter().find(|one| one.service() == service).unwrap();
        let figment = Figment::from(Serialized::default("mesh", self.up.mesh.frame(service)));
        let around = Surroundings { clock: self.up.mesh.clock.clone(), log: None };
        let running = start(&definition, &figment, around).await.unwrap();
        assert!(running.ready(PATIENCE).await);
        self.up.services.0.push(running);
    }
}

async fn neighbour(world: &World) -> TenantId {
    let platforms = vec![Platform::VapiHmac { secret: VAPI_SECRET.to_owned() }];
    let new = NewTenant { label: "second".to_owned(), suite: Suite::Aes256Gcm, baa: true, platforms, lives: vec![] };
    world.up.mesh.tenant(&new).await.unwrap()
}

fn parks(facts: &[OutcomeFact]) -> usize {
    facts.iter().filter(|fact| matches!(fact, OutcomeFact::Parked { reason: ParkReason::NeedsPerson, .. })).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_tenant_waits_and_nothing_of_it_is_lost() {
    let mut world = World::new().await;
    let (frozen, other) = (world.up.practice.tenant, neighbour(&world).await);
    let id = frozen.to_string();
    let before = world.sent(frozen, "synthetic-before");
    confirmed(&world.core, frozen, before).await;
    world.stop(Service::Outcome).await;
    let (mine, theirs) = (world.sent(frozen, "synthetic-on-its-way"), world.sent(other, "synthetic-neighbour"));

    let freeze = ["freeze", "--tenant", &id, "--by", "ann", "--reason", "T-7"];
    assert_eq!(world.does(&[&freeze[..], &["--dry-run"]].concat())["changed"], true);
    assert_eq!(world.does(&["tenant", "show", &id])["frozen_ms"], Value::Null);
    assert_eq!(world.does(&freeze)["frozen"], true);
    assert_eq!(world.does(&freeze)["changed"], false);
    assert!(world.does(&["tenant", "show", &id])["frozen_ms"].is_u64());
    for running in &world.up.services.0 {
        until("every service to know", async || running.core().is_frozen(frozen).then_some(())).await;
    }

    world.restart(Service::Outcome).await;
    confirmed(&world.core, other, theirs).await;
    let parked = || async { facts::<Outcome>(&world.core, frozen, mine).await };
    until("the frozen call to be parked", async || (parks(&parked().await) > 0).then_some(())).await;
    assert_eq!(world.call(frozen, "synthetic-refused").0, Some(1), "the door takes nothing in");
    assert_eq!(world.asks(&["call", "show", &before.to_string(), "--by", "ann"]).0, Some(1), "no words are shown");
    let shred =
        ["shred", &before.to_string(), "--by", "ann", "--approver", "bob", "--approver", "cyd", "--reason", "T-8"];
    assert_eq!(world.asks(&shred).0, Some(1), "evidence is not destroyed");
    world.does(&["hold", &before.to_string(), "--by", "ann", "--reason", "T-9"]);
    // twice as long as what is parked waits: its timer rests, so the log does not grow
    tokio::time::sleep(Duration::from_secs(11)).await;
    assert_eq!(parks(&parked().await), 1);

    let thaw = ["thaw", "--tenant", &id, "--by", "ann", "--reason", "T-10"];
    assert_eq!(world.asks(&thaw).0, Some(2), "a thaw takes two approvers");
    let thaw = [&thaw[..], &["--approver", "bob", "--approver", "cyd"]].concat();
    assert_eq!(world.does(&thaw)["frozen"], false);
    confirmed(&world.core, frozen, mine).await;
    until("the door to open", async || (world.call(frozen, "synthetic-refused").0 == Some(0)).then_some(())).await;
    let refused = world.sent(frozen, "synthetic-refused");
    confirmed(&world.core, frozen, refused).await;
    assert_eq!(world.does(&["call", "show", &before.to_string(), "--by", "ann"])["text"]["state"], "open");
    world.up.stop().await;
}
