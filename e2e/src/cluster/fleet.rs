//! The services as processes: so many replicas of each, every replica with its own configuration, ports and log.
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use phi_events::Service;
use phi_testkit::nats::{free_port, write_private};
use serde_json::Value;

use crate::BoxError;
use crate::cluster::foundation::Foundation;
use crate::peers::{RecordingHost, SpanSink};
use crate::process::Process;
use crate::stage::{Ports, speech};

/// How long a replica may take to be ready: several may start at once on a small machine, in a debug build.
const READY: Duration = Duration::from_secs(90);
/// How many lines of its log a replica that does not stand says.
const LAST_WORDS: usize = 5;
/// How long a drain may take: the frame cuts it off after 20 s.
const DRAIN: Duration = Duration::from_secs(40);

/// What the services talk to beside the broker.
pub struct Around {
    /// FHIR base address.
    pub ehr: String,
    /// Where recordings are fetched.
    pub host: RecordingHost,
    /// Where spans go.
    pub spans: SpanSink,
}

/// One process of a service, or the place for it while it is down.
pub struct Replica {
    /// The service.
    pub service: Service,
    /// Its number among the service's replicas, from 0.
    pub number: usize,
    /// Where health and an operator's verbs answer.
    pub ports: Ports,
    /// Where the service's own door answers.
    pub door: Option<String>,
    /// Which build runs, or ran last.
    pub binaries: PathBuf,
    config: PathBuf,
    log: PathBuf,
    process: Option<Process>,
}

impl Replica {
    /// `redaction-1`.
    pub fn name(&self) -> String {
        format!("{}-{}", self.service.name(), self.number)
    }

    /// The last lines of its log: the folder they are in may be gone when somebody asks.
    fn last_words(&self) -> String {
        let text = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().rev().take(LAST_WORDS).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join("\n")
    }

    /// Its process id, while it runs.
    pub fn id(&self) -> Option<u32> {
        self.process.as_ref().map(Process::id)
    }
}

/// Every replica of every service.
pub struct Fleet {
    /// The replicas.
    pub replicas: Vec<Replica>,
    client: reqwest::Client,
}

impl Fleet {
    /// Writes the configuration of `replicas` replicas of each service; none runs yet.
    ///
    /// # Errors
    /// The operating system's.
    pub fn plan(
        ground: &Foundation,
        around: &Around,
        services: &[Service],
        replicas: usize,
        binaries: &Path,
    ) -> Result<Self, BoxError> {
        std::fs::create_dir_all(ground.folder.join("logs"))?;
        let mut fleet = Self { replicas: Vec::new(), client: reqwest::Client::new() };
        for service in services {
            for number in 0..replicas {
                fleet.replicas.push(replica(ground, around, *service, number, binaries)?);
            }
        }
        Ok(fleet)
    }

    /// Where a service's replica stands in the list.
    ///
    /// # Errors
    /// When there is none.
    pub fn at(&self, service: Service, number: usize) -> Result<usize, BoxError> {
        let found = self.replicas.iter().position(|replica| replica.service == service && replica.number == number);
        found.ok_or_else(|| format!("there is no replica {number} of {}", service.name()).into())
    }

    /// The addresses of every door.
    pub fn doors(&self) -> Vec<String> {
        self.replicas.iter().filter_map(|replica| replica.door.clone()).collect()
    }

    /// Starts all of them at once and waits until they are ready.
    ///
    /// # Errors
    /// A sentence that names the first that is not.
    pub async fn start_all(&mut self) -> Result<(), BoxError> {
        for at in 0..self.replicas.len() {
            self.start(at)?;
        }
        for at in 0..self.replicas.len() {
            self.ready(at).await?;
        }
        Ok(())
    }

    /// Starts one, without waiting for it.
    ///
    /// # Errors
    /// When there is no binary.
    pub fn start(&mut self, at: usize) -> Result<(), BoxError> {
        let replica = &mut self.replicas[at];
        replica.process = Some(Process::of_build(&replica.binaries, replica.service, &replica.config, &replica.log)?);
        Ok(())
    }

