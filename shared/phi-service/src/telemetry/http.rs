//! HTTP in and out, by OpenTelemetry's HTTP conventions: routes and templates, never an address with a value in it.
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use opentelemetry::KeyValue;
use tracing::Instrument;
use tracing_opentelemetry::OpenTelemetrySpanExt;

use super::measures::Measure;
use super::metrics::Metrics;
use super::names::own;
use super::spans::{failed, parse_traceparent};

/// A method as the conventions have it: one that is unknown is `_OTHER`, so that a stranger cannot make series.
fn method(request: &Request) -> &'static str {
    match request.method().as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "_OTHER",
    }
}

/// A door: the span of a request, going on with the trace that it brings, where it brings one, and its duration.
pub(crate) async fn door(State(metrics): State<Metrics>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = method(&request);
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str).to_owned();
    let name = format!("{method} {route}");
    own(&route);
    own(&name);
    let span = tracing::info_span!(
        parent: None,
        "request",
        otel.name = name,
        otel.kind = "server",
        otel.status_code = tracing::field::Empty,
        "http.request.method" = method,
        "http.route" = route,
        "http.response.status_code" = tracing::field::Empty,
        "error.type" = tracing::field::Empty,
    );
    let header = request.headers().get("traceparent").and_then(|value| value.to_str().ok());
    if let Some(parent) = header.and_then(parse_traceparent) {
        let _the_layer_may_be_absent = span.set_parent(parent);
    }
    let work = async {
        let response = next.run(request).await;
        let status = response.status();
        let labels = [
            KeyValue::new("http.request.method", method),
            KeyValue::new("http.route", route.clone()),
            KeyValue::new("http.response.status_code", i64::from(status.as_u16())),
        ];
        metrics.took_with(Measure::HttpServer, started.elapsed().as_secs_f64(), &labels);
        response
    };
    let response = work.instrument(span.clone()).await;
    span.record("http.response.status_code", response.status().as_u16());
    if response.status().is_server_error() {
        failed(&span, "server_error");
    }
    response
}

/// Another's server. No trace context is sent to it: it is another party, and a trace id would let it tell which of its
/// requests belong to one call.
#[derive(Clone)]
pub struct Peer {
    metrics: Metrics,
    address: String,
    port: u16,
}

impl Peer {
    /// A server at an address, whose requests are measured.
    pub fn new(metrics: Metrics, address: &str, port: u16) -> Self {
        Self { metrics, address: address.to_owned(), port }
    }

    /// Measures one request. `template` is what is asked for, with names in place of values; `status` reads the status code
    /// of an answer, or says in a word why there is none.
    ///
    /// # Errors
    /// The request's own.
    pub async fn measured<T, E>(
        &self,
        method: &'static str,
        template: &'static str,
        status: impl Fn(&Result<T, E>) -> Result<u16, &'static str>,
        request: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        let started = Instant::now();
        let name = format!("{method} {template}");
        own(template);
        own(&name);
        let span = tracing::info_span!(
            "call",
            otel.name = name,
            otel.kind = "client",
            otel.status_code = tracing::field::Empty,
            "http.request.method" = method,
            "url.template" = template,
            "server.address" = self.address,
            "server.port" = self.port,
            "http.response.status_code" = tracing::field::Empty,
            "error.type" = tracing::field::Empty,
        );
        let work = async {
            let answer = request.await;
            let mut labels =
                vec![KeyValue::new("http.request.method", method), KeyValue::new("url.template", template)];
            match status(&answer) {
                Ok(code) => labels.push(KeyValue::new("http.response.status_code", i64::from(code))),
                Err(why) => labels.push(KeyValue::new("error.type", why)),
            }
            self.metrics.took_with(Measure::HttpClient, started.elapsed().as_secs_f64(), &labels);
            answer
        };
        let answer = work.instrument(span.clone()).await;
        match status(&answer) {
            Ok(code) => {
                span.record("http.response.status_code", code);
                if code >= 400 {
                    failed(&span, "status");
                }
            }
            Err(why) => failed(&span, why),
        }
        answer
    }
}
