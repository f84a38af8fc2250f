//! `./justw bench redaction [--json] [--peers] [--write FOLDER]`: how fast the whole `phimesh redact --jsonl` process reads calls on one
//! core, that no input takes more than linear time, what masking costs a log line, and (`--peers`) how Presidio does on
//! the same calls in the same run. A megabyte is 10^6 bytes of input lines.
pub mod input;
pub mod linear;
pub mod lines;
pub mod peers;
pub mod process;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use phi_calls::Form;
use serde_json::{Value, json};

use crate::BoxError;
use linear::Row;
use lines::LineCost;
use peers::Peer;
use process::{Measured, Pinned};

/// Bytes of calls of each form, at least.
const INPUT_BYTES: usize = 12_500_000;

/// The forms, by the names of their files.
const FORMS: [(&str, Form); 2] = [("written", Form::Written), ("spoken", Form::Spoken)];

/// The largest input of the table of times.
const LARGEST: usize = 10_000_000;

/// What was measured.
pub struct Report {
    pinned: Pinned,
    start_ms: f64,
    forms: Vec<(&'static str, Measured)>,
    linear: Vec<Row>,
    line: LineCost,
    peers: Result<Peer, String>,
}

/// Writes the calls that are measured: one file a form.
///
/// # Errors
/// When a file cannot be written.
pub fn write(folder: &Path) -> Result<Vec<PathBuf>, BoxError> {
    let mut files = Vec::new();
    for (name, form) in FORMS {
        eprintln!("Writing {} MB of {name} calls …", INPUT_BYTES / 1_000_000);
        let file = folder.join(format!("{name}.jsonl"));
        input::write(&file, form, INPUT_BYTES)?;
        files.push(file);
    }
    Ok(files)
}

/// Measures everything.
///
/// # Errors
/// When a file cannot be written, or the process does not run.
pub fn run(with_peers: bool) -> Result<Report, BoxError> {
    let folder = tempfile::tempdir()?;
    let pinned = Pinned::to_one_core();
    let files = write(folder.path())?;
    let mut forms = Vec::new();
    for ((name, _), file) in FORMS.iter().zip(&files) {
        eprintln!("The process on {name} calls …");
        forms.push((*name, process::measure(&pinned, file)?));
    }
    let empty = folder.path().join("empty.jsonl");
    std::fs::write(&empty, "")?;
    let start_ms = process::start_ms(&pinned, &empty)?;
    let peers = if with_peers {
        eprintln!("Presidio on the same calls …");
        peers::presidio(&pinned, &files)
    } else {
        Err("not asked for (--peers)".to_owned())
    };
    eprintln!("Larger and larger inputs …");
    let linear = linear::measure(LARGEST)?;
    eprintln!("A log line …");
    Ok(Report { pinned, start_ms, forms, linear, line: lines::measure(), peers })
}

fn round(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

impl Report {
    /// One JSON object.
    pub fn json(&self) -> Value {
        let mut object = json!({
            "pinned": self.pinned.core(), "start_ms": round(self.start_ms),
            "linear": self.linear.iter().map(Row::json).collect::<Vec<_>>(),
            "log_line_ns": self.line.json(),
        });
        for (name, measured) in &self.forms {
            object[*name] = measured.json();
        }
        object["presidio"] = match &self.peers {
            Ok(peer) => peer.json(&self.rates()),
            Err(why) => json!({"skipped": why}),
        };
        object
    }

    fn rates(&self) -> Vec<f64> {
        self.forms.iter().map(|(_, measured)| measured.best_mb_per_cpu_s()).collect()
    }

    /// Tables for people.
    pub fn text(&self) -> String {
        let mut out = String::new();
        let mut line = |text: String| out.push_str(&(text + "\n"));
        line(match self.pinned.core() {
            Some(core) => format!("phimesh redact --jsonl, the whole process, pinned to core {core}"),
            None => "phimesh redact --jsonl, the whole process, NOT pinned: taskset is not there".to_owned(),
        });
        line(format!("start to end with no input: {:.1} ms", self.start_ms));
        for (name, measured) in &self.forms {
            line(format!("{name:<8} {}", measured.text()));
        }
        line(format!("log line {}", self.line.text()));
        match &self.peers {
            Ok(peer) => line(peer.text(&self.rates())),
            Err(why) => line(format!("Presidio: SKIPPED, {why}")),
        }
        let _a_string_takes_all = write!(out, "{}", linear::table(&self.linear));
        out
    }
}
