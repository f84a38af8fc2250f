//! The verbs of the second day against a whole mesh, as `docs/runbooks/day2-*.md` says them: a tenant is frozen and thawed
//! while calls are on their way, and the broker's folder is lost and restored from a backup.
#![expect(clippy::unwrap_used, reason = "a test may stop where it likes")]

mod common;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use figment::Figment;
use figment::providers::Serialized;
use phi_bus::EventLog;
use phi_events::commit::ParkReason;
use phi_events::ehr::{Ehr, EhrFact};
use phi_events::outcome::{Outcome, OutcomeFact};
use phi_events::tenant::Platform;
use phi_events::{AggregateId, Schema, Service, Suite, TenantId};
use phi_service::{Core, Surroundings, start};
use phi_testkit::mesh::NewTenant;
use phi_testkit::nats::NatsServer;
use phimesh::practice::VAPI_SECRET;
use phimesh::up::Up;
use serde_json::{Value, json};

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

    /// The state hash of each service once it has folded its stream to the end.
    async fn hashes(&self) -> BTreeMap<Service, String> {
        let log = self.up.mesh.nats.connect("provisioner").await.unwrap();
        let mut hashes = BTreeMap::new();
        for running in &self.up.services.0 {
            let stream = phi_events::flow::row(running.service()).own().stream();
            let hash = until("a projection at its stream's end", async || {
                let state = running.state_hash().await.unwrap();
                (state.position == log.end(&stream).await.unwrap()).then_some(state.hash)
            });
            hashes.insert(running.service(), hash.await);
        }
        hashes
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

fn shredded(world: &World, call: AggregateId) {
    let call = call.to_string();
    world.does(&["shred", &call, "--by", "ann", "--approver", "bob", "--approver", "cyd", "--reason", "T-2"]);
    tokio::task::block_in_place(|| {
        let all = |shown: &Value| shown["destroyed"].as_array().unwrap().len() == 5;
        world.operator.until(&["call", "show", &call], all);
    });
}

/// Stops the mesh, forgets the broker's store and every projection, and starts a broker that holds nothing.
async fn lost(world: World) -> (tempfile::TempDir, Operator, NatsServer) {
    let World { up, operator, core, folder } = world;
    drop(core);
    let mesh = folder.path().join("mesh");
    let spec = up.mesh.nats.spec().clone();
    up.stop().await;
    std::fs::remove_dir_all(mesh.join("nats/store")).unwrap();
    for entry in std::fs::read_dir(&mesh).unwrap() {
        let path = entry.unwrap().path();
        if path.to_str().unwrap().contains("outcome.sqlite") {
            std::fs::remove_file(path).unwrap();
        }
    }
    (folder, operator, NatsServer::start(spec).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_broker_is_restored_and_what_was_destroyed_stays_destroyed() {
    let world = World::new().await;
    let tenant = world.up.practice.tenant;
    let (early, late, kept) =
        (world.sent(tenant, "synthetic-1"), world.sent(tenant, "synthetic-2"), world.sent(tenant, "synthetic-3"));
    for call in [early, late, kept] {
        confirmed(&world.core, tenant, call).await;
    }
    shredded(&world, early);
    let hashes = world.hashes().await;
    let (dir, old) = (world.path("backup"), world.path("old.json"));
    world.does(&["backup", "shreds", "--to", &old]);
    let made = world.does(&["backup", "--dir", &dir]);
    assert_eq!(made["streams"], json!(phi_bus::backup::order().len()));
    assert_eq!(world.asks(&["backup", "--dir", &dir]).0, Some(2), "a folder that holds something is refused");
    assert_eq!(world.does(&["backup", "verify", "--dir", &dir])["ok"], true);
    shredded(&world, late);
    let lost_call = world.sent(tenant, "synthetic-lost");
    confirmed(&world.core, tenant, lost_call).await;
    let list = world.path("shreds.json");
    let listed = world.does(&["backup", "shreds", "--to", &list]);
    assert_eq!((&listed["entries"], &listed["marks"], &listed["under_way"]), (&json!(2), &json!(10), &json!(0)));
    let restore = ["restore", "--dir", &dir, "--shreds", &list];
    assert_eq!(world.asks(&restore).0, Some(1), "a broker that holds something is left alone");

    let (folder, operator, nats) = lost(world).await;
    let asks = |arguments: &[&str]| tokio::task::block_in_place(|| operator.asks(arguments));
    assert_eq!(asks(&["restore", "--dir", &dir]).0, Some(2), "what was destroyed since must be said");
    assert_eq!(asks(&["restore", "--dir", &dir, "--shreds", &old]).0, Some(2), "the list is older than the backup");
    let snapshot = Path::new(&dir).join("CALL.snapshot");
    let whole = std::fs::read(&snapshot).unwrap();
    std::fs::write(&snapshot, &whole[1..]).unwrap();
    assert_eq!(asks(&["backup", "verify", "--dir", &dir]).0, Some(1));
    assert_eq!(asks(&restore).0, Some(1), "a damaged backup is not restored");
    std::fs::write(&snapshot, &whole).unwrap();
    assert_eq!(asks(&[&restore[..], &["--dry-run"]].concat()).1["dry_run"], true);
    let (exit, restored) = asks(&restore);
    assert_eq!((exit, &restored["destroyed_again"]), (Some(0), &json!(5 - 1)), "{restored}");
    drop(nats);

    let up = Up::start(&arguments(&folder.path().join("mesh"), None)).await.unwrap();
    let core = up.mesh.core(Service::Phimesh).await.unwrap();
    let world = World { up, operator, core, folder };
    // facts of the destruction itself were lost with the broker, but the ledger's entry and the keys' marks were not
    let restored = world.hashes().await;
    assert_eq!(restored, hashes);
    for (call, state) in [(early, "destroyed"), (late, "destroyed"), (kept, "open")] {
        let shown = world.does(&["call", "show", &call.to_string(), "--by", "ann"]);
        assert_eq!(shown["text"]["state"], state, "{shown}");
    }
    assert_eq!(world.asks(&["call", "show", &lost_call.to_string(), "--by", "ann"]).0, Some(4));
    // what the platform still has is sent again and goes its way, and a new call too
    let again = world.sent(tenant, "synthetic-lost");
    assert_eq!(again, lost_call);
    for call in [again, world.sent(tenant, "synthetic-new")] {
        confirmed(&world.core, tenant, call).await;
    }
    world.does(&["doctor"]);
    world.up.stop().await;
}
