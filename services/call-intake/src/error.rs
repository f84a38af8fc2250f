//! Why a delivery is refused at the door: the HTTP status, the sentence its sender reads, and the audit entry.
use axum::http::StatusCode;
use phi_audio::AudioError;
use phi_events::access::Refusal;
use phi_service::Fault;

use crate::auth::Unproven;
use crate::domain;
use crate::secrets::BadSecret;
use crate::vapi::BadReport;

/// A refused delivery. Its texts name limits, fields and formats, never content.
#[derive(Debug, thiserror::Error)]
pub enum Denied {
    /// No such tenant.
    #[error("PHI-I001: there is no tenant of this id; check the id in the address (26 characters of a-z and 2-7)")]
    UnknownTenant,
    /// No business associate agreement in force (45 CFR 164.504(e)): nothing is taken in.
    #[error(
        "PHI-I002: this tenant has no business associate agreement in force; nothing is taken in until one is recorded"
    )]
    NoAgreement,
    /// The sender is not proven.
    #[error(
        "PHI-I003: the sender is not proven; sign the delivery, or send the token, with the secret agreed for this tenant"
    )]
    Unproven(#[source] Unproven),
    /// The body is over the limit.
    #[error(
        "PHI-I004: the body is over the limit of {limit} bytes; send a shorter recording, or mu-law instead of PCM"
    )]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// Not a recording that is read.
    #[error("PHI-I005: this kind of recording is not read; send WAV with 16-bit PCM or mu-law")]
    Codec(#[source] AudioError),
    /// A recording that is damaged.
    #[error("PHI-I006: the recording is damaged; send the whole file again")]
    Recording(#[source] AudioError),
    /// Not a report that is read.
    #[error("PHI-I007: the body is not a report of an ended call; send what the platform sends, unchanged")]
    Report(#[source] BadReport),
    /// The same call with other content.
    #[error(
        "PHI-I008: this call was delivered before with other content, and what was accepted stays; send the same content again, or another call under another id"
    )]
    Conflict,
    /// The log does not take it, or does not answer.
    #[error(
        "PHI-I009: the call cannot be written down now; send the same delivery again after the seconds in Retry-After: a call is taken in once"
    )]
    Unavailable(#[source] Fault),
    /// The log does not answer in time.
    #[error(
        "PHI-I010: the log did not answer in time; send the same delivery again after the seconds in Retry-After: a call is taken in once"
    )]
    Slow,
    /// An upload without a usable key.
    #[error(
        "PHI-I011: the header Idempotency-Key is missing or not 1 to 255 visible ASCII characters; send one key for each call, the same when the call is sent again"
    )]
    Key,
    /// An upload that does not say that it is WAV.
    #[error("PHI-I012: the header Content-Type does not say audio/wav; send a WAV file and say so")]
    ContentType,
    /// An optional header that is not understood.
    #[error("PHI-I013: the header {name} is not understood; {expected}")]
    Header {
        /// Its name.
        name: &'static str,
        /// What is expected.
        expected: &'static str,
    },
    /// The operator's secret cannot be read.
    #[error(
        "PHI-I014: the secret of this tenant's platform cannot be read here; an operator must put it into secrets_dir"
    )]
    Secret(#[source] BadSecret),
    /// The tenant is frozen.
    #[error(
        "PHI-I017: this tenant is frozen and nothing is taken in until it is thawed; send the same delivery again after the seconds in Retry-After"
    )]
    Frozen,
    /// The body did not arrive.
    #[error("PHI-I015: the body did not arrive whole; send it again")]
    Body,
}

