//! Configuration: defaults < file < environment < flags. One section for the frame, one per service; unknown keys are
//! refused before any socket is opened.
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use phi_bus::{Login, NatsConfig, Tls};
use phi_events::service::ALL_SERVICES;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Environment variables begin so; two underscores separate section and key: `PHIMESH__NATS__URL`.
pub const ENV_PREFIX: &str = "PHIMESH__";

/// A configuration that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A value is missing, of the wrong kind, or unknown.
    #[error("PHI-S001: the configuration cannot be used: {0}")]
    Figment(Box<figment::Error>),
    /// A value is refused.
    #[error("PHI-S002: the configuration is refused: {0}")]
    Invalid(String),
}

impl From<figment::Error> for ConfigError {
    fn from(error: figment::Error) -> Self {
        Self::Figment(Box::new(error))
    }
}

/// One figment section.
pub trait Section: DeserializeOwned + Serialize + Default + Send + Sync + 'static {
    /// Checks what types cannot.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what to set instead.
    fn validate(&self) -> Result<(), String>;
}

/// How to reach the broker.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Nats {
    /// `nats://host:port`, several separated by commas.
    pub url: String,
    /// User name: the service's own.
    pub user: Option<String>,
    /// File that holds the password. Read again at each connect.
    pub password_file: Option<PathBuf>,
    /// A `.creds` file (operator mode: a user's JWT and the seed of its key), instead of user and password. Read again at each connect.
    pub credentials_file: Option<PathBuf>,
    /// TLS to the broker: version 1.3, nothing older.
    pub tls: NatsTls,
    /// Prefix of JetStream's API as this account sees it.
    pub api: String,
    /// How long an answer may take.
    #[serde(with = "duration")]
    pub timeout: Duration,
}

impl Default for Nats {
    fn default() -> Self {
        Self {
            url: "nats://127.0.0.1:4222".to_owned(),
            user: None,
            password_file: None,
            credentials_file: None,
            tls: NatsTls::default(),
            api: "JS.mesh".to_owned(),
            timeout: Duration::from_secs(5),
        }
    }
}

/// TLS to the broker. Files are PEM and read again at each connect; when one changes on disk, the connection is made anew.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NatsTls {
    /// Who may vouch for the broker's certificate; during a rotation both the old and the next.
    pub ca_file: Option<PathBuf>,
    /// Our certificate and its chain, where the broker asks for one.
    pub cert_file: Option<PathBuf>,
    /// Its key.
    pub key_file: Option<PathBuf>,
    /// Refuses a broker without TLS. Needs `ca_file`, which implies it.
    pub required: bool,
}

/// Logs, traces and metrics.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Telemetry {
    /// Base address of an OTLP receiver over HTTP; spans go to `/v1/traces` below it, metrics to `/v1/metrics`. Absent: no export.
    pub otlp_endpoint: Option<String>,
    /// Log filter, in `tracing`'s words: `info`, `warn,redaction=debug`.
    pub log: String,
    /// File of planted synthetic values, one a line: one that is about to leave in a log line or a span is withheld, counted, and reported.
    pub canaries_file: Option<PathBuf>,
    /// Which part of new traces is kept, from 0 to 1; a trace that came from elsewhere is kept as its beginning was.
    pub traces_sample_ratio: f64,
    /// How often metrics are sent to the OTLP receiver.
    #[serde(with = "duration")]
    pub metrics_interval: Duration,
}

impl Default for Telemetry {
    fn default() -> Self {
        Self {
            otlp_endpoint: None,
            log: "info".to_owned(),
            canaries_file: None,
            traces_sample_ratio: 1.0,
            metrics_interval: Duration::from_secs(15),
        }
    }
}

/// When the probes say no.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Probes {
    /// `/livez`: a loop that has not gone round for this long hangs.
    #[serde(with = "duration")]
    pub stale: Duration,
    /// `/livez`: a delivery or timer that was worked on for this long hangs.
    #[serde(with = "duration")]
    pub hung: Duration,
    /// `/readyz`: most messages of the own stream that may wait to be folded.
    pub lag: u64,
}

