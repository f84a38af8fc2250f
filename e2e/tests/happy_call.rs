//! The main job: five calls of five kinds from a platform's webhook to the EHR, on one trace, with every key load on record.
use std::collections::BTreeMap;

use data_encoding::BASE64;
use e2e::canary::{planted, scan_bytes};
use e2e::demo::calls::webhooks;
use e2e::stage::{RUNNING, call_of, recordings};
use e2e::vapi::body;
use e2e::watch::CallView;
use phi_audio::{Recording, to_wav};
use phi_events::access::{AccessFact, Purpose};
use phi_events::call::{Call, CallFact};
use phi_events::redaction::{Redaction, RedactionFact};
use phi_events::{Address, AggregateId, Context, DataClass, Service};

use crate::world::World;

/// Outcome, intent with urgency, and whether the patient's chart is certain.
const EXPECTED: [(&str, &str, Option<&str>); 5] = [
    ("appointment_requested", "booking, routine", Some("matched")),
    ("refill_requested", "refill, routine", Some("matched")),
    ("callback_requested", "test_results, routine", Some("matched")),
    ("escalated", "emergency, stat", None),
    ("missed_call", "missed, routine", Some("unmatched")),
];

#[tokio::test(flavor = "multi_thread")]
async fn five_calls_reach_the_ehr() {
    let world = World::all().await;
    let mut calls = Vec::new();
    for (_, webhook) in webhooks(&world.stage.host.host) {
        let answer = world.stage.webhook(&body(&webhook)).await.unwrap();
        assert_eq!(answer.0, 202);
        calls.push(call_of(&answer).unwrap());
    }
    for (call, expected) in calls.iter().zip(EXPECTED) {
        let view = world.confirmed(*call).await;
        is_as_expected(&world, &view, expected);
        one_trace(&world, *call, &view).await;
    }
    recordings_are_kept(&world, &calls[..4]).await;
    // the recordings are in: no key of these calls is loaded any more
    for (index, call) in calls.iter().enumerate() {
        assert_eq!(loads(&world, *call).await, expected_loads(index < 4), "call {index}");
    }
    nobody_is_named_in_a_transcript(&world);
}

fn is_as_expected(world: &World, view: &CallView, (outcome, intent, chart): (&str, &str, Option<&str>)) {
    assert_eq!((view.outcome.as_str(), view.intent.as_str()), (outcome, intent));
    if let Some(chart) = chart {
        assert_eq!(view.chart, chart, "{outcome}");
    }
    let resources = world.stage.fhir.resources();
    for reference in &view.ehr {
        let (kind, id) = reference.split_once('/').unwrap();
        let found = resources.iter().filter(|resource| resource["resourceType"] == kind && resource["id"] == id);
        assert_eq!(found.count(), 1, "{reference}");
    }
    assert!(view.ehr.iter().any(|reference| reference.starts_with("Task/")), "{outcome} is nobody's work");
    let noted = view.ehr.iter().any(|reference| reference.starts_with("DocumentReference/"));
    assert_eq!(noted, view.chart == "matched", "a chart, and only a chart, gets the redacted words");
}

/// Every context's first commit of a call carries the trace that began at the door.
async fn one_trace(world: &World, call: AggregateId, view: &CallView) {
    assert_eq!(view.trace.len(), 32, "no trace reached the EHR");
    for context in [Context::Call, Context::Transcript, Context::Redaction, Context::Outcome, Context::Ehr] {
        let subject = Address::new(context, world.stage.tenant, call).subject();
        let stored = world.operator.log().read(&context.stream(), &subject, 1).await.unwrap();
        let parent = stored[0].traceparent.clone().unwrap_or_default();
        assert_eq!(parent.split('-').nth(1), Some(view.trace.as_str()), "{context:?}");
    }
}

