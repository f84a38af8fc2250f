//! Vapi's `end-of-call-report` (docs.vapi.ai, server URL, events), read leniently: every field but the call's id may be
//! missing, of another type, or where older versions put it, and unknown fields are passed over.
mod ended;
mod turns;

use phi_events::call::{
    CallContent, CallerIdentity, Direction, EndReason, PlatformTranscript, PlatformTurn, Source, Speaker,
};
use phi_events::{CallId, Phi};
use serde_json::Value;

use crate::domain::{Offered, Receive};
use crate::identity::{IdKey, Parts, call_id};
use crate::{instant, phone};

/// The name under which call ids are made.
pub const PLATFORM: &str = "vapi";

/// Most bytes of words (turns, summary, structured result) of one call: with its seal the commit must fit one message of
/// the log (1 MiB by default). An hour of talk is about 60 KiB.
pub const MAX_WORDS: usize = 512 * 1024;

/// What a webhook brings.
pub enum Delivery {
    /// A call has ended.
    Report(Box<Report>),
    /// Another message, which wants no answer but 200.
    Other,
}

/// A body that is not a report we can take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadReport {
    /// It is not JSON.
    #[error("the body is not JSON")]
    NotJson,
    /// It has no typed message.
    #[error("the body has no message.type")]
    NoType,
    /// It does not say which call.
    #[error("the report has no message.call.id, without which a repeated delivery cannot be told from a new call")]
    NoCallId,
    /// It holds more words than one call can.
    #[error("the report holds more than 512 KiB of words")]
    TooManyWords,
}

/// A report in our words. Holds PHI: has no `Debug`.
pub struct Report {
    call: String,
    direction: Direction,
    ended: EndReason,
    started_ms: Option<u64>,
    ended_ms: Option<u64>,
    /// When the message was sent: differs between deliveries of the same call.
    sent_ms: Option<u64>,
    transcript: PlatformTranscript,
    identity: CallerIdentity,
    recording_url: Option<Phi<String>>,
}

/// Reads a body whose sender is proven.
///
/// # Errors
/// [`BadReport`] when it is not JSON, has no type, or is a report without a call id or with too many words.
pub fn parse(body: &[u8]) -> Result<Delivery, BadReport> {
    let root: Value = serde_json::from_slice(body).map_err(|_| BadReport::NotJson)?;
    let message = root.get("message").unwrap_or(&Value::Null);
    match text(message, "/type") {
        None => Err(BadReport::NoType),
        Some("end-of-call-report") => report(message).map(|report| Delivery::Report(Box::new(report))),
        Some(_) => Ok(Delivery::Other),
    }
}

fn report(message: &Value) -> Result<Report, BadReport> {
    let call = text(message, "/call/id").ok_or(BadReport::NoCallId)?.to_owned();
    let started_ms = first_instant(
        message,
        &["/startedAt", "/call/startedAt", "/artifact/messages/0/time", "/messages/0/time", "/call/createdAt"],
    );
    let turns = turns::read(message, started_ms);
    let recording_url = first_text(message, &RECORDINGS).map(Phi::from);
    let heard_caller = turns.iter().any(|turn| turn.speaker == Speaker::Caller);
    let ended =
        ended::reason(text(message, "/endedReason").unwrap_or_default(), heard_caller || recording_url.is_some());
    let report = Report {
        call,
        direction: direction(message),
        ended,
        started_ms,
        ended_ms: first_instant(message, &["/endedAt", "/call/endedAt"]),
        sent_ms: first_instant(message, &["/timestamp"]),
        transcript: PlatformTranscript {
            turns,
            summary: first_text(message, &["/analysis/summary", "/summary"]).map(Phi::from),
            structured: turns::structured(message),
        },
        identity: identity(message),
        recording_url,
    };
    if report.words() > MAX_WORDS { Err(BadReport::TooManyWords) } else { Ok(report) }
}

/// Where a recording's address may stand, the best first: an address that opens by itself before one that may not, both
/// sides on tracks of their own before one mixed track.
const RECORDINGS: [&str; 8] = [
    "/artifact/presignedStereoUrl",
    "/artifact/recording/stereoUrl",
    "/artifact/stereoRecordingUrl",
    "/stereoRecordingUrl",
    "/artifact/presignedMonoUrl",
    "/artifact/recording/mono/combinedUrl",
    "/artifact/recordingUrl",
    "/recordingUrl",
];

fn direction(message: &Value) -> Direction {
    let outbound = text(message, "/call/type").is_some_and(|kind| kind.starts_with("outbound"));
    if outbound { Direction::Outbound } else { Direction::Inbound }
}

