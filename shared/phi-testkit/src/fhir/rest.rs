//! The RESTful interactions (<http://hl7.org/fhir/R4/http.html>) as a function of the store and one request: no
//! sockets, no clock, so that a batch can call it for each of its entries.

use serde_json::Value;

use super::refusal::{Refusal, operation_outcome};
use super::store::{Store, version_of};
use super::{bundle, matching, metadata, rules, search};

/// What may be switched off, to show how a client copes with a lesser server.
#[derive(Clone, Copy)]
pub(super) struct Abilities {
    /// Transaction Bundles are taken.
    pub transactions: bool,
    /// `Patient/$match` is there.
    pub matching: bool,
}

/// What an answer's body should be (<http://hl7.org/fhir/R4/http.html#ops>, `Prefer`).
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Return {
    Minimal,
    #[default]
    Representation,
    Outcome,
}

/// One request, addressed relative to the base.
#[derive(Default)]
pub(super) struct Ask {
    pub method: String,
    /// Path below the base, without slash at either end.
    pub path: String,
    /// Undecoded query of the URL.
    pub query: String,
    pub if_match: Option<String>,
    pub if_none_exist: Option<String>,
    pub prefer: Return,
    /// `Prefer: handling=strict`.
    pub strict: bool,
    /// Raw body: JSON, or a form for `_search`.
    pub body: String,
}

/// One answer.
#[derive(Default)]
pub(super) struct Answer {
    pub status: u16,
    /// `Type/id/_history/version`, relative to the base.
    pub location: Option<String>,
    /// Becomes `ETag: W/"…"`.
    pub version: Option<u64>,
    pub last_modified: Option<String>,
    pub body: Option<Value>,
}

/// Answers one request; `base` is the server's own address, for the links it gives.
pub(super) fn answer(store: &mut Store, abilities: Abilities, base: &str, ask: &Ask) -> Result<Answer, Refusal> {
    let path: Vec<&str> = ask.path.split('/').filter(|part| !part.is_empty()).collect();
    match (ask.method.as_str(), path.as_slice()) {
        ("GET", ["metadata"]) => Ok(ok(metadata::statement(abilities))),
        ("POST", []) => bundle::run(store, abilities, base, ask),
        ("POST", ["Patient", "$match"]) if abilities.matching => {
            Ok(ok(matching::run(store, base, &parse_body(&ask.body)?)?))
        }
        ("POST", [_, operation]) if operation.starts_with('$') => {
            Err(Refusal::new(404, "not-supported", "This server does not have that operation."))
        }
        ("POST", [name, "_search"]) => search_type(store, base, name, ask, &[&ask.query, &ask.body]),
        ("GET", [name]) => search_type(store, base, name, ask, &[&ask.query]),
        ("POST", [name]) => create(store, name, ask),
        ("GET", [name, id]) => read(store.read(name, id), name),
        ("PUT", [name, id]) => update(store, name, id, ask),
        ("GET", [name, id, "_history", version]) => {
            read(version.parse().ok().and_then(|version| store.vread(name, id, version)), name)
        }
        _ => Err(Refusal::new(405, "not-supported", "This server does not have that interaction.")),
    }
}

pub(super) fn parse_body(body: &str) -> Result<Value, Refusal> {
    let parsed: Option<Value> = serde_json::from_str(body).ok();
    parsed.filter(Value::is_object).ok_or(Refusal::new(400, "structure", "The body is not a JSON resource."))
}

fn ok(body: Value) -> Answer {
    Answer { status: 200, body: Some(body), ..Answer::default() }
}

fn read(found: Option<&Value>, name: &str) -> Result<Answer, Refusal> {
    rules::known(name)?;
    let resource = found.ok_or(Refusal::new(404, "not-found", "No such resource."))?;
    Ok(stored(resource, 200, Return::Representation))
}

