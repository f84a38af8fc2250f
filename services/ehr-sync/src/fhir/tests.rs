//! The pure half: the mapping, the verdict on a patient, the meaning of a status.

use std::time::Duration;

use serde_json::{Value, json};

use super::fault::{FhirFault, classify};
use super::{
    Demographics, IdSystems, MatchVerdict, OutcomePlan, PatientRef, ResourceKind, Urgency, answer, due_ms, fhir_time,
    judge, match_parameters, resources, search_terms,
};

const KINDS: [ResourceKind; 7] = [
    ResourceKind::AppointmentRequest,
    ResourceKind::RefillTask,
    ResourceKind::CallbackTask,
    ResourceKind::EscalationTask,
    ResourceKind::MissedCallTask,
    ResourceKind::ReviewTask,
    ResourceKind::CommunicationOnly,
];

fn plan(kind: ResourceKind, patient: Option<&str>) -> OutcomePlan {
    OutcomePlan {
        write_id: "mzxw6ytboi".to_owned(),
        call: "orsxg5a".to_owned(),
        kind,
        urgency: Urgency::Urgent,
        patient: patient.map(|reference| PatientRef { reference: reference.to_owned() }),
        started_ms: 1_795_273_200_000,
        ended_ms: 1_795_273_450_000,
        authored_ms: 1_795_273_460_500,
        intent: "refill",
        disposition: "task",
        description: "Refill of a blood pressure tablet.".to_owned(),
        callback_number: Some("+12065550123".to_owned()),
        caller_name: Some("Ada Testperson".to_owned()),
        redacted_transcript: Some("Caller [NAME] asked for a refill.".to_owned()),
    }
}

fn types(bundle: &Value) -> Vec<&str> {
    let entries = bundle["entry"].as_array().unwrap();
    entries.iter().map(|entry| entry["resource"]["resourceType"].as_str().unwrap()).collect()
}

#[test]
fn instants_are_utc_to_the_second_and_never_fail() {
    assert_eq!(fhir_time(0), "1970-01-01T00:00:00Z");
    assert_eq!(fhir_time(1_795_273_460_999), "2026-11-21T15:04:20Z");
    assert_eq!(fhir_time(u64::MAX), "9999-12-31T23:59:59Z");
}

#[test]
fn a_refill_for_a_certain_patient_is_a_task_a_communication_and_a_draft_note() {
    let bundle = resources(&plan(ResourceKind::RefillTask, Some("Patient/1")), &IdSystems::default());
    assert_eq!(types(&bundle), ["Task", "Communication", "DocumentReference"]);
    let task = &bundle["entry"][0]["resource"];
    let expected = json!({
        "resourceType": "Task",
        "groupIdentifier": { "system": "https://phimesh.example/id/call", "value": "orsxg5a" },
        "status": "requested",
        "intent": "proposal",
        "priority": "urgent",
        "code": {
            "text": "Refill request",
            "coding": [{ "system": "http://hl7.org/fhir/CodeSystem/task-code", "code": "fulfill" }],
        },
        "description": "Refill of a blood pressure tablet.",
        "authoredOn": "2026-11-21T15:04:20Z",
        "restriction": { "period": { "end": "2026-11-21T19:04:20Z" } },
        "input": [
            { "type": { "text": "Intent" }, "valueString": "refill" },
            { "type": { "text": "Disposition" }, "valueString": "task" },
            { "type": { "text": "Caller name" }, "valueString": "Ada Testperson" },
            {
                "type": { "text": "Callback number" },
                "valueContactPoint": { "system": "phone", "value": "+12065550123" },
            },
        ],
        "for": { "reference": "Patient/1" },
        "identifier": [{ "system": "https://phimesh.example/id/outcome", "value": "mzxw6ytboi" }],
    });
    assert_eq!(task, &expected);
    let note = &bundle["entry"][2]["resource"];
    assert_eq!(note["context"]["related"][0]["reference"], bundle["entry"][0]["fullUrl"]);
    assert_eq!(note["content"][0]["attachment"]["size"], 33);
}

#[test]
fn without_a_certain_patient_no_kind_touches_a_chart() {
    for kind in KINDS {
        let bundle = resources(&plan(kind, None), &IdSystems::default());
        let text = bundle.to_string();
        assert_eq!(types(&bundle).len(), 1, "{kind:?}");
        assert!(!text.contains("Patient/") && !text.contains("\"subject\"") && !text.contains("\"for\""), "{kind:?}");
        assert!(!text.contains("DocumentReference"), "{kind:?}");
    }
}

