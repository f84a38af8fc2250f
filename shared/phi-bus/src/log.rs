//! The log as services see it: append under a lock, read in order, deliver. One trait, two forms: JetStream, and a twin in
//! memory for tests.
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;

use crate::tls::TlsError;

/// A stored message.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its subject.
    pub subject: String,
    /// Its sequence in the stream.
    pub sequence: u64,
    /// `traceparent` header, where there is one.
    pub traceparent: Option<String>,
    /// Its bytes.
    pub payload: Bytes,
}

/// A delivery of a consumer that acknowledges.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// The message.
    pub message: Stored,
    /// How many times it was delivered, this one included.
    pub delivered: u64,
    /// How many wait behind it.
    pub pending: u64,
    /// Where acknowledgements go.
    pub ack: String,
}

/// A message to be appended.
#[derive(Debug, Clone)]
pub struct Append {
    /// Its subject.
    pub subject: String,
    /// Sequence of the subject's last message as the writer knows it; `Some(0)` for none; `None` for no lock.
    pub expected: Option<u64>,
    /// Message id, for contexts without a lock only.
    pub id: Option<String>,
    /// `traceparent` to carry on.
    pub traceparent: Option<String>,
    /// Its bytes.
    pub payload: Bytes,
}

/// How far a stream has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamState {
    /// Sequence of its last message.
    pub end: u64,
    /// The broker's clock as it answered, Unix milliseconds; `None` where the answer does not say.
    pub broker_ms: Option<u64>,
}

/// How far a consumer has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ConsumerState {
    /// Messages that were not delivered yet.
    pub pending: u64,
    /// Messages that were delivered and not settled.
    pub ack_pending: u64,
    /// Of those, how many were delivered more than once.
    pub redelivered: u64,
    /// Up to which sequence of the stream everything is acknowledged.
    pub floor: u64,
}

/// Why a log did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    /// Another writer was first (10071, 10164, 10158): read again and decide again.
    #[error("PHI-L001: another writer was first on this subject")]
    Conflict,
    /// Nobody knows whether it was stored: read the subject from the expected sequence.
    #[error("PHI-L002: the log's answer was lost; whether it stored the message is not known")]
    Unknown,
    /// The log is full or not ready: try again later.
    #[error("PHI-L003: the log does not take messages at present (JetStream error {0})")]
    Unavailable(u64),
    /// The log says that this cannot be done.
    #[error("PHI-L004: the log refused (JetStream error {code}): {text}")]
    Refused {
        /// JetStream's error code.
        code: u64,
        /// JetStream's words; they hold stream names only.
        text: String,
    },
    /// The broker does not let this user do that.
    #[error("PHI-L005: {service} may not use `{subject}`: its row of FLOW does not grant it")]
    Forbidden {
        /// The user.
        service: String,
        /// The subject.
        subject: String,
    },
    /// No connection.
    #[error("PHI-L006: no connection to NATS; check the url and that nats-server is up")]
    Disconnected,
    /// The broker answers and does not let this user in.
    #[error("PHI-L010: the broker refused the login; check user and credentials, and that they were not revoked")]
    Login,
    /// TLS.
    #[error("PHI-L011: TLS to the broker failed: {0}")]
    Tls(String),
}

impl LogError {
    /// Whether nobody refused: the log does not answer, or has no leader for what it is asked, and may later.
    pub const fn is_unanswered(&self) -> bool {
        match self {
            Self::Unknown | Self::Unavailable(_) | Self::Disconnected => true,
            Self::Conflict | Self::Refused { .. } | Self::Forbidden { .. } | Self::Login | Self::Tls(_) => false,
        }
    }
}

impl From<TlsError> for LogError {
    fn from(error: TlsError) -> Self {
        Self::Tls(error.to_string())
    }
}

/// A log.
#[async_trait]
pub trait EventLog: Send + Sync + 'static {
    /// Appends a message and returns its sequence.
    async fn append(&self, message: Append) -> Result<u64, LogError>;

    /// Every message of a subject from a sequence on, in order.
    async fn read(&self, stream: &str, subject: &str, from: u64) -> Result<Vec<Stored>, LogError>;

    /// The subject's last message, from the stream's leader.
    async fn last(&self, stream: &str, subject: &str) -> Result<Option<Stored>, LogError>;

    /// The subject's first message, from the stream's leader.
    async fn first(&self, stream: &str, subject: &str) -> Result<Option<Stored>, LogError>;

    /// The message of a sequence, from the stream's leader.
    async fn get(&self, stream: &str, sequence: u64) -> Result<Option<Stored>, LogError>;

    /// The sequence of the stream's last message.
    async fn end(&self, stream: &str) -> Result<u64, LogError>;

    /// How far a stream has come, and what the broker's clock says: what a gauge needs.
    async fn stream_state(&self, stream: &str) -> Result<StreamState, LogError> {
        Ok(StreamState { end: self.end(stream).await?, broker_ms: None })
    }

    /// How far a consumer has come; `None` where the log does not say.
    async fn consumer_state(&self, _stream: &str, _durable: &str) -> Result<Option<ConsumerState>, LogError> {
        Ok(None)
    }

    /// When a message was stored, Unix milliseconds of the broker's clock; `None`: there is no such message, or the log
    /// does not say.
    async fn stored_ms(&self, _stream: &str, _sequence: u64) -> Result<Option<u64>, LogError> {
        Ok(None)
    }

    /// Erases the bytes of a message (key streams only).
    async fn erase(&self, stream: &str, sequence: u64) -> Result<(), LogError>;

    /// Waits at most `wait` for up to `batch` deliveries of a durable consumer.
    async fn pull(&self, stream: &str, durable: &str, batch: usize, wait: Duration) -> Result<Vec<Delivery>, LogError>;

    /// Acknowledges, and returns when the server has noted it.
    async fn ack(&self, delivery: &Delivery) -> Result<(), LogError>;

    /// Asks for another delivery after a delay.
    async fn nak(&self, delivery: &Delivery, after: Duration) -> Result<(), LogError>;

    /// Says that work goes on, so that it is not delivered to another.
    async fn progress(&self, delivery: &Delivery) -> Result<(), LogError>;

    /// Rewinds a consumer: to a sequence, or to its acknowledgement floor.
    async fn rewind(&self, stream: &str, durable: &str, to: Option<u64>) -> Result<(), LogError>;

    /// Whether the log answers at present.
    fn connected(&self) -> bool;
}
