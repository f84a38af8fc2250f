//! The stage: a broker with accounts from `FLOW`, a FHIR sandbox, a host of recordings, a span receiver, a tenant, and the
//! services, in this process or each in its own.
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use phi_events::tenant::{Life, Platform};
use phi_events::{AggregateId, Service, Suite, TenantId};
use phi_service::config::figment;
use phi_service::{Clock, Core, Definition, Running, Surroundings, start};
use phi_testkit::fhir::FhirSandbox;
use phi_testkit::mesh::{Mesh, NewTenant};
use phi_testkit::nats::{free_port, write_private};
use serde_json::Value;

use crate::BoxError;
use crate::callers::patients;
use crate::peers::{RecordingHost, SpanSink};
use crate::process::Process;
use crate::vapi::signature;

/// The services that run as long as the mesh does.
pub const RUNNING: [Service; 7] = [
    Service::CallIntake,
    Service::Transcription,
    Service::Redaction,
    Service::Outcome,
    Service::EhrSync,
    Service::Retention,
    Service::BreachNotification,
];

/// A service's definition.
pub fn definition(service: Service) -> Option<Definition> {
    match service {
        Service::CallIntake => Some(call_intake::service()),
        Service::Transcription => Some(transcription::service()),
        Service::Redaction => Some(redaction::service()),
        Service::Outcome => Some(outcome::service()),
        Service::EhrSync => Some(ehr_sync::service()),
        Service::Retention => Some(retention::service()),
        Service::BreachNotification => Some(breach_notification::service()),
        Service::Phimesh => None,
    }
}

/// The ports of one service.
#[derive(Debug, Clone, Copy)]
pub struct Ports {
    /// `/livez`, `/readyz`.
    pub health: u16,
    /// An operator's verbs.
    pub admin: u16,
}

/// Everything on the stage.
pub struct Stage {
    /// Broker, keys, passwords.
    pub mesh: Mesh,
    /// The EHR.
    pub fhir: FhirSandbox,
    /// Where recordings are.
    pub host: RecordingHost,
    /// Where spans go.
    pub spans: SpanSink,
    /// The practice.
    pub tenant: TenantId,
    /// Address of call-intake's doors.
    pub intake: String,
    /// Each service's ports.
    pub ports: BTreeMap<Service, Ports>,
    /// Services of this process.
    pub running: BTreeMap<Service, Running>,
    /// Services of their own processes.
    pub processes: BTreeMap<Service, Process>,
    /// Whether services configured from here on export nothing, trace nothing and log nothing.
    pub quiet: bool,
    client: reqwest::Client,
    secret: String,
}

/// The recordings of `e2e/calls/audio`, by name.
pub fn recordings() -> BTreeMap<String, PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("calls/audio");
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let wav = files.filter(|path| path.extension().is_some_and(|ending| ending == "wav"));
    wav.filter_map(|path| Some((path.file_name()?.to_str()?.to_owned(), path.clone()))).collect()
}

impl Stage {
    /// Sets everything up in `folder`; no service runs yet.
    ///
    /// # Errors
    /// A sentence that says what to do.
    pub async fn set(folder: &Path, clock: Arc<dyn Clock>, lives: Vec<Life>) -> Result<Self, BoxError> {
        Self::synced(folder, "always", clock, lives).await
    }

