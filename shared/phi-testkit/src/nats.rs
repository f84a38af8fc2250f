//! A real nats-server that a test owns: on a free port of loopback, in a folder of its own, killed when dropped.
use std::collections::BTreeMap;
use std::io;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use phi_bus::accounts::{API, PROVISIONER, accounts_block, users};
pub use phi_bus::private::write_private;
use phi_bus::{Login, NatsConfig, NatsLog, Tls};

use crate::tls::{CertificateError, Files};

/// Why a server does not start.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// No binary.
    #[error(
        "PHI-D001: nats-server was not found; run through ./justw, which fetches it, or put nats-server 2.14.3 or newer on PATH"
    )]
    NotFound,
    /// It did not come up.
    #[error("PHI-D002: nats-server did not answer on port {0} within ten seconds; see nats.log in its folder")]
    Silent(u16),
    /// The folder.
    #[error("PHI-D003: the broker's folder cannot be used: {0}")]
    Io(#[from] io::Error),
    /// Its certificate.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
}

/// First of the ports that tests listen on, and how many there are: below those that systems give to outgoing connections
/// (Linux from 32768, RFC 6335 section 6 from 49152), since a connection would take a port before it is listened on.
const PORTS: (u16, u16) = (15_000, 15_000);

/// A free port of loopback, another one each time. It is free now; whoever binds it next has it.
///
/// # Errors
/// The operating system's.
pub fn free_port() -> io::Result<u16> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let (first, count) = PORTS;
    for _ in 0..count {
        // processes that run at the same time begin at different ports
        let at =
            std::process::id().wrapping_mul(97).wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed)) % u32::from(count);
        let port = first + at as u16;
        match TcpListener::bind(("127.0.0.1", port)) {
            Ok(_) => return Ok(port),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            Err(error) => return Err(error),
        }
    }
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// Where the nats-server binary is: as `justw` says, in `.tools/bin` of a folder above, or on PATH.
///
/// # Errors
/// [`ServerError::NotFound`] with what to do.
#[expect(
    clippy::disallowed_methods,
    reason = "justw says by environment where it put the binary; there is no configuration yet"
)]
pub fn binary() -> Result<PathBuf, ServerError> {
    if let Ok(path) = std::env::var("PHIMESH_NATS_SERVER")
        && Path::new(&path).is_file()
    {
        return Ok(PathBuf::from(path));
    }
    let here = std::env::current_dir()?;
    let local = here.ancestors().map(|folder| folder.join(".tools/bin/nats-server")).find(|path| path.is_file());
    let on_path = || {
        let paths = std::env::var("PATH").unwrap_or_default();
        paths.split(':').map(|folder| Path::new(folder).join("nats-server")).find(|path| path.is_file())
    };
    local.or_else(on_path).ok_or(ServerError::NotFound)
}

/// How a server is to be run.
#[derive(Debug, Clone)]
pub struct ServerSpec {
    /// Its folder: configuration, log and store.
    pub folder: PathBuf,
    /// Its port.
    pub port: u16,
    /// Passwords of the accounts generated from `FLOW`; empty: one open account, for benchmarks of the bare thing.
    pub passwords: BTreeMap<String, String>,
    /// `always`, or a duration.
    pub sync_interval: String,
    /// Name, own cluster port and the routes, for a cluster.
    pub cluster: Option<(String, u16, Vec<u16>)>,
    /// Certificates and accounts as in production; they beat the passwords.
    pub secure: Option<Secure>,
}

/// TLS 1.3 on every connection, both ends with certificates, and accounts in operator mode.
#[derive(Debug, Clone)]
pub struct Secure {
    /// Who vouches for clients and neighbours.
    pub ca_file: PathBuf,
    /// The server's own certificate.
    pub own: Files,
    /// What `phimesh provision keys` made: `server.conf`, and `creds/`.
    pub accounts: PathBuf,
}

impl Secure {
    /// The server's part of the configuration. `verify`: who comes without a certificate is not let in.
    fn tls(&self) -> String {
        format!(
            "tls {{ cert_file: \"{}\", key_file: \"{}\", ca_file: \"{}\", verify: true, min_version: \"1.3\" }}",
            self.own.cert.display(),
            self.own.key.display(),
            self.ca_file.display()
        )
    }

    /// A user's credentials file.
    pub fn credentials(&self, user: &str) -> PathBuf {
        phi_bus::operator::folder::credentials(&self.accounts, user)
    }
}

/// A running nats-server.
pub struct NatsServer {
    spec: ServerSpec,
    /// Port of the monitoring endpoints, where there are any.
    monitor: Option<u16>,
    child: Option<Child>,
}

fn config(spec: &ServerSpec) -> String {
    let store = spec.folder.join("store");
    let (tls, accounts) = match &spec.secure {
        Some(secure) => (
            secure.tls(),
            format!("include \"{}\"\n", relative(&spec.folder, &secure.accounts.join("server.conf")).display()),
        ),
        None if spec.passwords.is_empty() => (String::new(), String::new()),
        None => (String::new(), accounts_block(&spec.passwords)),
    };
    let cluster = spec.cluster.as_ref().map_or(String::new(), |(name, port, routes)| {
        let routes: Vec<String> = routes.iter().map(|port| format!("nats://127.0.0.1:{port}")).collect();
        format!(
            "server_name: {name}\ncluster {{ name: mesh, listen: \"127.0.0.1:{port}\", routes: [{}], {tls} }}\n",
            routes.join(", ")
        )
    });
    format!(
        "listen: \"127.0.0.1:{}\"\nlog_file: \"{}\"\nmax_payload: 1MB\njetstream {{ store_dir: \"{}\", sync_interval: {} }}\n{tls}\n{cluster}{accounts}",
        spec.port,
        spec.folder.join("nats.log").display(),
        store.display(),
        spec.sync_interval,
    )
}

