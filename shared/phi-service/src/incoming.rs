//! Commits as they are read: parsed, chained, opened.
use bytes::Bytes;
use phi_bus::Stored;
use phi_events::envelope::{Layout, chain_hash};
use phi_events::subject::parse_by_service;
use phi_events::{Address, AggregateId, CommitId, Context, Meta, Schema, Service, TenantId};

/// One event as a reactor gets it. Content is opened on demand.
pub struct Incoming<S: Schema> {
    /// The practice.
    pub tenant: TenantId,
    /// What it is about.
    pub aggregate: AggregateId,
    /// The message's sequence in its stream.
    pub sequence: u64,
    /// The event's place in its commit.
    pub index: u16,
    /// Names the commit.
    pub commit: CommitId,
    /// When, by whom and because of what.
    pub meta: Meta,
    /// What happened.
    pub fact: S::Fact,
    /// The service under whose token it stands, for `access` and `quarantine`.
    pub writer: Option<Service>,
    pub(crate) raw: Raw,
}

/// A message whose header was read.
#[derive(Clone)]
pub(crate) struct Raw {
    pub address: Address,
    pub writer: Option<Service>,
    pub sequence: u64,
    pub payload: Bytes,
    pub layout: Layout,
}

/// Where a subject stands: ordinary, by service, or the shred ledger.
pub(crate) fn place(subject: &str) -> Option<(Address, Option<Service>)> {
    if let Some(address) = Address::parse(subject) {
        return Some((address, None));
    }
    if let Some((context, service, tenant, aggregate)) = parse_by_service(subject) {
        return Some((Address::new(context, tenant, aggregate), Some(service)));
    }
    let tenant: TenantId = subject.strip_prefix("phi.v1.shred.")?.parse().ok()?;
    Some((Address::new(Context::Shred, tenant, tenant.into()), None))
}

impl Raw {
    /// Reads the header; `None` when it is no envelope or stands where it cannot.
    pub(crate) fn parse(stored: &Stored) -> Option<Self> {
        let (address, writer) = place(&stored.subject)?;
        let layout = Layout::parse(&stored.payload).ok()?;
        (layout.header.context == address.context).then(|| Self {
            address,
            writer,
            sequence: stored.sequence,
            payload: stored.payload.clone(),
            layout,
        })
    }

    pub(crate) fn hash(&self) -> [u8; 32] {
        chain_hash(&self.payload)
    }
}
