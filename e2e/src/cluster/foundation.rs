//! What the services stand on: three nats-servers, PostgreSQL with a database for each service, key files, a practice. How
//! a service proves to the broker who it is stands here and nowhere else.
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use phi_bus::NatsLog;
use phi_events::flow::{consumers, streams};
use phi_events::tenant::Platform;
use phi_events::{MESH_TENANT, Service, Suite, TenantId};
use phi_seal::provider::generate;
use phi_seal::random;
use phi_service::{Core, Frame, OsEntropy, Surroundings, SystemClock, month_of, open_core};
use phi_testkit::cluster::{Cluster, NODES};
use phi_testkit::mesh::{NewTenant, create_tenant};
use phi_testkit::nats::{passwords, write_private};
use phi_testkit::postgres::Postgres;
use serde_json::{Value, json};

use crate::BoxError;
use crate::stage::Ports;

/// How long servers may take to agree again.
const AGREEMENT: Duration = Duration::from_secs(60);

/// Brokers, database, keys and the practice.
pub struct Foundation {
    /// Where everything lies.
    pub folder: PathBuf,
    /// The brokers.
    pub brokers: Cluster,
    /// The database.
    pub postgres: Postgres,
    /// The practice that is called.
    pub tenant: TenantId,
    /// What its platform signs with.
    pub secret: String,
}

impl Foundation {
    /// Lays it in `folder`; takes seconds, most of them until the brokers have leaders for every stream.
    ///
    /// # Errors
    /// A sentence that says what is missing or went wrong.
    pub async fn lay(folder: &Path) -> Result<Self, BoxError> {
        let postgres = Postgres::start()?;
        for service in phi_events::service::ALL_SERVICES {
            postgres.sql(&format!("CREATE DATABASE \"{}\"", service.name()))?;
        }
        let passwords = passwords(&OsEntropy);
        write_passwords(folder, &passwords)?;
        let brokers = Cluster::start(&folder.join("nats"), &passwords)?;
        brokers.provision().await?;
        for (service, text) in generate(&OsEntropy)? {
            // the file of all roots belongs in a safe, not beside the services
            if let Some(service) = service {
                write_private(&key_file(folder, service), &text)?;
            }
        }
        let secret = phi_events::ids::base32(&random::<20>(&OsEntropy));
        let secrets = folder.join("platform-secrets");
        std::fs::create_dir_all(&secrets)?;
        write_private(&secrets.join("practice"), &secret)?;
        let tenant = TenantId(random(&OsEntropy));
        let foundation = Self { folder: folder.to_owned(), brokers, postgres, tenant, secret };
        foundation.found().await?;
        Ok(foundation)
    }

    /// Makes the keys of the mesh and the practice.
    async fn found(&self) -> Result<(), BoxError> {
        let operator = self.operator().await?;
        operator.mint_month(MESH_TENANT, month_of(operator.now_ms())).await.map_err(|fault| fault.source)?;
        let platforms = vec![
            Platform::VapiHmac { secret: "practice".to_owned() },
            Platform::Upload { secret: "practice".to_owned() },
        ];
        let (label, suite) = ("practice".to_owned(), Suite::XChaCha20Poly1305);
        create_tenant(&operator, self.tenant, &NewTenant { label, suite, baa: true, platforms, lives: vec![] }).await
    }

    /// The frame's section for a service, as far as brokers, keys and database are concerned.
    pub fn frame(&self, service: Service) -> Frame {
        let mut frame = Frame { environment: "cluster".to_owned(), ..Frame::default() };
        frame.nats.url = self.brokers.url();
        frame.nats.user = Some(service.name().to_owned());
        frame.nats.password_file = Some(self.folder.join(format!("{}.password", service.name())));
        frame.database = self.postgres.url().replace("/postgres", &format!("/{}", service.name()));
        frame.key_file = key_file(&self.folder, service);
        frame
    }

