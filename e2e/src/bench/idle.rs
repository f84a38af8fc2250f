//! Resident memory of each service as a process of its own, ten seconds after it is ready.
use std::sync::Arc;
use std::time::Duration;

use phi_service::SystemClock;

use crate::BoxError;
use crate::stage::{RUNNING, Stage};

/// Each service and its MiB.
///
/// # Errors
/// When a service does not start.
pub async fn measure() -> Result<Vec<(String, f64)>, BoxError> {
    let folder = tempfile::tempdir()?;
    let mut stage = Stage::set(folder.path(), Arc::new(SystemClock), vec![]).await?;
    for service in RUNNING {
        stage.spawn(service).await?;
    }
    tokio::time::sleep(Duration::from_secs(10)).await;
    let mib = |service| stage.processes[&service].resident_kib().map_or(0.0, |kib| kib as f64 / 1024.0);
    let found: Vec<(String, f64)> =
        RUNNING.into_iter().map(|service| (service.name().to_owned(), mib(service))).collect();
    for (name, mib) in &found {
        eprintln!("  {name:<20} {mib:.1} MiB");
    }
    Ok(found)
}
