//! The command as a process of its own, on one core.
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::BoxError;
use crate::process::binaries;

/// Timed runs after the warm-up; the best counts: whatever else the machine does can only slow a run down.
const RUNS: usize = 3;

/// Runs of the process without input.
const STARTS: usize = 10;

/// One core to run on, and `taskset` to stay there.
pub struct Pinned(Option<(PathBuf, u32)>);

impl Pinned {
    /// The last core that this process may use; none without `taskset`.
    pub fn to_one_core() -> Self {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let allowed = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
        let core = allowed.and_then(|list| list.trim().rsplit([',', '-']).next()?.parse().ok());
        let path = std::env::var_os("PATH").unwrap_or_default();
        let program = std::env::split_paths(&path).map(|folder| folder.join("taskset")).find(|path| path.is_file());
        Self(program.zip(core))
    }

    /// The core's number.
    pub fn core(&self) -> Option<u32> {
        self.0.as_ref().map(|(_, core)| *core)
    }

    /// A command that runs on the core.
    pub fn command(&self, program: &Path) -> Command {
        let Some((taskset, core)) = &self.0 else { return Command::new(program) };
        let mut command = Command::new(taskset);
        command.arg("-c").arg(core.to_string()).arg(program);
        command
    }
}

/// What a file took.
pub struct Measured {
    bytes: u64,
    /// By the clock.
    seconds: Vec<f64>,
    /// Of the processor: what else runs on the core does not count.
    cpu_seconds: Vec<f64>,
    peak_kib: u64,
}

impl Measured {
    /// Input bytes by the best run's time on the clock.
    pub fn best_mb_per_s(&self) -> f64 {
        self.rate(&self.seconds)
    }

    /// Input bytes by the best run's processor time.
    pub fn best_mb_per_cpu_s(&self) -> f64 {
        self.rate(&self.cpu_seconds)
    }

    fn rate(&self, seconds: &[f64]) -> f64 {
        self.bytes as f64 / seconds.iter().copied().fold(f64::INFINITY, f64::min) / 1e6
    }

    fn peak_mib(&self) -> f64 {
        self.peak_kib as f64 / 1024.0
    }

    pub(super) fn json(&self) -> Value {
        json!({
            "mb_per_s": super::round(self.best_mb_per_s()), "mb_per_cpu_s": super::round(self.best_mb_per_cpu_s()),
            "bytes": self.bytes, "seconds": self.seconds.iter().map(|s| super::round(*s)).collect::<Vec<_>>(),
            "peak_mib": super::round(self.peak_mib()),
        })
    }

    pub(super) fn text(&self) -> String {
        let seconds: Vec<String> = self.seconds.iter().map(|s| format!("{s:.3}")).collect();
        format!(
            "{:6.1} MB/s, {:.1} by processor time  ({} bytes; {} s; best of {RUNS} after a warm-up), peak {:.1} MiB resident",
            self.best_mb_per_s(),
            self.best_mb_per_cpu_s(),
            self.bytes,
            seconds.join(", "),
            self.peak_mib()
        )
    }
}

/// Runs the command on a file: once to warm up, then timed.
///
/// # Errors
/// When the command does not run, or fails.
pub fn measure(pinned: &Pinned, file: &Path) -> Result<Measured, BoxError> {
    let mut measured =
        Measured { bytes: std::fs::metadata(file)?.len(), seconds: vec![], cpu_seconds: vec![], peak_kib: 0 };
    // the warm-up is where memory is watched, so that watching costs the timed runs nothing
    let mut child = redact(pinned, file).spawn()?;
    let status = loop {
        measured.peak_kib = measured.peak_kib.max(peak_kib(&child).unwrap_or(0));
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    if !status.success() {
        return Err(ended(status));
    }
    for _ in 0..RUNS {
        let before = children_cpu_seconds();
        measured.seconds.push(timed(pinned, file)?);
        measured.cpu_seconds.push(children_cpu_seconds() - before);
    }
    Ok(measured)
}

/// Milliseconds of a run without input, the best of several.
///
/// # Errors
/// When the command does not run, or fails.
pub fn start_ms(pinned: &Pinned, empty: &Path) -> Result<f64, BoxError> {
    let mut best = f64::INFINITY;
    for _ in 0..STARTS {
        best = best.min(timed(pinned, empty)? * 1000.0);
    }
    Ok(best)
}

fn timed(pinned: &Pinned, file: &Path) -> Result<f64, BoxError> {
    let begun = Instant::now();
    let status = redact(pinned, file).status()?;
    let seconds = begun.elapsed().as_secs_f64();
    status.success().then_some(seconds).ok_or_else(|| ended(status))
}

fn ended(status: ExitStatus) -> BoxError {
    format!("phimesh redact ended with {status}; `bench redaction --write FOLDER` keeps the calls").into()
}

fn redact(pinned: &Pinned, file: &Path) -> Command {
    let phimesh = binaries().unwrap_or_default().join("phimesh");
    let mut command = pinned.command(&phimesh);
    command.args(["redact", "--jsonl"]).arg(file);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// The most memory that was resident so far (`proc_pid_status(5)`, VmHWM).
fn peak_kib(child: &Child) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok())
}

/// Processor time of the children that were waited for: fields 16 and 17 of `proc_pid_stat(5)`, in hundredths.
fn children_cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks: u32 = after_name.split_whitespace().skip(13).take(2).filter_map(|field| field.parse::<u32>().ok()).sum();
    f64::from(ticks) / 100.0
}
