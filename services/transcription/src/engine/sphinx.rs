//! pocketsphinx in worker processes: started when there is work, kept while there is more, ended when idle.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::process::Process;
use super::{EngineError, EngineInfo, Heard, SpeechEngine, TrackAudio};

/// The longest track that is taken, in milliseconds: two hours, 230 MB as the engine reads it.
const LONGEST_TRACK_MS: u64 = 2 * 3_600 * 1_000;
/// How many times its own length a track may take: ten times what was measured (ADR 0002).
const PATIENCE_FACTOR: u32 = 3;

/// How the engine's processes are run.
#[derive(Debug, Clone)]
pub struct SphinxConfig {
    /// The Python 3 interpreter, a name on the search path or a file.
    pub python: PathBuf,
    /// Where the `pocketsphinx` package is (PHIMESH_SPEECH_PYTHONPATH), if not among the interpreter's own.
    pub packages: Option<OsString>,
    /// How many processes at most, at least one. Each takes a core while it hears, and 130 MB.
    pub workers: usize,
    /// After which idle time a process ends.
    pub idle: Duration,
    /// What a start and a short track may take on a busy machine; three times a track's length comes on top.
    pub patience: Duration,
}

impl Default for SphinxConfig {
    fn default() -> Self {
        Self {
            python: "python3".into(),
            packages: None,
            workers: 1,
            idle: Duration::from_secs(60),
            patience: Duration::from_secs(30),
        }
    }
}

/// The embedded engine. Copies share their processes.
#[derive(Clone)]
pub struct SphinxWorker {
    shared: Arc<Shared>,
}

struct Shared {
    config: SphinxConfig,
    free: Semaphore,
    /// Processes that wait for work, and how many times work was given out: an idle timer that finds another
    /// number than at its start has nothing to end.
    waiting: Mutex<(Vec<Process>, u64)>,
    engine: OnceLock<EngineInfo>,
}

impl SphinxWorker {
    /// Makes the engine; nothing is started before the first track.
    pub fn new(config: SphinxConfig) -> Self {
        let free = Semaphore::new(config.workers.max(1));
        Self { shared: Arc::new(Shared { config, free, waiting: Mutex::default(), engine: OnceLock::new() }) }
    }

    /// Starts a process if none waits and returns what it says of itself: for `doctor` and readiness.
    ///
    /// # Errors
    /// [`EngineError::NotInstalled`] with what to install, or that the start failed.
    pub async fn check(&self) -> Result<EngineInfo, EngineError> {
        let _permit = self.shared.free.acquire().await.map_err(|_| EngineError::Died)?;
        let process = match self.take() {
            Some(process) => process,
            None => within(self.shared.config.patience, self.start()).await?,
        };
        let info = process.engine().clone();
        self.put_back(process);
        Ok(info)
    }

    /// Returns how many processes wait for work.
    pub fn idle_processes(&self) -> usize {
        self.lock(|(waiting, _)| waiting.len())
    }

    async fn start(&self) -> Result<Process, EngineError> {
        let process = Process::start(&self.shared.config).await?;
        self.shared.engine.get_or_init(|| process.engine().clone());
        Ok(process)
    }

    /// Hears by a waiting process, or by a new one when that one had died in the meantime.
    async fn hear(&self, track: &TrackAudio) -> Result<(Process, Heard), EngineError> {
        if let Some(mut process) = self.take() {
            match process.hear(track).await {
                Ok(heard) => return Ok((process, heard)),
                Err(EngineError::Died) => {}
                Err(error) => return Err(error),
            }
        }
        let mut process = self.start().await?;
        let heard = process.hear(track).await?;
        Ok((process, heard))
    }

    fn take(&self) -> Option<Process> {
        self.lock(|(waiting, given_out)| {
            *given_out += 1;
            waiting.pop()
        })
    }

    /// Keeps a process for the next track, and ends it when none comes.
    fn put_back(&self, process: Process) {
        let at_start = self.lock(|(waiting, given_out)| {
            waiting.push(process);
            *given_out
        });
        let shared = Arc::downgrade(&self.shared);
        let idle = self.shared.config.idle;
        tokio::spawn(async move {
            tokio::time::sleep(idle).await;
            let Some(shared) = shared.upgrade() else { return };
            Self { shared }.lock(|(waiting, given_out)| {
                if *given_out == at_start {
                    waiting.clear();
                }
            });
        });
    }

    /// A panic under this lock can leave at worst one process too few, so a poisoned lock is taken all the same.
    fn lock<T>(&self, work: impl FnOnce(&mut (Vec<Process>, u64)) -> T) -> T {
        work(&mut self.shared.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[async_trait]
impl SpeechEngine for SphinxWorker {
    async fn transcribe(&self, track: &TrackAudio) -> Result<Heard, EngineError> {
        if track.duration_ms() > LONGEST_TRACK_MS {
            return Err(EngineError::Refused { reason: "it is longer than two hours" });
        }
        let _permit = self.shared.free.acquire().await.map_err(|_| EngineError::Died)?;
        let limit = self.shared.config.patience + PATIENCE_FACTOR * Duration::from_millis(track.duration_ms());
        // A process that fails or hangs, or whose caller went away, is dropped in here and thereby ended.
        let (process, heard) = within(limit, self.hear(track)).await?;
        self.put_back(process);
        Ok(heard)
    }

    fn describe(&self) -> EngineInfo {
        let unknown = || EngineInfo { name: "pocketsphinx".to_owned(), version: None, model_sha256: None };
        self.shared.engine.get().cloned().unwrap_or_else(unknown)
    }
}

async fn within<T>(limit: Duration, work: impl Future<Output = Result<T, EngineError>>) -> Result<T, EngineError> {
    timeout(limit, work).await.unwrap_or(Err(EngineError::Timeout { seconds: limit.as_secs() }))
}
