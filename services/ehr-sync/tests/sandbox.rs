//! The client against the FHIR sandbox, over real HTTP.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking, like the test")]

use std::time::Duration;

use ehr_sync::fhir::{
    ConfigFault, Demographics, FhirClient, FhirConfig, FhirFault, IdSystems, MatchVerdict, OutcomePlan, PatientRef,
    ResourceKind, Secret, Urgency, resources,
};
use phi_testkit::fhir::FhirSandbox;
use serde_json::{Value, json};

const WRITE: &str = "mzxw6ytboi";

fn config(base_url: &str) -> FhirConfig {
    let timeout = Duration::from_secs(5);
    FhirConfig { base_url: base_url.to_owned(), timeout, bearer: None, ids: IdSystems::default() }
}

fn client(sandbox: &FhirSandbox) -> FhirClient {
    FhirClient::new(config(&sandbox.base_url)).unwrap()
}

fn patient(id: &str, family: &str, given: &str) -> Value {
    json!({
        "resourceType": "Patient",
        "id": id,
        "identifier": [{ "system": "urn:oid:1.2.3.4", "value": format!("MRN-{id}") }],
        "name": [{ "family": family, "given": [given] }],
        "birthDate": "1980-04-19",
        "telecom": [{ "system": "phone", "value": "206-555-0123" }],
    })
}

async fn clinic() -> FhirSandbox {
    let seed = vec![patient("p1", "Testperson", "Ada"), patient("p2", "Sample", "Cy"), patient("p3", "Sample", "Cy")];
    FhirSandbox::start_local(seed).await.unwrap()
}

fn caller(family: &str, given: &str) -> Demographics {
    Demographics {
        family: Some(family.to_owned()),
        given: Some(given.to_owned()),
        birth_date: Some("1980-04-19".to_owned()),
        phone: Some("+1 206 555 0123".to_owned()),
        mrn: None,
    }
}

fn bundle(kind: ResourceKind, patient: Option<PatientRef>) -> Value {
    let plan = OutcomePlan {
        write_id: WRITE.to_owned(),
        call: "orsxg5a".to_owned(),
        kind,
        urgency: Urgency::Routine,
        patient,
        started_ms: 1_795_273_200_000,
        ended_ms: 1_795_273_450_000,
        authored_ms: 1_795_273_460_500,
        intent: "refill",
        disposition: "task",
        description: "Refill of a blood pressure tablet.".to_owned(),
        callback_number: None,
        caller_name: None,
        redacted_transcript: Some("Caller [NAME] asked for a refill.".to_owned()),
    };
    resources(&plan, &IdSystems::default())
}

fn certain() -> PatientRef {
    PatientRef { reference: "Patient/p1".to_owned() }
}

fn written(sandbox: &FhirSandbox) -> Vec<String> {
    let name = |r: &Value| format!("{}/{}", r["resourceType"].as_str().unwrap(), r["id"].as_str().unwrap());
    sandbox.resources().iter().map(name).filter(|name| !name.starts_with("Patient/")).collect()
}

#[tokio::test]
async fn every_kind_is_a_valid_write_and_twice_is_once() {
    for kind in [
        ResourceKind::AppointmentRequest,
        ResourceKind::RefillTask,
        ResourceKind::CallbackTask,
        ResourceKind::EscalationTask,
        ResourceKind::MissedCallTask,
        ResourceKind::ReviewTask,
        ResourceKind::CommunicationOnly,
    ] {
        for patient in [None, Some(certain())] {
            let (sandbox, entry) = (clinic().await, bundle(kind, patient));
            let client = client(&sandbox);
            let first = client.submit(&entry).await.unwrap();
            let second = client.submit(&entry).await.unwrap();
            assert!(first.created && !second.created, "{kind:?}");
            assert_eq!(first.resources, second.resources);
            assert_eq!(written(&sandbox).len(), entry["entry"].as_array().unwrap().len());
            assert_eq!(client.find(WRITE).await.unwrap(), first.resources);
        }
    }
}

#[tokio::test]
async fn a_transaction_links_its_resources_to_the_task() {
    let sandbox = clinic().await;
    let done = client(&sandbox).submit(&bundle(ResourceKind::RefillTask, Some(certain()))).await.unwrap();
    assert_eq!(done.resources, ["Task/1", "Communication/1", "DocumentReference/1"]);
    let task = &sandbox.resources_of("Task")[0];
    assert_eq!(task["for"]["reference"], "Patient/p1");
    assert_eq!(sandbox.resources_of("Communication")[0]["about"][0]["reference"], "Task/1");
    assert_eq!(sandbox.resources_of("DocumentReference")[0]["context"]["related"][0]["reference"], "Task/1");
}

