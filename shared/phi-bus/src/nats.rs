//! The log on JetStream. Every request is built here, so that one sees which API subjects a service needs: they are what
//! [`crate::accounts`] exports to it.
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_nats::{
    Client, ConnectError, ConnectErrorKind, ConnectOptions, Event, HeaderMap, Message, Request, RequestErrorKind,
};
use async_trait::async_trait;
use bytes::Bytes;
use futures::StreamExt;
use serde_json::{Value, json};
use tokio::sync::{Mutex, watch};

use crate::log::{Append, ConsumerState, Delivery, EventLog, LogError, Stored, StreamState};
use crate::login::Login;
use crate::puller::Puller;
use crate::refusals::Refusals;
use crate::tls::Tls;
use crate::watch::Watch;
use crate::wire::{api_error, consumer_state, publish_answer, stored_direct, stored_json, stored_ms, stream_state};

/// How to reach the broker.
#[derive(Clone)]
pub struct NatsConfig {
    /// `nats://host:port`, several separated by commas.
    pub url: String,
    /// Who connects.
    pub login: Login,
    /// TLS; `None`: whatever the broker asks for, against the system's certificates.
    pub tls: Option<Tls>,
    /// Prefix of JetStream's API: `JS.mesh` through a service's imports, `$JS.API` in the MESH account.
    pub api: String,
    /// How long an answer may take.
    pub timeout: Duration,
}

/// A connection to JetStream.
pub struct NatsLog {
    client: Client,
    api: String,
    timeout: Duration,
    refusals: Arc<Refusals>,
    connected: watch::Receiver<u64>,
    pullers: Mutex<BTreeMap<String, Arc<Mutex<Option<Puller>>>>>,
    /// Connects anew when credentials or certificates are replaced on disk.
    _watch: Watch,
}

/// Attempts at an unknown answer are the caller's affair; at a refusal for lack of a leader, this many here.
const LEADER_ATTEMPTS: u32 = 20;

impl NatsLog {
    /// Connects. `name` is the client's name and its inbox prefix.
    ///
    /// # Errors
    /// [`LogError::Disconnected`] when no server of the url answers, [`LogError::Login`] when they do and refuse, and
    /// [`LogError::Tls`] for certificates that do not fit.
    pub async fn connect(config: &NatsConfig, name: &str) -> Result<Self, LogError> {
        let refusals = Arc::new(Refusals::new(name));
        let (connects, connected) = watch::channel(0_u64);
        let seen = Arc::clone(&refusals);
        let login = config.login.clone();
        let mut options = ConnectOptions::with_auth_callback(move |nonce| std::future::ready(login.auth(&nonce)))
            .name(name)
            .custom_inbox_prefix(format!("_INBOX_{name}"))
            .request_timeout(Some(config.timeout))
            .subscription_capacity(65_536)
            .client_capacity(4096)
            .max_reconnects(None)
            .reconnect_delay_callback(|attempts| Duration::from_millis(50 * (attempts.min(20) as u64)))
            .event_callback(move |event| {
                note(&event, &seen, &connects);
                async {}
            });
        if let Some(tls) = &config.tls {
            options = options.require_tls(true).tls_client_config(tls.client()?);
        }
        let servers: Vec<String> = config.url.split(',').map(str::to_owned).collect();
        let client = options.connect(servers).await.map_err(|error| unreached(&error))?;
        let files = config.login.file().cloned().into_iter().chain(config.tls.iter().flat_map(Tls::files));
        Ok(Self {
            _watch: Watch::start(client.clone(), files.collect()),
            client,
            api: config.api.clone(),
            timeout: config.timeout,
            refusals,
            connected,
            pullers: Mutex::default(),
        })
    }

    /// The client, for benchmarks and provisioning.
    pub const fn client(&self) -> &Client {
        &self.client
    }

    /// Changes whenever the connection is made anew.
    pub fn reconnects(&self) -> watch::Receiver<u64> {
        self.connected.clone()
    }

