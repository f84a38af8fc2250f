//! The demo: eight calls through a mesh of processes, then the proofs.
pub mod calls;
pub mod proofs;
pub mod report;

use std::sync::Arc;
use std::time::{Duration, Instant};

use phi_service::SystemClock;

use crate::BoxError;
use crate::demo::report::Report;
use crate::stage::{RUNNING, Stage};

/// Says on standard error what is being done.
pub fn say(text: &str) {
    eprintln!("{text}");
}

/// Runs the whole demo in a folder of its own, which is removed at the end.
///
/// # Errors
/// A sentence that says what went wrong, and where the logs are.
pub async fn run() -> Result<Report, BoxError> {
    let folder = tempfile::Builder::new().prefix("phimesh-demo-").tempdir()?;
    let result = on(folder.path()).await;
    if result.is_err() {
        say(&format!("The logs are kept in {}", folder.keep().join("logs").display()));
    }
    result
}

async fn on(folder: &std::path::Path) -> Result<Report, BoxError> {
    let started = Instant::now();
    say("Starting nats-server with one account a service, a FHIR sandbox and a key file a service …");
    let mut stage = Stage::set(folder, Arc::new(SystemClock), vec![]).await?;
    for service in RUNNING {
        stage.spawn(service).await?;
        say(&format!("  {} is ready (process {})", service.name(), stage.processes[&service].id()));
    }
    let operator = stage.operator().await?;
    let mut report = Report::default();
    calls::send_all(&stage, &operator, &mut report).await?;
    proofs::catch_up(&mut stage, &operator, &mut report).await?;
    proofs::rebuild(&stage, &mut report).await?;
    proofs::shred(&stage, &operator, &mut report).await?;
    say("Draining every service …");
    for process in stage.processes.values_mut() {
        process.drain(Duration::from_secs(30))?;
    }
    proofs::canaries(&stage, &mut report)?;
    report.seconds = started.elapsed().as_secs_f64();
    Ok(report)
}
