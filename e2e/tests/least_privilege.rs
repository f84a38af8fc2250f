//! Without permission means without: what a service cannot read, open, write or manage, tried as its real account.
use std::collections::BTreeMap;
use std::time::Duration;

use async_nats::client::RequestErrorKind;
use async_nats::{Client, HeaderMap};
use futures::StreamExt;
use phi_bus::accounts::{API, grants};
use phi_bus::{Append, EventLog, NatsLog};
use phi_events::class::ALL_CLASSES;
use phi_events::flow::{Row, consumers, row, streams};
use phi_events::service::ALL_SERVICES;
use phi_events::subject::key_stream;
use phi_events::{AggregateId, Context, DataClass, Service};
use phi_seal::provider::root_name;
use phi_service::KeyError;
use serde_json::{Value, json};

use crate::world::World;

/// Fails unless nobody answers: in the service's own account that subject leads nowhere.
async fn leads_nowhere(client: &Client, service: Service, subject: &str) {
    let asked = tokio::time::timeout(Duration::from_secs(5), client.request(subject.to_owned(), "{}".into())).await;
    match asked {
        Ok(Err(error)) if error.kind() == RequestErrorKind::NoResponders => {}
        // the broker itself says that this account has no JetStream (10039), or that it is no cluster (10010)
        Ok(Ok(answer)) => {
            let value: Value = serde_json::from_slice(&answer.payload).unwrap_or_default();
            let code = value["error"]["err_code"].as_u64();
            assert!(matches!(code, Some(10_039 | 10_010)), "{} got an answer on {subject}: {value}", service.name());
        }
        other => panic!("{} on {subject}: {other:?}", service.name()),
    }
}

/// A subject of each stream, legal by its shape.
fn subject_in(pattern: &str) -> String {
    pattern.replace('>', "00.aaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaa")
}

/// Whether a row may publish on a subject.
fn publishes(row: &Row, subject: &str) -> bool {
    row.publishes().iter().any(|pattern| subject.starts_with(pattern.trim_end_matches('>')))
}

