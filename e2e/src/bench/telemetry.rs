//! What telemetry costs: a loop's throughput with everything on (spans and metrics to a receiver by OTLP, every trace kept,
//! log at info) against off, by turns in one run. The loop is outcome's: deliver, open, decide, seal, append, acknowledge.
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::{StreamExt, TryStreamExt};
use phi_bus::accounts::PROVISIONER;
use phi_events::{AggregateId, Service, TenantId};
use phi_seal::random;
use phi_service::{Core, OsEntropy, SystemClock};
use redaction::domain::{Command as Redact, RedactionDomain};
use serde_json::{Value, json};

use crate::BoxError;
use crate::bench::median;
use crate::stage::Stage;

/// Events in one turn.
const EVENTS: usize = 2500;
/// Turns of each kind that count, after one to warm up.
const TURNS: usize = 7;
/// A turn that takes longer has failed.
const PATIENCE: Duration = Duration::from_secs(180);

/// What was measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Cost {
    /// Events a second with everything off.
    pub off: f64,
    /// Events a second with everything on.
    pub on: f64,
    /// The median of the turns' ratios, each turn on against the turn off beside it.
    pub ratio: f64,
    /// The ratios, in order.
    pub ratios: Vec<f64>,
}

impl Cost {
    /// One JSON object.
    pub fn json(&self) -> Value {
        json!({"telemetry_ratio": self.ratio, "on_events_per_s": self.on, "off_events_per_s": self.off, "ratios": self.ratios})
    }
}

/// Facts that outcome will react to: words that there are none, of as many calls.
async fn wait_for_work(redaction: &Core, tenant: TenantId) -> Result<(), BoxError> {
    let one = || async {
        let id = AggregateId(random(&OsEntropy));
        let own = redaction.aggregate::<RedactionDomain>(tenant, id, b"bench").await;
        let mut own = own.map_err(|fault| fault.source as BoxError)?;
        own.execute("nothing", Redact::NoteNothing).await.map_err(|fault| fault.source as BoxError)?;
        Ok::<_, BoxError>(())
    };
    futures::stream::iter(0..EVENTS).map(|_| one()).buffer_unordered(32).try_collect::<Vec<_>>().await?;
    Ok(())
}

/// A pull request of a process that ended is open for five seconds, and takes what comes meanwhile.
const FORGOTTEN: Duration = Duration::from_secs(6);

/// Events a second while a process of its own, that finds the work waiting, is past its first twentieth and has not done
/// three fifths: a delivery that comes again after `ack_wait` falls behind that, and says nothing of the loop.
async fn turn(stage: &mut Stage, redaction: &Core, quiet: bool) -> Result<f64, BoxError> {
    tokio::time::sleep(FORGOTTEN).await;
    wait_for_work(redaction, stage.tenant).await?;
    let watcher = stage.mesh.nats.connect(PROVISIONER).await?;
    let mut seen = watcher.client().subscribe("phi.v1.outcome.>").await?;
    watcher.client().flush().await?;
    let arrivals = tokio::spawn(async move {
        let mut arrivals = Vec::with_capacity(EVENTS);
        while arrivals.len() < EVENTS && seen.next().await.is_some() {
            arrivals.push(Instant::now());
        }
        arrivals
    });
    stage.quiet = quiet;
    stage.spawn(Service::Outcome).await?;
    let arrivals =
        tokio::time::timeout(PATIENCE, arrivals).await.map_err(|_| "the outcomes did not arrive in time")??;
    let (first, last) = (EVENTS / 20, EVENTS * 3 / 5);
    let took = arrivals.get(last).zip(arrivals.get(first)).map(|(last, first)| *last - *first);
    let rate = (last - first) as f64 / took.ok_or("the outcomes ended early")?.as_secs_f64();
    if let Some(mut process) = stage.processes.remove(&Service::Outcome) {
        tokio::task::spawn_blocking(move || process.drain(Duration::from_secs(30))).await??;
    }
    Ok(rate)
}

/// Measures, by turns.
///
/// # Errors
/// When a service does not run, or nothing arrives at the receiver although everything is on.
pub async fn measure() -> Result<Cost, BoxError> {
    let folder = tempfile::tempdir()?;
    let mut stage = Stage::synced(folder.path(), "\"2m\"", Arc::new(SystemClock), vec![]).await?;
    let redaction = stage.mesh.core(Service::Redaction).await?;
    let (mut on, mut off, mut ratios) = (vec![], vec![], vec![]);
    for round in 0..=TURNS {
        // who goes first takes turns too: what a round does to the machine must not favour one
        let (quiet, loud) = if round % 2 == 0 {
            let quiet = turn(&mut stage, &redaction, true).await?;
            (quiet, turn(&mut stage, &redaction, false).await?)
        } else {
            let loud = turn(&mut stage, &redaction, false).await?;
            (turn(&mut stage, &redaction, true).await?, loud)
        };
        eprintln!("  off {quiet:.0}/s, on {loud:.0}/s, ratio {:.3}", loud / quiet);
        if round > 0 {
            off.push(quiet);
            on.push(loud);
            ratios.push(loud / quiet);
        }
    }
    let spans = crate::spans::read(&stage.spans.bodies())?.len();
    if spans < EVENTS * TURNS {
        return Err(format!("only {spans} spans arrived: telemetry was not on").into());
    }
    eprintln!("  {spans} spans and {} collections of metrics arrived", stage.spans.metrics().len());
    Ok(Cost { off: median(off), on: median(on), ratio: median(ratios.clone()), ratios })
}
