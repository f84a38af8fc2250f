//! A commit: the events that one decision produced, in one message. Its facts are one section; the content of each data
//! class is another. An event's parts are joined by its index.
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::class::DataClass;
use crate::context::Context;
use crate::ids::CommitId;
use crate::service::Service;

/// The timer kind that re-drives a parked aggregate. Services number their own from 1.
pub const PARKED: u8 = 255;

/// Starts or stops one of an aggregate's durable timers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimerOp {
    /// Fires at `due_ms` (Unix milliseconds), replacing one of the same kind.
    Set {
        /// Which of the aggregate's timers.
        kind: u8,
        /// When, in Unix milliseconds.
        due_ms: u64,
    },
    /// Does not fire any more.
    Clear {
        /// Which of the aggregate's timers.
        kind: u8,
    },
}

/// Why an aggregate waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum ParkReason {
    /// The key provider does not answer, or a key has no record yet.
    KeyUnavailable,
    /// What this service needs from outside does not answer.
    PeerDown,
    /// The commit was written by a newer version.
    NewerSchema,
    /// A person must do something first.
    NeedsPerson,
}

/// What every context's facts can say of themselves.
pub trait Fact:
    Serialize + DeserializeOwned + JsonSchema + Clone + PartialEq + std::fmt::Debug + Send + Sync + 'static
{
    /// Name of the event, as in `schemas/`: `call_received`.
    fn name(&self) -> &'static str;

    /// Timers that the fact starts or stops.
    fn timers(&self) -> Vec<TimerOp> {
        Vec::new()
    }

    /// The oldest version of the schema whose readers know the fact as it is written; `None`: the newest only. A commit
    /// says the oldest version that can say all of it, so that a service one release behind goes on reading.
    fn since(&self) -> Option<u16> {
        None
    }

    /// The fact that says an aggregate waits until `due_ms`, where the context can wait.
    fn parked(_reason: ParkReason, _due_ms: u64) -> Option<Self> {
        None
    }
}

/// Content that is sealed apart from the facts, each piece under the key of its class.
pub trait Content: Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static {
    /// The class whose key seals it.
    fn class(&self) -> DataClass;
}

/// A context without content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum NoContent {}

impl Content for NoContent {
    fn class(&self) -> DataClass {
        match *self {}
    }
}

/// A context's schema.
pub trait Schema: Send + Sync + 'static {
    /// The context.
    const CONTEXT: Context;
    /// Version of the commit schema. Bytes of a released version never change.
    const VERSION: u16;
    /// Oldest version whose bytes these types read. A version that only appends to the one before it reads that one too.
    const READS_FROM: u16 = Self::VERSION;
    /// What state machines run on.
    type Fact: Fact;
    /// What they refer to and never read.
    type Content: Content;
}

/// Whether a reader can read what a version of its schema wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reads {
    /// It can.
    Known,
    /// A newer version wrote it: it waits for the upgrade.
    Newer,
    /// A version wrote it that is not read any more.
    TooOld,
}

/// Whether `S` reads what `version` of its schema wrote.
pub const fn reads<S: Schema>(version: u16) -> Reads {
    if version > S::VERSION {
        Reads::Newer
    } else if version < S::READS_FROM {
        Reads::TooOld
    } else {
        Reads::Known
    }
}

/// The version that a commit's header names: the oldest that can say its facts. Content is of the newest.
pub fn written_as<S: Schema>(events: &[Event<S>]) -> u16 {
    let since = |event: &Event<S>| event.fact.since().filter(|_| event.contents.is_empty()).unwrap_or(S::VERSION);
    events.iter().map(since).max().unwrap_or(S::VERSION)
}

/// One event: a fact and the content beside it.
pub struct Event<S: Schema> {
    /// What happened.
    pub fact: S::Fact,
    /// What it is about.
    pub contents: Vec<S::Content>,
}

impl<S: Schema> Event<S> {
    /// An event without content.
    pub const fn fact(fact: S::Fact) -> Self {
        Self { fact, contents: Vec::new() }
    }

    /// An event with content.
    pub const fn with(fact: S::Fact, contents: Vec<S::Content>) -> Self {
        Self { fact, contents }
    }
}

/// Who made a commit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum Actor {
    /// A service of the mesh.
    Service(Service),
    /// A person, by the id of their account. Not a name.
    Person(String),
}

/// When, by whom and because of what a commit was made. Sealed with the facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Meta {
    /// Unix milliseconds.
    pub at_ms: u64,
    /// Who made it.
    pub actor: Actor,
    /// The commit that caused it.
    pub cause: Option<CommitId>,
    /// Up to which sequence of that context's subject its aggregate has handled.
    pub handled: Option<(Context, u64)>,
}

/// Bytes that do not decode as the schema says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("PHI-E004: the section does not decode as this version of its schema")]
pub struct DecodeError;

pub(crate) fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    postcard::to_stdvec(value)
        .expect("our types serialize without failing: no maps of unknown length, no custom errors")
}

/// Decodes postcard and refuses bytes left over.
///
/// # Errors
/// [`DecodeError`] when the bytes are not exactly one value.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, DecodeError> {
    match postcard::take_from_bytes(bytes) {
        Ok((value, [])) => Ok(value),
        Ok(_) | Err(_) => Err(DecodeError),
    }
}

/// The sections of a commit in clear: the facts first, then a section for each class of content.
pub fn encode_commit<S: Schema>(meta: &Meta, events: &[Event<S>]) -> Vec<(DataClass, Vec<u8>)> {
    let facts: Vec<&S::Fact> = events.iter().map(|event| &event.fact).collect();
    let mut classes: BTreeMap<DataClass, Vec<(u16, &S::Content)>> = BTreeMap::new();
    for (index, event) in events.iter().enumerate() {
        for content in &event.contents {
            classes.entry(content.class()).or_default().push((index as u16, content));
        }
    }
    let state = (S::CONTEXT.state_class(), encode(&(meta, facts)));
    std::iter::once(state).chain(classes.into_iter().map(|(class, parts)| (class, encode(&parts)))).collect()
}

/// Reads the facts' section.
///
/// # Errors
/// [`DecodeError`] when the bytes are of another schema.
pub fn decode_facts<S: Schema>(bytes: &[u8]) -> Result<(Meta, Vec<S::Fact>), DecodeError> {
    decode(bytes)
}

/// Reads a content section: the index of the event each piece belongs to, and the piece.
///
/// # Errors
/// [`DecodeError`] when the bytes are of another schema.
pub fn decode_contents<S: Schema>(bytes: &[u8]) -> Result<Vec<(u16, S::Content)>, DecodeError> {
    decode(bytes)
}
