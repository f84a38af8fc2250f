//! A call is forgotten: who may ask, what stops it, and that nothing opens it afterwards, on disk or in memory (INV-06).
use std::collections::BTreeMap;

use e2e::stage::RUNNING;
use phi_bus::EventLog;
use phi_events::access::Purpose;
use phi_events::class::CONTENT_CLASSES;
use phi_events::flow::row;
use phi_events::request::Ask;
use phi_events::retention::{Retention, RetentionFact};
use phi_events::subject::{call_key, key_stream};
use phi_events::{AggregateId, DataClass, Service};
use phi_seal::record::{Ended, verify_shredded};
use phi_seal::{KeyFile, KeyRecord, RootProvider};
use phi_service::Disposition;
use reqwest::Method;

use crate::world::{World, on_disk, until};

const TWO: [&str; 2] = ["officer-1", "officer-2"];

fn destroyed(facts: &[RetentionFact]) -> bool {
    facts.iter().any(|fact| matches!(fact, RetentionFact::Destroyed { .. }))
}

fn declined(request: AggregateId) -> impl Fn(&[RetentionFact]) -> bool {
    move |facts| facts.contains(&RetentionFact::Declined { request })
}

async fn hashes(world: &World) -> BTreeMap<Service, String> {
    let mut hashes = BTreeMap::new();
    for service in RUNNING {
        hashes.insert(service, world.hash(service).await);
    }
    hashes
}

#[tokio::test(flavor = "multi_thread")]
async fn one_approver_is_declined_and_a_hold_beats_two() {
    let world = World::with(&[Service::CallIntake, Service::Retention]).await;
    let call = world.send(0, "vapi-held").await;
    world.facts_until::<Retention>(call, |facts| !facts.is_empty()).await;
    let shred = || Ask::Shred { call, classes: vec![] };
    for approvers in [&["officer-1"][..], &["officer-1", "operator-1"], &["officer-1", "Officer-1 "]] {
        let request = world.ask(shred(), approvers).await;
        world.facts_until::<Retention>(call, declined(request)).await;
    }
    let hold = world.ask(Ask::PlaceHold { call }, &[]).await;
    world.facts_until::<Retention>(call, |facts| facts.contains(&RetentionFact::HoldPlaced { request: hold })).await;
    let request = world.ask(shred(), &TWO).await;
    let facts = world.facts_until::<Retention>(call, declined(request)).await;
    assert!(!destroyed(&facts), "{facts:?}");
    let intake = world.stage.running[&Service::CallIntake].core();
    assert!(intake.call_key(world.stage.tenant, call, DataClass::Audio, Purpose::Treatment).await.is_ok());

    let release = world.ask(Ask::ReleaseHold { call }, &[]).await;
    world
        .facts_until::<Retention>(call, |facts| facts.contains(&RetentionFact::HoldReleased { request: release }))
        .await;
    world.ask(shred(), &TWO).await;
    world.facts_until::<Retention>(call, destroyed).await;
}

