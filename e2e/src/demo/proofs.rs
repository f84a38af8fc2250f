//! The proofs: nothing is lost while a service is away, states rebuild equal, a shredded call opens nowhere, no canary is
//! found.
use std::collections::BTreeMap;
use std::time::Duration;

use phi_events::request::{Ask, Request, RequestFact};
use phi_events::retention::{Retention, RetentionFact};
use phi_events::{Actor, AggregateId, Event, Service};
use phi_seal::random;
use phi_service::{Core, Domain, Facts};
use reqwest::Method;

use crate::BoxError;
use crate::canary::{planted, scan_bytes, scan_folder};
use crate::demo::calls::webhooks;
use crate::demo::report::Report;
use crate::demo::say;
use crate::stage::{RUNNING, Stage, call_of};
use crate::vapi::body;
use crate::watch::confirmed;

/// A person's request, as the command makes it.
pub struct RequestDomain;

impl Domain for RequestDomain {
    type Schema = Request;
    type State = u32;
    type Command = RequestFact;
    type Refusal = std::convert::Infallible;

    fn decide(state: &u32, command: RequestFact, _facts: &Facts) -> Result<Vec<Event<Request>>, Self::Refusal> {
        Ok(if *state == 0 { vec![Event::fact(command)] } else { vec![] })
    }

    fn evolve(state: u32, _fact: &RequestFact) -> u32 {
        state + 1
    }
}

/// Asks for something, as a person with two approvers.
///
/// # Errors
/// When the log does not take the request.
pub async fn ask(operator: &Core, tenant: phi_events::TenantId, ask: Ask) -> Result<AggregateId, BoxError> {
    let id = AggregateId(random(operator.entropy()));
    let mut request = operator.aggregate::<RequestDomain>(tenant, id, b"ask").await.map_err(|fault| fault.source)?;
    request.by(Actor::Person("operator-1".to_owned()));
    let approvers = vec!["officer-1".to_owned(), "officer-2".to_owned()];
    let fact = RequestFact::Asked { ask, by: "operator-1".to_owned(), approvers, reason: "demo".to_owned() };
    request.execute("ask", fact).await.map_err(|fault| fault.source)?;
    Ok(id)
}

/// Stops `outcome` while calls arrive, starts it again, and counts what was lost or doubled.
///
/// # Errors
/// When a service does not stop or start.
pub async fn catch_up(stage: &mut Stage, operator: &Core, report: &mut Report) -> Result<(), BoxError> {
    say("\nStopping `outcome` while four calls arrive …");
    let mut outcome = stage.processes.remove(&Service::Outcome).ok_or("outcome does not run")?;
    outcome.drain(Duration::from_secs(30))?;
    let mut calls = Vec::new();
    for (index, (_, mut webhook)) in webhooks(&stage.host.host).into_iter().take(4).enumerate() {
        let id = format!("vapi-demo-missed-{index}");
        webhook.id = &id;
        webhook.recording = None;
        let body = body(&webhook);
        calls.push(call_of(&stage.webhook(&body).await?)?);
        // the platform did not hear us, and delivers again
        calls.push(call_of(&stage.webhook(&body).await?)?);
    }
    calls.dedup();
    let doubled_ids = calls.len().saturating_sub(4);
    stage.spawn(Service::Outcome).await?;
    let mut lost = 0;
    for call in &calls {
        lost += usize::from(confirmed(operator, stage.tenant, *call, Duration::from_secs(60)).await.is_err());
    }
    let doubled = doubled_ids + doubled_resources(stage);
    say(&format!("  it caught up: {lost} lost, {doubled} doubled"));
    report.catch_up = (lost, doubled);
    Ok(())
}

/// How many resources of the EHR bear an identifier that another of the same type bears.
fn doubled_resources(stage: &Stage) -> usize {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for resource in stage.fhir.resources() {
        for identifier in resource["identifier"].as_array().into_iter().flatten() {
            let name = format!("{} {} {}", resource["resourceType"], identifier["system"], identifier["value"]);
            *seen.entry(name).or_default() += 1;
        }
    }
    seen.values().map(|count| count - 1).sum()
}

