//! Spans by the messaging conventions of OpenTelemetry (`messaging.system` is `nats`, which their list lacks; what is
//! JetStream's own stands below `messaging.nats.`).
//!
//! One call is one trace: each publish names its span in the message's `traceparent`, and the processing of a delivery is a
//! child of that span and links to it. What concerns several traces or comes later (a receive, a timer, a rebuild) begins
//! a trace of its own and only links. `tracestate` and baggage are neither read nor written.
use std::time::{Duration, SystemTime};

use opentelemetry::trace::{
    Link, Span as _, SpanBuilder, SpanContext, SpanId, SpanKind, TraceContextExt, TraceFlags, TraceId, TraceState,
    Tracer,
};
use opentelemetry::{Context, KeyValue};
use phi_bus::Delivery;
use phi_events::envelope::Layout;
use phi_events::{Address, CommitId};
use tracing::{Level, Metadata, Span};
use tracing_opentelemetry::OpenTelemetrySpanExt;

use super::TRACER;
use super::names::{stream_label, template};

/// Which spans and events go into traces: spans of ours, and what is wrong.
pub(super) fn wanted(metadata: &Metadata<'_>) -> bool {
    let most = if metadata.is_span() { Level::INFO } else { Level::WARN };
    *metadata.level() <= most
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
    Some(Context::new().with_remote_span_context(remote(text)?))
}

fn remote(text: &str) -> Option<SpanContext> {
    let parts: Vec<&str> = text.trim().split('-').collect();
    let [_, trace, span, flags, ..] = parts[..] else { return None };
    let flags = TraceFlags::new(u8::from_str_radix(flags, 16).ok()?);
    let (trace, span) = (TraceId::from_hex(trace).ok()?, SpanId::from_hex(span).ok()?);
    let context = SpanContext::new(trace, span, flags, true, TraceState::default());
    context.is_valid().then_some(context)
}

/// The call that an address concerns, as `messaging.message.conversation_id`: nothing where it is the practice itself.
fn conversation(address: Address) -> Option<String> {
    (address.aggregate.0 != address.tenant.0).then(|| address.aggregate.to_string())
}

/// What a span says of a delivery.
pub(crate) struct Delivered<'a> {
    /// Where the message stands; `None` for a subject that is none of ours.
    pub address: Option<Address>,
    /// The context of its stream.
    pub source: phi_events::Context,
    /// The consumer.
    pub durable: &'static str,
    /// The delivery.
    pub delivery: &'a Delivery,
}

impl Delivered<'_> {
    /// The message's commit, in clear in its header.
    pub(crate) fn commit(&self) -> Option<String> {
        Layout::parse(&self.delivery.message.payload).ok().map(|layout| layout.header.commit.to_string())
    }
}

/// The span of one delivery's processing.
pub(crate) fn process_span(delivered: &Delivered<'_>, commit: Option<&str>) -> Span {
    let Delivered { source, durable, delivery, .. } = *delivered;
    let template = template(source);
    let span = tracing::info_span!(
        parent: None,
        "process",
        otel.name = format!("process {template}"),
        otel.kind = "consumer",
        otel.status_code = tracing::field::Empty,
        "messaging.system" = "nats",
        "messaging.operation.name" = "process",
        "messaging.operation.type" = "process",
        "messaging.destination.template" = template,
        "messaging.consumer.group.name" = durable,
        "messaging.message.id" = commit,
        "messaging.message.conversation_id" = delivered.address.and_then(conversation),
        "messaging.message.envelope.size" = delivery.message.payload.len(),
        "messaging.nats.stream" = stream_label(source),
        "messaging.nats.seq" = delivery.message.sequence,
        "messaging.nats.num_delivered" = delivery.delivered,
        "messaging.nats.redelivered" = delivery.delivered > 1,
        "error.type" = tracing::field::Empty,
    );
    if let Some(parent) = delivery.message.traceparent.as_deref().and_then(remote) {
        span.add_link(parent.clone());
        let _the_layer_may_be_absent = span.set_parent(Context::new().with_remote_span_context(parent));
    }
    if delivery.delivered > 1 {
        span.add_event("redelivered", vec![]);
    }
    span
}

