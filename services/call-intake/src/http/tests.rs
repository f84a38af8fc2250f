//! The doors over real HTTP on loopback, before a mesh that records what is asked of it.
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use phi_audio::{Codec, to_wav};
use phi_events::CallId;
use phi_events::call::Track;
use phi_events::tenant::Platform;
use phi_seal::Secret;
use phi_service::{Domain, Facts, Fault};
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use sha2::Sha256;

use super::*;
use crate::domain::{CallIntake, CallState, Command, Receive};
use crate::mesh::Receipt;

const NOW: u64 = 1_763_740_900_000;
const PRACTICE: TenantId = TenantId([1; 16]);
const WITHOUT_AGREEMENT: TenantId = TenantId([2; 16]);
const WITHOUT_SECRET: TenantId = TenantId([3; 16]);
const FROZEN: TenantId = TenantId([8; 16]);
const LIMIT: usize = 40_000;

#[derive(Default)]
struct FakeMesh {
    calls: Mutex<BTreeMap<CallId, CallState>>,
    audit: Mutex<Vec<(TenantId, Door, Refusal)>>,
    stored: Mutex<usize>,
    log_is_down: AtomicBool,
}

impl FakeMesh {
    fn up(&self) -> Result<(), Fault> {
        if self.log_is_down.load(Ordering::SeqCst) { Err(Fault::retry("the log is down")) } else { Ok(()) }
    }
}

fn standing(tenant: TenantId) -> Option<Standing> {
    let named = |secret: &str| {
        let secret = secret.to_owned();
        vec![
            Platform::VapiHmac { secret: secret.clone() },
            Platform::VapiBearer { secret: secret.clone() },
            Platform::Upload { secret },
        ]
    };
    match tenant {
        PRACTICE => Some(Standing { agreement: true, frozen: false, platforms: named("hooks") }),
        WITHOUT_AGREEMENT => Some(Standing { agreement: false, frozen: false, platforms: named("hooks") }),
        FROZEN => Some(Standing { agreement: true, frozen: true, platforms: named("hooks") }),
        WITHOUT_SECRET => Some(Standing { agreement: true, frozen: false, platforms: named("absent") }),
        _ => None,
    }
}

#[async_trait]
impl Mesh for FakeMesh {
    fn now_ms(&self) -> u64 {
        NOW
    }
    async fn standing(&self, tenant: TenantId) -> Result<Option<Standing>, Fault> {
        Ok(standing(tenant))
    }
    async fn id_key(&self, tenant: TenantId) -> Result<Secret, Fault> {
        Ok(phi_seal::secret([tenant.0[0]; 32]))
    }
    async fn refused(&self, tenant: TenantId, door: Door, why: Refusal) -> Result<(), Fault> {
        self.up()?;
        self.audit.lock().unwrap().push((tenant, door, why));
        Ok(())
    }
    async fn state(&self, _: TenantId, call: CallId) -> Result<CallState, Fault> {
        Ok(self.calls.lock().unwrap().get(&call).cloned().unwrap_or_default())
    }
    async fn store(&self, _: TenantId, _: CallId, recording: &Recording) -> Result<Vec<Track>, Fault> {
        self.up()?;
        *self.stored.lock().unwrap() += recording.tracks.len();
        Ok(vec![])
    }
    async fn receive(&self, _: TenantId, call: CallId, delivery: Receive) -> Result<Receipt, Fault> {
        self.up()?;
        let mut calls = self.calls.lock().unwrap();
        let state = calls.entry(call).or_default();
        match CallIntake::decide(state, Command::Receive(Box::new(delivery)), &Facts { now_ms: NOW }) {
            Ok(events) if events.is_empty() => Ok(Receipt::Already),
            Ok(events) => {
                *state = events.iter().fold(state.clone(), |state, event| CallIntake::evolve(state, &event.fact));
                Ok(Receipt::Accepted)
            }
            Err(_) => Ok(Receipt::Conflict),
        }
    }
}

/// A running door.
struct Bench {
    mesh: Arc<FakeMesh>,
    base: String,
    client: reqwest::Client,
    _secrets: tempfile::TempDir,
}

