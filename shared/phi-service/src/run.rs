//! From `main` to the last drained delivery: configuration before any socket, telemetry, build, wait, drain, flush.
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use figment::Figment;
use futures::future::BoxFuture;
use phi_bus::{EventLog, LogError, NatsLog};
use phi_events::{Context, Service};
use phi_seal::{KeyFile, ProviderError, RootProvider};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use crate::clock::{Clock, OsEntropy, SystemClock};
use crate::config::{ConfigError, Frame, Section, known_sections, section, section_name};
use crate::core::{Core, CoreParts};
use crate::fault::Fault;
use crate::health::{Health, Looking, admin, health};
use crate::loops::{Shared, stripes};
use crate::parts::Parts;
use crate::patience::patiently;
use crate::projector::SharedProjector;
use crate::sampler::sample;
use crate::telemetry::{Metrics, Shown, door, observe, show};

/// Why a service does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A file that the configuration names.
    #[error("PHI-S005: cannot read {what} at {}: {source}", .path.display())]
    File {
        /// What it is for.
        what: &'static str,
        /// Where it should be.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The key provider.
    #[error(transparent)]
    Provider(#[from] ProviderError),
    /// The broker.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The database.
    #[error("PHI-S006: the database cannot be opened: {0}")]
    Database(#[from] sea_orm::DbErr),
    /// An address.
    #[error("PHI-S007: cannot listen on {address}: {source}; is another process there?")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why not.
        source: std::io::Error,
    },
    /// Anything that a service needs of its own.
    #[error("PHI-S008: {0}")]
    Other(String),
    /// The first reading of the own stream.
    #[error("PHI-S009: the own stream cannot be read; has `phimesh provision` run? {}", .0.source)]
    Projection(Fault),
}

type Build =
    Box<dyn Fn(Core, &Figment) -> Result<BoxFuture<'static, Result<Parts, StartError>>, ConfigError> + Send + Sync>;

/// A service: its name, and how its parts are made from its section of the configuration.
pub struct Definition {
    service: Service,
    build: Build,
}

impl Definition {
    /// A service whose section is `C`.
    pub fn new<C: Section>(
        service: Service,
        build: fn(Core, C) -> BoxFuture<'static, Result<Parts, StartError>>,
    ) -> Self {
        let name = section_name(service);
        let build: Build = Box::new(move |core, figment| Ok(build(core, section::<C>(figment, &name)?)));
        Self { service, build }
    }

    /// The service.
    pub const fn service(&self) -> Service {
        self.service
    }
}

/// What runs beside the definition: real in production, chosen by tests.
#[derive(Clone)]
pub struct Surroundings {
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// A log that is not NATS, for tests.
    pub log: Option<Arc<dyn EventLog>>,
}

impl Default for Surroundings {
    fn default() -> Self {
        Self { clock: Arc::new(SystemClock), log: None }
    }
}

/// A running service.
pub struct Running {
    service: Service,
    core: Core,
    looking: Looking,
    _shown: Option<Shown>,
    drain: watch::Sender<bool>,
    stop: watch::Receiver<bool>,
    tasks: JoinSet<()>,
    patience: Duration,
    /// Where health answers.
    pub health: SocketAddr,
    /// Where the admin verbs answer.
    pub admin: Option<SocketAddr>,
    /// Where the service's own door answers.
    pub door: Option<SocketAddr>,
}

impl Running {
    /// The service.
    pub const fn service(&self) -> Service {
        self.service
    }

    /// What every part of it has at hand.
    pub const fn core(&self) -> &Core {
        &self.core
    }

    /// Waits until it is caught up; `false` when that took longer than `patience`.
    pub async fn ready(&self, patience: Duration) -> bool {
        let wait = async {
            while !self.looking.ready() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(patience, wait).await.is_ok()
    }

    /// Whether this replica projects and fires timers; of several on one database, one does.
    pub fn leads(&self) -> bool {
        self.looking.projector.leads()
    }

    /// What an operator sees of its projection.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn state_hash(&self) -> Result<crate::projector::StateHash, Fault> {
        self.looking.projector.state_hash().await
    }

    /// Drops the projection and folds it again from the stream.
    ///
    /// # Errors
    /// When this replica stands by, or log or database do not answer.
    pub async fn rebuild(&self) -> Result<crate::projector::Rebuilt, Fault> {
        self.core.forget_all();
        self.looking.projector.rebuild().await
    }

    /// Ends when a loop asks the service to stop.
    pub async fn stopped(&mut self) {
        let _sender_gone_is_stopped = self.stop.wait_for(|stop| *stop).await;
    }

    /// Finishes what is in hand and stops; what takes longer than the configured drain is cut off, and comes again.
    pub async fn drain(mut self) {
        self.looking.draining.store(true, Ordering::SeqCst);
        self.drain.send_replace(true);
        let all = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(self.patience, all).await.is_err() {
            tracing::warn!(service = self.service.name(), "the drain took too long and was cut off");
            self.tasks.shutdown().await;
        }
        self.core.metrics().flush().await;
    }
}

fn read(path: &PathBuf, what: &'static str) -> Result<zeroize::Zeroizing<String>, StartError> {
    std::fs::read_to_string(path).map(zeroize::Zeroizing::new).map_err(|source| StartError::File {
        what,
        path: path.clone(),
        source,
    })
}

/// Connects to the broker as the configuration says.
///
/// # Errors
/// [`StartError`] when the password file or the broker is not there.
pub async fn connect(frame: &Frame, name: &str) -> Result<NatsLog, StartError> {
    // said before the broker is asked: a file that is missing is no refusal of the broker's
    if let Some(path) = frame.nats.login().file() {
        read(path, "the NATS password or credentials")?;
    }
    Ok(NatsLog::connect(&frame.nats.connection(), name).await?)
}

/// The database's address.
fn database(frame: &Frame) -> Result<String, StartError> {
    match &frame.database_file {
        Some(path) => Ok(read(path, "the database's address")?.trim().to_owned()),
        None => Ok(frame.database.clone()),
    }
}

/// A core of a configuration, for commands that run no loops.
///
/// # Errors
/// [`StartError`] when keys or broker are not to be had.
pub async fn core(service: Service, frame: &Frame, around: &Surroundings) -> Result<Core, StartError> {
    core_with(service, frame, around, Metrics::new(service.name())).await
}

async fn core_with(
    service: Service,
    frame: &Frame,
    around: &Surroundings,
    metrics: Metrics,
) -> Result<Core, StartError> {
    let provider: Arc<dyn RootProvider> = Arc::new(KeyFile::parse(&read(&frame.key_file, "the key file")?)?);
    let log: Arc<dyn EventLog> = match &around.log {
        Some(log) => Arc::clone(log),
        None => Arc::new(connect(frame, service.name()).await?),
    };
    let clock = Arc::clone(&around.clock);
    let environment = frame.environment.clone();
    let parts = CoreParts { service, environment, log, provider, clock, entropy: Arc::new(OsEntropy) };
    Ok(Core::with_metrics(parts, metrics))
}

async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let bound = async {
        let listener = TcpListener::bind(address).await?;
        let local = listener.local_addr()?;
        Ok((listener, local))
    };
    bound.await.map_err(|source| StartError::Listen { address, source })
}

