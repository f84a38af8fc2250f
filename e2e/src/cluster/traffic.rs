//! A steady flow of calls, delivered as a telephony platform delivers: to any door, and again until it is taken.
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use phi_events::{AggregateId, TenantId};
use phi_service::{Clock, SystemClock};
use serde_json::Value;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::BoxError;
use crate::demo::calls::webhooks;
use crate::stage::recordings;
use crate::vapi::{body, signature};

/// For how long a platform goes on delivering. Real ones do for hours; here nothing is away for longer.
const PLATFORM_PATIENCE: Duration = Duration::from_secs(90);
/// How long it waits for an answer.
const ANSWER: Duration = Duration::from_secs(10);
/// Pause before it delivers again.
const AGAIN: Duration = Duration::from_millis(300);
/// Every so many webhooks one names a recording to fetch.
const WITH_RECORDING: usize = 5;
/// Every so many deliveries one is made twice, on two doors at once: the platform did not hear the first answer.
const TWICE: usize = 7;
/// Uploads, which the embedded speech engine hears about as slowly as people speak, come at these numbers.
const UPLOADS: [usize; 3] = [2, 60, 120];

/// A call that call-intake has taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    /// Its number.
    pub number: usize,
    /// Its id.
    pub call: AggregateId,
    /// How often it was delivered in vain before.
    pub again: usize,
    /// How long it took until it was taken.
    pub waited: Duration,
}

/// What became of the deliveries so far.
#[derive(Debug, Clone, Default)]
pub struct Sent {
    /// Calls taken.
    pub accepted: Vec<Accepted>,
    /// What went wrong: refused, not taken in time, or taken under two ids.
    pub wrong: Vec<String>,
}

/// Who delivers, where to.
#[derive(Clone)]
pub struct Platform {
    /// The practice.
    pub tenant: TenantId,
    /// What deliveries are signed with.
    pub secret: String,
    /// Addresses of every door.
    pub doors: Vec<String>,
    /// Where recordings are.
    pub host: String,
    /// Whether recordings are uploaded too.
    pub uploads: bool,
    client: reqwest::Client,
}

impl Platform {
    /// A platform that knows these doors.
    ///
    /// # Errors
    /// When there is no HTTP client to be had.
    pub fn new(
        tenant: TenantId,
        secret: String,
        doors: Vec<String>,
        host: String,
        uploads: bool,
    ) -> Result<Self, BoxError> {
        let client = reqwest::Client::builder().timeout(ANSWER).build()?;
        Ok(Self { tenant, secret, doors, host, uploads, client })
    }

    /// Delivers call number `number`, to another door each time, the first being `first`, until one takes it. This is no test that tries again:
    /// a platform that hears no answer delivers again, and the same delivery names the same call.
    async fn deliver(&self, number: usize, first: usize) -> Result<Accepted, String> {
        let started = Instant::now();
        for again in 0.. {
            let door = &self.doors[(first + again) % self.doors.len()];
            match self.once(door, number).await {
                Ok((200..300, answer)) => {
                    let id = answer["call"].as_str().unwrap_or_default();
                    let call = id.parse().map_err(|_| format!("call {number}: the answer names no call"))?;
                    return Ok(Accepted { number, call, again, waited: started.elapsed() });
                }
                Ok((status @ 400..500, _)) if status != 429 => {
                    return Err(format!("call {number} was refused: {status}"));
                }
                Ok(_) | Err(_) if started.elapsed() < PLATFORM_PATIENCE => tokio::time::sleep(AGAIN).await,
                Ok((status, _)) => return Err(format!("call {number} was not taken: {status}")),
                Err(error) => return Err(format!("call {number} was not taken: {}", error.without_url())),
            }
        }
        Err("a platform delivers for ever".to_owned())
    }

    async fn once(&self, door: &str, number: usize) -> Result<(u16, Value), reqwest::Error> {
        let request = if self.uploads && UPLOADS.contains(&number) {
            self.upload(door, number)
        } else {
            self.webhook(door, number)
        };
        let answer = request.send().await?;
        Ok((answer.status().as_u16(), answer.json().await.unwrap_or_default()))
    }