#[tokio::test(flavor = "multi_thread")]
async fn outcome_can_neither_read_nor_open_a_transcript() {
    let mut world = World::with(&[Service::CallIntake, Service::Transcription]).await;
    let call = world.send(0, "vapi-private").await;
    let said = |facts: &[phi_events::transcript::TranscriptFact]| !facts.is_empty();
    world.facts_until::<phi_events::transcript::Transcript>(call, said).await;

    let outcome = world.stage.mesh.nats.connect(Service::Outcome.name()).await.unwrap();
    for verb in [
        "DIRECT.GET.TRANSCRIPT",
        "STREAM.MSG.GET.TRANSCRIPT",
        "STREAM.INFO.TRANSCRIPT",
        "CONSUMER.MSG.NEXT.TRANSCRIPT.redaction",
    ] {
        leads_nowhere(outcome.client(), Service::Outcome, &format!("{API}.{verb}")).await;
    }
    let keys = key_stream(DataClass::Transcript);
    leads_nowhere(outcome.client(), Service::Outcome, &format!("{API}.STREAM.MSG.GET.{keys}")).await;
    world.stage.start(Service::Outcome).await.unwrap();
    let loaded = world.stage.running[&Service::Outcome]
        .core()
        .keys()
        .load(world.stage.tenant, call, DataClass::Transcript)
        .await;
    assert!(matches!(loaded, Err(KeyError::Log(_))), "{:?}", loaded.err());
    // even with the record in hand, its key file holds no root that opens it
    let sealing =
        world.stage.running[&Service::Outcome].core().keys().sealing(world.stage.tenant, DataClass::Transcript).await;
    assert!(sealing.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_file_holds_the_private_roots_of_its_row_only() {
    let world = World::set().await;
    for service in ALL_SERVICES {
        let text = std::fs::read_to_string(world.stage.mesh.key_file(Some(service))).unwrap();
        let file: Value = serde_json::from_str(&text).unwrap();
        let row = row(service);
        for class in ALL_CLASSES.into_iter().filter(|class| *class != DataClass::Audit) {
            let private = file["roots"][root_name(class, None)].get("private").is_some();
            assert_eq!(private, row.opens.contains(&class), "{} and {}", service.name(), class.token());
        }
        assert_eq!(file.get("shred_signer").is_some(), row.destroys, "{}", service.name());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_reaches_nothing_beyond_its_row() {
    let world = World::set().await;
    for service in ALL_SERVICES {
        let log = world.stage.mesh.nats.connect(service.name()).await.unwrap();
        let row = row(service);
        let granted: Vec<String> = grants(row).iter().map(|grant| grant.used().to_owned()).collect();
        for stream in streams() {
            let subject = subject_in(&stream.subjects[0]);
            if !publishes(row, &subject) {
                leads_nowhere(log.client(), service, &subject).await;
            }
            for verb in ["DIRECT.GET", "STREAM.MSG.GET", "STREAM.MSG.DELETE", "STREAM.INFO"] {
                let subject = format!("{API}.{verb}.{}", stream.name);
                if !granted.contains(&subject) {
                    leads_nowhere(log.client(), service, &subject).await;
                }
            }
        }
        for consumer in consumers().into_iter().filter(|consumer| consumer.service != service) {
            let name = format!("{}.{}", consumer.stream, consumer.durable);
            leads_nowhere(log.client(), service, &format!("{API}.CONSUMER.MSG.NEXT.{name}")).await;
            leads_nowhere(log.client(), service, &format!("{API}.CONSUMER.RESET.{name}")).await;
            leads_nowhere(log.client(), service, &format!("$JS.ACK.{name}.1.1.1.1.0")).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_service_manages_streams_or_consumers() {
    let world = World::set().await;
    for service in ALL_SERVICES {
        let log = world.stage.mesh.nats.connect(service.name()).await.unwrap();
        let own = row(service).own().stream();
        for api in [API, "$JS.API"] {
            for verb in ["CREATE", "UPDATE", "DELETE", "PURGE", "SNAPSHOT", "RESTORE", "LEADER.STEPDOWN", "PEER.REMOVE"]
            {
                leads_nowhere(log.client(), service, &format!("{api}.STREAM.{verb}.{own}")).await;
            }
            for verb in ["CREATE", "DURABLE.CREATE", "DELETE", "PAUSE"] {
                leads_nowhere(log.client(), service, &format!("{api}.CONSUMER.{verb}.{own}.{}", service.name())).await;
            }
            for verb in ["INFO", "STREAM.NAMES", "STREAM.LIST"] {
                leads_nowhere(log.client(), service, &format!("{api}.{verb}")).await;
            }
        }
    }
}

/// The sequence of every stream's last message.
async fn ends(log: &NatsLog) -> BTreeMap<String, u64> {
    let mut ends = BTreeMap::new();
    for stream in streams() {
        ends.insert(stream.name.clone(), log.end(&stream.name).await.unwrap());
    }
    ends
}

/// The requests whose answers JetStream sends wherever the asker says: a pull, a direct get, a key read, a publish.
fn answered(service: Service) -> Vec<(String, String)> {
    let row = row(service);
    let mut asked = Vec::new();
    for consumer in row.consumers() {
        let subject = format!("{API}.CONSUMER.MSG.NEXT.{}.{}", consumer.stream, consumer.durable);
        asked.push((subject, json!({"batch": 1, "expires": 2_000_000_000_u64}).to_string()));
    }
    let own = row.own().stream();
    asked.push((format!("{API}.DIRECT.GET.{own}"), json!({"seq": 1}).to_string()));
    asked.push((format!("{API}.STREAM.MSG.GET.{own}"), json!({"seq": 1}).to_string()));
    asked.push((format!("{API}.STREAM.MSG.GET.{}", key_stream(DataClass::Tenant)), json!({"seq": 1}).to_string()));
    asked.push((subject_in(&format!("phi.v1.{}.>", row.own().token())), "a publish".to_owned()));
    asked
}

/// Asks in the ordinary way, and returns once the answer is here: whatever was asked before has been answered too.
async fn answer_comes(client: &Client, subject: &str, body: &str) {
    let inbox = client.new_inbox();
    let mut answers = client.subscribe(inbox.clone()).await.unwrap();
    client.publish_with_reply(subject.to_owned(), inbox, body.to_owned().into()).await.unwrap();
    let answer = tokio::time::timeout(Duration::from_secs(10), answers.next()).await;
    let answer = answer.unwrap_or_else(|_| panic!("no answer on {subject}")).unwrap();
    assert!(answer.status.is_none(), "{subject}: {:?}", answer.status);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_subject_reaches_no_stream_but_its_own() {
    let world = World::set().await;
    let broker = world.provisioner().await;
    for stream in streams() {
        // every consumer has more to deliver than the tricks ask for
        for _ in 0..64 {
            let (subject, payload) = (subject_in(&stream.subjects[0]), "something to deliver".into());
            broker.append(Append { subject, expected: None, id: None, traceparent: None, payload }).await.unwrap();
        }
    }
    for service in ALL_SERVICES {
        let log = world.stage.mesh.nats.connect(service.name()).await.unwrap();
        let own = row(service);
        let targets = streams()
            .into_iter()
            .map(|stream| subject_in(&stream.subjects[0]))
            .filter(|subject| !publishes(own, subject));
        let targets: Vec<String> = targets.collect();
        let before = ends(&broker).await;
        for (subject, body) in answered(service) {
            for target in &targets {
                log.client().publish_with_reply(subject.clone(), target.clone(), body.clone().into()).await.unwrap();
            }
            answer_comes(log.client(), &subject, &body).await;
        }
        for (stream, end) in ends(&broker).await {
            let may =
                streams().into_iter().any(|spec| spec.name == stream && publishes(own, &subject_in(&spec.subjects[0])));
            assert!(may || end == before[&stream], "{}: something was stored in {stream}", service.name());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_cannot_overwrite_a_key_it_does_not_mint() {
    let world = World::with(&[Service::CallIntake]).await;
    let call: AggregateId = world.send(0, "vapi-key").await;
    let redaction = world.stage.mesh.nats.connect(Service::Redaction.name()).await.unwrap();
    let subject = phi_events::subject::call_key(DataClass::Transcript, world.stage.tenant, call);
    let mut headers = HeaderMap::new();
    headers.insert("Nats-Rollup", "sub");
    let asked = redaction.client().request_with_headers(subject, headers, "another key".into()).await;
    assert_eq!(asked.unwrap_err().kind(), RequestErrorKind::NoResponders);
    assert!(row(Service::Redaction).writes.contains(&Context::Redaction));
}