fn identity(message: &Value) -> CallerIdentity {
    let number = |pointers: &[&str]| first_text(message, pointers).and_then(phone::e164).map(Phi::new);
    CallerIdentity {
        number: number(&["/customer/number", "/call/customer/number", "/customer/sipUri", "/call/customer/sipUri"]),
        practice_number: number(&["/phoneNumber/number", "/call/phoneNumber/number"]),
        name: first_text(message, &["/customer/name", "/call/customer/name"]).map(Phi::from),
    }
}

/// The text at a JSON pointer (RFC 6901), when it is one and not blank.
fn text<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    value.pointer(pointer)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}

fn first_text<'a>(value: &'a Value, pointers: &[&str]) -> Option<&'a str> {
    pointers.iter().find_map(|pointer| text(value, pointer))
}

fn first_instant(value: &Value, pointers: &[&str]) -> Option<u64> {
    pointers.iter().find_map(|pointer| match value.pointer(pointer)? {
        Value::String(text) => instant::parse(text),
        Value::Number(number) => turns::whole(number.as_f64()?).map(instant::from_number),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    })
}

impl Report {
    /// The id of the call under the tenant's id key.
    pub fn call(&self, key: &IdKey) -> CallId {
        call_id(key, PLATFORM, &self.call)
    }

    /// HMAC of what the report says of the call. What differs between two deliveries of the same call (when the message
    /// was sent, the signature in a recording's address) is left out.
    pub fn fingerprint(&self, key: &IdKey) -> [u8; 32] {
        let mut parts = Parts::new(key, "phi/vapi-report/v1");
        parts.text(&self.call).number(self.direction as u64).number(self.ended as u64);
        parts.maybe_number(self.started_ms).maybe_number(self.ended_ms);
        for turn in &self.transcript.turns {
            parts.number(turn.speaker as u64).number(turn.start_ms).number(turn.end_ms).text(turn.text.expose());
        }
        parts.number(self.transcript.turns.len() as u64);
        parts.maybe_text(exposed(self.transcript.summary.as_ref()));
        for (label, value) in &self.transcript.structured {
            parts.text(label.expose()).text(value.expose());
        }
        parts.number(self.transcript.structured.len() as u64);
        for known in [&self.identity.number, &self.identity.practice_number, &self.identity.name] {
            parts.maybe_text(exposed(known.as_ref()));
        }
        parts.maybe_text(exposed(self.recording_url.as_ref()).map(without_query));
        parts.finish()
    }

    /// The command that takes the call in. Times that the report leaves out, or that lie ahead of our clock, become the
    /// nearest one known.
    pub fn receive(self, key: &IdKey, now_ms: u64) -> Receive {
        let fingerprint = self.fingerprint(key);
        let known = self.started_ms.or(self.ended_ms).or(self.sent_ms).unwrap_or(now_ms);
        let started_ms = known.min(now_ms);
        let ended_ms = match self.ended {
            EndReason::Missed => started_ms,
            EndReason::Completed | EndReason::Voicemail | EndReason::Failed => {
                let last_turn = self.transcript.turns.iter().map(|turn| turn.end_ms).max().unwrap_or(0);
                self.ended_ms.unwrap_or(started_ms.saturating_add(last_turn)).clamp(started_ms, now_ms)
            }
        };
        Receive {
            source: Source::Vapi,
            direction: self.direction,
            started_ms,
            ended_ms,
            ended: self.ended,
            has_transcript: !self.transcript.turns.is_empty(),
            offered: if self.recording_url.is_some() { Offered::Announced } else { Offered::None },
            fingerprint,
            contents: self.contents(),
        }
    }

    fn contents(self) -> Vec<CallContent> {
        let CallerIdentity { number, practice_number, name } = &self.identity;
        let knows_caller = number.is_some() || practice_number.is_some() || name.is_some();
        let PlatformTranscript { turns, summary, structured } = &self.transcript;
        let has_words = !turns.is_empty() || summary.is_some() || !structured.is_empty();
        [
            knows_caller.then_some(CallContent::Identity(self.identity)),
            has_words.then_some(CallContent::Transcript(self.transcript)),
            self.recording_url.map(CallContent::RecordingUrl),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Bytes of words, with a few for each piece.
    fn words(&self) -> usize {
        let turns: usize = self.transcript.turns.iter().map(turn_bytes).sum();
        let pairs: usize = self
            .transcript
            .structured
            .iter()
            .map(|(label, value)| label.expose().len() + value.expose().len() + 8)
            .sum();
        turns + pairs + exposed(self.transcript.summary.as_ref()).map_or(0, str::len)
    }
}

fn turn_bytes(turn: &PlatformTurn) -> usize {
    turn.text.expose().len() + 32
}

fn exposed(value: Option<&Phi<String>>) -> Option<&str> {
    value.map(|text| text.expose().as_str())
}

fn without_query(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or(url)
}

#[cfg(test)]
mod tests;
