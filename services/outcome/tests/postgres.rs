//! Two replicas on one PostgreSQL: one projects and fires timers, the other stands by, and takes over.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]
use std::convert::Infallible;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use figment::providers::Serialized;
use outcome::config::Config;
use outcome::domain::Outcomes;
use outcome::reaction::FromRedaction;
use phi_events::redaction::{Redaction, RedactionFact};
use phi_events::{AggregateId, Event, Service, Suite, TenantId};
use phi_service::config::figment;
use phi_service::{Aggregate, Definition, Domain, Facts, Fault, Parts, Running, Surroundings, Timers, start};
use phi_testkit::mesh::{Mesh, NewTenant};
use phi_testkit::postgres::{Postgres, PostgresError};

/// How long a takeover may take.
const TAKEOVER: Duration = Duration::from_secs(5);
/// A kind of timer that no fact of this context sets.
const KIND: u8 = 7;

/// How often a timer fired, on any replica.
static FIRED: AtomicU32 = AtomicU32::new(0);

struct Count;

#[async_trait]
impl Timers for Count {
    type Own = Outcomes;

    async fn fire(&self, _own: &mut Aggregate<Outcomes>, kind: u8) -> Result<(), Fault> {
        assert_eq!(kind, KIND);
        FIRED.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }
}

/// The service, and a timer to see who fires.
fn service() -> Definition {
    Definition::new::<Config>(Service::Outcome, |core, _config| {
        Box::pin(async move { Ok(Parts::new::<Outcomes>(&core).reactor(FromRedaction).timers(Count)) })
    })
}

/// Appends what it is told to, as redaction would.
struct Put;

impl Domain for Put {
    type Schema = Redaction;
    type State = u32;
    type Command = RedactionFact;
    type Refusal = Infallible;

    fn decide(_: &u32, fact: RedactionFact, _: &Facts) -> Result<Vec<Event<Redaction>>, Infallible> {
        Ok(vec![Event::fact(fact)])
    }

    fn evolve(state: u32, _: &RedactionFact) -> u32 {
        state + 1
    }
}

struct Bench {
    mesh: Mesh,
    postgres: Postgres,
    tenant: TenantId,
    _folder: tempfile::TempDir,
}

impl Bench {
    /// Nothing where there is no PostgreSQL to run.
    async fn new() -> Option<Self> {
        let postgres = match Postgres::start() {
            Err(error @ PostgresError::NotFound) => {
                eprintln!("\n*** SKIPPED: several replicas were NOT tested. {error} ***\n");
                return None;
            }
            other => other.unwrap(),
        };
        let folder = tempfile::tempdir().unwrap();
        let mesh = Mesh::embedded(&folder.path().join("mesh")).await.unwrap();
        let practice = NewTenant {
            label: "practice".into(),
            suite: Suite::XChaCha20Poly1305,
            baa: true,
            platforms: vec![],
            lives: vec![],
        };
        let tenant = mesh.tenant(&practice).await.unwrap();
        Some(Self { mesh, postgres, tenant, _folder: folder })
    }

    async fn replica(&self) -> Running {
        let mut frame = self.mesh.frame(Service::Outcome);
        frame.database = self.postgres.url();
        let figment = figment(None, &[])
            .merge(Serialized::default("mesh", frame))
            .merge(Serialized::default("outcome", Config::default()));
        start(&service(), &figment, Surroundings::default()).await.unwrap()
    }

    async fn calls(&self, numbers: std::ops::Range<u8>) {
        let core = self.mesh.core(Service::Redaction).await.unwrap();
        for number in numbers {
            let mut call = core.aggregate::<Put>(self.tenant, AggregateId([number; 16]), b"test").await.unwrap();
            call.execute("put", RedactionFact::Nothing).await.unwrap();
        }
    }
}

