//! Instants on the wire.

use time::OffsetDateTime;

/// Last second that FHIR's four-digit year can name, 9999-12-31T23:59:59Z.
const LAST_SECOND: u64 = 253_402_300_799;

/// A FHIR `dateTime` in UTC, to the second (<http://hl7.org/fhir/R4/datatypes.html#dateTime>), of milliseconds since
/// 1970. Later than the year 9999 becomes its last second, so that the function is total.
pub fn fhir_time(ms: u64) -> String {
    let seconds = i64::try_from((ms / 1000).min(LAST_SECOND)).unwrap_or(i64::MAX);
    // up to LAST_SECOND every second is a date, so the alternative is never taken
    let at = OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let (hour, minute, second) = at.to_hms();
    format!("{:04}-{:02}-{:02}T{hour:02}:{minute:02}:{second:02}Z", at.year(), u8::from(at.month()), at.day())
}