    /// Sends a request to JetStream's API.
    ///
    /// # Errors
    /// [`LogError`], with the refusal named when the broker forbade it.
    pub async fn api(&self, verb: &str, body: &Value) -> Result<Value, LogError> {
        let subject = format!("{}.{verb}", self.api);
        for attempt in 0.. {
            let message = self.request(&subject, None, Bytes::from(body.to_string())).await?;
            let value: Value = serde_json::from_slice(&message.payload).map_err(|_| LogError::Unknown)?;
            match api_error(&value) {
                None => return Ok(value),
                Some(LogError::Unavailable(_)) if attempt < LEADER_ATTEMPTS => {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
                Some(error) => return Err(error),
            }
        }
        Err(LogError::Unknown)
    }

    async fn request(&self, subject: &str, headers: Option<HeaderMap>, payload: Bytes) -> Result<Message, LogError> {
        let mut request = Request::new().payload(payload).timeout(Some(self.timeout));
        if let Some(headers) = headers {
            request = request.headers(headers);
        }
        let refused = self.refusals.watch(subject);
        tokio::select! {
            biased;
            answer = self.client.send_request(subject.to_owned(), request) => answer.map_err(|error| match error.kind() {
                RequestErrorKind::NoResponders => LogError::Unavailable(503),
                RequestErrorKind::TimedOut | RequestErrorKind::InvalidSubject | RequestErrorKind::MaxPayloadExceeded | RequestErrorKind::Other => LogError::Unknown,
            }),
            error = refused => Err(error),
        }
    }

    async fn message_get(&self, stream: &str, query: &Value) -> Result<Option<Stored>, LogError> {
        match self.api(&format!("STREAM.MSG.GET.{stream}"), query).await {
            Ok(value) => Ok(stored_json(&value)),
            Err(LogError::Refused { code: 10037, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn direct(&self, stream: &str, query: &Value) -> Result<Vec<Stored>, LogError> {
        let subject = format!("{}.DIRECT.GET.{stream}", self.api);
        let inbox = self.client.new_inbox();
        let mut answers = self.client.subscribe(inbox.clone()).await.map_err(|_| LogError::Disconnected)?;
        let body = Bytes::from(query.to_string());
        self.client.publish_with_reply(subject.clone(), inbox, body).await.map_err(|_| LogError::Disconnected)?;
        let mut refused = std::pin::pin!(self.refusals.watch(&subject));
        let mut deadline = std::pin::pin!(tokio::time::sleep(self.timeout));
        let mut found = Vec::new();
        loop {
            let answer = tokio::select! {
                biased;
                answer = answers.next() => answer.ok_or(LogError::Disconnected)?,
                error = &mut refused => return Err(error),
                () = &mut deadline => return Err(LogError::Unknown),
            };
            match answer.status.map(|status| status.as_u16()) {
                Some(204 | 404) => return Ok(found),
                Some(503) => return Err(LogError::Unavailable(503)),
                Some(code) => return Err(LogError::Refused { code: u64::from(code), text: "direct get".to_owned() }),
                None => found.extend(stored_direct(answer)),
            }
        }
    }

    async fn settle(&self, delivery: &Delivery, body: String) -> Result<(), LogError> {
        self.client.publish(delivery.ack.clone(), Bytes::from(body)).await.map_err(|_| LogError::Disconnected)
    }
}

/// Why there is no connection, as far as an operator can mend it.
fn unreached(error: &ConnectError) -> LogError {
    // the words of the library name addresses and files, never a password
    tracing::warn!(%error, "no connection to NATS");
    match error.kind() {
        ConnectErrorKind::Authentication | ConnectErrorKind::AuthorizationViolation => LogError::Login,
        ConnectErrorKind::Tls => LogError::Tls(error.to_string()),
        ConnectErrorKind::ServerParse
        | ConnectErrorKind::Dns
        | ConnectErrorKind::TimedOut
        | ConnectErrorKind::Io
        | ConnectErrorKind::MaxReconnects => LogError::Disconnected,
    }
}

fn note(event: &Event, refusals: &Refusals, connects: &watch::Sender<u64>) {
    match event {
        Event::Connected => connects.send_modify(|count| *count += 1),
        Event::ServerError(error) => refusals.note(&error.to_string()),
        Event::Closed | Event::Draining => tracing::debug!(event = %event, "connection to NATS"),
        Event::Disconnected | Event::LameDuckMode | Event::SlowConsumer(_) | Event::ClientError(_) => {
            tracing::warn!(event = %event, "connection to NATS");
        }
    }
}

fn headers_of(message: &Append) -> HeaderMap {
    let mut headers = HeaderMap::new();
    if let Some(expected) = message.expected {
        headers.insert("Nats-Expected-Last-Subject-Sequence", expected.to_string().as_str());
    }
    if let Some(id) = &message.id {
        headers.insert("Nats-Msg-Id", id.as_str());
    }
    if let Some(traceparent) = &message.traceparent {
        headers.insert("traceparent", traceparent.as_str());
    }
    headers
}

/// Most messages of one subject that a single batched direct get asks for; a longer subject is read in several.
const READ_BATCH: usize = 512;

#[async_trait]
impl EventLog for NatsLog {
    async fn append(&self, message: Append) -> Result<u64, LogError> {
        let headers = headers_of(&message);
        let answer = self.request(&message.subject, Some(headers), message.payload).await?;
        publish_answer(&answer.payload)
    }

    async fn read(&self, stream: &str, subject: &str, from: u64) -> Result<Vec<Stored>, LogError> {
        let mut all = Vec::new();
        let mut next = from.max(1);
        loop {
            let found =
                self.direct(stream, &json!({"seq": next, "next_by_subj": subject, "batch": READ_BATCH})).await?;
            let full = found.len() == READ_BATCH;
            next = found.last().map_or(next, |stored| stored.sequence + 1);
            all.extend(found);
            if !full {
                return Ok(all);
            }
        }
    }

    async fn last(&self, stream: &str, subject: &str) -> Result<Option<Stored>, LogError> {
        self.message_get(stream, &json!({"last_by_subj": subject})).await
    }

    async fn first(&self, stream: &str, subject: &str) -> Result<Option<Stored>, LogError> {
        self.message_get(stream, &json!({"seq": 1, "next_by_subj": subject})).await
    }

    async fn get(&self, stream: &str, sequence: u64) -> Result<Option<Stored>, LogError> {
        self.message_get(stream, &json!({"seq": sequence})).await
    }

    async fn end(&self, stream: &str) -> Result<u64, LogError> {
        let info = self.api(&format!("STREAM.INFO.{stream}"), &json!({})).await?;
        info["state"]["last_seq"].as_u64().ok_or(LogError::Unknown)
    }

    async fn stream_state(&self, stream: &str) -> Result<StreamState, LogError> {
        let info = self.api(&format!("STREAM.INFO.{stream}"), &json!({})).await?;
        stream_state(&info).ok_or(LogError::Unknown)
    }

    async fn consumer_state(&self, stream: &str, durable: &str) -> Result<Option<ConsumerState>, LogError> {
        Ok(consumer_state(&self.api(&format!("CONSUMER.INFO.{stream}.{durable}"), &json!({})).await?))
    }

    async fn stored_ms(&self, stream: &str, sequence: u64) -> Result<Option<u64>, LogError> {
        match self.api(&format!("STREAM.MSG.GET.{stream}"), &json!({"seq": sequence})).await {
            Ok(value) => Ok(stored_ms(&value)),
            Err(LogError::Refused { code: 10037, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn erase(&self, stream: &str, sequence: u64) -> Result<(), LogError> {
        match self.api(&format!("STREAM.MSG.DELETE.{stream}"), &json!({"seq": sequence})).await {
            // 10057: there is no such message any more, which is what was wanted
            Ok(_) | Err(LogError::Refused { code: 10037 | 10043 | 10057, .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn pull(&self, stream: &str, durable: &str, batch: usize, wait: Duration) -> Result<Vec<Delivery>, LogError> {
        let subject = format!("{}.CONSUMER.MSG.NEXT.{stream}.{durable}", self.api);
        let slot = Arc::clone(self.pullers.lock().await.entry(subject.clone()).or_default());
        let mut slot = slot.lock().await;
        let puller = match slot.as_mut() {
            Some(puller) => puller,
            None => slot.insert(Puller::open(&self.client, subject, self.connected.clone()).await?),
        };
        puller.pull(batch, wait, &self.refusals).await
    }

    async fn ack(&self, delivery: &Delivery) -> Result<(), LogError> {
        let answer = self.client.request(delivery.ack.clone(), Bytes::from_static(b"+ACK")).await;
        answer.map(|_| ()).map_err(|_| LogError::Unknown)
    }

    async fn nak(&self, delivery: &Delivery, after: Duration) -> Result<(), LogError> {
        self.settle(delivery, format!("-NAK {{\"delay\":{}}}", after.as_nanos())).await
    }

    async fn progress(&self, delivery: &Delivery) -> Result<(), LogError> {
        self.settle(delivery, "+WPI".to_owned()).await
    }

    async fn rewind(&self, stream: &str, durable: &str, to: Option<u64>) -> Result<(), LogError> {
        let body = to.map_or_else(|| json!({}), |sequence| json!({"seq": sequence}));
        self.api(&format!("CONSUMER.RESET.{stream}.{durable}"), &body).await.map(|_| ())
    }

    fn connected(&self) -> bool {
        self.client.connection_state() == async_nats::connection::State::Connected
    }
}
