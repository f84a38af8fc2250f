//! Batch and transaction (<http://hl7.org/fhir/R4/http.html#transaction>).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::refusal::Refusal;
use super::rest::{self, Abilities, Answer, Ask, Return};
use super::rules;
use super::store::{Store, version_of};

/// Takes a Bundle of type `batch` or `transaction`.
pub(super) fn run(store: &mut Store, abilities: Abilities, base: &str, ask: &Ask) -> Result<Answer, Refusal> {
    let bundle = rest::parse_body(&ask.body)?;
    if bundle["resourceType"] != "Bundle" {
        return Err(Refusal::new(400, "invalid", "Only a Bundle can be posted to the base."));
    }
    let entries = bundle["entry"].as_array().cloned().unwrap_or_default();
    let (kind, entry) = match bundle["type"].as_str() {
        Some("batch") => ("batch-response", batch(store, abilities, base, ask, &entries)),
        Some("transaction") if abilities.transactions => {
            let mut trial = store.clone();
            let entry = transaction(&mut trial, abilities, base, ask, entries)?;
            *store = trial;
            ("transaction-response", entry)
        }
        Some("transaction") => return Err(Refusal::new(405, "not-supported", "No transactions here.")),
        _ => {
            return Err(Refusal::new(400, "invalid", "The Bundle's type is neither batch nor transaction."));
        }
    };
    let body = json!({ "resourceType": "Bundle", "type": kind, "entry": entry });
    Ok(Answer { status: 200, body: Some(body), ..Answer::default() })
}

fn batch(store: &mut Store, abilities: Abilities, base: &str, ask: &Ask, entries: &[Value]) -> Vec<Value> {
    let mut one = |entry: &Value| match rest::answer(store, abilities, base, &inner(entry, ask.prefer)) {
        Ok(answer) => response(answer),
        Err(refusal) => json!({ "response": { "status": line(refusal.status), "outcome": refusal.body() } }),
    };
    entries.iter().map(&mut one).collect()
}

/// The request that an entry stands for.
fn inner(entry: &Value, prefer: Return) -> Ask {
    let request = &entry["request"];
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let url = request["url"].as_str().unwrap_or_default();
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    Ask {
        method: text(&request["method"]).unwrap_or_default(),
        path: path.to_owned(),
        query: query.to_owned(),
        if_match: text(&request["ifMatch"]),
        if_none_exist: text(&request["ifNoneExist"]),
        prefer,
        strict: false,
        body: entry.get("resource").map(Value::to_string).unwrap_or_default(),
    }
}

/// What an entry of a transaction will do once identities are known.
enum Step {
    Exists(String, String),
    Create(String, String),
    Update(String, String),
    Read,
}

fn transaction(
    store: &mut Store,
    abilities: Abilities,
    base: &str,
    ask: &Ask,
    mut entries: Vec<Value>,
) -> Result<Vec<Value>, Refusal> {
    let mut seen = BTreeSet::new();
    let mut identities = BTreeMap::new();
    let mut steps = Vec::with_capacity(entries.len());
    for entry in &entries {
        let step = plan(store, entry, &mut seen)?;
        if let (Some(full), Some(reference)) = (entry["fullUrl"].as_str(), step.reference()) {
            identities.insert(full.to_owned(), reference);
        }
        steps.push(step);
    }
    for entry in &mut entries {
        resolve(store, &identities, &mut entry["resource"])?;
    }
    apply(store, &steps, &entries)?;
    let answers = steps.iter().zip(&entries).map(|(step, entry)| match step {
        Step::Exists(name, id) => rest::stored_at(store, name, id, 200, ask.prefer),
        Step::Create(name, id) => rest::stored_at(store, name, id, 201, ask.prefer),
        Step::Update(name, id) => {
            let first = store.read(name, id).is_some_and(|resource| version_of(resource) == 1);
            rest::stored_at(store, name, id, if first { 201 } else { 200 }, ask.prefer)
        }
        Step::Read => rest::answer(&mut store.clone(), abilities, base, &inner(entry, Return::Representation)),
    });
    answers.map(|answer| answer.map(response)).collect()
}

