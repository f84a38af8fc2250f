//! What the engine is unsure of waits for a person, who sees masked context only; the decision is an event, on record, and
//! decides the next call. Words are redacted again beside what counts, and count when a person says so.
use e2e::stage::call_of;
use e2e::vapi::{Report, body};
use phi_events::access::{AccessFact, Purpose};
use phi_events::redaction::{PhiKind, Redaction, RedactionContent, RedactionFact, ReviewItem, dictionary, standing};
use phi_events::request::Ask;
use phi_events::{Address, AggregateId, Context, DataClass, Service};
use phi_service::config::figment;
use phi_service::{Running, Surroundings, start};

use crate::world::{World, until};

/// Every service that a call passes, and redaction with a threshold that leaves every span in doubt.
async fn doubting() -> (World, Running) {
    let world = World::with(&[Service::CallIntake, Service::Transcription, Service::Outcome, Service::EhrSync]).await;
    let path = world.stage.configure(Service::Redaction).unwrap();
    let doubt = figment(Some(&path), &[("redaction.redact_at".to_owned(), "1.0".to_owned())]);
    let around = Surroundings { clock: world.clock.clone(), log: None };
    let running = start(&redaction::service(), &doubt, around).await.unwrap();
    assert!(running.ready(crate::world::PATIENCE).await);
    (world, running)
}

const TURNS: [(&str, &str); 3] = [
    ("bot", "Thank you for calling, who is this please?"),
    ("user", "My name is Zanthorpe and I need a refill of my lisinopril for my hypertension."),
    ("bot", "Thank you, I will send the refill request to the doctor."),
];

async fn sent(world: &World, id: &str, recording: Option<String>) -> AggregateId {
    let report = Report {
        id,
        number: "+12065550143",
        ended: "customer-ended-call",
        turns: &TURNS,
        summary: None,
        structured: None,
        recording,
    };
    call_of(&world.stage.webhook(&body(&report)).await.unwrap()).unwrap()
}

async fn graded(world: &World, call: AggregateId) -> (Vec<ReviewItem>, bool) {
    let facts = world.facts_until::<Redaction>(call, |facts| facts.len() >= 2).await;
    let RedactionFact::Graded { review, sensitive, .. } = &facts[1] else { panic!("{facts:?}") };
    (review.clone(), *sensitive)
}

/// What a reader of `deidentified` gets: the contents beside each event.
async fn opened(world: &World, call: AggregateId) -> Vec<Vec<RedactionContent>> {
    let mut all = Vec::new();
    for event in world.operator.read_aggregate::<Redaction>(world.stage.tenant, call).await.unwrap() {
        all.push(world.operator.open_contents(&event, DataClass::Deidentified, Purpose::Read).await.unwrap());
    }
    all
}

fn said(contents: &[RedactionContent]) -> String {
    let cleaned = contents.iter().find_map(|content| match content {
        RedactionContent::Cleaned(cleaned) => Some(cleaned),
        RedactionContent::Revealed(_) | RedactionContent::Review(_) | RedactionContent::Places(_) => None,
    });
    cleaned.unwrap().turns[1].text.clone()
}

/// What the projection says of a call's undecided spans.
async fn waits(world: &World, call: AggregateId, wanted: Option<i64>) {
    until("the projection of open reviews", async || {
        let said = world.stage.admin(Service::Redaction, reqwest::Method::GET, "/waiting").await.unwrap();
        let all = said["waiting"].as_array().unwrap();
        let found = all.iter().find(|row| row["aggregate"] == call.to_string());
        (found.and_then(|row| row["count"].as_i64()) == wanted).then_some(())
    })
    .await;
}

async fn entries(world: &World) -> Vec<AccessFact> {
    let read = world.operator.read_access(world.stage.tenant, Service::Redaction).await.unwrap();
    read.into_iter().map(|entry| entry.fact).collect()
}

/// The queue shows the words around a span, redacted, and never its value.
async fn masked_context_only(world: &World, call: AggregateId) {
    let contents = opened(world, call).await;
    let queued = contents.into_iter().flatten().find_map(|content| match content {
        RedactionContent::Review(queued) => Some(queued),
        RedactionContent::Cleaned(_) | RedactionContent::Revealed(_) | RedactionContent::Places(_) => None,
    });
    let queued = queued.unwrap();
    assert_eq!(queued[0].placeholder, "[PATIENT_NAME_1]");
    assert!(queued[0].before.ends_with("My name is") && queued[0].after.starts_with("and I need"), "{queued:?}");
    assert!(!format!("{queued:?}").to_lowercase().contains("zanthorpe"));
}

