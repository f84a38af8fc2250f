//! A log between a process and the memory: it refuses, loses, doubles, turns round, and cuts a process off.
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use phi_bus::{Append, Delivery, EventLog, LogError, MemoryLog, Stored};
use tokio::sync::Notify;

/// Where an append is held after it was stored: `stored` tells the test, `go` lets its answer be lost.
#[derive(Default)]
pub struct Held {
    /// The message is in the log.
    pub stored: Notify,
    /// The answer may be lost.
    pub go: Notify,
}

/// A log that can be told to misbehave.
pub struct Meddler {
    inner: MemoryLog,
    /// Appends to subjects that begin so are refused.
    pub refuse: Mutex<Option<&'static str>>,
    /// The leader does not answer for a subject's last message.
    pub mute: AtomicBool,
    /// So many reads of transcripts are answered by a replica that lacks the newest message.
    pub behind: AtomicU32,
    /// Nothing is erased.
    pub keep: AtomicBool,
    /// Each delivery comes twice.
    pub double: AtomicBool,
    /// Each batch comes from its end.
    pub reverse: AtomicBool,
    /// After so many more appends the process is cut off from everything.
    pub fuse: AtomicU32,
    /// How often it was asked while it was cut off.
    pub refused: AtomicU32,
    /// Pulls of this durable never return.
    pub hang: Mutex<Option<&'static str>>,
    /// Questions for this stream's end never return.
    pub hang_end: Mutex<Option<&'static str>>,
    /// The next append is held here, and its answer lost.
    pub held: Mutex<Option<Arc<Held>>>,
}

impl Meddler {
    /// A log that behaves.
    pub fn on(log: &MemoryLog) -> Arc<Self> {
        Arc::new(Self {
            inner: log.clone(),
            refuse: Mutex::default(),
            mute: AtomicBool::default(),
            behind: AtomicU32::default(),
            keep: AtomicBool::default(),
            double: AtomicBool::default(),
            reverse: AtomicBool::default(),
            fuse: AtomicU32::new(u32::MAX),
            refused: AtomicU32::default(),
            hang: Mutex::default(),
            hang_end: Mutex::default(),
            held: Mutex::default(),
        })
    }

    fn alive(&self) -> Result<(), LogError> {
        if self.fuse.load(Ordering::SeqCst) > 0 {
            return Ok(());
        }
        self.refused.fetch_add(1, Ordering::SeqCst);
        Err(LogError::Disconnected)
    }
}

#[async_trait]
impl EventLog for Meddler {
    async fn append(&self, message: Append) -> Result<u64, LogError> {
        self.alive()?;
        if self.refuse.lock().unwrap().is_some_and(|prefix| message.subject.starts_with(prefix)) {
            return Err(LogError::Unavailable(503));
        }
        let held = self.held.lock().unwrap().take();
        let sequence = self.inner.append(message).await?;
        let left = |left: u32| left.checked_sub(1);
        let _burnt_out_already = self.fuse.fetch_update(Ordering::SeqCst, Ordering::SeqCst, left);
        if let Some(held) = held {
            held.stored.notify_one();
            held.go.notified().await;
            return Err(LogError::Unknown);
        }
        Ok(sequence)
    }

    async fn read(&self, stream: &str, subject: &str, from: u64) -> Result<Vec<Stored>, LogError> {
        self.alive()?;
        let mut found = self.inner.read(stream, subject, from).await?;
        let left = |left: u32| left.checked_sub(1);
        if stream == "TRANSCRIPT" && self.behind.fetch_update(Ordering::SeqCst, Ordering::SeqCst, left).is_ok() {
            found.pop();
        }
        Ok(found)
    }

    async fn last(&self, stream: &str, subject: &str) -> Result<Option<Stored>, LogError> {
        self.alive()?;
        if self.mute.load(Ordering::SeqCst) {
            return Err(LogError::Unavailable(503));
        }
        self.inner.last(stream, subject).await
    }

    async fn first(&self, stream: &str, subject: &str) -> Result<Option<Stored>, LogError> {
        self.alive()?;
        self.inner.first(stream, subject).await
    }

    async fn get(&self, stream: &str, sequence: u64) -> Result<Option<Stored>, LogError> {
        self.alive()?;
        self.inner.get(stream, sequence).await
    }

    async fn end(&self, stream: &str) -> Result<u64, LogError> {
        self.alive()?;
        if *self.hang_end.lock().unwrap() == Some(stream) {
            std::future::pending::<()>().await;
        }
        self.inner.end(stream).await
    }

    async fn erase(&self, stream: &str, sequence: u64) -> Result<(), LogError> {
        self.alive()?;
        if self.keep.load(Ordering::SeqCst) {
            return Err(LogError::Unavailable(503));
        }
        self.inner.erase(stream, sequence).await
    }

    async fn pull(&self, stream: &str, durable: &str, batch: usize, wait: Duration) -> Result<Vec<Delivery>, LogError> {
        self.alive()?;
        while *self.hang.lock().unwrap() == Some(durable) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let mut found = self.inner.pull(stream, durable, batch, wait).await?;
        // a projector's consumer is in order by contract; only what is acknowledged may come in any order
        if durable.contains("-projector") {
            return Ok(found);
        }
        if self.double.load(Ordering::SeqCst) {
            found = found.into_iter().flat_map(|delivery| [delivery.clone(), delivery]).collect();
        }
        if self.reverse.load(Ordering::SeqCst) {
            found.reverse();
        }
        Ok(found)
    }

    async fn ack(&self, delivery: &Delivery) -> Result<(), LogError> {
        self.alive()?;
        self.inner.ack(delivery).await
    }

    async fn nak(&self, delivery: &Delivery, after: Duration) -> Result<(), LogError> {
        self.alive()?;
        self.inner.nak(delivery, after).await
    }

    async fn progress(&self, delivery: &Delivery) -> Result<(), LogError> {
        self.inner.progress(delivery).await
    }

    async fn rewind(&self, stream: &str, durable: &str, to: Option<u64>) -> Result<(), LogError> {
        self.alive()?;
        self.inner.rewind(stream, durable, to).await
    }

    fn connected(&self) -> bool {
        true
    }
}
