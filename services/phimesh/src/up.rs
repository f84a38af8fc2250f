//! `phimesh up`: the whole mesh in one process, until it is told to stop.
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

use clap::Args;
use phi_events::Service;
use phi_service::config::Telemetry;
use phi_service::telemetry;
use phi_testkit::fhir::FhirSandbox;
use phi_testkit::mesh::{BoxError, Mesh};
use serde::Serialize;

use crate::embedded::{Services, Settings};
use crate::failure::{Failure, write_file};
use crate::output::Out;
use crate::practice::{Practice, UPLOAD_SECRET, VAPI_SECRET, patients};
use crate::session::{given, maybe_path};

/// What `up` is told.
#[derive(Debug, Clone, Args)]
pub struct UpArgs {
    /// Folder for streams, projections, keys and secrets; what is there is kept.
    #[arg(long, default_value = ".phimesh", value_name = "DIR")]
    pub folder: PathBuf,
    /// Port of call-intake's doors on loopback; any free one when it is left out.
    #[arg(long)]
    pub port: Option<u16>,
    /// The Python 3 interpreter of the speech engine.
    #[arg(long, env = "PHIMESH_PYTHON", value_name = "FILE", value_parser = maybe_path())]
    pub python: Option<PathBuf>,
    /// Where the speech engine's packages are.
    #[arg(long, env = "PHIMESH_SPEECH_PYTHONPATH", value_name = "DIR", value_parser = maybe_path())]
    pub speech_packages: Option<PathBuf>,
    /// Log filter, in tracing's words.
    #[arg(long, default_value = "warn")]
    pub log: String,
    /// Base address of an OTLP receiver over HTTP, for traces and metrics.
    #[arg(long, value_name = "URL")]
    pub otlp_endpoint: Option<String>,
}

/// Where everything is, as `--json` prints it.
#[derive(Debug, Clone, Serialize)]
pub struct Addresses {
    /// The folder.
    pub folder: PathBuf,
    /// Configuration of the command for this mesh.
    pub config: PathBuf,
    /// The practice's tenant.
    pub tenant: String,
    /// call-intake's doors.
    pub intake: String,
    /// FHIR base address of the sandbox.
    pub fhir: String,
    /// The broker.
    pub nats: String,
    /// Admin address of each service.
    pub admin: BTreeMap<&'static str, String>,
}

/// A mesh in this process.
pub struct Up {
    /// Broker, keys, passwords.
    pub mesh: Mesh,
    /// The EHR.
    pub fhir: FhirSandbox,
    /// The practice.
    pub practice: Practice,
    /// The services.
    pub services: Services,
    /// Where everything is.
    pub addresses: Addresses,
}

impl Up {
    /// Starts everything and waits until it is ready.
    ///
    /// # Errors
    /// [`Failure::Port`] when the port is taken, [`Failure::SetUp`] that says what else is wrong.
    pub async fn start(args: &UpArgs) -> Result<Self, Failure> {
        let port = args.port.unwrap_or_default();
        let bind = SocketAddr::from(([127, 0, 0, 1], port));
        // asked first, so that nothing else is started in vain
        drop(TcpListener::bind(bind).map_err(|_| Failure::Port(port))?);
        let set_up = |error: BoxError| Failure::SetUp(error.to_string());
        std::fs::create_dir_all(&args.folder).map_err(|error| set_up(error.into()))?;
        let folder = args.folder.canonicalize().map_err(|error| set_up(error.into()))?;
        let mesh = Mesh::embedded(&folder).await.map_err(set_up)?;
        let practice = Practice::open(&mesh).await.map_err(set_up)?;
        let fhir = FhirSandbox::start_local(patients()).await.map_err(|error| set_up(error.into()))?;
        let settings = Settings {
            bind,
            fhir: fhir.base_url.clone(),
            python: given(args.python.clone()),
            speech_packages: given(args.speech_packages.clone()),
            otlp_endpoint: args.otlp_endpoint.clone(),
        };
        let services = Services::start(&mesh, &practice, &settings).await?;
        let addresses = addresses(&mesh, &practice, &services, &fhir);
        write_file(&addresses.config, &command_config(&mesh, &practice, &addresses))?;
        Ok(Self { mesh, fhir, practice, services, addresses })
    }

    /// Finishes what is in hand, then stops the sandbox and the broker.
    pub async fn stop(self) {
        self.services.drain().await;
        self.fhir.stop().await;
    }
}

