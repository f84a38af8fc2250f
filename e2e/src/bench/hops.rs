//! A whole call from its append at intake to `Intended` at ehr-sync, against a bare ping through as many hops of the same
//! server: five appends and four deliveries each. Keys and audit are in; speech and FHIR are out.
use std::sync::Arc;
use std::time::{Duration, Instant};

use call_intake::domain::{CallIntake, Command, Offered, Receive};
use futures::StreamExt;
use phi_bus::accounts::PROVISIONER;
use phi_bus::{Append, EventLog, NatsLog};
use phi_events::call::{
    CallContent, CallerIdentity, Direction, EndReason, PlatformTranscript, PlatformTurn, Source, Speaker,
};
use phi_events::{Address, AggregateId, Context, Service, TenantId};
use phi_seal::random;
use phi_service::{Core, OsEntropy, SystemClock};
use redaction::domain::{Command as Redact, RedactionDomain};
use serde_json::json;

use crate::BoxError;
use crate::bench::{ROUNDS, median};
use crate::demo::calls::BOOKING;
use crate::stage::Stage;

const HOPS: usize = 5;
const SAMPLES: usize = 40;
/// A disk that is busy with something else can hold a synced write back for long: the median does not see it, and the
/// slowest call is printed.
const PATIENCE: Duration = Duration::from_secs(90);

fn words() -> PlatformTranscript {
    let turn = |(index, (role, text)): (usize, &(&str, &str))| PlatformTurn {
        speaker: if *role == "user" { Speaker::Caller } else { Speaker::Agent },
        start_ms: index as u64 * 1000,
        end_ms: index as u64 * 1000 + 900,
        text: (*text).into(),
    };
    PlatformTranscript { turns: BOOKING.iter().enumerate().map(turn).collect(), summary: None, structured: vec![] }
}

fn receive() -> Command {
    let identity = CallerIdentity { number: Some("+12065550143".into()), practice_number: None, name: None };
    Command::Receive(Box::new(Receive {
        source: Source::Vapi,
        direction: Direction::Inbound,
        started_ms: 1,
        ended_ms: 2,
        ended: EndReason::Completed,
        has_transcript: true,
        offered: Offered::None,
        fingerprint: [7; 32],
        contents: vec![CallContent::Identity(identity), CallContent::Transcript(words())],
    }))
}

/// Ends when something is published on an aggregate's subject of a context.
async fn published(watcher: &NatsLog, subject: String) -> Result<impl Future<Output = Result<(), BoxError>>, BoxError> {
    let mut seen = watcher.client().subscribe(subject).await?;
    watcher.client().flush().await?;
    Ok(async move {
        tokio::time::timeout(PATIENCE, seen.next()).await.map_err(|_| "the call did not arrive in time")?;
        Ok(())
    })
}

async fn call(intake: &Core, watcher: &NatsLog, tenant: TenantId) -> Result<f64, BoxError> {
    let id = AggregateId(random(&OsEntropy));
    let intended = published(watcher, Address::new(Context::Ehr, tenant, id).subject()).await?;
    let started = Instant::now();
    intake.mint_call(tenant, id).await.map_err(|fault| fault.source)?;
    let mut own = intake.aggregate::<CallIntake>(tenant, id, b"bench").await.map_err(|fault| fault.source)?;
    own.execute("receive", receive()).await.map_err(|fault| fault.source)?;
    intended.await?;
    Ok(started.elapsed().as_secs_f64())
}

/// One hop without content: a fact appended to `redaction`, its delivery to `outcome`, open, decide, append.
async fn hop(redaction: &Core, watcher: &NatsLog, tenant: TenantId) -> Result<f64, BoxError> {
    let id = AggregateId(random(&OsEntropy));
    let concluded = published(watcher, Address::new(Context::Outcome, tenant, id).subject()).await?;
    let mut own = redaction.aggregate::<RedactionDomain>(tenant, id, b"bench").await.map_err(|fault| fault.source)?;
    let started = Instant::now();
    own.execute("nothing", Redact::NoteNothing).await.map_err(|fault| fault.source)?;
    concluded.await?;
    Ok(started.elapsed().as_secs_f64())
}

