//! The broker as in production: TLS 1.3 with certificates on both ends, accounts in operator mode, credentials and
//! certificates replaced while services run.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use phi_bus::operator::folder::write;
use phi_bus::operator::{SYSTEM_USER, Seeds, push};
use phi_bus::provision::{Change, ProvisionError, provision};
use phi_bus::{Append, EventLog, LogError, NatsConfig, NatsLog, Tls};
use phi_service::OsEntropy;
use phi_testkit::cluster::{Cluster, NODES};
use phi_testkit::nats::{NatsServer, Secure, ServerSpec, free_port};
use phi_testkit::tls::Authority;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};

const SUBJECT: &str = "phi.v1.outcome.00.a.b";

struct Place {
    folder: tempfile::TempDir,
    authority: Authority,
    seeds: Seeds,
    server: NatsServer,
}

impl Place {
    async fn set() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let authority = Authority::make(&folder.path().join("tls")).unwrap();
        let (accounts, seeds) = (folder.path().join("accounts"), Seeds::make(1_000, &OsEntropy));
        write(&accounts, &seeds).unwrap();
        let secure = Secure { ca_file: authority.ca_file(), own: authority.issue("broker").unwrap(), accounts };
        let server = NatsServer::start(ServerSpec {
            folder: folder.path().join("nats"),
            port: free_port().unwrap(),
            passwords: std::collections::BTreeMap::new(),
            sync_interval: "always".to_owned(),
            cluster: None,
            secure: Some(secure),
        });
        let place = Self { folder, authority, seeds, server: server.unwrap() };
        provision(&place.connect("provisioner").await.unwrap(), 1, false).await.unwrap();
        place
    }

    fn config(&self, user: &str) -> NatsConfig {
        let own = self.authority.issue(user).unwrap();
        NatsConfig { tls: Some(self.authority.client(&own)), ..self.server.config(user) }
    }

    async fn connect(&self, user: &str) -> Result<NatsLog, LogError> {
        NatsLog::connect(&self.config(user), user).await
    }

    fn accounts(&self) -> PathBuf {
        self.folder.path().join("accounts")
    }

    fn port(&self) -> u16 {
        self.server.url().rsplit(':').next().unwrap().parse().unwrap()
    }
}

fn message(subject: &str, expected: u64) -> Append {
    Append { subject: subject.to_owned(), expected: Some(expected), id: None, traceparent: None, payload: "x".into() }
}

/// Waits for the connection to be made anew. No time is asserted: a test that never sees it hangs and fails.
async fn anew(log: &NatsLog, since: u64) {
    let mut seen = log.reconnects();
    seen.wait_for(|count| *count > since).await.unwrap();
}

#[tokio::test]
async fn a_service_reaches_what_its_row_grants_and_nothing_else() {
    let place = Place::set().await;
    let outcome = place.connect("outcome").await.unwrap();
    let sequence = outcome.append(message(SUBJECT, 0)).await.unwrap();
    assert_eq!(outcome.read("OUTCOME", SUBJECT, 1).await.unwrap()[0].sequence, sequence);
    assert_eq!(outcome.pull("REDACTION", "outcome", 1, Duration::from_millis(200)).await.unwrap().len(), 0);
    // a subject that this account does not import leads nowhere
    let foreign = outcome.append(message("phi.v1.redaction.00.a.b", 0)).await;
    assert!(matches!(foreign, Err(LogError::Unavailable(503) | LogError::Forbidden { .. })), "{foreign:?}");
    assert!(outcome.read("TRANSCRIPT", "phi.v1.transcript.>", 1).await.is_err());
    let provisioner = place.connect("provisioner").await.unwrap();
    assert_eq!(provisioner.end("REDACTION").await.unwrap(), 0);
}

#[tokio::test]
async fn without_certificate_credentials_or_tls_nobody_is_let_in() {
    let place = Place::set().await;
    let good = place.config("outcome");
    let bare = Tls { own: None, ..good.tls.clone().unwrap() };
    let cases = [
        NatsConfig { tls: Some(bare), ..good.clone() },
        NatsConfig { tls: None, ..good.clone() },
        NatsConfig { login: phi_bus::Login::Nobody, ..good.clone() },
    ];
    for case in cases {
        assert!(NatsLog::connect(&case, "outcome").await.is_err());
    }
    let stranger = Authority::make(&place.folder.path().join("stranger")).unwrap();
    let own = stranger.issue("outcome").unwrap();
    let theirs = NatsLog::connect(&NatsConfig { tls: Some(stranger.client(&own)), ..good.clone() }, "outcome").await;
    assert!(matches!(theirs, Err(LogError::Tls(_) | LogError::Disconnected)), "{:?}", theirs.err());
    assert!(NatsLog::connect(&good, "outcome").await.is_ok());
}

