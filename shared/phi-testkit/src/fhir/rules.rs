//! The part of the R4 StructureDefinitions that the sandbox enforces: types, required elements, codes, references.

use serde_json::Value;

use super::refusal::Refusal;

/// A resource type, its required elements (minimum cardinality 1 in R4) and what can be searched beside `_id`.
pub(super) struct Kind {
    /// Resource type.
    pub name: &'static str,
    required: &'static [&'static str],
    /// Search parameters beside `_id` and `identifier`.
    pub search: &'static [&'static str],
}

const fn kind(name: &'static str, required: &'static [&'static str], search: &'static [&'static str]) -> Kind {
    Kind { name, required, search }
}

/// The types the sandbox serves (required elements: <http://hl7.org/fhir/R4/resourcelist.html>, each type's page).
pub(super) const KINDS: &[Kind] = &[
    kind("Appointment", &["status", "participant"], &["status"]),
    kind("AuditEvent", &["type", "recorded", "agent", "source"], &[]),
    kind("Communication", &["status"], &["status", "subject"]),
    kind("Consent", &["status", "scope", "category"], &["status", "patient"]),
    kind("Device", &[], &[]),
    kind("DocumentReference", &["status", "content"], &["status", "subject"]),
    kind("Encounter", &["status", "class"], &["status", "subject"]),
    kind("Flag", &["status", "code", "subject"], &["subject"]),
    kind("Location", &[], &[]),
    kind("MedicationRequest", &["status", "intent", "subject"], &["status", "subject"]),
    kind("Organization", &[], &[]),
    kind("Patient", &[], &["family", "given", "birthdate", "telecom", "phone"]),
    kind("Practitioner", &[], &[]),
    kind("Provenance", &["target", "recorded", "agent"], &[]),
    kind("Schedule", &["actor"], &[]),
    kind("ServiceRequest", &["status", "intent", "subject"], &["status", "subject"]),
    kind("Slot", &["schedule", "status", "start", "end"], &["status"]),
    kind("Task", &["status", "intent"], &["status", "priority", "patient"]),
];

const PRIORITY: &[&str] = &["routine", "urgent", "asap", "stat"];
const EVENT_STATUS: &[&str] =
    &["preparation", "in-progress", "not-done", "on-hold", "stopped", "completed", "entered-in-error", "unknown"];

/// Required bindings: type, element, allowed codes (`code` elements of the R4 type pages).
const CODES: &[(&str, &str, &[&str])] = &[
    (
        "Task",
        "status",
        &[
            "draft",
            "requested",
            "received",
            "accepted",
            "rejected",
            "ready",
            "cancelled",
            "in-progress",
            "on-hold",
            "failed",
            "completed",
            "entered-in-error",
        ],
    ),
    (
        "Task",
        "intent",
        &[
            "unknown",
            "proposal",
            "plan",
            "order",
            "original-order",
            "reflex-order",
            "filler-order",
            "instance-order",
            "option",
        ],
    ),
    ("Task", "priority", PRIORITY),
    ("Communication", "status", EVENT_STATUS),
    ("Communication", "priority", PRIORITY),
    ("DocumentReference", "status", &["current", "superseded", "entered-in-error"]),
    ("DocumentReference", "docStatus", &["preliminary", "final", "amended", "entered-in-error"]),
    (
        "Appointment",
        "status",
        &[
            "proposed",
            "pending",
            "booked",
            "arrived",
            "fulfilled",
            "cancelled",
            "noshow",
            "entered-in-error",
            "checked-in",
            "waitlist",
        ],
    ),
    ("Patient", "gender", &["male", "female", "other", "unknown"]),
];

/// The served type of this name, else 404.
pub(super) fn known(name: &str) -> Result<&'static Kind, Refusal> {
    let refusal = Refusal::new(404, "not-supported", "This server does not know that resource type.");
    KINDS.iter().find(|kind| kind.name == name).ok_or(refusal)
}

/// Checks a resource that is to be stored as `name`.
pub(super) fn check(name: &str, resource: &Value) -> Result<(), Refusal> {
    let kind = known(name)?;
    if resource.get("resourceType").and_then(Value::as_str) != Some(name) {
        return Err(Refusal::new(400, "invalid", "resourceType differs from the type in the URL."));
    }
    if kind.required.iter().any(|element| resource.get(*element).is_none_or(is_empty)) {
        return Err(Refusal::new(422, "required", "A required element is missing."));
    }
    for (_, element, allowed) in CODES.iter().filter(|(of, _, _)| *of == name) {
        let code = resource.get(*element).and_then(Value::as_str);
        if code.is_some_and(|code| !allowed.contains(&code)) {
            return Err(Refusal::new(422, "code-invalid", "An element has a code outside its required value set."));
        }
    }
    Ok(())
}

fn is_empty(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty) || value.as_str().is_some_and(str::is_empty) || value.is_null()
}

/// A logical id by <http://hl7.org/fhir/R4/datatypes.html#id>.
pub(super) fn valid_id(id: &str) -> bool {
    (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.')
}

/// Calls `visit` on every `Reference.reference` string inside a resource.
pub(super) fn each_reference<E>(
    value: &mut Value,
    visit: &mut impl FnMut(&mut String) -> Result<(), E>,
) -> Result<(), E> {
    match value {
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                if name == "reference"
                    && let Value::String(text) = member
                {
                    visit(text)?;
                } else {
                    each_reference(member, visit)?;
                }
            }
            Ok(())
        }
        Value::Array(items) => items.iter_mut().try_for_each(|item| each_reference(item, visit)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
    }
}
