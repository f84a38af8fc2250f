//! What leaves the process by OTLP over HTTP. A collector that is absent, slow or mute costs nothing and blocks nothing:
//! queues are bounded, what does not fit is given up and counted, and exports have threads of their own.
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use opentelemetry::Context;
use opentelemetry_otlp::{MetricExporter, Protocol, SpanExporter as OtlpSpans, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::metrics::data::ResourceMetrics;
use opentelemetry_sdk::metrics::exporter::PushMetricExporter;
use opentelemetry_sdk::metrics::{PeriodicReader, Temporality};
use opentelemetry_sdk::trace::{BatchConfigBuilder, BatchSpanProcessor, Span, SpanData, SpanExporter, SpanProcessor};

use super::exporter::MaskedExporter;
use super::process;
use crate::config::Telemetry;

/// How long the collector may take for one request.
const PATIENCE: Duration = Duration::from_secs(1);
/// Most spans that wait for the collector: some 8 MB.
const WAITING: usize = 8192;
/// Most spans in one request.
const BATCH: usize = 512;
/// How long a span waits for others before it leaves.
const DELAY: Duration = Duration::from_secs(1);

/// A reader that sends metrics every so often, from a thread of its own.
pub(super) type Periodic = PeriodicReader<Counted>;

fn url(endpoint: &str, signal: &str) -> String {
    format!("{}/v1/{signal}", endpoint.trim_end_matches('/'))
}

/// stderr: the log layer may not stand yet.
fn not_exported(what: &str, error: &dyn std::fmt::Display) {
    eprintln!("PHI-S003: {what} are not exported: {error}");
}

/// The way of spans to the collector, where one is configured.
pub(super) fn spans(settings: &Telemetry) -> Option<Bounded> {
    let endpoint = settings.otlp_endpoint.as_ref()?;
    let exporter = OtlpSpans::builder()
        .with_http()
        .with_protocol(Protocol::HttpBinary)
        .with_endpoint(url(endpoint, "traces"))
        .with_timeout(PATIENCE)
        .build();
    match exporter {
        Ok(exporter) => Some(Bounded::new(MaskedExporter(exporter))),
        Err(error) => {
            not_exported("traces", &error);
            None
        }
    }
}

/// The way of metrics to the collector, where one is configured.
pub(super) fn metrics(settings: &Telemetry) -> Option<Periodic> {
    let endpoint = settings.otlp_endpoint.as_ref()?;
    let exporter = MetricExporter::builder()
        .with_http()
        .with_protocol(Protocol::HttpBinary)
        .with_endpoint(url(endpoint, "metrics"))
        .with_timeout(PATIENCE)
        .build();
    match exporter {
        Ok(exporter) => {
            Some(PeriodicReader::builder(Counted(exporter)).with_interval(settings.metrics_interval).build())
        }
        Err(error) => {
            not_exported("metrics", &error);
            None
        }
    }
}

/// Counts the collections of metrics that did not arrive.
#[derive(Debug)]
pub(super) struct Counted(MetricExporter);

impl PushMetricExporter for Counted {
    async fn export(&self, metrics: &ResourceMetrics) -> OTelSdkResult {
        let sent = self.0.export(metrics).await;
        if sent.is_err() {
            process::dropped_metrics();
        }
        sent
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.0.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.0.shutdown_with_timeout(timeout)
    }

    fn temporality(&self) -> Temporality {
        self.0.temporality()
    }
}

/// A queue of at most [`WAITING`] spans: the SDK's own does not tell how many it gave up.
#[derive(Debug)]
pub(super) struct Bounded {
    inner: BatchSpanProcessor,
    waiting: Arc<AtomicUsize>,
}

impl Bounded {
    fn new(exporter: impl SpanExporter + 'static) -> Self {
        let waiting = Arc::new(AtomicUsize::new(0));
        let exporter = Leaving { inner: exporter, waiting: Arc::clone(&waiting) };
        let config = BatchConfigBuilder::default()
            .with_max_queue_size(WAITING + BATCH)
            .with_max_export_batch_size(BATCH)
            .with_scheduled_delay(DELAY)
            .build();
        Self { inner: BatchSpanProcessor::builder(exporter).with_batch_config(config).build(), waiting }
    }
}

impl SpanProcessor for Bounded {
    fn on_start(&self, span: &mut Span, context: &Context) {
        self.inner.on_start(span, context);
    }

    fn on_end(&self, span: SpanData) {
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= WAITING {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            process::dropped_spans(1);
            return;
        }
        self.inner.on_end(span);
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.inner.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.inner.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.inner.set_resource(resource);
    }
}

/// Notes that spans left the queue, and counts those that did not arrive.
#[derive(Debug)]
struct Leaving<E> {
    inner: E,
    waiting: Arc<AtomicUsize>,
}

impl<E: SpanExporter> SpanExporter for Leaving<E> {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let count = batch.len();
        self.waiting.fetch_sub(count, Ordering::Relaxed);
        let sent = self.inner.export(batch).await;
        if sent.is_err() {
            process::dropped_spans(count as u64);
        }
        sent
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.inner.shutdown_with_timeout(timeout)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.inner.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.inner.set_resource(resource);
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::time::Instant;

    use opentelemetry::trace::{Span as _, Tracer, TracerProvider};
    use opentelemetry_sdk::trace::SdkTracerProvider;

    use super::*;

    /// Ends many more spans than may wait, and returns how many were given up.
    fn flooded(endpoint: &str) -> u64 {
        let settings = Telemetry { otlp_endpoint: Some(endpoint.to_owned()), ..Telemetry::default() };
        let provider = SdkTracerProvider::builder().with_span_processor(spans(&settings).unwrap()).build();
        let tracer = provider.tracer("test");
        let before = process::dropped();
        let started = Instant::now();
        for _ in 0..3 * WAITING {
            tracer.start("flood").end();
        }
        assert!(started.elapsed() < PATIENCE * 8, "whoever ended a span waited for the collector");
        let _tells_that_it_did_not_arrive = provider.shutdown_with_timeout(PATIENCE * 2);
        process::dropped() - before
    }

    #[test]
    fn a_collector_that_is_absent_or_mute_holds_nobody_up_and_what_is_lost_is_counted() {
        let mute = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let free = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let nobody = free.local_addr().unwrap();
        drop(free);
        for at in [mute.local_addr().unwrap(), nobody] {
            let lost = flooded(&format!("http://{at}"));
            assert!(lost >= WAITING as u64, "only {lost} were counted");
        }
    }
}