/// Streams and consumers of the bare ping, and its workers: each takes from one stream and appends to the next.
async fn bare_line(provisioner: &Arc<NatsLog>) -> Result<tokio::task::JoinSet<()>, BoxError> {
    for hop in 0..HOPS {
        let config = json!({"name": format!("PING{hop}"), "subjects": [format!("ping.{hop}.>")], "storage": "file", "discard": "new"});
        provisioner.api(&format!("STREAM.CREATE.PING{hop}"), &config).await?;
        let config = json!({"durable_name": "ping", "ack_policy": "explicit", "deliver_policy": "all"});
        let body = json!({"stream_name": format!("PING{hop}"), "config": config});
        provisioner.api(&format!("CONSUMER.DURABLE.CREATE.PING{hop}.ping"), &body).await?;
    }
    let mut workers = tokio::task::JoinSet::new();
    for hop in 0..HOPS - 1 {
        let log = Arc::clone(provisioner);
        workers.spawn(async move {
            loop {
                let Ok(deliveries) = log.pull(&format!("PING{hop}"), "ping", 64, Duration::from_secs(1)).await else {
                    continue;
                };
                for delivery in deliveries {
                    let subject =
                        delivery.message.subject.replacen(&format!("ping.{hop}"), &format!("ping.{}", hop + 1), 1);
                    let payload = delivery.message.payload.clone();
                    let message = Append { subject, expected: Some(0), id: None, traceparent: None, payload };
                    let _measured_by_its_arrival = log.append(message).await;
                    let _settled = log.ack(&delivery).await;
                }
            }
        });
    }
    Ok(workers)
}

async fn ping(log: &NatsLog, watcher: &NatsLog, hops: usize) -> Result<f64, BoxError> {
    let id = AggregateId(random(&OsEntropy));
    let first = HOPS - hops;
    let arrived = published(watcher, format!("ping.{}.{id}", HOPS - 1)).await?;
    let started = Instant::now();
    let payload = bytes::Bytes::from(vec![7_u8; 1024]);
    log.append(Append {
        subject: format!("ping.{first}.{id}"),
        expected: Some(0),
        id: None,
        traceparent: None,
        payload,
    })
    .await?;
    arrived.await?;
    Ok(started.elapsed().as_secs_f64())
}

/// The ratios of medians: a whole call, and one hop.
///
/// # Errors
/// When a service does not run.
pub async fn measure() -> Result<(f64, f64), BoxError> {
    let folder = tempfile::tempdir()?;
    let mut stage = Stage::set(folder.path(), Arc::new(SystemClock), vec![]).await?;
    for service in [Service::Transcription, Service::Redaction, Service::Outcome, Service::EhrSync] {
        stage.start(service).await?;
    }
    let provisioner = Arc::new(stage.mesh.nats.connect(PROVISIONER).await?);
    let watcher = stage.mesh.nats.connect(PROVISIONER).await?;
    let _workers = bare_line(&provisioner).await?;
    let intake = stage.mesh.core(Service::CallIntake).await?;
    let redaction = stage.mesh.core(Service::Redaction).await?;
    let (mut whole, mut single, mut slowest) = (Vec::new(), Vec::new(), 0.0_f64);
    for round in 0..=ROUNDS {
        let (mut calls, mut pings, mut hops, mut bare_hops) = (vec![], vec![], vec![], vec![]);
        for _ in 0..SAMPLES {
            calls.push(call(&intake, &watcher, stage.tenant).await?);
            pings.push(ping(&provisioner, &watcher, HOPS).await?);
            hops.push(hop(&redaction, &watcher, stage.tenant).await?);
            bare_hops.push(ping(&provisioner, &watcher, 2).await?);
        }
        slowest = calls.iter().copied().fold(slowest, f64::max);
        if round > 0 {
            whole.push(median(calls) / median(pings));
            single.push(median(hops) / median(bare_hops));
        }
    }
    let (whole, single) = (median(whole), median(single));
    eprintln!("  whole call {whole:.2}, one hop {single:.2}; the slowest call took {:.0} ms", slowest * 1000.0);
    Ok((whole, single))
}