fn nobody_is_named_in_a_transcript(world: &World) {
    let notes = world.stage.fhir.resources_of("DocumentReference");
    assert!(notes.len() >= 3, "{} notes", notes.len());
    for note in notes {
        let text = BASE64.decode(note["content"][0]["attachment"]["data"].as_str().unwrap().as_bytes()).unwrap();
        assert!(text.windows(4).any(|word| word == b"NAME"), "a note without a placeholder");
        assert_eq!(scan_bytes("a note", &text, &planted()), []);
    }
}

async fn recordings_are_kept(world: &World, calls: &[AggregateId]) {
    for call in calls {
        let stored = |facts: &[CallFact]| facts.iter().any(|fact| matches!(fact, CallFact::RecordingStored { .. }));
        world.facts_until::<Call>(*call, stored).await;
        let masked =
            |facts: &[RedactionFact]| facts.iter().any(|fact| matches!(fact, RedactionFact::AudioMasked { .. }));
        world.facts_until::<Redaction>(*call, masked).await;
    }
}

type Loads = BTreeMap<(Service, DataClass), usize>;

/// How often each service said in the audit log that it loaded a key of this call.
async fn loads(world: &World, call: AggregateId) -> Loads {
    let mut loads = Loads::new();
    for service in RUNNING {
        for entry in world.operator.read_access(world.stage.tenant, service).await.unwrap() {
            match entry.fact {
                AccessFact::KeyLoaded { call: of, class, purpose: Purpose::Treatment } if of == call => {
                    *loads.entry((service, class)).or_default() += 1;
                }
                AccessFact::KeyLoaded { .. }
                | AccessFact::Rebuilt { .. }
                | AccessFact::PersonRead { .. }
                | AccessFact::Reviewed { .. } => {}
                AccessFact::OpenFailed { .. } | AccessFact::Refused { .. } => panic!("{:?}", entry.fact),
            }
        }
    }
    loads
}

/// Each key once, and only by those whose work it is. A call without words has none to open or to seal.
fn expected_loads(spoken: bool) -> Loads {
    let made = [DataClass::Audio, DataClass::Transcript, DataClass::Identity].map(|class| (Service::CallIntake, class));
    let worked = [
        (Service::Transcription, DataClass::Transcript),
        (Service::Redaction, DataClass::Transcript),
        (Service::Redaction, DataClass::Identity),
        (Service::Redaction, DataClass::Deidentified),
        (Service::Redaction, DataClass::Audio),
        (Service::Redaction, DataClass::Masked),
        (Service::Outcome, DataClass::Deidentified),
        (Service::EhrSync, DataClass::Deidentified),
    ];
    let worked = worked.into_iter().filter(|_| spoken);
    made.into_iter().chain(worked).chain([(Service::EhrSync, DataClass::Identity)]).map(|load| (load, 1)).collect()
}

#[expect(clippy::disallowed_methods, reason = "justw says by environment where it put the engine")]
fn speech_engine() -> bool {
    std::env::var("PHIMESH_SPEECH_PYTHONPATH").is_ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_is_heard_and_reaches_the_ehr() {
    if !speech_engine() {
        eprintln!(
            "SKIPPED: PHIMESH_SPEECH_PYTHONPATH does not say where the speech engine is; run through ./justw test"
        );
        return;
    }
    let world = World::all().await;
    let wav = std::fs::read(&recordings()["booking.wav"]).unwrap();
    let whole = Recording::parse(&wav).unwrap();
    let seconds = |track: &Vec<u8>| {
        track[..track.len().min(6 * whole.rate_hz as usize * whole.codec.bytes_per_sample())].to_vec()
    };
    let short = Recording { tracks: whole.tracks.iter().map(seconds).collect(), ..whole };
    let answer = world.stage.upload("story-booking", Some("+12065550189"), to_wav(&short)).await.unwrap();
    let view = world.confirmed(call_of(&answer).unwrap()).await;
    assert!(view.words.contains("pocketsphinx"), "{}", view.words);
    assert_eq!(world.count("Task"), 1);
}
