//! Points in time as platforms write them.
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Numbers below this are seconds, from it on milliseconds: as milliseconds it is March 1973, as seconds the year 5138.
const SECONDS_END: u64 = 100_000_000_000;

/// Reads Unix seconds, Unix milliseconds or RFC 3339; the result is Unix milliseconds. Times before 1970 are not read.
pub fn parse(text: &str) -> Option<u64> {
    let text = text.trim();
    if let Ok(number) = text.parse::<u64>() {
        return Some(from_number(number));
    }
    let instant = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    u64::try_from(instant.unix_timestamp_nanos() / 1_000_000).ok()
}

/// Unix milliseconds of a number in seconds or milliseconds.
pub const fn from_number(number: u64) -> u64 {
    if number < SECONDS_END { number * 1_000 } else { number }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_names_the_same_instant() {
        for text in [
            "1700000000",
            "1700000000000",
            "2023-11-14T22:13:20Z",
            "2023-11-14T22:13:20.000Z",
            "2023-11-14T17:13:20-05:00",
        ] {
            assert_eq!(parse(text), Some(1_700_000_000_000), "{text}");
        }
    }

    #[test]
    fn what_is_no_instant_is_not_read() {
        for text in ["", "soon", "-1", "2023-11-14", "1969-12-31T23:59:59Z", "99999999999999999999"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