/// The span of one append: its id is what the message's `traceparent` names.
pub(crate) fn publish_span(address: Address, commit: CommitId, bytes: usize) -> Span {
    let template = template(address.context);
    tracing::info_span!(
        "publish",
        otel.name = format!("publish {template}"),
        otel.kind = "producer",
        otel.status_code = tracing::field::Empty,
        "messaging.system" = "nats",
        "messaging.operation.name" = "publish",
        "messaging.operation.type" = "send",
        "messaging.destination.template" = template,
        "messaging.message.id" = %commit,
        "messaging.message.conversation_id" = conversation(address),
        "messaging.message.envelope.size" = bytes,
        "messaging.nats.stream" = stream_label(address.context),
        "messaging.nats.seq" = tracing::field::Empty,
        "error.type" = tracing::field::Empty,
    )
}

/// Notes on a span that its work failed, and how.
pub(crate) fn failed(span: &Span, error: &'static str) {
    span.record("error.type", error);
    span.record("otel.status_code", "ERROR");
}

/// The span of a pull that brought something, written once it has: a trace of its own, with a link to each message.
pub(crate) fn receive_span(
    source: phi_events::Context,
    durable: &'static str,
    took: Duration,
    deliveries: &[Delivery],
) {
    let Some(tracer) = TRACER.get() else { return };
    let template = template(source);
    let ended = SystemTimeNow::now();
    let creation = |delivery: &Delivery| delivery.message.traceparent.as_deref().and_then(remote);
    let links = deliveries.iter().filter_map(creation).map(|context| Link::new(context, vec![], 0)).collect();
    let builder = SpanBuilder::from_name(format!("receive {template}"))
        .with_kind(SpanKind::Client)
        .with_start_time(ended.checked_sub(took).unwrap_or(ended))
        .with_links(links)
        .with_attributes([
            KeyValue::new("messaging.system", "nats"),
            KeyValue::new("messaging.operation.name", "receive"),
            KeyValue::new("messaging.operation.type", "receive"),
            KeyValue::new("messaging.destination.template", template),
            KeyValue::new("messaging.consumer.group.name", durable),
            KeyValue::new("messaging.nats.stream", stream_label(source)),
            KeyValue::new("messaging.batch.message_count", i64::try_from(deliveries.len()).unwrap_or(i64::MAX)),
        ]);
    tracer.build_with_context(builder, &Context::new()).end_with_timestamp(ended);
}

/// The span of what a timer set off: a trace of its own, which [`link`] ties to the aggregate's.
pub(crate) fn timer_span(kind: u8) -> Span {
    tracing::info_span!(
        parent: None,
        "timer",
        otel.name = "timer",
        otel.kind = "internal",
        otel.status_code = tracing::field::Empty,
        "phimesh.timer.kind" = kind,
        "error.type" = tracing::field::Empty,
    )
}

/// The span of a rebuild: a trace of its own; the events that it folds keep theirs, which may be years old.
pub(crate) fn rebuild_span(context: phi_events::Context) -> Span {
    tracing::info_span!(
        parent: None,
        "rebuild",
        otel.name = format!("rebuild {}", template(context)),
        otel.kind = "internal",
        "messaging.destination.template" = template(context),
        "phimesh.events" = tracing::field::Empty,
    )
}

/// Links the current span to the one that a `traceparent` names.
pub(crate) fn link(traceparent: Option<&str>) {
    if let Some(context) = traceparent.and_then(remote) {
        Span::current().add_link(context);
    }
}

/// The time of a span: the SDK's own spans take the system's too.
struct SystemTimeNow;

impl SystemTimeNow {
    #[expect(clippy::disallowed_methods, reason = "a span's time is the machine's, and nothing is decided by it")]
    fn now() -> SystemTime {
        SystemTime::now()
    }
}

#[cfg(test)]
mod tests {
    use phi_events::{AggregateId, TenantId};

    use super::*;

    #[test]
    fn a_practice_is_no_conversation() {
        let (tenant, call) = (TenantId([1; 16]), AggregateId([2; 16]));
        let of = |aggregate| conversation(Address::new(phi_events::Context::Call, tenant, aggregate));
        assert_eq!(of(call), Some(call.to_string()));
        assert_eq!(of(tenant.into()), None);
    }

    #[test]
    fn only_a_whole_traceparent_is_read() {
        let text = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        assert_eq!(remote(text).unwrap().trace_id().to_string(), "4bf92f3577b34da6a3ce929d0e0e4736");
        for bad in ["", "00-0-0-01", "00-00000000000000000000000000000000-00f067aa0ba902b7-01"] {
            assert!(remote(bad).is_none(), "{bad}");
        }
    }
}
