//! What cannot be read is set aside as a pointer, once; what follows it waits until people decided.
use std::sync::Arc;

use phi_bus::EventLog;
use phi_events::access::Purpose;
use phi_events::envelope::{NO_PREVIOUS, chain_hash};
use phi_events::quarantine::{Poison, Quarantine, QuarantineFact};
use phi_events::redaction::{Redaction, RedactionFact};
use phi_events::request::{Ask, Request, RequestFact};
use phi_events::subject::{call_key, key_stream};
use phi_events::transcript::Transcript;
use phi_events::{Address, Context, DataClass, Event, Service, subject};
use phi_service::{Disposition, Running};
use sha2::{Digest, Sha256};

use crate::append::write;
use crate::common::{TENANT, World, id};
use crate::toy::{copied, heard, said, settle, start_toy, until};

const SOURCE: Address = Address::new(Context::Transcript, TENANT, id(1));
const OWN: Address = Address::new(Context::Redaction, TENANT, id(1));

/// A mesh in which the toy runs and a call has the key that it opens.
async fn running(seed: u64) -> (World, Running) {
    let world = World::new(seed).await;
    let intake = world.core(Service::CallIntake);
    intake.call_key(TENANT, id(1), DataClass::Transcript, Purpose::Treatment).await.unwrap();
    let running = start_toy(&world, Arc::new(world.log.clone())).await;
    (world, running)
}

async fn commit(world: &World, address: Address, previous: [u8; 32], number: u32) -> Vec<u8> {
    world.sealed::<Transcript>(address, previous, 1, vec![Event::fact(heard(number))]).await
}

/// The pointers that the toy wrote about the call.
async fn pointers(world: &World) -> Vec<QuarantineFact> {
    let address = Address::new(Context::Quarantine, TENANT, id(1));
    let mut found = Vec::new();
    for stored in world.stored("QUARANTINE", &subject::quarantine(Service::Redaction, TENANT, id(1))).await {
        found.extend(world.facts::<Quarantine>(address, Service::Redaction, &stored).await);
    }
    found
}

