//! The two doors: Vapi's webhook and the upload of recordings. Every refusal answers with a status and a sentence, and is
//! an audit entry before the answer leaves. Nothing of a body or a header reaches a log or a span.
mod answer;

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody, PathRejection};
use axum::extract::{DefaultBodyLimit, FromRequest, Path, Request, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use axum::routing::post;
use phi_audio::Recording;
use phi_events::access::{Door, Refusal};
use phi_events::{MESH_TENANT, TenantId};

use crate::auth::Proof;
use crate::error::{self, Denied};
use crate::intake::{self, Taken, in_time};
use crate::mesh::{Mesh, Standing};
use crate::secrets::{self, Use};
use crate::upload::Label;
use crate::vapi::{self, Delivery};

/// Most bytes of a webhook: reports of long calls are some hundred KiB.
pub const REPORT_LIMIT: usize = 8 * 1024 * 1024;

/// What the doors work with.
pub struct Desk {
    /// The mesh.
    pub mesh: Arc<dyn Mesh>,
    /// The directory of secrets.
    pub secrets_dir: PathBuf,
    /// Most bytes of a body.
    pub body_limit: usize,
}

/// The doors' routes.
pub fn router(desk: Desk) -> Router {
    let (upload_limit, report_limit) = (desk.body_limit, desk.report_limit());
    Router::new()
        .route("/v1/tenants/{tenant}/vapi", post(report).layer(DefaultBodyLimit::max(report_limit)))
        .route("/v1/tenants/{tenant}/calls", post(recording).layer(DefaultBodyLimit::max(upload_limit)))
        .with_state(Arc::new(desk))
}

impl Desk {
    fn report_limit(&self) -> usize {
        self.body_limit.min(REPORT_LIMIT)
    }

    /// Answers a refusal after its audit entry is acknowledged. A refusal that the log does not take is answered as
    /// unavailable, so that the sender comes again and the entry is made then.
    async fn refuse(&self, tenant: Option<TenantId>, door: Door, denied: Denied) -> Response {
        let why = denied.why();
        log(&denied);
        let tenant = tenant.unwrap_or(MESH_TENANT);
        let entry = in_time(async { Ok(self.mesh.refused(tenant, door, why).await?) }).await;
        match entry {
            Err(unwritten) if why != Refusal::Unavailable => {
                log(&unwritten);
                answer::refused(&unwritten)
            }
            Ok(()) | Err(_) => answer::refused(&denied),
        }
    }
}

/// Logs a refusal with its chain of causes. No text of theirs holds content.
fn log(denied: &Denied) {
    tracing::warn!(code = denied.code(), causes = %error::causes(denied), "a delivery is refused");
}

type TenantPath = Result<Path<String>, PathRejection>;

#[tracing::instrument(skip_all, fields(otel.kind = "server", otel.name = "POST /v1/tenants/{tenant}/vapi"))]
async fn report(State(desk): State<Arc<Desk>>, path: TenantPath, request: Request) -> Response {
    let (tenant, standing) = match admit(&desk, path).await {
        Ok(admitted) => admitted,
        Err((tenant, denied)) => return desk.refuse(tenant, Door::Vapi, denied).await,
    };
    match take_report(&desk, tenant, &standing, request).await {
        Ok(Some(taken)) => answer::taken(taken),
        Ok(None) => answer::nothing(),
        Err(denied) => desk.refuse(Some(tenant), Door::Vapi, denied).await,
    }
}

#[tracing::instrument(skip_all, fields(otel.kind = "server", otel.name = "POST /v1/tenants/{tenant}/calls"))]
async fn recording(State(desk): State<Arc<Desk>>, path: TenantPath, request: Request) -> Response {
    let (tenant, standing) = match admit(&desk, path).await {
        Ok(admitted) => admitted,
        Err((tenant, denied)) => return desk.refuse(tenant, Door::Upload, denied).await,
    };
    match take_recording(&desk, tenant, &standing, request).await {
        Ok(taken) => answer::taken(taken),
        Err(denied) => desk.refuse(Some(tenant), Door::Upload, denied).await,
    }
}

/// Admits a request, or says whose audit entry the refusal is: a tenant that is not known has none.
async fn admit(desk: &Desk, path: TenantPath) -> Result<(TenantId, Standing), (Option<TenantId>, Denied)> {
    let Ok(Path(tenant)) = path else {
        return Err((None, Denied::UnknownTenant));
    };
    intake::admit(&*desk.mesh, &tenant).await.map_err(|denied| {
        let known = matches!(denied, Denied::NoAgreement | Denied::Frozen);
        (tenant.parse().ok().filter(|_| known), denied)
    })
}

async fn take_report(
    desk: &Desk,
    tenant: TenantId,
    standing: &Standing,
    request: Request,
) -> Result<Option<Taken>, Denied> {
    let headers = request.headers().clone();
    let body = body(request, desk.report_limit()).await?;
    prove(desk, standing, Use::Vapi, &headers, &body).await?;
    let Delivery::Report(report) = vapi::parse(&body).map_err(Denied::Report)? else {
        return Ok(None);
    };
    let key = in_time(async { Ok(desk.mesh.id_key(tenant).await?) }).await?;
    let call = report.call(&key);
    let delivery = report.receive(&key, desk.mesh.now_ms());
    intake::take(&*desk.mesh, tenant, call, delivery, None).await.map(Some)
}

/// A token needs no body: it is checked before one arrives.
async fn take_recording(desk: &Desk, tenant: TenantId, standing: &Standing, request: Request) -> Result<Taken, Denied> {
    let headers = request.headers().clone();
    prove(desk, standing, Use::Upload, &headers, &[]).await?;
    let label = Label::of(&headers, desk.mesh.now_ms())?;
    let body = body(request, desk.body_limit).await?;
    let recording = Recording::parse(&body)?;
    drop(body);
    let key = in_time(async { Ok(desk.mesh.id_key(tenant).await?) }).await?;
    let call = label.call(&key);
    let delivery = label.receive(&key, &recording, desk.mesh.now_ms());
    intake::take(&*desk.mesh, tenant, call, delivery, Some(&recording)).await
}

async fn prove(desk: &Desk, standing: &Standing, door: Use, headers: &HeaderMap, body: &[u8]) -> Result<(), Denied> {
    let credentials =
        secrets::credentials(&desk.secrets_dir, &standing.platforms, door).await.map_err(Denied::Secret)?;
    Proof::of(headers).check(body, &credentials, desk.mesh.now_ms()).map_err(Denied::Unproven)
}

/// Reads a body up to the limit; one that announces more is refused before it is sent.
async fn body(request: Request, limit: usize) -> Result<Bytes, Denied> {
    let announced =
        request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|bytes| bytes > limit as u64) {
        return Err(Denied::TooLarge { limit });
    }
    Bytes::from_request(request, &()).await.map_err(|rejection| match rejection {
        BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => Denied::TooLarge { limit },
        BytesRejection::FailedToBufferBody(_) | _ => Denied::Body,
    })
}

#[cfg(test)]
mod tests;
