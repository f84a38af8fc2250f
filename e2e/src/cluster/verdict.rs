//! Whether all held: none lost, none doubled, states that replay, nothing set aside, every stream on three servers.
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use phi_bus::EventLog;
use phi_events::call::{Call, CallFact};
use phi_events::ehr::{Ehr, EhrFact};
use phi_events::outcome::{Outcome, OutcomeFact};
use phi_events::{Context, Schema, Service, TenantId};
use phi_service::Core;
use phi_testkit::fhir::FhirSandbox;
use reqwest::Method;
use serde_json::Value;

use crate::BoxError;
use crate::canary::{Canary, Finding, planted, scan_bytes};
use crate::cluster::fleet::Fleet;
use crate::cluster::foundation::Foundation;
use crate::cluster::traffic::Accepted;
use crate::watch::{CallView, confirmed};

/// How long what is still on its way may take once calls have stopped coming.
const CATCH_UP: Duration = Duration::from_secs(240);
/// How often a rebuild is compared before one is found during which nothing of an earlier call came.
const QUIET: usize = 20;
/// How long a projection may take to its stream's end.
const SETTLED: Duration = Duration::from_secs(60);

/// Which calls did not come through once.
#[derive(Debug, Default)]
pub struct Calls {
    /// Calls without an outcome in the EHR, and how far they came.
    pub lost: Vec<String>,
    /// What is there more than once.
    pub doubled: Vec<String>,
}

/// Compares what was accepted with what the log and the EHR have.
///
/// # Errors
/// When the log is not to be had.
pub async fn calls(
    operator: &Core,
    tenant: TenantId,
    accepted: &[Accepted],
    fhir: &FhirSandbox,
) -> Result<Calls, BoxError> {
    let mut found = Calls::default();
    let mut tasks: BTreeMap<String, usize> = BTreeMap::new();
    let until = Instant::now() + CATCH_UP;
    for Accepted { number, call, .. } in accepted {
        let left = until.saturating_duration_since(Instant::now());
        match confirmed(operator, tenant, *call, left).await {
            Ok(view) => {
                for task in view.ehr.iter().filter(|reference| reference.starts_with("Task/")) {
                    *tasks.entry(task.clone()).or_default() += 1;
                }
                once(operator, tenant, *number, *call, &view, &mut found).await?;
            }
            Err(error) => found.lost.push(format!("call {number}: {error}")),
        }
    }
    let ids: BTreeSet<_> = accepted.iter().map(|accepted| accepted.call).collect();
    if ids.len() != accepted.len() {
        found.doubled.push(format!("{} calls share an id with another", accepted.len() - ids.len()));
    }
    found
        .doubled
        .extend(tasks.iter().filter(|(_, calls)| **calls > 1).map(|(task, calls)| format!("{task} of {calls} calls")));
    let held = fhir.resources_of("Task").len();
    if held != tasks.len() {
        found.doubled.push(format!("the EHR holds {held} Tasks, the log knows {}", tasks.len()));
    }
    Ok(found)
}

async fn count<S: Schema>(
    operator: &Core,
    tenant: TenantId,
    call: phi_events::AggregateId,
    is: impl Fn(&S::Fact) -> bool,
) -> Result<usize, BoxError> {
    let events = operator.read_aggregate::<S>(tenant, call).await.map_err(|fault| fault.source)?;
    Ok(events.iter().filter(|event| is(&event.fact)).count())
}

/// One delivery was taken, one outcome concluded, one confirmation written, one Task made.
async fn once(
    operator: &Core,
    tenant: TenantId,
    number: usize,
    call: phi_events::AggregateId,
    view: &CallView,
    found: &mut Calls,
) -> Result<(), BoxError> {
    let received = count::<Call>(operator, tenant, call, |fact| matches!(fact, CallFact::Received { .. })).await?;
    let concluded =
        count::<Outcome>(operator, tenant, call, |fact| matches!(fact, OutcomeFact::Concluded { .. })).await?;
    let confirmed = count::<Ehr>(operator, tenant, call, |fact| matches!(fact, EhrFact::Confirmed { .. })).await?;
    let tasks = view.ehr.iter().filter(|reference| reference.starts_with("Task/")).count();
    for (what, times) in [("received", received), ("concluded", concluded), ("confirmed", confirmed), ("Task", tasks)] {
        match times {
            0 => found.lost.push(format!("call {number}: {what} is missing")),
            1 => {}
            _ => found.doubled.push(format!("call {number}: {what} {times} times")),
        }
    }
    Ok(())
}

