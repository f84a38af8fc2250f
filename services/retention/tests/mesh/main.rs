//! The service as it runs, on a log in memory and a clock that the test moves.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]
mod world;

use phi_bus::{Append, EventLog};
use phi_events::access::Purpose;
use phi_events::call::{Call, CallFact, Direction, EndReason, RecordingState, Source};
use phi_events::class::CONTENT_CLASSES;
use phi_events::request::{Ask, Request, RequestFact};
use phi_events::retention::{DestroyReason, Retention, RetentionFact};
use phi_events::shred::{Shred, ShredFact};
use phi_events::subject::{call_key, key_stream};
use phi_events::tenant::{Tenant, TenantFact};
use phi_events::{AggregateId, DataClass, Service, Suite};
use phi_service::{Disposition, month_of};
use world::{TENANT, World};

const DAY: u64 = 86_400_000;
const MINTED: [DataClass; 3] = [DataClass::Audio, DataClass::Transcript, DataClass::Identity];

fn id(byte: u8) -> AggregateId {
    AggregateId([byte; 16])
}

async fn receive(world: &World, call: AggregateId) {
    let fact = CallFact::Received {
        source: Source::Upload,
        direction: Direction::Inbound,
        // the platform's clock is wrong: what counts is when the log took the call
        started_ms: 0,
        ended_ms: 0,
        ended: EndReason::Completed,
        has_transcript: false,
        recording: RecordingState::None,
        fingerprint: [0; 32],
    };
    let intake = world.core(Service::CallIntake).await;
    for class in MINTED {
        intake.call_key(TENANT, call, class, Purpose::Treatment).await.unwrap();
    }
    world.write::<Call>(Service::CallIntake, call, vec![fact]).await;
    world.until::<Retention>(Service::Retention, call, |facts| !facts.is_empty()).await;
}

async fn ask(world: &World, request: u8, ask: Ask, approvers: &[&str]) {
    let approvers = approvers.iter().map(|name| (*name).to_owned()).collect();
    let fact = RequestFact::Asked { ask, by: "op-1".to_owned(), approvers, reason: "T-1".to_owned() };
    world.write::<Request>(Service::Phimesh, id(request), vec![fact]).await;
}

fn destroyed(facts: &[RetentionFact]) -> Vec<(Vec<DataClass>, u32)> {
    let done = facts.iter().filter_map(|fact| {
        let RetentionFact::Destroyed { classes, keys, .. } = fact else { return None };
        Some((classes.clone(), *keys))
    });
    done.collect()
}

/// What a service with the right to open a class is told.
async fn opens(world: &World, call: AggregateId, class: DataClass) -> Result<(), Disposition> {
    let core = world.core(Service::Redaction).await;
    core.call_key(TENANT, call, class, Purpose::Treatment).await.map(|_| ()).map_err(|fault| fault.disposition)
}

