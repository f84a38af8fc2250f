//! Services as processes of their own.
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use phi_events::Service;

use crate::BoxError;

/// A service's process. Killed when dropped.
pub struct Process {
    /// The service.
    pub service: Service,
    child: Child,
}

/// Where this build's binaries are: beside the running one.
///
/// # Errors
/// The operating system's.
pub fn binaries() -> io::Result<PathBuf> {
    let here = std::env::current_exe()?;
    let folder = here.parent().unwrap_or(Path::new("."));
    // a test's binary lies one folder deeper
    Ok(if folder.ends_with("deps") { folder.parent().unwrap_or(folder).to_owned() } else { folder.to_owned() })
}

impl Process {
    /// Starts a service's own binary with a configuration file; its log goes to `log`.
    ///
    /// # Errors
    /// When the binary is not there: build it first.
    pub fn start(service: Service, config: &Path, log: &Path) -> Result<Self, BoxError> {
        Self::of_build(&binaries()?, service, config, log)
    }

    /// Starts a service's binary out of a folder of binaries, which may be another build's.
    ///
    /// # Errors
    /// As [`Process::start`].
    pub fn of_build(binaries: &Path, service: Service, config: &Path, log: &Path) -> Result<Self, BoxError> {
        let binary = binaries.join(service.name());
        let log = File::options().create(true).append(true).open(log)?;
        let child = Command::new(&binary)
            .arg("--config")
            .arg(config)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn();
        let child = child.map_err(|error| {
            format!("{} does not start ({error}); run `cargo build --workspace --bins`", binary.display())
        })?;
        Ok(Self { service, child })
    }

    /// Process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// How it ended, if it has.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// Asks it to drain (SIGTERM), and waits until it has.
    ///
    /// # Errors
    /// When it does not end in time.
    pub fn drain(&mut self, patience: Duration) -> Result<bool, BoxError> {
        let status = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status()?;
        let asked = Instant::now();
        while asked.elapsed() < patience && status.success() {
            if let Some(ended) = self.child.try_wait()? {
                return Ok(ended.success());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Err(format!("{} did not drain within {} s", self.service.name(), patience.as_secs()).into())
    }

    /// Resident memory in KiB, where the system says it.
    pub fn resident_kib(&self) -> Option<u64> {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        text.lines().find_map(|line| line.strip_prefix("VmRSS:")?.split_whitespace().next()?.parse().ok())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _may_be_gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}