async fn decided(world: &World, call: AggregateId, item: u32) {
    let ask = || Ask::Review { call, item, after: None };
    world.ask(ask(), &[]).await;
    let reviewed = |facts: &[RedactionFact]| facts.iter().any(|fact| matches!(fact, RedactionFact::Reviewed { .. }));
    let facts = world.facts_until::<Redaction>(call, reviewed).await;
    let facts = without_copies(&facts);
    let RedactionFact::Reviewed { before, after, by, .. } = &facts[2] else { panic!("{facts:?}") };
    assert_eq!((before.item, before.kind, *after, by.as_str()), (item, PhiKind::Name, None, "operator-1"));
    let terms = world.facts_until::<Redaction>(dictionary(world.stage.tenant), |facts| !facts.is_empty()).await;
    assert!(matches!(terms[..], [RedactionFact::TermDecided { kind: None, .. }]), "{terms:?}");

    // again, about another span, and about a span that was never queued: refused in silence
    world.ask(ask(), &[]).await;
    world.ask(Ask::Review { call, item: 99, after: None }, &[]).await;
    let person = "operator-1".to_owned();
    let audited = entries(world).await;
    assert!(audited.contains(&AccessFact::Reviewed { person, call, item, phi: false }), "{audited:?}");
    let opened = AccessFact::KeyLoaded { call, class: DataClass::Transcript, purpose: Purpose::Review };
    assert!(audited.contains(&opened), "the word behind the span was read and nobody noted it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_is_on_record_and_decides_the_next_call() {
    let (world, running) = doubting().await;
    let recording = format!("http://{}/recordings/vapi-refill.wav", world.stage.host.host);
    let call = sent(&world, "vapi-story-review-1", Some(recording)).await;
    let (review, sensitive) = graded(&world, call).await;
    assert_eq!((review.len(), review[0].kind, sensitive), (1, PhiKind::Name, true));
    masked_context_only(&world, call).await;
    waits(&world, call, Some(1)).await;
    decided(&world, call, review[0].item).await;
    waits(&world, call, None).await;

    let next = sent(&world, "vapi-story-review-2", None).await;
    assert_eq!(graded(&world, next).await.0, []);
    assert!(said(&opened(&world, next).await[0]).contains("Zanthorpe"), "the dictionary did not decide");
    again_over_the_first(&world, call).await;
    let facts = world.facts::<Redaction>(call).await;
    let reviews = facts.iter().filter(|fact| matches!(fact, RedactionFact::Reviewed { .. })).count();
    assert_eq!(reviews, 1, "{facts:?}");
    let live = running.state_hash().await.unwrap();
    running.rebuild().await.unwrap();
    let replayed = running.state_hash().await.unwrap();
    assert_eq!((live.hash, live.position), (replayed.hash, replayed.position), "INV-03");
    running.drain().await;
}

/// What was decided about the words: the copies of the recording are made beside that, at any time.
fn without_copies(facts: &[RedactionFact]) -> Vec<&RedactionFact> {
    facts.iter().filter(|fact| !matches!(fact, RedactionFact::AudioMasked { .. })).collect()
}

/// Milliseconds that the so-manieth masked copy silences, over its tracks.
async fn silenced(world: &World, call: AggregateId, copy: usize) -> u64 {
    let copies = |facts: &[RedactionFact]| -> Vec<u64> {
        let silence = |fact: &RedactionFact| {
            let RedactionFact::AudioMasked { tracks } = fact else { return None };
            Some(tracks.iter().map(|track| track.silenced_ms).sum())
        };
        facts.iter().filter_map(silence).collect()
    };
    copies(&world.facts_until::<Redaction>(call, |facts| copies(facts).len() >= copy).await)[copy - 1]
}

/// The same dictionary over the first call: a pass beside what counts, then it counts; nothing is overwritten.
async fn again_over_the_first(world: &World, call: AggregateId) {
    let subject = Address::new(Context::Redaction, world.stage.tenant, call).subject();
    let before = world.operator.log().read("REDACTION", &subject, 1).await.unwrap();
    world.ask(Ask::PromoteRerun { call }, &[]).await;
    world.ask(Ask::Rerun { call }, &[]).await;
    let again = |facts: &[RedactionFact]| facts.iter().any(|fact| matches!(fact, RedactionFact::Rerun { .. }));
    let facts = world.facts_until::<Redaction>(call, again).await;
    let pass = facts.iter().position(|fact| matches!(fact, RedactionFact::Rerun { .. })).unwrap();
    let RedactionFact::Rerun { caught, released, .. } = without_copies(&facts)[3] else { panic!("{facts:?}") };
    assert_eq!((caught.len(), released.get(&PhiKind::Name)), (0, Some(&1)));
    assert_eq!(standing(&facts), Some(0), "a pass counts before a person says so");
    let first = silenced(world, call, 1).await;

    world.ask(Ask::PromoteRerun { call }, &[]).await;
    let promoted = |facts: &[RedactionFact]| facts.iter().any(|fact| matches!(fact, RedactionFact::Promoted { .. }));
    let facts = world.facts_until::<Redaction>(call, promoted).await;
    assert_eq!((standing(&facts), without_copies(&facts).len()), (Some(pass), 6));
    let contents = opened(world, call).await;
    assert!(said(&contents[0]).contains("[PATIENT_NAME_1]"), "the first pass is gone");
    assert!(said(&contents[pass]).contains("Zanthorpe"));
    // the recording is masked again by the places that count now
    let second = silenced(world, call, 2).await;
    assert!(second < first, "{second} ms of silence after {first}: {:?}", world.facts::<Redaction>(call).await);
    let after = world.operator.log().read("REDACTION", &subject, 1).await.unwrap();
    assert!(before.iter().zip(&after).all(|(old, new)| old.payload == new.payload), "something was overwritten");
}
