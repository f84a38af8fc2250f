//! One durable consumer's pull requests. The inbox stays open between pulls: a request outlives the call that sent it, and
//! what the server sends to an inbox that nobody reads would wait a whole `ack_wait` for its redelivery.
use std::time::Duration;

use async_nats::{Client, Subscriber};
use bytes::Bytes;
use futures::{FutureExt, StreamExt};
use serde_json::json;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::log::{Delivery, LogError};
use crate::refusals::Refusals;
use crate::wire::delivery;

/// How long the server keeps a pull request open. Short, because it bounds how long a request that the server has dropped
/// in silence, or that a process died with, keeps deliveries from who waits for them.
const EXPIRES: Duration = Duration::from_secs(5);

pub(crate) struct Puller {
    client: Client,
    subject: String,
    inbox: String,
    answers: Subscriber,
    reconnects: watch::Receiver<u64>,
    /// How many messages the server still owes, and until when it remembers.
    owed: usize,
    until: Instant,
}

enum Answer {
    Message(Box<async_nats::Message>),
    Reconnected,
    Late,
}

impl Puller {
    pub(crate) async fn open(
        client: &Client,
        subject: String,
        reconnects: watch::Receiver<u64>,
    ) -> Result<Self, LogError> {
        let inbox = client.new_inbox();
        let answers = client.subscribe(inbox.clone()).await.map_err(|_| LogError::Disconnected)?;
        Ok(Self { client: client.clone(), subject, inbox, answers, reconnects, owed: 0, until: Instant::now() })
    }

    /// Sends a request unless one is open, and takes what comes within `wait`: the first message, and whatever else is
    /// already here.
    pub(crate) async fn pull(
        &mut self,
        batch: usize,
        wait: Duration,
        refusals: &Refusals,
    ) -> Result<Vec<Delivery>, LogError> {
        let mut refused = std::pin::pin!(refusals.watch(&self.subject));
        self.ask(batch).await?;
        let deadline = Instant::now() + wait;
        let mut found = Vec::new();
        loop {
            let answer = tokio::select! {
                biased;
                answer = next(&mut self.answers, &mut self.reconnects, deadline) => answer?,
                error = &mut refused => return Err(error),
            };
            match answer {
                Answer::Message(message) => self.take(*message, &mut found)?,
                Answer::Reconnected => self.owed = 0,
                Answer::Late => return Ok(found),
            }
            if !found.is_empty() {
                // a full batch must not wait for more: its work would stand still for the whole of `wait`
                self.drain(batch, &mut found)?;
            }
            if self.owed == 0 || !found.is_empty() {
                return Ok(found);
            }
        }
    }

    /// Takes what is here without waiting.
    fn drain(&mut self, batch: usize, found: &mut Vec<Delivery>) -> Result<(), LogError> {
        while found.len() < batch {
            let Some(Some(message)) = self.answers.next().now_or_never() else { return Ok(()) };
            self.take(message, found)?;
        }
        Ok(())
    }

    async fn ask(&mut self, batch: usize) -> Result<(), LogError> {
        if self.owed > 0 && Instant::now() < self.until {
            return Ok(());
        }
        let body = json!({"batch": batch, "expires": EXPIRES.as_nanos() as u64}).to_string();
        let sent = self.client.publish_with_reply(self.subject.clone(), self.inbox.clone(), Bytes::from(body)).await;
        sent.map_err(|_| LogError::Disconnected)?;
        self.owed = batch;
        self.until = Instant::now() + EXPIRES;
        Ok(())
    }

    fn take(&mut self, message: async_nats::Message, found: &mut Vec<Delivery>) -> Result<(), LogError> {
        match message.status.map(|status| status.as_u16()) {
            None => {
                self.owed = self.owed.saturating_sub(1);
                found.extend(delivery(message));
                Ok(())
            }
            Some(100) => Ok(()),
            Some(503) => {
                self.owed = 0;
                Err(LogError::Unavailable(503))
            }
            Some(_) => {
                self.owed = 0;
                Ok(())
            }
        }
    }
}

async fn next(
    answers: &mut Subscriber,
    reconnects: &mut watch::Receiver<u64>,
    deadline: Instant,
) -> Result<Answer, LogError> {
    tokio::select! {
        biased;
        message = answers.next() => Ok(Answer::Message(Box::new(message.ok_or(LogError::Disconnected)?))),
        _ = reconnects.changed() => Ok(Answer::Reconnected),
        () = tokio::time::sleep_until(deadline) => Ok(Answer::Late),
    }
}
