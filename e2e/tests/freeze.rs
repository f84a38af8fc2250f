//! A tenant is frozen: its evidence is not destroyed however much time passes, the law's clocks run on, and another tenant
//! notices nothing (INV-10, INV-12).
use breach_notification::domain::reported;
use phi_events::breach::{Breach, BreachFact, Clock};
use phi_events::request::Ask;
use phi_events::retention::{Retention, RetentionFact};
use phi_events::tenant::TenantFact;
use phi_events::{AggregateId, DataClass, Service, TenantId};
use phi_service::{Disposition, KeyError};
use phi_testkit::mesh::{NewTenant, TenantDomain};

use crate::world::{World, until, webhook};
use e2e::stage::call_of;
use e2e::vapi::{body, signature};
use phi_events::access::Purpose;
use phi_events::tenant::Platform;

const DAY_MS: u64 = 86_400_000;

fn destroyed(facts: &[RetentionFact]) -> bool {
    facts.iter().any(|fact| matches!(fact, RetentionFact::Destroyed { .. }))
}

fn scheduled(facts: &[RetentionFact]) -> bool {
    !facts.is_empty()
}

/// A second practice, and a call of it.
async fn neighbour(world: &World) -> (TenantId, AggregateId) {
    let platforms = vec![Platform::VapiHmac { secret: "practice-vapi".to_owned() }];
    let suite = phi_events::Suite::Aes256Gcm;
    let new = NewTenant { label: "neighbour".to_owned(), suite, baa: true, platforms, lives: vec![] };
    let tenant = world.stage.mesh.tenant(&new).await.unwrap();
    let body = body(&webhook(1, "vapi-neighbour")).to_string();
    let now_s = world.stage.mesh.clock.now_ms() / 1000;
    let signed = signature(world.stage.secret(), now_s, body.as_bytes());
    (tenant, call_of(&world.stage.webhook_with(tenant, body, &signed).await.unwrap()).unwrap())
}

async fn told(world: &World, fact: TenantFact) {
    let tenant = world.stage.tenant;
    let cause = format!("{fact:?}");
    let mut own = world.operator.aggregate::<TenantDomain>(tenant, tenant.into(), cause.as_bytes()).await.unwrap();
    own.execute("change", vec![fact]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn evidence_stays_and_the_laws_clocks_run() {
    let world = World::with(&[Service::CallIntake, Service::Retention, Service::BreachNotification]).await;
    let call = world.send(0, "vapi-frozen").await;
    world.facts_until::<Retention>(call, scheduled).await;
    let (other, others_call) = neighbour(&world).await;
    let of_other = async || {
        let events = world.operator.read_aggregate::<Retention>(other, others_call).await.unwrap();
        events.into_iter().map(|event| event.fact).collect::<Vec<_>>()
    };
    until("the neighbour's schedule", async || scheduled(&of_other().await).then_some(())).await;

    told(&world, TenantFact::Frozen { at_ms: world.operator.now_ms(), reason: "T-1".to_owned() }).await;
    let retention = world.stage.running[&Service::Retention].core();
    until("retention to know", async || retention.is_frozen(world.stage.tenant).then_some(())).await;
    let known_ms = world.operator.now_ms();
    let request = world.ask(Ask::ReportIncident { call: Some(call), known_ms }, &[]).await;
    let incident = reported(world.stage.tenant, Some(call), request);
    world.facts_until::<Breach>(incident, |facts| !facts.is_empty()).await;
    let shred = world.ask(Ask::Shred { call, classes: vec![] }, &["officer-1", "officer-2"]).await;
    let declined = RetentionFact::Declined { request: shred };
    world.facts_until::<Retention>(call, |facts| facts.contains(&declined)).await;

    world.clock.advance(91 * DAY_MS);
    until("the neighbour's keys to be destroyed", async || destroyed(&of_other().await).then_some(())).await;
    let missed = |facts: &[BreachFact]| {
        facts.iter().any(|fact| matches!(fact, BreachFact::ClockMissed { clock: Clock::Target72h, .. }))
    };
    world.facts_until::<Breach>(incident, missed).await;
    assert!(!destroyed(&world.facts::<Retention>(call).await), "evidence of a frozen tenant was destroyed");
    let intake = world.stage.running[&Service::CallIntake].core();
    let opened = intake.call_key(world.stage.tenant, call, DataClass::Audio, Purpose::Treatment).await;
    let fault = opened.err().expect("a key of a frozen tenant was released");
    assert_eq!(fault.source.downcast_ref(), Some(&KeyError::Frozen));
    assert!(matches!(fault.disposition, Disposition::Park { .. }));
    assert!(
        intake
            .call_key(other, others_call, DataClass::Audio, Purpose::Treatment)
            .await
            .is_err_and(|fault| { fault.disposition == Disposition::Shredded })
    );

    let approvers = vec!["officer-1".to_owned(), "officer-2".to_owned()];
    let thawed = TenantFact::Thawed { at_ms: world.operator.now_ms(), approvers, reason: "T-2".to_owned() };
    told(&world, thawed).await;
    world.facts_until::<Retention>(call, destroyed).await;
}
