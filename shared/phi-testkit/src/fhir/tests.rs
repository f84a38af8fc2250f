//! The interactions as pure calls: each test is one rule of the R4 http, search or match page.

use serde_json::{Value, json};

use super::refusal::Refusal;
use super::rest::{Abilities, Answer, Ask, answer};
use super::store::Store;

const BASE: &str = "http://ehr.example/fhir";
const ALL: Abilities = Abilities { transactions: true, matching: true };

fn send(store: &mut Store, method: &str, url: &str, body: &Value) -> Result<Answer, Refusal> {
    send_if(store, method, url, body, None)
}

fn send_if(
    store: &mut Store,
    method: &str,
    url: &str,
    body: &Value,
    if_none_exist: Option<&str>,
) -> Result<Answer, Refusal> {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let ask = Ask {
        method: method.into(),
        path: path.into(),
        query: query.into(),
        if_none_exist: if_none_exist.map(str::to_owned),
        body,
        ..Ask::default()
    };
    answer(store, ALL, BASE, &ask)
}

fn patient(id: &str, family: &str, given: &str, born: &str, phone: &str) -> Value {
    json!({
        "resourceType": "Patient",
        "id": id,
        "identifier": [{ "system": "urn:oid:1.2.3.4", "value": format!("MRN-{id}") }],
        "name": [{ "family": family, "given": [given] }],
        "birthDate": born,
        "telecom": [{ "system": "phone", "value": phone }],
    })
}

fn clinic() -> Store {
    let mut store = Store::default();
    for (id, family, given, born) in [
        ("1", "Testperson", "Ada", "1980-04-19"),
        ("2", "Testperson", "Bea", "1980-04-19"),
        ("3", "Sample", "Cy", "1975-01-02"),
        ("4", "Sample", "Cy", "1975-01-02"),
    ] {
        store.put("Patient", id, patient(id, family, given, born, "+1 (206) 555-0123")).unwrap();
    }
    store
}

fn task(value: &str) -> Value {
    json!({
        "resourceType": "Task",
        "identifier": [{ "system": "urn:x", "value": value }],
        "status": "requested",
        "intent": "order",
    })
}

#[test]
fn create_gives_location_and_version_and_read_gives_it_back() {
    let mut store = clinic();
    let made = send(&mut store, "POST", "Task", &task("a")).unwrap();
    assert_eq!((made.status, made.location.as_deref(), made.version), (201, Some("Task/1/_history/1"), Some(1)));
    let read = send(&mut store, "GET", "Task/1", &Value::Null).unwrap();
    assert_eq!(read.body.unwrap()["status"], "requested");
    assert_eq!(send(&mut store, "GET", "Task/9", &Value::Null).err().unwrap().status, 404);
}

#[test]
fn update_needs_the_newest_version_and_vread_keeps_the_old() {
    let mut store = clinic();
    send(&mut store, "POST", "Task", &task("a")).unwrap();
    let mut next = task("a");
    next["id"] = json!("1");
    next["status"] = json!("accepted");
    let put = |store: &mut Store, tag: &str| {
        let ask = Ask {
            method: "PUT".into(),
            path: "Task/1".into(),
            if_match: Some(tag.into()),
            body: next.to_string(),
            ..Ask::default()
        };
        answer(store, ALL, BASE, &ask)
    };
    assert_eq!(put(&mut store, "W/\"1\"").unwrap().version, Some(2));
    assert_eq!(put(&mut store, "W/\"1\"").err().unwrap().status, 412);
    let old = send(&mut store, "GET", "Task/1/_history/1", &Value::Null).unwrap();
    assert_eq!(old.body.unwrap()["status"], "requested");
}

#[test]
fn conditional_create_is_201_then_200_then_412() {
    let mut store = clinic();
    let status = |store: &mut Store| {
        send_if(store, "POST", "Task", &task("a"), Some("identifier=urn:x|a")).map_or_else(|r| r.status, |a| a.status)
    };
    assert_eq!((status(&mut store), status(&mut store)), (201, 200));
    send(&mut store, "POST", "Task", &task("a")).unwrap();
    assert_eq!(status(&mut store), 412);
}

