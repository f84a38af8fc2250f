//! Whatever is doubled, turned round, lost or cut off: each event is handled once, in order, and a replay gives the same
//! state (INV-03, INV-08).
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use phi_bus::EventLog;
use phi_events::access::Purpose;
use phi_events::transcript::Transcript;
use phi_events::{Address, Context, DataClass, Service};
use phi_service::Running;
use proptest::prelude::*;

use crate::append::write;
use crate::common::{TENANT, World, chained, id};
use crate::meddler::Meddler;
use crate::toy::{heard, start_toy, until, verb};

const CALLS: u8 = 3;

/// One thing that happens.
#[derive(Debug, Clone)]
enum Action {
    /// The source says so many things about a call in one commit.
    Say { call: u8, facts: u32 },
    /// What waits is worked on for a while.
    Work,
    /// From here on deliveries come twice, or once.
    Double(bool),
    /// From here on batches come from their end, or not.
    Reverse(bool),
    /// So many answers are lost.
    Lose(u32),
    /// So many reads of the source lack its newest message.
    Behind(u32),
    /// After so many more appends the process is cut off.
    Fuse(u32),
    /// It ends, and another takes its place.
    Crash,
}

fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        6 => (0..CALLS, 1..4_u32).prop_map(|(call, facts)| Action::Say { call, facts }),
        2 => Just(Action::Work),
        1 => any::<bool>().prop_map(Action::Double),
        1 => any::<bool>().prop_map(Action::Reverse),
        1 => (1..3_u32).prop_map(Action::Lose),
        1 => (1..3_u32).prop_map(Action::Behind),
        2 => (0..5_u32).prop_map(Action::Fuse),
        2 => Just(Action::Crash),
    ]
}

struct Scene {
    world: World,
    log: Arc<Meddler>,
    running: Option<Running>,
    said: [u32; CALLS as usize],
}

impl Scene {
    async fn new() -> Self {
        let world = World::new(1).await;
        let intake = world.core(Service::CallIntake);
        for call in 0..CALLS {
            intake.call_key(TENANT, id(call), DataClass::Transcript, Purpose::Treatment).await.unwrap();
        }
        let log = Meddler::on(&world.log);
        let running = Some(start_toy(&world, log.clone()).await);
        Self { world, log, running, said: [0; CALLS as usize] }
    }

    async fn act(&mut self, action: Action) {
        match action {
            Action::Say { call, facts } => self.say(call, facts).await,
            Action::Work => tokio::time::sleep(Duration::from_millis(20)).await,
            Action::Double(on) => self.log.double.store(on, Ordering::SeqCst),
            Action::Reverse(on) => self.log.reverse.store(on, Ordering::SeqCst),
            Action::Lose(answers) => self.world.log.lose_answers(answers),
            Action::Behind(reads) => self.log.behind.store(reads, Ordering::SeqCst),
            Action::Fuse(appends) => self.log.fuse.store(appends, Ordering::SeqCst),
            Action::Crash => self.crash().await,
        }
    }

    async fn say(&mut self, call: u8, facts: u32) {
        let said = &mut self.said[usize::from(call)];
        let numbers = (*said..*said + facts).map(heard).collect();
        let cause = said.to_be_bytes();
        *said += facts;
        write::<Transcript>(&self.world.core(Service::Transcription), id(call), &cause, numbers).await;
    }

    async fn crash(&mut self) {
        // what still runs of it writes nothing any more
        self.log.fuse.store(0, Ordering::SeqCst);
        drop(self.running.take());
        let log = Meddler::on(&self.world.log);
        for (old, new) in [(&self.log.double, &log.double), (&self.log.reverse, &log.reverse)] {
            new.store(old.load(Ordering::SeqCst), Ordering::SeqCst);
        }
        self.log = log;
        self.running = Some(start_toy(&self.world, self.log.clone()).await);
    }

    async fn check(mut self) -> Result<(), TestCaseError> {
        if self.log.fuse.load(Ordering::SeqCst) < 1_000 {
            self.crash().await;
        }
        for call in 0..CALLS {
            let said = self.said[usize::from(call)];
            let numbers = until(&self.world, id(call), said as usize).await;
            prop_assert_eq!(numbers, (0..said).collect::<Vec<_>>(), "each once, in order");
            let commits = self.world.commits(Address::new(Context::Redaction, TENANT, id(call))).await;
            prop_assert!(chained(&commits));
        }
        let running = self.running.take().unwrap();
        let live = self.hash(&running).await;
        verb(&running, "POST", "/rebuild").await;
        prop_assert_eq!(&live, &self.hash(&running).await, "rebuilt in place");
        running.drain().await;
        let fresh = start_toy(&self.world, Arc::new(self.world.log.clone())).await;
        prop_assert_eq!(&live, &self.hash(&fresh).await, "replayed from zero");
        fresh.drain().await;
        Ok(())
    }

    /// The projection's hash, once it has seen everything.
    async fn hash(&self, running: &Running) -> serde_json::Value {
        let end = self.world.log.end("REDACTION").await.unwrap();
        for _ in 0..2_000 {
            let mut hash = verb(running, "GET", "/state-hash").await;
            if hash["position"] == end {
                return hash["hash"].take();
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("the projection did not reach {end}: {}", verb(running, "GET", "/state-hash").await);
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

fn play(actions: Vec<Action>) -> Result<(), TestCaseError> {
    runtime().block_on(async {
        let mut scene = Scene::new().await;
        for action in actions {
            scene.act(action).await;
        }
        scene.check().await
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_time: 60_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_event_is_handled_once_in_order_whatever_happens(actions in proptest::collection::vec(action(), 1..20)) {
        play(actions)?;
    }
}

/// One commit holds three events, and the process ends after one or two of them are handled.
#[test]
fn a_commit_that_was_handled_in_part_is_finished() {
    for after in 1..3 {
        let three = Action::Say { call: 0, facts: 3 };
        play(vec![Action::Fuse(after), three, Action::Work, Action::Work, Action::Crash]).unwrap();
    }
}

/// A delivery counts as done when what was read holds it, and not before.
#[test]
fn a_read_behind_its_delivery_skips_nothing() {
    let say = Action::Say { call: 0, facts: 1 };
    play(vec![Action::Behind(2), say.clone(), Action::Work, Action::Behind(1), say]).unwrap();
}
