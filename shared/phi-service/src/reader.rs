//! Reads subjects: checks the chain, opens the facts, and stops at what cannot be read.
use std::collections::BTreeSet;
use std::sync::Arc;

use phi_bus::Stored;
use phi_events::access::Purpose;
use phi_events::commit::{Reads, decode_contents, decode_facts, reads};
use phi_events::envelope::NO_PREVIOUS;
use phi_events::quarantine::{Poison, Quarantine, QuarantineFact};
use phi_events::{Address, AggregateId, Context, DataClass, Meta, Schema, Service, TenantId, subject};
use phi_seal::{Binding, OpenError, SealingKey, open};
use sha2::{Digest, Sha256};

use crate::core::Core;
use crate::fault::{Disposition, Fault};
use crate::incoming::{Incoming, Raw};

/// A commit whose facts were opened.
pub(crate) struct Commit<S: Schema> {
    pub raw: Raw,
    pub meta: Meta,
    pub facts: Vec<S::Fact>,
}

/// A message that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("PHI-Q001: message {sequence} of {} cannot be read ({poison:?}); it is set aside, see `phimesh quarantine list`", .context.stream())]
pub struct Poisoned {
    /// The context of its stream.
    pub context: Context,
    /// Its sequence.
    pub sequence: u64,
    /// SHA-256 of the message.
    pub hash: [u8; 32],
    /// What is wrong.
    pub poison: Poison,
}

impl From<Poisoned> for Fault {
    fn from(poisoned: Poisoned) -> Self {
        Self::new(Disposition::Quarantine(poisoned.poison), poisoned)
    }
}

/// A subject as far as it can be read.
pub(crate) struct Chain<S: Schema> {
    pub commits: Vec<Commit<S>>,
    /// Sequence of the last message, readable or not.
    pub end: u64,
    /// What the next commit names as its previous.
    pub previous: [u8; 32],
    pub poisoned: Option<Poisoned>,
}

impl<S: Schema> Chain<S> {
    pub(crate) const fn start() -> Self {
        Self { commits: Vec::new(), end: 0, previous: NO_PREVIOUS, poisoned: None }
    }
}

impl Core {
    /// Opens one message's facts.
    pub(crate) async fn open_facts<S: Schema>(
        &self,
        stored: &Stored,
        raw: Option<Raw>,
    ) -> Result<Result<Commit<S>, Poisoned>, Fault> {
        let bad = |poison| Ok(Err(poisoned(S::CONTEXT, stored, poison)));
        let Some(raw) = raw.filter(|raw| raw.layout.header.context == S::CONTEXT) else { return bad(Poison::Garbage) };
        let header = &raw.layout.header;
        match reads::<S>(header.schema) {
            Reads::Known => {}
            Reads::Newer => return Err(newer()),
            Reads::TooOld => return bad(Poison::Decode),
        }
        let class = S::CONTEXT.state_class();
        let Some(section) = raw.layout.section(class) else { return bad(Poison::Decode) };
        let writer = raw.writer.unwrap_or_else(|| self.service());
        let id = header.sections[section].key_id;
        let key = match self.keys().by_id(raw.address.tenant, class, writer, &id).await {
            Ok(key) => key,
            Err(crate::keys::KeyError::Unknown) => return bad(Poison::Seal),
            Err(error) => return Err(error.into()),
        };
        let Ok(plain) = self.open_section(&raw, class, &key) else { return bad(Poison::Seal) };
        match decode_facts::<S>(&plain) {
            Ok((meta, facts)) => Ok(Ok(Commit { raw, meta, facts })),
            Err(_) => bad(Poison::Decode),
        }
    }

    fn open_section(
        &self,
        raw: &Raw,
        class: DataClass,
        key: &Arc<SealingKey>,
    ) -> Result<zeroize::Zeroizing<Vec<u8>>, OpenError> {
        let binding = Binding { environment: self.environment(), address: raw.address };
        open(&raw.payload, &raw.layout, class, key, &binding)
    }

    /// Goes on with a chain over more messages of its subject.
    pub(crate) async fn extend<S: Schema>(
        &self,
        mut chain: Chain<S>,
        address: Address,
        stored: &[Stored],
    ) -> Result<Chain<S>, Fault> {
        let mut skipped: Option<BTreeSet<u64>> = None;
        for message in stored {
            chain.end = message.sequence;
            let chained = Raw::parse(message).filter(|raw| raw.address == address);
            let follows = chained.as_ref().is_none_or(|raw| raw.layout.header.previous == chain.previous);
            let read = if follows {
                self.open_facts::<S>(message, chained).await?
            } else {
                Err(poisoned(S::CONTEXT, message, Poison::Chain))
            };
            match read {
                Ok(commit) => {
                    chain.previous = commit.raw.hash();
                    chain.commits.push(commit);
                }
                Err(found) => {
                    if skipped.is_none() {
                        skipped = Some(self.skipped(address).await?);
                    }
                    if !skipped.as_ref().is_some_and(|skipped| skipped.contains(&message.sequence)) {
                        chain.poisoned = Some(found);
                        return Ok(chain);
                    }
                }
            }
        }
        Ok(chain)
    }

    /// The sequences of a subject that two people decided to pass over.
    async fn skipped(&self, address: Address) -> Result<BTreeSet<u64>, Fault> {
        let facts = self.read_quarantine(address.tenant, address.aggregate).await?;
        let skipped = facts.into_iter().filter_map(|fact| match fact {
            QuarantineFact::Skipped { context, sequence, .. } if context == address.context => Some(sequence),
            QuarantineFact::Skipped { .. } | QuarantineFact::Parked { .. } | QuarantineFact::Released { .. } => None,
        });
        Ok(skipped.collect())
    }

