//! The broker's accounts as an operator keeps them: the commands of docs/runbooks/day2-rotate.md against a real server with
//! TLS 1.3 and operator mode.
#![expect(clippy::unwrap_used, reason = "a test may stop where it likes")]
use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use phi_seal::provider::generate;
use phi_service::OsEntropy;
use phi_testkit::nats::{NatsServer, Secure, ServerSpec, free_port, write_private};
use phi_testkit::tls::Authority;
use serde_json::Value;

struct Place {
    folder: tempfile::TempDir,
    server: NatsServer,
    config: PathBuf,
}

fn phimesh(config: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_phimesh"));
    command.args(arguments).args(["--json", "--quiet"]).env_clear().env("PHIMESH_CONFIG", config).stdin(Stdio::null());
    command.output().unwrap()
}

fn told(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

impl Place {
    fn set() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let authority = Authority::make(&root.join("tls")).unwrap();
        let own = authority.issue("phimesh").unwrap();
        let accounts = root.join("accounts");
        let text = format!("{}", accounts.display());
        let made = told(&phimesh(Path::new(""), &["provision", "keys", "--dir", &text]));
        assert_eq!(made["new"], true);
        let server = NatsServer::start(ServerSpec {
            folder: root.join("nats"),
            port: free_port().unwrap(),
            passwords: BTreeMap::new(),
            sync_interval: "always".to_owned(),
            cluster: None,
            secure: Some(Secure { ca_file: authority.ca_file(), own: authority.issue("broker").unwrap(), accounts }),
        });
        let server = server.unwrap();
        for (service, text) in generate(&OsEntropy).unwrap() {
            let name = service.map_or("all", phi_events::Service::name);
            write_private(&root.join(format!("{name}.keys.json")), &text).unwrap();
        }
        let config = root.join("phimesh.toml");
        let text = format!(
            "[mesh]\nkey_file = \"{0}/phimesh.keys.json\"\n[mesh.nats]\nurl = \"{1}\"\ncredentials_file = \"{0}/accounts/creds/phimesh.creds\"\n\
             [mesh.nats.tls]\nca_file = \"{0}/tls/ca.pem\"\ncert_file = \"{2}\"\nkey_file = \"{3}\"\nrequired = true\n\
             [phimesh]\nprovisioner_credentials_file = \"{0}/accounts/creds/provisioner.creds\"\n",
            root.display(),
            server.url(),
            own.cert.display(),
            own.key.display()
        );
        write_private(&config, &text).unwrap();
        Self { folder, server, config }
    }

    fn run(&self, arguments: &[&str]) -> Output {
        phimesh(&self.config, arguments)
    }

    fn dir(&self) -> String {
        self.folder.path().join("accounts").display().to_string()
    }
}

#[test]
fn an_operator_makes_keys_provisions_rotates_and_revokes() {
    let place = Place::set();
    let dir = place.dir();
    for secret in ["seeds.json", "creds/outcome.creds"] {
        let mode = std::fs::metadata(format!("{dir}/{secret}")).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{secret} is its owner's alone");
    }
    let made = told(&place.run(&["provision"]));
    assert!(made["made"].as_array().unwrap().len() > 20 && made["mesh_keys"] == "there", "{made}");
    let again = told(&place.run(&["provision"]));
    assert!(again["made"].as_array().unwrap().is_empty() && again["updated"].as_array().unwrap().is_empty(), "{again}");
    // a second time nothing is missing, and nobody's credentials change
    let before = std::fs::read(format!("{dir}/creds/outcome.creds")).unwrap();
    assert_eq!(told(&place.run(&["provision", "keys", "--dir", &dir]))["new"], false);
    assert_eq!(std::fs::read(format!("{dir}/creds/outcome.creds")).unwrap(), before);

    let old = place.folder.path().join("old.creds");
    std::fs::copy(format!("{dir}/creds/provisioner.creds"), &old).unwrap();
    told(&place.run(&["provision", "rotate", "--dir", &dir, "--user", "provisioner"]));
    let old = old.display().to_string();
    told(&place.run(&["provision", "--dry-run", "--credentials-file", &old]));
    assert_eq!(told(&place.run(&["provision", "revoke", "--dir", &dir, "--user", "provisioner"]))["revoked"], 1);
    assert_eq!(told(&place.run(&["provision", "push", "--dir", &dir]))["servers"], 1);
    let shut_out = place.run(&["provision", "--dry-run", "--credentials-file", &old]);
    let said = String::from_utf8_lossy(&shut_out.stderr).into_owned();
    assert!(!shut_out.status.success() && said.contains("PHI-L010"), "{said}");
    told(&place.run(&["provision", "--dry-run"]));
    let _runs_until_here = place.server.url();
}

#[test]
fn a_wrong_name_and_a_damaged_file_are_said_without_what_stands_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let (dir, none) = (folder.path().display().to_string(), Path::new(""));
    told(&phimesh(none, &["provision", "keys", "--dir", &dir]));
    let unknown = phimesh(none, &["provision", "rotate", "--dir", &dir, "--user", "nobody"]);
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("PHI-L009"));
    std::fs::write(folder.path().join("seeds.json"), "{\"operator\": \"SOSECRET").unwrap();
    let damaged = phimesh(none, &["provision", "rotate", "--dir", &dir, "--user", "outcome"]);
    let said = String::from_utf8_lossy(&damaged.stderr).into_owned();
    assert!(said.contains("PHI-L013") && !said.contains("SOSECRET"), "{said}");
}
