//! What every story needs: a stage with a clock that can be moved, and ways to wait for what must come.
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use data_encoding::HEXLOWER;
use e2e::demo::calls::webhooks;
use e2e::demo::proofs::RequestDomain;
use e2e::peers::SpanSink;
use e2e::stage::{RUNNING, Stage, call_of};
use e2e::vapi::{Report, body};
use e2e::watch::{CallView, confirmed};
use phi_bus::accounts::PROVISIONER;
use phi_bus::{EventLog, NatsLog};
use phi_events::flow::row;
use phi_events::request::{Ask, RequestFact};
use phi_events::{Actor, AggregateId, Schema, Service};
use phi_seal::random;
use phi_service::config::Telemetry;
use phi_service::{Core, ShiftedClock, telemetry};

/// How long anything may take before a story fails: a loaded machine is slow, a hung mesh is slower.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Where spans of this process go. Tracing is set up once a process, on a thread of its own that outlives every story.
pub static SPANS: LazyLock<SpanSink> = LazyLock::new(|| {
    let (send, receive) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let sink = runtime.block_on(SpanSink::start()).unwrap();
        let settings =
            Telemetry { otlp_endpoint: Some(sink.endpoint.clone()), log: "off".to_owned(), ..Telemetry::default() };
        let _guard = telemetry::start("stories", &settings);
        send.send(sink).unwrap();
        runtime.block_on(std::future::pending::<()>());
    });
    receive.recv().unwrap()
});

/// A stage in a folder of its own.
pub struct World {
    /// Everything on it.
    pub stage: Stage,
    /// The operator.
    pub operator: Core,
    /// The clock of broker-side tools and services.
    pub clock: Arc<ShiftedClock>,
    folder: tempfile::TempDir,
}

impl World {
    /// A stage on which no service runs yet.
    pub async fn set() -> Self {
        LazyLock::force(&SPANS);
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ShiftedClock::default());
        let shared: Arc<ShiftedClock> = Arc::clone(&clock);
        let stage = Stage::set(folder.path(), shared, vec![]).await.unwrap();
        let operator = stage.operator().await.unwrap();
        Self { stage, operator, clock, folder }
    }

    /// A stage on which these services run.
    pub async fn with(services: &[Service]) -> Self {
        let mut world = Self::set().await;
        for service in services {
            world.stage.start(*service).await.unwrap();
        }
        world
    }

    /// A stage on which every service runs.
    pub async fn all() -> Self {
        Self::with(&RUNNING).await
    }

    /// Where everything lies.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The broker as its owner sees it.
    pub async fn provisioner(&self) -> NatsLog {
        self.stage.mesh.nats.connect(PROVISIONER).await.unwrap()
    }

    /// Sends one of the demo's webhooks (0 booking, 1 refill, 2 results, 3 emergency, 4 missed) under another id and
    /// without recording, and returns its call.
    pub async fn send(&self, which: usize, id: &str) -> AggregateId {
        let answer = self.stage.webhook(&body(&webhook(which, id))).await.unwrap();
        call_of(&answer).unwrap()
    }

    /// Waits until the EHR has a call.
    pub async fn confirmed(&self, call: AggregateId) -> CallView {
        confirmed(&self.operator, self.stage.tenant, call, PATIENCE).await.unwrap()
    }

    /// What happened to an aggregate in one context, as far as the operator can read.
    pub async fn facts<S: Schema>(&self, id: AggregateId) -> Vec<S::Fact> {
        let events = self.operator.read_aggregate::<S>(self.stage.tenant, id).await.unwrap();
        events.into_iter().map(|event| event.fact).collect()
    }

    /// Waits until an aggregate's facts in one context are as wanted, and returns them.
    pub async fn facts_until<S: Schema>(&self, id: AggregateId, wanted: impl Fn(&[S::Fact]) -> bool) -> Vec<S::Fact> {
        let look = async || Some(self.facts::<S>(id).await).filter(|facts| wanted(facts));
        until(S::CONTEXT.token(), look).await
    }

    /// Asks for something in a person's name.
    pub async fn ask(&self, ask: Ask, approvers: &[&str]) -> AggregateId {
        let id = AggregateId(random(self.operator.entropy()));
        let mut request = self.operator.aggregate::<RequestDomain>(self.stage.tenant, id, b"ask").await.unwrap();
        request.by(Actor::Person("operator-1".to_owned()));
        let approvers = approvers.iter().map(|name| (*name).to_owned()).collect();
        let fact = RequestFact::Asked { ask, by: "operator-1".to_owned(), approvers, reason: "story".to_owned() };
        request.execute("ask", fact).await.unwrap();
        id
    }

    /// The state hash of a service once it has folded all of its stream.
    pub async fn hash(&self, service: Service) -> String {
        let log = self.provisioner().await;
        let stream = row(service).own().stream();
        until("a projection at its stream's end", async || {
            let state = self.stage.admin(service, reqwest::Method::GET, "/state-hash").await.unwrap();
            let end = log.end(&stream).await.unwrap();
            (state["position"] == end).then(|| state["hash"].as_str().unwrap().to_owned())
        })
        .await
    }

    /// How many resources of a type the EHR has.
    pub fn count(&self, resource_type: &str) -> usize {
        self.stage.fhir.resources_of(resource_type).len()
    }
}

/// One of the demo's webhooks under another id, without recording.
pub fn webhook(which: usize, id: &str) -> Report<'_> {
    let (_, webhook) = webhooks("127.0.0.1:1").swap_remove(which);
    Report { id, recording: None, ..webhook }
}

/// Looks again and again until there is something to see.
pub async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(started.elapsed() < PATIENCE, "waited {} s in vain for: {what}", PATIENCE.as_secs());
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
}

/// Whether some bytes stand in a file below a folder.
pub fn on_disk(folder: &Path, needle: &[u8]) -> bool {
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if contains(&std::fs::read(&path).unwrap_or_default(), needle) {
                return true;
            }
        }
    }
    false
}

/// Whether some bytes stand within others.
pub fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    let Some(first) = needle.first() else { return true };
    let starts = haystack.iter().enumerate().filter(|(_, byte)| *byte == first);
    starts.into_iter().any(|(at, _)| haystack[at..].starts_with(needle))
}

/// Waits until a span of a trace was exported.
pub async fn exported(trace: &str) {
    let id = HEXLOWER.decode(trace.as_bytes()).unwrap();
    until("a span of the call's trace", async || SPANS.bodies().iter().any(|body| contains(body, &id)).then_some(()))
        .await;
}
