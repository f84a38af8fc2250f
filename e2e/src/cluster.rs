//! The production shape without a cluster: three nats-servers, PostgreSQL, two processes of every service, and calls that
//! go on coming while each process is killed and restarted in turn.
pub mod acts;
pub mod fleet;
pub mod foundation;
pub mod report;
pub mod traffic;
pub mod verdict;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use phi_events::Service;
use phi_events::flow::upgrade_order;
use phi_testkit::fhir::FhirSandbox;

use crate::BoxError;
use crate::callers::patients;
use crate::cluster::acts::{Act, Done, everything, one_of_each, perform, replace};
use crate::cluster::fleet::{Around, Fleet, Replica};
use crate::cluster::foundation::{Foundation, Profile};
use crate::cluster::report::Report;
use crate::cluster::traffic::{Platform, Traffic};
use crate::demo::say;
use crate::peers::{RecordingHost, SpanSink};
use crate::process::binaries;
use crate::stage::{Ports, recordings};

/// How many processes of each service.
pub const REPLICAS: usize = 2;

/// What to do while calls flow.
#[derive(Debug, Clone)]
pub enum Script {
    /// One process of each kind goes once.
    OneOfEach,
    /// Every process goes, both ways.
    Everything,
    /// Every service is replaced by this build, in the documented order, and one is taken back meanwhile. The folder
    /// holds the binaries to begin with.
    UpgradeFrom(PathBuf),
    /// Nothing.
    Nothing,
}

/// A cluster that runs.
pub struct Running {
    /// What it stands on.
    pub ground: Foundation,
    /// The services.
    pub fleet: Fleet,
    /// The EHR.
    pub fhir: FhirSandbox,
    /// What else it talks to.
    pub around: Around,
}

/// Starts everything in `folder`, the services from `binaries`.
///
/// # Errors
/// A sentence that says what is missing or does not start.
pub async fn start(folder: &Path, binaries: &Path) -> Result<Running, BoxError> {
    let profile = profile(binaries)?;
    say(&format!("Starting three nats-servers as one cluster, and PostgreSQL: {} …", profile.says()));
    let started = Instant::now();
    let ground = Foundation::lay(folder, profile, binaries).await?;
    say(&format!("  streams and consumers stand on three servers after {:.1} s", started.elapsed().as_secs_f64()));
    let fhir = FhirSandbox::start_local(patients()).await?;
    let (host, spans) = (RecordingHost::start(recordings()).await?, SpanSink::start().await?);
    let around = Around { ehr: fhir.base_url.clone(), host, spans };
    let mut fleet = Fleet::plan(&ground, &around, &upgrade_order(), REPLICAS, binaries)?;
    fleet.start_all().await?;
    say(&format!("  {} processes are ready after {:.1} s", fleet.replicas.len(), started.elapsed().as_secs_f64()));
    Ok(Running { ground, fleet, fhir, around })
}

/// The strictest profile that a build knows, as its own reference of the configuration says.
fn profile(binaries: &Path) -> Result<Profile, BoxError> {
    let command = binaries.join(Service::Phimesh.name());
    let reference = Command::new(&command).arg("config-reference").output();
    let reference = reference.map_err(|error| format!("{} does not start ({error})", command.display()))?;
    let known = String::from_utf8_lossy(&reference.stdout).contains("`nats.credentials_file`");
    Ok(if known { Profile::Production } else { Profile::Passwords })
}

impl Running {
    /// Where everything is, for a person.
    pub fn addresses(&self) -> String {
        let replica = |replica: &Replica| {
            let door = replica.door.as_ref().map_or(String::new(), |door| format!(", doors http://{door}"));
            let (name, id) = (replica.name(), replica.id().unwrap_or_default());
            let Ports { health, admin } = replica.ports;
            format!(
                "{name:<22} process {id}, health http://127.0.0.1:{health}/readyz, admin http://127.0.0.1:{admin}{door}"
            )
        };
        let peers = [
            format!("NATS        {}", self.ground.brokers.url()),
            format!("PostgreSQL  {}", self.ground.postgres.url()),
            format!("EHR         {}", self.fhir.base_url),
            format!("Files       {}", self.ground.folder.display()),
        ];
        peers.into_iter().chain(self.fleet.replicas.iter().map(replica)).collect::<Vec<_>>().join("\n")
    }

