//! What a failed request means. A fault never carries a server's own words: they may hold PHI.

use std::time::Duration;

use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

/// Longest wait a server may ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// Why a request has no good answer, and what that means for the write.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FhirFault {
    /// The server understood and refused; nothing was stored. The same request will be refused again.
    #[error("the FHIR server refused the request: HTTP {status}, issue {code}")]
    Rejected {
        /// HTTP status.
        status: u16,
        /// A code of <http://hl7.org/fhir/R4/valueset-issue-type.html>, or `none`.
        code: &'static str,
    },
    /// The server asks for patience; nothing was stored.
    #[error("the FHIR server asks to wait before the next request")]
    Throttled {
        /// How long it asked for, if it said so in a readable way.
        retry_after: Option<Duration>,
    },
    /// Whether anything was stored is not known: search before the next attempt.
    #[error("it is unknown whether the FHIR server carried out the request: {why}")]
    Unknown {
        /// What was missing, in fixed words.
        why: &'static str,
    },
    /// No connection came about, so nothing was sent.
    #[error("no connection to the FHIR server came about")]
    Unreachable,
    /// The token is missing, wrong or expired (HTTP 401); nothing was stored.
    #[error("the FHIR server does not accept the access token")]
    Unauthorised,
}

impl FhirFault {
    /// Whether the server says that it does not have the interaction at all, so that another may be tried.
    pub fn is_unsupported(&self) -> bool {
        match self {
            Self::Rejected { status, code } => matches!(status, 404 | 405 | 501) || *code == "not-supported",
            Self::Throttled { .. } | Self::Unknown { .. } | Self::Unreachable | Self::Unauthorised => false,
        }
    }
}

/// What a status that is not a success means. `waits` are the Retry-After and Date headers.
pub(super) fn classify(status: u16, waits: (Option<&str>, Option<&str>), body: Option<&Value>) -> FhirFault {
    let retry_after = retry_after(waits.0, waits.1);
    match status {
        401 => FhirFault::Unauthorised,
        429 => FhirFault::Throttled { retry_after },
        503 if retry_after.is_some() => FhirFault::Throttled { retry_after },
        408 => FhirFault::Unknown { why: "the server gave up waiting" },
        409 => FhirFault::Unknown { why: "another request was at work on the same resource" },
        501 => FhirFault::Rejected { status, code: "not-supported" },
        500.. => FhirFault::Unknown { why: "the server failed" },
        _ => FhirFault::Rejected { status, code: body.map_or("none", issue_code) },
    }
}

/// What a request that brought no status means.
pub(super) fn transport(error: &reqwest::Error) -> FhirFault {
    if error.is_connect() {
        FhirFault::Unreachable
    } else if error.is_timeout() {
        FhirFault::Unknown { why: "no answer in time" }
    } else {
        FhirFault::Unknown { why: "the connection ended before the answer" }
    }
}

/// Retry-After as seconds, or as an HTTP date measured from the server's own Date (RFC 9110 section 10.2.3), so that
/// two clocks need not agree.
fn retry_after(value: Option<&str>, date: Option<&str>) -> Option<Duration> {
    let value = value?.trim();
    let wait = value.parse().ok().map(Duration::from_secs).or_else(|| {
        let until = OffsetDateTime::parse(value, &Rfc2822).ok()?;
        let from = OffsetDateTime::parse(date?.trim(), &Rfc2822).ok()?;
        Some(Duration::try_from(until - from).unwrap_or_default())
    });
    wait.map(|wait| wait.min(LONGEST_WAIT))
}

/// The first issue's code, if it is one that R4 defines: an arbitrary string could be anything.
fn issue_code(outcome: &Value) -> &'static str {
    let code = outcome["issue"][0]["code"].as_str().unwrap_or_default();
    ISSUE_CODES.iter().find(|known| **known == code).copied().unwrap_or("none")
}

/// <http://hl7.org/fhir/R4/valueset-issue-type.html>.
const ISSUE_CODES: &[&str] = &[
    "invalid",
    "structure",
    "required",
    "value",
    "invariant",
    "security",
    "login",
    "unknown",
    "expired",
    "forbidden",
    "suppressed",
    "processing",
    "not-supported",
    "duplicate",
    "multiple-matches",
    "not-found",
    "deleted",
    "too-long",
    "code-invalid",
    "extension",
    "too-costly",
    "business-rule",
    "conflict",
    "transient",
    "lock-error",
    "no-store",
    "exception",
    "timeout",
    "incomplete",
    "throttled",
    "informational",
];
