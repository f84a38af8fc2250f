//! Recording metrics: instruments of the OpenTelemetry SDK made once from the table, one provider for each service, so
//! that several services in one process do not mix their numbers.
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use opentelemetry::metrics::{AsyncInstrument, Counter, Gauge, Histogram, Meter, MeterProvider};
use opentelemetry::trace::TraceContextExt;
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::metrics::data::ResourceMetrics;
use opentelemetry_sdk::metrics::reader::MetricReader;
use opentelemetry_sdk::metrics::{InstrumentKind, ManualReader, Pipeline, SdkMeterProvider, Temporality};

use super::exemplars::Exemplars;
use super::exposition::{self, Format};
use super::measures::{Kind, MEASURES, Measure};
use super::{export, resource};
use crate::config::Telemetry;

/// How long metrics may take to leave when a service ends.
const FLUSH: Duration = Duration::from_secs(1);

/// A label and its value: both are words of this program, so that no value of a person can become one.
pub type Label = (&'static str, &'static str);

enum Instrument {
    Counter(Counter<u64>),
    Gauge(Gauge<f64>),
    Histogram(Histogram<f64>),
    /// Made when somebody says where its value is read.
    Observed,
}

/// One reader behind both the provider, which registers it, and `/metrics`, which asks it.
#[derive(Clone)]
struct Shared(Arc<ManualReader>);

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shared")
    }
}

impl MetricReader for Shared {
    fn register_pipeline(&self, pipeline: std::sync::Weak<Pipeline>) {
        self.0.register_pipeline(pipeline);
    }

    fn collect(&self, metrics: &mut ResourceMetrics) -> OTelSdkResult {
        self.0.collect(metrics)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.0.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.0.shutdown_with_timeout(timeout)
    }

    fn temporality(&self, kind: InstrumentKind) -> Temporality {
        self.0.temporality(kind)
    }
}

struct Inner {
    service: &'static str,
    provider: SdkMeterProvider,
    meter: Meter,
    reader: Shared,
    instruments: Vec<Instrument>,
    exemplars: Exemplars,
    /// Whether the provider sends to a collector, and so must be ended off the runtime's threads.
    exports: bool,
    scrape: Mutex<()>,
}

/// A service's metrics. Cheap to clone.
#[derive(Clone)]
pub struct Metrics(Arc<Inner>);

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Metrics({})", self.0.service)
    }
}

impl Metrics {
    /// Metrics of a service that `/metrics` shows and nobody is sent.
    pub fn new(service: &'static str) -> Self {
        Self::with(service, None)
    }

    /// Metrics of a service, sent to the collector that the configuration names, if it names one.
    pub fn exporting(service: &'static str, settings: &Telemetry) -> Self {
        Self::with(service, export::metrics(settings))
    }

    fn with(service: &'static str, periodic: Option<export::Periodic>) -> Self {
        let reader = Shared(Arc::new(ManualReader::builder().build()));
        let exports = periodic.is_some();
        let mut builder = SdkMeterProvider::builder().with_resource(resource(service)).with_reader(reader.clone());
        if let Some(periodic) = periodic {
            builder = builder.with_reader(periodic);
        }
        let provider = builder.build();
        let meter = provider.meter("phimesh");
        let instruments = MEASURES.iter().map(|(measure, _)| instrument(&meter, *measure)).collect();
        let (exemplars, scrape) = (Exemplars::default(), Mutex::default());
        Self(Arc::new(Inner { service, provider, meter, reader, instruments, exemplars, exports, scrape }))
    }

    /// Adds to a counter. With 0 the series is there from the start, so that its first increment is seen as one.
    pub fn count<const N: usize>(&self, measure: Measure, by: u64, labels: [Label; N]) {
        if let Instrument::Counter(counter) = &self.0.instruments[measure as usize] {
            counter.add(by, &labels.map(pair));
        }
    }

    /// Sets a gauge.
    pub fn set<const N: usize>(&self, measure: Measure, value: f64, labels: [Label; N]) {
        if let Instrument::Gauge(gauge) = &self.0.instruments[measure as usize] {
            gauge.record(value, &labels.map(pair));
        }
    }

    /// Adds seconds to a histogram.
    pub fn took<const N: usize>(&self, measure: Measure, seconds: f64, labels: [Label; N]) {
        self.took_with(measure, seconds, &labels.map(pair));
    }

