//! Reading what a server says it stored. Nothing here trusts a server's text beyond ids and codes.

use serde_json::Value;

/// What stands in the EHR after a submit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// Relative references (`Task/1`), the Task first.
    pub resources: Vec<String>,
    /// False when everything stood there already.
    pub created: bool,
}

/// One resource the server confirmed.
pub(super) struct Stored {
    /// `Type/id`, or `None` if the server confirmed it without saying where.
    pub reference: Option<String>,
    pub created: bool,
}

/// Reads one entry of a `transaction-response` that answers an entry of type `name`. `None`: not a success.
pub(super) fn stored(name: &str, entry: &Value) -> Option<Stored> {
    let response = &entry["response"];
    let status = response["status"].as_str()?.split(' ').next()?.parse::<u16>().ok()?;
    if !matches!(status, 200 | 201) {
        return None;
    }
    let location = response["location"].as_str().and_then(|location| located(name, location));
    Some(Stored { reference: location.or_else(|| identity(name, &entry["resource"])), created: status == 201 })
}

/// `Type/id` out of a Location, absolute or relative, with or without `/_history/<version>`
/// (<http://hl7.org/fhir/R4/http.html#create>).
pub(super) fn located(name: &str, location: &str) -> Option<String> {
    let path = location.split("/_history").next()?;
    let (before, id) = path.rsplit_once('/')?;
    let kind = before.rsplit('/').next()?;
    (kind == name && is_id(id)).then(|| format!("{name}/{id}"))
}

/// `Type/id` of a resource of the expected type.
pub(super) fn identity(name: &str, resource: &Value) -> Option<String> {
    let id = resource["id"].as_str()?;
    (resource["resourceType"] == name && is_id(id)).then(|| format!("{name}/{id}"))
}

/// References of the resources of one type in a searchset Bundle.
pub(super) fn found(name: &str, bundle: &Value) -> Vec<String> {
    let entries = bundle["entry"].as_array().into_iter().flatten();
    entries.filter_map(|entry| identity(name, &entry["resource"])).collect()
}

/// A logical id by <http://hl7.org/fhir/R4/datatypes.html#id>. Anything else stays out of our log.
pub(super) fn is_id(id: &str) -> bool {
    (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.')
}
