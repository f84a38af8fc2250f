//! Replay: read, open, decode and evolve every commit of a stream, against pulling the same stream and looking at nothing.
use std::collections::BTreeMap;
use std::time::Instant;

use bytes::Bytes;
use outcome::domain::Outcomes;
use phi_bus::{LogError, NatsLog, bare};
use phi_events::commit::decode_facts;
use phi_events::envelope::{Layout, chain_hash};
use phi_events::outcome::Outcome;
use phi_events::{Address, AggregateId, DataClass, Suite};
use phi_seal::{Binding, open};
use phi_service::Domain;
use serde_json::json;

use crate::BoxError;
use crate::bench::append::{Keys, empty, fill, keys, server};
use crate::bench::{ROUNDS, median};

const COUNT: usize = 60_000;
const BATCH: usize = 2_000;

async fn consumer(log: &NatsLog, name: &str) -> Result<(), BoxError> {
    let config = json!({"durable_name": name, "ack_policy": "none", "deliver_policy": "all", "mem_storage": true});
    let body = json!({"stream_name": "BENCH", "config": config});
    log.api(&format!("CONSUMER.DURABLE.CREATE.BENCH.{name}"), &body).await?;
    Ok(())
}

type States = BTreeMap<AggregateId, <Outcomes as Domain>::State>;

fn fold(states: &mut States, keys: &Keys, subject: &str, payload: &Bytes) -> Option<[u8; 32]> {
    let address = Address::parse(subject)?;
    let layout = Layout::parse(payload).ok()?;
    let binding = Binding { environment: "bench", address };
    let plain = open(payload, &layout, DataClass::Lifecycle, &keys.lifecycle, &binding).ok()?;
    let (_, facts) = decode_facts::<Outcome>(&plain).ok()?;
    let state = states.remove(&address.aggregate).unwrap_or_default();
    let state = facts.iter().fold(state, Outcomes::evolve);
    states.insert(address.aggregate, state);
    Some(chain_hash(payload))
}

async fn once(log: &NatsLog, name: &str, keys: Option<&Keys>) -> Result<f64, BoxError> {
    consumer(log, name).await?;
    let mut states = States::new();
    let started = Instant::now();
    let take = |subject: &str, payload: Bytes| match keys {
        Some(keys) => fold(&mut states, keys, subject, &payload).map(|_| ()).ok_or(LogError::Unknown),
        None => Ok(()),
    };
    bare::pull(log, "BENCH", name, COUNT, BATCH, take).await?;
    let seconds = started.elapsed().as_secs_f64();
    log.api(&format!("CONSUMER.DELETE.BENCH.{name}"), &json!({})).await?;
    Ok(seconds)
}

/// Raw over ours, for each suite: 1 means that a replay costs no more than reading.
///
/// # Errors
/// When the server does not run.
pub async fn measure() -> Result<Vec<(String, f64)>, BoxError> {
    let folder = tempfile::tempdir()?;
    let server = server(folder.path())?;
    let log = server.connect("bench").await?;
    let keys = keys();
    let mut found = Vec::new();
    for suite in [Suite::XChaCha20Poly1305, Suite::Aes256Gcm] {
        empty(&log).await?;
        fill(&log, suite, &keys, COUNT).await?;
        let mut ratios = Vec::new();
        for round in 0..=ROUNDS {
            let raw = once(&log, &format!("raw{round}"), None).await?;
            let ours = once(&log, &format!("ours{round}"), Some(&keys)).await?;
            if round > 0 {
                ratios.push(raw / ours);
            }
        }
        eprintln!("  {suite:?}: {:.3}", median(ratios.clone()));
        found.push((format!("{suite:?}"), median(ratios)));
    }
    Ok(found)
}
