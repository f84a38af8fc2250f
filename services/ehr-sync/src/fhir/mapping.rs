//! One outcome as a transaction Bundle (<http://hl7.org/fhir/R4/http.html#transaction>).
//!
//! The Task comes first and refers to nothing of ours: if an EHR takes only part of the Bundle, the work still gets
//! done. Each entry carries `ifNoneExist` on its own identifier, so that the same outcome twice is one resource
//! (INV-02).

use data_encoding::BASE64;
use serde_json::{Value, json};

use super::instant::fhir_time;
use super::plan::{IdSystems, OutcomePlan, ResourceKind, Urgency};

const TASK: &str = "urn:uuid:00000000-0000-4000-8000-000000000001";
const COMMUNICATION: &str = "urn:uuid:00000000-0000-4000-8000-000000000002";
const DOCUMENT: &str = "urn:uuid:00000000-0000-4000-8000-000000000003";

const MINUTE_MS: u64 = 60_000;
const HOUR_MS: u64 = 60 * MINUTE_MS;

/// The Bundle for an outcome. Without a certain patient it holds one Task (or, for
/// [`ResourceKind::CommunicationOnly`], one Communication) that names no patient.
pub fn resources(plan: &OutcomePlan, ids: &IdSystems) -> Value {
    let [task_id, communication_id, document_id] = ids.of_write(&plan.write_id);
    let mut entry = Vec::with_capacity(3);
    if let Some(resource) = task(plan, ids) {
        entry.push(create(TASK, resource, &task_id));
    }
    if wants_communication(plan) {
        entry.push(create(COMMUNICATION, communication(plan), &communication_id));
    }
    if let Some(resource) = document(plan) {
        entry.push(create(DOCUMENT, resource, &document_id));
    }
    json!({ "resourceType": "Bundle", "type": "transaction", "entry": entry })
}

/// When a person must have looked, milliseconds since 1970 UTC: 15 minutes, 1 hour, 4 hours or 2 days after the
/// outcome. FHIR orders the priorities but gives no times; these are ours.
pub fn due_ms(authored_ms: u64, urgency: Urgency) -> u64 {
    let within = match urgency {
        Urgency::Stat => 15 * MINUTE_MS,
        Urgency::Asap => HOUR_MS,
        Urgency::Urgent => 4 * HOUR_MS,
        Urgency::Routine => 48 * HOUR_MS,
    };
    authored_ms.saturating_add(within)
}

fn create(full_url: &str, mut resource: Value, (name, system, value): &(&str, String, String)) -> Value {
    resource["identifier"] = json!([{ "system": system, "value": value }]);
    let criteria = format!("identifier={system}|{value}");
    json!({
        "fullUrl": full_url,
        "resource": resource,
        "request": { "method": "POST", "url": name, "ifNoneExist": criteria },
    })
}

/// Title, intent and, where R4 has one, task code (<http://hl7.org/fhir/R4/codesystem-task-code.html>). A machine
/// proposes what a clinician or scheduler must agree to, and orders only what staff do anyway: call, listen, look.
fn wording(kind: ResourceKind) -> Option<(&'static str, &'static str, Option<&'static str>)> {
    match kind {
        ResourceKind::AppointmentRequest => Some(("Appointment request", "proposal", None)),
        ResourceKind::RefillTask => Some(("Refill request", "proposal", Some("fulfill"))),
        ResourceKind::CallbackTask => Some(("Callback request", "order", None)),
        ResourceKind::EscalationTask => Some(("Escalated call", "order", None)),
        ResourceKind::MissedCallTask => Some(("Missed call", "order", None)),
        ResourceKind::ReviewTask => Some(("Listen to the recording", "order", None)),
        ResourceKind::CommunicationOnly => None,
    }
}

/// A Task by <http://hl7.org/fhir/R4/task.html>, without its identifier.
fn task(plan: &OutcomePlan, ids: &IdSystems) -> Option<Value> {
    let (text, intent, code) = wording(plan.kind)?;
    let mut task = json!({
        "resourceType": "Task",
        "groupIdentifier": { "system": ids.call(), "value": plan.call },
        "status": "requested",
        "intent": intent,
        "priority": plan.urgency.code(),
        "code": { "text": text },
        "description": plan.description,
        "authoredOn": fhir_time(plan.authored_ms),
        "restriction": { "period": { "end": fhir_time(due_ms(plan.authored_ms, plan.urgency)) } },
        "input": inputs(plan),
    });
    if let Some(code) = code {
        task["code"]["coding"] = json!([{ "system": "http://hl7.org/fhir/CodeSystem/task-code", "code": code }]);
    }
    if let Some(patient) = &plan.patient {
        task["for"] = json!({ "reference": patient.reference });
    }
    Some(task)
}

