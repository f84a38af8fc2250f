//! Spans as a collector gets them, read from OTLP's messages.
use std::collections::BTreeMap;

use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue, any_value};
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;

use crate::BoxError;

/// A span that left a process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// `publish phi.v1.call`.
    pub name: String,
    /// Its kind by OTLP's number: 1 internal, 2 server, 3 client, 4 producer, 5 consumer.
    pub kind: i32,
    /// Trace id, in hex.
    pub trace: String,
    /// Span id, in hex.
    pub id: String,
    /// The parent's id, empty for none.
    pub parent: String,
    /// Traces and spans it links to.
    pub links: Vec<(String, String)>,
    /// Attributes, values as text.
    pub attributes: BTreeMap<String, String>,
    /// Names of its events.
    pub events: Vec<String>,
    /// Keys of its events' and links' attributes.
    pub other_keys: Vec<String>,
    /// Whether it says that its work failed.
    pub failed: bool,
}

fn text(value: Option<&AnyValue>) -> String {
    match value.and_then(|value| value.value.as_ref()) {
        Some(any_value::Value::StringValue(text)) => text.clone(),
        Some(any_value::Value::BoolValue(truth)) => truth.to_string(),
        Some(any_value::Value::IntValue(number)) => number.to_string(),
        Some(any_value::Value::DoubleValue(number)) => number.to_string(),
        other => format!("{other:?}"),
    }
}

fn pairs(attributes: &[KeyValue]) -> BTreeMap<String, String> {
    attributes.iter().map(|pair| (pair.key.clone(), text(pair.value.as_ref()))).collect()
}

fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

fn seen(span: &Span) -> Seen {
    let keys = span.events.iter().map(|event| &event.attributes).chain(span.links.iter().map(|link| &link.attributes));
    Seen {
        name: span.name.clone(),
        kind: span.kind,
        trace: hex(&span.trace_id),
        id: hex(&span.span_id),
        parent: hex(&span.parent_span_id),
        links: span.links.iter().map(|link| (hex(&link.trace_id), hex(&link.span_id))).collect(),
        attributes: pairs(&span.attributes),
        events: span.events.iter().map(|event| event.name.clone()).collect(),
        other_keys: keys.flatten().map(|pair| pair.key.clone()).collect(),
        failed: span.status.as_ref().is_some_and(|status| status.code == 2),
    }
}

/// Every span of some batches.
///
/// # Errors
/// When a batch is no OTLP message.
pub fn read(batches: &[Vec<u8>]) -> Result<Vec<Seen>, BoxError> {
    let mut all = Vec::new();
    for batch in batches {
        let request = ExportTraceServiceRequest::decode(batch.as_slice())?;
        let scopes = request.resource_spans.iter().flat_map(|resource| &resource.scope_spans);
        all.extend(scopes.flat_map(|scope| &scope.spans).map(seen));
    }
    Ok(all)
}

/// The attributes of each batch's resource.
///
/// # Errors
/// When a batch is no OTLP message.
pub fn resources(batches: &[Vec<u8>]) -> Result<Vec<BTreeMap<String, String>>, BoxError> {
    let mut all = Vec::new();
    for batch in batches {
        let request = ExportTraceServiceRequest::decode(batch.as_slice())?;
        let resources = request.resource_spans.iter().filter_map(|spans| spans.resource.as_ref());
        all.extend(resources.map(|resource| pairs(&resource.attributes)));
    }
    Ok(all)
}

/// The names of the metrics of some collections, each with the service whose they are.
///
/// # Errors
/// When a collection is no OTLP message.
pub fn metrics(batches: &[Vec<u8>]) -> Result<Vec<(String, String)>, BoxError> {
    let mut all = Vec::new();
    for batch in batches {
        let request = ExportMetricsServiceRequest::decode(batch.as_slice())?;
        for resource in &request.resource_metrics {
            let attributes = resource.resource.as_ref().map(|found| pairs(&found.attributes)).unwrap_or_default();
            let service = attributes.get("service.name").cloned().unwrap_or_default();
            let metrics = resource.scope_metrics.iter().flat_map(|scope| &scope.metrics);
            all.extend(metrics.map(|metric| (service.clone(), metric.name.clone())));
        }
    }
    Ok(all)
}