async fn until(what: &str, patience: Duration, yes: impl AsyncFn() -> bool) {
    let started = Instant::now();
    while !yes().await {
        assert!(started.elapsed() < patience, "it did not come to that: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    println!("{what}: {:?}", started.elapsed());
}

/// Waits until the projection, as this replica sees it, knows so many calls.
async fn knows(replica: &Running, calls: usize) {
    let counted = async || replica.state_hash().await.is_ok_and(|hash| hash.aggregates == calls);
    until(&format!("{calls} calls are projected"), Duration::from_secs(20), counted).await;
}

/// The rebuilt projection is the live one (INV-03).
async fn rebuilds_the_same(leader: &Running) {
    let live = leader.state_hash().await.unwrap();
    let rebuilt = leader.rebuild().await.unwrap();
    assert_eq!(leader.state_hash().await.unwrap(), live);
    assert_eq!(rebuilt.events, live.events);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_replica_projects_and_another_takes_over() {
    let Some(bench) = Bench::new().await else { return };
    bench.calls(0..5).await;
    let (first, second) = tokio::join!(bench.replica(), bench.replica());
    assert!(first.ready(TAKEOVER).await && second.ready(TAKEOVER).await);
    knows(&first, 5).await;
    assert!(first.leads() != second.leads(), "exactly one projects");
    let (leader, standby) = if first.leads() { (first, second) } else { (second, first) };
    let (live, seen) = (leader.state_hash().await.unwrap(), standby.state_hash().await.unwrap());
    assert_eq!((&live.hash, live.position, live.leads), (&seen.hash, seen.position, true));
    assert!(standby.rebuild().await.is_err(), "a standby does not touch the tables");

    let timer = format!("('outcome-projector', '{}', '{}', {KIND}, 0)", bench.tenant, AggregateId([1; 16]));
    bench.postgres.sql(&format!("INSERT INTO phi_timer VALUES {timer}")).unwrap();
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(FIRED.load(Ordering::SeqCst), 1, "the leader fires, the standby does not");
    bench.postgres.sql("DELETE FROM phi_timer").unwrap();

    // gone without a word: its tasks are dropped where they stand
    drop(leader);
    bench.calls(5..10).await;
    until("the standby leads", TAKEOVER, async || standby.leads()).await;
    knows(&standby, 10).await;
    rebuilds_the_same(&standby).await;

    // and asked to stop: it need not be missed
    let third = bench.replica().await;
    assert!(third.ready(TAKEOVER).await && !third.leads());
    standby.drain().await;
    until("the third leads", TAKEOVER, async || third.leads()).await;
    bench.calls(10..12).await;
    knows(&third, 12).await;
    rebuilds_the_same(&third).await;
    third.drain().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leader_that_lost_its_connection_stops_until_it_leads_again() {
    let Some(mut bench) = Bench::new().await else { return };
    let (first, second) = tokio::join!(bench.replica(), bench.replica());
    bench.calls(0..3).await;
    knows(&first, 3).await;
    let one_leads = async || first.leads() != second.leads();
    until("one leads", TAKEOVER, one_leads).await;

    // the lock goes to whoever asks first; both replicas live on and listen to the broker
    for calls in [5, 7] {
        let deposed = if first.leads() { &first } else { &second };
        let end = "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory'";
        assert_eq!(bench.postgres.sql(end).unwrap(), "1", "one connection holds the lease");
        let stops = until("a leader without its lease stops", TAKEOVER, async || !deposed.leads());
        tokio::join!(stops, bench.calls(calls - 2..calls));
        until("one leads again", TAKEOVER, one_leads).await;
        knows(&first, calls.into()).await;
    }

    bench.postgres.kill();
    until("nobody leads without a database", TAKEOVER, async || !first.leads() && !second.leads()).await;
    bench.calls(7..9).await;
    bench.postgres.restart().unwrap();
    until("one leads again", Duration::from_secs(15), one_leads).await;
    knows(&first, 9).await;
    assert!(one_leads().await, "exactly one projects");
    rebuilds_the_same(if first.leads() { &first } else { &second }).await;
    first.drain().await;
    second.drain().await;
}