#[test]
fn every_entry_is_created_on_condition_of_its_own_identifier() {
    for kind in KINDS {
        for patient in [None, Some("Patient/1")] {
            let bundle = resources(&plan(kind, patient), &IdSystems::new("https://ids.example/"));
            for entry in bundle["entry"].as_array().unwrap() {
                let id = &entry["resource"]["identifier"][0];
                let (system, value) = (id["system"].as_str().unwrap(), id["value"].as_str().unwrap());
                assert!(system.starts_with("https://ids.example/") && !system.contains("//id/"));
                assert!(value.starts_with("mzxw6ytboi"));
                assert_eq!(entry["request"]["ifNoneExist"], format!("identifier={system}|{value}"));
            }
        }
    }
}

#[test]
fn the_same_plan_gives_the_same_bytes() {
    let bytes = || resources(&plan(ResourceKind::ReviewTask, Some("Patient/1")), &IdSystems::default()).to_string();
    assert_eq!(bytes(), bytes());
}

#[test]
fn higher_urgency_is_due_earlier() {
    let all = [Urgency::Stat, Urgency::Asap, Urgency::Urgent, Urgency::Routine];
    let due: Vec<u64> = all.iter().map(|urgency| due_ms(0, *urgency)).collect();
    assert_eq!(due, [900_000, 3_600_000, 14_400_000, 172_800_000]);
}

fn asked() -> Demographics {
    Demographics {
        family: Some("O'Testperson".to_owned()),
        given: Some("Ada".to_owned()),
        birth_date: Some("1980-04-19".to_owned()),
        phone: Some("+12065550123".to_owned()),
        mrn: None,
    }
}

fn patient(id: &str) -> Value {
    json!({
        "resourceType": "Patient",
        "id": id,
        "identifier": [{ "system": "urn:oid:1.2.3.4", "value": "MRN-1001" }],
        "name": [{ "family": "OTESTPERSON", "given": ["Ada", "B."] }],
        "birthDate": "1980-04-19",
        "telecom": [{ "system": "phone", "value": "206 555 0123" }],
    })
}

fn graded(patient: &Value, grade: &str) -> Value {
    let url = "http://hl7.org/fhir/StructureDefinition/match-grade";
    json!({ "resource": patient, "search": { "extension": [{ "url": url, "valueCode": grade }] } })
}

fn verdict(entries: &Value, asked: &Demographics) -> String {
    match judge(&json!({ "resourceType": "Bundle", "entry": entries }), asked) {
        MatchVerdict::Certain(patient) => patient.reference,
        MatchVerdict::None => "none".to_owned(),
        MatchVerdict::Several => "several".to_owned(),
    }
}

#[test]
fn one_certain_patient_is_used_and_two_are_not() {
    let one = graded(&patient("1"), "certain");
    assert_eq!(verdict(&json!([one]), &asked()), "Patient/1");
    assert_eq!(verdict(&json!([one, one]), &asked()), "Patient/1", "the same chart twice is one chart");
    assert_eq!(verdict(&json!([one, graded(&patient("2"), "certain")]), &asked()), "several");
    assert_eq!(verdict(&json!([one, graded(&patient("2"), "probable")]), &asked()), "Patient/1");
    assert_eq!(verdict(&json!([]), &asked()), "none");
    assert_eq!(verdict(&Value::Null, &asked()), "none");
}

#[test]
fn a_page_that_was_not_read_makes_it_several() {
    let bundle = json!({
        "entry": [{ "resource": patient("1") }],
        "link": [{ "relation": "next", "url": "http://ehr.example/2" }],
    });
    assert!(judge(&bundle, &asked()) == MatchVerdict::Several);
}

#[test]
fn a_grade_below_certain_or_a_contradiction_is_no_match() {
    assert_eq!(verdict(&json!([graded(&patient("1"), "probable")]), &asked()), "none");
    let mut other = patient("1");
    other["birthDate"] = json!("1980-04-18");
    assert_eq!(verdict(&json!([graded(&other, "certain")]), &asked()), "none");
}