impl Default for Probes {
    fn default() -> Self {
        Self { stale: Duration::from_secs(60), hung: Duration::from_secs(1800), lag: 1000 }
    }
}

/// The frame's section: `[mesh]`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Frame {
    /// Name of the environment, bound into every seal: what is sealed in one does not open in another.
    pub environment: String,
    /// The broker.
    pub nats: Nats,
    /// Where projections stand: `sqlite://path?mode=rwc` for one replica, `postgres://…` for any number: one projects, the others stand by.
    pub database: String,
    /// File that holds the database's address, password included; beats `database`.
    pub database_file: Option<PathBuf>,
    /// The key file of this service.
    pub key_file: PathBuf,
    /// Where `/livez`, `/readyz` and `/startupz` answer.
    pub health: SocketAddr,
    /// Where an operator's verbs answer (rebuild, state hash, key probe): loopback only.
    pub admin: Option<SocketAddr>,
    /// How often due timers are looked for.
    #[serde(with = "duration")]
    pub tick: Duration,
    /// How long a drain may take before it is cut off.
    #[serde(with = "duration")]
    pub drain: Duration,
    /// Most deliveries worked on at once.
    pub concurrency: usize,
    /// When the probes say no.
    pub probes: Probes,
    /// Logs, traces and metrics.
    pub telemetry: Telemetry,
}

impl Default for Frame {
    fn default() -> Self {
        Self {
            environment: "dev".to_owned(),
            nats: Nats::default(),
            database: "sqlite::memory:".to_owned(),
            database_file: None,
            key_file: PathBuf::from("keys.json"),
            health: SocketAddr::from(([127, 0, 0, 1], 0)),
            admin: None,
            tick: Duration::from_secs(1),
            drain: Duration::from_secs(20),
            concurrency: 16,
            probes: Probes::default(),
            telemetry: Telemetry::default(),
        }
    }
}

impl Section for Frame {
    fn validate(&self) -> Result<(), String> {
        if self.environment.is_empty() {
            return Err("mesh.environment is empty; name it, for it is bound into every seal".to_owned());
        }
        if let Some(admin) = self.admin
            && !admin.ip().is_loopback()
        {
            return Err("mesh.admin is not a loopback address; these verbs have no other guard".to_owned());
        }
        if self.concurrency == 0 {
            return Err("mesh.concurrency is 0; set at least 1".to_owned());
        }
        if !(0.0..=1.0).contains(&self.telemetry.traces_sample_ratio) {
            return Err("mesh.telemetry.traces_sample_ratio is a part: set a number from 0 to 1".to_owned());
        }
        if self.telemetry.metrics_interval.is_zero() || self.probes.stale.is_zero() || self.probes.hung.is_zero() {
            return Err(
                "mesh.telemetry.metrics_interval, mesh.probes.stale and .hung must be longer than nothing".to_owned()
            );
        }
        self.nats.validate()
    }
}

impl Nats {
    fn validate(&self) -> Result<(), String> {
        if self.credentials_file.is_some() && self.password_file.is_some() {
            return Err("mesh.nats has a credentials_file and a password_file; leave one of them out".to_owned());
        }
        let tls = &self.tls;
        if tls.cert_file.is_some() != tls.key_file.is_some() {
            return Err("mesh.nats.tls has cert_file or key_file without the other; set both or neither".to_owned());
        }
        if tls.ca_file.is_none() && (tls.required || tls.cert_file.is_some()) {
            return Err("mesh.nats.tls has no ca_file; name the certificate that vouches for the broker".to_owned());
        }
        Ok(())
    }

    /// How a connection logs in.
    pub fn login(&self) -> Login {
        match (&self.credentials_file, &self.user, &self.password_file) {
            (Some(path), _, _) => Login::Credentials { path: path.clone() },
            (None, Some(user), Some(path)) => Login::PasswordFile { user: user.clone(), path: path.clone() },
            (None, _, _) => Login::Nobody,
        }
    }

    /// TLS of a connection, where it is set up.
    pub fn client_tls(&self) -> Option<Tls> {
        let own = self.tls.cert_file.clone().zip(self.tls.key_file.clone());
        self.tls.ca_file.clone().map(|ca_file| Tls { ca_file, own })
    }

