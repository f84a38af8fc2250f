//! Day 2: the commands of the pages docs/runbooks/day2-*.md, run as they are written against a real mesh.
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use e2e::process::binaries;
use phi_events::Service;
use phi_service::Frame;
use phi_testkit::nats::write_private;
use serde_json::Value;

use crate::world::World;

mod disk;
mod node;
mod quarantine;
mod rebuild;
mod scale;

/// Longer than an attempt of ehr-sync may take (`ehr_sync.attempt_deadline`), in milliseconds.
const ATTEMPT_MS: u64 = 61_000;

/// A page, and the operator's configuration that its commands run with.
pub struct Runbook {
    page: String,
    commands: BTreeSet<String>,
    ran: BTreeSet<String>,
    config: PathBuf,
}

impl Runbook {
    /// Opens `docs/runbooks/<page>.md` for an operator of this broker.
    pub fn open(page: &str, folder: &Path, frame: &Frame, more: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../docs/runbooks/{page}.md"));
        let text = std::fs::read_to_string(&path).unwrap();
        let commands = text.lines().filter(|line| line.starts_with("phimesh ")).map(command).collect();
        let config = folder.join("operator.toml");
        let (nats, key_file) = (&frame.nats, frame.key_file.display());
        let password = nats.password_file.as_ref().unwrap().display();
        let toml = format!(
            "[mesh]\nenvironment = \"{}\"\nkey_file = \"{key_file}\"\n[mesh.nats]\nurl = \"{}\"\nuser = \"phimesh\"\npassword_file = \"{password}\"\n\
             [phimesh]\nprovisioner_password_file = \"{}/provisioner.password\"\n{more}",
            frame.environment,
            nats.url,
            nats.password_file.as_ref().unwrap().parent().unwrap().display(),
        );
        write_private(&config, &toml).unwrap();
        Self { page: page.to_owned(), commands, ran: BTreeSet::new(), config }
    }

    /// The page for the operator of a stage.
    pub fn of(page: &str, world: &World) -> Self {
        let frame = world.stage.mesh.frame(Service::Phimesh);
        Self::open(page, world.folder(), &frame, &format!("tenant = \"{}\"\n", world.stage.tenant))
    }

    /// Runs the page's command `line`, its `$NAME`s replaced; returns its exit code and its JSON.
    pub async fn run(&mut self, line: &str, places: &[(&str, String)]) -> (i32, Value) {
        assert!(self.commands.contains(line), "{} has no command `{line}`", self.page);
        self.ran.insert(line.to_owned());
        let fill = |word: &str| {
            let place = places.iter().find(|(name, _)| word == format!("${name}"));
            place.map_or_else(|| word.to_owned(), |(_, value)| value.clone())
        };
        let words: Vec<String> = line.split_whitespace().skip(1).map(fill).collect();
        let mut program = tokio::process::Command::new(binaries().unwrap().join("phimesh"));
        let output = program.args(&words).arg("--json").env("PHIMESH_CONFIG", &self.config).output().await.unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        let said = String::from_utf8_lossy(&output.stderr);
        let json = serde_json::from_str(&text).unwrap_or_else(|_| Value::String(format!("{text}{said}")));
        (output.status.code().unwrap(), json)
    }

    /// The page is done: each of its commands was run.
    pub fn done(self) {
        let never: Vec<&String> = self.commands.difference(&self.ran).collect();
        assert!(never.is_empty(), "{}: never run: {never:?}", self.page);
    }
}

/// A command without the remark behind it.
fn command(line: &str) -> String {
    line.split(" #").next().unwrap_or(line).trim().to_owned()
}

/// What one check of `doctor` says: its state and its words.
pub fn check(report: &Value, name: &str) -> (String, String) {
    let found = report["checks"].as_array().into_iter().flatten().find(|check| check["name"] == name);
    let found = found.unwrap_or_else(|| panic!("doctor has no check {name}: {report}"));
    (found["state"].as_str().unwrap().to_owned(), found["says"].as_str().unwrap().to_owned())
}

#[test]
fn the_index_names_every_page() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/runbooks");
    let index = std::fs::read_to_string(folder.join("README.md")).unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(name == "README.md" || !name.starts_with("day2-") || index.contains(&format!("({name})")), "{name}");
    }
}
