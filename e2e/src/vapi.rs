//! `end-of-call-report` bodies in the platform's shape, and their signature.
use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

/// What a webhook says.
#[derive(Debug, Clone)]
pub struct Report<'a> {
    /// The platform's call id.
    pub id: &'a str,
    /// The caller's number.
    pub number: &'a str,
    /// Why the call ended, in the platform's words.
    pub ended: &'a str,
    /// Turns: role (`user` or `bot`) and words.
    pub turns: &'a [(&'a str, &'a str)],
    /// The platform's summary.
    pub summary: Option<&'a str>,
    /// The platform's structured result.
    pub structured: Option<Value>,
    /// Where the stereo recording can be fetched.
    pub recording: Option<String>,
}

/// Unix milliseconds of the calls' start: a fixed day, so that the same report is the same delivery.
pub const STARTED_MS: u64 = 1_795_000_000_000;

/// How long a turn takes: all turns of a call are said within its recording.
const TURN_MS: u64 = 1_500;

/// The body as the platform sends it.
pub fn body(report: &Report<'_>) -> Value {
    let turn = |(index, (role, words)): (usize, &(&str, &str))| {
        let at = index as u64 * TURN_MS;
        json!({"role": role, "message": words, "time": STARTED_MS + at, "endTime": STARTED_MS + at + TURN_MS,
               "secondsFromStart": at as f64 / 1000.0, "duration": TURN_MS})
    };
    let messages: Vec<Value> = report.turns.iter().enumerate().map(turn).collect();
    let said = |(role, words): &(&str, &str)| format!("{}: {words}\n", if *role == "user" { "User" } else { "AI" });
    let transcript: String = report.turns.iter().map(said).collect();
    let ended_ms = STARTED_MS + report.turns.len() as u64 * TURN_MS;
    let mut artifact = json!({"transcript": transcript, "messages": messages, "messagesOpenAIFormatted": []});
    if let Some(url) = &report.recording {
        artifact["recording"] = json!({"stereoUrl": url, "mono": {}});
        artifact["stereoRecordingUrl"] = json!(url);
    }
    let mut analysis = json!({"successEvaluation": "true"});
    if let Some(summary) = report.summary {
        analysis["summary"] = json!(summary);
    }
    if let Some(structured) = &report.structured {
        analysis["structuredData"] = structured.clone();
    }
    json!({"message": {
        "type": "end-of-call-report", "endedReason": report.ended, "timestamp": ended_ms, "startedAt": iso(STARTED_MS),
        "endedAt": iso(ended_ms), "artifact": artifact, "analysis": analysis, "cost": 0.0421,
        "call": {"id": report.id, "orgId": "org-demo", "type": "inboundPhoneCall", "createdAt": iso(STARTED_MS)},
        "customer": {"number": report.number}, "phoneNumber": {"number": "+12065550100"}, "assistant": {"name": "front desk"},
    }})
}

/// RFC 3339 of an instant on the day of [`STARTED_MS`].
fn iso(at_ms: u64) -> String {
    let seconds = at_ms / 1000;
    let (days, of_day) = (seconds / 86_400, seconds % 86_400);
    // The day of STARTED_MS is 2026-11-18.
    let day = 18 + days - STARTED_MS / 86_400_000;
    format!("2026-11-{day:02}T{:02}:{:02}:{:02}.{:03}Z", of_day / 3600, of_day / 60 % 60, of_day % 60, at_ms % 1000)
}

/// The headers of a delivery signed with `secret`: HMAC-SHA256 over `{timestamp}.{body}`.
pub fn signature(secret: &str, timestamp: u64, body: &[u8]) -> [(&'static str, String); 2] {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(format!("{timestamp}.").as_bytes());
    mac.update(body);
    [("x-timestamp", timestamp.to_string()), ("x-signature", HEXLOWER.encode(&mac.finalize().into_bytes()))]
}
