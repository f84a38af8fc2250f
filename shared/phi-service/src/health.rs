//! What Kubernetes and operators ask. Health says yes or no; the admin verbs answer on loopback only.
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use axum::extract::{Path, State};
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use phi_events::access::Purpose;
use phi_events::class::CONTENT_CLASSES;
use phi_events::flow::row;
use phi_events::{AggregateId, TenantId};
use serde_json::{Value, json};

use crate::config::Probes;
use crate::core::Core;
use crate::fault::Disposition;
use crate::keys::KeyError;
use crate::projector::SharedProjector;
use crate::sampler::Samples;
use crate::telemetry::{Format, Metrics};

/// What health and admin verbs look at.
#[derive(Clone)]
pub(crate) struct Looking {
    pub core: Core,
    pub projector: SharedProjector,
    pub draining: Arc<AtomicBool>,
    pub samples: Arc<Samples>,
    pub probes: Probes,
}

impl Looking {
    pub(crate) fn ready(&self) -> bool {
        self.samples.keys.load(Ordering::SeqCst)
            && self.projector.caught_up()
            && self.samples.lag.load(Ordering::SeqCst) <= self.probes.lag
            && self.core.log().connected()
            && !self.draining.load(Ordering::SeqCst)
    }

    fn live(&self) -> bool {
        self.core.beats().alive(self.probes.stale, self.probes.hung)
    }
}

const fn answer(yes: bool) -> (StatusCode, &'static str) {
    if yes { (StatusCode::OK, "ok\n") } else { (StatusCode::SERVICE_UNAVAILABLE, "not yet\n") }
}

/// What the health listener has at hand: it listens before there is anything to look at.
#[derive(Clone)]
pub(crate) struct Health {
    pub looking: Arc<OnceLock<Looking>>,
    pub metrics: Metrics,
}

impl Health {
    /// The answer to a question, and another while the service is being put together.
    fn answer(&self, ask: fn(&Looking) -> bool, before: bool) -> (StatusCode, &'static str) {
        answer(self.looking.get().map_or(before, ask))
    }
}

/// `/livez`: every loop goes round, and nothing that is worked on hangs; the broker is no part of it. `/readyz`: the
/// projection has caught up, with the stream's end as of the start and within a bound since, and the broker and the mesh's
/// own key answer. `/startupz`: the projection has caught up once. `/metrics`: for Prometheus.
pub(crate) fn health(health: Health) -> Router {
    Router::new()
        .route("/livez", get(|State(health): State<Health>| async move { health.answer(Looking::live, true) }))
        .route("/readyz", get(|State(health): State<Health>| async move { health.answer(Looking::ready, false) }))
        .route(
            "/startupz",
            get(|State(health): State<Health>| async move {
                health.answer(|looking| looking.projector.caught_up(), false)
            }),
        )
        .route("/metrics", get(metrics))
        .with_state(health)
}

async fn metrics(State(health): State<Health>, headers: HeaderMap) -> Response {
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let format = Format::of(accept);
    ([(CONTENT_TYPE, format.content_type())], health.metrics.text(format)).into_response()
}

/// An operator's verbs.
pub(crate) fn admin(looking: Looking) -> Router {
    Router::new()
        .route("/state-hash", get(state_hash))
        .route("/rebuild", post(rebuild))
        .route("/waiting", get(waiting))
        .route("/keys/{tenant}/{call}", get(probe))
        .with_state(looking)
}

type Answer = (StatusCode, Json<Value>);

fn failed(error: &dyn std::fmt::Display) -> Answer {
    (StatusCode::SERVICE_UNAVAILABLE, Json(json!({"error": error.to_string()})))
}

async fn state_hash(State(looking): State<Looking>) -> Answer {
    match looking.projector.state_hash().await {
        Ok(hash) => (StatusCode::OK, Json(json!(hash))),
        Err(fault) => failed(&fault.source),
    }
}

/// What waits for a person's decision, over all aggregates.
async fn waiting(State(looking): State<Looking>) -> Answer {
    match looking.projector.waiting().await {
        Ok(waiting) => (StatusCode::OK, Json(json!({"waiting": waiting}))),
        Err(fault) => failed(&fault.source),
    }
}

async fn rebuild(State(looking): State<Looking>) -> Answer {
    looking.core.forget_all();
    match looking.projector.rebuild().await {
        Ok(rebuilt) => (StatusCode::OK, Json(json!(rebuilt))),
        Err(fault) => failed(&fault.source),
    }
}

/// Which of a call's classes this service can still open: `open`, `shredded`, `frozen`, `none` (no key), or `error`.
async fn probe(State(looking): State<Looking>, Path((tenant, call)): Path<(String, String)>) -> Answer {
    let (Ok(tenant), Ok(call)) = (tenant.parse::<TenantId>(), call.parse::<AggregateId>()) else {
        return (StatusCode::BAD_REQUEST, Json(json!({"error": "tenant and call are ids of 26 characters"})));
    };
    let core = &looking.core;
    let mut found = serde_json::Map::new();
    for class in CONTENT_CLASSES.into_iter().filter(|class| row(core.service()).opens.contains(class)) {
        let state = match core.probe_key(tenant, call, class, Purpose::Probe).await {
            Ok(true) => "open",
            Ok(false) => "none",
            Err(fault) if fault.disposition == Disposition::Shredded => "shredded",
            Err(fault) if fault.source.downcast_ref() == Some(&KeyError::Frozen) => "frozen",
            Err(_) => "error",
        };
        found.insert(class.token().to_owned(), json!(state));
    }
    (StatusCode::OK, Json(Value::Object(found)))
}
