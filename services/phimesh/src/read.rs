//! Reads commits of many aggregates at once, for lists. Facts only: no content is opened here.
use phi_bus::Stored;
use phi_events::commit::{Reads, decode_facts, reads};
use phi_events::envelope::Layout;
use phi_events::subject::{PREFIX, parse_by_service};
use phi_events::{Address, AggregateId, Meta, Schema, Service, TenantId};
use phi_seal::{Binding, open};
use phi_service::{Core, KeyError};

use crate::failure::Failure;

/// A commit's facts, and where it stands.
pub struct Commit<S: Schema> {
    /// Sequence in its stream.
    pub sequence: u64,
    /// The practice.
    pub tenant: TenantId,
    /// What it is about.
    pub aggregate: AggregateId,
    /// The service under whose token it stands, for `access` and `quarantine`.
    pub writer: Option<Service>,
    /// When, by whom and because of what.
    pub meta: Meta,
    /// What happened.
    pub facts: Vec<S::Fact>,
}

/// A stream as far as it can be read.
pub struct Listing<S: Schema> {
    /// Its commits, in order.
    pub commits: Vec<Commit<S>>,
    /// Messages that could not be read: they are quarantined by whoever reacts to them.
    pub unreadable: usize,
}

/// Every commit of a context, of one tenant or of all.
///
/// # Errors
/// [`Failure`] when the log or a key is not to be had. A message that cannot be read is counted instead.
pub async fn listing<S: Schema>(core: &Core, tenant: Option<TenantId>) -> Result<Listing<S>, Failure> {
    let subject = format!("{PREFIX}.{}.>", S::CONTEXT.token());
    let stored = core.log().read(&S::CONTEXT.stream(), &subject, 1).await?;
    let mut listing = Listing { commits: Vec::new(), unreadable: 0 };
    for message in &stored {
        match commit(core, message, tenant).await? {
            Found::Commit(commit) => listing.commits.push(*commit),
            Found::Other => {}
            Found::Unreadable => listing.unreadable += 1,
        }
    }
    Ok(listing)
}

enum Found<S: Schema> {
    Commit(Box<Commit<S>>),
    Other,
    Unreadable,
}

fn place(subject: &str) -> Option<(Address, Option<Service>)> {
    let ordinary = Address::parse(subject).map(|address| (address, None));
    ordinary.or_else(|| {
        let (context, service, tenant, aggregate) = parse_by_service(subject)?;
        Some((Address::new(context, tenant, aggregate), Some(service)))
    })
}

async fn commit<S: Schema>(core: &Core, stored: &Stored, wanted: Option<TenantId>) -> Result<Found<S>, Failure> {
    let Some((address, writer)) = place(&stored.subject) else { return Ok(Found::Unreadable) };
    if wanted.is_some_and(|tenant| tenant != address.tenant) {
        return Ok(Found::Other);
    }
    let Ok(layout) = Layout::parse(&stored.payload) else { return Ok(Found::Unreadable) };
    let class = S::CONTEXT.state_class();
    let section = layout.section(class).filter(|_| reads::<S>(layout.header.schema) == Reads::Known);
    let Some(section) = section else { return Ok(Found::Unreadable) };
    let id = layout.header.sections[section].key_id;
    let key = match core.keys().by_id(address.tenant, class, writer.unwrap_or(core.service()), &id).await {
        Ok(key) => key,
        Err(KeyError::Unknown | KeyError::Missing) => return Ok(Found::Unreadable),
        Err(error) => return Err(error.into()),
    };
    let binding = Binding { environment: core.environment(), address };
    let Ok(plain) = open(&stored.payload, &layout, class, &key, &binding) else { return Ok(Found::Unreadable) };
    let Ok((meta, facts)) = decode_facts::<S>(&plain) else { return Ok(Found::Unreadable) };
    let Address { tenant, aggregate, .. } = address;
    Ok(Found::Commit(Box::new(Commit { sequence: stored.sequence, tenant, aggregate, writer, meta, facts })))
}
