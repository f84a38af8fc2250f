//! Three nats-servers of one cluster that a test owns, with the accounts generated from `FLOW` and three replicas of all.
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use phi_bus::accounts::PROVISIONER;
use phi_bus::provision::{ProvisionError, provision};
use phi_bus::{LogError, NatsLog};
use serde_json::{Value, json};

use crate::nats::{NatsServer, Secure, ServerError, ServerSpec, free_port};
use crate::tls::Authority;

/// How many servers: the fewest that go on when one is gone.
pub const NODES: usize = 3;
/// How long the servers may take to choose their leaders.
const ELECTION: Duration = Duration::from_secs(30);

/// A running cluster.
pub struct Cluster {
    nodes: Vec<NatsServer>,
    routes: Vec<u16>,
}

fn name(node: usize) -> String {
    format!("node-{node}")
}

impl Cluster {
    /// Starts the servers in folders below `folder`.
    ///
    /// # Errors
    /// [`ServerError`] that says what to do.
    pub fn start(folder: &Path, passwords: &BTreeMap<String, String>) -> Result<Self, ServerError> {
        Self::with(folder, passwords, |_| Ok(None))
    }

    /// Starts the servers as in production: TLS 1.3 with certificates between them and to clients, accounts in operator
    /// mode from the folder `accounts` (what `phimesh provision keys` makes).
    ///
    /// # Errors
    /// [`ServerError`] that says what to do.
    pub fn secure(folder: &Path, authority: &Authority, accounts: &Path) -> Result<Self, ServerError> {
        Self::with(folder, &BTreeMap::new(), |name| {
            let own = authority.issue(name)?;
            Ok(Some(Secure { ca_file: authority.ca_file(), own, accounts: accounts.to_owned() }))
        })
    }

    fn with(
        folder: &Path,
        passwords: &BTreeMap<String, String>,
        secure: impl Fn(&str) -> Result<Option<Secure>, ServerError>,
    ) -> Result<Self, ServerError> {
        let routes = (0..NODES).map(|_| free_port()).collect::<Result<Vec<u16>, _>>()?;
        let mut nodes = Vec::new();
        for (node, own) in routes.iter().enumerate() {
            let secure = secure(&name(node))?;
            // what stands in for production syncs every write, as that does
            let sync_interval = if secure.is_some() { "always" } else { "2m" }.to_owned();
            nodes.push(NatsServer::start(ServerSpec {
                folder: folder.join(name(node)),
                port: free_port()?,
                passwords: passwords.clone(),
                sync_interval,
                cluster: Some((name(node), *own, routes.clone())),
                secure,
            })?);
        }
        Ok(Self { nodes, routes })
    }

    /// Every server's address, separated by commas.
    pub fn url(&self) -> String {
        self.nodes.iter().map(NatsServer::url).collect::<Vec<_>>().join(",")
    }

    /// The ports on which the servers talk to each other.
    pub fn routes(&self) -> &[u16] {
        &self.routes
    }

    /// One of the servers, from 0.
    ///
    /// # Panics
    /// When there is no such server.
    pub fn node(&mut self, node: usize) -> &mut NatsServer {
        &mut self.nodes[node]
    }

    /// Connects to whichever server answers, as the provisioner.
    ///
    /// # Errors
    /// As [`NatsLog::connect`].
    pub async fn provisioner(&self) -> Result<NatsLog, LogError> {
        let config = phi_bus::NatsConfig { url: self.url(), ..self.nodes[0].config(PROVISIONER) };
        NatsLog::connect(&config, PROVISIONER).await
    }

    /// Waits until the servers have chosen a leader, then makes every stream and consumer, three times each.
    ///
    /// # Errors
    /// [`ProvisionError`] when they do not agree in time.
    pub async fn provision(&self) -> Result<(), ProvisionError> {
        let log = self.provisioner().await?;
        let started = Instant::now();
        loop {
            match provision(&log, NODES as u32, false).await {
                Ok(_) => return Ok(()),
                Err(error) if started.elapsed() > ELECTION => return Err(error),
                Err(_) => tokio::time::sleep(Duration::from_millis(200)).await,
            }
        }
    }

    /// Which server leads a stream.
    ///
    /// # Errors
    /// [`LogError`] when nobody does at present.
    pub async fn leader(&self, stream: &str) -> Result<usize, LogError> {
        let info = self.provisioner().await?.api(&format!("STREAM.INFO.{stream}"), &json!({})).await?;
        let leader = info.pointer("/cluster/leader").and_then(Value::as_str);
        (0..NODES).find(|node| leader == Some(&name(*node))).ok_or(LogError::Unavailable(503))
    }
}