#[test]
fn a_telephone_never_decides_even_if_the_server_says_certain() {
    let phone = Demographics { phone: asked().phone, ..Demographics::default() };
    assert!(!phone.is_enough() && search_terms(&phone).is_empty());
    assert_eq!(verdict(&json!([graded(&patient("1"), "certain")]), &phone), "none");
    let named = Demographics { birth_date: None, ..asked() };
    assert!(!named.is_enough(), "name and telephone are one identifier");
    assert_eq!(verdict(&json!([{ "resource": patient("1") }]), &named), "none");
}

#[test]
fn a_record_number_needs_a_second_identifier() {
    let mut who = Demographics { mrn: Some("MRN-1001".to_owned()), ..Demographics::default() };
    assert_eq!(verdict(&json!([{ "resource": patient("1") }]), &who), "none");
    who.birth_date = asked().birth_date;
    assert_eq!(verdict(&json!([{ "resource": patient("1") }]), &who), "Patient/1");
    who.birth_date = Some("1999-01-01".to_owned());
    assert_eq!(verdict(&json!([{ "resource": patient("1") }]), &who), "none");
}

#[test]
fn retired_merged_and_unnameable_charts_are_left_alone() {
    let mut retired = patient("1");
    retired["active"] = json!(false);
    let mut merged = patient("2");
    merged["link"] = json!([{ "other": { "reference": "Patient/9" }, "type": "replaced-by" }]);
    let unnameable = patient("../Task/1");
    let entries = json!([{ "resource": retired }, { "resource": merged }, { "resource": unnameable }]);
    assert_eq!(verdict(&entries, &asked()), "none");
}

#[test]
fn match_parameters_hold_what_is_known_and_nothing_else() {
    let who = Demographics { phone: None, given: None, ..asked() };
    let resource = json!({
        "resourceType": "Patient",
        "name": [{ "family": "O'Testperson" }],
        "birthDate": "1980-04-19",
    });
    assert_eq!(match_parameters(&who, true)["parameter"][0]["resource"], resource);
    assert_eq!(match_parameters(&who, true)["parameter"][1]["valueBoolean"], true);
}

#[test]
fn statuses_mean_what_the_write_needs_to_know() {
    let plain = |status| classify(status, (None, None), None);
    assert_eq!(plain(401), FhirFault::Unauthorised);
    assert_eq!(plain(422), FhirFault::Rejected { status: 422, code: "none" });
    for status in [408, 409, 500, 502, 503, 504] {
        assert!(matches!(plain(status), FhirFault::Unknown { .. }), "{status}");
    }
    for status in [404, 405, 501] {
        assert!(plain(status).is_unsupported(), "{status}");
    }
    assert!(!plain(403).is_unsupported());
}

#[test]
fn retry_after_is_seconds_or_a_date_by_the_servers_own_clock() {
    let wait = |status, after, date| classify(status, (Some(after), date), None);
    let throttled = |seconds| FhirFault::Throttled { retry_after: Some(Duration::from_secs(seconds)) };
    assert_eq!(wait(503, "7", None), throttled(7));
    let (later, date) = ("Sun, 06 Nov 1994 08:50:37 GMT", Some("Sun, 06 Nov 1994 08:49:37 GMT"));
    assert_eq!(wait(429, later, date), throttled(60));
    assert_eq!(wait(429, later, None), FhirFault::Throttled { retry_after: None });
    assert_eq!(wait(429, "99999999", None), throttled(86_400));
}

#[test]
fn a_fault_never_repeats_the_servers_words() {
    for code in ["required", "testperson"] {
        let outcome = json!({ "resourceType": "OperationOutcome", "issue": [{
            "code": code,
            "details": { "text": "Ada Testperson" },
            "diagnostics": "born 1980-04-19",
        }] });
        let fault = classify(422, (None, None), Some(&outcome));
        let text = format!("{fault} {fault:?}").to_lowercase();
        assert!(!text.contains("testperson") && !text.contains("1980"), "{text}");
    }
}

#[test]
fn locations_are_read_in_every_form_and_only_of_the_expected_type() {
    for location in ["Task/1", "Task/1/_history/2", "http://ehr.example/fhir/Task/1/_history/2", "/fhir/Task/1"] {
        assert_eq!(answer::located("Task", location).as_deref(), Some("Task/1"));
    }
    for location in ["Patient/1", "Task/", "1", "", "Task/a b"] {
        assert_eq!(answer::located("Task", location), None);
    }
}
