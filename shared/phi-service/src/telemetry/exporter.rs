//! Spans as they leave the process: attributes of the list alone, and names, attributes, events and status masked.
use std::time::Duration;

use opentelemetry::trace::Status;
use opentelemetry::{Array, KeyValue, Value};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{SpanData, SpanExporter};
use phi_redaction::logline::WITHHELD;

use super::allowed::allowed;
use super::masked::{number, text};
use super::names::is_own;
use super::process::Where;

/// An exporter that is given only masked spans. Masking happens on the exporter's own thread.
#[derive(Debug)]
pub(super) struct MaskedExporter<E>(pub(super) E);

impl<E: SpanExporter> SpanExporter for MaskedExporter<E> {
    fn export(&self, mut batch: Vec<SpanData>) -> impl Future<Output = OTelSdkResult> + Send {
        batch.iter_mut().for_each(mask_span);
        self.0.export(batch)
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.0.shutdown_with_timeout(timeout)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.0.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.0.set_resource(resource);
    }
}

fn mask_span(span: &mut SpanData) {
    if let Some(name) = masked("otel.name", &span.name) {
        span.name = name.into();
    }
    keep(&mut span.attributes);
    for event in &mut span.events.events {
        if let Some(name) = masked("message", &event.name) {
            event.name = name.into();
        }
        keep(&mut event.attributes);
    }
    for link in &mut span.links.links {
        keep(&mut link.attributes);
    }
    if let Status::Error { description } = &mut span.status
        && let Some(instead) = masked("error", description)
    {
        *description = instead.into();
    }
}

/// The text in place of one that may not leave as it is; `None`: it may. What is compiled in, and an id where an id
/// belongs, is not read by the engine: at thousands of spans a second that would be most of what telemetry costs.
fn masked(field: &str, value: &str) -> Option<String> {
    if is_own(value) || is_id(field, value) {
        return None;
    }
    Some(text(Where::Span, field, value))
}

/// Whether a value is one of our ids (128 bits, 26 letters of base32) in a field that holds one.
fn is_id(field: &str, value: &str) -> bool {
    let holds = matches!(field, "messaging.message.id" | "messaging.message.conversation_id");
    holds && value.len() == 26 && value.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'2'..=b'7'))
}

/// Drops what is not on the list and masks the rest.
fn keep(pairs: &mut Vec<KeyValue>) {
    pairs.retain(|pair| allowed(pair.key.as_str()));
    pairs.iter_mut().for_each(mask_pair);
}

fn mask_pair(pair: &mut KeyValue) {
    let field = pair.key.as_str();
    let withheld = match &mut pair.value {
        Value::Bool(_) | Value::Array(Array::Bool(_)) => return,
        Value::String(value) => {
            if let Some(instead) = masked(field, value.as_str()) {
                *value = instead.into();
            }
            return;
        }
        Value::Array(Array::String(values)) => {
            for value in values {
                if let Some(instead) = masked(field, value.as_str()) {
                    *value = instead.into();
                }
            }
            return;
        }
        Value::I64(value) => !number(field, value.unsigned_abs().into()),
        Value::F64(value) => !number(field, magnitude(*value)),
        Value::Array(Array::I64(values)) => values.iter().any(|value| !number(field, value.unsigned_abs().into())),
        Value::Array(Array::F64(values)) => values.iter().any(|value| !number(field, magnitude(*value))),
        // a kind of value that is not known here is not known to be harmless
        Value::Array(_) | _ => true,
    };
    if withheld {
        pair.value = Value::String(WITHHELD.into());
    }
}

#[expect(clippy::cast_sign_loss, reason = "the absolute value has none")]
fn magnitude(value: f64) -> u128 {
    value.abs() as u128
}
