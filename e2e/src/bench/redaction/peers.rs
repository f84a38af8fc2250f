//! Presidio's pattern recognizers on the same calls, in the same run, on the same core (`e2e/peers/presidio/compare.py`).
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::{Value, json};

use super::process::Pinned;

/// Bytes of each file that Presidio reads: its rate does not depend on how much there is.
const SAMPLE: usize = 1_000_000;

/// The ways in which it runs; see `compare.py`.
const WAYS: [(&str, &str); 3] = [
    ("bare", "patterns and checks alone"),
    ("context", "with its context words"),
    ("turns", "with its context words, turn by turn"),
];

/// What Presidio did: `compare.py`'s own words.
pub struct Peer(Value);

impl Peer {
    fn mb_per_s(&self, way: &str, file: usize) -> f64 {
        self.0[way][file]["mb_per_s"].as_f64().unwrap_or(f64::NAN)
    }

    pub(super) fn json(&self, ours: &[f64]) -> Value {
        let mut object = json!({"version": self.0["version"], "sample_bytes": SAMPLE});
        for (way, _) in WAYS {
            let rates: Vec<f64> = (0..ours.len()).map(|file| self.mb_per_s(way, file)).collect();
            let ratios: Vec<f64> = ours.iter().zip(&rates).map(|(ours, theirs)| super::round(ours / theirs)).collect();
            object[way] = json!({"mb_per_s": rates, "ratio": ratios});
        }
        object
    }

    pub(super) fn text(&self, ours: &[f64]) -> String {
        let mut lines = vec![format!(
            "Presidio {}, {} pattern recognizers, the first {} KB of each file (written, spoken), both by processor time",
            self.0["version"].as_str().unwrap_or("?"),
            self.0["recognizers"],
            SAMPLE / 1000
        )];
        for (way, words) in WAYS {
            let rates: Vec<String> = (0..ours.len()).map(|file| format!("{:.3}", self.mb_per_s(way, file))).collect();
            let ratios: Vec<String> = ours
                .iter()
                .enumerate()
                .map(|(file, ours)| format!("{:.0}x", ours / self.mb_per_s(way, file)))
                .collect();
            lines.push(format!("  {words:<38} {} MB/s: phimesh is {} as fast", rates.join(", "), ratios.join(", ")));
        }
        lines.join("\n")
    }
}

/// Runs it; the error says why it was left out.
///
/// # Errors
/// A sentence: Presidio is not installed, or did not run.
pub fn presidio(pinned: &Pinned, files: &[PathBuf]) -> Result<Peer, String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let installed = here.join("../.tools/presidio");
    if !installed.is_dir() {
        return Err("it is not in .tools/presidio; scripts/tools/presidio.sh says why".to_owned());
    }
    let mut command = pinned.command(Path::new("python3"));
    command.arg(here.join("peers/presidio/compare.py")).arg(SAMPLE.to_string()).args(files);
    command.env("PYTHONPATH", installed).stdin(Stdio::null()).stderr(Stdio::inherit());
    let output = command.output().map_err(|error| format!("python3 does not run ({error})"))?;
    if !output.status.success() {
        return Err(format!("compare.py ended with {}", output.status));
    }
    serde_json::from_slice(&output.stdout)
        .map(Peer)
        .map_err(|error| format!("compare.py's answer is not JSON ({error})"))
}
