//! What telemetry may know of a request: its method and what kind of thing it asks for, never an id or a value.
use phi_service::telemetry::{Metrics, Peer};
use reqwest::{Request, Url};

use super::Reply;
use crate::fhir::fault::FhirFault;

/// What this client asks for: a path below the base address begins so, and is called so.
const TEMPLATES: [(&str, &str); 6] = [
    ("Patient/$match", "/Patient/$match"),
    ("Patient/_search", "/Patient/_search"),
    ("Patient/", "/Patient/{id}"),
    ("Task", "/Task"),
    ("Communication", "/Communication"),
    ("DocumentReference", "/DocumentReference"),
];

/// The server of a base address.
pub(super) fn peer(base: &str, metrics: &Metrics) -> Option<Peer> {
    let url = Url::parse(base).ok()?;
    Some(Peer::new(metrics.clone(), url.host_str()?, url.port_or_known_default()?))
}

/// Method and template of a request.
pub(super) fn asked(base: &str, request: &Request) -> (&'static str, &'static str) {
    let method = match request.method().as_str() {
        "GET" => "GET",
        "POST" => "POST",
        "PUT" => "PUT",
        _ => "_OTHER",
    };
    let path = request.url().as_str().strip_prefix(base).unwrap_or_default().trim_start_matches('/');
    let known = TEMPLATES.iter().find(|(begins, _)| path.starts_with(begins));
    (method, known.map_or(if path.is_empty() { "/" } else { "/{type}" }, |(_, template)| template))
}

/// The status code of what came of it, or a word for why there is none.
pub(super) fn status(answer: &Result<Reply, FhirFault>) -> Result<u16, &'static str> {
    match answer {
        Ok(reply) => Ok(reply.status),
        Err(FhirFault::Rejected { status, .. }) => Ok(*status),
        Err(FhirFault::Throttled { .. }) => Ok(429),
        Err(FhirFault::Unauthorised) => Ok(401),
        Err(FhirFault::Unreachable) => Err("unreachable"),
        Err(FhirFault::Unknown { .. }) => Err("unknown"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_holds_no_value() {
        let base = "https://ehr.example/fhir";
        let of = |path: &str| {
            let url = Url::parse(&format!("{base}{path}")).unwrap();
            asked(base, &Request::new(reqwest::Method::GET, url)).1
        };
        assert_eq!(of(""), "/");
        assert_eq!(of("/Patient/8817"), "/Patient/{id}");
        assert_eq!(of("/Patient/$match"), "/Patient/$match");
        assert_eq!(of("/Task?identifier=a%7Cb"), "/Task");
        assert_eq!(of("/Binary/12"), "/{type}");
    }
}