fn inputs(plan: &OutcomePlan) -> Vec<Value> {
    let text = |name: &str, value: &str| json!({ "type": { "text": name }, "valueString": value });
    let mut inputs = vec![text("Intent", plan.intent), text("Disposition", plan.disposition)];
    if let Some(name) = plan.caller_name.as_deref().filter(|name| !name.is_empty()) {
        inputs.push(text("Caller name", name));
    }
    if let Some(number) = plan.callback_number.as_deref().filter(|number| !number.is_empty()) {
        let contact = json!({ "system": "phone", "value": number });
        inputs.push(json!({ "type": { "text": "Callback number" }, "valueContactPoint": contact }));
    }
    inputs
}

/// A chart gets the record of a talk; a Communication about nobody would be noise, unless it is all there is.
fn wants_communication(plan: &OutcomePlan) -> bool {
    match plan.kind {
        ResourceKind::CommunicationOnly => true,
        ResourceKind::MissedCallTask => false,
        ResourceKind::AppointmentRequest
        | ResourceKind::RefillTask
        | ResourceKind::CallbackTask
        | ResourceKind::EscalationTask
        | ResourceKind::ReviewTask => plan.patient.is_some(),
    }
}

/// A Communication by <http://hl7.org/fhir/R4/communication.html>: that the call happened, what it was about, no words
/// of it. No sender: a relative may have called.
fn communication(plan: &OutcomePlan) -> Value {
    let said = format!("Telephone call; intent {}; disposition {}.", plan.intent, plan.disposition);
    let category = coding("http://terminology.hl7.org/CodeSystem/communication-category", "notification");
    let medium = coding("http://terminology.hl7.org/CodeSystem/v3-ParticipationMode", "PHONE");
    let mut resource = json!({
        "resourceType": "Communication",
        "status": "completed",
        "category": [category],
        "priority": plan.urgency.code(),
        "medium": [medium],
        "topic": { "text": plan.intent },
        "sent": fhir_time(plan.started_ms),
        "received": fhir_time(plan.ended_ms),
        "payload": [{ "contentString": said }],
    });
    if let Some(patient) = &plan.patient {
        resource["subject"] = json!({ "reference": patient.reference });
    }
    if wording(plan.kind).is_some() {
        resource["about"] = json!([{ "reference": TASK }]);
    }
    resource
}

/// A DocumentReference by <http://hl7.org/fhir/R4/documentreference.html>: the redacted transcript as a draft note
/// (`preliminary`: no clinician has signed it), LOINC 34748-4 "Telephone encounter Note".
fn document(plan: &OutcomePlan) -> Option<Value> {
    let (patient, text) = (plan.patient.as_ref()?, plan.redacted_transcript.as_ref()?);
    let mut resource = json!({
        "resourceType": "DocumentReference",
        "status": "current",
        "docStatus": "preliminary",
        "type": coding("http://loinc.org", "34748-4"),
        "category": [coding(
            "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category", "clinical-note",
        )],
        "subject": { "reference": patient.reference },
        "date": fhir_time(plan.authored_ms),
        "securityLabel": [
            coding("http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "REDACTED"),
            coding("http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "R"),
        ],
        "content": [{ "attachment": {
            "contentType": "text/plain; charset=utf-8",
            "data": BASE64.encode(text.as_bytes()),
            "size": text.len(),
            "title": "Redacted call transcript",
            "creation": fhir_time(plan.authored_ms),
        } }],
        "context": { "period": { "start": fhir_time(plan.started_ms), "end": fhir_time(plan.ended_ms) } },
    });
    if wording(plan.kind).is_some() {
        resource["context"]["related"] = json!([{ "reference": TASK }]);
    }
    Some(resource)
}

fn coding(system: &str, code: &str) -> Value {
    json!({ "coding": [{ "system": system, "code": code }] })
}
