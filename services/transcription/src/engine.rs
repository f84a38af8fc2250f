//! Speech to text by an engine that runs here: one track of a call in, timed words out.
//!
//! The engine reads sound that came from outside in C code that nobody here wrote, so it runs in a process of
//! its own ([`SphinxWorker`]): when it dies or hangs, one request fails and the service lives.

use core::fmt;

use async_trait::async_trait;
use thiserror::Error;

mod frames;
mod merge;
mod process;
mod sphinx;

pub use merge::{Speaker, Turn, merge};
pub use sphinx::{SphinxConfig, SphinxWorker};

/// One track at [`phi_audio::SPEECH_RATE_HZ`], 16 bits, ready for an engine. A voice is an identifier
/// (45 CFR 164.514(b)(2)(i)(P)): no `Debug`.
pub struct TrackAudio {
    samples: Vec<i16>,
}

impl TrackAudio {
    /// Decodes and resamples a stored track.
    pub fn new(track: phi_audio::Track<'_>) -> Self {
        Self { samples: track.for_speech() }
    }

    /// Returns the length in milliseconds.
    pub fn duration_ms(&self) -> u64 {
        self.samples.len() as u64 * 1_000 / u64::from(phi_audio::SPEECH_RATE_HZ)
    }

    /// Returns the samples as the engine's process reads them: two bytes each, little endian.
    fn to_bytes(&self) -> Vec<u8> {
        self.samples.iter().flat_map(|sample| sample.to_le_bytes()).collect()
    }
}

/// A word as heard. `Debug` shows its times and not its text.
#[derive(Clone, PartialEq, Eq)]
pub struct Word {
    /// The word, lower case.
    pub text: String,
    /// Milliseconds since the call's start.
    pub start_ms: u64,
    /// Milliseconds since the call's start.
    pub end_ms: u64,
    /// The engine's confidence in thousandths.
    pub confidence_milli: u16,
}

impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Word({}..{} ms, {})", self.start_ms, self.end_ms, self.confidence_milli)
    }
}

/// Which engine heard the words: written beside them, so that they can be judged later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EngineInfo {
    /// Its name, such as `pocketsphinx`.
    pub name: String,
    /// Its version; unknown before its first start.
    pub version: Option<String>,
    /// SHA-256 of its model; unknown before its first start.
    pub model_sha256: Option<[u8; 32]>,
}

/// What was heard on one track, in the order of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// The words; none when nobody spoke.
    pub words: Vec<Word>,
    /// Who heard them.
    pub engine: EngineInfo,
}

impl Heard {
    /// Returns the words' mean confidence in thousandths, if there is a word. Over a whole call it tells a bad
    /// line from a good one; of a single word it tells little.
    pub fn mean_confidence_milli(&self) -> Option<u16> {
        let sum: u64 = self.words.iter().map(|word| u64::from(word.confidence_milli)).sum();
        sum.checked_div(self.words.len() as u64).map(|mean| mean as u16)
    }
}

/// How far words can be trusted, lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// Undetected PHI is likely: nothing made of these words may be released as de-identified.
    Low,
    /// Usable with a person's eye on it.
    Medium,
    /// As good as telephone speech gets.
    High,
}

/// The best tier that each engine reached on recorded telephone calls, for engines above [`Tier::Low`]. None is:
/// pocketsphinx gets about six words of ten wrong on a real 8 kHz call (ADR 0002), names and dates most of all.
const BETTER_THAN_LOW: [(&str, Tier); 0] = [];

/// Returns how far an engine's words can be trusted. An engine that nobody measured is not trusted.
pub fn quality_tier(heard: &Heard) -> Tier {
    let measured = BETTER_THAN_LOW.iter().find(|(name, _)| *name == heard.engine.name);
    measured.map_or(Tier::Low, |(_, tier)| *tier)
}

/// Why a track was not transcribed. No text of the engine's is passed on, for it could hold words.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EngineError {
    /// The engine or its model is not on this machine: every call would fail, until someone installs it.
    #[error("PHI-T101: the speech engine is not installed: {hint}")]
    NotInstalled {
        /// What to do.
        hint: String,
    },
    /// The engine's process ended in the middle of the work, twice when it had worked before.
    #[error("PHI-T102: the speech engine's process ended before it answered; the track can be tried again")]
    Died,
    /// The engine took longer than the track's length allows. Its process was ended.
    #[error(
        "PHI-T103: the speech engine gave no answer in {seconds} s; the track can be tried again on a less busy machine"
    )]
    Timeout {
        /// Seconds waited.
        seconds: u64,
    },
    /// The engine will not take this track, however often it is asked.
    #[error("PHI-T104: the speech engine refused the track: {reason}")]
    Refused {
        /// Why, from a fixed list.
        reason: &'static str,
    },
}

impl EngineError {
    /// Returns the stable code, the same that begins the message.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotInstalled { .. } => "PHI-T101",
            Self::Died => "PHI-T102",
            Self::Timeout { .. } => "PHI-T103",
            Self::Refused { .. } => "PHI-T104",
        }
    }
}

/// Turns one track into words. Not deterministic: its answer becomes an event before anything depends on it.
#[async_trait]
pub trait SpeechEngine: Send + Sync {
    /// Hears one track.
    ///
    /// # Errors
    /// [`EngineError`]: `Refused` and `NotInstalled` stay, `Died` and `Timeout` may pass.
    async fn transcribe(&self, track: &TrackAudio) -> Result<Heard, EngineError>;

    /// Describes the engine, as far as it is known without starting it.
    fn describe(&self) -> EngineInfo;
}

#[cfg(test)]
mod tests;