    /// The configuration of a connection.
    pub fn connection(&self) -> NatsConfig {
        NatsConfig {
            url: self.url.clone(),
            login: self.login(),
            tls: self.client_tls(),
            api: self.api.clone(),
            timeout: self.timeout,
        }
    }
}

/// Layers file, environment and flags over nothing; sections put their defaults beneath.
pub fn figment(file: Option<&PathBuf>, flags: &[(String, String)]) -> Figment {
    let mut figment = Figment::new();
    if let Some(file) = file {
        figment = figment.merge(Toml::file_exact(file));
    }
    figment = figment.merge(Env::prefixed(ENV_PREFIX).split("__").map(|key| key.as_str().replace('-', "_").into()));
    for (key, value) in flags {
        let parsed: figment::value::Value = value.parse().unwrap_or_else(|_| value.clone().into());
        figment = figment.merge(Serialized::global(&key.replace('-', "_"), parsed));
    }
    figment
}

/// Name of a service's section: its own, with underscores.
pub fn section_name(service: phi_events::Service) -> String {
    service.name().replace('-', "_")
}

/// Reads and checks one section.
///
/// # Errors
/// [`ConfigError`] naming the key, and where its value came from.
pub fn section<S: Section>(figment: &Figment, name: &str) -> Result<S, ConfigError> {
    let with_defaults = Figment::from(Serialized::default(name, S::default())).merge(figment.clone());
    let section: S = with_defaults.extract_inner(name)?;
    section.validate().map_err(ConfigError::Invalid)?;
    Ok(section)
}

/// Refuses sections that nobody reads.
///
/// # Errors
/// [`ConfigError::Invalid`] naming the section.
pub fn known_sections(figment: &Figment) -> Result<(), ConfigError> {
    let known = |name: &str| name == "mesh" || ALL_SERVICES.into_iter().any(|service| section_name(service) == name);
    let found: figment::value::Dict = figment.extract().unwrap_or_default();
    match found.keys().find(|name| !known(name)) {
        Some(name) => {
            Err(ConfigError::Invalid(format!("there is no section `{name}`; known are `mesh` and the services' names")))
        }
        None => Ok(()),
    }
}

/// Durations as people write them: `90d`, `1h 30m`, `500ms`.
pub mod duration {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    /// Writes a duration as text.
    ///
    /// # Errors
    /// The serializer's.
    pub fn serialize<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&humantime::format_duration(*duration).to_string())
    }

    /// Reads a duration from text.
    ///
    /// # Errors
    /// When the text is no duration.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        let text = String::deserialize(deserializer)?;
        humantime::parse_duration(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_beats_the_default() {
        let figment = figment(None, &[("mesh.nats.url".into(), "nats://127.0.0.1:1".into())]);
        assert_eq!(section::<Frame>(&figment, "mesh").unwrap().nats.url, "nats://127.0.0.1:1");
    }

    #[test]
    fn an_unknown_key_is_refused() {
        let figment = figment(None, &[("mesh.natz".into(), "x".into())]);
        assert!(section::<Frame>(&figment, "mesh").is_err());
    }

    #[test]
    fn an_unknown_section_is_refused() {
        let figment = figment(None, &[("redactoin.x".into(), "1".into())]);
        assert!(known_sections(&figment).is_err());
    }

    #[test]
    fn half_a_certificate_two_logins_and_tls_without_a_root_are_refused() {
        for flags in [
            vec![("mesh.nats.tls.required", "true")],
            vec![("mesh.nats.tls.ca_file", "ca"), ("mesh.nats.tls.cert_file", "c")],
            vec![("mesh.nats.credentials_file", "a"), ("mesh.nats.password_file", "b")],
        ] {
            let flags: Vec<_> = flags.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
            assert!(section::<Frame>(&figment(None, &flags), "mesh").is_err(), "{flags:?}");
        }
    }

    #[test]
    fn the_admin_verbs_stay_on_loopback() {
        let figment = figment(None, &[("mesh.admin".into(), "0.0.0.0:1".into())]);
        assert!(section::<Frame>(&figment, "mesh").is_err());
    }
}
