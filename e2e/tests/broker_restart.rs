//! The broker is killed in the middle of twenty calls: every accepted call reaches the EHR, once.
use e2e::stage::call_of;
use e2e::vapi::body;
use phi_events::AggregateId;
use phi_events::call::Call;

use crate::world::{World, until, webhook};

const CALLS: usize = 20;

/// Delivers as a platform does: again, until it is taken.
async fn deliver(world: &World, index: usize) -> AggregateId {
    let id = format!("vapi-restart-{index}");
    let report = body(&webhook(index % 5, &id));
    until("a delivery to be taken", async || {
        let answer = world.stage.webhook(&report).await.unwrap();
        (answer.0 != 503).then(|| call_of(&answer).unwrap())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_is_confirmed_once() {
    let mut world = World::all().await;
    let mut calls = Vec::new();
    for index in 0..CALLS / 2 {
        calls.push(deliver(&world, index).await);
    }
    // the first ten are on their way between the services
    world.stage.mesh.nats.restart().unwrap();
    for index in CALLS / 2..CALLS {
        calls.push(deliver(&world, index).await);
    }
    for call in &calls {
        assert!(world.confirmed(*call).await.confirmed);
        assert_eq!(world.facts::<Call>(*call).await.len(), 1);
    }
    assert_eq!(world.count("Task"), CALLS);
}
