//! The whole mesh in one process, and the operator's verbs against it, each as a process of its own.
#![expect(clippy::unwrap_used, reason = "a test may stop where it likes")]

mod common;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use figment::Figment;
use figment::providers::Serialized;
use phi_bus::{Append, EventLog};
use phi_events::{Address, AggregateId, Context, Service};
use phi_service::{Surroundings, start};
use phi_testkit::nats::{NatsServer, ServerSpec, free_port};
use phimesh::up::Up;
use serde_json::{Value, json};

use common::{Operator, arguments, webhook_of};

fn webhook(path: &Path) {
    let said = "This is Marisol Quintanilla, born March ninth, nineteen eighty four. I need an appointment on Tuesday.";
    webhook_of(path, "synthetic-1", said);
}

/// Publishes bytes that are no envelope where call-intake may publish.
async fn garbage(up: &Up) -> AggregateId {
    let call = AggregateId([7; 16]);
    let log = up.mesh.nats.connect("call-intake").await.unwrap();
    let subject = Address::new(Context::Call, up.practice.tenant, call).subject();
    let message = Append { subject, expected: None, id: None, traceparent: None, payload: "garbage".into() };
    log.append(message).await.unwrap();
    call
}

fn a_synthetic_call_has_an_outcome(operator: &Operator) {
    let smoke = operator.does(&["smoke", "--timeout", "1m"]);
    let shown = operator.does(&["call", "show", smoke["call"].as_str().unwrap(), "--closed"]);
    assert_eq!(shown["outcome"]["disposition"], smoke["outcome"]);
    assert_eq!(operator.asks(&["smoke", "--timeout", "0s"]).0, Some(1), "no outcome in time is a failed check");
}

fn a_call_goes_through(operator: &Operator) -> String {
    let file = operator.folder.join("report.json");
    webhook(&file);
    let file = file.to_str().unwrap();
    let sent = operator.does(&["call", "send", file]);
    assert_eq!(sent["status"], 202);
    assert_eq!(
        operator.does(&["call", "send", file]),
        json!({"status": 200, "call": sent["call"]}),
        "the same delivery is the same call"
    );
    let call = sent["call"].as_str().unwrap().to_owned();
    let shown =
        operator.until(&["call", "show", &call, "--by", "ann"], |shown| !shown["ehr"].as_array().unwrap().is_empty());
    assert_eq!(shown["outcome"]["intent"], "booking");
    assert_eq!(shown["text"]["state"], "open");
    assert!(!shown.to_string().contains("Quintanilla"), "{shown}");
    assert!(
        shown["hops_ms"]["total"].is_u64() && shown["trace"].as_str().is_some_and(|trace| trace.len() == 32),
        "{shown}"
    );
    assert_eq!(operator.asks(&["call", "show", &"a".repeat(26)]).0, Some(4));
    call
}

fn the_mesh_is_as_flow_says(operator: &Operator, up: &Up) {
    assert_eq!(operator.does(&["doctor"])["ok"], true);
    let provisioned = operator.does(&["provision"]);
    assert_eq!((&provisioned["made"], &provisioned["updated"]), (&json!([]), &json!([])), "{provisioned}");
    let outcome = &up.addresses.admin["outcome"];
    assert_eq!(operator.does(&["rebuild", "outcome", "--admin", outcome])["compared"]["equal"], true);
}

fn a_chain_leaves_the_mesh_and_holds(operator: &Operator, call: &str) {
    let folder = operator.folder.join("envelopes");
    operator.does(&["call", "export", call, folder.to_str().unwrap()]);
    let verified = operator.does(&["verify", folder.to_str().unwrap()]);
    assert!(verified["checked"].as_array().unwrap().len() >= 6, "{verified}");
}

fn set_aside_and_skipped(operator: &Operator, call: AggregateId) {
    let listed = operator.until(&["quarantine", "list"], |listed| !listed["records"].as_array().unwrap().is_empty());
    let record = listed["records"].as_array().unwrap().iter().find(|one| one["aggregate"] == call.to_string()).unwrap();
    let number = record["number"].to_string();
    assert_eq!(operator.does(&["quarantine", "show", &number])["poison"], "garbage");
    let skip = ["quarantine", "skip", &number, "--by", "ann", "--reason", "T-1", "--approver", "bob"];
    assert_eq!(operator.asks(&skip).0, Some(2), "one approver is too few");
    let skip = [&skip[..], &["--approver", "cyd"]].concat();
    assert_eq!(operator.does(&[&skip[..], &["--dry-run"]].concat())["request"], Value::Null);
    operator.does(&skip);
    operator.until(&["quarantine", "show", &number], |shown| shown["state"].as_str().unwrap().starts_with("skipped"));
}

