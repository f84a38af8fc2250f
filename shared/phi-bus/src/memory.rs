//! The log in memory: the same answers as JetStream's, for tests that need no broker. It can be told to lose answers.
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use phi_events::flow::{consumers, streams};

use crate::log::{Append, Delivery, EventLog, LogError, Stored};

/// After how long an unsettled delivery comes again: what was handed to a process that died must not wait for ever.
const ACK_WAIT: Duration = Duration::from_secs(3);

#[derive(Default)]
struct Consumer {
    next: u64,
    /// What was delivered and not settled, and when.
    unacked: BTreeMap<u64, Instant>,
}

#[derive(Default)]
struct State {
    streams: BTreeMap<String, Vec<Stored>>,
    ends: BTreeMap<String, u64>,
    consumers: BTreeMap<(String, String), Consumer>,
    lose: u32,
}

/// A log without a broker.
#[derive(Clone, Default)]
pub struct MemoryLog {
    state: Arc<Mutex<State>>,
}

impl MemoryLog {
    /// An empty log.
    pub fn new() -> Self {
        Self::default()
    }

    /// The next `count` appends are stored, and their answers lost.
    pub fn lose_answers(&self, count: u32) {
        self.lock().lose = count;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a consumer settles what it gets; a projector's does not.
fn acked(stream: &str, durable: &str) -> bool {
    let specs = consumers();
    let found = specs.iter().find(|spec| spec.stream == stream && spec.durable == durable);
    found.is_none_or(|spec| spec.acked)
}

fn stream_of(subject: &str) -> Option<String> {
    streams().into_iter().find(|spec| spec.subjects.iter().any(|pattern| fits(pattern, subject))).map(|spec| spec.name)
}

/// Whether a subject is asked for: by its name, or by the beginning before `>`, as NATS has it.
fn fits(asked: &str, subject: &str) -> bool {
    asked == subject || asked.strip_suffix('>').is_some_and(|beginning| subject.starts_with(beginning))
}

#[async_trait]
impl EventLog for MemoryLog {
    async fn append(&self, message: Append) -> Result<u64, LogError> {
        let stream = stream_of(&message.subject).ok_or(LogError::Unavailable(503))?;
        let mut state = self.lock();
        let messages = state.streams.entry(stream.clone()).or_default();
        let last =
            messages.iter().rev().find(|stored| stored.subject == message.subject).map_or(0, |stored| stored.sequence);
        if message.expected.is_some_and(|expected| expected != last) {
            return Err(LogError::Conflict);
        }
        let end = state.ends.entry(stream.clone()).or_default();
        *end += 1;
        let sequence = *end;
        let Append { subject, traceparent, payload, .. } = message;
        state.streams.entry(stream).or_default().push(Stored { subject, sequence, traceparent, payload });
        if state.lose > 0 {
            state.lose -= 1;
            return Err(LogError::Unknown);
        }
        Ok(sequence)
    }

    async fn read(&self, stream: &str, subject: &str, from: u64) -> Result<Vec<Stored>, LogError> {
        let state = self.lock();
        let messages = state.streams.get(stream).into_iter().flatten();
        let asked = |stored: &&Stored| fits(subject, &stored.subject) && stored.sequence >= from;
        Ok(messages.filter(asked).cloned().collect())
    }

    async fn last(&self, stream: &str, subject: &str) -> Result<Option<Stored>, LogError> {
        Ok(self.read(stream, subject, 0).await?.pop())
    }

    async fn first(&self, stream: &str, subject: &str) -> Result<Option<Stored>, LogError> {
        Ok(self.read(stream, subject, 0).await?.into_iter().next())
    }

    async fn get(&self, stream: &str, sequence: u64) -> Result<Option<Stored>, LogError> {
        let state = self.lock();
        Ok(state.streams.get(stream).into_iter().flatten().find(|stored| stored.sequence == sequence).cloned())
    }

    async fn end(&self, stream: &str) -> Result<u64, LogError> {
        Ok(self.lock().ends.get(stream).copied().unwrap_or_default())
    }

    async fn erase(&self, stream: &str, sequence: u64) -> Result<(), LogError> {
        if let Some(messages) = self.lock().streams.get_mut(stream) {
            messages.retain(|stored| stored.sequence != sequence);
        }
        Ok(())
    }

    async fn pull(&self, stream: &str, durable: &str, batch: usize, wait: Duration) -> Result<Vec<Delivery>, LogError> {
        let found = self.take(stream, durable, batch);
        if found.is_empty() {
            tokio::time::sleep(wait.min(Duration::from_millis(20))).await;
            return Ok(self.take(stream, durable, batch));
        }
        Ok(found)
    }

    async fn ack(&self, delivery: &Delivery) -> Result<(), LogError> {
        self.settle(delivery, false);
        Ok(())
    }

    async fn nak(&self, delivery: &Delivery, _after: Duration) -> Result<(), LogError> {
        self.settle(delivery, true);
        Ok(())
    }

    async fn progress(&self, _delivery: &Delivery) -> Result<(), LogError> {
        Ok(())
    }

    async fn rewind(&self, stream: &str, durable: &str, to: Option<u64>) -> Result<(), LogError> {
        let mut state = self.lock();
        let consumer = state.consumers.entry((stream.to_owned(), durable.to_owned())).or_default();
        // what was refused waits at `next`, and may be older than what is in hand
        let floor = consumer.unacked.keys().next().copied().unwrap_or(consumer.next).min(consumer.next);
        consumer.unacked.clear();
        consumer.next = to.unwrap_or(floor);
        Ok(())
    }

    fn connected(&self) -> bool {
        true
    }
}

impl MemoryLog {
    fn take(&self, stream: &str, durable: &str, batch: usize) -> Vec<Delivery> {
        let mut state = self.lock();
        let State { streams, consumers, ends, .. } = &mut *state;
        let consumer = consumers.entry((stream.to_owned(), durable.to_owned())).or_default();
        let end = ends.get(stream).copied().unwrap_or_default();
        let now = Instant::now();
        let late = |sequence: &u64| consumer.unacked.get(sequence).is_some_and(|since| now - *since > ACK_WAIT);
        let due = |stored: &&Stored| stored.sequence >= consumer.next || late(&stored.sequence);
        let waiting = streams.get(stream).into_iter().flatten().filter(due);
        let taken: Vec<Stored> = waiting.take(batch).cloned().collect();
        if let Some(last) = taken.last() {
            consumer.next = consumer.next.max(last.sequence + 1);
            if acked(stream, durable) {
                consumer.unacked.extend(taken.iter().map(|stored| (stored.sequence, now)));
            }
        }
        let deliver = |message: Stored| Delivery {
            delivered: 1,
            pending: end - message.sequence,
            ack: format!("{stream} {durable}"),
            message,
        };
        taken.into_iter().map(deliver).collect()
    }

    fn settle(&self, delivery: &Delivery, again: bool) {
        let Some((stream, durable)) = delivery.ack.split_once(' ') else { return };
        let mut state = self.lock();
        let consumer = state.consumers.entry((stream.to_owned(), durable.to_owned())).or_default();
        consumer.unacked.remove(&delivery.message.sequence);
        if again {
            consumer.next = consumer.next.min(delivery.message.sequence);
        }
    }
}
