//! What every verb has at hand: where words go, and the layered configuration.
use std::path::PathBuf;

use clap::Args;
use clap::builder::{OsStringValueParser, TypedValueParser};
use figment::Figment;
use phi_bus::accounts::PROVISIONER;
use phi_bus::{Login, NatsConfig, NatsLog};
use phi_events::{Service, TenantId};
use phi_service::config::{figment, known_sections, section};
use phi_service::{Core, Frame, Surroundings, open_core};

use crate::config::Config;
use crate::failure::{Failure, read_file};
use crate::output::Out;

/// Flags that every verb takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct Global {
    /// Configuration file (TOML); `phimesh up` writes one to .phimesh/phimesh.toml.
    #[arg(long, global = true, env = "PHIMESH_CONFIG", value_name = "FILE", value_parser = maybe_path())]
    pub config: Option<PathBuf>,
    /// One value, over file and environment: `--set mesh.nats.url=nats://127.0.0.1:4222`.
    #[arg(long = "set", global = true, value_name = "KEY=VALUE", value_parser = key_value)]
    pub set: Vec<(String, String)>,
    /// Standard output holds one JSON object and nothing else.
    #[arg(long, global = true)]
    pub json: bool,
    /// No notes and no progress on standard error.
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

/// A path that may be empty: an environment variable that is set to nothing is as good as none.
pub(crate) fn maybe_path() -> impl TypedValueParser<Value = PathBuf> {
    OsStringValueParser::new().map(PathBuf::from)
}

/// The path, unless it is empty.
pub(crate) fn given(path: Option<PathBuf>) -> Option<PathBuf> {
    path.filter(|path| !path.as_os_str().is_empty())
}

fn key_value(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("write KEY=VALUE")?;
    Ok((key.to_owned(), value.to_owned()))
}

/// What every verb has at hand.
pub(crate) struct Session {
    pub out: Out,
    pub figment: Figment,
}

impl Session {
    pub(crate) fn new(global: &Global) -> Self {
        Self {
            out: Out::new(global.json, global.quiet),
            figment: figment(given(global.config.clone()).as_ref(), &global.set),
        }
    }

    /// The frame's section, with the command's own user where none is named.
    pub(crate) fn frame(&self) -> Result<Frame, Failure> {
        known_sections(&self.figment)?;
        let mut frame: Frame = section(&self.figment, "mesh")?;
        if frame.nats.user.is_none() && frame.nats.password_file.is_some() {
            frame.nats.user = Some(Service::Phimesh.name().to_owned());
        }
        Ok(frame)
    }

    pub(crate) fn config(&self) -> Result<Config, Failure> {
        known_sections(&self.figment)?;
        Ok(section(&self.figment, "phimesh")?)
    }

    /// A core of the command: reads, asks, writes audit entries.
    pub(crate) async fn core(&self) -> Result<Core, Failure> {
        Ok(open_core(Service::Phimesh, &self.frame()?, &Surroundings::default()).await?)
    }

    /// The tenant of the flag, else of the configuration.
    pub(crate) fn tenant(&self, flag: Option<TenantId>) -> Result<TenantId, Failure> {
        if let Some(tenant) = flag {
            return Ok(tenant);
        }
        let configured = self.config()?.tenant.and_then(|text| text.parse().ok());
        configured.ok_or_else(|| {
            Failure::Usage("name the tenant: --tenant ID, or phimesh.tenant in the configuration".to_owned())
        })
    }

    /// Connects as the provisioner, in the account that holds JetStream.
    pub(crate) async fn provisioner(&self, url: Option<&str>, login: &ProvisionerLogin) -> Result<NatsLog, Failure> {
        let login = self.provisioner_login(login)?;
        self.connected(url, login, PROVISIONER).await
    }

    /// Connects with JetStream's own names, to this url or the configured one.
    pub(crate) async fn connected(&self, url: Option<&str>, login: Login, name: &str) -> Result<NatsLog, Failure> {
        let nats = self.frame()?.nats;
        let url = url.map_or_else(|| nats.url.clone(), str::to_owned);
        let config = NatsConfig { url, login, api: "$JS.API".to_owned(), ..nats.connection() };
        Ok(NatsLog::connect(&config, name).await?)
    }

    /// The flags, else the configuration.
    fn provisioner_login(&self, given: &ProvisionerLogin) -> Result<Login, Failure> {
        let config = self.config()?;
        if let Some(path) = given.credentials_file.clone() {
            return Ok(Login::Credentials { path });
        }
        let path = given.password_file.clone().or(config.provisioner_password_file);
        match (path, config.provisioner_credentials_file) {
            (Some(path), _) => Ok(Login::Password { user: PROVISIONER.to_owned(), password: secret(&path)?.into() }),
            (None, Some(path)) => Ok(Login::Credentials { path }),
            (None, None) => Ok(Login::Nobody),
        }
    }

    /// Whether the configuration says how the provisioner logs in.
    pub(crate) fn knows_provisioner(&self) -> bool {
        self.config().is_ok_and(|config| {
            config.provisioner_password_file.is_some() || config.provisioner_credentials_file.is_some()
        })
    }
}

/// How the user `provisioner` logs in, where the configuration does not say it.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct ProvisionerLogin {
    /// File with the password of the user `provisioner`.
    #[arg(long = "password-file", alias = "provisioner-password-file", value_name = "FILE")]
    pub password_file: Option<PathBuf>,
    /// Its credentials file, in operator mode.
    #[arg(
        long = "credentials-file",
        alias = "provisioner-credentials-file",
        value_name = "FILE",
        conflicts_with = "password_file"
    )]
    pub credentials_file: Option<PathBuf>,
}

impl ProvisionerLogin {
    pub(crate) const fn given(&self) -> bool {
        self.password_file.is_some() || self.credentials_file.is_some()
    }
}

/// A secret from its file, without the line's end.
pub(crate) fn secret(path: &std::path::Path) -> Result<String, Failure> {
    let text =
        String::from_utf8(read_file(path)?).map_err(|_| Failure::Usage(format!("{} is not text", path.display())))?;
    match text.trim() {
        "" => Err(Failure::Usage(format!("{} is empty", path.display()))),
        trimmed => Ok(trimmed.to_owned()),
    }
}
