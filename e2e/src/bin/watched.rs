//! The mesh as processes, for somebody who watches it from outside: `watched [--otlp URL] [--rounds N]`.
//!
//! Says on standard output, one line of JSON, where everything is; waits for a line on standard input; sends the demo's
//! calls, and its webhooks N times in all; says in a second line which calls went through; stays up until standard input
//! ends.
use std::collections::BTreeMap;
use std::io::{BufRead, Read};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use e2e::BoxError;
use e2e::canary::planted;
use e2e::demo::calls::{send_all, webhooks};
use e2e::demo::report::Report;
use e2e::stage::{RUNNING, Stage, call_of};
use e2e::vapi::{Report as Webhook, body};
use e2e::watch::confirmed;
use phi_service::SystemClock;
use serde_json::{Value, json};

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let after = |name: &str| arguments.iter().skip_while(|given| *given != name).nth(1).cloned();
    let rounds = after("--rounds").and_then(|count| count.parse().ok()).unwrap_or(1);
    match run(after("--otlp"), rounds).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("watched: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(otlp: Option<String>, rounds: u32) -> Result<(), BoxError> {
    let folder = tempfile::Builder::new().prefix("phimesh-watched-").tempdir()?;
    let mut stage = Stage::set(folder.path(), Arc::new(SystemClock), vec![]).await?;
    let monitor = stage.mesh.nats.monitored()?;
    if let Some(otlp) = otlp {
        stage.spans.endpoint = otlp;
    }
    for service in RUNNING {
        stage.spawn(service).await?;
    }
    println!("{}", places(&stage, monitor));
    tokio::task::spawn_blocking(|| std::io::stdin().lock().read_line(&mut String::new())).await??;
    println!("{}", calls(&stage, rounds).await?);
    let _ended = tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await?;
    for process in stage.processes.values_mut() {
        process.drain(Duration::from_secs(30))?;
    }
    Ok(())
}

/// Where everything is, and what must not be seen outside.
fn places(stage: &Stage, monitor: u16) -> Value {
    let health: BTreeMap<_, _> =
        stage.ports.iter().map(|(service, ports)| (service.name(), format!("127.0.0.1:{}", ports.health))).collect();
    let planted: Vec<_> = planted().into_iter().flat_map(|canary| canary.spellings).collect();
    json!({
        "health": health,
        "broker": format!("http://127.0.0.1:{monitor}"),
        "secret": [stage.tenant.to_string(), stage.secret()],
        "planted": planted,
    })
}

/// Sends the calls and waits until the EHR has each.
async fn calls(stage: &Stage, rounds: u32) -> Result<Value, BoxError> {
    let operator = stage.operator().await?;
    let mut report = Report::default();
    send_all(stage, &operator, &mut report).await?;
    for round in 1..rounds {
        for (_, webhook) in webhooks(&stage.host.host) {
            let id = format!("{}-{round}", webhook.id);
            let call = call_of(&stage.webhook(&body(&Webhook { id: &id, ..webhook })).await?)?;
            let view = confirmed(&operator, stage.tenant, call, Duration::from_secs(60)).await?;
            report.calls.push((call.to_string(), view));
        }
    }
    let said = report.calls.iter().map(|(call, view)| json!({"call": call, "trace": view.trace}));
    Ok(said.collect())
}