/// The wrapped key of each class that the call has one of.
async fn wrapped_keys(world: &World, call: AggregateId) -> BTreeMap<DataClass, Vec<u8>> {
    let log = world.provisioner().await;
    let mut keys = BTreeMap::new();
    for class in CONTENT_CLASSES {
        if let Some(stored) = log.last(&key_stream(class), &call_key(class, world.stage.tenant, call)).await.unwrap() {
            assert!(matches!(KeyRecord::decode(&stored.payload), Ok(KeyRecord::Call { .. })), "{class:?}");
            keys.insert(class, stored.payload.to_vec());
        }
    }
    keys
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_shred_nothing_opens_the_call_and_every_state_stands() {
    let world = World::all().await;
    let (call, other) = (world.send(0, "vapi-forgotten").await, world.send(1, "vapi-kept").await);
    world.confirmed(call).await;
    world.confirmed(other).await;
    world.facts_until::<Retention>(call, |facts| !facts.is_empty()).await;
    world.facts_until::<Retention>(other, |facts| !facts.is_empty()).await;
    let before = hashes(&world).await;
    let keys = wrapped_keys(&world, call).await;
    assert_eq!(keys.len(), 4, "audio, transcript, identity, deidentified");
    let store = world.folder().join("nats/store");
    until("the keys on disk", async || keys.values().all(|key| on_disk(&store, key)).then_some(())).await;

    world.ask(Ask::Shred { call, classes: vec![] }, &TWO).await;
    let facts = world.facts_until::<Retention>(call, destroyed).await;
    let counted = facts.iter().find_map(|fact| {
        if let RetentionFact::Destroyed { keys, classes, .. } = fact {
            Some((*keys as usize, classes.len()))
        } else {
            None
        }
    });
    assert_eq!(counted, Some((keys.len(), CONTENT_CLASSES.len())));
    nothing_opens(&world, call, other).await;
    until("the keys' bytes to be gone", async || keys.values().all(|key| !on_disk(&store, key)).then_some(())).await;
    the_mark_is_signed(&world, call).await;
    states_stand(&world, &before).await;
}

/// Every service, for every class that its row lets it open: from memory, from the log, and by an operator's question.
async fn nothing_opens(world: &World, call: AggregateId, other: AggregateId) {
    let tenant = world.stage.tenant;
    for service in RUNNING {
        let core = world.stage.running[&service].core();
        let probed = world.stage.admin(service, Method::GET, &format!("/keys/{tenant}/{call}")).await.unwrap();
        for class in CONTENT_CLASSES.into_iter().filter(|class| row(service).opens.contains(class)) {
            assert_eq!(probed[class.token()], "shredded", "{} {}", service.name(), class.token());
            for _memory_then_log in 0..2 {
                let opened = core.call_key(tenant, call, class, Purpose::Treatment).await;
                let fault = opened.err().expect("a destroyed key was released");
                assert_eq!(
                    fault.disposition,
                    Disposition::Shredded,
                    "{} {}: {}",
                    service.name(),
                    class.token(),
                    fault.source
                );
                core.forget_all();
            }
        }
        let probed = world.stage.admin(service, Method::GET, &format!("/keys/{tenant}/{other}")).await.unwrap();
        assert!(
            probed.as_object().unwrap().values().all(|state| state != "shredded"),
            "another call was forgotten: {probed}"
        );
    }
}

async fn the_mark_is_signed(world: &World, call: AggregateId) {
    let (log, tenant) = (world.provisioner().await, world.stage.tenant);
    let text = std::fs::read_to_string(world.stage.mesh.key_file(Some(Service::Outcome))).unwrap();
    let verifier = KeyFile::parse(&text).unwrap().shred_verifier();
    for class in CONTENT_CLASSES {
        let stored = log.last(&key_stream(class), &call_key(class, tenant, call)).await.unwrap().unwrap();
        let Ok(KeyRecord::Shredded(record)) = KeyRecord::decode(&stored.payload) else {
            panic!("{class:?} has no mark")
        };
        let ended = Ended { environment: world.operator.environment(), tenant, call, class };
        assert!(record.forgotten && verify_shredded(&verifier, &ended, &record), "{class:?}");
        let elsewhere = Ended { call: AggregateId([1; 16]), ..ended };
        assert!(!verify_shredded(&verifier, &elsewhere, &record), "the signature is not bound to the call");
        assert_eq!(log.first(&key_stream(class), &stored.subject).await.unwrap().unwrap().sequence, stored.sequence);
    }
}

/// State machines run on facts, and facts are not content: only retention's own state says that the call is gone.
async fn states_stand(world: &World, before: &BTreeMap<Service, String>) {
    let after = hashes(world).await;
    for service in RUNNING {
        assert_eq!(after[&service] == before[&service], service != Service::Retention, "{}", service.name());
        let rebuilt = world.stage.admin(service, Method::POST, "/rebuild").await.unwrap();
        assert!(rebuilt["events"].is_u64(), "{}: {rebuilt}", service.name());
    }
    assert_eq!(hashes(world).await, after);
}