    fn webhook(&self, door: &str, number: usize) -> reqwest::RequestBuilder {
        let all = webhooks(&self.host);
        let (_, mut report) = all[number % all.len()].clone();
        let id = format!("platform-call-{number}");
        report.id = &id;
        report.recording = report.recording.filter(|_| number % WITH_RECORDING == 1);
        let body = body(&report).to_string();
        let mut request = self.client.post(format!("http://{door}/v1/tenants/{}/vapi", self.tenant));
        for (name, value) in signature(&self.secret, SystemClock.now_ms() / 1000, body.as_bytes()) {
            request = request.header(name, value);
        }
        request.header("content-type", "application/json").body(body)
    }

    fn upload(&self, door: &str, number: usize) -> reqwest::RequestBuilder {
        let wav = recordings().get("vapi-results.wav").and_then(|path| std::fs::read(path).ok()).unwrap_or_default();
        let request = self.client.post(format!("http://{door}/v1/tenants/{}/calls", self.tenant));
        let request = request.bearer_auth(&self.secret).header("idempotency-key", format!("upload-{number}"));
        request.header("x-caller-number", "+12065550118").header("content-type", "audio/wav").body(wav)
    }

    async fn accept(&self, number: usize, sent: &Mutex<Sent>) {
        let (first, second) = if number.is_multiple_of(TWICE) {
            let (first, second) = tokio::join!(self.deliver(number, number), self.deliver(number, number + 1));
            (first, Some(second))
        } else {
            (self.deliver(number, number).await, None)
        };
        let mut sent = sent.lock().unwrap_or_else(PoisonError::into_inner);
        if let (Ok(first), Some(Ok(second))) = (&first, &second)
            && first.call != second.call
        {
            sent.wrong.push(format!("call {number} has two ids"));
        }
        match first {
            Ok(accepted) => sent.accepted.push(accepted),
            Err(wrong) => sent.wrong.push(wrong),
        }
    }
}

/// Whether calls come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tide {
    Flows,
    Rests,
    Ends,
}

/// Calls that go on coming until they are told to stop.
pub struct Traffic {
    sent: Arc<Mutex<Sent>>,
    tide: watch::Sender<Tide>,
    task: JoinHandle<()>,
}

impl Traffic {
    /// Begins: one call each `pace`, whatever becomes of the others.
    pub fn begin(platform: Platform, pace: Duration) -> Self {
        let sent = Arc::new(Mutex::new(Sent::default()));
        let (tide, mut told) = watch::channel(Tide::Flows);
        let shared = Arc::clone(&sent);
        let task = tokio::spawn(async move {
            let mut calls = tokio::task::JoinSet::new();
            for number in 0.. {
                let (platform, sent) = (platform.clone(), Arc::clone(&shared));
                calls.spawn(async move { platform.accept(number, &sent).await });
                tokio::select! {
                    () = tokio::time::sleep(pace) => {}
                    _ = told.wait_for(|tide| *tide == Tide::Ends) => {}
                }
                let told = told.wait_for(|tide| *tide != Tide::Rests).await.map_or(Tide::Ends, |tide| *tide);
                if told == Tide::Ends {
                    break;
                }
            }
            // what a platform has begun to deliver it delivers
            calls.join_all().await;
        });
        Self { sent, tide, task }
    }

    /// How many calls have been taken so far.
    pub fn accepted(&self) -> usize {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).accepted.len()
    }

    /// Lets no further call begin, or lets them come again.
    pub fn rest(&self, rests: bool) {
        self.tide.send_replace(if rests { Tide::Rests } else { Tide::Flows });
    }

    /// Stops, once every delivery that was begun has come to its end.
    ///
    /// # Errors
    /// When a delivery panicked.
    pub async fn end(self) -> Result<Sent, BoxError> {
        self.tide.send_replace(Tide::Ends);
        self.task.await?;
        Ok(self.sent.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }
}
