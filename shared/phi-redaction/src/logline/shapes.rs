//! Shapes that say nothing of anybody: identifiers of ours, hashes, trace ids, places in code, this machine's own
//! addresses, durations.
use std::net::{IpAddr, SocketAddr};

/// Lower-case base32 of 16 bytes: tenants, aggregates, commits.
const BASE32_LENGTH: usize = 26;

/// Hexadecimal lengths of a span id, a trace id (W3C Trace Context, section 3.2.2), SHA-1, SHA-256 and SHA-512.
const HEX_LENGTHS: [usize; 5] = [16, 32, 40, 64, 128];

/// Units that follow a number without a space.
const UNITS: [&str; 14] = ["ns", "µs", "us", "ms", "s", "m", "h", "d", "B", "KiB", "MiB", "GiB", "Hz", "%"];

/// Is this run of letters and digits an identifier of ours, a hash or a trace id? A run of digits alone never is.
pub(super) fn identifier(run: &str) -> bool {
    if run.len() < HEX_LENGTHS[0] {
        return false;
    }
    let base32 = || run.bytes().all(|b| b.is_ascii_lowercase() || (b'2'..=b'7').contains(&b));
    let hex = || run.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    let letter = || run.bytes().any(|b| b.is_ascii_lowercase());
    run.len() == BASE32_LENGTH && letter() && base32() || HEX_LENGTHS.contains(&run.len()) && letter() && hex()
}

/// How many bytes at the beginning of a chunk (no space, bracket or quote in it) say nothing of anybody; 0: none.
pub(super) fn harmless(chunk: &str) -> usize {
    if !chunk.bytes().any(|b| b.is_ascii_digit()) && !chunk.contains("localhost") {
        return 0;
    }
    if location(chunk) || quantity(chunk) || rule(chunk) { chunk.len() } else { own_address(chunk) }
}

/// A date, or a number in groups: digits with hyphens, dots or slashes between, six digits or more in all.
pub(super) fn grouped(chunk: &str) -> bool {
    let digits = chunk.bytes().filter(u8::is_ascii_digit).count();
    digits > 5 && digits < chunk.len() && chunk.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'.' | b'/'))
}

/// `services/ehr-sync/src/effects.rs:52:9`, which only a compiler writes.
fn location(chunk: &str) -> bool {
    let Some(at) = chunk.rfind(".rs:") else { return false };
    let (path, place) = (&chunk[..at], &chunk[at + 4..]);
    path.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'.' | b'-' | b'_' | b'+'))
        && place.split(':').count() <= 2
        && place.split(':').all(|n| (1..6).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit()))
}

/// `164.402`: a section of the HIPAA rules, 45 CFR 160 and 164.
fn rule(chunk: &str) -> bool {
    let section = chunk.strip_prefix("160.").or_else(|| chunk.strip_prefix("164."));
    section.is_some_and(|section| section.len() == 3 && section.bytes().all(|b| b.is_ascii_digit()))
}

/// `1.234567ms`, `512KiB`, `99.9%`.
fn quantity(chunk: &str) -> bool {
    let digits = chunk.trim_end_matches(|c: char| !c.is_ascii_digit());
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let short = |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    UNITS.contains(&&chunk[digits.len()..]) && short(whole, 6) && short(fraction, 9)
}

/// This machine's own address, of the loopback or of every interface, with its scheme and port: nobody's in particular.
fn own_address(chunk: &str) -> usize {
    let from = chunk.find("://").map_or(0, |at| at + 3);
    let to = chunk[from..].find('/').map_or(chunk.len(), |at| from + at);
    let host = &chunk[from..to];
    let ip = host.parse::<SocketAddr>().map(|at| at.ip()).or_else(|_| host.parse::<IpAddr>());
    let own = host.strip_prefix("localhost").is_some_and(|port| port.is_empty() || port.starts_with(':'));
    let scheme = chunk[..from].bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b':' | b'/' | b'+'));
    if scheme && (own || ip.is_ok_and(|ip| ip.is_loopback() || ip.is_unspecified())) { to } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_ours_are_known_by_their_shape() {
        assert!(identifier("mfrggzdfmztwq2lknnwg23tpoa"));
        assert!(identifier("4bf92f3577b34da6a3ce929d0e0e4736") && identifier("00f067aa0ba902b7"));
        assert!(!identifier("4111111111111111"), "a card's number has as many digits as a span id");
        assert!(!identifier("XQZ884120937") && !identifier("7741932") && !identifier("quintanilla"));
    }

    #[test]
    fn dates_and_numbers_in_groups_are_known_by_their_shape() {
        assert!(["1961-08-17", "3/14/1961", "206-555-0187", "512.44.9081"].into_iter().all(grouped));
        assert!(!["2.15.1", "4222", "104233", "a-b", "1961"].into_iter().any(grouped));
    }

    #[test]
    fn places_quantities_and_own_addresses_are_harmless() {
        for chunk in [
            "services/ehr-sync/src/effects.rs:52:9",
            "1.234567ms",
            "512KiB",
            "99.9%",
            "164.402",
            "127.0.0.1:4222",
            "nats://127.0.0.1:4222",
            "0.0.0.0:8080",
            "localhost:80",
        ] {
            assert_eq!(harmless(chunk), chunk.len(), "{chunk}");
        }
        assert_eq!(harmless("http://127.0.0.1:80/Patient/7"), "http://127.0.0.1:80".len());
        for chunk in [
            "192.0.2.7:80",
            "7741932",
            "a.rs:x",
            "Ann:b.rs:1234567",
            "2065550143d",
            "5550143s",
            "localhost.example.org",
        ] {
            assert_eq!(harmless(chunk), 0, "{chunk}");
        }
    }
}