    /// Adds the seconds since an instant to a histogram; `error` is its `error.type`, if it failed.
    pub fn since<const N: usize>(
        &self,
        measure: Measure,
        started: Instant,
        error: Option<&'static str>,
        labels: [Label; N],
    ) {
        let seconds = started.elapsed().as_secs_f64();
        let Some(error) = error else { return self.took(measure, seconds, labels) };
        let mut labels = labels.map(pair).to_vec();
        labels.push(KeyValue::new("error.type", error));
        self.took_with(measure, seconds, &labels);
    }

    /// As [`Metrics::took`], with values of labels that are made at run time: routes and status codes.
    pub(crate) fn took_with(&self, measure: Measure, seconds: f64, labels: &[KeyValue]) {
        let Instrument::Histogram(histogram) = &self.0.instruments[measure as usize] else { return };
        histogram.record(seconds, labels);
        Context::map_current(|context| {
            let span = context.span();
            let span = span.span_context();
            if span.is_sampled() {
                self.0.exemplars.note(measure, seconds, labels, span.trace_id());
            }
        });
    }

    /// Says where an observed metric is read: `read` hands each value to its argument.
    pub(crate) fn watch(
        &self,
        measure: Measure,
        read: impl Fn(&mut dyn FnMut(f64, &[KeyValue])) + Send + Sync + 'static,
    ) {
        let spec = measure.spec();
        let meter = &self.0.meter;
        if spec.kind == Kind::ObservedCounter {
            let count = move |observer: &dyn AsyncInstrument<u64>| {
                read(&mut |value, labels| observer.observe(whole(value), labels));
            };
            meter
                .u64_observable_counter(spec.name)
                .with_unit(spec.unit)
                .with_description(spec.meaning)
                .with_callback(count)
                .build();
        } else {
            let value = move |observer: &dyn AsyncInstrument<f64>| {
                read(&mut |value, labels| observer.observe(value, labels));
            };
            meter
                .f64_observable_gauge(spec.name)
                .with_unit(spec.unit)
                .with_description(spec.meaning)
                .with_callback(value)
                .build();
        }
    }

    /// Everything, as Prometheus reads it.
    pub fn text(&self, format: Format) -> String {
        let _one_at_a_time = self.0.scrape.lock().unwrap_or_else(PoisonError::into_inner);
        let mut collected = ResourceMetrics::default();
        if self.0.reader.collect(&mut collected).is_err() {
            return exposition::nothing(format);
        }
        exposition::text(&collected, self.0.service, &self.0.exemplars.all(), format)
    }

    /// Sends what is left to the collector, waiting a second at most.
    pub(crate) async fn flush(&self) {
        if !self.0.exports {
            return;
        }
        let provider = self.0.provider.clone();
        let flushed = tokio::task::spawn_blocking(move || provider.force_flush());
        let _nothing_to_be_done = tokio::time::timeout(FLUSH, flushed).await;
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if self.exports {
            // a collector that does not answer must not hold up who dropped this
            let provider = self.provider.clone();
            std::thread::spawn(move || provider.shutdown_with_timeout(FLUSH));
        }
    }
}

fn pair((key, value): Label) -> KeyValue {
    KeyValue::new(key, value)
}

#[expect(clippy::cast_sign_loss, reason = "what is counted is not negative")]
const fn whole(value: f64) -> u64 {
    value as u64
}

fn instrument(meter: &Meter, measure: Measure) -> Instrument {
    let spec = measure.spec();
    match spec.kind {
        Kind::Counter => Instrument::Counter(
            meter.u64_counter(spec.name).with_unit(spec.unit).with_description(spec.meaning).build(),
        ),
        Kind::Gauge => {
            Instrument::Gauge(meter.f64_gauge(spec.name).with_unit(spec.unit).with_description(spec.meaning).build())
        }
        Kind::Histogram(bounds) => Instrument::Histogram(
            meter
                .f64_histogram(spec.name)
                .with_unit(spec.unit)
                .with_description(spec.meaning)
                .with_boundaries(bounds.to_vec())
                .build(),
        ),
        Kind::ObservedCounter | Kind::ObservedGauge => Instrument::Observed,
    }
}