    /// The same with a broker that syncs its files as said: `always`, or an interval.
    ///
    /// # Errors
    /// As [`Stage::set`].
    pub async fn synced(folder: &Path, sync: &str, clock: Arc<dyn Clock>, lives: Vec<Life>) -> Result<Self, BoxError> {
        let mesh = Mesh::start(folder, sync, clock).await?;
        let secrets = folder.join("secrets");
        std::fs::create_dir_all(&secrets)?;
        std::fs::create_dir_all(folder.join("logs"))?;
        let secret = mesh.passwords["provisioner"].chars().rev().collect::<String>();
        write_private(&secrets.join("practice-vapi"), &secret)?;
        write_private(&secrets.join("practice-upload"), &secret)?;
        let platforms = vec![
            Platform::VapiHmac { secret: "practice-vapi".to_owned() },
            Platform::Upload { secret: "practice-upload".to_owned() },
        ];
        let new =
            NewTenant { label: "practice".to_owned(), suite: Suite::XChaCha20Poly1305, baa: true, platforms, lives };
        let tenant = mesh.tenant(&new).await?;
        let fhir = FhirSandbox::start_local(patients()).await?;
        let host = RecordingHost::start(recordings()).await?;
        let mut ports = BTreeMap::new();
        for service in RUNNING {
            ports.insert(service, Ports { health: free_port()?, admin: free_port()? });
        }
        let intake = format!("127.0.0.1:{}", free_port()?);
        let spans = SpanSink::start().await?;
        let (running, processes) = (BTreeMap::new(), BTreeMap::new());
        Ok(Self {
            mesh,
            fhir,
            host,
            spans,
            tenant,
            intake,
            ports,
            running,
            processes,
            quiet: false,
            client: reqwest::Client::new(),
            secret,
        })
    }

    /// Writes a service's configuration file and returns its path.
    ///
    /// # Errors
    /// The operating system's.
    pub fn configure(&self, service: Service) -> Result<PathBuf, BoxError> {
        let frame = self.mesh.frame(service);
        let ports = self.ports.get(&service).ok_or("this service does not run")?;
        let folder = self.mesh.folder.display();
        let name = service.name();
        let own = match service {
            Service::CallIntake => format!(
                "[call_intake]\nbind = \"{}\"\nsecrets_dir = \"{folder}/secrets\"\nrecording_hosts = [\"{}\"]\nallow_http_recordings = true\nbody_limit_bytes = 4000000\n",
                self.intake, self.host.host
            ),
            Service::Transcription => speech(),
            Service::EhrSync => format!("[ehr_sync]\nbase_url = \"{}\"\n", self.fhir.base_url),
            Service::Redaction
            | Service::Outcome
            | Service::Retention
            | Service::BreachNotification
            | Service::Phimesh => String::new(),
        };
        let telemetry = if self.quiet {
            "log = \"off\"\ntraces_sample_ratio = 0.0\n".to_owned()
        } else {
            format!("otlp_endpoint = \"{}\"\nlog = \"info\"\n", self.spans.endpoint)
        };
        let text = format!(
            "[mesh]\nenvironment = \"{}\"\ndatabase = \"{}\"\nkey_file = \"{}\"\nhealth = \"127.0.0.1:{}\"\nadmin = \"127.0.0.1:{}\"\ntick = \"100ms\"\n\
             [mesh.nats]\nurl = \"{}\"\nuser = \"{name}\"\npassword_file = \"{folder}/{name}.password\"\n\
             [mesh.telemetry]\n{telemetry}{own}",
            frame.environment,
            frame.database,
            frame.key_file.display(),
            ports.health,
            ports.admin,
            frame.nats.url,
        );
        let path = self.mesh.folder.join(format!("{name}.toml"));
        write_private(&path, &text)?;
        Ok(path)
    }

    /// Starts a service in this process and waits until it is ready.
    ///
    /// # Errors
    /// A sentence that says what went wrong.
    pub async fn start(&mut self, service: Service) -> Result<(), BoxError> {
        let path = self.configure(service)?;
        let definition = definition(service).ok_or("the command is no service")?;
        let around = Surroundings { clock: Arc::clone(&self.mesh.clock), log: None };
        let running = start(&definition, &figment(Some(&path), &[]), around).await?;
        if !running.ready(Duration::from_secs(30)).await {
            return Err(format!("{} was not ready within 30 s", service.name()).into());
        }
        self.running.insert(service, running);
        Ok(())
    }

    /// Starts every service in this process.
    ///
    /// # Errors
    /// As [`Stage::start`].
    pub async fn start_all(&mut self) -> Result<(), BoxError> {
        for service in RUNNING {
            self.start(service).await?;
        }
        Ok(())
    }

    /// Drains a service of this process.
    pub async fn stop(&mut self, service: Service) {
        if let Some(running) = self.running.remove(&service) {
            running.drain().await;
        }
    }

