//! The list of what was destroyed, as a file. A backup holds the keys that were alive when it was made; this list, taken
//! later and often, destroys them again when the backup is restored.
//!
//! It holds the ledger's sealed entries and retention's signed marks, as they stand in the log: nothing in it opens anything.
use std::collections::BTreeSet;
use std::path::Path;

use data_encoding::BASE64;
use phi_bus::{Append, EventLog, NatsLog};
use phi_events::shred::{Shred, ShredFact};
use phi_events::subject::{PREFIX, call_key, key_stream};
use phi_events::{AggregateId, Context, DataClass, TenantId};
use phi_seal::record::{Ended, verify_shredded};
use phi_seal::{KeyRecord, RootProvider};
use phi_service::Core;
use serde::{Deserialize, Serialize};

use crate::failure::{Failure, read_file, write_file};

/// The file's form.
const VERSION: u32 = 1;

/// A message of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its sequence in `SHRED`.
    pub sequence: u64,
    /// Its subject.
    pub subject: String,
    /// Its bytes, base64.
    pub payload: String,
}

/// A signed mark of a destroyed key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The practice.
    pub tenant: TenantId,
    /// The call.
    pub call: AggregateId,
    /// The class.
    pub class: DataClass,
    /// The record, base64.
    pub record: String,
}

/// What was destroyed until a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shreds {
    /// The file's form.
    pub version: u32,
    /// The moment, Unix milliseconds.
    pub made_ms: u64,
    /// The environment that marks and entries are bound to.
    pub environment: String,
    /// Sequence of the ledger's last entry.
    pub end: u64,
    /// The ledger, in order.
    pub ledger: Vec<Entry>,
    /// The marks.
    pub marks: Vec<Mark>,
    /// How many keys were still being destroyed at that moment: retention does it again from the ledger.
    pub under_way: u32,
}

/// Reads the ledger and the mark of each key that it names.
///
/// # Errors
/// [`Failure`] when the log or a key is not to be had.
pub async fn collect(core: &Core) -> Result<Shreds, Failure> {
    let stream = Context::Shred.stream();
    let (made_ms, end) = (core.now_ms(), core.log().end(&stream).await?);
    let stored = core.log().read(&stream, &format!("{PREFIX}.shred.>"), 1).await?;
    if stored.last().map_or(0, |last| last.sequence) < end {
        return Err(Failure::Check("a replica of the ledger lags behind its leader; run it again".to_owned()));
    }
    let entry = |stored: &phi_bus::Stored| Entry {
        sequence: stored.sequence,
        subject: stored.subject.clone(),
        payload: BASE64.encode(&stored.payload),
    };
    let ledger: Vec<Entry> = stored.iter().map(entry).collect();
    let tenants: BTreeSet<TenantId> =
        stored.iter().filter_map(|stored| stored.subject.rsplit('.').next()?.parse().ok()).collect();
    let (mut marks, mut under_way) = (Vec::new(), 0);
    for tenant in tenants {
        for (call, class) in destroyed(core, tenant).await? {
            match core.log().last(&key_stream(class), &call_key(class, tenant, call)).await? {
                Some(last) if matches!(KeyRecord::decode(&last.payload), Ok(KeyRecord::Shredded(_))) => {
                    marks.push(Mark { tenant, call, class, record: BASE64.encode(&last.payload) });
                }
                Some(_) | None => under_way += 1,
            }
        }
    }
    let environment = core.environment().to_owned();
    Ok(Shreds { version: VERSION, made_ms, environment, end, ledger, marks, under_way })
}

/// The keys that a tenant's ledger names for ever. What was only superseded may have a key again.
async fn destroyed(core: &Core, tenant: TenantId) -> Result<BTreeSet<(AggregateId, DataClass)>, Failure> {
    let mut keys = BTreeSet::new();
    for event in core.read_aggregate::<Shred>(tenant, tenant.into()).await? {
        let ShredFact::Ordered { call, classes, forgotten } = event.fact;
        keys.extend(classes.into_iter().filter(|_| forgotten).map(|class| (call, class)));
    }
    Ok(keys)
}