/// Which of a server's doors: clients are greeted with an INFO line before the handshake, neighbours are not.
#[derive(Debug, Clone, Copy)]
enum Door {
    Clients(u16),
    Neighbours(u16),
}

impl Door {
    async fn knock(self) -> std::io::Result<tokio::net::TcpStream> {
        let (Self::Clients(port) | Self::Neighbours(port)) = self;
        let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", port)).await?;
        if matches!(self, Self::Clients(_)) {
            while stream.read_u8().await? != b'\n' {}
        }
        Ok(stream)
    }
}

/// What the server says to a handshake in these versions; with a certificate of `authority`'s or with none.
async fn handshake(
    door: Door,
    ca_file: &Path,
    authority: Option<&Authority>,
    versions: &[&'static SupportedProtocolVersion],
) -> std::io::Result<()> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(ca_file).unwrap()).unwrap();
    let provider = Arc::new(tokio_rustls::rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_protocol_versions(versions).unwrap();
    let config = config.with_root_certificates(roots);
    let config = match authority {
        None => config.with_no_client_auth(),
        Some(authority) => {
            let own = authority.issue("probe").unwrap();
            let chain = vec![CertificateDer::from_pem_file(own.cert).unwrap()];
            config.with_client_auth_cert(chain, PemObject::from_pem_file(own.key).unwrap()).unwrap()
        }
    };
    let stream = door.knock().await?;
    let name = ServerName::try_from("127.0.0.1").unwrap();
    let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await?;
    stream.write_all(b"PING\r\n").await?;
    // in TLS 1.3 a client learns only here whether its certificate was taken
    stream.read_u8().await.map(|_| ())
}

/// Speaks without TLS, and reports how the server ends it.
async fn in_clear(door: Door) -> std::io::Result<()> {
    let mut stream = door.knock().await?;
    stream.write_all(b"INFO {}\r\nCONNECT {}\r\nPING\r\n").await?;
    let mut said = Vec::new();
    stream.read_to_end(&mut said).await?;
    assert!(!said.windows(4).any(|four| four == b"PONG"), "{}", String::from_utf8_lossy(&said));
    Ok(())
}

#[tokio::test]
async fn tls_1_2_and_the_ciphers_that_only_it_has_are_refused() {
    let place = Place::set().await;
    let (door, ca) = (Door::Clients(place.port()), place.authority.ca_file());
    handshake(door, &ca, Some(&place.authority), &[&TLS13]).await.unwrap();
    // every cipher suite of TLS 1.2 goes with it: TLS 1.3 has its own five (RFC 8446, appendix B.4)
    let refused = handshake(door, &ca, Some(&place.authority), &[&TLS12]).await.unwrap_err().to_string();
    assert!(refused.to_ascii_lowercase().contains("version"), "{refused}");
}

#[tokio::test]
async fn in_a_cluster_every_door_is_closed_to_old_tls_to_strangers_and_to_plain_text() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::make(&folder.path().join("tls")).unwrap();
    let stranger = Authority::make(&folder.path().join("stranger")).unwrap();
    let accounts = folder.path().join("accounts");
    write(&accounts, &Seeds::make(1_000, &OsEntropy)).unwrap();
    let mut cluster = Cluster::secure(&folder.path().join("nats"), &authority, &accounts).unwrap();
    let mut doors: Vec<Door> = cluster.routes().iter().map(|port| Door::Neighbours(*port)).collect();
    for node in 0..NODES {
        let url = cluster.node(node).url();
        doors.push(Door::Clients(url.rsplit(':').next().unwrap().parse().unwrap()));
    }
    let ca = authority.ca_file();
    for door in doors {
        handshake(door, &ca, Some(&authority), &[&TLS13]).await.unwrap();
        for (who, versions) in
            [(Some(&authority), &[&TLS12][..]), (Some(&stranger), &[&TLS13][..]), (None, &[&TLS13][..])]
        {
            assert!(handshake(door, &ca, who, versions).await.is_err(), "{door:?}");
        }
        // ended by the server, in order or by a reset
        let _either = in_clear(door).await;
    }
    let bare = NatsConfig { login: phi_bus::Login::Nobody, ..cluster.node(0).config("outcome") };
    assert!(NatsLog::connect(&bare, "outcome").await.is_err(), "a certificate alone is nobody");
}

