//! The blast radius of an incident: which calls could have been read, counted from the audit entries alone. Pure.
use std::collections::BTreeSet;

use phi_events::access::AccessFact;
use phi_events::breach::{Blast, Signal};
use phi_events::service::ALL_SERVICES;
use phi_events::{AggregateId, Service};

/// The most calls that one incident names: what fits a commit (16 bytes each). Above it the window must be narrowed.
pub const MOST_CALLS: usize = 20_000;

/// What is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Whose entries.
    pub services: Vec<Service>,
    /// Only this call, where the incident is about one.
    pub call: Option<AggregateId>,
    /// From this instant, Unix milliseconds, included.
    pub from_ms: u64,
    /// Until this instant, Unix milliseconds, included.
    pub until_ms: u64,
}

/// The scope of a signal: the service it names, or every service where a person names none. It reaches from
/// `lookback_ms` before the discovery, because whoever could open then could have read, to the signal itself.
#[must_use]
pub fn scope(
    signal: &Signal,
    reported_call: Option<AggregateId>,
    discovered_ms: u64,
    at_ms: u64,
    lookback_ms: u64,
) -> Scope {
    let (services, call) = match signal {
        Signal::OpenFailed { service, .. } | Signal::Quarantined { service, .. } => (vec![*service], None),
        Signal::Reported { .. } => (ALL_SERVICES.to_vec(), reported_call),
    };
    Scope { services, call, from_ms: discovered_ms.min(at_ms).saturating_sub(lookback_ms), until_ms: at_ms }
}

/// More calls than one incident can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "PHI-B005: the incident touches {0} calls and at most {MOST_CALLS} are named; narrow the window (breach_notification.lookback)"
)]
pub struct TooMany(pub usize);

/// Counts the calls whose keys a service in scope loaded, or that a person read through it, in the window.
///
/// # Errors
/// [`TooMany`] when they do not fit one commit.
pub fn count(entries: &[(Service, AccessFact, u64)], scope: &Scope) -> Result<Blast, TooMany> {
    let window = scope.from_ms..=scope.until_ms;
    let read = entries.iter().filter(|(service, _, at_ms)| scope.services.contains(service) && window.contains(at_ms));
    let read: Vec<(AggregateId, u64)> =
        read.filter_map(|(_, fact, at_ms)| reached(fact).map(|call| (call, *at_ms))).collect();
    let hits: Vec<(AggregateId, u64)> =
        read.into_iter().filter(|(call, _)| scope.call.is_none_or(|only| only == *call)).collect();
    let calls: BTreeSet<AggregateId> = hits.iter().map(|(call, _)| *call).collect();
    if calls.len() > MOST_CALLS {
        return Err(TooMany(calls.len()));
    }
    let times = || hits.iter().map(|(_, at_ms)| *at_ms);
    Ok(Blast {
        calls: calls.into_iter().collect(),
        from_ms: times().min().unwrap_or(0),
        until_ms: times().max().unwrap_or(0),
        entries: u32::try_from(entries.len()).unwrap_or(u32::MAX),
    })
}

/// The call that an entry made readable.
fn reached(fact: &AccessFact) -> Option<AggregateId> {
    match fact {
        AccessFact::KeyLoaded { call, class, .. } if class.per_call() => Some(*call),
        AccessFact::PersonRead { aggregate, class, .. } if class.per_call() => Some(*aggregate),
        AccessFact::KeyLoaded { .. }
        | AccessFact::PersonRead { .. }
        | AccessFact::OpenFailed { .. }
        | AccessFact::Refused { .. }
        | AccessFact::Rebuilt { .. }
        | AccessFact::Reviewed { .. } => None,
    }
}

#[cfg(test)]
mod tests;
