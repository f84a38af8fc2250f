//! `phimesh doctor`: whether this mesh is as `FLOW` says, seen from one service's place.
use clap::Args;
use phi_bus::provision::Change;
use phi_bus::{Append, EventLog, LogError, NatsLog};
use phi_events::class::ALL_CLASSES;
use phi_events::context::ALL_CONTEXTS;
use phi_events::flow::row;
use phi_events::{Context, DataClass, MESH_TENANT, Service};
use phi_seal::key::secret;
use phi_seal::{KeyFile, KeyPlace, RootProvider, SealingKey, random};
use phi_service::{Clock, Frame, OsEntropy, SystemClock, connect};
use serde::Serialize;
use serde_json::json;

use super::rebuild::service;
use crate::failure::{Failure, read_file};
use crate::output::{Tone, table};
use crate::session::{ProvisionerLogin, Session};
use crate::words::parse_instant;

mod store;

/// The oldest nats-server whose consumers can be reset.
const OLDEST: [u64; 3] = [2, 14, 3];
/// A clock this far off is odd, in milliseconds.
const ODD_SKEW_MS: u64 = 1_000;
/// A clock this far off makes signed webhooks fail (their tolerance is five minutes), in milliseconds.
const BAD_SKEW_MS: u64 = 60_000;
/// A lock that no subject's sequence reaches: should the broker let a forbidden publish through, JetStream refuses it.
const NEVER: u64 = 9_007_199_254_740_991;

/// Flags of `doctor`.
#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    /// The service whose configuration this is.
    #[arg(long, default_value = "phimesh", value_parser = service)]
    pub service: Service,
    /// Health address of a service; as often as there are services.
    #[arg(long = "health", value_name = "URL")]
    pub healths: Vec<String>,
    /// How the provisioner logs in, to compare streams and consumers with FLOW and to see their copies and the store.
    #[command(flatten)]
    pub provisioner: ProvisionerLogin,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Ok,
    Odd,
    Failed,
    Skipped,
}

#[derive(Debug, Serialize)]
struct Check {
    name: &'static str,
    state: State,
    says: String,
}

fn told(name: &'static str, state: State, says: impl Into<String>) -> Check {
    Check { name, state, says: says.into() }
}

pub(crate) async fn run(session: &Session, args: DoctorArgs) -> Result<(), Failure> {
    let mut frame = session.frame()?;
    if args.service != Service::Phimesh && frame.nats.user.as_deref() == Some(Service::Phimesh.name()) {
        frame.nats.user = Some(args.service.name().to_owned());
    }
    let mut checks = vec![told("configuration", State::Ok, format!("environment {}", frame.environment))];
    let mut unreachable = None;
    match connect(&frame, args.service.name()).await {
        Ok(log) => {
            checks.push(version(&log));
            checks.push(skew(&log, args.service).await);
            checks.push(readable(&log, args.service).await);
            checks.push(forbidden(&log, args.service).await);
            checks.extend(as_provisioner(session, &args).await);
        }
        Err(error) => {
            checks.push(told("broker", State::Failed, error.to_string()));
            unreachable = Some(Failure::from(error));
        }
    }
    checks.push(keys(&frame, args.service).await);
    for base in &args.healths {
        let up = crate::admin::ready(base).await;
        checks.push(told(
            "health",
            if up { State::Ok } else { State::Failed },
            format!("{base} {}", if up { "is ready" } else { "is not ready" }),
        ));
    }
    let failed = checks.iter().filter(|check| check.state == State::Failed).count();
    session.out.print(&json!({"ok": failed == 0, "checks": checks}), || text(session, &checks));
    match (unreachable, failed) {
        (Some(failure), _) => Err(failure),
        (None, 0) => Ok(()),
        (None, failed) => Err(Failure::Check(format!("{failed} of {} checks failed", checks.len()))),
    }
}

fn version(log: &NatsLog) -> Check {
    let version = log.client().server_info().version.clone();
    let number = |part: Option<&str>| {
        part.and_then(|text| text.split(['-', '+']).next()?.parse::<u64>().ok()).unwrap_or_default()
    };
    let mut parts = version.split('.');
    let found = [number(parts.next()), number(parts.next()), number(parts.next())];
    let state = if found >= OLDEST { State::Ok } else { State::Failed };
    told("broker", state, format!("nats-server {version} (2.14.3 or newer is needed)"))
}

/// A stream that the service reads; every row has one.
fn some_stream(service: Service) -> String {
    row(service).reads.first().map_or_else(String::new, |context| context.stream())
}

async fn skew(log: &NatsLog, service: Service) -> Check {
    let verb = format!("STREAM.INFO.{}", some_stream(service));
    let before = SystemClock.now_ms();
    let info = match log.api(&verb, &json!({})).await {
        Ok(info) => info,
        Err(error) => return told("clock", State::Failed, error.to_string()),
    };
    let here = u64::midpoint(before, SystemClock.now_ms());
    let Some(there) = info["ts"].as_str().and_then(|text| parse_instant(text).ok()) else {
        return told("clock", State::Skipped, "the broker does not tell its time");
    };
    let off = here.abs_diff(there);
    let state = match off {
        BAD_SKEW_MS.. => State::Failed,
        ODD_SKEW_MS.. => State::Odd,
        _ => State::Ok,
    };
    told("clock", state, format!("{off} ms from the broker's"))
}

