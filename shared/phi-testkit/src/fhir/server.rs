//! The HTTP shell: media types, headers, faults; everything else is [`super::rest`].

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, DefaultBodyLimit, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Request, Response, StatusCode, header};
use serde_json::Value;
use tokio::sync::watch;

use super::refusal::{Refusal, operation_outcome};
use super::rest::{self, Abilities, Answer, Ask, Return};
use super::store::Store;
use super::wire::Scissors;

/// Path of the base on the server.
pub(super) const BASE: &str = "/fhir";

/// Largest body taken, in bytes.
const BODY_LIMIT: usize = 4 * 1024 * 1024;

/// Media type of FHIR JSON (<http://hl7.org/fhir/R4/http.html#mime-type>).
const FHIR_JSON: &str = "application/fhir+json";

/// What goes wrong with one request.
#[derive(Clone, Copy)]
pub(super) enum Fault {
    /// Nothing: the fault planned after it strikes a later request.
    Pass,
    /// Processed after this wait.
    Delay(Duration),
    /// Answered with this status, not processed.
    Fail(u16),
    /// Neither processed nor answered.
    Hang,
    /// Processed, but the connection ends before the answer.
    LoseAnswer,
}

/// What all connections share.
pub(super) struct Shared {
    pub base_url: String,
    pub store: Mutex<Store>,
    pub faults: Mutex<VecDeque<Fault>>,
    pub abilities: Mutex<Abilities>,
    /// Method and path, without query, of every request seen.
    pub seen: Mutex<Vec<String>>,
    /// Becomes true when the server is to stop.
    pub stop: watch::Receiver<bool>,
}

/// Locks even if another thread panicked while it held the lock: the data are whole after every step.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One handler for all paths: routing is done by [`rest::answer`], which a batch uses too.
pub(super) fn router(shared: Arc<Shared>) -> Router {
    Router::new().fallback(handle).layer(DefaultBodyLimit::max(BODY_LIMIT)).with_state(shared)
}

async fn handle(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    request: Request<Body>,
) -> Response<Body> {
    let (parts, body) = request.into_parts();
    lock(&shared.seen).push(format!("{} {}", parts.method, parts.uri.path()));
    let fault = lock(&shared.faults).pop_front();
    match fault {
        Some(Fault::Delay(wait)) => tokio::time::sleep(wait).await,
        Some(Fault::Fail(status)) => return failed(status),
        Some(Fault::Hang) => {
            let mut stop = shared.stop.clone();
            // an error means that the sandbox was dropped, which ends the wait as well
            let _ = stop.wait_for(|stop| *stop).await;
            scissors.cut();
            return failed(503);
        }
        Some(Fault::Pass | Fault::LoseAnswer) | None => {}
    }
    let body = axum::body::to_bytes(body, BODY_LIMIT).await;
    let answer = match body {
        Ok(body) => process(&shared, &parts, &String::from_utf8_lossy(&body)),
        Err(_) => refused(Refusal::new(413, "too-long", "The body is too large.")),
    };
    if matches!(fault, Some(Fault::LoseAnswer)) {
        scissors.cut();
    }
    answer
}

fn process(shared: &Shared, parts: &Parts, body: &str) -> Response<Body> {
    let answer = ask(parts, body).and_then(|ask| {
        let abilities = *lock(&shared.abilities);
        rest::answer(&mut lock(&shared.store), abilities, &shared.base_url, &ask)
    });
    match answer {
        Ok(answer) => answered(&shared.base_url, answer),
        Err(refusal) => refused(refusal),
    }
}

fn ask(parts: &Parts, body: &str) -> Result<Ask, Refusal> {
    let outside = Refusal::new(404, "not-found", "That address is outside the FHIR base.");
    let path = parts.uri.path().strip_prefix(BASE).ok_or(outside)?.trim_matches('/').to_owned();
    check_media(&parts.headers, &path, body)?;
    let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let prefer = header("prefer").unwrap_or_default();
    Ok(Ask {
        method: parts.method.to_string(),
        path,
        query: parts.uri.query().unwrap_or_default().to_owned(),
        if_match: header("if-match"),
        if_none_exist: header("if-none-exist"),
        prefer: match prefer.as_str() {
            text if text.contains("return=minimal") => Return::Minimal,
            text if text.contains("return=OperationOutcome") => Return::Outcome,
            _ => Return::Representation,
        },
        strict: prefer.contains("handling=strict"),
        body: body.to_owned(),
    })
}

/// 406 and 415 of <http://hl7.org/fhir/R4/http.html#mime-type>.
fn check_media(headers: &HeaderMap, path: &str, body: &str) -> Result<(), Refusal> {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let accept = header(header::ACCEPT);
    if !accept.is_empty() && !["json", "*/*"].iter().any(|part| accept.contains(part)) {
        return Err(Refusal::new(406, "not-supported", "This server answers in application/fhir+json only."));
    }
    let sent = header(header::CONTENT_TYPE).split(';').next().unwrap_or_default().trim();
    let wanted: &[&str] = if path.ends_with("_search") {
        &["application/x-www-form-urlencoded"]
    } else {
        &[FHIR_JSON, "application/json"]
    };
    if body.is_empty() || wanted.contains(&sent) {
        return Ok(());
    }
    Err(Refusal::new(415, "not-supported", "This server takes application/fhir+json, and a form for _search."))
}

fn answered(base: &str, answer: Answer) -> Response<Body> {
    let mut response = respond(answer.status, answer.body.as_ref());
    let location = answer.location.filter(|_| answer.status == 201).map(|at| format!("{base}/{at}"));
    let etag = answer.version.map(|version| format!("W/\"{version}\""));
    for (name, value) in [(header::LOCATION, location), (header::ETAG, etag)] {
        if let Some(value) = value.and_then(|value| value.parse().ok()) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

fn refused(refusal: Refusal) -> Response<Body> {
    respond(refusal.status, Some(&refusal.body()))
}

/// A planted failure; throttling asks for one second, as RFC 9110 section 10.2.3 lets a server do.
fn failed(status: u16) -> Response<Body> {
    let body = operation_outcome("error", if status < 500 { "processing" } else { "exception" }, "Planted failure.");
    let mut response = respond(status, Some(&body));
    if matches!(status, 429 | 503) {
        response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("1"));
    }
    response
}

fn respond(status: u16, body: Option<&Value>) -> Response<Body> {
    let bytes = body.map(Value::to_string).unwrap_or_default();
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if body.is_some() {
        response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static(FHIR_JSON));
    }
    response
}
