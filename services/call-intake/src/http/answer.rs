//! What a sender reads.
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::error::Denied;
use crate::intake::Taken;

/// Seconds after which a sender comes again when the log does not take its call.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("5");
/// The same while a tenant is frozen: people thaw it, in minutes at best.
const RETRY_FROZEN: HeaderValue = HeaderValue::from_static("300");

/// The call is in the log: 202 the first time, 200 when it was there before.
pub fn taken(taken: Taken) -> Response {
    let (status, word) =
        if taken.before { (StatusCode::OK, "already accepted") } else { (StatusCode::ACCEPTED, "accepted") };
    (status, Json(json!({"call": taken.call.to_string(), "status": word}))).into_response()
}

/// Nothing was asked.
pub fn nothing() -> Response {
    Json(json!({})).into_response()
}

/// The refusal: code, sentence, and the page that says more.
pub fn refused(denied: &Denied) -> Response {
    let code = denied.code();
    let body = json!({"error": {"code": code, "message": denied.sentence(), "docs": format!("docs/errors/{code}.md")}});
    let status = denied.status();
    let mut response = (status, Json(body)).into_response();
    if status == StatusCode::SERVICE_UNAVAILABLE {
        let after = if matches!(denied, Denied::Frozen) { RETRY_FROZEN } else { RETRY_AFTER };
        response.headers_mut().insert(header::RETRY_AFTER, after);
    }
    if status == StatusCode::UNAUTHORIZED {
        // RFC 9110 section 15.5.2: a 401 says how to authenticate
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}
