//! Configuration: `[transcription]`.
use std::path::PathBuf;
use std::time::Duration;

use phi_service::Section;
use phi_service::config::duration;
use serde::{Deserialize, Serialize};

use crate::engine::SphinxConfig;

/// The service's section.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Transcription {
    /// The Python 3 interpreter that runs the embedded engine.
    pub python: PathBuf,
    /// Where the `pocketsphinx` package is, if not among the interpreter's own.
    pub speech_packages: Option<PathBuf>,
    /// How many engine processes at most. Each takes a core and about 160 MB while it hears.
    pub workers: usize,
    /// After which idle time an engine process ends.
    #[serde(with = "duration")]
    pub idle: Duration,
    /// What a start and a short track may take; three times a track's length comes on top.
    #[serde(with = "duration")]
    pub patience: Duration,
}

impl Default for Transcription {
    fn default() -> Self {
        let SphinxConfig { python, workers, idle, patience, .. } = SphinxConfig::default();
        Self { python, speech_packages: None, workers, idle, patience }
    }
}

impl Section for Transcription {
    fn validate(&self) -> Result<(), String> {
        if self.workers == 0 {
            return Err("transcription.workers is 0: set at least 1".to_owned());
        }
        Ok(())
    }
}

impl Transcription {
    /// The engine's own configuration.
    pub fn engine(&self) -> SphinxConfig {
        SphinxConfig {
            python: self.python.clone(),
            packages: self.speech_packages.clone().map(PathBuf::into_os_string),
            workers: self.workers,
            idle: self.idle,
            patience: self.patience,
        }
    }
}
