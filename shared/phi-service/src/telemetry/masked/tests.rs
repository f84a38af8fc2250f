use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use opentelemetry::trace::TracerProvider;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{SdkTracerProvider, SpanData, SpanExporter};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;

use super::super::exporter::MaskedExporter;
use super::*;

/// Values of people who do not exist.
const VALUES: [&str; 9] = [
    "Oyelaran",
    "ROSALIND OYELARAN",
    "rosalind oyelaran",
    "1961-08-17",
    "august seventeenth nineteen sixty one",
    "206-555-0187",
    "r.oyelaran@example.org",
    "92 Larkspur Terrace",
    "PLT55120987",
];

const CALL: &str = "mfrggzdfmztwq2lknnwg23tpoa";

#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Sink {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[derive(Clone, Debug, Default)]
struct Spans(Arc<Mutex<Vec<SpanData>>>);

impl SpanExporter for Spans {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(batch);
        Ok(())
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the answer was not understood: {0}")]
struct Inner(String);

#[derive(Debug, thiserror::Error)]
#[error("the request failed")]
struct Outer(#[source] Inner);

#[derive(Debug)]
#[expect(dead_code, reason = "read by its Debug alone")]
struct Caller<'a> {
    called: &'a str,
    attempts: u32,
}

/// Logs in every way there is: as message, field, `%` and `?`, in a struct, as source of an error, in a span's name
/// and attributes, at its birth and later.
fn log(value: &str) {
    let error = Outer(Inner(value.to_owned()));
    let caller = Caller { called: value, attempts: 2 };
    let span =
        tracing::info_span!("work", otel.name = %value, told = value, call = CALL, later = tracing::field::Empty);
    span.record("later", value);
    let _entered = span.enter();
    tracing::info!("a call of {value} came in");
    tracing::info!(value, "as a string");
    tracing::info!(%value, other = ?value, "shown twice");
    tracing::warn!(seen = ?caller, "in a struct");
    tracing::error!(error = &error as &dyn std::error::Error, "as a source");
    tracing::info!(parent: None, call = CALL, sequence = 12_345_678_901_u64, elapsed_ms = 12_345_678_u64, "settled");
    tracing::info!(number = 2_065_550_187_u64, mrn = 774_193, port = 4222, "numbers");
    tracing::info!(value = ?vec![value.to_owned(); 4000], "too long");
}

fn written(json: bool) -> String {
    let sink = Sink::default();
    let layer = tracing_subscriber::fmt::layer().with_writer(sink.clone());
    if json {
        let subscriber = tracing_subscriber::registry().with(Masked::new(layer.json()));
        tracing::subscriber::with_default(subscriber, || VALUES.into_iter().for_each(log));
    } else {
        let subscriber = tracing_subscriber::registry().with(Masked::new(layer.with_ansi(false)));
        tracing::subscriber::with_default(subscriber, || VALUES.into_iter().for_each(log));
    }
    let bytes = sink.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn expect_masked(text: &str) {
    for value in VALUES {
        assert!(!text.contains(value), "{value:?} in:\n{text}");
    }
    for stays in
        [CALL, "12345678901", "12345678", "4222", "as a string", "came in", "attempts: 2", "the request failed: "]
    {
        assert!(text.contains(stays), "{stays:?} not in:\n{text}");
    }
    assert!(!text.contains("2065550187") && !text.contains("774193"), "{text}");
}

#[test]
fn json_lines_hold_no_value() {
    let text = written(true);
    expect_masked(&text);
    for line in text.lines() {
        assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "{line}");
    }
}

#[test]
fn text_lines_hold_no_value() {
    expect_masked(&written(false));
}

#[test]
fn exported_spans_hold_no_value() {
    let spans = Spans::default();
    let provider = SdkTracerProvider::builder().with_simple_exporter(MaskedExporter(spans.clone())).build();
    let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("test"));
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || VALUES.into_iter().for_each(log));
    assert!(provider.force_flush().is_ok());
    let text = format!("{:?}", spans.0.lock().unwrap_or_else(PoisonError::into_inner));
    assert!(text.contains("SpanData") && text.contains("the request failed"), "{text}");
    assert!(!text.contains("attempts: 2") && !text.contains("code.line"), "attributes off the list left: {text}");
    for value in VALUES {
        assert!(!text.contains(value), "{value:?} in:\n{text}");
    }
    assert!(!text.contains("2065550187") && !text.contains("774193"), "{text}");
}

#[test]
fn a_planted_value_is_withheld_and_counted() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    io::Write::write_all(&mut file, b"planted-9921\n\nSynthetic Sparrowhawk\n").unwrap();
    plant(file.path()).unwrap();
    let before = process::canary_hits();
    for leak in ["x planted-9921 y", "of synthetic sparrowhawk."] {
        assert_eq!(text(Where::Log, "message", leak), WITHHELD);
        assert_eq!(text(Where::Span, "error", leak), WITHHELD);
    }
    assert_eq!(text(Where::Log, "message", "a call was settled"), "a call was settled");
    assert_eq!(process::canary_hits() - before, 4);
}

#[test]
fn while_the_engine_reads_only_plain_text_passes() {
    READING.set(true);
    assert_eq!(
        text(Where::Log, "message", "a defect: this piece of work was given up"),
        "a defect: this piece of work was given up"
    );
    assert_eq!(text(Where::Log, "message", "a call of Oyelaran"), WITHHELD);
    READING.set(false);
    let masked = text(Where::Log, "message", "a call of Oyelaran");
    assert!(masked.starts_with("a call of [") && !masked.contains("Oyelaran"), "{masked}");
}