    /// Starts a service as a process of its own and waits until it is ready.
    ///
    /// # Errors
    /// A sentence that says what went wrong, with the place of its log.
    pub async fn spawn(&mut self, service: Service) -> Result<(), BoxError> {
        let config = self.configure(service)?;
        let log = self.mesh.folder.join("logs").join(format!("{}.log", service.name()));
        self.processes.insert(service, Process::start(service, &config, &log)?);
        let url = format!("http://127.0.0.1:{}/readyz", self.ports[&service].health);
        for _ in 0..600 {
            if self.client.get(&url).send().await.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(format!("{} was not ready within 30 s; see {}", service.name(), log.display()).into())
    }

    /// An operator's verb of a service.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn admin(&self, service: Service, method: reqwest::Method, path: &str) -> Result<Value, BoxError> {
        let url = format!("http://127.0.0.1:{}{path}", self.ports[&service].admin);
        let text = self.client.request(method, url).send().await?.text().await?;
        Ok(serde_json::from_str(&text)?)
    }

    /// The operator's core.
    ///
    /// # Errors
    /// As [`Mesh::core`].
    pub async fn operator(&self) -> Result<Core, BoxError> {
        self.mesh.core(Service::Phimesh).await
    }

    /// Sends a webhook, signed, and returns status and body.
    ///
    /// # Errors
    /// When nobody answers.
    pub async fn webhook(&self, body: &Value) -> Result<(u16, Value), BoxError> {
        let body = body.to_string();
        let headers = signature(&self.secret, self.mesh.clock.now_ms() / 1000, body.as_bytes());
        self.webhook_with(self.tenant, body, &headers).await
    }

    /// Sends a webhook with these headers.
    ///
    /// # Errors
    /// When nobody answers.
    pub async fn webhook_with(
        &self,
        tenant: TenantId,
        body: String,
        headers: &[(&'static str, String)],
    ) -> Result<(u16, Value), BoxError> {
        let mut request = self.client.post(format!("http://{}/v1/tenants/{tenant}/vapi", self.intake));
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        answer(request.header("content-type", "application/json").body(body)).await
    }

    /// Uploads a recording under a key and returns status and body.
    ///
    /// # Errors
    /// When nobody answers.
    pub async fn upload(&self, key: &str, number: Option<&str>, wav: Vec<u8>) -> Result<(u16, Value), BoxError> {
        let mut request = self.client.post(format!("http://{}/v1/tenants/{}/calls", self.intake, self.tenant));
        request = request.bearer_auth(&self.secret).header("idempotency-key", key).header("content-type", "audio/wav");
        if let Some(number) = number {
            request = request.header("x-caller-number", number);
        }
        answer(request.body(wav)).await
    }

    /// The platform's secret, for tests that sign wrongly.
    pub fn secret(&self) -> &str {
        &self.secret
    }
}

/// The call id in an answer of call-intake.
///
/// # Errors
/// When the answer holds none.
pub fn call_of(answer: &(u16, Value)) -> Result<AggregateId, BoxError> {
    let id = answer.1["call"].as_str().ok_or_else(|| format!("call-intake answered {}: {}", answer.0, answer.1))?;
    Ok(id.parse()?)
}

async fn answer(request: reqwest::RequestBuilder) -> Result<(u16, Value), BoxError> {
    let answer = request.send().await?;
    let status = answer.status().as_u16();
    let text = answer.text().await?;
    Ok((status, serde_json::from_str(&text).unwrap_or(Value::String(text))))
}

/// The speech engine, as `justw` says where it is.
#[expect(clippy::disallowed_methods, reason = "justw says by environment where it put the engine")]
pub(crate) fn speech() -> String {
    let python = std::env::var("PHIMESH_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let packages = std::env::var("PHIMESH_SPEECH_PYTHONPATH")
        .map(|path| format!("speech_packages = \"{path}\"\n"))
        .unwrap_or_default();
    format!("[transcription]\npython = \"{python}\"\nworkers = 2\n{packages}")
}
