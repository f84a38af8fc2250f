//! What is refused at the door: a status, a sentence, a code with a page, an audit entry, and nothing half done.
use std::path::Path;
use std::sync::Arc;

use e2e::stage::definition;
use e2e::vapi::{body, signature};
use phi_audio::{Codec, Recording, to_wav};
use phi_bus::{EventLog, NatsLog};
use phi_events::access::{AccessFact, Door, Refusal};
use phi_events::subject::key_stream;
use phi_events::{DataClass, MESH_TENANT, Service, Suite, TenantId};
use phi_service::config::figment;
use phi_service::{Surroundings, start};
use phi_testkit::mesh::NewTenant;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::world::{World, webhook};

/// What the door answered, and what the audit log must say of it.
struct Expected {
    status: u16,
    code: &'static str,
    tenant: TenantId,
    door: Door,
    why: Refusal,
}

/// Sequences of everything that a delivery writes. The audit log is not among them.
async fn written(log: &NatsLog) -> Vec<u64> {
    let keys = [DataClass::Audio, DataClass::Transcript, DataClass::Identity].map(key_stream);
    let mut ends = Vec::new();
    for stream in ["CALL", "AUDIO"].into_iter().map(str::to_owned).chain(keys) {
        ends.push(log.end(&stream).await.unwrap());
    }
    ends
}

async fn refusals(world: &World, tenant: TenantId) -> Vec<(Door, Refusal)> {
    let entries = world.operator.read_access(tenant, Service::CallIntake).await.unwrap();
    let refused = entries.into_iter().filter_map(|entry| match entry.fact {
        AccessFact::Refused { door, why } => Some((door, why)),
        AccessFact::KeyLoaded { .. }
        | AccessFact::OpenFailed { .. }
        | AccessFact::PersonRead { .. }
        | AccessFact::Rebuilt { .. }
        | AccessFact::Reviewed { .. } => None,
    });
    refused.collect()
}

/// Sends, and checks answer, audit entry, and that nothing was written.
async fn refused(world: &World, expected: Expected, send: impl Future<Output = (u16, Value)>) {
    let Expected { status, code, tenant, door, why } = expected;
    let log = world.provisioner().await;
    let (written_before, audited_before) = (written(&log).await, refusals(world, tenant).await);
    let (answered, body) = send.await;
    assert_eq!((answered, body["error"]["code"].as_str()), (status, Some(code)), "{body}");
    says_what_is_wrong(&body["error"], code);
    assert_eq!(written(&log).await, written_before, "{code} left something behind");
    let audited = refusals(world, tenant).await;
    assert_eq!(audited[audited_before.len()..], [(door, why)], "{code}");
}

fn says_what_is_wrong(error: &Value, code: &str) {
    let sentence = error["message"].as_str().unwrap();
    assert!(sentence.starts_with(code) && sentence.contains(';'), "no advice: {sentence}");
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(error["docs"].as_str().unwrap());
    assert!(page.is_file(), "{} is missing", page.display());
}

