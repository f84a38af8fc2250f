//! A service is away while calls arrive: they wait in the log, and none is lost, doubled or parked (INV-03).
use phi_events::ehr::{Ehr, EhrFact};
use phi_events::outcome::{Outcome, OutcomeFact};
use phi_events::redaction::{Redaction, RedactionFact};
use phi_events::transcript::{Transcript, TranscriptFact};
use phi_events::{AggregateId, Service};

use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn calls_wait_for_redaction_and_go_on() {
    let mut world = World::all().await;
    world.stage.stop(Service::Redaction).await;
    let mut calls = Vec::new();
    for index in 0..4 {
        calls.push(world.send(index, &format!("vapi-waiting-{index}")).await);
    }
    for call in &calls {
        world.facts_until::<Transcript>(*call, |facts| !facts.is_empty()).await;
        assert!(world.facts::<Redaction>(*call).await.is_empty());
        assert!(world.facts::<Outcome>(*call).await.is_empty(), "an outcome without redaction");
    }
    world.stage.start(Service::Redaction).await.unwrap();
    for call in &calls {
        world.confirmed(*call).await;
        each_step_once(&world, *call).await;
    }
    assert_eq!(world.count("Task"), calls.len());
}

async fn each_step_once(world: &World, call: AggregateId) {
    let heard = world.facts::<Transcript>(call).await;
    assert!(matches!(heard[..], [TranscriptFact::Transcribed { .. }]), "{heard:?}");
    let redacted = world.facts::<Redaction>(call).await;
    assert!(matches!(redacted[..], [RedactionFact::Redacted { .. }, RedactionFact::Graded { .. }]), "{redacted:?}");
    let concluded = world.facts::<Outcome>(call).await;
    assert!(matches!(concluded[..], [OutcomeFact::Concluded { .. }]), "{concluded:?}");
    let written = world.facts::<Ehr>(call).await;
    assert!(matches!(written[..], [EhrFact::Intended { .. }, EhrFact::Confirmed { .. }]), "{written:?}");
}
