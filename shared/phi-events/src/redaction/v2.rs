//! Version 2 of the redaction context: what version 1 says, and after it review, passes over the same words again, a
//! practice's dictionary, and the masked copy of a recording. Version 1's bytes are version 2's: the upcaster is the
//! identity. Released: bytes never change; add a version instead.
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::v1::{Cleaned, PhiKind, Revealed, Withhold};
use crate::class::DataClass;
use crate::commit::{Content, Fact, PARKED, ParkReason, Schema, TimerOp};
use crate::context::Context;
use crate::ids::{AggregateId, TenantId, digest16};

/// A span that a person shall look at: redacted, and doubtful.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct ReviewItem {
    /// Its number in the call, from 1.
    pub item: u32,
    /// What the engine took it for.
    pub kind: PhiKind,
    /// How sure the engine is, in thousandths.
    pub score_milli: u16,
}

/// A masked track as it was stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MaskedTrack {
    /// Number of the track, as in the recording.
    pub track: u8,
    /// How many chunks hold it.
    pub chunks: u32,
    /// Bytes of samples: as many as the recording's track has.
    pub bytes: u64,
    /// SHA-256 over the hashes of its chunks in clear, in order.
    pub root: [u8; 32],
    /// Milliseconds that are silenced.
    pub silenced_ms: u64,
}

/// Why a recording has no masked copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum NoMask {
    /// There is PHI in a turn of which nobody knows when it was said.
    NoTimes,
    /// There is no recording.
    NoRecording,
    /// The words are withheld, so nobody knows where PHI is.
    Withheld,
    /// The recording could not be masked.
    Failed,
}

/// What became of a call's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum RedactionFact {
    /// The words are free of what the engine finds.
    Redacted {
        /// Version of engine and rules.
        engine: String,
        /// How many of each kind were taken out.
        counts: BTreeMap<PhiKind, u32>,
        /// How many turns.
        turns: u32,
        /// How many words came in.
        words: u32,
    },
    /// The words are withheld: a person must listen.
    Withheld {
        /// Why.
        why: Withhold,
    },
    /// There were no words: a missed call.
    Nothing,
    /// The call waits.
    Parked {
        /// Why.
        reason: ParkReason,
        /// Until when, Unix milliseconds.
        due_ms: u64,
    },
    /// How sure the engine was, in the commit of `Redacted` or `Rerun`: what stands between the two thresholds is redacted and queued. A
    /// later pass queues only what nobody was asked before.
    Graded {
        /// What a person shall look at.
        review: Vec<ReviewItem>,
        /// From this score on, in thousandths, nobody need look (t1).
        redact_milli: u16,
        /// Below this score nothing is redacted (t0).
        review_milli: u16,
        /// How often a diagnosis or medicine stands beside a person.
        marks: u32,
        /// Whether that makes the call sensitive.
        sensitive: bool,
    },
    /// A person decided about a queued span.
    Reviewed {
        /// What the engine had said.
        before: ReviewItem,
        /// What it is; nothing: not PHI. The redacted words stay as they are.
        after: Option<PhiKind>,
        /// Who decided: an account id.
        by: String,
        /// When, Unix milliseconds.
        at_ms: u64,
    },
    /// The recording has a masked copy.
    AudioMasked {
        /// Its tracks.
        tracks: Vec<MaskedTrack>,
    },
    /// The recording has no masked copy.
    AudioWithheld {
        /// Why.
        why: NoMask,
    },
    /// The words went through an engine again. What was released before stands until the pass is promoted.
    Rerun {
        /// Version of engine and rules.
        engine: String,
        /// Spans by kind of which some character was not redacted before.
        caught: BTreeMap<PhiKind, u32>,
        /// Earlier spans by kind of which some character is not redacted any more.
        released: BTreeMap<PhiKind, u32>,
        /// Spans that were wholly redacted before.
        unchanged: u32,
    },
    /// A person decided that the newest pass counts.
    Promoted {
        /// Version of engine and rules of that pass.
        engine: String,
        /// Who decided: an account id.
        by: String,
        /// When, Unix milliseconds.
        at_ms: u64,
    },
    /// A word of the practice's dictionary: a person decided that it is always PHI there, or never.
    TermDecided {
        /// HMAC-SHA256 of the folded word under the practice's index key, the first 128 bits.
        term: [u8; 16],
        /// What it is; nothing: not PHI.
        kind: Option<PhiKind>,
        /// Who decided: an account id.
        by: String,
        /// When, Unix milliseconds.
        at_ms: u64,
    },
}