fn addresses(mesh: &Mesh, practice: &Practice, services: &Services, fhir: &FhirSandbox) -> Addresses {
    let door = services.of(Service::CallIntake).and_then(|running| running.door);
    let admin =
        |running: &phi_service::Running| running.admin.map(|at| (running.service().name(), format!("http://{at}")));
    Addresses {
        folder: mesh.folder.clone(),
        config: mesh.folder.join("phimesh.toml"),
        tenant: practice.tenant.to_string(),
        intake: door.map_or_else(String::new, |at| format!("http://{at}")),
        fhir: fhir.base_url.clone(),
        nats: mesh.nats.url(),
        admin: services.0.iter().filter_map(admin).collect(),
    }
}

/// The command's configuration for this mesh, in TOML. Values are paths and addresses; none needs more than quotes.
fn command_config(mesh: &Mesh, practice: &Practice, addresses: &Addresses) -> String {
    let frame = mesh.frame(Service::Phimesh);
    let quoted = |path: &Path| toml_text(&path.display().to_string());
    let password = |user: &str| quoted(&mesh.folder.join(format!("{user}.password")));
    let mut text = String::from("# Written by `phimesh up`; valid while it runs.\n[mesh]\n");
    let _ = writeln!(text, "environment = {}\nkey_file = {}", toml_text(&frame.environment), quoted(&frame.key_file));
    let _ = writeln!(
        text,
        "\n[mesh.nats]\nurl = {}\nuser = \"phimesh\"\npassword_file = {}",
        toml_text(&addresses.nats),
        password("phimesh")
    );
    let _ = writeln!(
        text,
        "\n[phimesh]\nintake = {}\ntenant = {}",
        toml_text(&addresses.intake),
        toml_text(&addresses.tenant)
    );
    let (token, secret) = (practice.secret(UPLOAD_SECRET), practice.secret(VAPI_SECRET));
    let _ = writeln!(text, "token_file = {}\nsecret_file = {}", quoted(&token), quoted(&secret));
    let _ = writeln!(text, "provisioner_password_file = {}", password("provisioner"));
    text
}

/// A basic string of TOML 1.0.
fn toml_text(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn help(up: &Up) -> String {
    let Addresses { folder, config, tenant, intake, fhir, nats, admin } = &up.addresses;
    let (folder, config) = (folder.display(), config.display());
    let token = up.practice.secret(UPLOAD_SECRET).display().to_string();
    let outcome = admin.get("outcome").map_or("URL", String::as_str);
    format!(
        "phimesh is up: seven services, a broker ({nats}) and a FHIR sandbox ({fhir}) on loopback.\n\
         This mode holds every key in ONE process: least privilege is claimed for separate processes only.\n\n\
         Send a recording:\n  curl -sS -X POST {intake}/v1/tenants/{tenant}/calls \\\n    -H \"Authorization: Bearer $(cat {token})\" \\\n    \
         -H 'Content-Type: audio/wav' -H 'Idempotency-Key: call-1' --data-binary @e2e/calls/audio/booking.wav\n\n\
         Or let the command do it (a .json file is sent as a signed Vapi webhook):\n  export PHIMESH_CONFIG={config}\n  \
         phimesh call send e2e/calls/audio/booking.wav\n  phimesh call show CALL\n  phimesh doctor\n  phimesh rebuild outcome --admin {outcome}\n\n\
         What reached the EHR:  curl -sS {fhir}/Task\n\
         Everything lies in {folder}, and stays there: Ctrl-C stops; `./justw reset` removes .phimesh/."
    )
}

async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut term) = signal(SignalKind::terminate()) else { return std::future::pending().await };
    tokio::select! {
        _ = term.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

/// Starts, says how to send a call, and stays until it is told to stop.
pub(crate) async fn run(args: &UpArgs, out: Out) -> Result<(), Failure> {
    out.note("starting: broker, FHIR sandbox, seven services");
    let settings =
        Telemetry { otlp_endpoint: args.otlp_endpoint.clone(), log: args.log.clone(), ..Telemetry::default() };
    phi_service::guard_process();
    let guard = tokio::task::spawn_blocking(move || telemetry::start("phimesh", &settings)).await;
    let guard = guard.map_err(|error| Failure::SetUp(error.to_string()))?;
    let mut up = Up::start(args).await?;
    out.print(&up.addresses, || help(&up));
    let by_itself = tokio::select! {
        () = asked_to_stop() => None,
        service = up.services.stopped() => Some(service),
    };
    out.note("draining");
    up.stop().await;
    // the exporter waits for its own thread, which must not stop this one
    let _flushed = tokio::task::spawn_blocking(|| guard.flush()).await;
    by_itself.map_or(Ok(()), |service| Err(Failure::Stopped(service.name())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_with_a_quote_stays_one_string() {
        assert_eq!(toml_text("a\"b\\c"), r#""a\"b\\c""#);
    }
}