    /// What a commit that opens and cannot be handled comes to: a pointer that names it, or nothing where two people decided
    /// to pass over it.
    pub(crate) async fn unless_skipped(&self, raw: &Raw, fault: Fault) -> Result<(), Fault> {
        let Disposition::Quarantine(poison) = fault.disposition else { return Err(fault) };
        let (context, sequence, hash) = (raw.address.context, raw.sequence, raw.hash());
        let found = fault.source.downcast_ref::<Poisoned>().copied();
        let found = found.unwrap_or(Poisoned { context, sequence, hash, poison });
        if self.skipped(Address { context: found.context, ..raw.address }).await?.contains(&found.sequence) {
            return Ok(());
        }
        tracing::warn!(error = %fault.source, stream = found.context.stream(), sequence = found.sequence, "cannot be handled");
        Err(found.into())
    }

    /// What this service set aside of an aggregate, and what was decided about it.
    pub(crate) async fn read_quarantine(
        &self,
        tenant: TenantId,
        aggregate: AggregateId,
    ) -> Result<Vec<QuarantineFact>, Fault> {
        let subject = subject::quarantine(self.service(), tenant, aggregate);
        let stored = self.log().read(&Context::Quarantine.stream(), &subject, 1).await?;
        let address = Address::new(Context::Quarantine, tenant, aggregate);
        let mut facts = Vec::new();
        for message in &stored {
            if let Some(raw) = Raw::parse(message).filter(|raw| raw.address == address)
                && let Ok(commit) = self.open_facts::<Quarantine>(message, Some(raw)).await?
            {
                facts.extend(commit.facts);
            }
        }
        Ok(facts)
    }

    /// Every event of an aggregate in one context, in order.
    ///
    /// # Errors
    /// [`Fault`] when the log or a key is not to be had, or a message cannot be read.
    pub async fn read_aggregate<S: Schema>(
        &self,
        tenant: TenantId,
        id: AggregateId,
    ) -> Result<Vec<Incoming<S>>, Fault> {
        let address = Address::new(S::CONTEXT, tenant, id);
        let subject = if S::CONTEXT == Context::Shred { subject::shred(tenant) } else { address.subject() };
        let stored = self.log().read(&S::CONTEXT.stream(), &subject, 1).await?;
        let chain = self.extend::<S>(Chain::start(), address, &stored).await?;
        if let Some(poisoned) = chain.poisoned {
            return Err(poisoned.into());
        }
        Ok(chain.commits.into_iter().flat_map(events).collect())
    }

    /// Every audit entry that a service wrote for a tenant.
    ///
    /// # Errors
    /// [`Fault`] when the log or a key is not to be had.
    pub async fn read_access(
        &self,
        tenant: TenantId,
        service: Service,
    ) -> Result<Vec<Incoming<phi_events::access::Access>>, Fault> {
        let stored = self.log().read(&Context::Access.stream(), &subject::access(service, tenant), 1).await?;
        let mut found = Vec::new();
        for message in &stored {
            if let Ok(commit) = self.open_facts(message, Raw::parse(message)).await? {
                found.extend(events(commit));
            }
        }
        Ok(found)
    }

    /// The contents of one class beside an event.
    ///
    /// # Errors
    /// [`Fault`]; [`Disposition::Shredded`] when the key was destroyed.
    pub async fn open_contents<S: Schema>(
        &self,
        event: &Incoming<S>,
        class: DataClass,
        purpose: Purpose,
    ) -> Result<Vec<S::Content>, Fault> {
        let raw = &event.raw;
        let Some(section) = raw.layout.section(class) else { return Ok(vec![]) };
        let key = if class.per_call() {
            self.call_key(raw.address.tenant, raw.address.aggregate, class, purpose).await?
        } else {
            let id = raw.layout.header.sections[section].key_id;
            self.keys().by_id(raw.address.tenant, class, raw.writer.unwrap_or_else(|| self.service()), &id).await?
        };
        let bad = |poison| Poisoned { context: raw.address.context, sequence: raw.sequence, hash: raw.hash(), poison };
        let plain = self.open_section(raw, class, &key).map_err(|_| bad(Poison::Seal))?;
        let contents = decode_contents::<S>(&plain).map_err(|_| bad(Poison::Decode))?;
        Ok(contents.into_iter().filter(|(index, _)| *index == event.index).map(|(_, content)| content).collect())
    }
}

/// What a newer version wrote is no poison: it waits for the upgrade.
fn newer() -> Fault {
    let (reason, after) = (phi_events::commit::ParkReason::NewerSchema, std::time::Duration::from_secs(60));
    let why = "PHI-Q002: the commit was written by a newer version; upgrade this service";
    Fault::new(Disposition::Park { reason, after }, why)
}

fn poisoned(context: Context, stored: &Stored, poison: Poison) -> Poisoned {
    Poisoned { context, sequence: stored.sequence, hash: Sha256::digest(&stored.payload).into(), poison }
}

/// The events of a commit.
pub(crate) fn events<S: Schema>(commit: Commit<S>) -> impl Iterator<Item = Incoming<S>> {
    let Commit { raw, meta, facts } = commit;
    facts.into_iter().enumerate().map(move |(index, fact)| Incoming {
        tenant: raw.address.tenant,
        aggregate: raw.address.aggregate,
        sequence: raw.sequence,
        index: index as u16,
        commit: raw.layout.header.commit,
        meta: meta.clone(),
        fact,
        writer: raw.writer,
        raw: raw.clone(),
    })
}