#[test]
fn conditional_create_with_unknown_criteria_is_refused_instead_of_matching_all() {
    let mut store = clinic();
    for criteria in ["colour=blue", "", "_count=1"] {
        let refusal = send_if(&mut store, "POST", "Task", &task("a"), Some(criteria)).err().unwrap();
        assert_eq!(refusal.status, 400, "{criteria}");
    }
}

#[test]
fn search_knows_tokens_strings_dates_and_phone_digits() {
    let mut store = clinic();
    let mut total = |query: &str| send(&mut store, "GET", query, &Value::Null).unwrap().body.unwrap()["total"].clone();
    assert_eq!(total("Patient?identifier=urn:oid:1.2.3.4%7CMRN-1"), 1);
    assert_eq!(total("Patient?identifier=MRN-1,MRN-2"), 2);
    assert_eq!(total("Patient?identifier=urn:other|MRN-1"), 0);
    assert_eq!(total("Patient?family=test&given=ada"), 1);
    assert_eq!(total("Patient?family:exact=test"), 0);
    assert_eq!(total("Patient?birthdate=1980"), 2);
    assert_eq!(total("Patient?birthdate=1980-04-19&phone=1-206-555-0123"), 2);
    assert_eq!(total("Patient?_id=3"), 1);
}

#[test]
fn search_pages_and_links_to_the_next() {
    let mut store = clinic();
    let page = send(&mut store, "GET", "Patient?family=s&_count=1", &Value::Null).unwrap().body.unwrap();
    assert_eq!((page["total"].clone(), page["entry"].as_array().unwrap().len()), (json!(2), 1));
    assert_eq!(page["link"][1]["relation"], "next");
    let next = page["link"][1]["url"].as_str().unwrap().strip_prefix(BASE).unwrap().trim_matches('/').to_owned();
    let last = send(&mut store, "GET", &next, &Value::Null).unwrap().body.unwrap();
    assert_eq!(last["entry"][0]["resource"]["id"], "4");
    assert!(last["link"].get(1).is_none());
}

fn transaction(entries: &Value) -> Value {
    json!({ "resourceType": "Bundle", "type": "transaction", "entry": entries })
}

fn linked(subject: &str) -> Value {
    transaction(&json!([
        {
            "fullUrl": "urn:uuid:00000000-0000-4000-8000-000000000002",
            "resource": {
                "resourceType": "Communication",
                "status": "completed",
                "subject": { "reference": subject },
                "about": [{ "reference": "urn:uuid:00000000-0000-4000-8000-000000000001" }],
            },
            "request": { "method": "POST", "url": "Communication" },
        },
        {
            "fullUrl": "urn:uuid:00000000-0000-4000-8000-000000000001",
            "resource": task("a"),
            "request": { "method": "POST", "url": "Task", "ifNoneExist": "identifier=urn:x|a" },
        },
    ]))
}

#[test]
fn a_transaction_rewrites_uuids_and_conditional_references_and_answers_in_order() {
    let mut store = clinic();
    let body = linked("Patient?identifier=urn:oid:1.2.3.4|MRN-1");
    let answer = send(&mut store, "POST", "", &body).unwrap().body.unwrap();
    assert_eq!(answer["type"], "transaction-response");
    assert_eq!(answer["entry"][0]["response"]["location"], "Communication/1/_history/1");
    assert_eq!(answer["entry"][1]["response"]["status"], "201 Created");
    let said = store.read("Communication", "1").unwrap();
    assert_eq!(said["about"][0]["reference"], "Task/1");
    assert_eq!(said["subject"]["reference"], "Patient/1");
}