impl Bench {
    async fn new() -> Self {
        let secrets = tempfile::tempdir().unwrap();
        std::fs::write(secrets.path().join("hooks"), "test secret\n").unwrap();
        let mesh = Arc::new(FakeMesh::default());
        let desk = Desk {
            mesh: Arc::clone(&mesh) as Arc<dyn Mesh>,
            secrets_dir: secrets.path().to_owned(),
            body_limit: LIMIT,
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/v1/tenants", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router(desk)).await });
        Self { mesh, base, client: reqwest::Client::builder().no_proxy().build().unwrap(), _secrets: secrets }
    }

    fn report(&self, tenant: TenantId, body: &[u8]) -> RequestBuilder {
        let timestamp = (NOW / 1_000).to_string();
        let mut mac = Hmac::<Sha256>::new_from_slice(b"test secret").unwrap();
        mac.update(format!("{timestamp}.").as_bytes());
        mac.update(body);
        let signature = HEXLOWER.encode(&mac.finalize().into_bytes());
        let request = self.client.post(format!("{}/{tenant}/vapi", self.base)).body(body.to_vec());
        request.header("x-signature", signature).header("x-timestamp", timestamp)
    }

    fn upload(&self, tenant: TenantId, body: Vec<u8>) -> RequestBuilder {
        let request = self.client.post(format!("{}/{tenant}/calls", self.base)).bearer_auth("test secret").body(body);
        request.header("idempotency-key", "key-1").header("content-type", "audio/wav")
    }

    /// Sends; gives the status, and the code of the error or the word of the acceptance.
    async fn send(&self, request: RequestBuilder) -> (u16, String) {
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let body: Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
        let word = body.pointer("/error/code").or_else(|| body.get("status")).and_then(Value::as_str);
        (status, word.unwrap_or_default().to_owned())
    }

    /// Sends, and checks that the refusal is audited and leaves nothing behind.
    async fn refused(&self, request: RequestBuilder, status: u16, code: &str, entry: (TenantId, Door, Refusal)) {
        self.mesh.audit.lock().unwrap().clear();
        let (calls, stored) = (self.mesh.calls.lock().unwrap().clone(), *self.mesh.stored.lock().unwrap());
        assert_eq!(self.send(request).await, (status, code.to_owned()));
        assert_eq!(*self.mesh.audit.lock().unwrap(), [entry]);
        assert_eq!((self.mesh.calls.lock().unwrap().clone(), *self.mesh.stored.lock().unwrap()), (calls, stored));
    }
}

fn body(words: &str) -> Vec<u8> {
    let report = json!({"message": {
        "type": "end-of-call-report", "endedReason": "customer-ended-call", "call": {"id": "call-1"},
        "artifact": {"messages": [{"role": "user", "message": words, "secondsFromStart": 1}]}
    }});
    serde_json::to_vec(&report).unwrap()
}

fn wav(byte: u8) -> Vec<u8> {
    to_wav(&Recording { codec: Codec::MuLaw, rate_hz: 8_000, tracks: vec![vec![byte; 8_000], vec![byte; 8_000]] })
}

fn accepted(before: bool) -> (u16, String) {
    if before { (200, "already accepted".to_owned()) } else { (202, "accepted".to_owned()) }
}

#[tokio::test]
async fn a_report_is_taken_in_once() {
    let bench = Bench::new().await;
    assert_eq!(bench.send(bench.report(PRACTICE, &body("Hello."))).await, accepted(false));
    assert_eq!(bench.send(bench.report(PRACTICE, &body("Hello."))).await, accepted(true));
    assert_eq!(bench.mesh.calls.lock().unwrap().len(), 1);
    let conflict = bench.report(PRACTICE, &body("Another."));
    bench.refused(conflict, 409, "PHI-I008", (PRACTICE, Door::Vapi, Refusal::Conflict)).await;
}

#[tokio::test]
async fn an_upload_is_taken_in_once_and_its_recording_written_once() {
    let bench = Bench::new().await;
    assert_eq!(bench.send(bench.upload(PRACTICE, wav(1))).await, accepted(false));
    assert_eq!(bench.send(bench.upload(PRACTICE, wav(1))).await, accepted(true));
    assert_eq!(*bench.mesh.stored.lock().unwrap(), 2);
    bench.refused(bench.upload(PRACTICE, wav(2)), 409, "PHI-I008", (PRACTICE, Door::Upload, Refusal::Conflict)).await;
}

#[tokio::test]
async fn pcm_is_read_too() {
    let bench = Bench::new().await;
    let pcm = to_wav(&Recording { codec: Codec::Pcm16, rate_hz: 8_000, tracks: vec![vec![1; 8_000]] });
    assert_eq!(bench.send(bench.upload(PRACTICE, pcm)).await, accepted(false));
}

#[tokio::test]
async fn a_report_with_a_token_and_another_message_are_answered() {
    let bench = Bench::new().await;
    let address = format!("{}/{PRACTICE}/vapi", bench.base);
    let by_token = bench.client.post(&address).header("x-vapi-secret", "test secret").body(body("Hello."));
    assert_eq!(bench.send(by_token).await, accepted(false));
    let other = bench.report(PRACTICE, br#"{"message":{"type":"status-update"}}"#);
    let response = other.send().await.unwrap();
    assert_eq!((response.status().as_u16(), response.text().await.unwrap()), (200, "{}".to_owned()));
}

#[tokio::test]
async fn an_unknown_tenant_is_refused_under_the_mesh() {
    let bench = Bench::new().await;
    let unknown = TenantId([9; 16]);
    bench
        .refused(bench.report(unknown, &body("x")), 404, "PHI-I001", (MESH_TENANT, Door::Vapi, Refusal::UnknownTenant))
        .await;
    bench
        .refused(bench.upload(unknown, wav(1)), 404, "PHI-I001", (MESH_TENANT, Door::Upload, Refusal::UnknownTenant))
        .await;
    for tenant in ["short", "%FF", "a%2Fb"] {
        let request = bench.client.post(format!("{}/{tenant}/vapi", bench.base)).body("{}");
        bench.refused(request, 404, "PHI-I001", (MESH_TENANT, Door::Vapi, Refusal::UnknownTenant)).await;
    }
}

#[tokio::test]
async fn a_tenant_without_agreement_is_refused() {
    let bench = Bench::new().await;
    let entry = |door| (WITHOUT_AGREEMENT, door, Refusal::NoBaa);
    bench.refused(bench.report(WITHOUT_AGREEMENT, &body("x")), 403, "PHI-I002", entry(Door::Vapi)).await;
    bench.refused(bench.upload(WITHOUT_AGREEMENT, wav(1)), 403, "PHI-I002", entry(Door::Upload)).await;
}

#[tokio::test]
async fn a_frozen_tenant_takes_nothing_in_and_says_when_to_come_again() {
    let bench = Bench::new().await;
    let entry = |door| (FROZEN, door, Refusal::Unavailable);
    bench.refused(bench.report(FROZEN, &body("x")), 503, "PHI-I017", entry(Door::Vapi)).await;
    bench.refused(bench.upload(FROZEN, wav(1)), 503, "PHI-I017", entry(Door::Upload)).await;
    let answer = bench.upload(FROZEN, wav(1)).send().await.unwrap();
    assert_eq!(answer.headers()["retry-after"], "300");
    assert!(bench.mesh.calls.lock().unwrap().is_empty());
    assert_eq!(*bench.mesh.stored.lock().unwrap(), 0);
}

#[tokio::test]
async fn a_sender_that_is_not_proven_is_refused() {
    let bench = Bench::new().await;
    let entry = |door| (PRACTICE, door, Refusal::Unauthenticated);
    let signed_for_another = bench.report(PRACTICE, &body("x")).body(body("y"));
    bench.refused(signed_for_another, 401, "PHI-I003", entry(Door::Vapi)).await;
    let unsigned = bench.client.post(format!("{}/{PRACTICE}/vapi", bench.base)).body("not even JSON");
    bench.refused(unsigned, 401, "PHI-I003", entry(Door::Vapi)).await;
    let wrong_token = bench.client.post(format!("{}/{PRACTICE}/calls", bench.base)).bearer_auth("other").body(wav(1));
    bench.refused(wrong_token, 401, "PHI-I003", entry(Door::Upload)).await;
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let bench = Bench::new().await;
    bench
        .refused(
            bench.report(PRACTICE, &vec![b' '; LIMIT + 1]),
            413,
            "PHI-I004",
            (PRACTICE, Door::Vapi, Refusal::TooLarge),
        )
        .await;
    bench
        .refused(
            bench.upload(PRACTICE, vec![0; LIMIT + 1]),
            413,
            "PHI-I004",
            (PRACTICE, Door::Upload, Refusal::TooLarge),
        )
        .await;
}

#[tokio::test]
async fn a_recording_that_is_not_read_is_refused() {
    let bench = Bench::new().await;
    let codec = (PRACTICE, Door::Upload, Refusal::Codec);
    bench.refused(bench.upload(PRACTICE, b"ID3 no wave".to_vec()), 415, "PHI-I005", codec).await;
    let mut gsm = wav(1);
    gsm[20] = 0x31;
    bench.refused(bench.upload(PRACTICE, gsm), 415, "PHI-I005", codec).await;
    let mp3 = bench
        .upload(PRACTICE, wav(1))
        .headers([(header::CONTENT_TYPE, "audio/mpeg".parse().unwrap())].into_iter().collect());
    bench.refused(mp3, 415, "PHI-I012", codec).await;
    let cut = wav(1)[..9_000].to_vec();
    bench.refused(bench.upload(PRACTICE, cut), 422, "PHI-I006", (PRACTICE, Door::Upload, Refusal::Malformed)).await;
}

#[tokio::test]
async fn a_body_or_header_that_is_not_understood_is_refused() {
    let bench = Bench::new().await;
    let vapi = (PRACTICE, Door::Vapi, Refusal::Malformed);
    bench.refused(bench.report(PRACTICE, b"{"), 422, "PHI-I007", vapi).await;
    let no_call = br#"{"message":{"type":"end-of-call-report"}}"#;
    bench.refused(bench.report(PRACTICE, no_call), 422, "PHI-I007", vapi).await;
    let upload = (PRACTICE, Door::Upload, Refusal::Malformed);
    let no_key = bench.client.post(format!("{}/{PRACTICE}/calls", bench.base)).bearer_auth("test secret");
    bench.refused(no_key.header("content-type", "audio/wav").body(wav(1)), 400, "PHI-I011", upload).await;
    bench.refused(bench.upload(PRACTICE, wav(1)).header("x-direction", "up"), 400, "PHI-I013", upload).await;
}

#[tokio::test]
async fn a_secret_that_the_operator_forgot_is_no_open_door() {
    let bench = Bench::new().await;
    bench
        .refused(
            bench.report(WITHOUT_SECRET, &body("x")),
            503,
            "PHI-I014",
            (WITHOUT_SECRET, Door::Vapi, Refusal::Unavailable),
        )
        .await;
}

#[tokio::test]
async fn while_the_log_refuses_the_sender_is_asked_to_come_again() {
    let bench = Bench::new().await;
    bench.mesh.log_is_down.store(true, Ordering::SeqCst);
    let forged = bench.report(PRACTICE, &body("Hello.")).body("{}");
    for request in [bench.report(PRACTICE, &body("Hello.")), bench.upload(PRACTICE, wav(1)), forged] {
        let response = request.send().await.unwrap();
        assert_eq!(response.status().as_u16(), 503);
        assert_eq!(response.headers()["retry-after"], "5");
    }
    bench.mesh.log_is_down.store(false, Ordering::SeqCst);
    assert_eq!(bench.send(bench.report(PRACTICE, &body("Hello."))).await, accepted(false));
}

#[tokio::test]
async fn an_error_says_what_to_do_and_where_to_read_on() {
    let bench = Bench::new().await;
    let response = bench.upload(PRACTICE, b"ID3".to_vec()).send().await.unwrap();
    let body: Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
    let message = body.pointer("/error/message").and_then(Value::as_str).unwrap();
    assert!(message.starts_with("PHI-I005: ") && message.contains("send WAV"), "{message}");
    assert_eq!(body.pointer("/error/docs"), Some(&json!("docs/errors/PHI-I005.md")));
}
