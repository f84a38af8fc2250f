//! The client against Medplum's FHIR router (npm `@medplum/fhir-router`), which nobody here wrote.
//!
//! It runs when `PHIMESH_MEDPLUM_DIR` names a folder with `node_modules/@medplum`; otherwise it says so and passes.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking, like the test")]

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use ehr_sync::fhir::{
    Demographics, FhirClient, FhirConfig, FhirFault, IdSystems, MatchVerdict, OutcomePlan, PatientRef, ResourceKind,
    Urgency, resources,
};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

const FOLDER: &str = "PHIMESH_MEDPLUM_DIR";

/// Longest wait for the peer to read its definitions and listen.
const START: Duration = Duration::from_secs(60);

struct Medplum {
    base_url: String,
    /// Its standard input closes when it is dropped, which ends the peer; `kill_on_drop` makes sure.
    _process: Child,
}

async fn start() -> Option<Medplum> {
    #[expect(clippy::disallowed_methods, reason = "a switch of the test run, not configuration of a service")]
    let folder = std::env::var(FOLDER).ok();
    let Some(folder) = folder else {
        eprintln!("SKIPPED: {FOLDER} is not set, so nothing was tried against Medplum");
        return None;
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../e2e/peers/medplum/server.mjs");
    let mut process = Command::new("node")
        .arg(script)
        .env(FOLDER, &folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("node is needed when PHIMESH_MEDPLUM_DIR is set");
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let line = tokio::time::timeout(START, lines.next_line()).await.expect("the peer starts in time");
    let port = line.unwrap().and_then(|line| line.strip_prefix("port ").map(str::to_owned)).expect("a port");
    Some(Medplum { base_url: format!("http://127.0.0.1:{port}/fhir/R4"), _process: process })
}

fn client(peer: &Medplum) -> FhirClient {
    let timeout = Duration::from_secs(20);
    FhirClient::new(FhirConfig { base_url: peer.base_url.clone(), timeout, bearer: None, ids: IdSystems::default() })
        .unwrap()
}

fn bundle(write_id: &str, kind: ResourceKind, patient: Option<PatientRef>) -> Value {
    let plan = OutcomePlan {
        write_id: write_id.to_owned(),
        call: "orsxg5a".to_owned(),
        kind,
        urgency: Urgency::Asap,
        patient,
        started_ms: 1_795_273_200_000,
        ended_ms: 1_795_273_450_000,
        authored_ms: 1_795_273_460_500,
        intent: "refill",
        disposition: "task",
        description: "Refill of a blood pressure tablet.".to_owned(),
        callback_number: Some("+12065550123".to_owned()),
        caller_name: Some("Ada Testperson".to_owned()),
        redacted_transcript: Some("Caller [NAME] asked for a refill.".to_owned()),
    };
    resources(&plan, &IdSystems::default())
}

async fn admit(peer: &Medplum, family: &str) -> String {
    let patient = json!({
        "resourceType": "Patient",
        "name": [{ "family": family, "given": ["Ada"] }],
        "birthDate": "1980-04-19",
    });
    let request = reqwest::Client::builder().no_proxy().build().unwrap().post(format!("{}/Patient", peer.base_url));
    let request = request.header("content-type", "application/fhir+json").body(patient.to_string());
    let made: Value = serde_json::from_str(&request.send().await.unwrap().text().await.unwrap()).unwrap();
    format!("Patient/{}", made["id"].as_str().unwrap())
}

/// One test, because the peer takes seconds to start.
#[tokio::test]
async fn a_server_nobody_here_wrote_takes_each_outcome_once() {
    let Some(peer) = start().await else { return };
    let client = client(&peer);
    let admitted = admit(&peer, "Testperson").await;
    let caller = |family: &str| Demographics {
        family: Some(family.to_owned()),
        given: Some("Ada".to_owned()),
        birth_date: Some("1980-04-19".to_owned()),
        ..Demographics::default()
    };
    let MatchVerdict::Certain(patient) = client.match_patient(&caller("Testperson")).await.unwrap() else {
        panic!("the one patient of that name and birth date is certain")
    };
    assert!(patient.reference == admitted);
    assert!(client.still_current(&patient).await.unwrap());
    admit(&peer, "Twin").await;
    admit(&peer, "Twin").await;
    assert!(client.match_patient(&caller("Twin")).await.unwrap() == MatchVerdict::Several);
    let mut broken = bundle("broken", ResourceKind::CallbackTask, None);
    broken["entry"][0]["resource"].as_object_mut().unwrap().remove("intent");
    let refusal = client.submit(&broken).await.unwrap_err();
    assert_eq!(refusal, FhirFault::Rejected { status: 400, code: "structure" }, "the peer checks what it takes");
    for (at, kind) in [
        ResourceKind::AppointmentRequest,
        ResourceKind::RefillTask,
        ResourceKind::CallbackTask,
        ResourceKind::EscalationTask,
        ResourceKind::MissedCallTask,
        ResourceKind::ReviewTask,
        ResourceKind::CommunicationOnly,
    ]
    .into_iter()
    .enumerate()
    {
        for (name, patient) in [("open", None), ("chart", Some(patient.clone()))] {
            let write_id = format!("{name}{at}");
            let entry = bundle(&write_id, kind, patient);
            assert!(client.find(&write_id).await.unwrap().is_empty());
            let first = client.submit(&entry).await.unwrap();
            let second = client.submit(&entry).await.unwrap();
            assert!(first.created && !second.created, "{kind:?} {name}");
            assert_eq!(first.resources, second.resources, "{kind:?} {name}");
            assert_eq!(client.find(&write_id).await.unwrap(), first.resources, "{kind:?} {name}");
        }
    }
}