/// Drops every projection, folds it again from the streams, and compares state hashes.
///
/// # Errors
/// When a service does not answer.
pub async fn rebuild(stage: &Stage, report: &mut Report) -> Result<(), BoxError> {
    say("Dropping every projection and folding it again from the streams …");
    let (mut equal, mut events, mut seconds) = (true, 0, 0.0);
    for service in RUNNING {
        let before = settled(stage, service).await?;
        let rebuilt = stage.admin(service, Method::POST, "/rebuild").await?;
        let after = stage.admin(service, Method::GET, "/state-hash").await?;
        let all = rebuilt["events"] == after["events"] && before["events"] == after["events"];
        let same = all && before["hash"] == after["hash"] && before["hash"].is_string();
        equal &= same;
        events += rebuilt["events"].as_u64().unwrap_or_default();
        seconds += rebuilt["seconds"].as_f64().unwrap_or_default();
        let verdict = if same { "equal" } else { "DIFFERENT" };
        say(&format!(
            "  {:<20} {} events, {} aggregates, hash {verdict}",
            service.name(),
            rebuilt["events"],
            after["aggregates"]
        ));
    }
    report.rebuild = (equal, events, if seconds > 0.0 { events as f64 / seconds } else { 0.0 });
    Ok(())
}

/// The state hash once two readings agree: a projection that still folds is no state to compare with.
async fn settled(stage: &Stage, service: Service) -> Result<serde_json::Value, BoxError> {
    let mut last = stage.admin(service, Method::GET, "/state-hash").await?;
    for _ in 0..50 {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let next = stage.admin(service, Method::GET, "/state-hash").await?;
        if next == last {
            return Ok(next);
        }
        last = next;
    }
    Ok(last)
}

/// Destroys one call's keys and asks every service whether it can still open anything of it.
///
/// # Errors
/// When retention does not destroy them in time.
pub async fn shred(stage: &Stage, operator: &Core, report: &mut Report) -> Result<(), BoxError> {
    let (id, _) = report.calls.get(3).ok_or("there is no call to shred")?;
    let call: AggregateId = id.parse()?;
    say(&format!("Shredding call {call} (asked by one person, approved by two others) …"));
    ask(operator, stage.tenant, Ask::Shred { call, classes: vec![] }).await?;
    for _ in 0..300 {
        let facts = operator.read_aggregate::<Retention>(stage.tenant, call).await.map_err(|fault| fault.source)?;
        if facts.iter().any(|event| matches!(event.fact, RetentionFact::Destroyed { .. })) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let mut opens = Vec::new();
    for service in RUNNING {
        let found = stage.admin(service, Method::GET, &format!("/keys/{}/{call}", stage.tenant)).await?;
        say(&format!("  {:<20} {found}", service.name()));
        let classes = found.as_object().ok_or("a service does not say what it can open")?;
        opens.extend(
            classes
                .iter()
                .filter(|(_, state)| *state != "shredded")
                .map(|(class, state)| format!("{}/{class}: {state}", service.name())),
        );
    }
    report.shred = (call.to_string(), opens);
    Ok(())
}

/// Looks for every planted value in all that was written.
///
/// # Errors
/// The operating system's.
pub fn canaries(stage: &Stage, report: &mut Report) -> Result<(), BoxError> {
    let canaries = planted();
    let (files, mut found) = scan_folder(&stage.mesh.folder, &canaries)?;
    let spans = stage.spans.bodies();
    for body in &spans {
        found.extend(scan_bytes("a span", body, &canaries));
    }
    say(&format!(
        "Scanned {files} files and {} batches of spans for {} canaries: {} found",
        spans.len(),
        canaries.len(),
        found.len()
    ));
    for finding in &found {
        say(&format!("  FOUND a {} in {}", finding.kind, finding.place));
    }
    let planted = canaries.iter().map(|canary| canary.spellings.len()).sum();
    report.canary = (planted, found);
    if spans.is_empty() {
        return Err("no span arrived at the receiver: the scan of spans would prove nothing".into());
    }
    Ok(())
}
