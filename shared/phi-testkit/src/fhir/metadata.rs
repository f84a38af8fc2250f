//! `/metadata`: what the sandbox can do, as a CapabilityStatement (<http://hl7.org/fhir/R4/capabilitystatement.html>).

use serde_json::{Value, json};

use super::rest::Abilities;
use super::rules::{KINDS, Kind};

/// The statement, with only what is switched on.
pub(super) fn statement(abilities: Abilities) -> Value {
    let interactions: &[&str] = if abilities.transactions { &["transaction", "batch"] } else { &["batch"] };
    json!({
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": "2026-01-01",
        "kind": "instance",
        "implementation": { "description": "In-memory FHIR R4 sandbox for tests and demonstrations" },
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json"],
        "rest": [{
            "mode": "server",
            "resource": KINDS.iter().map(|kind| resource(kind, abilities)).collect::<Vec<_>>(),
            "interaction": interactions.iter().map(|code| json!({ "code": code })).collect::<Vec<_>>(),
        }],
    })
}

fn resource(kind: &Kind, abilities: Abilities) -> Value {
    let codes = ["read", "vread", "update", "create", "search-type"];
    let params = ["_id", "identifier"].iter().chain(kind.search);
    let mut resource = json!({
        "type": kind.name,
        "interaction": codes.iter().map(|code| json!({ "code": code })).collect::<Vec<_>>(),
        "versioning": "versioned-update",
        "readHistory": true,
        "updateCreate": true,
        "conditionalCreate": true,
        "searchParam": params.map(|name| json!({ "name": name, "type": param_type(name) })).collect::<Vec<_>>(),
    });
    if kind.name == "Patient" && abilities.matching {
        let definition = "http://hl7.org/fhir/OperationDefinition/Patient-match";
        resource["operation"] = json!([{ "name": "match", "definition": definition }]);
    }
    resource
}

fn param_type(name: &str) -> &'static str {
    match name {
        "family" | "given" => "string",
        "birthdate" => "date",
        "patient" | "subject" => "reference",
        _ => "token",
    }
}