/// A path as an `include` wants it: relative to the folder of the file that includes.
fn relative(from: &Path, to: &Path) -> PathBuf {
    let up = from.components().skip(1).map(|_| Path::new("..").to_owned()).collect::<PathBuf>();
    up.join(to.strip_prefix("/").unwrap_or(to))
}

impl NatsServer {
    /// Starts a server and waits until it answers.
    ///
    /// # Errors
    /// [`ServerError`] that says what to do.
    pub fn start(spec: ServerSpec) -> Result<Self, ServerError> {
        std::fs::create_dir_all(&spec.folder)?;
        let mut server = Self { spec, monitor: None, child: None };
        server.restart()?;
        Ok(server)
    }

    /// Kills it (as SIGKILL does) if it runs, and starts it on the same port and store.
    ///
    /// # Errors
    /// As [`NatsServer::start`].
    pub fn restart(&mut self) -> Result<(), ServerError> {
        self.kill();
        let path = self.spec.folder.join("nats.conf");
        write_private(&path, &config(&self.spec))?;
        let monitor = self.monitor.map_or(vec![], |port| vec!["--http_port".to_owned(), port.to_string()]);
        let child = Command::new(binary()?)
            .arg("-c")
            .arg(&path)
            .args(monitor)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // not in our group: Ctrl-C is for the services, which drain first
            .process_group(0)
            .spawn()?;
        self.child = Some(child);
        let started = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", self.spec.port)).is_err() {
            if started.elapsed() > Duration::from_secs(10) {
                return Err(ServerError::Silent(self.spec.port));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// Restarts it with its monitoring endpoints (`/varz`, `/jsz`) on loopback, and returns their port. They ask for no
    /// password, so nobody has them who does not ask.
    ///
    /// # Errors
    /// As [`NatsServer::start`].
    pub fn monitored(&mut self) -> Result<u16, ServerError> {
        let port = free_port()?;
        self.monitor = Some(port);
        self.restart()?;
        Ok(port)
    }

    /// Asks it to stop (SIGTERM) and waits until it has: it hands what it leads to the others first.
    ///
    /// # Errors
    /// The operating system's.
    pub fn stop(&mut self) -> Result<(), ServerError> {
        if let Some(mut child) = self.child.take() {
            Command::new("kill").arg("-TERM").arg(child.id().to_string()).status()?;
            child.wait()?;
        }
        Ok(())
    }

    /// Lets it read configuration and certificates again, as `nats-server --signal reload` does (SIGHUP).
    ///
    /// # Errors
    /// [`ServerError::Io`] when it does not run.
    pub fn reload(&self) -> Result<(), ServerError> {
        let pid = self.child.as_ref().map(Child::id).ok_or(io::ErrorKind::NotConnected).map_err(io::Error::from)?;
        write_private(&self.spec.folder.join("nats.conf"), &config(&self.spec))?;
        let sent = Command::new("kill").arg("-HUP").arg(pid.to_string()).status()?;
        if sent.success() { Ok(()) } else { Err(io::Error::from(io::ErrorKind::NotConnected).into()) }
    }

    /// Kills it without warning.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _may_be_gone = child.kill();
            let _reaped = child.wait();
        }
    }

    /// `nats://127.0.0.1:port`.
    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.spec.port)
    }

    /// How it is run: another one can take its place.
    pub const fn spec(&self) -> &ServerSpec {
        &self.spec
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.spec.folder
    }

    /// The configuration of a user's connection.
    pub fn config(&self, user: &str) -> NatsConfig {
        if let Some(secure) = &self.spec.secure {
            let api = if user == PROVISIONER { "$JS.API" } else { API };
            let own = Some((secure.own.cert.clone(), secure.own.key.clone()));
            return NatsConfig {
                url: self.url(),
                login: Login::Credentials { path: secure.credentials(user) },
                tls: Some(Tls { ca_file: secure.ca_file.clone(), own }),
                api: api.to_owned(),
                timeout: Duration::from_secs(5),
            };
        }
        let password = self.spec.passwords.get(user).cloned();
        let api = if user == PROVISIONER || password.is_none() { "$JS.API" } else { API };
        let login = password
            .map_or(Login::Nobody, |password| Login::Password { user: user.to_owned(), password: password.into() });
        NatsConfig { url: self.url(), login, tls: None, api: api.to_owned(), timeout: Duration::from_secs(5) }
    }

    /// Connects as a user.
    ///
    /// # Errors
    /// As [`NatsLog::connect`].
    pub async fn connect(&self, user: &str) -> Result<NatsLog, phi_bus::LogError> {
        NatsLog::connect(&self.config(user), user).await
    }
}

impl Drop for NatsServer {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A random password for every user of the accounts.
pub fn passwords(entropy: &dyn phi_seal::Entropy) -> BTreeMap<String, String> {
    let password = || phi_events::ids::base32(&phi_seal::random::<20>(entropy));
    users().into_iter().map(|user| (user.to_owned(), password())).collect()
}