    /// Waits until one is ready.
    ///
    /// # Errors
    /// A sentence with the place of its log.
    pub async fn ready(&mut self, at: usize) -> Result<(), BoxError> {
        let url = format!("http://127.0.0.1:{}/readyz", self.replicas[at].ports.health);
        let started = Instant::now();
        loop {
            if self.client.get(&url).send().await.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }
            let replica = &mut self.replicas[at];
            if let Some(ended) = replica.process.as_mut().and_then(Process::ended) {
                return Err(format!("{} ended by itself ({ended}): {}", replica.name(), replica.last_words()).into());
            }
            if started.elapsed() > READY {
                let (name, words) = (replica.name(), replica.last_words());
                return Err(format!("{name} was not ready within {} s: {words}", READY.as_secs()).into());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Kills one without warning.
    pub fn kill(&mut self, at: usize) {
        // dropping is killing
        drop(self.replicas[at].process.take());
    }

    /// Asks one to drain, as Kubernetes does, and waits until it has ended.
    ///
    /// # Errors
    /// When it does not end in time, or not well.
    pub fn drain(&mut self, at: usize) -> Result<(), BoxError> {
        let name = self.replicas[at].name();
        let mut process = self.replicas[at].process.take().ok_or_else(|| format!("{name} does not run"))?;
        let well = tokio::task::block_in_place(|| process.drain(DRAIN))?;
        if well { Ok(()) } else { Err(format!("{name} drained, but did not end well").into()) }
    }

    /// Replicas that run no longer though nobody stopped them.
    pub fn fallen(&mut self) -> Vec<String> {
        let ended = |replica: &mut Replica| {
            let status = replica.process.as_mut()?.ended()?;
            Some(format!("{} ({status})", replica.name()))
        };
        self.replicas.iter_mut().filter_map(ended).collect()
    }

    /// An operator's verb of one.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn admin(&self, at: usize, method: reqwest::Method, path: &str) -> Result<Value, BoxError> {
        let url = format!("http://127.0.0.1:{}{path}", self.replicas[at].ports.admin);
        Ok(self.client.request(method, url).send().await?.json().await?)
    }

    /// The log of one.
    pub fn log(&self, at: usize) -> &Path {
        &self.replicas[at].log
    }
}

fn replica(
    ground: &Foundation,
    around: &Around,
    service: Service,
    number: usize,
    binaries: &Path,
) -> Result<Replica, BoxError> {
    let ports = Ports { health: free_port()?, admin: free_port()? };
    let door = (service == Service::CallIntake).then(free_port).transpose()?.map(|port| format!("127.0.0.1:{port}"));
    let name = format!("{}-{number}", service.name());
    let text = ground.section(service, ports, &around.spans.endpoint) + &own(ground, around, service, door.as_deref());
    let config = ground.folder.join(format!("{name}.toml"));
    write_private(&config, &text)?;
    let log = ground.folder.join("logs").join(format!("{name}.log"));
    Ok(Replica { service, number, ports, door, binaries: binaries.to_owned(), config, log, process: None })
}

/// A service's own section.
fn own(ground: &Foundation, around: &Around, service: Service, door: Option<&str>) -> String {
    match service {
        Service::CallIntake => format!(
            "[call_intake]\nbind = \"{}\"\nsecrets_dir = \"{}\"\nrecording_hosts = [\"{}\"]\nallow_http_recordings = true\n",
            door.unwrap_or_default(),
            ground.folder.join("platform-secrets").display(),
            around.host.host
        ),
        Service::Transcription => speech(),
        // a killed replica's attempt must be over soon, so that the next one may begin
        Service::EhrSync => format!(
            "[ehr_sync]\nbase_url = \"{}\"\nattempt_deadline = \"15s\"\ntimeout = \"5s\"\nretry_after = \"1s\"\n",
            around.ehr
        ),
        Service::Redaction | Service::Outcome | Service::Retention | Service::BreachNotification | Service::Phimesh => {
            String::new()
        }
    }
}
