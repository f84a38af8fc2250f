//! `phimesh smoke`: sends a synthetic call through the doors and waits for its outcome. `helm test` runs it.
use std::time::{Duration, UNIX_EPOCH};

use clap::Args;
use phi_events::{AggregateId, TenantId};
use phi_service::{Clock, Core, SystemClock};
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::send;
use crate::session::{Session, secret};
use crate::timeline::{Timeline, timeline};

/// Pause between two looks at the log.
const LOOK: Duration = Duration::from_millis(500);
/// How long before its report the synthetic call began, in milliseconds.
const CALL_MS: u64 = 60_000;
/// What the synthetic caller says: no name, no number, nothing that an EHR could match to anybody.
const SAID: &str = "This is a synthetic call. I would like to make an appointment for a check-up next week, please.";

/// Flags of `smoke`.
#[derive(Debug, Args)]
pub(crate) struct SmokeArgs {
    /// Address of call-intake's doors; phimesh.intake when it is left out.
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// The practice, one for tests; phimesh.tenant when it is left out. Its EHR gets what comes of the call.
    #[arg(long, value_name = "ID")]
    pub tenant: Option<TenantId>,
    /// File with the secret that signs webhooks; phimesh.secret_file when it is left out.
    #[arg(long, value_name = "FILE")]
    pub secret_file: Option<std::path::PathBuf>,
    /// How long the outcome may take.
    #[arg(long, default_value = "2m", value_parser = humantime::parse_duration, value_name = "DURATION")]
    pub timeout: Duration,
}

pub(crate) async fn run(session: &Session, args: SmokeArgs) -> Result<(), Failure> {
    let config = session.config()?;
    let tenant = session.tenant(args.tenant)?;
    let file = args.secret_file.or(config.secret_file);
    let file =
        file.ok_or_else(|| Failure::Usage("name the file that holds the webhook secret: --secret-file".into()))?;
    let base = args.url.unwrap_or(config.intake);
    let core = session.core().await?;
    let began_ms = SystemClock.now_ms();
    let body = report(began_ms).to_string().into_bytes();
    let sent = send::webhook(&base, tenant, &secret(&file)?, began_ms, body).await?;
    let named = sent.call.and_then(|call| call.parse().ok());
    let call: AggregateId = named.ok_or_else(|| Failure::Check("the door took the call and named none".into()))?;
    let looked = tokio::time::timeout(args.timeout, concluded(&core, tenant, call)).await;
    let told = looked.map_err(|_| {
        let patience = humantime::format_duration(args.timeout);
        Failure::Check(format!(
            "call {call} came in and has no outcome after {patience}; phimesh call show says how far it came"
        ))
    })??;
    let took_ms = SystemClock.now_ms().saturating_sub(began_ms);
    let outcome = told.outcome.as_ref().map(|outcome| outcome.disposition.as_str());
    let value = json!({"call": told.call, "trace": told.trace, "outcome": outcome, "took_ms": took_ms, "hops_ms": told.hops_ms});
    session
        .out
        .print(&value, || format!("call {call} has its outcome after {took_ms} ms: {}", outcome.unwrap_or("none")));
    Ok(())
}

/// Looks until the call has its outcome.
async fn concluded(core: &Core, tenant: TenantId, call: AggregateId) -> Result<Timeline, Failure> {
    loop {
        match timeline(core, tenant, call, None).await {
            Ok(told) if told.outcome.is_some() => return Ok(told),
            Ok(_) | Err(Failure::NotFound(_)) => tokio::time::sleep(LOOK).await,
            Err(failure) => return Err(failure),
        }
    }
}

/// The report of a call that ended at an instant; the instant names the call, so that each run sends another one.
fn report(ended_ms: u64) -> Value {
    let began_ms = ended_ms.saturating_sub(CALL_MS);
    let instant = |ms: u64| humantime::format_rfc3339_millis(UNIX_EPOCH + Duration::from_millis(ms)).to_string();
    let turn = |role: &str, message: &str, at_ms: u64| {
        json!({"role": role, "message": message, "time": began_ms + at_ms, "endTime": began_ms + at_ms + 2000,
               "secondsFromStart": at_ms / 1000, "duration": 2000})
    };
    json!({"message": {
        "type": "end-of-call-report", "endedReason": "customer-ended-call", "timestamp": ended_ms,
        "startedAt": instant(began_ms), "endedAt": instant(ended_ms),
        "artifact": {"messages": [turn("bot", "How can I help?", 0), turn("user", SAID, 3000)], "transcript": format!("User: {SAID}\n")},
        "call": {"id": format!("smoke-{ended_ms}"), "type": "inboundPhoneCall"},
    }})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_run_is_a_call_of_its_own_and_names_nobody() {
        let (one, other) = (report(1_795_000_000_000), report(1_795_000_000_001));
        assert_ne!(one["message"]["call"]["id"], other["message"]["call"]["id"]);
        assert_eq!(one["message"]["startedAt"], "2026-11-18T11:05:40.000Z");
        assert_eq!(one["message"]["customer"], Value::Null);
    }
}
