//! What the services stand on: three nats-servers, PostgreSQL with a database for each service, key files, a practice. How
//! services and brokers know each other stands here and nowhere else.
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use phi_bus::NatsLog;
use phi_bus::operator::folder::credentials;
use phi_events::flow::{ConsumerSpec, consumers, streams};
use phi_events::service::ALL_SERVICES;
use phi_events::{MESH_TENANT, Service, TenantId};
use phi_seal::provider::generate;
use phi_seal::random;
use phi_service::{Core, Frame, OsEntropy, Surroundings, SystemClock, month_of, open_core};
use phi_testkit::cluster::{Cluster, NODES};
use phi_testkit::nats::{passwords, write_private};
use phi_testkit::postgres::Postgres;
use phi_testkit::tls::Authority;
use serde_json::{Value, json};

use crate::BoxError;
use crate::process::binaries;
use crate::stage::Ports;

/// How long servers may take to agree again.
const AGREEMENT: Duration = Duration::from_secs(120);

/// How services and brokers know each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// As in production: TLS 1.3 with certificates on both ends, accounts in operator mode, a `.creds` file for each
    /// service, and the database's address in a file.
    Production,
    /// Accounts with passwords, without TLS: what builds know that are older than the other.
    Passwords,
}

impl Profile {
    /// It, in words.
    pub const fn says(self) -> &'static str {
        match self {
            Self::Production => "TLS 1.3 on both ends, operator mode",
            Self::Passwords => "passwords, no TLS: the older build knows no more",
        }
    }
}

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
    profile: Profile,
}

impl Foundation {
    /// Lays it in `folder`; takes seconds, most of them until the brokers have leaders for every stream.
    ///
    /// # Errors
    /// A sentence that says what is missing or went wrong.
    pub async fn lay(folder: &Path, profile: Profile, binaries: &Path) -> Result<Self, BoxError> {
        let postgres = Postgres::start()?;
        std::fs::create_dir_all(folder.join("database"))?;
        for service in ALL_SERVICES {
            postgres.sql(&format!("CREATE DATABASE \"{}\"", service.name()))?;
            write_private(&folder.join("database").join(service.name()), &database(&postgres, service))?;
        }
        let brokers = match profile {
            Profile::Production => secured(folder)?,
            Profile::Passwords => {
                let passwords = passwords(&OsEntropy);
                write_passwords(folder, &passwords)?;
                Cluster::start(&folder.join("nats"), &passwords)?
            }
        };
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
        let foundation = Self { folder: folder.to_owned(), brokers, postgres, tenant, secret, profile };
        foundation.found(binaries).await?;
        Ok(foundation)
    }

    /// Makes the keys of the mesh, and the practice with the command of the build that is to serve it: what a later one
    /// writes, an earlier one need not be able to read.
    async fn found(&self, binaries: &Path) -> Result<(), BoxError> {
        let operator = self.operator().await?;
        operator.mint_month(MESH_TENANT, month_of(operator.now_ms())).await.map_err(|fault| fault.source)?;
        let config = self.folder.join("phimesh.toml");
        // the command listens nowhere: no ports, no spans
        let section = self.section(Service::Phimesh, Ports { health: 0, admin: 0 }, "");
        write_private(&config, &section.replace("otlp_endpoint = \"\"\n", ""))?;
        let id = self.tenant.to_string();
        let create = vec!["create", "--id", &id, "--label", "practice"];
        let baa = vec!["baa", "--tenant", &id, "--from", "0", "--document", "synthetic"];
        let platform = |kind| vec!["add-platform", kind, "--tenant", &id, "--secret", "practice"];
        for words in [create, baa, platform("vapi-hmac"), platform("upload")] {
            let mut command = Command::new(binaries.join(Service::Phimesh.name()));
            command.arg("tenant").args(words).args(["--by", "operator-1", "--quiet", "--config"]).arg(&config);
            succeeded(&mut command)?;
        }
        Ok(())
    }

