//! Peers on loopback that are not ours in production: where a platform keeps recordings, and an OTLP receiver.
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use tokio::net::TcpListener;

use crate::BoxError;

/// Serves recordings as a platform does: `GET /recordings/<name>`.
pub struct RecordingHost {
    /// `127.0.0.1:port`.
    pub host: String,
}

type Files = Arc<BTreeMap<String, PathBuf>>;

async fn recording(State(files): State<Files>, Path(name): Path<String>) -> Result<Vec<u8>, StatusCode> {
    let path = files.get(&name).ok_or(StatusCode::NOT_FOUND)?;
    tokio::fs::read(path).await.map_err(|_| StatusCode::NOT_FOUND)
}

async fn serve(router: Router) -> Result<SocketAddr, BoxError> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let at = listener.local_addr()?;
    tokio::spawn(async move {
        let _ends_with_the_process = axum::serve(listener, router).await;
    });
    Ok(at)
}

impl RecordingHost {
    /// Serves these files under these names.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn start(files: BTreeMap<String, PathBuf>) -> Result<Self, BoxError> {
        let router = Router::new().route("/recordings/{name}", get(recording)).with_state(Arc::new(files));
        Ok(Self { host: serve(router).await?.to_string() })
    }
}

/// Takes spans as an OpenTelemetry Collector does, and keeps their bytes for the canary scan.
#[derive(Clone)]
pub struct SpanSink {
    /// Base address for `otlp_endpoint`.
    pub endpoint: String,
    bodies: Bodies,
    metrics: Bodies,
}

type Bodies = Arc<Mutex<Vec<Vec<u8>>>>;

async fn keep(State(bodies): State<Bodies>, body: Bytes) -> StatusCode {
    bodies.lock().unwrap_or_else(PoisonError::into_inner).push(body.to_vec());
    StatusCode::OK
}

impl SpanSink {
    /// Starts the receiver.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn start() -> Result<Self, BoxError> {
        let (bodies, metrics) = (Bodies::default(), Bodies::default());
        let traces = Router::new().route("/v1/traces", post(keep)).with_state(Arc::clone(&bodies));
        let router = traces.merge(Router::new().route("/v1/metrics", post(keep)).with_state(Arc::clone(&metrics)));
        let at = serve(router.layer(axum::extract::DefaultBodyLimit::max(64 << 20))).await?;
        Ok(Self { endpoint: format!("http://{at}"), bodies, metrics })
    }

    /// Every batch of spans that was received.
    pub fn bodies(&self) -> Vec<Vec<u8>> {
        self.bodies.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Every collection of metrics that was received.
    pub fn metrics(&self) -> Vec<Vec<u8>> {
        self.metrics.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