    /// A replica's `[mesh]` section as its configuration file says it.
    pub fn section(&self, service: Service, ports: Ports, spans: &str) -> String {
        let frame = self.frame(service);
        format!(
            "[mesh]\nenvironment = \"{}\"\ndatabase = \"{}\"\nkey_file = \"{}\"\nhealth = \"127.0.0.1:{}\"\nadmin = \"127.0.0.1:{}\"\ntick = \"200ms\"\n\
             [mesh.nats]\nurl = \"{}\"\nuser = \"{name}\"\npassword_file = \"{}/{name}.password\"\n\
             [mesh.telemetry]\notlp_endpoint = \"{spans}\"\nlog = \"info\"\n",
            frame.environment,
            frame.database,
            frame.key_file.display(),
            ports.health,
            ports.admin,
            frame.nats.url,
            self.folder.display(),
            name = service.name(),
        )
    }

    /// The operator's core.
    ///
    /// # Errors
    /// When no broker answers.
    pub async fn operator(&self) -> Result<Core, BoxError> {
        let around = Surroundings { clock: Arc::new(SystemClock), log: None };
        Ok(open_core(Service::Phimesh, &self.frame(Service::Phimesh), &around).await?)
    }

    /// The brokers as their owner sees them.
    ///
    /// # Errors
    /// When none answers.
    pub async fn owner(&self) -> Result<NatsLog, BoxError> {
        Ok(self.brokers.provisioner().await?)
    }

    /// Waits until every stream and consumer has a leader and all its replicas have caught up with it.
    ///
    /// # Errors
    /// A sentence that names what lags.
    pub async fn agreed(&self) -> Result<(), BoxError> {
        let owner = self.owner().await?;
        let started = Instant::now();
        loop {
            let Some(lagging) = lagging(&owner).await else { return Ok(()) };
            if started.elapsed() > AGREEMENT {
                return Err(format!("after {} s not in sync: {lagging}", AGREEMENT.as_secs()).into());
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
}

/// The first stream or consumer that does not stand on [`NODES`] servers in step; `None` when all do.
pub async fn lagging(owner: &NatsLog) -> Option<String> {
    let stream = |name: &str| (name.to_owned(), format!("STREAM.INFO.{name}"));
    let asked = streams().into_iter().map(|spec| stream(&spec.name));
    let consumer = |stream: &str, durable: &str| format!("CONSUMER.INFO.{stream}.{durable}");
    let consumers = consumers().into_iter().map(|spec| (spec.durable.clone(), consumer(&spec.stream, &spec.durable)));
    for (name, verb) in asked.chain(consumers) {
        match owner.api(&verb, &json!({})).await {
            Ok(info) if in_step(&info) => {}
            Ok(_) => return Some(name),
            Err(error) => return Some(format!("{name} ({error})")),
        }
    }
    None
}

/// Whether a stream's or consumer's raft group has a leader and every other server in step with it.
fn in_step(info: &Value) -> bool {
    let cluster = &info["cluster"];
    let others = cluster["replicas"].as_array().map_or(&[][..], Vec::as_slice);
    let current = |peer: &Value| {
        peer["current"] == true && peer["offline"] != true && peer["lag"].as_u64().is_none_or(|lag| lag == 0)
    };
    cluster["leader"].is_string() && others.len() == NODES - 1 && others.iter().all(current)
}

fn key_file(folder: &Path, service: Service) -> PathBuf {
    folder.join(format!("{}.keys.json", service.name()))
}

fn write_passwords(folder: &Path, passwords: &BTreeMap<String, String>) -> Result<(), BoxError> {
    for (user, password) in passwords {
        write_private(&folder.join(format!("{user}.password")), password)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(others: &[(bool, u64)]) -> Value {
        let replicas: Vec<Value> =
            others.iter().map(|(current, lag)| json!({"current": current, "lag": lag})).collect();
        json!({"cluster": {"leader": "node-0", "replicas": replicas}})
    }

    #[test]
    fn a_group_is_in_step_when_all_its_servers_are() {
        assert!(in_step(&group(&[(true, 0), (true, 0)])));
        assert!(!in_step(&group(&[(true, 0), (false, 0)])), "one does not follow");
        assert!(!in_step(&group(&[(true, 0), (true, 3)])), "one lags");
        assert!(!in_step(&group(&[(true, 0)])), "one is missing");
        assert!(!in_step(&json!({"cluster": {"replicas": []}})), "nobody leads");
    }
}
