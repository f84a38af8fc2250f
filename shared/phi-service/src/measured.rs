//! The log, measured: every request to the broker by the messaging conventions, wherever in the frame it is made.
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use phi_bus::{Append, ConsumerState, Delivery, EventLog, LogError, Stored, StreamState};

use crate::telemetry::{Label, Measure, Metrics, template_of};

/// A log whose operations are measured.
pub(crate) struct Measured {
    log: Arc<dyn EventLog>,
    metrics: Metrics,
}

/// An error's `error.type`: its code, a word of this program.
pub(crate) const fn error_type(error: &LogError) -> &'static str {
    match error {
        LogError::Conflict => "PHI-L001",
        LogError::Unknown => "PHI-L002",
        LogError::Unavailable(_) => "PHI-L003",
        LogError::Refused { .. } => "PHI-L004",
        LogError::Forbidden { .. } => "PHI-L005",
        LogError::Disconnected => "PHI-L006",
        LogError::Login => "PHI-L010",
        LogError::Tls(_) => "PHI-L011",
    }
}

fn labels(operation: &'static str, template: &'static str) -> [Label; 2] {
    [("messaging.operation.name", operation), ("messaging.destination.template", template)]
}

impl Measured {
    pub(crate) fn new(log: Arc<dyn EventLog>, metrics: Metrics) -> Self {
        Self { log, metrics }
    }

    fn note<T>(&self, operation: &'static str, template: &'static str, started: Instant, result: &Result<T, LogError>) {
        let error = result.as_ref().err().map(error_type);
        self.metrics.since(Measure::OperationDuration, started, error, labels(operation, template));
    }

    fn sent(&self, template: &'static str, result: &Result<u64, LogError>) {
        let template = ("messaging.destination.template", template);
        match result {
            Ok(_) => self.metrics.count(Measure::SentMessages, 1, [template]),
            Err(error) => {
                let error = ("error.type", error_type(error));
                self.metrics.count(Measure::SentMessages, 1, [template, error]);
            }
        }
    }
}

#[async_trait]
impl EventLog for Measured {
    async fn append(&self, message: Append) -> Result<u64, LogError> {
        let (template, started) = (template_of(&message.subject), Instant::now());
        let result = self.log.append(message).await;
        self.note("publish", template, started, &result);
        self.sent(template, &result);
        result
    }

    async fn pull(&self, stream: &str, durable: &str, batch: usize, wait: Duration) -> Result<Vec<Delivery>, LogError> {
        let started = Instant::now();
        let result = self.log.pull(stream, durable, batch, wait).await;
        let template = match &result {
            Ok(deliveries) => deliveries.first().map(|delivery| template_of(&delivery.message.subject)),
            Err(_) => Some(crate::telemetry::template_of_stream(stream)),
        };
        if let Some(template) = template {
            self.note("receive", template, started, &result);
            let count = result.as_ref().map_or(0, Vec::len) as u64;
            self.metrics.count(Measure::ConsumedMessages, count, [("messaging.destination.template", template)]);
        }
        result
    }

    async fn ack(&self, delivery: &Delivery) -> Result<(), LogError> {
        let started = Instant::now();
        let result = self.log.ack(delivery).await;
        self.note("ack", template_of(&delivery.message.subject), started, &result);
        result
    }

    async fn nak(&self, delivery: &Delivery, after: Duration) -> Result<(), LogError> {
        let started = Instant::now();
        let result = self.log.nak(delivery, after).await;
        self.note("nak", template_of(&delivery.message.subject), started, &result);
        result
    }

    async fn read(&self, stream: &str, subject: &str, from: u64) -> Result<Vec<Stored>, LogError> {
        self.log.read(stream, subject, from).await
    }

    async fn last(&self, stream: &str, subject: &str) -> Result<Option<Stored>, LogError> {
        self.log.last(stream, subject).await
    }

    async fn first(&self, stream: &str, subject: &str) -> Result<Option<Stored>, LogError> {
        self.log.first(stream, subject).await
    }

    async fn get(&self, stream: &str, sequence: u64) -> Result<Option<Stored>, LogError> {
        self.log.get(stream, sequence).await
    }

    async fn end(&self, stream: &str) -> Result<u64, LogError> {
        self.log.end(stream).await
    }

    async fn stream_state(&self, stream: &str) -> Result<StreamState, LogError> {
        self.log.stream_state(stream).await
    }

    async fn consumer_state(&self, stream: &str, durable: &str) -> Result<Option<ConsumerState>, LogError> {
        self.log.consumer_state(stream, durable).await
    }

    async fn stored_ms(&self, stream: &str, sequence: u64) -> Result<Option<u64>, LogError> {
        self.log.stored_ms(stream, sequence).await
    }

    async fn erase(&self, stream: &str, sequence: u64) -> Result<(), LogError> {
        self.log.erase(stream, sequence).await
    }

    async fn progress(&self, delivery: &Delivery) -> Result<(), LogError> {
        self.log.progress(delivery).await
    }

    async fn rewind(&self, stream: &str, durable: &str, to: Option<u64>) -> Result<(), LogError> {
        self.log.rewind(stream, durable, to).await
    }

    fn connected(&self) -> bool {
        self.log.connected()
    }
}