impl Denied {
    /// The code, which is also the name of its page in `docs/errors`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownTenant => "PHI-I001",
            Self::NoAgreement => "PHI-I002",
            Self::Unproven(_) => "PHI-I003",
            Self::TooLarge { .. } => "PHI-I004",
            Self::Codec(_) => "PHI-I005",
            Self::Recording(_) => "PHI-I006",
            Self::Report(_) => "PHI-I007",
            Self::Conflict => "PHI-I008",
            Self::Unavailable(_) => "PHI-I009",
            Self::Slow => "PHI-I010",
            Self::Key => "PHI-I011",
            Self::ContentType => "PHI-I012",
            Self::Header { .. } => "PHI-I013",
            Self::Secret(_) => "PHI-I014",
            Self::Body => "PHI-I015",
            Self::Frozen => "PHI-I017",
        }
    }

    /// The HTTP status (RFC 9110 section 15).
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::UnknownTenant => StatusCode::NOT_FOUND,
            Self::NoAgreement => StatusCode::FORBIDDEN,
            Self::Unproven(_) => StatusCode::UNAUTHORIZED,
            Self::TooLarge { .. } | Self::Report(BadReport::TooManyWords) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Codec(_) | Self::ContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Recording(_) | Self::Report(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict => StatusCode::CONFLICT,
            Self::Unavailable(_) | Self::Slow | Self::Secret(_) | Self::Frozen => StatusCode::SERVICE_UNAVAILABLE,
            Self::Key | Self::Header { .. } | Self::Body => StatusCode::BAD_REQUEST,
        }
    }

    /// What the audit entry says.
    pub const fn why(&self) -> Refusal {
        match self {
            Self::UnknownTenant => Refusal::UnknownTenant,
            Self::NoAgreement => Refusal::NoBaa,
            Self::Unproven(_) => Refusal::Unauthenticated,
            Self::TooLarge { .. } | Self::Report(BadReport::TooManyWords) => Refusal::TooLarge,
            Self::Codec(_) | Self::ContentType => Refusal::Codec,
            Self::Recording(_) | Self::Report(_) | Self::Key | Self::Header { .. } | Self::Body => Refusal::Malformed,
            Self::Conflict => Refusal::Conflict,
            Self::Unavailable(_) | Self::Slow | Self::Secret(_) | Self::Frozen => Refusal::Unavailable,
        }
    }

    /// What the sender reads: the sentence, and what exactly was found where that helps. Causes inside the mesh stay in the
    /// log.
    pub fn sentence(&self) -> String {
        let found: Option<String> = match self {
            Self::Unproven(cause) => Some(cause.to_string()),
            Self::Codec(cause) | Self::Recording(cause) => Some(cause.to_string()),
            Self::Report(cause) => Some(cause.to_string()),
            Self::UnknownTenant
            | Self::NoAgreement
            | Self::TooLarge { .. }
            | Self::Conflict
            | Self::Unavailable(_)
            | Self::Slow
            | Self::Key
            | Self::ContentType
            | Self::Header { .. }
            | Self::Secret(_)
            | Self::Frozen
            | Self::Body => None,
        };
        found.map_or_else(|| self.to_string(), |found| format!("{self} (found: {found})"))
    }
}

impl From<Fault> for Denied {
    fn from(fault: Fault) -> Self {
        Self::Unavailable(fault)
    }
}

impl From<domain::Refusal> for Denied {
    fn from(refusal: domain::Refusal) -> Self {
        match refusal {
            domain::Refusal::Conflict => Self::Conflict,
            domain::Refusal::NotReceived => Self::Unavailable(impossible(refusal)),
        }
    }
}

impl From<AudioError> for Denied {
    fn from(error: AudioError) -> Self {
        match error {
            AudioError::NotWave
            | AudioError::Codec { .. }
            | AudioError::SampleSize { .. }
            | AudioError::Channels { .. }
            | AudioError::Rate { .. } => Self::Codec(error),
            AudioError::Truncated { .. }
            | AudioError::Missing { .. }
            | AudioError::Malformed { .. }
            | AudioError::Empty => Self::Recording(error),
            AudioError::TooLarge { limit, .. } => {
                Self::TooLarge { limit: usize::try_from(limit).unwrap_or(usize::MAX) }
            }
        }
    }
}

/// A refusal that cannot follow from what was just read: tried again, since another replica may have changed it between.
pub fn impossible(refusal: domain::Refusal) -> Fault {
    Fault::retry(refusal)
}

/// What stands behind an error, outermost cause first.
pub fn causes(error: &dyn std::error::Error) -> String {
    let chain = std::iter::successors(error.source(), |cause| cause.source());
    chain.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

#[cfg(test)]
mod tests;
