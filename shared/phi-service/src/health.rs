//! What Kubernetes and operators ask. Health says yes or no; the admin verbs answer on loopback only.
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use phi_events::access::Purpose;
use phi_events::class::CONTENT_CLASSES;
use phi_events::flow::row;
use phi_events::{AggregateId, TenantId};
use serde_json::{Value, json};

use crate::core::Core;
use crate::fault::Disposition;
use crate::keys::KeyError;
use crate::projector::SharedProjector;

/// A beat older than this means that a loop hangs.
const STALE_MS: u64 = 60_000;

/// What health and admin verbs look at.
#[derive(Clone)]
pub(crate) struct Looking {
    pub core: Core,
    pub projector: SharedProjector,
    pub beat: Arc<AtomicU64>,
    pub draining: Arc<AtomicBool>,
    pub keys: Arc<AtomicBool>,
}

impl Looking {
    pub(crate) fn ready(&self) -> bool {
        self.keys.load(Ordering::SeqCst)
            && self.projector.caught_up()
            && self.core.log().connected()
            && !self.draining.load(Ordering::SeqCst)
    }

    fn live(&self) -> bool {
        self.core.now_ms().saturating_sub(self.beat.load(Ordering::SeqCst)) < STALE_MS
    }
}

const fn answer(yes: bool) -> (StatusCode, &'static str) {
    if yes { (StatusCode::OK, "ok\n") } else { (StatusCode::SERVICE_UNAVAILABLE, "not yet\n") }
}

/// `/livez`: the loops beat. `/readyz`: the projection has caught up with the stream's end as of the start, and the log
/// and the key provider answer. `/startupz`: as ready, without the connection.
pub(crate) fn health(looking: Looking) -> Router {
    Router::new()
        .route("/livez", get(|State(looking): State<Looking>| async move { answer(looking.live()) }))
        .route("/readyz", get(|State(looking): State<Looking>| async move { answer(looking.ready()) }))
        .route("/startupz", get(|State(looking): State<Looking>| async move { answer(looking.projector.caught_up()) }))
        .with_state(looking)
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