/// A service's state, live and replayed.
#[derive(Debug)]
pub struct State {
    /// The service.
    pub service: Service,
    /// Events folded.
    pub events: u64,
    /// What live, replayed and the standby's view were, where they are not one.
    pub differs: Option<String>,
}

/// Drops every projection and folds it again, by the replica that leads; asks the others too.
///
/// # Errors
/// When a service has no leader, does not answer, or its stream does not come to rest.
pub async fn states(fleet: &Fleet, ground: &Foundation) -> Result<Vec<State>, BoxError> {
    let services: BTreeSet<Service> = fleet.replicas.iter().map(|replica| replica.service).collect();
    let mut states = Vec::new();
    for service in services {
        states.push(state(fleet, ground, service).await?);
    }
    Ok(states)
}

/// Whether the build that runs folds a service's stream, whichever build wrote it, to the state that stands there.
///
/// A state can be compared with its replay only at one position and by one leader: a comparison during which an event
/// came (a recording that is fetched late, say) or the lead moved says nothing, and another is made. One during which
/// neither happened counts, whatever it says.
///
/// # Errors
/// When a service has no leader, does not answer, or its stream does not come to rest.
pub async fn state(fleet: &Fleet, ground: &Foundation, service: Service) -> Result<State, BoxError> {
    let (owner, stream) = (ground.owner().await?, phi_events::flow::row(service).own().stream());
    for _ in 0..QUIET {
        let (leader, live) = settled(fleet, ground, service).await?;
        let (mut answers, mut leads) = (vec![fleet.admin(leader, Method::POST, "/rebuild").await?], false);
        for at in (0..fleet.replicas.len()).filter(|at| fleet.replicas[*at].service == service) {
            let answer = fleet.admin(at, Method::GET, "/state-hash").await?;
            leads |= at == leader && answer["leads"] == true;
            answers.push(answer);
        }
        if leads && live["position"] == owner.end(&stream).await? {
            let events = live["events"].as_u64().unwrap_or_default();
            return Ok(State { service, events, differs: differs(&live, &answers) });
        }
    }
    Err(format!("the stream of {} did not stand still long enough to compare", service.name()).into())
}

/// What a rebuild and then each replica answered, where an answer does not say what the live state said.
fn differs(live: &Value, answers: &[Value]) -> Option<String> {
    let same = |answer: &Value| {
        // a rebuild says how much it folded, a state hash also what came of it and up to where
        let said = ["events", "hash", "position"].into_iter().filter(|field| !answer[field].is_null());
        answer["events"].is_u64() && said.into_iter().all(|field| answer[field] == live[field])
    };
    let equal = live["hash"].is_string() && answers.iter().all(same);
    (!equal).then(|| format!("live {live}, rebuilt and seen {}", Value::from(answers)))
}

/// The leader's state hash, once it has folded its stream to the end.
async fn settled(fleet: &Fleet, ground: &Foundation, service: Service) -> Result<(usize, Value), BoxError> {
    let owner = ground.owner().await?;
    let stream = phi_events::flow::row(service).own().stream();
    let started = Instant::now();
    loop {
        for at in (0..fleet.replicas.len()).filter(|at| fleet.replicas[*at].service == service) {
            let state = fleet.admin(at, Method::GET, "/state-hash").await?;
            if state["leads"] == true && state["position"] == owner.end(&stream).await? {
                return Ok((at, state));
            }
        }
        if started.elapsed() > SETTLED {
            return Err(format!("no replica of {} leads at its stream's end", service.name()).into());
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// How many messages were set aside.
///
/// # Errors
/// When the broker does not answer.
pub async fn quarantined(ground: &Foundation) -> Result<u64, BoxError> {
    Ok(ground.owner().await?.end(&Context::Quarantine.stream()).await?)
}

/// What of the callers stands in clear in a replica's log or in a span (INV-04).
///
/// # Errors
/// The operating system's.
pub fn leaks(fleet: &Fleet, spans: &[Vec<u8>]) -> Result<(usize, Vec<Finding>), BoxError> {
    let canaries: Vec<Canary> = planted();
    let mut found = Vec::new();
    for (at, replica) in fleet.replicas.iter().enumerate() {
        found.extend(scan_bytes(&replica.name(), &std::fs::read(fleet.log(at))?, &canaries));
    }
    for span in spans {
        found.extend(scan_bytes("a span", span, &canaries));
    }
    Ok((canaries.len(), found))
}