async fn readable(log: &NatsLog, service: Service) -> Check {
    let mut missing = Vec::new();
    for context in row(service).reads {
        if let Err(error) = log.end(&context.stream()).await {
            missing.push(format!("{}: {error}", context.stream()));
        }
    }
    if missing.is_empty() {
        return told("streams", State::Ok, format!("{} readable", row(service).reads.len()));
    }
    told("streams", State::Failed, missing.join("; "))
}

/// Publishes where this service's row of `FLOW` does not let it, with a lock that can never hold.
async fn forbidden(log: &NatsLog, service: Service) -> Check {
    let foreign = |context: &Context| {
        !row(service).writes.contains(context) && !matches!(context, Context::Access | Context::Quarantine)
    };
    let Some(context) = ALL_CONTEXTS.into_iter().find(foreign) else {
        return told("permissions", State::Skipped, "it may write everything");
    };
    let subject = format!("phi.v1.{}.00.doctor.doctor", context.token());
    let message = Append {
        subject: subject.clone(),
        expected: Some(NEVER),
        id: None,
        traceparent: None,
        payload: "doctor".into(),
    };
    match log.append(message).await {
        // nobody answers: the subject is not imported into this account, so it leads nowhere
        Err(LogError::Forbidden { .. } | LogError::Unavailable(503)) => {
            told("permissions", State::Ok, format!("a publish on {} is refused", context.stream()))
        }
        Err(error @ (LogError::Disconnected | LogError::Login | LogError::Tls(_))) => {
            told("permissions", State::Failed, error.to_string())
        }
        Ok(_) | Err(LogError::Conflict | LogError::Unknown | LogError::Refused { .. } | LogError::Unavailable(_)) => {
            told(
                "permissions",
                State::Failed,
                format!("the broker let a publish on {subject} through: accounts are not those of FLOW"),
            )
        }
    }
}

/// What the provisioner alone may see.
async fn as_provisioner(session: &Session, args: &DoctorArgs) -> Vec<Check> {
    if !args.provisioner.given() && !session.knows_provisioner() {
        let says = "give --password-file or --credentials-file of the provisioner to compare streams and consumers with FLOW, and to see copies and store";
        return vec![told("flow", State::Skipped, says)];
    }
    match session.provisioner(None, &args.provisioner).await {
        Ok(log) => store::checks(&log).await,
        Err(failure) => vec![told("flow", State::Failed, failure.to_string())],
    }
}

fn differences(changes: &[Change]) -> Check {
    let differs = |change: &Change| match change {
        Change::Same(_) => None,
        Change::Made(name) => Some(format!("{name} is missing")),
        Change::Updated(name, differing) => {
            let fields: Vec<&str> = differing.iter().map(|difference| difference.field.as_str()).collect();
            Some(format!("{name} differs in {}", fields.join(", ")))
        }
    };
    let found: Vec<String> = changes.iter().filter_map(differs).collect();
    if found.is_empty() {
        return told("flow", State::Ok, format!("{} streams and consumers as FLOW says", changes.len()));
    }
    told("flow", State::Failed, format!("{}; run phimesh provision", found.join(", ")))
}

/// The key file opens what `FLOW` says, and nothing else.
async fn keys(frame: &Frame, service: Service) -> Check {
    let provider = match read_file(&frame.key_file).map(|bytes| KeyFile::parse(&String::from_utf8_lossy(&bytes))) {
        Ok(Ok(provider)) => provider,
        Ok(Err(error)) => return told("keys", State::Failed, error.to_string()),
        Err(failure) => return told("keys", State::Failed, failure.to_string()),
    };
    let (mut wrong, granted) = (Vec::new(), row(service).opens);
    for class in ALL_CLASSES {
        match (opens(&provider, &frame.environment, class, service).await, granted.contains(&class)) {
            (true, false) => wrong.push(format!("{} opens and must not", class.token())),
            (false, true) => wrong.push(format!("{} does not open", class.token())),
            (true, true) | (false, false) => {}
        }
    }
    if !wrong.is_empty() {
        return told("keys", State::Failed, wrong.join("; "));
    }
    told(
        "keys",
        State::Ok,
        format!("opens what FLOW says ({}); claim after destruction: {}", granted.len(), provider.claim()),
    )
}

/// Whether the file both wraps and unwraps a key of this class.
async fn opens(provider: &KeyFile, environment: &str, class: DataClass, service: Service) -> bool {
    let owner = (class == DataClass::Audit).then_some(service);
    let place = KeyPlace { environment, tenant: MESH_TENANT, call: None, class, owner, month: 0 };
    let key = SealingKey::new(secret(random(&OsEntropy)));
    match provider.wrap(&place, &key, &OsEntropy).await {
        Ok(wrapped) => provider.unwrap(&place, &wrapped).await.is_ok(),
        Err(_) => false,
    }
}

fn text(session: &Session, checks: &[Check]) -> String {
    let row = |check: &Check| {
        let (tone, word) = match check.state {
            State::Ok => (Tone::Good, "ok"),
            State::Odd => (Tone::Odd, "odd"),
            State::Failed => (Tone::Bad, "FAILED"),
            State::Skipped => (Tone::Odd, "skipped"),
        };
        vec![check.name.to_owned(), session.out.paint(tone, word), check.says.clone()]
    };
    table(&["check", "state", "says"], &checks.iter().map(row).collect::<Vec<_>>())
}