/// The answer that tells where a resource stands and which version it has.
pub(super) fn stored(resource: &Value, status: u16, prefer: Return) -> Answer {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let version = version_of(resource);
    let (name, id) = (text(&resource["resourceType"]), text(&resource["id"]));
    Answer {
        status,
        location: Some(format!("{name}/{id}/_history/{version}")),
        version: Some(version),
        last_modified: Some(text(&resource["meta"]["lastUpdated"])),
        body: match prefer {
            Return::Minimal => None,
            Return::Representation => Some(resource.clone()),
            Return::Outcome => Some(operation_outcome("information", "informational", "Done.")),
        },
    }
}

fn search_type(store: &Store, base: &str, name: &str, ask: &Ask, sent: &[&str]) -> Result<Answer, Refusal> {
    let kind = rules::known(name)?;
    let pairs: Vec<(String, String)> = sent.iter().flat_map(|query| search::pairs(query)).collect();
    let query = search::Query::parse(kind, &pairs, ask.strict)?;
    Ok(ok(query.bundle(&query.run(store, name), base, name, &pairs)))
}

/// The id of the one resource that fits conditional criteria, none, or 412
/// (<http://hl7.org/fhir/R4/http.html#ccreate>).
pub(super) fn existing(store: &Store, name: &str, criteria: &str) -> Result<Option<String>, Refusal> {
    let criteria = criteria.rsplit('?').next().unwrap_or_default();
    let query = search::Query::parse(rules::known(name)?, &search::pairs(criteria), true)?;
    if query.is_empty() {
        return Err(Refusal::new(400, "invalid", "Conditional criteria are empty."));
    }
    match query.run(store, name).as_slice() {
        [] => Ok(None),
        [one] => Ok(one["id"].as_str().map(str::to_owned)),
        _ => Err(Refusal::new(412, "multiple-matches", "Several resources fit the conditional criteria.")),
    }
}

fn create(store: &mut Store, name: &str, ask: &Ask) -> Result<Answer, Refusal> {
    let resource = parse_body(&ask.body)?;
    rules::check(name, &resource)?;
    if let Some(criteria) = &ask.if_none_exist
        && let Some(id) = existing(store, name, criteria)?
    {
        return stored_at(store, name, &id, 200, ask.prefer);
    }
    store.check_references(&resource)?;
    let id = store.fresh_id(name);
    store.put(name, &id, resource)?;
    stored_at(store, name, &id, 201, ask.prefer)
}

/// `stored` for a resource that is known to be there.
pub(super) fn stored_at(store: &Store, name: &str, id: &str, status: u16, prefer: Return) -> Result<Answer, Refusal> {
    let resource = store.read(name, id).ok_or(Refusal::new(404, "not-found", "No such resource."))?;
    Ok(stored(resource, status, prefer))
}

fn update(store: &mut Store, name: &str, id: &str, ask: &Ask) -> Result<Answer, Refusal> {
    let resource = parse_body(&ask.body)?;
    store.check_references(&resource)?;
    let status = put(store, name, id, resource, ask.if_match.as_deref())?;
    stored_at(store, name, id, status, ask.prefer)
}

/// Update, or create at an id the client chose; gives the status (<http://hl7.org/fhir/R4/http.html#update>).
pub(super) fn put(
    store: &mut Store,
    name: &str,
    id: &str,
    resource: Value,
    if_match: Option<&str>,
) -> Result<u16, Refusal> {
    if resource["id"] != id || !rules::valid_id(id) {
        return Err(Refusal::new(400, "invalid", "The id in the body differs from the id in the URL."));
    }
    let stands = store.read(name, id).map(version_of);
    let wanted = if_match.map(|tag| tag.trim_start_matches("W/").trim_matches('"').parse::<u64>().ok());
    if wanted.is_some_and(|wanted| wanted.is_none() || wanted != stands) {
        return Err(Refusal::new(412, "conflict", "If-Match does not name the newest version."));
    }
    store.put(name, id, resource)?;
    Ok(if stands.is_some() { 200 } else { 201 })
}
