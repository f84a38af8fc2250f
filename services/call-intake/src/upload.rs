//! An authenticated upload of a recording: what its headers say, and what is heard in it.
use axum::http::{HeaderMap, header};
use phi_audio::Recording;
use phi_events::call::{CallContent, CallerIdentity, Direction, EndReason, Source};
use phi_events::{CallId, Phi};

use crate::domain::{Offered, Receive};
use crate::error::Denied;
use crate::identity::{IdKey, Parts, call_id};
use crate::{instant, phone};

/// The name under which call ids are made.
pub const PLATFORM: &str = "upload";

/// How far ahead of our clock a call may have started, in milliseconds: a day covers every time zone mistaken for another.
const AHEAD_MS: u64 = 24 * 60 * 60 * 1_000;

/// Media types of WAV (RFC 2361 and its common spellings).
const WAV: [&str; 4] = ["audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave"];

/// What the headers of an upload say. Holds PHI: has no `Debug`.
pub struct Label {
    key: String,
    number: Option<Phi<String>>,
    started_ms: Option<u64>,
    direction: Direction,
}

impl Label {
    /// Reads the headers, before the body arrives.
    ///
    /// # Errors
    /// [`Denied`] when the key is missing, the type is not WAV, or an optional header is not understood.
    pub fn of(headers: &HeaderMap, now_ms: u64) -> Result<Self, Denied> {
        let media = text(headers, header::CONTENT_TYPE.as_str()).and_then(|value| value.split(';').next());
        if !media.is_some_and(|media| WAV.contains(&media.trim().to_ascii_lowercase().as_str())) {
            return Err(Denied::ContentType);
        }
        let key = text(headers, "idempotency-key")
            .filter(|key| (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()));
        Ok(Self {
            key: key.ok_or(Denied::Key)?.to_owned(),
            number: number(headers)?,
            started_ms: started(headers, now_ms)?,
            direction: direction(headers)?,
        })
    }

    /// The id of the call under the tenant's id key.
    pub fn call(&self, key: &IdKey) -> CallId {
        call_id(key, PLATFORM, &self.key)
    }

    /// HMAC of what was sent: every sample and every header that is read.
    pub fn fingerprint(&self, key: &IdKey, recording: &Recording) -> [u8; 32] {
        let mut parts = Parts::new(key, "phi/upload/v1");
        parts.maybe_text(self.number.as_ref().map(|number| number.expose().as_str()));
        parts.maybe_number(self.started_ms).number(self.direction as u64);
        parts.text(recording.codec.name()).number(u64::from(recording.rate_hz));
        for track in &recording.tracks {
            parts.bytes(track);
        }
        parts.number(recording.tracks.len() as u64);
        parts.finish()
    }

    /// The command that takes the call in. A call without a stated start ended as it was sent.
    pub fn receive(self, key: &IdKey, recording: &Recording, now_ms: u64) -> Receive {
        let fingerprint = self.fingerprint(key, recording);
        let length = recording.duration_ms();
        let started_ms = self.started_ms.map_or(now_ms.saturating_sub(length), |stated| stated.min(now_ms));
        let identity =
            self.number.map(|number| CallerIdentity { number: Some(number), practice_number: None, name: None });
        Receive {
            source: Source::Upload,
            direction: self.direction,
            started_ms,
            ended_ms: started_ms.saturating_add(length),
            ended: EndReason::Completed,
            has_transcript: false,
            offered: Offered::None,
            fingerprint,
            contents: identity.map(CallContent::Identity).into_iter().collect(),
        }
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim)
}

fn number(headers: &HeaderMap) -> Result<Option<Phi<String>>, Denied> {
    const NAME: &str = "x-caller-number";
    if !headers.contains_key(NAME) {
        return Ok(None);
    }
    let read = text(headers, NAME).and_then(phone::e164).map(Phi::new);
    read.map(Some).ok_or(Denied::Header {
        name: NAME,
        expected: "send the number in E.164 (+12025550143), or leave it out when it is withheld",
    })
}

fn started(headers: &HeaderMap, now_ms: u64) -> Result<Option<u64>, Denied> {
    const NAME: &str = "x-started-at";
    if !headers.contains_key(NAME) {
        return Ok(None);
    }
    let read =
        text(headers, NAME).and_then(instant::parse).filter(|started| *started <= now_ms.saturating_add(AHEAD_MS));
    read.map(Some).ok_or(Denied::Header {
        name: NAME,
        expected: "send RFC 3339 (2025-01-31T09:30:00Z) or Unix milliseconds, not in the future",
    })
}

fn direction(headers: &HeaderMap) -> Result<Direction, Denied> {
    const NAME: &str = "x-direction";
    match (headers.contains_key(NAME), text(headers, NAME)) {
        (false, _) | (true, Some("inbound")) => Ok(Direction::Inbound),
        (true, Some("outbound")) => Ok(Direction::Outbound),
        (true, _) => Err(Denied::Header { name: NAME, expected: "send inbound or outbound" }),
    }
}

#[cfg(test)]
mod tests;