fn tone() -> Recording {
    let side = |step: usize| (0..8_000).map(|at| ((at * step) % 251) as u8).collect();
    Recording { codec: Codec::MuLaw, rate_hz: 8_000, tracks: vec![side(3), side(7)] }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_signed_with_another_secret() {
    let world = World::with(&[Service::CallIntake]).await;
    let tenant = world.stage.tenant;
    let expected = Expected { status: 401, code: "PHI-I003", tenant, door: Door::Vapi, why: Refusal::Unauthenticated };
    let report = body(&webhook(0, "vapi-forged")).to_string();
    let headers = signature("another secret", world.stage.mesh.clock.now_ms() / 1000, report.as_bytes());
    refused(&world, expected, async { world.stage.webhook_with(tenant, report, &headers).await.unwrap() }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_practice_that_is_unknown_or_has_no_agreement() {
    let world = World::with(&[Service::CallIntake]).await;
    let report = body(&webhook(0, "vapi-nowhere")).to_string();
    let headers = signature(world.stage.secret(), world.stage.mesh.clock.now_ms() / 1000, report.as_bytes());
    let unknown = TenantId([9; 16]);
    let expected =
        Expected { status: 404, code: "PHI-I001", tenant: MESH_TENANT, door: Door::Vapi, why: Refusal::UnknownTenant };
    refused(&world, expected, async { world.stage.webhook_with(unknown, report.clone(), &headers).await.unwrap() })
        .await;

    let new = NewTenant {
        label: "unsigned".into(),
        suite: Suite::XChaCha20Poly1305,
        baa: false,
        platforms: vec![],
        lives: vec![],
    };
    let tenant = world.stage.mesh.tenant(&new).await.unwrap();
    let expected = Expected { status: 403, code: "PHI-I002", tenant, door: Door::Vapi, why: Refusal::NoBaa };
    refused(&world, expected, async { world.stage.webhook_with(tenant, report, &headers).await.unwrap() }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_that_is_not_read() {
    let world = World::with(&[Service::CallIntake]).await;
    let tenant = world.stage.tenant;
    let wav = to_wav(&tone());
    let mut gsm = wav.clone();
    // the format tag of a RIFF file's first chunk: 49 is GSM 6.10 (RFC 2361 appendix A)
    gsm[20..22].copy_from_slice(&49_u16.to_le_bytes());
    let expected = Expected { status: 415, code: "PHI-I005", tenant, door: Door::Upload, why: Refusal::Codec };
    refused(&world, expected, async { world.stage.upload("gsm", None, gsm).await.unwrap() }).await;

    let half = wav[..wav.len() / 2].to_vec();
    let expected = Expected { status: 422, code: "PHI-I006", tenant, door: Door::Upload, why: Refusal::Malformed };
    refused(&world, expected, async { world.stage.upload("half", None, half).await.unwrap() }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_id_with_other_content() {
    let world = World::with(&[Service::CallIntake]).await;
    let tenant = world.stage.tenant;
    world.send(0, "vapi-again").await;
    let expected = Expected { status: 409, code: "PHI-I008", tenant, door: Door::Vapi, why: Refusal::Conflict };
    refused(&world, expected, async { world.stage.webhook(&body(&webhook(1, "vapi-again"))).await.unwrap() }).await;
}

/// Announces a body and sends none of it: what is refused by its length is refused before it arrives.
async fn announce(world: &World, bytes: usize) -> (u16, Value) {
    let mut door = tokio::net::TcpStream::connect(&world.stage.intake).await.unwrap();
    let path = format!("/v1/tenants/{}/vapi", world.stage.tenant);
    let head = format!("POST {path} HTTP/1.1\r\nhost: intake\r\nconnection: close\r\ncontent-length: {bytes}\r\n\r\n");
    door.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    door.read_to_string(&mut answer).await.unwrap();
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_over_the_limit() {
    let world = World::with(&[Service::CallIntake]).await;
    let tenant = world.stage.tenant;
    let expected = Expected { status: 413, code: "PHI-I004", tenant, door: Door::Vapi, why: Refusal::TooLarge };
    refused(&world, expected, announce(&world, 5_000_000)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_while_the_log_is_down_is_to_be_sent_again() {
    let mut world = World::set().await;
    let path = world.stage.configure(Service::CallIntake).unwrap();
    let impatient = [("mesh.nats.timeout".to_owned(), "200ms".to_owned())];
    let around = Surroundings { clock: Arc::clone(&world.stage.mesh.clock), log: None };
    let running =
        start(&definition(Service::CallIntake).unwrap(), &figment(Some(&path), &impatient), around).await.unwrap();
    let report = body(&webhook(0, "vapi-later")).to_string();
    let headers = signature(world.stage.secret(), world.stage.mesh.clock.now_ms() / 1000, report.as_bytes());
    let url = format!("http://{}/v1/tenants/{}/vapi", world.stage.intake, world.stage.tenant);
    let send = || {
        let request = reqwest::Client::new().post(&url).body(report.clone());
        headers.iter().fold(request, |request, (name, value)| request.header(*name, value)).send()
    };

    world.stage.mesh.nats.kill();
    let answer = send().await.unwrap();
    assert_eq!(answer.status(), 503);
    let seconds = answer.headers()["retry-after"].to_str().unwrap().parse::<u32>().unwrap();
    assert!((1..=60).contains(&seconds));
    let body: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    says_what_is_wrong(&body["error"], body["error"]["code"].as_str().unwrap());

    world.stage.mesh.nats.restart().unwrap();
    let taken = crate::world::until("the call to be taken", async || {
        Some(send().await.unwrap().status()).filter(|status| *status != 503)
    });
    assert_eq!(taken.await, 202);
    running.drain().await;
}
