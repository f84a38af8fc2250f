//! Fetches an announced recording: from listed hosts only, bounded in bytes and time, never following a redirect to another
//! host. The address opens the recording, so no error names it.
use std::collections::BTreeSet;
use std::time::Duration;

use phi_audio::{AudioError, Recording};
use phi_events::call::Unavailable;
use phi_service::telemetry::{Metrics, Peer};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode, Url};

/// Redirects inside one host that are followed.
const MAX_REDIRECTS: usize = 3;

/// Why a recording was not fetched.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// Its host is not listed, or its address is not one that is fetched.
    #[error("PHI-I020: the recording's host is not in recording_hosts, or its address is not plain https")]
    HostNotAllowed,
    /// The platform says that it has none.
    #[error("PHI-I021: the platform answered {status} for the recording")]
    Missing {
        /// The HTTP status.
        status: u16,
        /// Whether it says that it will never have one (410).
        forever: bool,
    },
    /// It is not audio that we read.
    #[error("PHI-I022: the recording cannot be read")]
    Unreadable(#[source] AudioError),
    /// It is over the limit.
    #[error("PHI-I023: the recording is over the limit of {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// The platform failed or did not answer.
    #[error("PHI-I024: the platform did not deliver the recording: {what}")]
    Failed {
        /// What happened, without the address.
        what: String,
    },
}

/// What a failed fetch means for the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// No further attempt can help.
    Final(Unavailable),
    /// Worth another attempt; the value is what is said when none is left.
    Again(Unavailable),
}

impl FetchError {
    /// What the failure means. A recording that is not there yet (a platform may still be writing it) is asked for again.
    pub const fn meaning(&self) -> Meaning {
        match self {
            Self::HostNotAllowed => Meaning::Final(Unavailable::HostNotAllowed),
            Self::Missing { forever: true, .. } => Meaning::Final(Unavailable::Gone),
            Self::Missing { forever: false, .. } => Meaning::Again(Unavailable::Gone),
            Self::Unreadable(_) => Meaning::Final(Unavailable::Unreadable),
            Self::TooLarge { .. } => Meaning::Final(Unavailable::TooLarge),
            Self::Failed { .. } => Meaning::Again(Unavailable::GaveUp),
        }
    }
}

/// What may be fetched.
#[derive(Debug, Clone)]
pub struct Allowed {
    /// `host:port`, exactly.
    pub hosts: BTreeSet<String>,
    /// Whether `http` is allowed beside `https`.
    pub http: bool,
    /// Most bytes.
    pub limit: usize,
}

impl Allowed {
    /// Reads an address and checks it against the list.
    ///
    /// # Errors
    /// [`FetchError::HostNotAllowed`].
    pub fn check(&self, address: &str) -> Result<Url, FetchError> {
        let url = Url::parse(address).map_err(|_| FetchError::HostNotAllowed)?;
        let scheme = url.scheme() == "https" || (self.http && url.scheme() == "http");
        let bare = url.username().is_empty() && url.password().is_none();
        let listed = place(&url).is_some_and(|place| self.hosts.contains(&place));
        if scheme && bare && listed { Ok(url) } else { Err(FetchError::HostNotAllowed) }
    }
}

/// `host:port` of an address, as the list writes it.
fn place(url: &Url) -> Option<String> {
    Some(format!("{}:{}", url.host_str()?, url.port_or_known_default()?))
}

/// Fetches recordings.
#[derive(Debug, Clone)]
pub struct Fetcher {
    client: Client,
    allowed: Allowed,
    metrics: Option<Metrics>,
}

impl Fetcher {
    /// A client with these bounds.
    ///
    /// # Errors
    /// When the TLS stack cannot be set up.
    pub fn new(allowed: Allowed, timeout: Duration) -> Result<Self, reqwest::Error> {
        let same_place = Policy::custom(|attempt| {
            let stays = attempt
                .previous()
                .first()
                .is_some_and(|first| first.scheme() == attempt.url().scheme() && place(first) == place(attempt.url()));
            if stays && attempt.previous().len() <= MAX_REDIRECTS { attempt.follow() } else { attempt.stop() }
        });
        let client = Client::builder().redirect(same_place).timeout(timeout).no_proxy().build()?;
        Ok(Self { client, allowed, metrics: None })
    }

    /// Measures each request.
    #[must_use]
    pub fn measured(mut self, metrics: &Metrics) -> Self {
        self.metrics = Some(metrics.clone());
        self
    }

    /// Fetches and reads a recording.
    ///
    /// # Errors
    /// [`FetchError`].
    pub async fn fetch(&self, address: &str) -> Result<Recording, FetchError> {
        let url = self.allowed.check(address)?;
        let peer = self.metrics.as_ref().map(|metrics| {
            let port = url.port_or_known_default().unwrap_or_default();
            Peer::new(metrics.clone(), url.host_str().unwrap_or_default(), port)
        });
        let request = async {
            let response = self.client.get(url.clone()).send().await.map_err(failed)?;
            self.body(judged(response)?).await
        };
        let body = match peer {
            Some(peer) => peer.measured("GET", "{recording}", status, request).await?,
            None => request.await?,
        };
        Recording::parse(&body).map_err(FetchError::Unreadable)
    }

    async fn body(&self, mut response: Response) -> Result<Vec<u8>, FetchError> {
        let limit = self.allowed.limit;
        if response.content_length().is_some_and(|length| length > limit as u64) {
            return Err(FetchError::TooLarge { limit });
        }
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(failed)? {
            if body.len() + piece.len() > limit {
                return Err(FetchError::TooLarge { limit });
            }
            body.extend_from_slice(&piece);
        }
        Ok(body)
    }
}

/// The status code of what came of a request, or a word for why there is none.
fn status(answer: &Result<Vec<u8>, FetchError>) -> Result<u16, &'static str> {
    match answer {
        Ok(_) => Ok(200),
        Err(FetchError::Missing { status, .. }) => Ok(*status),
        Err(FetchError::TooLarge { .. }) => Err("too_large"),
        Err(FetchError::HostNotAllowed) => Err("redirect"),
        Err(FetchError::Unreadable(_) | FetchError::Failed { .. }) => Err("failed"),
    }
}

fn judged(response: Response) -> Result<Response, FetchError> {
    let status = response.status();
    match status {
        StatusCode::OK => Ok(response),
        _ if status.is_redirection() => Err(FetchError::HostNotAllowed),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND | StatusCode::GONE => {
            Err(FetchError::Missing { status: status.as_u16(), forever: status == StatusCode::GONE })
        }
        _ => Err(FetchError::Failed { what: format!("status {}", status.as_u16()) }),
    }
}

/// Says what kind of failure it was; the error's own text may hold the address.
#[expect(clippy::needless_pass_by_value, reason = "stands where map_err hands over the error")]
fn failed(error: reqwest::Error) -> FetchError {
    let what = if error.is_timeout() {
        "no answer in time"
    } else if error.is_connect() {
        "no connection"
    } else {
        "the connection broke"
    };
    FetchError::Failed { what: what.to_owned() }
}

#[cfg(test)]
mod tests;