async fn ledger(world: &World) -> Vec<ShredFact> {
    world.facts::<Shred>(Service::Retention, TENANT.into()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_die_on_their_day_and_the_rest_live_on() {
    let world = World::new().await;
    let running = world.start(&retention::service()).await;
    receive(&world, id(1)).await;
    world.clock.advance(89 * DAY);
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    assert_eq!(opens(&world, id(1), DataClass::Audio).await, Ok(()));
    world.clock.advance(DAY);
    let facts = world.until::<Retention>(Service::Retention, id(1), |facts| !destroyed(facts).is_empty()).await;
    let gone = [DataClass::Audio, DataClass::Transcript, DataClass::Masked, DataClass::Identity];
    assert_eq!(destroyed(&facts), [(gone.to_vec(), 3)]);
    for class in gone {
        assert_eq!(opens(&world, id(1), class).await, Err(Disposition::Shredded), "{class:?}");
    }
    let ordered = ShredFact::Ordered { call: id(1), classes: gone.to_vec(), forgotten: true };
    assert_eq!(ledger(&world).await, [ordered]);
    // never minted, and alive: destroyed only when its own life is over
    assert_eq!(opens(&world, id(1), DataClass::Deidentified).await, Ok(()));
    running.drain().await;
}

/// What a restored backup looks like: the key's own record stands there again, and the ledger says that it is gone.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_ledger_says_is_gone_is_destroyed_again_at_the_start() {
    let world = World::new().await;
    let running = world.start(&retention::service()).await;
    receive(&world, id(1)).await;
    receive(&world, id(2)).await;
    let (stream, subject) = (key_stream(DataClass::Audio), call_key(DataClass::Audio, TENANT, id(1)));
    let key = world.log.last(&stream, &subject).await.unwrap().unwrap();
    ask(&world, 20, Ask::Shred { call: id(1), classes: vec![] }, &["op-2", "op-3"]).await;
    world.until::<Retention>(Service::Retention, id(1), |facts| !destroyed(facts).is_empty()).await;
    running.drain().await;
    let mark = world.log.last(&stream, &subject).await.unwrap().unwrap().sequence;
    let again =
        Append { subject: subject.clone(), expected: Some(mark), id: None, traceparent: None, payload: key.payload };
    world.log.append(again).await.unwrap();
    assert_eq!(opens(&world, id(1), DataClass::Audio).await, Ok(()), "the key is there again");

    let running = world.start(&retention::service()).await;
    assert_eq!(opens(&world, id(1), DataClass::Audio).await, Err(Disposition::Shredded));
    let first = world.log.first(&stream, &subject).await.unwrap().unwrap();
    assert!(first.sequence > mark + 1, "the key's own record is erased");
    assert_eq!(opens(&world, id(2), DataClass::Audio).await, Ok(()), "another call's key is left alone");
    running.drain().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_outlasts_the_day_and_its_release_leaves_time_for_a_second_thought() {
    let world = World::new().await;
    let running = world.start(&retention::service()).await;
    receive(&world, id(1)).await;
    ask(&world, 20, Ask::PlaceHold { call: id(1) }, &[]).await;
    world
        .until::<Retention>(Service::Retention, id(1), |facts| {
            facts.contains(&RetentionFact::HoldPlaced { request: id(20) })
        })
        .await;
    world.clock.advance(100 * DAY);
    // the timers of the four classes that fell due move on, in one commit
    let moved = |facts: &[RetentionFact]| {
        facts.iter().filter(|fact| matches!(fact, RetentionFact::Scheduled { .. })).count() == 2
    };
    world.until::<Retention>(Service::Retention, id(1), moved).await;
    ask(&world, 21, Ask::Shred { call: id(1), classes: vec![] }, &["op-2", "op-3"]).await;
    let facts = world
        .until::<Retention>(Service::Retention, id(1), |facts| {
            facts.contains(&RetentionFact::Declined { request: id(21) })
        })
        .await;
    assert!(destroyed(&facts).is_empty());
    ask(&world, 22, Ask::ReleaseHold { call: id(1) }, &[]).await;
    world
        .until::<Retention>(Service::Retention, id(1), |facts| {
            facts.contains(&RetentionFact::HoldReleased { request: id(22) })
        })
        .await;
    world.clock.advance(6 * DAY);
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    assert_eq!(opens(&world, id(1), DataClass::Audio).await, Ok(()));
    world.clock.advance(2 * DAY);
    world.until::<Retention>(Service::Retention, id(1), |facts| !destroyed(facts).is_empty()).await;
    assert_eq!(opens(&world, id(1), DataClass::Audio).await, Err(Disposition::Shredded));
    running.drain().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_approvers_destroy_a_call_though_answers_are_lost() {
    let world = World::new().await;
    let running = world.start(&retention::service()).await;
    receive(&world, id(1)).await;
    ask(&world, 20, Ask::Shred { call: id(1), classes: vec![] }, &["op-1", "op-2"]).await;
    world
        .until::<Retention>(Service::Retention, id(1), |facts| {
            facts.contains(&RetentionFact::Declined { request: id(20) })
        })
        .await;
    ask(&world, 21, Ask::Shred { call: id(1), classes: vec![] }, &["op-2", "op-3"]).await;
    world.log.lose_answers(6);
    let facts = world.until::<Retention>(Service::Retention, id(1), |facts| !destroyed(facts).is_empty()).await;
    assert_eq!(destroyed(&facts).len(), 1);
    let begun = facts
        .iter()
        .filter(|fact| matches!(fact, RetentionFact::DestructionStarted { reason: DestroyReason::Requested, .. }));
    assert_eq!(begun.count(), 1);
    assert_eq!(ledger(&world).await.len(), 1);
    for class in CONTENT_CLASSES {
        assert_eq!(opens(&world, id(1), class).await, Err(Disposition::Shredded), "{class:?}");
    }
    running.drain().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_crash_left_half_done_is_finished_after_the_start() {
    let world = World::new().await;
    let intake = world.core(Service::CallIntake).await;
    intake.call_key(TENANT, id(1), DataClass::Audio, Purpose::Treatment).await.unwrap();
    // before the crash: the fact was written, and neither the ledger entry nor the keys
    let begun = RetentionFact::DestructionStarted { classes: vec![DataClass::Audio], reason: DestroyReason::Requested };
    world.write::<Retention>(Service::Retention, id(1), vec![begun]).await;
    let running = world.start(&retention::service()).await;
    let facts = world.until::<Retention>(Service::Retention, id(1), |facts| !destroyed(facts).is_empty()).await;
    assert_eq!(destroyed(&facts), [(vec![DataClass::Audio], 1)]);
    assert_eq!(ledger(&world).await.len(), 1);
    assert_eq!(opens(&world, id(1), DataClass::Audio).await, Err(Disposition::Shredded));
    running.drain().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_tenant_has_next_months_keys_before_the_month_begins() {
    let world = World::new().await;
    let running = world.start(&retention::service()).await;
    let created = TenantFact::Created {
        label: "demo".to_owned(),
        profile: "default".to_owned(),
        suite: Suite::XChaCha20Poly1305,
    };
    world.write::<Tenant>(Service::Phimesh, TENANT.into(), vec![created]).await;
    let last = |facts: &[RetentionFact]| {
        facts
            .iter()
            .filter_map(|fact| {
                let RetentionFact::MonthMinted { month, .. } = fact else { return None };
                Some(*month)
            })
            .max()
    };
    world.until::<Retention>(Service::Retention, TENANT.into(), |facts| last(facts).is_some()).await;
    for _ in 0..3 {
        world.clock.advance(31 * DAY);
        let week_ahead = month_of(running.core().now_ms() + 7 * DAY);
        world.until::<Retention>(Service::Retention, TENANT.into(), |facts| last(facts) == Some(week_ahead)).await;
        let (month, _) =
            world.core(Service::Redaction).await.keys().sealing(TENANT, DataClass::Transcript).await.unwrap();
        assert_eq!(month, month_of(running.core().now_ms()));
    }
    running.drain().await;
}
