//! A whole mesh's foundations in one folder: broker with accounts from `FLOW`, streams and consumers, key files, a tenant.
//! `phimesh up`, the demo and the tests stand on it.
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use phi_bus::accounts::PROVISIONER;
use phi_bus::provision::provision;
use phi_events::commit::Actor;
use phi_events::tenant::{Life, Platform, Tenant, TenantFact};
use phi_events::{Event, MESH_TENANT, Service, Suite, TenantId};
use phi_seal::entropy::random;
use phi_seal::provider::generate;
use phi_service::{Clock, Core, Domain, Facts, Frame, OsEntropy, Surroundings, SystemClock, month_of, open_core};

use crate::nats::{NatsServer, ServerSpec, free_port, passwords, write_private};

/// Anything that went wrong while laying foundations, in a sentence.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A mesh's foundations.
pub struct Mesh {
    /// Where everything lies.
    pub folder: PathBuf,
    /// The broker.
    pub nats: NatsServer,
    /// The users' passwords.
    pub passwords: BTreeMap<String, String>,
    /// The clock that services started in this process share.
    pub clock: Arc<dyn Clock>,
}

/// What a new tenant is to be.
#[derive(Debug, Clone)]
pub struct NewTenant {
    /// A short name for operators.
    pub label: String,
    /// How its records are sealed.
    pub suite: Suite,
    /// Whether an agreement is in force.
    pub baa: bool,
    /// Who may deliver.
    pub platforms: Vec<Platform>,
    /// Lives that differ from the defaults.
    pub lives: Vec<Life>,
}

/// The tenant stream's decisions, as the command makes them.
pub struct TenantDomain;

impl Domain for TenantDomain {
    type Schema = Tenant;
    type State = u32;
    type Command = Vec<TenantFact>;
    type Refusal = std::convert::Infallible;

    fn decide(_state: &u32, command: Vec<TenantFact>, _facts: &Facts) -> Result<Vec<Event<Tenant>>, Self::Refusal> {
        Ok(command.into_iter().map(Event::fact).collect())
    }

    fn evolve(state: u32, _fact: &TenantFact) -> u32 {
        state + 1
    }
}

impl Mesh {
    /// Starts a broker in `folder`, provisions it, and makes key files and the mesh's own tenant. What is there already
    /// is kept.
    ///
    /// # Errors
    /// A sentence that says what to do.
    pub async fn start(folder: &Path, sync_interval: &str, clock: Arc<dyn Clock>) -> Result<Self, BoxError> {
        std::fs::create_dir_all(folder)?;
        let path = folder.join("passwords.json");
        let passwords: BTreeMap<String, String> = if let Ok(text) = std::fs::read_to_string(&path) {
            serde_json::from_str(&text)?
        } else {
            let made = passwords(&OsEntropy);
            write_private(&path, &serde_json::to_string_pretty(&made)?)?;
            made
        };
        let spec = ServerSpec {
            folder: folder.join("nats"),
            port: free_port()?,
            passwords: passwords.clone(),
            sync_interval: sync_interval.to_owned(),
            cluster: None,
            secure: None,
        };
        let nats = NatsServer::start(spec)?;
        let mesh = Self { folder: folder.to_owned(), nats, passwords, clock };
        mesh.write_files()?;
        provision(&mesh.nats.connect(PROVISIONER).await?, 1, false).await?;
        let founder = mesh.core(Service::Phimesh).await?;
        founder.mint_month(MESH_TENANT, month_of(mesh.clock.now_ms())).await.map_err(|fault| fault.source)?;
        Ok(mesh)
    }

    /// A mesh with the real clock and a broker that syncs every write.
    ///
    /// # Errors
    /// As [`Mesh::start`].
    pub async fn embedded(folder: &Path) -> Result<Self, BoxError> {
        Self::start(folder, "always", Arc::new(SystemClock)).await
    }

    fn write_files(&self) -> Result<(), BoxError> {
        for (user, password) in &self.passwords {
            write_private(&self.folder.join(format!("{user}.password")), password)?;
        }
        if self.key_file(Some(Service::Phimesh)).is_file() {
            return Ok(());
        }
        for (service, text) in generate(&OsEntropy)? {
            write_private(&self.key_file(service), &text)?;
        }
        Ok(())
    }

    /// The key file of a service; of all roots under `None`.
    pub fn key_file(&self, service: Option<Service>) -> PathBuf {
        self.folder.join(format!("{}.keys.json", service.map_or("all", Service::name)))
    }

    /// The frame's section for a service of this mesh.
    pub fn frame(&self, service: Service) -> Frame {
        let mut frame = Frame { environment: "embedded".to_owned(), ..Frame::default() };
        frame.nats.url = self.nats.url();
        frame.nats.user = Some(service.name().to_owned());
        frame.nats.password_file = Some(self.folder.join(format!("{}.password", service.name())));
        frame.database =
            format!("sqlite://{}?mode=rwc", self.folder.join(format!("{}.sqlite", service.name())).display());
        frame.key_file = self.key_file(Some(service));
        frame.tick = std::time::Duration::from_millis(100);
        frame.admin = Some(([127, 0, 0, 1], 0).into());
        "warn".clone_into(&mut frame.telemetry.log);
        frame
    }

    /// A core as this service has it, for a command that runs no loops.
    ///
    /// # Errors
    /// As [`open_core`].
    pub async fn core(&self, service: Service) -> Result<Core, BoxError> {
        let around = Surroundings { clock: Arc::clone(&self.clock), log: None };
        Ok(open_core(service, &self.frame(service), &around).await?)
    }

    /// Makes a tenant: its monthly keys, then its configuration.
    ///
    /// # Errors
    /// A sentence that says what went wrong.
    pub async fn tenant(&self, new: &NewTenant) -> Result<TenantId, BoxError> {
        let id = TenantId(random(&OsEntropy));
        create_tenant(&self.core(Service::Phimesh).await?, id, new).await?;
        Ok(id)
    }
}

/// Makes a tenant with this id.
///
/// # Errors
/// A sentence that says what went wrong.
pub async fn create_tenant(core: &Core, id: TenantId, new: &NewTenant) -> Result<(), BoxError> {
    core.mint_month(id, month_of(core.now_ms())).await.map_err(|fault| fault.source)?;
    let mut facts =
        vec![TenantFact::Created { label: new.label.clone(), profile: "default".to_owned(), suite: new.suite }];
    if new.baa {
        facts.push(TenantFact::BaaEffective { from_ms: 0, until_ms: None, document: "embedded-demo".to_owned() });
    }
    facts.extend(new.platforms.iter().cloned().map(|platform| TenantFact::PlatformAdded { platform }));
    if !new.lives.is_empty() {
        facts.push(TenantFact::LivesSet { lives: new.lives.clone() });
    }
    let mut tenant = core.aggregate::<TenantDomain>(id, id.into(), b"create").await.map_err(|fault| fault.source)?;
    tenant.by(Actor::Person("operator".to_owned()));
    tenant.execute("create", facts).await.map_err(|fault| fault.source)?;
    Ok(())
}
