//! Garbage straight onto the log: set aside, alarmed, decided about by people, and in nobody else's way (INV-09).
use breach_notification::domain::incident;
use phi_bus::{Append, EventLog, Stored};
use phi_events::breach::{Breach, BreachFact, Signal};
use phi_events::commit::decode_facts;
use phi_events::ehr::{Ehr, EhrFact};
use phi_events::envelope::Layout;
use phi_events::quarantine::{Poison, Quarantine, QuarantineFact};
use phi_events::request::Ask;
use phi_events::transcript::Transcript;
use phi_events::{Address, AggregateId, Context, DataClass, MESH_TENANT, Service, TenantId, subject};
use phi_seal::{Binding, open};

use crate::world::{World, until};

const TWO: [&str; 2] = ["officer-1", "officer-2"];

async fn garbage(world: &World, subject: String) -> u64 {
    let payload = "not an envelope".into();
    let message = Append { subject, expected: None, id: None, traceparent: None, payload };
    world.provisioner().await.append(message).await.unwrap()
}

async fn opened(
    world: &World,
    tenant: TenantId,
    aggregate: AggregateId,
    service: Service,
    stored: &Stored,
) -> Vec<QuarantineFact> {
    let layout = Layout::parse(&stored.payload).unwrap();
    let section = &layout.header.sections[layout.section(DataClass::Lifecycle).unwrap()];
    let key = world.operator.keys().by_id(tenant, DataClass::Lifecycle, service, &section.key_id).await.unwrap();
    let address = Address::new(Context::Quarantine, tenant, aggregate);
    let binding = Binding { environment: world.operator.environment(), address };
    let plain = open(&stored.payload, &layout, DataClass::Lifecycle, &key, &binding).unwrap();
    decode_facts::<Quarantine>(&plain).unwrap().1
}

/// What a service set aside of an aggregate, and what was decided about it.
async fn records(world: &World, tenant: TenantId, aggregate: AggregateId, service: Service) -> Vec<QuarantineFact> {
    let subject = subject::quarantine(service, tenant, aggregate);
    let mut facts = Vec::new();
    for stored in world.operator.log().read(&Context::Quarantine.stream(), &subject, 1).await.unwrap() {
        facts.extend(opened(world, tenant, aggregate, service, &stored).await);
    }
    facts
}

async fn set_aside(world: &World, tenant: TenantId, aggregate: AggregateId, service: Service) -> QuarantineFact {
    until("a quarantine record", async || records(world, tenant, aggregate, service).await.into_iter().next()).await
}

/// A call whose subject in REDACTION begins with garbage, and the garbage's sequence.
async fn poisoned_call(world: &mut World) -> (AggregateId, u64) {
    world.stage.stop(Service::Redaction).await;
    let call = world.send(1, "vapi-poisoned").await;
    world.facts_until::<Transcript>(call, |facts| !facts.is_empty()).await;
    let sequence = garbage(world, Address::new(Context::Redaction, world.stage.tenant, call).subject()).await;
    world.stage.start(Service::Redaction).await.unwrap();
    (call, sequence)
}

#[tokio::test(flavor = "multi_thread")]
async fn garbage_is_set_aside_alarmed_and_in_nobodys_way() {
    let mut world = World::all().await;
    let tenant = world.stage.tenant;
    let (call, sequence) = poisoned_call(&mut world).await;
    let aside = set_aside(&world, tenant, call, Service::Redaction).await;
    assert!(
        matches!(aside, QuarantineFact::Parked { context: Context::Redaction, sequence: at, poison: Poison::Garbage, .. } if at == sequence),
        "{aside:?}"
    );
    let opened = |facts: &[BreachFact]| {
        facts.iter().any(|fact| matches!(fact, BreachFact::Opened { signal: Signal::Quarantined { .. }, .. }))
    };
    let facts = world.facts_until::<Breach>(incident(tenant, Service::Redaction, call), opened).await;
    assert_eq!(facts.iter().filter(|fact| matches!(fact, BreachFact::ClockStarted { .. })).count(), 3, "{facts:?}");

    // a subject that is nobody's: set aside under the mesh itself by whoever reacts to that stream
    let sequence = garbage(&world, "phi.v1.redaction.nonsense".to_owned()).await;
    let mesh = AggregateId(MESH_TENANT.0);
    let aside = set_aside(&world, MESH_TENANT, mesh, Service::Outcome).await;
    assert!(matches!(aside, QuarantineFact::Parked { sequence: at, .. } if at == sequence), "{aside:?}");

    let other = world.send(0, "vapi-beside").await;
    assert!(world.confirmed(other).await.confirmed, "garbage on one subject held up another");
    assert!(world.facts::<Ehr>(call).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_keeps_garbage_and_two_people_may_skip_it() {
    let mut world = World::all().await;
    let tenant = world.stage.tenant;
    let (aggregate, sequence) = poisoned_call(&mut world).await;
    let context = Context::Redaction;
    let skip = |service| Ask::SkipQuarantined { service, aggregate, context, sequence };
    set_aside(&world, tenant, aggregate, Service::Redaction).await;

    world.ask(skip(Service::Redaction), &["officer-1"]).await;
    world.ask(Ask::RetryQuarantined { service: Service::Redaction, aggregate, context, sequence }, &[]).await;
    let released = QuarantineFact::Released { context, sequence };
    let facts = until("the retry", async || {
        Some(records(&world, tenant, aggregate, Service::Redaction).await).filter(|facts| facts.contains(&released))
    })
    .await;
    assert!(matches!(facts[..], [QuarantineFact::Parked { .. }, QuarantineFact::Released { .. }]), "{facts:?}");
    let subject = Address::new(context, tenant, aggregate).subject();
    assert_eq!(
        world.operator.log().read(&context.stream(), &subject, 1).await.unwrap().len(),
        1,
        "the call went past garbage"
    );

    // redaction writes there, outcome and ehr-sync read there: each sets it aside, and each is told to pass it over
    for service in [Service::Redaction, Service::Outcome, Service::EhrSync] {
        world.ask(skip(service), &TWO).await;
    }
    let written = |facts: &[EhrFact]| facts.iter().any(|fact| matches!(fact, EhrFact::Confirmed { .. }));
    world.facts_until::<Ehr>(aggregate, written).await;
    let facts = records(&world, tenant, aggregate, Service::Redaction).await;
    let skipped = facts.iter().filter(|fact| matches!(fact, QuarantineFact::Skipped { .. }));
    assert_eq!(skipped.count(), 1, "one person alone skipped a message: {facts:?}");
}
