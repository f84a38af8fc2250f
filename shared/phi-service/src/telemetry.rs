//! Traces that follow one call through every hop by W3C headers, metrics, and logs that carry the trace's ids. No PHI:
//! spans and log lines hold opaque ids, names of FLOW, and numbers; a span keeps only attributes of a list (`allowed`), and
//! what else gets into a text is masked (`masked`). docs/telemetry.md says all of it.
use std::sync::OnceLock;
use std::time::Duration;

use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{Sampler, SdkTracer, SdkTracerProvider};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

use crate::config::Telemetry;

mod allowed;
mod exemplars;
mod export;
mod exporter;
mod exposition;
mod http;
mod lines;
mod masked;
mod measures;
mod metrics;
mod names;
mod process;
mod spans;

pub use allowed::ALLOWED;
pub use exposition::{Format, family};
pub use http::Peer;
pub(crate) use http::door;
pub(crate) use lines::of_event;
pub use masked::{Masked, plant};
pub use measures::{Kind, MEASURES, Measure, OPERATION, Spec, WAY};
pub use metrics::{Label, Metrics};
pub(crate) use names::{stream_label, template, template_of, template_of_stream};
pub(crate) use process::{Shown, canary_hits, show};
pub(crate) use spans::{Delivered, failed, link, process_span, publish_span, rebuild_span, receive_span, timer_span};
pub use spans::{current_trace, current_traceparent, parse_traceparent};

static TRACER: OnceLock<SdkTracer> = OnceLock::new();
static INSTANCE: OnceLock<String> = OnceLock::new();

/// Keeps the exporter alive; flushes it when told to.
pub struct TelemetryGuard(Option<SdkTracerProvider>);

impl TelemetryGuard {
    /// Sends what is left, waiting a second at most for a collector that does not answer.
    pub fn flush(self) {
        if let Some(provider) = self.0 {
            let _nothing_to_be_done = provider.shutdown_with_timeout(Duration::from_secs(1));
        }
    }
}

/// What runs here. The environment adds nothing: whoever sets it might name a practice. The instance is a random number of
/// this process, so that a collector does not take two replicas for one.
fn resource(service: &'static str) -> Resource {
    let instance = INSTANCE.get_or_init(|| {
        let bytes: [u8; 8] = phi_seal::random(&crate::clock::OsEntropy);
        format!("{:016x}", u64::from_be_bytes(bytes))
    });
    Resource::builder_empty()
        .with_service_name(service)
        .with_attribute(KeyValue::new("service.namespace", "phimesh"))
        .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
        .with_attribute(KeyValue::new("service.instance.id", instance.clone()))
        .build()
}

/// Starts logs on standard error and, where an endpoint is set, the export of spans by OTLP over HTTP.
pub fn start(name: &'static str, settings: &Telemetry) -> TelemetryGuard {
    let new = Sampler::TraceIdRatioBased(settings.traces_sample_ratio);
    let mut builder =
        SdkTracerProvider::builder().with_resource(resource(name)).with_sampler(Sampler::ParentBased(Box::new(new)));
    if let Some(processor) = export::spans(settings) {
        builder = builder.with_span_processor(processor);
    }
    let provider = builder.build();
    let tracer = provider.tracer("phimesh");
    let filter = EnvFilter::try_new(&settings.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let logs = Masked::events_only(lines::layer(name)).with_filter(filter);
    let spans = tracing_opentelemetry::layer()
        .with_tracer(tracer.clone())
        .with_location(false)
        .with_threads(false)
        .with_target(false)
        .with_tracked_inactivity(false)
        .with_error_fields_to_exceptions(false)
        .with_error_records_to_exceptions(false)
        .with_error_events_to_exceptions(false)
        .with_filter(tracing_subscriber::filter::filter_fn(spans::wanted));
    let started = tracing_subscriber::registry().with(spans).with(logs).try_init();
    if started.is_ok() {
        let _set_once = TRACER.set(tracer);
    }
    TelemetryGuard(started.is_ok().then_some(provider))
}

/// Registers what is read of a core when metrics are asked for, and the counters whose first increment an alarm must see.
pub(crate) fn observe(core: &crate::core::Core) {
    let metrics = core.metrics();
    let weak = core.weak();
    metrics.watch(Measure::KeysCached, move |see| {
        if let Some(core) = weak.upgrade() {
            see(core.keys.count() as f64, &[]);
        }
    });
    let weak = core.weak();
    metrics.watch(Measure::BeatAge, move |see| {
        let ages = weak.upgrade().map(|core| crate::core::Core(core).beats().ages()).unwrap_or_default();
        for (kind, age) in ages {
            see(age.as_secs_f64(), &[KeyValue::new("loop", kind.word())]);
        }
    });
    for poison in ["chain", "seal", "invariant"] {
        metrics.count(Measure::HashMismatches, 0, [("poison", poison)]);
    }
    for poison in ["garbage", "decode", "chain", "seal", "invariant"] {
        metrics.count(Measure::QuarantineParked, 0, [("poison", poison)]);
    }
}
