//! Version 1 of the call context. Released: bytes never change; add a version instead.
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::class::DataClass;
use crate::commit::{Content, Fact, PARKED, ParkReason, Schema, TimerOp};
use crate::context::Context;
use crate::phi::Phi;

/// The timer that fetches an announced recording.
pub const FETCH: u8 = 1;

/// Where a call came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Source {
    /// An authenticated upload of a recording.
    Upload,
    /// A Vapi `end-of-call-report` webhook.
    Vapi,
}

/// Who called whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Direction {
    /// The patient phoned the practice.
    Inbound,
    /// The practice phoned the patient.
    Outbound,
}

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum EndReason {
    /// Both sides spoke and hung up.
    Completed,
    /// Nobody answered, or the caller hung up first.
    Missed,
    /// The caller left a message.
    Voicemail,
    /// A technical failure.
    Failed,
}

/// What is known of the recording when the call is received.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum RecordingState {
    /// There is none.
    None,
    /// The platform said where it can be fetched.
    Announced,
    /// Its chunks are in the AUDIO stream.
    Stored,
}

/// How samples are coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Codec {
    /// ITU-T G.711 mu-law, 8 bits.
    MuLaw,
    /// Linear PCM, 16 bits, little-endian.
    Pcm16,
}

/// Who speaks, by channel or by the platform's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum Speaker {
    /// The person who phoned.
    Caller,
    /// The practice's side, human or not.
    Agent,
    /// Not known.
    Unknown,
}

/// One stored track of a recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Track {
    /// Last token of its subject.
    pub track: u8,
    /// Who is heard on it.
    pub speaker: Speaker,
    /// How its samples are coded.
    pub codec: Codec,
    /// Samples per second.
    pub rate_hz: u32,
    /// Length in milliseconds.
    pub duration_ms: u64,
    /// How many chunks hold it.
    pub chunks: u32,
    /// SHA-256 over the hashes of its chunks in clear, in order.
    pub root: [u8; 32],
}

/// Why a recording will not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Unavailable {
    /// Its address is not on the allow-list.
    HostNotAllowed,
    /// The platform does not have it any more.
    Gone,
    /// It is not audio that we read.
    Unreadable,
    /// It is over the limit.
    TooLarge,
    /// It did not arrive within the attempts allowed.
    GaveUp,
}

/// What happened to a call at the door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum CallFact {
    /// A call was accepted: from here on it cannot be lost (INV-01).
    Received {
        /// Where it came from.
        source: Source,
        /// Who called whom.
        direction: Direction,
        /// Unix milliseconds.
        started_ms: u64,
        /// Unix milliseconds; equal to the start for a missed call.
        ended_ms: u64,
        /// How it ended.
        ended: EndReason,
        /// Whether the platform sent words.
        has_transcript: bool,
        /// What is known of the recording.
        recording: RecordingState,
        /// HMAC of what was delivered, under the tenant's id key: tells the same delivery from another content.
        fingerprint: [u8; 32],
    },
    /// The recording's chunks are in the AUDIO stream.
    RecordingStored {
        /// Its tracks, mono each.
        tracks: Vec<Track>,
    },
    /// The recording will not come.
    RecordingUnavailable {
        /// Why.
        why: Unavailable,
    },
    /// Fetching the recording failed and will be tried again.
    FetchFailed {
        /// How many times it was tried.
        attempt: u32,
        /// When it is tried again, Unix milliseconds.
        retry_ms: u64,
    },
    /// The call waits.
    Parked {
        /// Why.
        reason: ParkReason,
        /// Until when, Unix milliseconds.
        due_ms: u64,
    },
}

impl Fact for CallFact {
    fn name(&self) -> &'static str {
        match self {
            Self::Received { .. } => "call_received",
            Self::RecordingStored { .. } => "recording_stored",
            Self::RecordingUnavailable { .. } => "recording_unavailable",
            Self::FetchFailed { .. } => "recording_fetch_failed",
            Self::Parked { .. } => "call_parked",
        }
    }

    fn timers(&self) -> Vec<TimerOp> {
        match self {
            Self::Received { recording: RecordingState::Announced, ended_ms, .. } => {
                vec![TimerOp::Set { kind: FETCH, due_ms: *ended_ms }]
            }
            Self::Received { .. } => vec![],
            Self::RecordingStored { .. } | Self::RecordingUnavailable { .. } => vec![TimerOp::Clear { kind: FETCH }],
            Self::FetchFailed { retry_ms, .. } => vec![TimerOp::Set { kind: FETCH, due_ms: *retry_ms }],
            Self::Parked { due_ms, .. } => vec![TimerOp::Set { kind: PARKED, due_ms: *due_ms }],
        }
    }

    fn parked(reason: ParkReason, due_ms: u64) -> Option<Self> {
        Some(Self::Parked { reason, due_ms })
    }
}

/// One turn as the platform wrote it.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct PlatformTurn {
    /// Who speaks.
    pub speaker: Speaker,
    /// Milliseconds since the call's start.
    pub start_ms: u64,
    /// Milliseconds since the call's start.
    pub end_ms: u64,
    /// The words.
    pub text: Phi<String>,
}

/// What the platform wrote down.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct PlatformTranscript {
    /// The turns in order.
    pub turns: Vec<PlatformTurn>,
    /// The platform's summary, if it made one.
    pub summary: Option<Phi<String>>,
    /// The platform's structured result: a label and its value.
    pub structured: Vec<(Phi<String>, Phi<String>)>,
}

/// The parties' numbers and the name that the platform knew.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct CallerIdentity {
    /// The patient's number in E.164, when it was not withheld.
    pub number: Option<Phi<String>>,
    /// The practice's number in E.164.
    pub practice_number: Option<Phi<String>>,
    /// The name that the platform had on file.
    pub name: Option<Phi<String>>,
}

/// Content of the call context.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub enum CallContent {
    /// Who the caller is (class `identity`).
    Identity(CallerIdentity),
    /// What the platform wrote down (class `transcript`).
    Transcript(PlatformTranscript),
    /// Where the recording can be fetched (class `audio`): the address opens it.
    RecordingUrl(Phi<String>),
}

impl Content for CallContent {
    fn class(&self) -> DataClass {
        match self {
            Self::Identity(_) => DataClass::Identity,
            Self::Transcript(_) => DataClass::Transcript,
            Self::RecordingUrl(_) => DataClass::Audio,
        }
    }
}

/// The schema.
pub struct Call;

impl Schema for Call {
    const CONTEXT: Context = Context::Call;
    const VERSION: u16 = 1;
    type Fact = CallFact;
    type Content = CallContent;
}
