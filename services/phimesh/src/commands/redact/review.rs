//! `phimesh redact review`: what the engine was unsure of. People see masked context and never the value.
use std::collections::BTreeMap;

use clap::{Args, Subcommand};
use phi_events::access::{AccessFact, Purpose};
use phi_events::redaction::{ALL_KINDS, PhiKind, QueuedSpan, Redaction, RedactionContent, RedactionFact, ReviewItem};
use phi_events::request::Ask;
use phi_events::{AggregateId, DataClass, TenantId};
use phi_service::{Core, Disposition, Fault};
use redaction::open_reviews::OpenReviews;
use serde::Serialize;
use serde_json::json;

use crate::commands::request::Who;
use crate::failure::Failure;
use crate::output::{Tone, table};
use crate::read::{Listing, listing};
use crate::session::Session;

/// Verbs about the review queue.
#[derive(Debug, Subcommand)]
pub(crate) enum ReviewVerb {
    /// List what is queued and undecided, with redacted words around it. An audit entry is written first.
    List {
        /// One practice only.
        #[arg(long, value_name = "ID")]
        tenant: Option<TenantId>,
        /// Your account id.
        #[arg(long, value_name = "ACCOUNT")]
        by: String,
    },
    /// Decide what a queued span is. The decision is an event; names, employers and places go into the practice's
    /// dictionary.
    Decide(DecideArgs),
}

/// Flags of `redact review decide`.
#[derive(Debug, Args)]
pub(crate) struct DecideArgs {
    /// The call.
    call: AggregateId,
    /// The span's number in `redact review list`.
    item: u32,
    /// It is not PHI.
    #[arg(long, required_unless_present = "kind", conflicts_with = "kind")]
    not_phi: bool,
    /// It is PHI of this kind: NAME, DATE, ADDRESS…
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: Option<PhiKind>,
    #[command(flatten)]
    who: Who,
}

fn kind(text: &str) -> Result<PhiKind, String> {
    let found = ALL_KINDS.into_iter().find(|kind| kind.as_str().eq_ignore_ascii_case(text));
    let names = || ALL_KINDS.map(PhiKind::as_str).join(", ");
    found.ok_or_else(|| format!("write one of {}", names()))
}

pub(super) async fn run(session: &Session, verb: ReviewVerb) -> Result<(), Failure> {
    match verb {
        ReviewVerb::List { tenant, by } => list(session, tenant, &by).await,
        ReviewVerb::Decide(args) => decide(session, args).await,
    }
}

/// A call with something to decide.
#[derive(Debug, Serialize)]
struct Waiting {
    call: String,
    tenant: String,
    items: Vec<Shown>,
}

/// A queued span as it is shown.
#[derive(Debug, Serialize)]
struct Shown {
    item: u32,
    kind: &'static str,
    score: f64,
    before: String,
    placeholder: String,
    after: String,
}

async fn list(session: &Session, tenant: Option<TenantId>, by: &str) -> Result<(), Failure> {
    if by.trim().is_empty() {
        return Err(Failure::Usage("who reads is never empty".to_owned()));
    }
    let core = session.core().await?;
    let Listing { commits, unreadable } = listing::<Redaction>(&core, tenant).await?;
    let mut open = OpenReviews::default();
    for commit in &commits {
        commit.facts.iter().for_each(|fact| open.apply(commit.tenant, commit.aggregate, fact));
    }
    let mut waiting = Vec::new();
    for ((tenant, call), items) in open.calls() {
        waiting.extend(shown(&core, *tenant, *call, items, by).await?);
    }
    let value = json!({"calls": waiting, "unreadable": unreadable});
    session.out.print(&value, || listed(session, &waiting, unreadable));
    Ok(())
}

/// Opens the redacted words around a call's spans, after an audit entry in the reader's name is acknowledged. Of a call
/// whose words were destroyed there is nothing left to decide.
async fn shown(
    core: &Core,
    tenant: TenantId,
    call: AggregateId,
    items: &BTreeMap<u32, ReviewItem>,
    by: &str,
) -> Result<Option<Waiting>, Failure> {
    let entry = AccessFact::PersonRead { person: by.to_owned(), aggregate: call, class: DataClass::Deidentified };
    core.audit(tenant, entry).await?;
    let queued = match queued(core, tenant, call).await {
        Ok(queued) => queued,
        Err(Fault { disposition: Disposition::Shredded, .. }) => return Ok(None),
        Err(fault) => return Err(fault.into()),
    };
    let show = |item: &ReviewItem| {
        let span = queued.get(&item.item);
        let text = |of: fn(&QueuedSpan) -> &String| span.map(of).cloned().unwrap_or_default();
        Shown {
            item: item.item,
            kind: item.kind.as_str(),
            score: f64::from(item.score_milli) / 1000.0,
            before: text(|span| &span.before),
            placeholder: text(|span| &span.placeholder),
            after: text(|span| &span.after),
        }
    };
    let items = items.values().map(show).collect();
    Ok(Some(Waiting { call: call.to_string(), tenant: tenant.to_string(), items }))
}

async fn queued(core: &Core, tenant: TenantId, call: AggregateId) -> Result<BTreeMap<u32, QueuedSpan>, Fault> {
    let mut found = BTreeMap::new();
    for event in core.read_aggregate::<Redaction>(tenant, call).await? {
        if !matches!(event.fact, RedactionFact::Graded { .. }) {
            continue;
        }
        for content in core.open_contents(&event, DataClass::Deidentified, Purpose::Read).await? {
            if let RedactionContent::Review(spans) = content {
                found.extend(spans.into_iter().map(|span| (span.item, span)));
            }
        }
    }
    Ok(found)
}

fn listed(session: &Session, waiting: &[Waiting], unreadable: usize) -> String {
    let odd = if unreadable == 0 { String::new() } else { format!("\n{unreadable} messages cannot be read") };
    if waiting.is_empty() {
        return format!("{}{odd}", session.out.paint(Tone::Good, "nothing waits for a decision"));
    }
    let rows = waiting.iter().flat_map(|call| {
        call.items.iter().map(|item| {
            let Shown { item, kind, score, before, placeholder, after } = item;
            let context = format!("{before} {placeholder} {after}");
            vec![call.call.clone(), item.to_string(), (*kind).to_owned(), format!("{score:.2}"), context]
        })
    });
    let rows: Vec<Vec<String>> = rows.collect();
    format!("{}{odd}", table(&["call", "item", "kind", "score", "redacted words around it"], &rows))
}

async fn decide(session: &Session, args: DecideArgs) -> Result<(), Failure> {
    let DecideArgs { call, item, kind: after, who, .. } = args;
    let tenant = session.tenant(who.tenant)?;
    let core = session.core().await?;
    let mut open = OpenReviews::default();
    for event in core.read_aggregate::<Redaction>(tenant, call).await? {
        open.apply(tenant, call, &event.fact);
    }
    if !open.of(tenant, call).is_some_and(|items| items.contains_key(&item)) {
        return Err(Failure::NotFound(format!("undecided span {item} of call {call}")));
    }
    let what = match after {
        Some(kind) => format!("span {item} of call {call} is {}", kind.as_str()),
        None => format!("span {item} of call {call} is not PHI"),
    };
    who.ask_of(session, tenant, Ask::Review { call, item, after }, &what).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_read_by_their_printed_names() {
        for of in ALL_KINDS {
            assert_eq!(kind(of.as_str()), Ok(of));
            assert_eq!(kind(&of.as_str().to_lowercase()), Ok(of));
        }
        assert!(kind("PERSON").unwrap_err().contains("NAME, DATE"));
    }
}
