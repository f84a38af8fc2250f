//! Planted identifiers that are logged on purpose, in every way there is, are found in no line and no span; what the
//! program says of itself stays readable.
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use e2e::canary::{Canary, planted, scan_bytes};
use e2e::peers::SpanSink;
use phi_redaction::engine::Engine;
use phi_redaction::logline::mask;
use phi_service::config::Telemetry;
use phi_service::telemetry::{self, Masked};
use tracing_subscriber::layer::SubscriberExt;

/// Where the child of the first story sends its spans.
const SINK: &str = "PHIMESH_TEST_SPAN_SINK";

/// An identifier of ours: it stays.
const CALL: &str = "mfrggzdfmztwq2lknnwg23tpoa";

#[derive(Debug)]
#[expect(dead_code, reason = "read by its Debug alone")]
struct Seen<'a> {
    what: &'a str,
    attempts: u32,
}

fn log(value: &str) {
    let source = io::Error::other(value.to_owned());
    let error = io::Error::other(Wrapped(source));
    let span = tracing::info_span!(
        "work",
        otel.name = format!("work of {value}"),
        told = value,
        shown = %value,
        call = CALL,
        later = tracing::field::Empty
    );
    span.record("later", value);
    let _entered = span.enter();
    tracing::info!("{value}");
    tracing::info!("a call of {value} came in");
    tracing::info!(value, again = %value, debugged = ?value, json = format!("{{\"v\":\"{value}\"}}"), "as fields");
    tracing::warn!(seen = ?Seen { what: value, attempts: 2 }, listed = ?[Some(value)], "in a struct");
    tracing::error!(error = &error as &dyn std::error::Error, %error, "as a source");
    tracing::info!(name = value, id = value, service = value, message_id = value, "under names of every kind");
    if let Ok(number) = value.parse::<u64>() {
        tracing::info!(number, signed = number as f64, "as a number");
    }
    tracing::info!(sequence = 12_345_678_901_u64, elapsed_ms = 61_234, port = 4222, call = CALL, "a call was settled");
}

#[derive(Debug, thiserror::Error)]
#[error("the request failed")]
struct Wrapped(#[source] io::Error);

fn log_everything(canaries: &[Canary]) {
    canaries.iter().flat_map(|canary| &canary.spellings).for_each(|value| log(value));
}

fn expect_masked(place: &str, written: &[u8]) {
    assert_eq!(scan_bytes(place, written, &planted()), [], "{}", String::from_utf8_lossy(written));
    for stays in [CALL, "a call was settled", "attempts: 2", "the request failed", "12345678901", "61234"] {
        let lines = String::from_utf8_lossy(written);
        assert!(lines.contains(stays), "{place}: {stays} is gone from {lines}");
    }
}

/// Run by the story below in a process of its own: telemetry is the whole process's.
#[test]
#[ignore = "logs canaries on purpose"]
#[expect(clippy::disallowed_methods, reason = "the parent's word to its child, no configuration of anybody's")]
fn child_that_logs() {
    let settings = Telemetry { otlp_endpoint: std::env::var(SINK).ok(), ..Telemetry::default() };
    let guard = telemetry::start("child", &settings);
    log_everything(&planted());
    guard.flush();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_logs_every_canary_writes_none() {
    let sink = SpanSink::start().await.unwrap();
    let endpoint = sink.endpoint.clone();
    let child = tokio::task::spawn_blocking(move || {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--ignored", "--exact", "logs::child_that_logs", "--nocapture"]).env(SINK, endpoint);
        child.stdin(Stdio::null()).output().unwrap()
    });
    let output = child.await.unwrap();
    assert!(output.status.success());
    expect_masked("standard error", &output.stderr);
    assert_eq!(scan_bytes("standard output", &output.stdout, &planted()), []);
    let spans = sink.bodies().concat();
    assert!(!spans.is_empty(), "no span was exported");
    assert_eq!(scan_bytes("the spans", &spans, &planted()), []);
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn lines_of_text_hold_none_either() {
    let lines = Lines::default();
    let writer = lines.clone();
    let layer = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(move || writer.clone());
    let subscriber = tracing_subscriber::registry().with(Masked::new(layer));
    tracing::subscriber::with_default(subscriber, || log_everything(&planted()));
    expect_masked("lines of text", &lines.0.lock().unwrap());
}

/// Every sentence that our own code says: errors, and messages of log lines. Values are made "x".
fn sentences() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut folders = vec![root.join("services"), root.join("shared")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("tests") {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") && !path.ends_with("tests.rs") {
                sentences_of(&std::fs::read_to_string(path).unwrap(), &mut found);
            }
        }
    }
    found
}

fn sentences_of(code: &str, found: &mut Vec<String>) {
    for opening in ["#[error(\"", "trace!(", "debug!(", "info!(", "warn!(", "error!("] {
        for (at, _) in code.match_indices(opening) {
            let statement = &code[at + opening.len()..];
            let end = statement.find(if opening.ends_with('"') { "\")]" } else { "\");" });
            let Some(statement) = end.and_then(|end| statement.get(..end)) else { continue };
            let text = statement.rsplit('"').next().unwrap_or_default();
            found.push(
                text.split('{').map(|part| part.split_once('}').map_or(part, |p| p.1)).collect::<Vec<_>>().join("x"),
            );
        }
    }
}

#[test]
fn our_own_sentences_stay_readable() {
    let engine = Engine::new().without_sweep();
    let sentences = sentences();
    assert!(sentences.len() > 100, "only {} sentences were found", sentences.len());
    let changed: Vec<String> = sentences
        .iter()
        .map(|text| mask(&engine, "message", text).into_owned())
        .filter(|text| !sentences.contains(text))
        .collect();
    // a new word of programs belongs into shared/phi-redaction/src/logline/words.txt
    assert!(changed.len() * 20 <= sentences.len(), "{} of {}: {changed:#?}", changed.len(), sentences.len());
}
