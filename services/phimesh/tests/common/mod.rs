//! The operator's verbs against one mesh, each as a process of its own, and calls to send.
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use phimesh::up::UpArgs;
use serde_json::{Value, json};

pub fn arguments(folder: &Path, port: Option<u16>) -> UpArgs {
    let folder = folder.to_owned();
    UpArgs { folder, port, python: None, speech_packages: None, log: "warn".into(), otlp_endpoint: None }
}

/// The command against one mesh.
pub struct Operator {
    pub config: PathBuf,
    pub folder: PathBuf,
}

impl Operator {
    /// Runs a verb with `--json`; its exit code, and its object.
    pub fn asks(&self, arguments: &[&str]) -> (Option<i32>, Value) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_phimesh"));
        command.args(arguments).arg("--json").env_clear().env("PHIMESH_CONFIG", &self.config).current_dir(&self.folder);
        let done = command.output().unwrap();
        let said = || json!({"said": String::from_utf8_lossy(&done.stderr)});
        (done.status.code(), serde_json::from_slice(&done.stdout).unwrap_or_else(|_| said()))
    }

    /// Runs a verb that succeeds.
    pub fn does(&self, arguments: &[&str]) -> Value {
        let (code, value) = self.asks(arguments);
        assert_eq!(code, Some(0), "{arguments:?}: {value}");
        value
    }

    /// Runs a verb until its object is as wanted.
    pub fn until(&self, arguments: &[&str], wanted: impl Fn(&Value) -> bool) -> Value {
        let began = Instant::now();
        loop {
            let value = self.does(arguments);
            if wanted(&value) {
                return value;
            }
            assert!(began.elapsed() < Duration::from_secs(40), "{arguments:?}: {value}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

pub fn webhook_of(path: &Path, id: &str, said: &str) {
    let turn = |role: &str, message: &str, at: u64| {
        json!({"role": role, "message": message, "time": 1_795_000_000_000_u64 + at * 1000, "endTime": 1_795_000_002_000_u64 + at * 1000,
               "secondsFromStart": at, "duration": 2000})
    };
    let body = json!({"message": {
        "type": "end-of-call-report", "endedReason": "customer-ended-call", "timestamp": 1_795_000_100_000_u64,
        "startedAt": "2026-11-18T15:58:00.000Z", "endedAt": "2026-11-18T15:59:30.000Z",
        "artifact": {"messages": [turn("bot", "How can I help?", 0), turn("user", said, 3)], "transcript": format!("User: {said}\n")},
        "call": {"id": id, "type": "inboundPhoneCall"}, "customer": {"number": "+12065550143"},
    }});
    std::fs::write(path, body.to_string()).unwrap();
}
