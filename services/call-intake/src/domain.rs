//! What may happen to a call at the door. Pure: values in, values out.
use phi_events::Event;
use phi_events::call::{Call, CallContent, CallFact, Direction, EndReason, RecordingState, Source, Track, Unavailable};
use phi_service::{Domain, Facts};
use serde::Serialize;

/// How often a recording is fetched before it counts as unavailable.
pub const MAX_ATTEMPTS: u32 = 5;

/// Wait after the first failed fetch, in milliseconds; each further wait is four times as long.
pub const FIRST_WAIT_MS: u64 = 15_000;

/// The pure core of call-intake.
pub struct CallIntake;

/// What became of a call's recording.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub enum Progress {
    /// There is none.
    #[default]
    None,
    /// It is to be fetched.
    Announced,
    /// Its chunks are in the AUDIO stream.
    Stored,
    /// It will not come.
    Unavailable,
}

/// A call as far as the door knows it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CallState {
    /// Fingerprint of the accepted delivery; `None` until one was accepted.
    pub fingerprint: Option<[u8; 32]>,
    /// What became of the recording.
    pub recording: Progress,
    /// How many times fetching it failed.
    pub attempts: u32,
}

/// What a delivery says of the recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offered {
    /// There is none.
    None,
    /// Its address is among the contents.
    Announced,
    /// It came with the delivery and its chunks are written.
    Stored(Vec<Track>),
}

/// A delivery that passed the door: its sender is proven, its tenant has an agreement, it was read.
#[derive(Clone)]
pub struct Receive {
    /// Where it came from.
    pub source: Source,
    /// Who called whom.
    pub direction: Direction,
    /// Unix milliseconds.
    pub started_ms: u64,
    /// Unix milliseconds.
    pub ended_ms: u64,
    /// How it ended.
    pub ended: EndReason,
    /// Whether the platform sent words.
    pub has_transcript: bool,
    /// What it says of the recording.
    pub offered: Offered,
    /// HMAC of what was delivered, under the tenant's id key.
    pub fingerprint: [u8; 32],
    /// What is sealed beside the fact.
    pub contents: Vec<CallContent>,
}

/// What call-intake may be asked to do.
#[derive(Clone)]
pub enum Command {
    /// Take a delivery in.
    Receive(Box<Receive>),
    /// Say that the fetched recording is stored.
    StoreRecording {
        /// Its tracks, mono each.
        tracks: Vec<Track>,
    },
    /// Say that the recording will not come.
    GiveUpRecording {
        /// Why.
        why: Unavailable,
    },
    /// Say that fetching failed: it is tried again, or given up after [`MAX_ATTEMPTS`].
    FetchFailed {
        /// What is said when this was the last attempt.
        at_last: Unavailable,
    },
}

/// Why call-intake will not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The call id is taken by another content: HTTP 409.
    #[error("PHI-I008: this call was delivered before with other content")]
    Conflict,
    /// Nothing was received under this id.
    #[error("PHI-I016: no call was received under this id")]
    NotReceived,
}

impl Domain for CallIntake {
    type Schema = Call;
    type State = CallState;
    type Command = Command;
    type Refusal = Refusal;

    fn decide(state: &CallState, command: Command, facts: &Facts) -> Result<Vec<Event<Call>>, Refusal> {
        match command {
            Command::Receive(delivery) => receive(state, *delivery),
            Command::StoreRecording { tracks } => settle(state, CallFact::RecordingStored { tracks }),
            Command::GiveUpRecording { why } => settle(state, CallFact::RecordingUnavailable { why }),
            Command::FetchFailed { at_last } => settle(state, after_failure(state.attempts, at_last, facts.now_ms)),
        }
    }

    fn evolve(state: CallState, fact: &CallFact) -> CallState {
        match fact {
            CallFact::Received { recording, fingerprint, .. } if state.fingerprint.is_none() => {
                CallState { fingerprint: Some(*fingerprint), recording: announced(*recording), attempts: 0 }
            }
            CallFact::RecordingStored { .. } if awaited(&state) => CallState { recording: Progress::Stored, ..state },
            CallFact::RecordingUnavailable { .. } if awaited(&state) => {
                CallState { recording: Progress::Unavailable, ..state }
            }
            CallFact::FetchFailed { attempt, .. } if awaited(&state) => CallState { attempts: *attempt, ..state },
            CallFact::Received { .. }
            | CallFact::RecordingStored { .. }
            | CallFact::RecordingUnavailable { .. }
            | CallFact::FetchFailed { .. }
            | CallFact::Parked { .. } => state,
        }
    }
}

/// The same delivery again says nothing new; another content under the same id is refused.
fn receive(state: &CallState, delivery: Receive) -> Result<Vec<Event<Call>>, Refusal> {
    match state.fingerprint {
        Some(known) if known == delivery.fingerprint => return Ok(Vec::new()),
        Some(_) => return Err(Refusal::Conflict),
        None => {}
    }
    let (recording, tracks) = match delivery.offered {
        Offered::None => (RecordingState::None, None),
        Offered::Announced => (RecordingState::Announced, None),
        Offered::Stored(tracks) => (RecordingState::Stored, Some(tracks)),
    };
    let received = CallFact::Received {
        source: delivery.source,
        direction: delivery.direction,
        started_ms: delivery.started_ms,
        ended_ms: delivery.ended_ms,
        ended: delivery.ended,
        has_transcript: delivery.has_transcript,
        recording,
        fingerprint: delivery.fingerprint,
    };
    let stored = tracks.map(|tracks| Event::fact(CallFact::RecordingStored { tracks }));
    Ok(std::iter::once(Event::with(received, delivery.contents)).chain(stored).collect())
}

/// A fact about the recording follows only while the recording is awaited; later it says nothing new.
fn settle(state: &CallState, fact: CallFact) -> Result<Vec<Event<Call>>, Refusal> {
    match (state.fingerprint, state.recording) {
        (None, _) => Err(Refusal::NotReceived),
        (Some(_), Progress::Announced) => Ok(vec![Event::fact(fact)]),
        (Some(_), Progress::None | Progress::Stored | Progress::Unavailable) => Ok(Vec::new()),
    }
}

fn after_failure(attempts: u32, at_last: Unavailable, now_ms: u64) -> CallFact {
    let attempt = attempts.saturating_add(1);
    if attempt >= MAX_ATTEMPTS {
        return CallFact::RecordingUnavailable { why: at_last };
    }
    let wait = FIRST_WAIT_MS.saturating_mul(4_u64.saturating_pow(attempts));
    CallFact::FetchFailed { attempt, retry_ms: now_ms.saturating_add(wait) }
}

/// Whether the recording is still to come: only then may a fact about it change anything.
const fn awaited(state: &CallState) -> bool {
    matches!(state.recording, Progress::Announced)
}

const fn announced(recording: RecordingState) -> Progress {
    match recording {
        RecordingState::None => Progress::None,
        RecordingState::Announced => Progress::Announced,
        RecordingState::Stored => Progress::Stored,
    }
}

#[cfg(test)]
mod tests;