async fn serve(listener: TcpListener, router: axum::Router, mut drain: watch::Receiver<bool>) {
    let until = async move {
        let _sender_gone_is_drained = drain.wait_for(|drain| *drain).await;
    };
    if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(until).await {
        tracing::error!(%error, "a listener ended");
    }
}

/// What a service needs of broker and database before its loops may run.
async fn stand(
    definition: &Definition,
    figment: &Figment,
    frame: &Frame,
    around: &Surroundings,
    metrics: Metrics,
) -> Result<(Core, Parts, SharedProjector), StartError> {
    let core = core_with(definition.service, frame, around, metrics).await?;
    let parts = (definition.build)(core.clone(), figment)?.await?;
    let projector = (parts.projector)(core.clone(), database(frame)?).await?;
    projector.start().await.map_err(StartError::Projection)?;
    Ok((core, parts, projector))
}

/// Starts a service from a configuration, and waits half a minute for a broker or a database that comes up beside it. Used by its own binary, by `phimesh up`, and by tests.
///
/// # Errors
/// [`StartError`] that says what to mend.
pub async fn start(definition: &Definition, figment: &Figment, around: Surroundings) -> Result<Running, StartError> {
    known_sections(figment)?;
    let frame: Frame = section(figment, "mesh")?;
    let service = definition.service;
    let metrics = Metrics::exporting(service.name(), &frame.telemetry);
    let (drain, draining) = watch::channel(false);
    let (stop, stopped) = watch::channel(false);
    let mut tasks = JoinSet::new();
    // first of all, so that the probes are answered while the rest takes its time
    let early = Health { looking: Arc::new(OnceLock::new()), metrics: metrics.clone() };
    let (listener, health_at) = listen(frame.health).await?;
    tasks.spawn(serve(listener, health(early.clone()), draining.clone()));
    let stand = || stand(definition, figment, &frame, &around, metrics.clone());
    let (core, parts, projector) = patiently(service, stand).await?;
    observe(&core);
    let looking = Looking {
        core: core.clone(),
        projector: projector.clone(),
        draining: Arc::default(),
        samples: Arc::default(),
        probes: frame.probes.clone(),
    };
    let _set_once = early.looking.set(looking.clone());
    let shared = Shared {
        core: core.clone(),
        reactors: Arc::new(parts.reactors),
        timers: parts.timers,
        projector,
        stripes: stripes(),
        permits: Arc::new(Semaphore::new(frame.concurrency)),
        drain: draining.clone(),
        stop,
    };
    spawn_loops(&mut tasks, &shared, frame.tick);
    tasks.spawn(sample(&looking, parts.gauges, draining.clone()));
    let admin_at = spawn_door(&mut tasks, frame.admin.map(|at| (at, admin(looking.clone()))), &draining).await?;
    let layer = axum::middleware::from_fn_with_state(core.metrics().clone(), door);
    let doors = parts.door.map(|(at, router)| (at, router.layer(layer)));
    let door_at = spawn_door(&mut tasks, doors, &draining).await?;
    Ok(Running {
        service,
        _shown: show(core.metrics()),
        core,
        looking,
        drain,
        stop: stopped,
        tasks,
        patience: frame.drain,
        health: health_at,
        admin: admin_at,
        door: door_at,
    })
}

async fn spawn_door(
    tasks: &mut JoinSet<()>,
    door: Option<(SocketAddr, axum::Router)>,
    draining: &watch::Receiver<bool>,
) -> Result<Option<SocketAddr>, StartError> {
    let Some((bind, router)) = door else { return Ok(None) };
    let (listener, at) = listen(bind).await?;
    tasks.spawn(serve(listener, router, draining.clone()));
    Ok(Some(at))
}

fn spawn_loops(tasks: &mut JoinSet<()>, shared: &Shared, tick: Duration) {
    let mut sources: Vec<Context> = shared.reactors.iter().map(|reactor| reactor.source()).collect();
    sources.push(Context::Request);
    sources.sort();
    sources.dedup();
    for source in sources {
        tasks.spawn(shared.clone().consume(source));
    }
    tasks.spawn(shared.clone().project());
    tasks.spawn(shared.clone().tick(tick));
    tasks.spawn(shared.clone().shreds());
    tasks.spawn(crate::freeze::follow(shared.core.clone(), shared.drain.clone()));
}

impl From<StartError> for Fault {
    fn from(error: StartError) -> Self {
        Self::retry(error)
    }
}