async fn pointed(world: &World) -> Vec<QuarantineFact> {
    for _ in 0..1_000 {
        let found = pointers(world).await;
        if !found.is_empty() {
            return found;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    vec![]
}

async fn ask(world: &World, request: u8, ask: Ask, approvers: &[&str]) {
    let approvers = approvers.iter().map(|name| (*name).to_owned()).collect();
    let fact = RequestFact::Asked { ask, by: "op-1".to_owned(), approvers, reason: "T-1".to_owned() };
    write::<Request>(&world.core(Service::Phimesh), id(request), b"ask", vec![fact]).await;
}

const fn skip(context: Context, sequence: u64) -> Ask {
    Ask::SkipQuarantined { service: Service::Redaction, aggregate: id(1), context, sequence }
}

/// A good commit, a bad message, another good commit: the bad one is noted once, the last waits until it is passed over.
async fn waits_and_passes(seed: u64, poison: Poison, bad: impl AsyncFnOnce(&World, [u8; 32]) -> Vec<u8>) {
    let (world, running) = running(seed).await;
    let first = commit(&world, SOURCE, NO_PREVIOUS, 0).await;
    let valid = chain_hash(&first);
    world.put(&SOURCE.subject(), first).await;
    assert_eq!(until(&world, id(1), 1).await, [0]);
    let bad = bad(&world, valid).await;
    let hash = Sha256::digest(&bad).into();
    let sequence = world.put(&SOURCE.subject(), bad).await;
    let last = commit(&world, SOURCE, valid, 1).await;
    world.put(&SOURCE.subject(), last).await;
    pointed(&world).await;
    settle().await;
    let parked = QuarantineFact::Parked { context: Context::Transcript, sequence, hash, poison };
    assert_eq!(pointers(&world).await, std::slice::from_ref(&parked));
    assert_eq!(copied(&world, id(1)).await, [0], "what follows waits");

    ask(&world, 50, skip(Context::Transcript, sequence), &["op-2"]).await;
    settle().await;
    assert_eq!(pointers(&world).await.len(), 1, "one approver is not enough");
    ask(&world, 51, skip(Context::Transcript, sequence), &["op-2", "op-3"]).await;
    assert_eq!(until(&world, id(1), 2).await, [0, 1]);
    running.drain().await;

    // a process that knows nothing decides as this one did
    let replay = start_toy(&world, Arc::new(world.log.clone())).await;
    world.log_again().await;
    settle().await;
    assert_eq!(copied(&world, id(1)).await, [0, 1]);
    assert_eq!(pointers(&world).await.len(), 2);
    replay.drain().await;
}

impl World {
    /// Delivers the source from its start again.
    async fn log_again(&self) {
        self.log.rewind("TRANSCRIPT", "redaction", Some(1)).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn garbage_is_set_aside() {
    waits_and_passes(1, Poison::Garbage, async |_, _| b"no envelope".to_vec()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_seal_is_set_aside() {
    waits_and_passes(2, Poison::Seal, async |world, valid| {
        let mut bad = commit(world, SOURCE, valid, 9).await;
        *bad.last_mut().unwrap() ^= 1;
        bad
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_moved_from_another_call_is_set_aside() {
    waits_and_passes(3, Poison::Seal, async |world, valid| {
        commit(world, Address::new(Context::Transcript, TENANT, id(2)), valid, 9).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_chain_is_set_aside() {
    waits_and_passes(4, Poison::Chain, async |world, _| commit(world, SOURCE, [1; 32], 9).await).await;
}

/// It claims to be the subject's first commit, and is not.
#[tokio::test(flavor = "multi_thread")]
async fn a_second_beginning_is_set_aside() {
    waits_and_passes(5, Poison::Chain, async |world, _| commit(world, SOURCE, NO_PREVIOUS, 9).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_bytes_under_a_good_seal_are_set_aside() {
    waits_and_passes(6, Poison::Decode, async |world, valid| {
        // facts of another context, in an envelope that says it is this one's
        struct Odd;
        impl phi_events::Schema for Odd {
            const CONTEXT: Context = Context::Transcript;
            const VERSION: u16 = 1;
            type Fact = RequestFact;
            type Content = phi_events::NoContent;
        }
        let (ask, by) = (skip(Context::Call, 1), "x".repeat(40));
        let fact = RequestFact::Asked { ask, by, approvers: vec![], reason: String::new() };
        world.sealed::<Odd>(SOURCE, valid, 1, vec![Event::fact(fact)]).await
    })
    .await;
}

/// What a newer version wrote is no poison: it waits for the upgrade.
#[tokio::test(flavor = "multi_thread")]
async fn a_newer_version_parks_the_call() {
    let (world, running) = running(7).await;
    let first = commit(&world, SOURCE, NO_PREVIOUS, 0).await;
    let newer = world.sealed::<Transcript>(SOURCE, chain_hash(&first), 2, vec![Event::fact(heard(1))]).await;
    world.put(&SOURCE.subject(), first).await;
    assert_eq!(until(&world, id(1), 1).await, [0]);
    world.put(&SOURCE.subject(), newer).await;
    settle().await;
    let facts = world.core(Service::Redaction).read_aggregate::<Redaction>(TENANT, id(1)).await.unwrap();
    assert!(matches!(facts.last().unwrap().fact, RedactionFact::Parked { .. }));
    assert_eq!((facts.len(), pointers(&world).await.len()), (2, 0));
    running.drain().await;
}

/// What an earlier version wrote is read by the one that says it reads it, and a version before that is no version.
#[tokio::test(flavor = "multi_thread")]
async fn an_earlier_version_is_read() {
    use phi_events::redaction::v1;
    let world = World::new(10).await;
    let counts = std::collections::BTreeMap::new();
    let fact = v1::RedactionFact::Redacted { engine: "old".to_owned(), counts, turns: 1, words: 7 };
    let old = world.sealed::<v1::Redaction>(OWN, NO_PREVIOUS, 1, vec![Event::fact(fact)]).await;
    let hash = chain_hash(&old);
    world.put(&OWN.subject(), old).await;
    let core = world.core(Service::Redaction);
    let read = core.read_aggregate::<Redaction>(TENANT, id(1)).await.unwrap();
    assert!(matches!(read[..], [ref event] if matches!(event.fact, RedactionFact::Redacted { words: 7, .. })));
    let none = world.sealed::<v1::Redaction>(OWN, hash, 0, vec![Event::fact(v1::RedactionFact::Nothing)]).await;
    world.put(&OWN.subject(), none).await;
    let fault = core.read_aggregate::<Redaction>(TENANT, id(1)).await.err().unwrap();
    assert_eq!(fault.disposition, Disposition::Quarantine(Poison::Decode));
}

/// What waits behind a message of the own stream goes on when that message is passed over.
#[tokio::test(flavor = "multi_thread")]
async fn what_waits_for_the_own_stream_goes_on() {
    let (world, running) = running(8).await;
    let sequence = world.put(&OWN.subject(), "no envelope").await;
    let first = commit(&world, SOURCE, NO_PREVIOUS, 0).await;
    world.put(&SOURCE.subject(), first).await;
    pointed(&world).await;
    settle().await;
    assert_eq!(pointers(&world).await.len(), 1);
    ask(&world, 50, skip(Context::Redaction, sequence), &["op-2", "op-3"]).await;
    assert_eq!(until(&world, id(1), 1).await, [0]);
    running.drain().await;
}

/// The facts open and the words beside them do not: the commit is set aside all the same, and can be passed over.
#[tokio::test(flavor = "multi_thread")]
async fn broken_contents_are_set_aside_and_passed_over() {
    let (world, running) = running(9).await;
    let mut bad = world.sealed::<Transcript>(SOURCE, NO_PREVIOUS, 1, vec![said(0)]).await;
    *bad.last_mut().unwrap() ^= 1;
    let next = commit(&world, SOURCE, chain_hash(&bad), 1).await;
    let sequence = world.put(&SOURCE.subject(), bad).await;
    world.put(&SOURCE.subject(), next).await;
    pointed(&world).await;
    settle().await;
    let found = pointers(&world).await;
    assert!(matches!(&found[..], [QuarantineFact::Parked { sequence: 1, poison: Poison::Seal, .. }]), "{found:?}");
    assert!(copied(&world, id(1)).await.is_empty(), "what follows waits");
    ask(&world, 50, skip(Context::Transcript, sequence), &["op-2", "op-3"]).await;
    assert_eq!(until(&world, id(1), 1).await, [1]);
    running.drain().await;
}

/// Words that were destroyed leave nothing to do, and nothing waits behind them.
#[tokio::test(flavor = "multi_thread")]
async fn what_follows_a_destroyed_event_is_handled() {
    let (world, running) = running(10).await;
    let first = world.sealed::<Transcript>(SOURCE, NO_PREVIOUS, 1, vec![said(0)]).await;
    let next = commit(&world, SOURCE, chain_hash(&first), 1).await;
    world.core(Service::Retention).destroy_key(TENANT, id(1), DataClass::Transcript, 1, true).await.unwrap();
    world.put(&SOURCE.subject(), first).await;
    world.put(&SOURCE.subject(), next).await;
    assert_eq!(until(&world, id(1), 1).await, [1]);
    assert_eq!(pointers(&world).await, []);
    running.drain().await;
}

/// A message that is found out only when a parked call goes on is noted like any other.
#[tokio::test(flavor = "multi_thread")]
async fn garbage_behind_a_parked_event_is_set_aside() {
    let (world, running) = running(11).await;
    let (stream, key) = (key_stream(DataClass::Transcript), call_key(DataClass::Transcript, TENANT, id(1)));
    let first = world.sealed::<Transcript>(SOURCE, NO_PREVIOUS, 1, vec![said(0)]).await;
    let record = world.stored(&stream, &key).await.remove(0);
    world.log.erase(&stream, record.sequence).await.unwrap();
    world.put(&SOURCE.subject(), first).await;
    world.put(&SOURCE.subject(), "no envelope").await;
    settle().await;
    assert!(copied(&world, id(1)).await.is_empty(), "there is no key yet");
    world.put(&key, record.payload).await;
    world.clock.advance(60_000);
    assert_eq!(until(&world, id(1), 1).await, [0]);
    let found = pointed(&world).await;
    assert!(matches!(&found[..], [QuarantineFact::Parked { poison: Poison::Garbage, .. }]), "{found:?}");
    running.drain().await;
}