#[tokio::test]
async fn two_submits_at_once_leave_one_resource() {
    let sandbox = clinic().await;
    let (one, two, entry) = (client(&sandbox), client(&sandbox), bundle(ResourceKind::CallbackTask, Some(certain())));
    let (a, b) = tokio::join!(one.submit(&entry), two.submit(&entry));
    assert_eq!(a.unwrap().resources, b.unwrap().resources);
    assert_eq!(written(&sandbox).len(), 3);
}

#[tokio::test]
async fn a_lost_answer_is_unknown_and_find_shows_that_it_was_written() {
    let (sandbox, entry) = (clinic().await, bundle(ResourceKind::CallbackTask, Some(certain())));
    let client = client(&sandbox);
    sandbox.lose_answer_next(1);
    assert!(matches!(client.submit(&entry).await, Err(FhirFault::Unknown { .. })));
    assert_eq!(sandbox.requests(), ["POST /fhir"], "the client repeats nothing by itself");
    assert_eq!(client.find(WRITE).await.unwrap(), ["Task/1", "Communication/1", "DocumentReference/1"]);
    assert!(!client.submit(&entry).await.unwrap().created);
    assert_eq!(written(&sandbox).len(), 3);
}

#[tokio::test]
async fn a_hanging_server_is_unknown_within_the_timeout_and_find_shows_nothing() {
    let (sandbox, entry) = (clinic().await, bundle(ResourceKind::CallbackTask, None));
    let timeout = Duration::from_millis(200);
    let hasty = FhirClient::new(FhirConfig { timeout, ..config(&sandbox.base_url) }).unwrap();
    sandbox.hang_next(1);
    let fault = hasty.submit(&entry).await.unwrap_err();
    assert_eq!(fault, FhirFault::Unknown { why: "no answer in time" });
    assert!(client(&sandbox).find(WRITE).await.unwrap().is_empty());
    sandbox.stop().await;
}

#[tokio::test]
async fn the_timeout_holds_for_all_requests_of_a_call_together() {
    let sandbox = clinic().await;
    // no request alone takes too long, the three of a find together do
    sandbox.delay_next(3, Duration::from_millis(400));
    let hasty =
        FhirClient::new(FhirConfig { timeout: Duration::from_millis(900), ..config(&sandbox.base_url) }).unwrap();
    let fault = hasty.find(WRITE).await.unwrap_err();
    assert_eq!(fault, FhirFault::Unknown { why: "no answer in time" });
}

#[tokio::test]
async fn planted_failures_mean_what_they_say_and_write_nothing() {
    let (sandbox, entry) = (clinic().await, bundle(ResourceKind::RefillTask, Some(certain())));
    let client = client(&sandbox);
    let mut faults = Vec::new();
    for status in [401, 403, 422, 429, 500, 503] {
        sandbox.fail_next(1, status);
        faults.push(client.submit(&entry).await.unwrap_err());
    }
    let wait = FhirFault::Throttled { retry_after: Some(Duration::from_secs(1)) };
    let rejected = |status| FhirFault::Rejected { status, code: "processing" };
    let failed = FhirFault::Unknown { why: "the server failed" };
    let expected = [FhirFault::Unauthorised, rejected(403), rejected(422), wait.clone(), failed, wait];
    assert_eq!(faults, expected);
    assert!(written(&sandbox).is_empty());
    assert!(client.submit(&entry).await.unwrap().created);
}

#[tokio::test]
async fn a_server_that_is_gone_is_unreachable() {
    let sandbox = clinic().await;
    let client = client(&sandbox);
    sandbox.stop().await;
    let fault = client.submit(&bundle(ResourceKind::CallbackTask, None)).await.unwrap_err();
    assert_eq!(fault, FhirFault::Unreachable);
}

#[tokio::test]
async fn without_transactions_the_same_resources_are_made_one_by_one() {
    let (sandbox, entry) = (clinic().await, bundle(ResourceKind::RefillTask, Some(certain())));
    sandbox.set_transactions(false);
    let client = client(&sandbox);
    let first = client.submit(&entry).await.unwrap();
    assert_eq!(first.resources, ["Task/1", "Communication/1", "DocumentReference/1"]);
    assert_eq!(sandbox.resources_of("Communication")[0]["about"][0]["reference"], "Task/1");
    let second = client.submit(&entry).await.unwrap();
    assert!(first.created && !second.created);
    assert_eq!((second.resources, written(&sandbox).len()), (first.resources, 3));
}

#[tokio::test]
async fn one_by_one_a_lost_answer_is_made_good_by_the_next_submit() {
    let (sandbox, entry) = (clinic().await, bundle(ResourceKind::MissedCallTask, None));
    let client = client(&sandbox);
    // a lone resource is searched for, then created: the create's answer is the one that is lost
    sandbox.pass_next(1);
    sandbox.lose_answer_next(1);
    assert!(matches!(client.submit(&entry).await, Err(FhirFault::Unknown { .. })));
    assert_eq!(written(&sandbox), ["Task/1"]);
    let made_good = client.submit(&entry).await.unwrap();
    assert!(!made_good.created && made_good.resources == ["Task/1"]);
    assert_eq!(written(&sandbox), ["Task/1"]);
}