#[tokio::test]
async fn replaced_credentials_are_taken_up_and_revoked_ones_shut_out() {
    let mut place = Place::set().await;
    let outcome = place.connect("outcome").await.unwrap();
    outcome.append(message(SUBJECT, 0)).await.unwrap();
    let old = place.folder.path().join("old.creds");
    std::fs::copy(place.accounts().join("creds/outcome.creds"), &old).unwrap();
    let since = *outcome.reconnects().borrow();
    place.seeds.rotate("outcome", 2_000, &OsEntropy).unwrap();
    write(&place.accounts(), &place.seeds).unwrap();
    anew(&outcome, since).await;
    outcome.append(message(SUBJECT, 1)).await.unwrap();
    let with_old = NatsConfig { login: phi_bus::Login::Credentials { path: old }, ..place.config("outcome") };
    assert!(NatsLog::connect(&with_old, "outcome").await.is_ok(), "both are let in until the old one is revoked");

    assert_eq!(place.seeds.revoke("outcome", 3_000), Ok(1));
    let told = write(&place.accounts(), &place.seeds).unwrap();
    let system = place.connect(SYSTEM_USER).await.unwrap();
    assert_eq!(push(&system, &told.accounts).await.unwrap(), 1);
    assert_eq!(NatsLog::connect(&with_old, "outcome").await.err(), Some(LogError::Login));
    outcome.append(message(SUBJECT, 2)).await.unwrap();
    // A server that starts again reads the same from its configuration. It builds an account at its first connection, and a
    // second connection at that very moment sees it half built, without revocations (nats-server 2.15): so ours goes first.
    let since = *outcome.reconnects().borrow();
    place.server.restart().unwrap();
    anew(&outcome, since).await;
    assert_eq!(NatsLog::connect(&with_old, "outcome").await.err(), Some(LogError::Login));
    place.connect("outcome").await.unwrap().append(message(SUBJECT, 3)).await.unwrap();
}

#[tokio::test]
async fn replaced_certificates_of_both_ends_are_taken_up_without_a_restart() {
    let place = Place::set().await;
    let outcome = place.connect("outcome").await.unwrap();
    let since = *outcome.reconnects().borrow();
    place.authority.issue("broker").unwrap();
    place.server.reload().unwrap();
    place.authority.issue("outcome").unwrap();
    anew(&outcome, since).await;
    outcome.append(message(SUBJECT, 0)).await.unwrap();
}

#[tokio::test]
async fn provisioning_again_changes_nothing_and_never_destroys() {
    let place = Place::set().await;
    let log = place.connect("provisioner").await.unwrap();
    let again = provision(&log, 1, false).await.unwrap();
    assert!(again.iter().all(|change| matches!(change, Change::Same(_))), "{again:?}");
    // somebody lets a stream forget, by hand
    let mut by_hand = log.api("STREAM.INFO.CALL", &json!({})).await.unwrap()["config"].take();
    by_hand["max_age"] = json!(3_600_000_000_000_u64);
    log.api("STREAM.UPDATE.CALL", &by_hand).await.unwrap();
    let mended = provision(&log, 1, false).await.unwrap();
    let Some(Change::Updated(name, fields)) = mended.iter().find(|change| !matches!(change, Change::Same(_))) else {
        panic!("the drift was not seen")
    };
    assert_eq!((name.as_str(), fields[0].field.as_str()), ("CALL", "max_age"));
}

#[tokio::test]
async fn a_change_that_would_destroy_is_refused_before_the_first_change() {
    let place = Place::set().await;
    let log = place.connect("provisioner").await.unwrap();
    let info = log.api("STREAM.INFO.KEYS_EPHEMERAL", &json!({})).await.unwrap();
    let mut config = info["config"].clone();
    config["storage"] = json!("file");
    config["deny_delete"] = json!(false);
    log.api("STREAM.DELETE.KEYS_EPHEMERAL", &json!({})).await.unwrap();
    log.api("STREAM.CREATE.KEYS_EPHEMERAL", &config).await.unwrap();
    let mut drifted = log.api("STREAM.INFO.CALL", &json!({})).await.unwrap()["config"].take();
    drifted["max_age"] = json!(3_600_000_000_000_u64);
    log.api("STREAM.UPDATE.CALL", &drifted).await.unwrap();
    let refused = provision(&log, 1, false).await;
    assert!(
        matches!(&refused, Err(ProvisionError::Destructive(text)) if text.contains("KEYS_EPHEMERAL")),
        "{refused:?}"
    );
    let kept = log.api("STREAM.INFO.CALL", &json!({})).await.unwrap();
    assert_eq!(kept["config"]["max_age"], json!(3_600_000_000_000_u64), "nothing was changed");
}

#[tokio::test]
async fn a_cluster_speaks_tls_between_its_servers_too() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::make(&folder.path().join("tls")).unwrap();
    let accounts = folder.path().join("accounts");
    write(&accounts, &Seeds::make(1_000, &OsEntropy)).unwrap();
    let cluster = Cluster::secure(&folder.path().join("nats"), &authority, &accounts).unwrap();
    cluster.provision().await.unwrap();
    let info = cluster.provisioner().await.unwrap().api("STREAM.INFO.CALL", &json!({})).await.unwrap();
    assert_eq!(info["cluster"]["replicas"].as_array().unwrap().len(), 2, "three servers found each other");
}
