//! Version 1 of the transcript context. Released: bytes never change; add a version instead.
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::call::v1::Speaker;
use crate::class::DataClass;
use crate::commit::{Content, Fact, PARKED, ParkReason, Schema, TimerOp};
use crate::context::Context;
use crate::phi::Phi;

/// Who turned sound into words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Engine {
    /// The voice platform.
    Platform,
    /// The embedded engine, pocketsphinx.
    Pocketsphinx,
}

/// How far the words can be trusted. `Low` means: PHI may stand in words that were misheard, so nothing is released as
/// de-identified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum Tier {
    /// Undetected PHI is likely.
    Low,
    /// Usable with a person's eye on it.
    Medium,
    /// As good as telephone speech gets.
    High,
}

/// Why there are no words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Silence {
    /// Nobody spoke: a missed call.
    Missed,
    /// There is neither recording nor platform transcript.
    NoRecording,
    /// The recording holds no speech that the engine heard.
    NoSpeech,
}

/// Why transcription failed for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Failure {
    /// No engine is installed.
    NoEngine,
    /// The engine failed on this recording again and again.
    EngineFailed,
    /// A chunk is missing, or the recording's root hash is another.
    AudioDamaged,
}

/// What became of a call's sound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum TranscriptFact {
    /// There are words.
    Transcribed {
        /// Who made them.
        engine: Engine,
        /// SHA-256 of the engine's model, where there is one.
        model: Option<[u8; 32]>,
        /// How far they can be trusted.
        tier: Tier,
        /// Mean confidence in thousandths, where the engine gives one.
        confidence_milli: Option<u16>,
        /// How many turns.
        turns: u32,
        /// How many words.
        words: u32,
        /// Length of the call in milliseconds.
        duration_ms: u64,
    },
    /// There are none, and none will come.
    Silent {
        /// Why.
        why: Silence,
    },
    /// There should be words, and there are none: a person must listen.
    Failed {
        /// Why.
        why: Failure,
    },
    /// The call waits.
    Parked {
        /// Why.
        reason: ParkReason,
        /// Until when, Unix milliseconds.
        due_ms: u64,
    },
}

impl Fact for TranscriptFact {
    fn name(&self) -> &'static str {
        match self {
            Self::Transcribed { .. } => "call_transcribed",
            Self::Silent { .. } => "call_silent",
            Self::Failed { .. } => "transcription_failed",
            Self::Parked { .. } => "transcript_parked",
        }
    }

    fn timers(&self) -> Vec<TimerOp> {
        match self {
            Self::Parked { due_ms, .. } => vec![TimerOp::Set { kind: PARKED, due_ms: *due_ms }],
            Self::Transcribed { .. } | Self::Silent { .. } | Self::Failed { .. } => {
                vec![TimerOp::Clear { kind: PARKED }]
            }
        }
    }

    fn parked(reason: ParkReason, due_ms: u64) -> Option<Self> {
        Some(Self::Parked { reason, due_ms })
    }
}

/// One word and when it was said.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct Word {
    /// The word.
    pub text: Phi<String>,
    /// Milliseconds since the call's start.
    pub start_ms: u64,
    /// Milliseconds since the call's start.
    pub end_ms: u64,
    /// Confidence in thousandths.
    pub confidence_milli: u16,
}

/// One turn.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct Turn {
    /// Who speaks.
    pub speaker: Speaker,
    /// Milliseconds since the call's start.
    pub start_ms: u64,
    /// Milliseconds since the call's start.
    pub end_ms: u64,
    /// The turn as one text.
    pub text: Phi<String>,
    /// Its words, where the engine gives times.
    pub words: Vec<Word>,
}

/// Everything that carries the words.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct Said {
    /// The turns in order.
    pub turns: Vec<Turn>,
    /// The platform's summary.
    pub summary: Option<Phi<String>>,
    /// The platform's structured result.
    pub structured: Vec<(Phi<String>, Phi<String>)>,
}

/// Content of the transcript context.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub enum TranscriptContent {
    /// The words (class `transcript`).
    Said(Said),
}

impl Content for TranscriptContent {
    fn class(&self) -> DataClass {
        match self {
            Self::Said(_) => DataClass::Transcript,
        }
    }
}

/// The schema.
pub struct Transcript;

impl Schema for Transcript {
    const CONTEXT: Context = Context::Transcript;
    const VERSION: u16 = 1;
    type Fact = TranscriptFact;
    type Content = TranscriptContent;
}