#[test]
fn a_transaction_that_fails_leaves_nothing() {
    for subject in ["Patient?identifier=none", "Patient?family=sample", "Patient/99"] {
        let mut store = clinic();
        let refusal = send(&mut store, "POST", "", &linked(subject)).err().unwrap();
        assert!(matches!(refusal.status, 412 | 422), "{subject}");
        assert_eq!(store.all().len(), 4);
    }
}

#[test]
fn a_batch_takes_what_it_can() {
    let mut store = clinic();
    let mut body = transaction(&json!([
        { "resource": task("a"), "request": { "method": "POST", "url": "Task" } },
        { "resource": { "resourceType": "Task" }, "request": { "method": "POST", "url": "Task" } },
        { "request": { "method": "GET", "url": "Patient?_id=1" } },
    ]));
    body["type"] = json!("batch");
    let answer = send(&mut store, "POST", "", &body).unwrap().body.unwrap();
    let status = |at: usize| answer["entry"][at]["response"]["status"].clone();
    assert_eq!(
        (status(0), status(1), status(2)),
        (json!("201 Created"), json!("422 Unprocessable Entity"), json!("200 OK"))
    );
    assert_eq!(answer["entry"][1]["response"]["outcome"]["resourceType"], "OperationOutcome");
}

#[test]
fn broken_resources_are_refused_by_kind_of_fault() {
    let mut store = clinic();
    let mut status = |url: &str, body: Value| send(&mut store, "POST", url, &body).err().unwrap().status;
    assert_eq!(status("Task", json!({ "resourceType": "Patient" })), 400);
    assert_eq!(status("Task", json!({ "resourceType": "Task", "status": "requested" })), 422);
    assert_eq!(status("Task", json!({ "resourceType": "Task", "status": "new", "intent": "order" })), 422);
    assert_eq!(status("Spaceship", json!({ "resourceType": "Spaceship" })), 404);
    assert_eq!(status("Task", json!([1])), 400);
    assert_eq!(status("Task/$fly", json!({})), 404);
}

fn matched(store: &mut Store, resource: &Value, only_certain: bool) -> Vec<(String, Value)> {
    let body = json!({ "resourceType": "Parameters", "parameter": [
        { "name": "resource", "resource": resource },
        { "name": "onlyCertainMatches", "valueBoolean": only_certain },
    ] });
    let bundle = send(store, "POST", "Patient/$match", &body).unwrap().body.unwrap();
    let entries = bundle["entry"].as_array().unwrap().clone();
    let grade = |entry: &Value| {
        (entry["resource"]["id"].as_str().unwrap().to_owned(), entry["search"]["extension"][0]["valueCode"].clone())
    };
    entries.iter().map(grade).collect()
}

#[test]
fn match_grades_by_agreement_and_never_by_phone_alone() {
    let mut store = clinic();
    let full = patient("1", "TESTPERSON", "Ada", "1980-04-19", "+12065550123");
    let found = matched(&mut store, &full, false);
    assert_eq!(found[0], ("1".to_owned(), json!("certain")));
    assert_eq!(found[1], ("2".to_owned(), json!("probable")), "a twin is not certain");
    let phone = json!({ "resourceType": "Patient", "telecom": [{ "system": "phone", "value": "+12065550123" }] });
    assert!(matched(&mut store, &phone, false).is_empty());
}

#[test]
fn only_certain_matches_gives_nothing_when_several_are_certain() {
    let mut store = clinic();
    let twice = json!({ "resourceType": "Patient", "birthDate": "1975-01-02", "name": [{ "family": "Sample", "given": ["Cy"] }] });
    assert_eq!(matched(&mut store, &twice, false).len(), 2);
    assert!(matched(&mut store, &twice, true).is_empty());
}

#[test]
fn the_statement_tells_what_is_switched_off() {
    let less = Abilities { transactions: false, matching: false };
    let statement = super::metadata::statement(less);
    assert_eq!(statement["fhirVersion"], "4.0.1");
    assert_eq!(statement["rest"][0]["interaction"], json!([{ "code": "batch" }]));
    assert!(!statement.to_string().contains("Patient-match"));
}