/// Redaction again, with a threshold that leaves every span in doubt.
async fn doubting(up: &mut Up) {
    let place = up.services.0.iter().position(|running| running.service() == Service::Redaction).unwrap();
    up.services.0.remove(place).drain().await;
    let figment = Figment::from(Serialized::default("mesh", up.mesh.frame(Service::Redaction)))
        .merge(Serialized::default("redaction.redact_at", 1.0));
    let around = Surroundings { clock: up.mesh.clock.clone(), log: None };
    let running = start(&redaction::service(), &figment, around).await.unwrap();
    assert!(running.ready(Duration::from_secs(30)).await);
    up.services.0.push(running);
}

const REVIEWER: [&str; 4] = ["--by", "ann", "--reason", "T-9"];

/// What is listed of a call.
fn items(listed: &Value, call: &str) -> Vec<Value> {
    let found = listed["calls"].as_array().unwrap().iter().find(|one| one["call"] == call);
    found.map(|one| one["items"].as_array().unwrap().clone()).unwrap_or_default()
}

fn a_doubtful_span_is_listed_masked_and_decided(operator: &Operator) -> String {
    let file = operator.folder.join("doubtful.json");
    webhook_of(&file, "synthetic-2", "My name is Zanthorpe and I need a refill of my lisinopril.");
    let call = operator.does(&["call", "send", file.to_str().unwrap()])["call"].as_str().unwrap().to_owned();
    let list = ["redact", "review", "list", "--by", "ann"];
    let listed = operator.until(&list, |listed| !items(listed, &call).is_empty());
    assert!(!listed.to_string().to_lowercase().contains("zanthorpe"), "{listed}");
    let item = &items(&listed, &call)[0];
    assert_eq!((&item["kind"], &item["placeholder"]), (&json!("NAME"), &json!("[PATIENT_NAME_1]")), "{listed}");
    assert!(item["before"].as_str().unwrap().ends_with("My name is"), "{listed}");

    let number = item["item"].to_string();
    let decide = [&["redact", "review", "decide", &call, &number][..], &REVIEWER].concat();
    assert_eq!(operator.asks(&decide).0, Some(2), "what it is must be said");
    assert_eq!(operator.asks(&[&decide[..], &["--kind", "PERSON"]].concat()).0, Some(2));
    let decide = [&decide[..], &["--not-phi"]].concat();
    assert_eq!(operator.does(&[&decide[..], &["--dry-run"]].concat())["request"], Value::Null);
    operator.does(&decide);
    operator.until(&list, |listed| items(listed, &call).is_empty());
    assert_eq!(operator.asks(&decide).0, Some(4), "decided, and so not queued any more");
    call
}

fn a_second_pass_is_shown_before_it_counts(operator: &Operator, call: &str) {
    let turn = |shown: &Value| shown["text"]["turns"][1]["text"].as_str().unwrap().to_owned();
    let show = ["call", "show", call, "--by", "ann"];
    let promote = [&["redact", "promote", call][..], &REVIEWER].concat();
    assert_eq!(operator.asks(&["redact", "diff", call]).0, Some(4), "there is no second pass");
    assert_eq!(operator.asks(&promote).0, Some(4));
    let rerun = [&["redact", "rerun", "--all"][..], &REVIEWER].concat();
    let asked = operator.does(&[&rerun[..], &["--dry-run"]].concat());
    assert!(asked["requests"].as_array().unwrap().iter().any(|one| one["call"] == call), "{asked}");
    operator.does(&[&["redact", "rerun", call][..], &REVIEWER].concat());
    let diff = ["redact", "diff", call];
    let began = Instant::now();
    while operator.asks(&diff).0 != Some(0) && began.elapsed() < Duration::from_secs(40) {
        std::thread::sleep(Duration::from_millis(100));
    }
    let shown = operator.does(&diff);
    assert_eq!((&shown["promoted"], &shown["released"]), (&json!(false), &json!({"NAME": 1})), "{shown}");
    assert!(turn(&operator.does(&show)).contains("[PATIENT_NAME_1]"));
    operator.does(&promote);
    operator.until(&diff, |shown| shown["promoted"] == true);
    assert!(turn(&operator.does(&show)).contains("Zanthorpe"));
    assert_eq!(operator.asks(&promote).0, Some(4), "it counts already");
}

fn destroyed(operator: &Operator, call: &str) {
    let shred = ["shred", call, "--by", "ann", "--approver", "bob", "--approver", "cyd", "--reason", "T-2"];
    operator.does(&[&shred[..], &["--dry-run"]].concat());
    assert_eq!(operator.does(&["call", "show", call])["destroyed"], json!([]));
    operator.does(&shred);
    let shown = operator.until(&["call", "show", call], |shown| shown["destroyed"].as_array().unwrap().len() == 5);
    assert_eq!(shown["text"]["state"], "destroyed");
    assert_eq!(shown["outcome"]["intent"], "booking", "what state machines run on survives");
}