    /// How services and brokers know each other, in words.
    pub const fn profile(&self) -> &'static str {
        self.profile.says()
    }

    /// The frame's section for a service, as far as brokers, keys and database are concerned.
    pub fn frame(&self, service: Service) -> Frame {
        let mut frame = Frame { environment: "cluster".to_owned(), ..Frame::default() };
        frame.nats.url = self.brokers.url();
        frame.key_file = key_file(&self.folder, service);
        let name = service.name();
        match self.profile {
            Profile::Production => {
                let tls = self.folder.join("tls");
                frame.nats.credentials_file = Some(credentials(&accounts(&self.folder), name));
                frame.nats.tls.ca_file = Some(tls.join("ca.pem"));
                frame.nats.tls.cert_file = Some(tls.join(format!("{name}.pem")));
                frame.nats.tls.key_file = Some(tls.join(format!("{name}.key")));
                frame.nats.tls.required = true;
                frame.database_file = Some(self.folder.join("database").join(name));
            }
            Profile::Passwords => {
                frame.nats.user = Some(name.to_owned());
                frame.nats.password_file = Some(self.folder.join(format!("{name}.password")));
                frame.database = database(&self.postgres, service);
            }
        }
        frame
    }

    /// A replica's `[mesh]` section as its configuration file says it.
    pub fn section(&self, service: Service, ports: Ports, spans: &str) -> String {
        let frame = self.frame(service);
        let file = |key: &str, path: Option<&PathBuf>| path.map(|path| format!("{key} = \"{}\"\n", path.display()));
        let database = file("database_file", frame.database_file.as_ref());
        let login = [
            frame.nats.user.as_ref().map(|user| format!("user = \"{user}\"\n")),
            file("password_file", frame.nats.password_file.as_ref()),
            file("credentials_file", frame.nats.credentials_file.as_ref()),
            frame.nats.tls.required.then(|| "tls.required = true\n".to_owned()),
            file("tls.ca_file", frame.nats.tls.ca_file.as_ref()),
            file("tls.cert_file", frame.nats.tls.cert_file.as_ref()),
            file("tls.key_file", frame.nats.tls.key_file.as_ref()),
        ];
        format!(
            "[mesh]\nenvironment = \"{}\"\nkey_file = \"{}\"\nhealth = \"127.0.0.1:{}\"\nadmin = \"127.0.0.1:{}\"\ntick = \"200ms\"\n{}\
             [mesh.nats]\nurl = \"{}\"\n{}\
             [mesh.telemetry]\notlp_endpoint = \"{spans}\"\nlog = \"info\"\n",
            frame.environment,
            frame.key_file.display(),
            ports.health,
            ports.admin,
            database.unwrap_or_else(|| format!("database = \"{}\"\n", frame.database)),
            frame.nats.url,
            login.into_iter().flatten().collect::<String>(),
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

    /// Waits until every stream and consumer has been seen in step.
    ///
    /// # Errors
    /// A sentence that names what lags.
    pub async fn agreed(&self) -> Result<(), BoxError> {
        match self.lagging().await? {
            Some(name) => Err(format!("after {} s not in sync: {name}", AGREEMENT.as_secs()).into()),
            None => Ok(()),
        }
    }

    /// The first stream or consumer that is never seen with a leader and all its replicas in step with it; `None` when each
    /// has been. One look would not do: while anything flows, and a service that rests still asks for more, a group that was
    /// in step a moment ago has an entry under way again.
    ///
    /// # Errors
    /// When no broker answers.
    pub async fn lagging(&self) -> Result<Option<String>, BoxError> {
        let owner = self.owner().await?;
        let (started, mut unseen) = (Instant::now(), groups());
        loop {
            let mut lagging = Vec::new();
            for group in unseen {
                if !in_step(&owner, &group).await {
                    lagging.push(group);
                }
            }
            let first = lagging.first().map(|(name, _)| name.clone());
            if first.is_none() || started.elapsed() > AGREEMENT {
                return Ok(first);
            }
            unseen = lagging;
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
}

/// Every stream and consumer: its name, and what to ask for its state.
fn groups() -> Vec<(String, String)> {
    let all = streams().into_iter().map(|spec| (spec.name.clone(), format!("STREAM.INFO.{}", spec.name)));
    let name = |spec: &ConsumerSpec| format!("{}.{}", spec.stream, spec.durable);
    all.chain(consumers().iter().map(|spec| (name(spec), format!("CONSUMER.INFO.{}", name(spec))))).collect()
}

async fn in_step(owner: &NatsLog, (_, verb): &(String, String)) -> bool {
    owner.api(verb, &json!({})).await.is_ok_and(|info| complete(&info))
}

/// Whether a stream's or consumer's raft group has a leader and every other server in step with it.
fn complete(info: &Value) -> bool {
    let cluster = &info["cluster"];
    let others = cluster["replicas"].as_array().map_or(&[][..], Vec::as_slice);
    let current = |peer: &Value| {
        peer["current"] == true && peer["offline"] != true && peer["lag"].as_u64().is_none_or(|lag| lag == 0)
    };
    cluster["leader"].is_string() && others.len() == NODES - 1 && others.iter().all(current)
}

/// What `phimesh provision keys` makes stands here.
fn accounts(folder: &Path) -> PathBuf {
    folder.join("accounts")
}

/// Makes authority, certificates and accounts as an operator does, and starts the brokers on them.
fn secured(folder: &Path) -> Result<Cluster, BoxError> {
    let authority = Authority::make(&folder.join("tls"))?;
    for service in ALL_SERVICES {
        authority.issue(service.name())?;
    }
    let accounts = accounts(folder);
    std::fs::create_dir_all(&accounts)?;
    let mut keys = Command::new(binaries()?.join(Service::Phimesh.name()));
    succeeded(keys.args(["provision", "keys", "--quiet", "--dir"]).arg(&accounts))?;
    Ok(Cluster::secure(&folder.join("nats"), &authority, &accounts)?)
}

fn succeeded(command: &mut Command) -> Result<(), BoxError> {
    let output =
        command.output().map_err(|error| format!("{} does not start ({error})", command.get_program().display()))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("phimesh failed: {}", String::from_utf8_lossy(&output.stderr)).into())
}

/// A service's database.
fn database(postgres: &Postgres, service: Service) -> String {
    postgres.url().replace("/postgres", &format!("/{}", service.name()))
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
        assert!(complete(&group(&[(true, 0), (true, 0)])));
        assert!(!complete(&group(&[(true, 0), (false, 0)])), "one does not follow");
        assert!(!complete(&group(&[(true, 0), (true, 3)])), "one lags");
        assert!(!complete(&group(&[(true, 0)])), "one is missing");
        assert!(!complete(&json!({"cluster": {"replicas": []}})), "nobody leads");
    }
}
