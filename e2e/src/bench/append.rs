//! Sealed append, pipelined: 1 KiB of sealed bytes in two sections, against publishing the same bytes with the same
//! headers.
use std::path::Path;
use std::time::Instant;

use bytes::Bytes;
use phi_bus::{NatsLog, bare};
use phi_events::commit::encode_commit;
use phi_events::envelope::NO_PREVIOUS;
use phi_events::ids::commit_id;
use phi_events::outcome::{Disposition, Intent, Outcome, OutcomeContent, OutcomeDetail, OutcomeFact, Urgency};
use phi_events::{Actor, Address, AggregateId, Context, DataClass, Event, Meta, Service, Suite, TenantId};
use phi_seal::wrap::fresh;
use phi_seal::{Binding, NewHeader, Plain, SealingKey, random, seal};
use phi_service::OsEntropy;
use phi_testkit::nats::{NatsServer, ServerSpec, free_port};
use serde_json::json;

use crate::BoxError;
use crate::bench::{ROUNDS, median};

/// Messages in one run.
pub const COUNT: usize = 20_000;
/// Messages of one subject: commits of one call in one context.
const PER_SUBJECT: usize = 4;

/// A bare server, as it comes, for the bare thing and ours alike.
///
/// # Errors
/// When it does not start.
pub fn server(folder: &Path) -> Result<NatsServer, BoxError> {
    let spec = ServerSpec {
        folder: folder.join("nats"),
        port: free_port()?,
        passwords: std::collections::BTreeMap::new(),
        sync_interval: "\"2m\"".to_owned(),
        cluster: None,
        secure: None,
    };
    Ok(NatsServer::start(spec)?)
}

/// Makes the stream anew, empty.
///
/// # Errors
/// When the server refuses.
pub async fn empty(log: &NatsLog) -> Result<(), BoxError> {
    let _there_may_be_none = log.api("STREAM.DELETE.BENCH", &json!({})).await;
    let config = json!({"name": "BENCH", "subjects": ["phi.v1.outcome.>"], "storage": "file", "discard": "new", "allow_direct": true});
    log.api("STREAM.CREATE.BENCH", &config).await?;
    Ok(())
}

/// The two keys of a call's outcome.
pub struct Keys {
    /// Of the facts.
    pub lifecycle: SealingKey,
    /// Of the content.
    pub content: SealingKey,
}

/// Fresh keys.
pub fn keys() -> Keys {
    Keys { lifecycle: fresh(&OsEntropy), content: fresh(&OsEntropy) }
}

/// The practice of the benchmark.
pub const TENANT: TenantId = TenantId([9; 16]);

/// The call that a message belongs to.
pub fn call(index: usize) -> AggregateId {
    AggregateId(phi_events::ids::digest16("bench", &[&(index / PER_SUBJECT).to_be_bytes()]))
}

/// One commit: its facts and, beside them, about half a kibibyte of content.
pub fn sealed(suite: Suite, keys: &Keys, index: usize) -> Bytes {
    let address = Address::new(Context::Outcome, TENANT, call(index));
    let meta = Meta {
        at_ms: index as u64,
        actor: Actor::Service(Service::Outcome),
        cause: None,
        handled: Some((Context::Redaction, 1)),
    };
    let fact = OutcomeFact::Concluded {
        intent: Intent::Booking,
        disposition: Disposition::AppointmentRequested,
        urgency: Urgency::Routine,
        review: None,
        rules: 1,
    };
    let detail =
        OutcomeDetail { summary: "The caller asked for an appointment. ".repeat(12), ..OutcomeDetail::default() };
    let events = [Event::<Outcome>::with(fact, vec![OutcomeContent::Detail(detail)])];
    let key = |class| if class == DataClass::Deidentified { &keys.content } else { &keys.lifecycle };
    let sections = encode_commit(&meta, &events);
    let plain =
        sections.into_iter().map(|(class, bytes)| Plain { class, key: key(class), bytes: bytes.into() }).collect();
    let commit = commit_id(TENANT, address.aggregate, Context::Outcome.code(), &index.to_be_bytes(), "bench", 0);
    let header = NewHeader { suite, schema: 1, commit, previous: NO_PREVIOUS };
    Bytes::from(seal(&header, &Binding { environment: "bench", address }, plain, &OsEntropy))
}

/// Where a message stands, and the sequence that its subject has before it, when one writer writes in order.
pub fn place(index: usize) -> (String, Option<u64>) {
    let expected = if index.is_multiple_of(PER_SUBJECT) { 0 } else { index as u64 };
    (Address::new(Context::Outcome, TENANT, call(index)).subject(), Some(expected))
}

/// Fills the stream with sealed commits.
///
/// # Errors
/// When one is not stored.
pub async fn fill(log: &NatsLog, suite: Suite, keys: &Keys, count: usize) -> Result<(), BoxError> {
    let message = |index: usize| {
        let (subject, expected) = place(index);
        (subject, expected, sealed(suite, keys, index))
    };
    Ok(bare::publish(log.client(), count, message).await?)
}

/// Raw over sealed, for each suite: 1 means that sealing costs nothing.
///
/// # Errors
/// When the server does not run.
pub async fn measure() -> Result<Vec<(String, f64)>, BoxError> {
    let folder = tempfile::tempdir()?;
    let server = server(folder.path())?;
    let log = server.connect("bench").await?;
    let keys = keys();
    let _warm: [u8; 16] = random(&OsEntropy);
    let mut found = Vec::new();
    for suite in [Suite::XChaCha20Poly1305, Suite::Aes256Gcm] {
        let made: Vec<Bytes> = (0..COUNT).map(|index| sealed(suite, &keys, index)).collect();
        let mut ratios = Vec::new();
        for round in 0..=ROUNDS {
            empty(&log).await?;
            let started = Instant::now();
            bare::publish(log.client(), COUNT, |index| (place(index).0, place(index).1, made[index].clone())).await?;
            let raw = started.elapsed();
            empty(&log).await?;
            let started = Instant::now();
            fill(&log, suite, &keys, COUNT).await?;
            let ours = started.elapsed();
            // the first round warms both
            if round > 0 {
                ratios.push(raw.as_secs_f64() / ours.as_secs_f64());
            }
        }
        eprintln!("  {suite:?}: {:.3} ({} bytes a message)", median(ratios.clone()), made[0].len());
        found.push((format!("{suite:?}"), median(ratios)));
    }
    Ok(found)
}
