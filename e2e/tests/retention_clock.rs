//! Ninety days pass: what identifies a patient is destroyed on its own, and the redacted record stays.
use e2e::stage::RUNNING;
use phi_events::DataClass;
use phi_events::access::Purpose;
use phi_events::class::CONTENT_CLASSES;
use phi_events::flow::row;
use phi_events::retention::{DestroyReason, Retention, RetentionFact};
use phi_service::Disposition;

use crate::world::World;

const DAY_MS: u64 = 86_400_000;

fn destroyed(facts: &[RetentionFact]) -> bool {
    facts.iter().any(|fact| matches!(fact, RetentionFact::Destroyed { .. }))
}

#[tokio::test(flavor = "multi_thread")]
async fn after_ninety_days_only_the_redacted_record_opens() {
    let world = World::all().await;
    let call = world.send(0, "vapi-old").await;
    world.confirmed(call).await;
    world.facts_until::<Retention>(call, |facts| matches!(facts, [RetentionFact::Scheduled { .. }])).await;
    world.clock.advance(91 * DAY_MS);
    let facts = world.facts_until::<Retention>(call, destroyed).await;
    let started = facts.iter().find_map(|fact| {
        if let RetentionFact::DestructionStarted { classes, reason } = fact {
            Some((classes.clone(), *reason))
        } else {
            None
        }
    });
    let identifying = vec![DataClass::Audio, DataClass::Transcript, DataClass::Masked, DataClass::Identity];
    assert_eq!(started, Some((identifying.clone(), DestroyReason::Expired)));
    for service in RUNNING {
        let core = world.stage.running[&service].core();
        for class in CONTENT_CLASSES.into_iter().filter(|class| row(service).opens.contains(class)) {
            let opened = core.call_key(world.stage.tenant, call, class, Purpose::Treatment).await;
            let shredded = opened.is_err_and(|fault| fault.disposition == Disposition::Shredded);
            assert_eq!(shredded, identifying.contains(&class), "{} {}", service.name(), class.token());
        }
    }
    let later = world.send(2, "vapi-new").await;
    assert!(world.confirmed(later).await.confirmed, "a call in another month than the mesh was made in");
}