/// Writes the list beside the place and moves it there, so that a broken-off run leaves the last whole one.
///
/// # Errors
/// [`Failure::Write`].
pub fn write(path: &Path, shreds: &Shreds) -> Result<(), Failure> {
    let text = serde_json::to_string(shreds).map_err(|error| Failure::Usage(error.to_string()))?;
    let draft = path.with_extension("draft");
    write_file(&draft, &text)?;
    std::fs::rename(&draft, path).map_err(|source| Failure::Write { path: path.to_owned(), source })
}

/// Reads a list, and checks that retention signed each mark.
///
/// # Errors
/// [`Failure::Damaged`] when it is no such list, or a mark is not retention's.
pub fn read(path: &Path, provider: &dyn RootProvider) -> Result<Shreds, Failure> {
    let damaged = |what: &str| Failure::Damaged(format!("{}: {what}", path.display()));
    let shreds: Shreds =
        serde_json::from_slice(&read_file(path)?).map_err(|_| damaged("it is no list of destroyed keys"))?;
    if shreds.version != VERSION {
        return Err(damaged("it is of a form that is not read here"));
    }
    let signed = |mark: &Mark| {
        let Mark { tenant, call, class, .. } = *mark;
        let ended = Ended { environment: &shreds.environment, tenant, call, class };
        let record = BASE64.decode(mark.record.as_bytes()).ok().and_then(|bytes| KeyRecord::decode(&bytes).ok());
        let Some(KeyRecord::Shredded(record)) = record else { return false };
        verify_shredded(&provider.shred_verifier(), &ended, &record)
    };
    if shreds.marks.iter().all(signed) { Ok(shreds) } else { Err(damaged("a mark is not signed by retention")) }
}

fn bytes(text: &str) -> Result<Vec<u8>, Failure> {
    BASE64.decode(text.as_bytes()).map_err(|_| Failure::Damaged("an entry of the list is not base64".to_owned()))
}

/// Adds to a restored log what was destroyed since: the ledger's later entries, then the marks, and erases the keys before
/// them. Returns how many keys were there again.
///
/// # Errors
/// [`Failure::Damaged`] when the ledgers differ where they overlap, [`Failure`] when the broker does not do its part.
pub async fn apply(log: &NatsLog, shreds: &Shreds) -> Result<u32, Failure> {
    let stream = Context::Shred.stream();
    let end = log.end(&stream).await?;
    for entry in &shreds.ledger {
        let payload = bytes(&entry.payload)?;
        if entry.sequence > end {
            add(log, &stream, &entry.subject, payload).await?;
        } else if log.get(&stream, entry.sequence).await?.is_none_or(|stored| stored.payload != payload) {
            return Err(Failure::Damaged(format!("entry {} of the ledger is another one in the log", entry.sequence)));
        }
    }
    let mut again = 0;
    for mark in &shreds.marks {
        let (stream, subject) = (key_stream(mark.class), call_key(mark.class, mark.tenant, mark.call));
        let record = bytes(&mark.record)?;
        let at = match log.last(&stream, &subject).await? {
            Some(last) if last.payload == record => last.sequence,
            Some(_) | None => add(log, &stream, &subject, record).await?,
        };
        let mut erased = false;
        while let Some(first) = log.first(&stream, &subject).await?.filter(|first| first.sequence < at) {
            log.erase(&stream, first.sequence).await?;
            erased = true;
        }
        again += u32::from(erased);
    }
    Ok(again)
}

async fn add(log: &NatsLog, stream: &str, subject: &str, payload: Vec<u8>) -> Result<u64, Failure> {
    let expected = Some(log.last(stream, subject).await?.map_or(0, |last| last.sequence));
    let message =
        Append { subject: subject.to_owned(), expected, id: None, traceparent: None, payload: payload.into() };
    Ok(log.append(message).await?)
}
