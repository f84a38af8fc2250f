//! The service as it runs, on a log in memory and a clock that the test moves.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]
mod world;

use phi_bus::{Append, EventLog};
use phi_events::access::{AccessFact, Purpose};
use phi_events::breach::{Blast, Breach, BreachFact, Clock, Finding, Signal};
use phi_events::request::{Ask, Request, RequestFact};
use phi_events::{Address, AggregateId, Context, DataClass, Service};
use world::{TENANT, World};

use breach_notification::domain::{incident, reported};

const HOUR: u64 = 3_600_000;
const DAY: u64 = 24 * HOUR;

fn id(byte: u8) -> AggregateId {
    AggregateId([byte; 16])
}

async fn ask(world: &World, request: u8, ask: Ask) {
    let fact = RequestFact::Asked { ask, by: "op-1".to_owned(), approvers: vec![], reason: "T-1".to_owned() };
    world.write::<Request>(Service::Phimesh, id(request), vec![fact]).await;
}

async fn wait(world: &World, incident: AggregateId, wanted: impl Fn(&BreachFact) -> bool) -> Vec<BreachFact> {
    world.until::<Breach>(Service::BreachNotification, incident, |facts| facts.iter().any(&wanted)).await
}

fn blasts(facts: &[BreachFact]) -> Vec<Blast> {
    let counted = facts.iter().filter_map(|fact| {
        let BreachFact::BlastCounted { blast } = fact else { return None };
        Some(blast.clone())
    });
    counted.collect()
}

async fn load(world: &World, service: Service, call: AggregateId) {
    let fact = AccessFact::KeyLoaded { call, class: DataClass::Transcript, purpose: Purpose::Treatment };
    world.core(service).await.audit(TENANT, fact).await.unwrap();
}

async fn fail(world: &World, service: Service, call: AggregateId) {
    let fact = AccessFact::OpenFailed { aggregate: call, context: Context::Transcript, sequence: 9 };
    world.core(service).await.audit(TENANT, fact).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_open_becomes_an_incident_with_its_blast_radius() {
    let world = World::new().await;
    load(&world, Service::Redaction, id(8)).await;
    world.clock.advance(2 * DAY);
    for call in [1, 2, 1] {
        load(&world, Service::Redaction, id(call)).await;
    }
    load(&world, Service::Outcome, id(9)).await;
    let running = world.start(&breach_notification::service()).await;
    fail(&world, Service::Redaction, id(1)).await;
    let incident = incident(TENANT, Service::Redaction, id(1));
    let facts = wait(&world, incident, |fact| matches!(fact, BreachFact::BlastCounted { .. })).await;
    let signal = Signal::OpenFailed { service: Service::Redaction, call: id(1) };
    assert!(matches!(&facts[0], BreachFact::Opened { signal: first, .. } if *first == signal));
    // another service's call and one from before the look back are not in it
    let counted = blasts(&facts);
    assert_eq!((&counted[0].calls, counted.len()), (&vec![id(1), id(2)], 1));
    fail(&world, Service::Redaction, id(1)).await;
    fail(&world, Service::Redaction, id(3)).await;
    wait(&world, breach_notification::domain::incident(TENANT, Service::Redaction, id(3)), |_| true).await;
    assert_eq!(
        world.facts::<Breach>(Service::BreachNotification, incident).await,
        facts,
        "the same signal is the same incident"
    );
    running.drain().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn clocks_that_run_out_are_missed_and_those_met_are_not() {
    let world = World::new().await;
    let running = world.start(&breach_notification::service()).await;
    let known_ms = running.core().now_ms() - HOUR;
    ask(&world, 1, Ask::ReportIncident { call: Some(id(5)), known_ms }).await;
    let incident = reported(TENANT, Some(id(5)), id(1));
    let facts = wait(&world, incident, |fact| matches!(fact, BreachFact::BlastCounted { .. })).await;
    assert!(facts.contains(&BreachFact::ClockStarted { clock: Clock::Contract24h, due_ms: known_ms + DAY }));
    world.clock.advance(DAY);
    wait(&world, incident, |fact| matches!(fact, BreachFact::ClockMissed { clock: Clock::Contract24h, .. })).await;
    ask(&world, 2, Ask::MeetClock { incident, clock: Clock::Target72h }).await;
    wait(&world, incident, |fact| *fact == BreachFact::ClockMet { clock: Clock::Target72h }).await;
    world.clock.advance(60 * DAY);
    let facts =
        wait(&world, incident, |fact| matches!(fact, BreachFact::ClockMissed { clock: Clock::Limit60d, .. })).await;
    let missed = facts.iter().filter(|fact| matches!(fact, BreachFact::ClockMissed { .. })).count();
    assert_eq!(missed, 2, "{facts:?}");
    assert!(facts.iter().any(|fact| matches!(fact, BreachFact::EntityNotified { .. })));
    running.drain().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_assessment_with_every_factor_ends_the_clocks_and_one_without_does_not() {
    let world = World::new().await;
    let running = world.start(&breach_notification::service()).await;
    let known_ms = running.core().now_ms();
    ask(&world, 1, Ask::ReportIncident { call: None, known_ms }).await;
    let incident = reported(TENANT, None, id(1));
    wait(&world, incident, |fact| matches!(fact, BreachFact::BlastCounted { .. })).await;
    ask(&world, 2, Ask::Assess { incident, finding: Finding::LowProbability, factors: 3 }).await;
    ask(&world, 3, Ask::Assess { incident, finding: Finding::LowProbability, factors: 4 }).await;
    let facts = wait(&world, incident, |fact| matches!(fact, BreachFact::Assessed { .. })).await;
    assert!(facts.contains(&BreachFact::Assessed { finding: Finding::LowProbability, factors: 4, request: id(3) }));
    assert!(!facts.iter().any(|fact| matches!(fact, BreachFact::Assessed { factors: 3, .. })));
    world.clock.advance(90 * DAY);
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    let facts = world.facts::<Breach>(Service::BreachNotification, incident).await;
    assert!(!facts.iter().any(|fact| matches!(fact, BreachFact::ClockMissed { .. })), "{facts:?}");
    running.drain().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_cannot_be_read_becomes_an_incident() {
    let world = World::new().await;
    let running = world.start(&breach_notification::service()).await;
    let subject = Address::new(Context::Request, TENANT, id(6)).subject();
    let payload = b"no envelope".to_vec().into();
    let garbage = Append { subject, expected: None, id: None, traceparent: None, payload };
    world.log.append(garbage).await.unwrap();
    let service = Service::BreachNotification;
    let incident = incident(TENANT, service, id(6));
    let facts = wait(&world, incident, |fact| matches!(fact, BreachFact::BlastCounted { .. })).await;
    let signal = Signal::Quarantined { service, aggregate: id(6) };
    assert!(matches!(&facts[0], BreachFact::Opened { signal: first, .. } if *first == signal));
    running.drain().await;
}
