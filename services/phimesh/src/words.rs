//! Values as people read them.
use std::time::{Duration, UNIX_EPOCH};

use serde::Serialize;
use serde_json::Value;

/// The variant's name of an enum of the contract, in lower case with underscores.
pub(crate) fn name(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or(Value::Null);
    let variant = match &value {
        Value::String(name) => name.clone(),
        Value::Object(fields) => fields.keys().next().cloned().unwrap_or_default(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => value.to_string(),
    };
    snake(&variant)
}

/// The variant's name of an enum that is not serialized.
pub(crate) fn name_debug(value: &impl std::fmt::Debug) -> String {
    snake(&format!("{value:?}"))
}

fn snake(camel: &str) -> String {
    let mut out = String::with_capacity(camel.len() + 4);
    for (at, character) in camel.chars().enumerate() {
        if character.is_uppercase() && at > 0 {
            out.push('_');
        }
        out.extend(character.to_lowercase());
    }
    out
}

/// A suite by the name that its standard gives it.
pub(crate) const fn suite(suite: phi_events::Suite) -> &'static str {
    match suite {
        phi_events::Suite::XChaCha20Poly1305 => "xchacha20-poly1305",
        phi_events::Suite::Aes256Gcm => "aes-256-gcm",
    }
}

/// Unix milliseconds as RFC 3339 in UTC.
pub(crate) fn instant(ms: u64) -> String {
    // the last second that the format can say: 9999-12-31T23:59:59Z
    let ms = ms.min(253_402_300_799_000);
    humantime::format_rfc3339_millis(UNIX_EPOCH + Duration::from_millis(ms)).to_string()
}

/// Reads RFC 3339 in UTC, or Unix milliseconds.
pub(crate) fn parse_instant(text: &str) -> Result<u64, String> {
    if let Ok(ms) = text.parse() {
        return Ok(ms);
    }
    let instant = humantime::parse_rfc3339_weak(text)
        .map_err(|_| "write RFC 3339 in UTC (2026-01-31T09:30:00Z) or Unix milliseconds")?;
    let since = instant.duration_since(UNIX_EPOCH).map_err(|_| "an instant before 1970 is not known here")?;
    Ok(since.as_millis() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_are_words() {
        assert_eq!(name(&phi_events::outcome::Disposition::NeedsReview), "needs_review");
        assert_eq!(name(&phi_events::ehr::Refused::Status(422)), "status");
    }

    #[test]
    fn instants_read_back() {
        assert_eq!(parse_instant(&instant(1_763_740_800_123)), Ok(1_763_740_800_123));
        assert_eq!(parse_instant("1763740800123"), Ok(1_763_740_800_123));
        assert!(parse_instant("yesterday").is_err());
    }
}
