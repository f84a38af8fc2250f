//! The whole service on a real broker: what comes in at the doors stands sealed in the log, once, and opens again.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]
use std::path::Path;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use figment::providers::Serialized;
use phi_audio::{Codec, Recording, to_wav};
use phi_events::call::{Call, CallContent, CallFact, Speaker, Track, Unavailable};
use phi_events::tenant::Platform;
use phi_events::{CallId, DataClass, Service, Suite, TenantId};
use phi_service::config::figment;
use phi_service::{Running, Surroundings, start};
use phi_testkit::mesh::{Mesh, NewTenant};
use serde_json::{Value, json};

fn recording(seconds: usize) -> Recording {
    let side = |step: usize| (0..8_000 * seconds).map(|at| ((at * step) % 251) as u8).collect();
    Recording { codec: Codec::MuLaw, rate_hz: 8_000, tracks: vec![side(3), side(7)] }
}

/// A platform that keeps one recording; gives its `host:port`.
async fn platform() -> String {
    let wav = to_wav(&recording(40));
    let routes = Router::new()
        .route("/call.wav", get(move || async move { wav }))
        .route("/gone.wav", get(|| async { StatusCode::GONE }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let place = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move { axum::serve(listener, routes).await });
    place
}

/// A mesh with one practice and this service in it.
struct Bench {
    mesh: Mesh,
    running: Running,
    tenant: TenantId,
    client: reqwest::Client,
    platform: String,
    folder: tempfile::TempDir,
}

async fn service(mesh: &Mesh, secrets: &Path, host: &str) -> Running {
    let settings = json!({"bind": "127.0.0.1:0", "secrets_dir": secrets, "recording_hosts": [host], "allow_http_recordings": true});
    let figment = figment(None, &[])
        .merge(Serialized::default("mesh", mesh.frame(Service::CallIntake)))
        .merge(Serialized::default("call_intake", settings));
    start(&call_intake::service(), &figment, Surroundings::default()).await.unwrap()
}

impl Bench {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("hooks"), "test secret\n").unwrap();
        let mesh = Mesh::embedded(&folder.path().join("mesh")).await.unwrap();
        let secret = "hooks".to_owned();
        let platforms = vec![Platform::VapiBearer { secret: secret.clone() }, Platform::Upload { secret }];
        let practice = NewTenant {
            label: "practice".into(),
            suite: Suite::XChaCha20Poly1305,
            baa: true,
            platforms,
            lives: vec![],
        };
        let tenant = mesh.tenant(&practice).await.unwrap();
        let platform = platform().await;
        let running = service(&mesh, folder.path(), &platform).await;
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { mesh, running, tenant, client, platform, folder }
    }

    async fn restart(mut self) -> Self {
        self.running.drain().await;
        self.running = service(&self.mesh, self.folder.path(), &self.platform).await;
        self
    }

    fn door(&self, name: &str) -> reqwest::RequestBuilder {
        let address = format!("http://{}/v1/tenants/{}/{name}", self.running.door.unwrap(), self.tenant);
        self.client.post(address).bearer_auth("test secret")
    }

    fn report(&self, id: &str, words: &str, file: &str) -> reqwest::RequestBuilder {
        let report = json!({"message": {
            "type": "end-of-call-report", "endedReason": "customer-ended-call", "call": {"id": id}, "customer": {"number": "+12025550143"},
            "artifact": {
                "messages": [{"role": "user", "message": words, "secondsFromStart": 1}],
                "stereoRecordingUrl": format!("http://{}/{file}", self.platform)
            }
        }});
        self.door("vapi").body(serde_json::to_vec(&report).unwrap())
    }

    fn upload(&self, recording: &Recording) -> reqwest::RequestBuilder {
        let request = self.door("calls").header("content-type", "audio/wav").header("idempotency-key", "key-1");
        request.header("x-caller-number", "+12025550143").body(to_wav(recording))
    }

    async fn facts(&self, call: CallId) -> Vec<CallFact> {
        let events = self.running.core().read_aggregate::<Call>(self.tenant, call).await.unwrap();
        events.into_iter().map(|event| event.fact).collect()
    }

    /// Waits until the call's stream ends with what `done` looks for.
    async fn until(&self, call: CallId, done: impl Fn(&CallFact) -> bool) -> Vec<CallFact> {
        for _ in 0..200 {
            let facts = self.facts(call).await;
            if facts.last().is_some_and(&done) {
                return facts;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the call stands at {:?}", self.facts(call).await);
    }

    async fn holds(&self, call: CallId, tracks: &[Track], expected: &Recording) {
        assert_eq!(tracks.iter().map(|track| track.speaker).collect::<Vec<_>>(), [Speaker::Caller, Speaker::Agent]);
        for (track, samples) in tracks.iter().zip(&expected.tracks) {
            let read = self.running.core().read_track(self.tenant, call, track).await.unwrap();
            assert_eq!(*read, *samples);
        }
    }
}

/// Status, and the call's id or the error's code.
async fn send(request: reqwest::RequestBuilder) -> (u16, String) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let body: Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
    let text = body.get("call").or_else(|| body.pointer("/error/code")).and_then(Value::as_str).unwrap();
    (status, text.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reported_call_and_its_recording_stand_in_the_log_once() {
    let bench = Bench::new().await;
    let (status, id) = send(bench.report("call-1", "Hello.", "call.wav")).await;
    assert_eq!(status, 202);
    let call: CallId = id.parse().unwrap();
    let facts = bench.until(call, |fact| matches!(fact, CallFact::RecordingStored { .. })).await;
    let [CallFact::Received { has_transcript: true, .. }, CallFact::RecordingStored { tracks }] = &facts[..] else {
        panic!("{facts:?}")
    };
    bench.holds(call, tracks, &recording(40)).await;
    assert_eq!(send(bench.report("call-1", "Hello.", "call.wav")).await, (200, id.clone()));
    assert_eq!(send(bench.report("call-1", "Another.", "call.wav")).await, (409, "PHI-I008".to_owned()));
    let bench = bench.restart().await;
    assert_eq!(send(bench.report("call-1", "Hello.", "call.wav")).await, (200, id));
    assert_eq!(bench.facts(call).await, facts);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_is_one_commit_whose_content_opens() {
    let bench = Bench::new().await;
    let (status, id) = send(bench.upload(&recording(1))).await;
    assert_eq!(status, 202);
    let call: CallId = id.parse().unwrap();
    let events = bench.running.core().read_aggregate::<Call>(bench.tenant, call).await.unwrap();
    let [received, stored] = &events[..] else { panic!("{} events", events.len()) };
    assert_eq!(received.commit, stored.commit);
    let CallFact::RecordingStored { tracks } = &stored.fact else { panic!("{:?}", stored.fact) };
    bench.holds(call, tracks, &recording(1)).await;
    let own =
        bench.running.core().aggregate::<call_intake::domain::CallIntake>(bench.tenant, call, b"test").await.unwrap();
    let contents = own.open(received, DataClass::Identity).await.unwrap();
    let [CallContent::Identity(identity)] = &contents[..] else { panic!("one content") };
    assert!(identity.number.as_ref().is_some_and(|number| number.expose() == "+12025550143"));
    assert_eq!(send(bench.upload(&recording(1))).await, (200, id));
    assert_eq!(send(bench.upload(&recording(2))).await, (409, "PHI-I008".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_that_is_gone_is_said_to_be_unavailable() {
    let bench = Bench::new().await;
    let (status, id) = send(bench.report("call-2", "Hello.", "gone.wav")).await;
    assert_eq!(status, 202);
    let facts = bench.until(id.parse().unwrap(), |fact| matches!(fact, CallFact::RecordingUnavailable { .. })).await;
    assert_eq!(facts.last(), Some(&CallFact::RecordingUnavailable { why: Unavailable::Gone }));
}

/// Sends all at once; gives the answers.
async fn at_once(requests: Vec<reqwest::RequestBuilder>) -> Vec<(u16, String)> {
    let running: Vec<_> = requests.into_iter().map(|request| tokio::spawn(send(request))).collect();
    let mut answers = Vec::new();
    for answer in running {
        answers.push(answer.await.unwrap());
    }
    answers
}

#[tokio::test(flavor = "multi_thread")]
async fn many_senders_of_one_call_make_one_call() {
    let bench = Bench::new().await;
    let answers = at_once((0..8).map(|_| bench.upload(&recording(40))).collect()).await;
    let accepted: Vec<&String> = answers.iter().filter(|(status, _)| *status == 202).map(|(_, id)| id).collect();
    let [id] = accepted[..] else { panic!("{answers:?}") };
    for (status, _) in &answers {
        assert!([200, 202, 503].contains(status), "{answers:?}");
        // whoever was asked to come again finds the call
        assert_eq!(send(bench.upload(&recording(40))).await, (200, id.clone()));
    }
    let call: CallId = id.parse().unwrap();
    let facts = bench.facts(call).await;
    let [CallFact::Received { .. }, CallFact::RecordingStored { tracks }] = &facts[..] else { panic!("{facts:?}") };
    bench.holds(call, tracks, &recording(40)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_contents_under_one_id_one_is_accepted_and_stays_whole() {
    let bench = Bench::new().await;
    let contents: Vec<Recording> = (36..42).map(recording).collect();
    let answers = at_once(contents.iter().map(|content| bench.upload(content)).collect()).await;
    assert!(answers.iter().all(|(status, _)| [202, 409, 503].contains(status)), "{answers:?}");
    let accepted: Vec<usize> = (0..answers.len()).filter(|index| answers[*index].0 == 202).collect();
    let [winner] = accepted[..] else { panic!("{answers:?}") };
    let call: CallId = answers[winner].1.parse().unwrap();
    let facts = bench.facts(call).await;
    let [CallFact::Received { .. }, CallFact::RecordingStored { tracks }] = &facts[..] else { panic!("{facts:?}") };
    bench.holds(call, tracks, &contents[winner]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn chunks_written_before_a_crash_do_not_hinder_the_call() {
    let bench = Bench::new().await;
    let core = bench.running.core();
    let key = core.id_key(bench.tenant).await.unwrap();
    let call = call_intake::identity::call_id(&key, "upload", "key-1");
    core.write_track(bench.tenant, call, 0, &recording(2).tracks[0]).await.unwrap();
    core.write_track(bench.tenant, call, 0, &recording(40).tracks[0]).await.unwrap();
    assert_eq!(send(bench.upload(&recording(40))).await, (202, call.to_string()));
    let facts = bench.facts(call).await;
    let [CallFact::Received { .. }, CallFact::RecordingStored { tracks }] = &facts[..] else { panic!("{facts:?}") };
    bench.holds(call, tracks, &recording(40)).await;
}