impl Fact for RedactionFact {
    fn name(&self) -> &'static str {
        match self {
            Self::Redacted { .. } => "call_redacted",
            Self::Withheld { .. } => "call_withheld",
            Self::Nothing => "nothing_to_redact",
            Self::Parked { .. } => "redaction_parked",
            Self::Graded { .. } => "call_graded",
            Self::Reviewed { .. } => "span_reviewed",
            Self::AudioMasked { .. } => "recording_masked",
            Self::AudioWithheld { .. } => "recording_withheld",
            Self::Rerun { .. } => "redaction_rerun",
            Self::Promoted { .. } => "rerun_promoted",
            Self::TermDecided { .. } => "term_decided",
        }
    }

    fn timers(&self) -> Vec<TimerOp> {
        match self {
            Self::Parked { due_ms, .. } => vec![TimerOp::Set { kind: PARKED, due_ms: *due_ms }],
            Self::Redacted { .. }
            | Self::Withheld { .. }
            | Self::Nothing
            | Self::AudioMasked { .. }
            | Self::AudioWithheld { .. } => vec![TimerOp::Clear { kind: PARKED }],
            Self::Graded { .. }
            | Self::Reviewed { .. }
            | Self::Rerun { .. }
            | Self::Promoted { .. }
            | Self::TermDecided { .. } => vec![],
        }
    }

    fn parked(reason: ParkReason, due_ms: u64) -> Option<Self> {
        Some(Self::Parked { reason, due_ms })
    }
}

/// A queued span as a person sees it: never its value, and its neighbours redacted too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QueuedSpan {
    /// Its number in the call.
    pub item: u32,
    /// Up to eight redacted words before it.
    pub before: String,
    /// What stands in its place: `[PATIENT_NAME_1]`.
    pub placeholder: String,
    /// Up to eight redacted words after it.
    pub after: String,
}

/// Where a span was found. Offsets say nothing without the words, and are sealed with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// Number of the text: the turns in order, then the summary, then label and value of each structured result.
    pub text: u32,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// What the engine took it for.
    pub kind: PhiKind,
    /// How sure it is, in thousandths.
    pub score_milli: u16,
    /// Its number in the review queue, if this pass queued it; spans of one value share it.
    pub item: Option<u32>,
}

/// Content of the redaction context.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub enum RedactionContent {
    /// The words with placeholders (class `deidentified`).
    Cleaned(Cleaned),
    /// The values behind the placeholders (class `identity`).
    Revealed(Revealed),
    /// What a person shall look at (class `deidentified`).
    Review(Vec<QueuedSpan>),
    /// Where each span was found (class `transcript`).
    Places(Vec<Place>),
}

impl Content for RedactionContent {
    fn class(&self) -> DataClass {
        match self {
            Self::Cleaned(_) | Self::Review(_) => DataClass::Deidentified,
            Self::Revealed(_) => DataClass::Identity,
            Self::Places(_) => DataClass::Transcript,
        }
    }
}

/// The schema.
pub struct Redaction;

impl Schema for Redaction {
    const CONTEXT: Context = Context::Redaction;
    const VERSION: u16 = 2;
    const READS_FROM: u16 = 1;
    type Fact = RedactionFact;
    type Content = RedactionContent;
}

/// Which of a call's facts, in order, says what counts of its words today: the newest promoted pass, else what was said
/// first.
pub fn standing<'a>(facts: impl IntoIterator<Item = &'a RedactionFact>) -> Option<usize> {
    let (mut standing, mut pass) = (None, None);
    for (index, fact) in facts.into_iter().enumerate() {
        match fact {
            RedactionFact::Redacted { .. } | RedactionFact::Withheld { .. } | RedactionFact::Nothing => {
                standing = standing.or(Some(index));
            }
            RedactionFact::Rerun { .. } => pass = Some(index),
            RedactionFact::Promoted { .. } => standing = pass.take().or(standing),
            RedactionFact::Parked { .. }
            | RedactionFact::Graded { .. }
            | RedactionFact::Reviewed { .. }
            | RedactionFact::AudioMasked { .. }
            | RedactionFact::AudioWithheld { .. }
            | RedactionFact::TermDecided { .. } => {}
        }
    }
    standing
}

/// The aggregate of a practice's dictionary.
pub fn dictionary(tenant: TenantId) -> AggregateId {
    AggregateId(digest16("phi/dictionary/v1", &[&tenant.0]))
}