    /// Lets calls flow, does what the script says, and finds out whether all held.
    ///
    /// # Errors
    /// A sentence that says what did not come back.
    pub async fn run(&mut self, script: &Script, pace: Duration, pause: Duration) -> Result<Report, BoxError> {
        let started = Instant::now();
        let uploads = !matches!(script, Script::OneOfEach);
        let (tenant, secret) = (self.ground.tenant, self.ground.secret.clone());
        let platform = Platform::new(tenant, secret, self.fleet.doors(), self.around.host.host.clone(), uploads)?;
        let traffic = Traffic::begin(platform, pace);
        let mut report = Report { profile: self.ground.profile().to_owned(), ..Report::default() };
        self.perform(script, pause, &traffic, &mut report.acts).await?;
        report.sent = traffic.end().await?;
        say(&format!("{} calls were taken; waiting until the EHR has them all …", report.sent.accepted.len()));
        self.judge(&mut report).await?;
        report.seconds = started.elapsed().as_secs_f64();
        Ok(report)
    }

    async fn perform(
        &mut self,
        script: &Script,
        pause: Duration,
        traffic: &Traffic,
        done: &mut Vec<Done>,
    ) -> Result<(), BoxError> {
        let acts: Vec<Act> = match script {
            Script::Nothing => vec![],
            Script::OneOfEach => one_of_each(),
            Script::Everything => everything(REPLICAS),
            Script::UpgradeFrom(old) => return self.upgrade(old, pause, traffic, done).await,
        };
        flows(traffic, 0).await?;
        for act in acts {
            let before = traffic.accepted();
            let one = perform(act, &mut self.ground, &mut self.fleet, pause).await?;
            note(&one, traffic, done);
            flows(traffic, before).await?;
        }
        Ok(())
    }

    /// The documented upgrade, with the documented way back in the middle: the service that was replaced last is taken
    /// back first, since what it writes may be newer than what an older reader knows.
    async fn upgrade(
        &mut self,
        old: &Path,
        pause: Duration,
        traffic: &Traffic,
        done: &mut Vec<Done>,
    ) -> Result<(), BoxError> {
        let new = binaries()?;
        flows(traffic, 0).await?;
        let order = upgrade_order();
        for service in &order {
            self.replaced(*service, &new, ", by this build", pause, traffic, done).await?;
            if *service == Service::Redaction {
                self.replaced(*service, old, ", by the former build: the way back", pause, traffic, done).await?;
                // a state can be compared with its replay only while it stands still
                traffic.rest(true);
                let state = verdict::state(&self.fleet, &self.ground, *service).await?;
                traffic.rest(false);
                if let Some(differs) = state.differs {
                    let name = service.name();
                    return Err(
                        format!("the former build folds what this one wrote of {name} otherwise: {differs}").into()
                    );
                }
                self.replaced(*service, &new, ", by this build again", pause, traffic, done).await?;
            }
        }
        Ok(())
    }

    async fn replaced(
        &mut self,
        service: Service,
        build: &Path,
        how: &str,
        pause: Duration,
        traffic: &Traffic,
        done: &mut Vec<Done>,
    ) -> Result<(), BoxError> {
        let before = traffic.accepted();
        let mut one = replace(&mut self.fleet, service, build, pause).await?;
        one.what += how;
        note(&one, traffic, done);
        flows(traffic, before).await
    }

    async fn judge(&mut self, report: &mut Report) -> Result<(), BoxError> {
        let operator = self.ground.operator().await?;
        report.calls = verdict::calls(&operator, self.ground.tenant, &report.sent.accepted, &self.fhir).await?;
        report.states = verdict::states(&self.fleet, &self.ground).await?;
        report.quarantined = verdict::quarantined(&self.ground).await?;
        report.lagging = self.ground.lagging().await?;
        report.fallen = self.fleet.fallen();
        Ok(())
    }

    /// Drains every process, and looks through what they wrote.
    ///
    /// # Errors
    /// When one does not drain.
    pub fn close(&mut self, report: &mut Report) -> Result<(), BoxError> {
        for at in 0..self.fleet.replicas.len() {
            if self.fleet.replicas[at].id().is_some() {
                self.fleet.drain(at)?;
            }
        }
        let (looked_for, found) = verdict::leaks(&self.fleet, &self.around.spans.bodies())?;
        report.leaks = (looked_for, found.into_iter().map(|leak| format!("{} in {}", leak.kind, leak.place)).collect());
        Ok(())
    }
}

fn note(one: &Done, traffic: &Traffic, done: &mut Vec<Done>) {
    say(&format!(
        "  {:<40} back after {:>5.1} s; {} calls taken so far",
        one.what,
        one.away.as_secs_f64(),
        traffic.accepted()
    ));
    done.push(one.clone());
}

/// Waits until calls are taken again: the next blow is to fall on a mesh that works.
async fn flows(traffic: &Traffic, before: usize) -> Result<(), BoxError> {
    let started = Instant::now();
    while traffic.accepted() <= before {
        if started.elapsed() > Duration::from_secs(60) {
            return Err("no call was taken for a minute".into());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}
