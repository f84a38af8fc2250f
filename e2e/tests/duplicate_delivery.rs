//! A platform delivers the same call several times, at once and later: one call, one piece of work (INV-02).
use e2e::stage::call_of;
use e2e::vapi::body;
use phi_events::call::Call;
use phi_events::ehr::{Ehr, EhrFact};

use crate::world::{World, webhook};

#[tokio::test(flavor = "multi_thread")]
async fn the_same_delivery_is_one_call() {
    let world = World::all().await;
    let report = body(&webhook(1, "vapi-twice"));
    let send = || world.stage.webhook(&report);
    let answers = futures::future::try_join_all((0..5).map(|_| send())).await.unwrap();
    let calls: Vec<_> = answers.iter().map(|answer| call_of(answer).unwrap()).collect();
    assert!(calls.iter().all(|call| *call == calls[0]), "{answers:?}");
    assert!(answers.iter().all(|(status, _)| [200, 202].contains(status)), "{answers:?}");
    world.confirmed(calls[0]).await;

    let (status, again) = send().await.unwrap();
    assert_eq!((status, again["call"].as_str()), (200, Some(calls[0].to_string().as_str())));
    assert_eq!(world.facts::<Call>(calls[0]).await.len(), 1);
    let writes = world.facts::<Ehr>(calls[0]).await;
    assert_eq!(writes.iter().filter(|fact| matches!(fact, EhrFact::Intended { .. })).count(), 1, "{writes:?}");
    assert_eq!(world.count("Task"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_id_with_other_content_is_refused_and_changes_nothing() {
    let world = World::all().await;
    let call = world.send(1, "vapi-conflict").await;
    let before = world.confirmed(call).await;
    let (status, answer) = world.stage.webhook(&body(&webhook(0, "vapi-conflict"))).await.unwrap();
    assert_eq!((status, answer["error"]["code"].as_str()), (409, Some("PHI-I008")));
    assert_eq!(world.confirmed(call).await, before);
    assert_eq!(world.facts::<Call>(call).await.len(), 1);
}