fn a_tenant_of_its_own(operator: &Operator) {
    let made = operator.does(&["tenant", "create", "--label", "second", "--suite", "aes-256-gcm", "--by", "ann"]);
    let id = made["tenant"].as_str().unwrap();
    operator.does(&[
        "tenant",
        "baa",
        "--tenant",
        id,
        "--from",
        "2026-01-01T00:00:00Z",
        "--document",
        "baa-1",
        "--by",
        "ann",
    ]);
    operator.does(&["tenant", "add-platform", "upload", "--secret", "second-token", "--tenant", id, "--by", "ann"]);
    operator.does(&["tenant", "set-lives", "audio=30", "--tenant", id, "--by", "ann"]);
    assert_eq!(
        operator.asks(&["tenant", "set-lives", "audit=30", "--tenant", id, "--by", "ann"]).0,
        Some(2),
        "audit has a floor"
    );
    let shown = operator.does(&["tenant", "show", id]);
    assert_eq!((&shown["suite"], &shown["baa_in_force"]), (&json!("aes-256-gcm"), &json!(true)));
    assert_eq!(operator.does(&["tenant", "list"]).as_array().unwrap().len(), 2);
    operator.does(&[
        "incident",
        "report",
        "--known",
        "2026-11-20T10:00:00Z",
        "--tenant",
        id,
        "--by",
        "ann",
        "--reason",
        "T-3",
    ]);
    let listed = operator.until(&["incident", "list", "--tenant", id], |listed| {
        listed["incidents"]
            .as_array()
            .is_some_and(|all| all.first().is_some_and(|one| one["clocks"]["60d"].is_string()))
    });
    assert_eq!(listed["incidents"][0]["discovered"], "2026-11-20T10:00:00.000Z");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_process_and_every_verb() {
    let folder = tempfile::tempdir().unwrap();
    // without it there are no spans, and so no trace to follow
    let _guard = phi_service::telemetry::start(
        "phimesh",
        &phi_service::config::Telemetry { log: "error".into(), ..Default::default() },
    );
    let mut up = Up::start(&arguments(&folder.path().join("mesh"), None)).await.unwrap();
    let operator = Operator { config: up.addresses.config.clone(), folder: folder.path().to_owned() };
    let stray = garbage(&up).await;
    let call = tokio::task::block_in_place(|| a_call_goes_through(&operator));
    tokio::task::block_in_place(|| {
        a_synthetic_call_has_an_outcome(&operator);
        the_mesh_is_as_flow_says(&operator, &up);
        a_chain_leaves_the_mesh_and_holds(&operator, &call);
        set_aside_and_skipped(&operator, stray);
        destroyed(&operator, &call);
        a_tenant_of_its_own(&operator);
    });
    doubting(&mut up).await;
    tokio::task::block_in_place(|| {
        let call = a_doubtful_span_is_listed_masked_and_decided(&operator);
        a_second_pass_is_shown_before_it_counts(&operator, &call);
    });
    let taken = up.addresses.intake.rsplit(':').next().unwrap().parse().unwrap();
    let second = Up::start(&arguments(&folder.path().join("other"), Some(taken))).await;
    assert!(matches!(second, Err(phimesh::Failure::Port(port)) if port == taken));
    let tenant = up.addresses.tenant.clone();
    up.stop().await;
    let again = Up::start(&arguments(&folder.path().join("mesh"), None)).await.unwrap();
    assert_eq!(again.addresses.tenant, tenant, "what is there is kept");
    tokio::task::block_in_place(|| assert_eq!(operator.does(&["call", "show", &call])["text"]["state"], "destroyed"));
    again.stop().await;
}

/// The check of permissions can fail, and leaves nothing behind when it does.
#[tokio::test(flavor = "multi_thread")]
async fn a_broker_without_accounts_is_found_out() {
    let folder = tempfile::tempdir().unwrap();
    let spec = ServerSpec {
        folder: folder.path().join("nats"),
        port: free_port().unwrap(),
        passwords: BTreeMap::new(),
        sync_interval: "1s".into(),
        cluster: None,
        secure: None,
    };
    let nats = NatsServer::start(spec).unwrap();
    let log = nats.connect("provisioner").await.unwrap();
    phi_bus::provision::provision(&log, 1, false).await.unwrap();
    let operator = Operator { config: PathBuf::new(), folder: folder.path().to_owned() };
    let url = format!("mesh.nats.url={}", nats.url());
    let (code, said) =
        tokio::task::block_in_place(|| operator.asks(&["doctor", "--set", &url, "--set", "mesh.nats.api=$JS.API"]));
    assert_eq!(code, Some(1), "{said}");
    let permissions = said["checks"].as_array().unwrap().iter().find(|check| check["name"] == "permissions").unwrap();
    assert_eq!(permissions["state"], "failed", "{said}");
    assert_eq!(log.end("CALL").await.unwrap(), 0, "the check stored something");
}