#[tokio::test]
async fn a_write_that_stands_twice_is_refused_instead_of_tripled() {
    let task = &bundle(ResourceKind::MissedCallTask, None)["entry"][0]["resource"].clone();
    let sandbox = FhirSandbox::start_local(vec![task.clone(), task.clone()]).await.unwrap();
    let client = client(&sandbox);
    let fault = client.submit(&bundle(ResourceKind::MissedCallTask, None)).await.unwrap_err();
    assert_eq!(fault, FhirFault::Rejected { status: 412, code: "multiple-matches" });
    assert_eq!(client.find(WRITE).await.unwrap(), ["Task/1", "Task/2"]);
}

async fn verdict(sandbox: &FhirSandbox, asked: &Demographics) -> String {
    match client(sandbox).match_patient(asked).await.unwrap() {
        MatchVerdict::Certain(patient) => patient.reference,
        MatchVerdict::None => "none".to_owned(),
        MatchVerdict::Several => "several".to_owned(),
    }
}

#[tokio::test]
async fn a_patient_is_matched_with_and_without_the_match_operation() {
    let sandbox = clinic().await;
    for matching in [true, false] {
        sandbox.set_match(matching);
        assert_eq!(verdict(&sandbox, &caller("testperson", "ADA")).await, "Patient/p1");
        assert_eq!(verdict(&sandbox, &caller("Sample", "Cy")).await, "several");
        assert_eq!(verdict(&sandbox, &caller("Nobody", "Ada")).await, "none");
        let by_number = Demographics {
            mrn: Some("MRN-p2".to_owned()),
            birth_date: caller("", "").birth_date,
            ..Demographics::default()
        };
        assert_eq!(verdict(&sandbox, &by_number).await, "Patient/p2");
    }
}

#[tokio::test]
async fn several_matches_end_in_a_task_that_stands_in_no_chart() {
    let sandbox = clinic().await;
    let client = client(&sandbox);
    let patient = match client.match_patient(&caller("Sample", "Cy")).await.unwrap() {
        MatchVerdict::Certain(patient) => Some(patient),
        MatchVerdict::None | MatchVerdict::Several => None,
    };
    client.submit(&bundle(ResourceKind::RefillTask, patient)).await.unwrap();
    assert_eq!(written(&sandbox), ["Task/1"]);
    assert!(!sandbox.resources_of("Task")[0].to_string().contains("Patient/"));
}

#[tokio::test]
async fn a_telephone_alone_is_not_even_asked_about() {
    let sandbox = clinic().await;
    let phone = Demographics { phone: Some("206-555-0123".to_owned()), ..Demographics::default() };
    assert_eq!(verdict(&sandbox, &phone).await, "none");
    assert!(sandbox.requests().is_empty());
}

#[tokio::test]
async fn a_patient_is_looked_at_again_before_a_write() {
    let mut retired = patient("p4", "Gone", "Di");
    retired["active"] = json!(false);
    let sandbox = FhirSandbox::start_local(vec![patient("p1", "Testperson", "Ada"), retired]).await.unwrap();
    let client = client(&sandbox);
    for (id, usable) in [("p1", true), ("p4", false), ("p9", false)] {
        let patient = PatientRef { reference: format!("Patient/{id}") };
        assert_eq!(client.still_current(&patient).await.unwrap(), usable, "{id}");
    }
}

#[tokio::test]
async fn no_demographics_stand_in_a_url() {
    let sandbox = clinic().await;
    for matching in [true, false] {
        sandbox.set_match(matching);
        verdict(&sandbox, &caller("Testperson", "Ada")).await;
    }
    assert!(sandbox.requests().iter().all(|seen| seen.starts_with("POST /fhir/Patient/")), "{:?}", sandbox.requests());
}

#[test]
fn a_base_address_in_clear_or_without_sense_is_refused() {
    let refusal = |url: &str| FhirClient::new(config(url)).err();
    assert!(matches!(refusal("http://ehr.example/fhir"), Some(ConfigFault::Clear)));
    assert!(matches!(refusal("ftp://ehr.example"), Some(ConfigFault::Address)));
    assert!(matches!(refusal("ehr"), Some(ConfigFault::Address)));
    assert!(refusal("http://127.0.0.1:1/fhir").is_none() && refusal("http://[::1]:1/fhir").is_none());
    let token = FhirConfig { bearer: Some(Secret::new("a\nb".to_owned())), ..config("https://ehr.example") };
    assert!(matches!(FhirClient::new(token).err(), Some(ConfigFault::Token)));
}
