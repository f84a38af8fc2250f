//! Log lines: one JSON object each, with the trace and the event that they belong to.
use std::fmt::{self, Debug};

use opentelemetry::Context;
use opentelemetry::trace::TraceContextExt;
use serde_json::{Map, Value, json};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::field::RecordFields;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{FormatTime, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

tokio::task_local! {
    static EVENT: String;
}

/// Does work that an event caused: lines that are logged on the way name the event's commit.
pub(crate) async fn of_event<T>(commit: Option<String>, work: impl Future<Output = T>) -> T {
    match commit {
        Some(commit) => EVENT.scope(commit, work).await,
        None => work.await,
    }
}

/// Lines of a service on standard error.
pub(super) fn layer<S>(service: &'static str) -> impl Layer<S>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    tracing_subscriber::fmt::layer().with_writer(std::io::stderr).fmt_fields(Nothing).event_format(Lines(service))
}

/// Spans' fields are in the trace, not in each line.
struct Nothing;

impl FormatFields<'_> for Nothing {
    fn format_fields<R: RecordFields>(&self, _writer: Writer<'_>, _fields: R) -> fmt::Result {
        Ok(())
    }
}

struct Lines(&'static str);

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, _context: &FmtContext<'_, S, N>, mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let mut time = String::new();
        SystemTime.format_time(&mut Writer::new(&mut time))?;
        let metadata = event.metadata();
        let mut line = Map::new();
        line.insert("timestamp".to_owned(), json!(time));
        line.insert("level".to_owned(), json!(metadata.level().as_str()));
        line.insert("service".to_owned(), json!(self.0));
        line.insert("target".to_owned(), json!(metadata.target()));
        Context::map_current(|context| {
            let span = context.span();
            let span = span.span_context();
            if span.is_valid() {
                line.insert("trace_id".to_owned(), json!(span.trace_id().to_string()));
                line.insert("span_id".to_owned(), json!(span.span_id().to_string()));
            }
        });
        let _no_event = EVENT.try_with(|commit| line.insert("event".to_owned(), json!(commit)));
        let mut fields = Fields(Map::new());
        event.record(&mut fields);
        line.insert("fields".to_owned(), Value::Object(fields.0));
        writeln!(writer, "{}", Value::Object(line))
    }
}

struct Fields(Map<String, Value>);

impl Fields {
    fn put(&mut self, field: &Field, value: Value) {
        self.0.insert(field.name().to_owned(), value);
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.put(field, json!(format!("{value:?}")));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, json!(value));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, json!(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, json!(value));
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field, json!(value));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, json!(value));
    }
}