impl Step {
    fn reference(&self) -> Option<String> {
        match self {
            Self::Exists(name, id) | Self::Create(name, id) | Self::Update(name, id) => Some(format!("{name}/{id}")),
            Self::Read => None,
        }
    }
}

/// Settles an entry's identity before anything is written. The same identity twice fails the whole.
fn plan(store: &mut Store, entry: &Value, seen: &mut BTreeSet<String>) -> Result<Step, Refusal> {
    let ask = inner(entry, Return::Minimal);
    let path: Vec<&str> = ask.path.split('/').filter(|part| !part.is_empty()).collect();
    let twice = Refusal::new(400, "invalid", "The same resource stands twice in one transaction.");
    let step = match (ask.method.as_str(), path.as_slice()) {
        ("GET", _) => return Ok(Step::Read),
        ("POST", [name]) => {
            rules::check(name, &entry["resource"])?;
            let criteria = ask.if_none_exist.as_deref();
            if criteria.is_some_and(|criteria| !seen.insert(format!("{name}?{criteria}"))) {
                return Err(twice);
            }
            match criteria.map(|criteria| rest::existing(store, name, criteria)).transpose()?.flatten() {
                Some(id) => Step::Exists((*name).to_owned(), id),
                None => Step::Create((*name).to_owned(), store.fresh_id(name)),
            }
        }
        ("PUT", [name, id]) => Step::Update((*name).to_owned(), (*id).to_owned()),
        _ => {
            return Err(Refusal::new(405, "not-supported", "That interaction has no place in a transaction here."));
        }
    };
    if step.reference().is_some_and(|reference| !seen.insert(reference)) {
        return Err(twice);
    }
    Ok(step)
}

/// Rewrites `urn:uuid:` and conditional references (`Patient?identifier=…`, which must match exactly one).
fn resolve(store: &Store, identities: &BTreeMap<String, String>, resource: &mut Value) -> Result<(), Refusal> {
    rules::each_reference(resource, &mut |reference| {
        if let Some(identity) = identities.get(reference.as_str()) {
            reference.clone_from(identity);
        } else if let Some((name, criteria)) = reference.clone().split_once('?') {
            let none = Refusal::new(412, "not-found", "A conditional reference matches nothing.");
            *reference = format!("{name}/{}", rest::existing(store, name, criteria)?.ok_or(none)?);
        }
        Ok(())
    })
}

/// Writes in the order of the specification: creates, then updates; references are checked once all stand.
fn apply(store: &mut Store, steps: &[Step], entries: &[Value]) -> Result<(), Refusal> {
    for (step, entry) in steps.iter().zip(entries) {
        if let Step::Create(name, id) = step {
            store.put(name, id, entry["resource"].clone())?;
        }
    }
    for (step, entry) in steps.iter().zip(entries) {
        if let Step::Update(name, id) = step {
            rest::put(store, name, id, entry["resource"].clone(), entry["request"]["ifMatch"].as_str())?;
        }
    }
    for (step, entry) in steps.iter().zip(entries) {
        if matches!(step, Step::Create(..) | Step::Update(..)) {
            store.check_references(&entry["resource"])?;
        }
    }
    Ok(())
}

fn response(answer: Answer) -> Value {
    let mut response = json!({ "status": line(answer.status) });
    for (name, value) in [
        ("location", answer.location),
        ("etag", answer.version.map(|version| format!("W/\"{version}\""))),
        ("lastModified", answer.last_modified),
    ] {
        if let Some(value) = value {
            response[name] = json!(value);
        }
    }
    let mut entry = json!({});
    if let Some(body) = answer.body {
        entry["resource"] = body;
    }
    entry["response"] = response;
    entry
}

fn line(status: u16) -> String {
    let reason = match status {
        200 => "OK",
        201 => "Created",
        400 => "Bad Request",
        404 => "Not Found",
        405 => "Method Not Allowed",
        412 => "Precondition Failed",
        422 => "Unprocessable Entity",
        _ => "",
    };
    format!("{status} {reason}").trim_end().to_owned()
}
