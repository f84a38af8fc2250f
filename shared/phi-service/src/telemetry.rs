//! Traces that follow one call through every hop by W3C headers, and logs that carry their ids. No PHI: spans and log lines
//! hold opaque ids, names of FLOW, and numbers; what else gets into one is masked (`masked`).
use std::time::Duration;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState, TracerProvider};
use opentelemetry::{Context, KeyValue};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::{Instrument, Span};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

use crate::config::Telemetry;

mod exporter;
mod masked;

pub use masked::Masked;

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

/// Starts logs on standard error and, where an endpoint is set, the export of spans by OTLP over HTTP.
pub fn start(name: &'static str, settings: &Telemetry) -> TelemetryGuard {
    let resource = Resource::builder()
        .with_service_name(name)
        .with_attribute(KeyValue::new("service.namespace", "phimesh"))
        .build();
    let mut builder = SdkTracerProvider::builder().with_resource(resource);
    if let Some(endpoint) = &settings.otlp_endpoint {
        let url = format!("{}/v1/traces", endpoint.trim_end_matches('/'));
        let exporter = SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(url)
            .with_timeout(Duration::from_secs(1))
            .build();
        match exporter {
            Ok(exporter) => builder = builder.with_batch_exporter(exporter::MaskedExporter(exporter)),
            // stderr, since the log layer does not stand yet
            Err(error) => eprintln!("PHI-S003: traces are not exported: {error}"),
        }
    }
    let provider = builder.build();
    let tracer = provider.tracer("phimesh");
    let filter = EnvFilter::try_new(&settings.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let logs = tracing_subscriber::fmt::layer().json().with_writer(std::io::stderr).with_span_list(false);
    let logs = Masked::new(logs).with_filter(filter);
    let spans = tracing_opentelemetry::layer().with_tracer(tracer).with_filter(EnvFilter::new("info"));
    let started = tracing_subscriber::registry().with(spans).with(logs).try_init();
    TelemetryGuard(started.is_ok().then_some(provider))
}

/// The W3C `traceparent` of the current span.
pub fn current_traceparent() -> Option<String> {
    let context = Span::current().context();
    let span = context.span();
    let span = span.span_context();
    span.is_valid().then(|| format!("00-{}-{}-{:02x}", span.trace_id(), span.span_id(), span.trace_flags().to_u8()))
}

/// The trace id of the current span, for people.
pub fn current_trace() -> Option<String> {
    current_traceparent().and_then(|text| text.split('-').nth(1).map(str::to_owned))
}

/// Reads a `traceparent` (W3C Trace Context, section 3.2).
pub fn parse_traceparent(text: &str) -> Option<Context> {
    let parts: Vec<&str> = text.trim().split('-').collect();
    let [_, trace, span, flags, ..] = parts[..] else { return None };
    let flags = TraceFlags::new(u8::from_str_radix(flags, 16).ok()?);
    let context = SpanContext::new(
        TraceId::from_hex(trace).ok()?,
        SpanId::from_hex(span).ok()?,
        flags,
        true,
        TraceState::default(),
    );
    context.is_valid().then(|| Context::new().with_remote_span_context(context))
}

/// The span of one delivery's processing: child of the publisher's, by the messaging conventions.
pub(crate) fn process_span(template: &'static str, durable: &str, delivered: u64, traceparent: Option<&str>) -> Span {
    let span = tracing::info_span!(
        "process",
        otel.name = format!("process {template}"),
        otel.kind = "consumer",
        "messaging.system" = "nats",
        "messaging.operation.name" = "process",
        "messaging.operation.type" = "process",
        "messaging.destination.template" = template,
        "messaging.consumer.group.name" = durable,
        "messaging.nats.num_delivered" = delivered,
        trace_id = tracing::field::Empty,
    );
    if let Some(parent) = traceparent.and_then(parse_traceparent) {
        span.record("trace_id", parent.span().span_context().trace_id().to_string());
        let _the_layer_may_be_absent = span.set_parent(parent);
    }
    span
}

/// The span of one append, by the messaging conventions: its id is what the message's `traceparent` names.
pub(crate) fn publish_span(context: phi_events::Context, bytes: usize) -> Span {
    let template = template(context);
    tracing::info_span!(
        "publish",
        otel.name = format!("publish {template}"),
        otel.kind = "producer",
        "messaging.system" = "nats",
        "messaging.operation.name" = "publish",
        "messaging.operation.type" = "send",
        "messaging.destination.template" = template,
        "messaging.message.envelope.size" = bytes,
    )
}

/// Goes on with the trace that an HTTP request brings, where it brings one.
pub(crate) async fn adopt(request: Request, next: Next) -> Response {
    let header = request.headers().get("traceparent").and_then(|value| value.to_str().ok());
    let Some(parent) = header.and_then(parse_traceparent) else { return next.run(request).await };
    let span = tracing::info_span!("request", otel.name = "request", otel.kind = "internal");
    let _the_layer_may_be_absent = span.set_parent(parent);
    next.run(request).instrument(span).await
}

/// A low-cardinality name of a context's subjects: never a tenant's or a call's own.
pub(crate) const fn template(context: phi_events::Context) -> &'static str {
    use phi_events::Context as C;
    match context {
        C::Call => "phi.v1.call",
        C::Transcript => "phi.v1.transcript",
        C::Redaction => "phi.v1.redaction",
        C::Outcome => "phi.v1.outcome",
        C::Ehr => "phi.v1.ehr",
        C::Feed => "phi.v1.feed",
        C::Retention => "phi.v1.retention",
        C::Breach => "phi.v1.breach",
        C::Request => "phi.v1.request",
        C::Tenant => "phi.v1.tenant",
        C::Access => "phi.v1.access",
        C::Shred => "phi.v1.shred",
        C::Quarantine => "phi.v1.quarantine",
        C::Audio => "phi.v1.audio",
        C::Masked => "phi.v1.masked",
    }
}
