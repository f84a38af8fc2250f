//! JetStream's answers, read. Pure.
use async_nats::{HeaderMap, Message};
use bytes::Bytes;
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::log::{ConsumerState, Delivery, LogError, Stored, StreamState};

/// Error codes that mean "another writer was first": wrong last sequence, the same on a cluster, duplicate in process.
const CONFLICTS: [u64; 3] = [10071, 10164, 10158];
/// Error codes that pass: no leader, insufficient resources, store failed, maximum bytes, not available.
const TRANSIENT: [u64; 6] = [10008, 10009, 10023, 10047, 10077, 10205];

/// The error in an API answer.
pub(crate) fn api_error(value: &Value) -> Option<LogError> {
    let error = value.get("error")?;
    let code = error["err_code"].as_u64().or_else(|| error["code"].as_u64()).unwrap_or_default();
    if CONFLICTS.contains(&code) {
        return Some(LogError::Conflict);
    }
    if TRANSIENT.contains(&code) || error["code"].as_u64() == Some(503) {
        return Some(LogError::Unavailable(code));
    }
    let text = error["description"].as_str().unwrap_or("no description").to_owned();
    Some(LogError::Refused { code, text })
}

/// The sequence in a publish acknowledgement.
pub(crate) fn publish_answer(payload: &[u8]) -> Result<u64, LogError> {
    let value: Value = serde_json::from_slice(payload).map_err(|_| LogError::Unknown)?;
    match api_error(&value) {
        Some(error) => Err(error),
        None => value["seq"].as_u64().ok_or(LogError::Unknown),
    }
}

fn header(headers: Option<&HeaderMap>, name: &str) -> Option<String> {
    headers?.get(name).map(|value| value.as_str().to_owned())
}

/// The message in a direct get's answer.
pub(crate) fn stored_direct(message: Message) -> Option<Stored> {
    let headers = message.headers.as_ref();
    Some(Stored {
        subject: header(headers, "Nats-Subject")?,
        sequence: header(headers, "Nats-Sequence")?.parse().ok()?,
        traceparent: header(headers, "traceparent"),
        payload: message.payload,
    })
}

/// The message in an answer of `STREAM.MSG.GET`.
pub(crate) fn stored_json(value: &Value) -> Option<Stored> {
    let message = value.get("message")?;
    let data = message["data"].as_str().unwrap_or_default();
    let headers = message["hdrs"].as_str().and_then(base64).unwrap_or_default();
    let traceparent = String::from_utf8_lossy(&headers)
        .lines()
        .find_map(|line| line.strip_prefix("traceparent:").map(|value| value.trim().to_owned()));
    Some(Stored {
        subject: message["subject"].as_str()?.to_owned(),
        sequence: message["seq"].as_u64()?,
        traceparent,
        payload: Bytes::from(base64(data)?),
    })
}

/// A stream's state in an answer of `STREAM.INFO`.
pub(crate) fn stream_state(value: &Value) -> Option<StreamState> {
    Some(StreamState { end: value["state"]["last_seq"].as_u64()?, broker_ms: instant_ms(&value["ts"]) })
}

/// A consumer's state in an answer of `CONSUMER.INFO`.
pub(crate) fn consumer_state(value: &Value) -> Option<ConsumerState> {
    Some(ConsumerState {
        pending: value["num_pending"].as_u64()?,
        ack_pending: value["num_ack_pending"].as_u64()?,
        redelivered: value["num_redelivered"].as_u64().unwrap_or_default(),
        floor: value["ack_floor"]["stream_seq"].as_u64().unwrap_or_default(),
    })
}

/// When the message in an answer of `STREAM.MSG.GET` was stored.
pub(crate) fn stored_ms(value: &Value) -> Option<u64> {
    instant_ms(&value["message"]["time"])
}

/// An instant as JetStream writes it (RFC 3339), in Unix milliseconds.
fn instant_ms(value: &Value) -> Option<u64> {
    let instant = OffsetDateTime::parse(value.as_str()?, &Rfc3339).ok()?;
    u64::try_from(instant.unix_timestamp_nanos() / 1_000_000).ok()
}

fn base64(text: &str) -> Option<Vec<u8>> {
    data_encoding::BASE64.decode(text.as_bytes()).ok()
}

/// The delivery in a consumer's message. Its reply subject is
/// `$JS.ACK.<stream>.<consumer>.<delivered>.<stream seq>.<consumer seq>.<time>.<pending>`, with domain and account hash
/// before the stream in the longer form.
pub(crate) fn delivery(message: Message) -> Option<Delivery> {
    let ack = message.reply?.to_string();
    let tokens: Vec<&str> = ack.split('.').collect();
    let at = match tokens.len() {
        9 => 4,
        11.. => 6,
        _ => return None,
    };
    let number = |index: usize| tokens.get(index).and_then(|token| token.parse::<u64>().ok());
    let (delivered, sequence, pending) = (number(at)?, number(at + 1)?, number(at + 4)?);
    let traceparent = header(message.headers.as_ref(), "traceparent");
    let stored = Stored { subject: message.subject.to_string(), sequence, traceparent, payload: message.payload };
    Some(Delivery { message: stored, delivered, pending, ack })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_states_are_read_from_the_servers_answers() {
        let info = json!({"state": {"last_seq": 7}, "ts": "2026-11-22T05:40:00.123456789Z"});
        let state = StreamState { end: 7, broker_ms: Some(1_795_326_000_123) };
        assert_eq!(stream_state(&info), Some(state));
        assert_eq!(stream_state(&json!({"state": {"last_seq": 7}})).unwrap().broker_ms, None);
        let info =
            json!({"num_pending": 3, "num_ack_pending": 2, "num_redelivered": 1, "ack_floor": {"stream_seq": 9}});
        let state = ConsumerState { pending: 3, ack_pending: 2, redelivered: 1, floor: 9 };
        assert_eq!(consumer_state(&info), Some(state));
        assert_eq!(stored_ms(&json!({"message": {"time": "1970-01-01T00:00:01Z"}})), Some(1000));
    }
}
