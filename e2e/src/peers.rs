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
    bodies: Arc<Mutex<Vec<Vec<u8>>>>,
}

async fn traces(State(bodies): State<Arc<Mutex<Vec<Vec<u8>>>>>, body: Bytes) -> StatusCode {
    bodies.lock().unwrap_or_else(PoisonError::into_inner).push(body.to_vec());
    StatusCode::OK
}

impl SpanSink {
    /// Starts the receiver.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn start() -> Result<Self, BoxError> {
        let bodies = Arc::new(Mutex::new(Vec::new()));
        let router = Router::new().route("/v1/traces", post(traces)).with_state(Arc::clone(&bodies));
        let at = serve(router.layer(axum::extract::DefaultBodyLimit::max(64 << 20))).await?;
        Ok(Self { endpoint: format!("http://{at}"), bodies })
    }

    /// Everything that was received.
    pub fn bodies(&self) -> Vec<Vec<u8>> {
        self.bodies.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
