//! Why the command did not do what it was asked, and the exit code that says so.
use std::error::Error;
use std::io;
use std::path::PathBuf;

use phi_audio::AudioError;
use phi_bus::LogError;
use phi_bus::backup::CopyError;
use phi_bus::operator::SeedError;
use phi_bus::operator::folder::FolderError;
use phi_bus::provision::ProvisionError;
use phi_redaction::jsonl::JsonlError;
use phi_service::{ConfigError, Fault, KeyError, StartError};
use transcription::engine::EngineError;

/// Exit code: something was checked and is not so, or was asked and refused.
pub const REFUSED: u8 = 1;
/// Exit code: the command line, a file it names, or the configuration cannot be used.
pub const USAGE: u8 = 2;
/// Exit code: broker, service or door cannot be reached.
pub const UNREACHABLE: u8 = 3;
/// Exit code: what was named does not exist.
pub const NOT_FOUND: u8 = 4;

/// A failure. Its text begins with a code that has a page in `docs/errors`, and holds no PHI.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Something on the command line that its grammar does not catch.
    #[error("PHI-C001: {0}")]
    Usage(String),
    /// A file cannot be read.
    #[error("PHI-C002: cannot read {}: {source}", .path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file cannot be written.
    #[error("PHI-C003: cannot write {}: {source}", .path.display())]
    Write {
        /// Which.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// An HTTP address does not answer.
    #[error("PHI-C004: {0} does not answer; check the address, and that the service is up")]
    Silent(String),
    /// A service answered with a refusal.
    #[error("PHI-C005: refused with status {status}: {message}")]
    Door {
        /// HTTP status.
        status: u16,
        /// The service's sentence.
        message: String,
    },
    /// What was named is not there.
    #[error("PHI-C006: there is no {0}")]
    NotFound(String),
    /// Approvals are missing.
    #[error(
        "PHI-C007: this takes two approvers (--approver, twice), each another person than the other and than the one who asks (--by)"
    )]
    Approvals,
    /// A port is taken.
    #[error("PHI-C008: port {0} is in use; name another with --port, or leave --port out for any free one")]
    Port(u16),
    /// A check failed.
    #[error("PHI-C009: {0}")]
    Check(String),
    /// The log or a key is not to be had, in words that carry no code of their own.
    #[error("PHI-C010: the log or a key is not to be had: {0}")]
    Log(String),
    /// A mesh could not be set up in one process.
    #[error("PHI-C011: the mesh could not be set up: {0}")]
    SetUp(String),
    /// A text could not be redacted.
    #[error("PHI-C012: the text could not be redacted: {0}")]
    Redact(#[from] JsonlError),
    /// A service of `up` stopped by itself.
    #[error("PHI-C013: {0} stopped by itself, so everything was stopped; its last log line says why")]
    Stopped(&'static str),
    /// A backup, or a list of what was destroyed, that is not whole.
    #[error("PHI-C020: the backup is damaged: {0}")]
    Damaged(String),
    /// A restore into a broker that holds something.
    #[error("PHI-C021: the broker holds other messages in {0}; restore into an empty one")]
    Occupied(String),
    /// A restore that would bring destroyed keys back.
    #[error("PHI-C022: keys that were destroyed after the backup would be alive again: {0}")]
    Resurrection(String),
    /// A stream was not copied.
    #[error(transparent)]
    Copy(#[from] CopyError),
    /// A life that the retention policy does not allow.
    #[error(transparent)]
    Life(#[from] retention::policies::LifeRefused),
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// What a core needs is not there.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The log or a key is not to be had; the source says it with its own code.
    #[error("{source}")]
    Fault {
        /// What went wrong.
        source: Box<dyn Error + Send + Sync>,
        /// Whether the broker was out of reach.
        unreachable: bool,
    },
    /// Provisioning would destroy.
    #[error(transparent)]
    Provision(ProvisionError),
    /// Keys of the broker's accounts.
    #[error(transparent)]
    Seeds(#[from] SeedError),
    /// Where they are kept.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// A recording.
    #[error(transparent)]
    Audio(#[from] AudioError),
    /// The speech engine.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl Failure {
    /// The process's exit code.
    pub const fn exit(&self) -> u8 {
        match self {
            Self::Usage(_)
            | Self::Read { .. }
            | Self::Write { .. }
            | Self::Approvals
            | Self::Port(_)
            | Self::Resurrection(_)
            | Self::Life(_)
            | Self::Folder(_)
            | Self::Seeds(_)
            | Self::Config(_) => USAGE,
            Self::Silent(_) | Self::Log(_) | Self::Fault { unreachable: true, .. } => UNREACHABLE,
            Self::Copy(CopyError::Log(error)) if error.is_unanswered() => UNREACHABLE,
            Self::NotFound(_) => NOT_FOUND,
            Self::Start(error) => of_start(error),
            Self::Fault { unreachable: false, .. }
            | Self::Door { .. }
            | Self::Check(_)
            | Self::Damaged(_)
            | Self::Occupied(_)
            | Self::Copy(_)
            | Self::Provision(_)
            | Self::SetUp(_)
            | Self::Stopped(_)
            | Self::Redact(_)
            | Self::Audio(_)
            | Self::Engine(_) => REFUSED,
        }
    }
}

const fn of_start(error: &StartError) -> u8 {
    match error {
        StartError::Config(_) | StartError::File { .. } | StartError::Provider(_) | StartError::Listen { .. } => USAGE,
        StartError::Log(error) if error.is_unanswered() => UNREACHABLE,
        StartError::Log(_) | StartError::Database(_) | StartError::Other(_) | StartError::Projection(_) => REFUSED,
    }
}

impl From<LogError> for Failure {
    fn from(error: LogError) -> Self {
        let unreachable = error.is_unanswered();
        Self::Fault { source: Box::new(error), unreachable }
    }
}

impl From<ProvisionError> for Failure {
    fn from(error: ProvisionError) -> Self {
        match error {
            ProvisionError::Log(error) => error.into(),
            destructive @ ProvisionError::Destructive(_) => Self::Provision(destructive),
        }
    }
}

impl From<KeyError> for Failure {
    fn from(error: KeyError) -> Self {
        Fault::from(error).into()
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        let unreachable = fault.source.downcast_ref().is_some_and(LogError::is_unanswered);
        if !fault.source.to_string().starts_with("PHI-") {
            return Self::Log(fault.source.to_string());
        }
        Self::Fault { source: fault.source, unreachable }
    }
}

/// Reads a file that the command line or the configuration names.
///
/// # Errors
/// [`Failure::Read`] with its path.
pub fn read_file(path: &std::path::Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|source| Failure::Read { path: path.to_owned(), source })
}

/// Writes a file that its owner alone may read.
///
/// # Errors
/// [`Failure::Write`] with its path.
pub fn write_file(path: &std::path::Path, text: &str) -> Result<(), Failure> {
    phi_testkit::nats::write_private(path, text).map_err(|source| Failure::Write { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broker_out_of_reach_is_told_from_a_refusal() {
        assert_eq!(Failure::from(LogError::Disconnected).exit(), UNREACHABLE);
        assert_eq!(Failure::from(Fault::from(LogError::Unavailable(503))).exit(), UNREACHABLE);
        assert_eq!(Failure::from(Fault::from(LogError::Conflict)).exit(), REFUSED);
        assert_eq!(Failure::from(StartError::Log(LogError::Disconnected)).exit(), UNREACHABLE);
    }

    #[test]
    fn the_other_codes_are_as_documented() {
        assert_eq!(Failure::NotFound("call".into()).exit(), NOT_FOUND);
        assert_eq!(Failure::Approvals.exit(), USAGE);
        assert_eq!(Failure::Check("1 of 8 checks failed".into()).exit(), REFUSED);
        assert_eq!(Failure::from(Fault::retry("x")).to_string(), "PHI-C010: the log or a key is not to be had: x");
    }
}
