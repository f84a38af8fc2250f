//! `phimesh redact rerun`, `diff`, `promote`: another pass over words that were redacted before. Nothing is overwritten,
//! and nothing counts before a person has seen the difference.
use std::collections::{BTreeMap, BTreeSet};

use clap::Args;
use phi_events::redaction::{PhiKind, Redaction, RedactionFact};
use phi_events::request::Ask;
use phi_events::{AggregateId, TenantId};
use phi_service::Core;
use serde::Serialize;
use serde_json::json;

use crate::ask::{NewRequest, ask, check};
use crate::commands::request::Who;
use crate::failure::Failure;
use crate::output::{Tone, table};
use crate::read::listing;
use crate::session::Session;

/// Flags of `redact rerun`.
#[derive(Debug, Args)]
pub(crate) struct RerunArgs {
    /// The call.
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    call: Option<AggregateId>,
    /// Every call of the practice that has words.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    who: Who,
}

/// Flags of `redact diff`.
#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// The call.
    call: AggregateId,
    /// The practice; phimesh.tenant of the configuration when it is left out.
    #[arg(long, value_name = "ID")]
    tenant: Option<TenantId>,
}

/// Flags of `redact promote`.
#[derive(Debug, Args)]
pub(crate) struct PromoteArgs {
    /// The call.
    call: AggregateId,
    #[command(flatten)]
    who: Who,
}

pub(super) async fn rerun(session: &Session, args: RerunArgs) -> Result<(), Failure> {
    let RerunArgs { call, who, .. } = args;
    if let Some(call) = call {
        return who.ask(session, Ask::Rerun { call }, &format!("redact call {call} again")).await;
    }
    let tenant = session.tenant(who.tenant)?;
    let core = session.core().await?;
    let calls = calls_with_words(&core, tenant).await?;
    let Who { by, approvers, reason, dry_run, .. } = who;
    let request = |call| NewRequest {
        ask: Ask::Rerun { call },
        by: by.clone(),
        approvers: approvers.clone(),
        reason: reason.clone(),
    };
    let mut asked = Vec::new();
    for call in calls {
        check(&request(call))?;
        let id = if dry_run { None } else { Some(ask(&core, tenant, request(call)).await?.to_string()) };
        asked.push(json!({"call": call.to_string(), "request": id}));
    }
    let value = json!({"dry_run": dry_run, "requests": asked});
    session.out.print(&value, || {
        let count = asked.len();
        if dry_run {
            format!("would ask: redact {count} calls again. Nothing was written.")
        } else {
            format!("asked: redact {count} calls again. `phimesh redact diff CALL` says what changed.")
        }
    });
    Ok(())
}

/// Calls whose words were redacted or withheld.
async fn calls_with_words(core: &Core, tenant: TenantId) -> Result<BTreeSet<AggregateId>, Failure> {
    let commits = listing::<Redaction>(core, Some(tenant)).await?.commits;
    let worded = |fact: &RedactionFact| matches!(fact, RedactionFact::Redacted { .. } | RedactionFact::Withheld { .. });
    Ok(commits.iter().filter(|commit| commit.facts.iter().any(worded)).map(|commit| commit.aggregate).collect())
}

/// How the newest pass differs from what counted when it was made.
#[derive(Debug, Clone, Serialize)]
struct Pass {
    call: String,
    engine: String,
    promoted: bool,
    caught: BTreeMap<&'static str, u32>,
    released: BTreeMap<&'static str, u32>,
    unchanged: u32,
}

async fn newest(core: &Core, tenant: TenantId, call: AggregateId) -> Result<Pass, Failure> {
    let named = |counts: &BTreeMap<PhiKind, u32>| counts.iter().map(|(kind, count)| (kind.as_str(), *count)).collect();
    let mut found: Option<Pass> = None;
    for event in core.read_aggregate::<Redaction>(tenant, call).await? {
        match event.fact {
            RedactionFact::Rerun { engine, caught, released, unchanged } => {
                let (caught, released) = (named(&caught), named(&released));
                found = Some(Pass { call: call.to_string(), engine, promoted: false, caught, released, unchanged });
            }
            RedactionFact::Promoted { .. } => found = found.map(|pass| Pass { promoted: true, ..pass }),
            RedactionFact::Redacted { .. }
            | RedactionFact::Withheld { .. }
            | RedactionFact::Nothing
            | RedactionFact::Parked { .. }
            | RedactionFact::Graded { .. }
            | RedactionFact::Reviewed { .. }
            | RedactionFact::AudioMasked { .. }
            | RedactionFact::AudioWithheld { .. }
            | RedactionFact::TermDecided { .. } => {}
        }
    }
    found.ok_or_else(|| Failure::NotFound(format!("second pass over call {call}; ask for one: `phimesh redact rerun`")))
}

pub(super) async fn diff(session: &Session, args: DiffArgs) -> Result<(), Failure> {
    let tenant = session.tenant(args.tenant)?;
    let pass = newest(&session.core().await?, tenant, args.call).await?;
    session.out.print(&pass, || told(session, &pass));
    Ok(())
}

fn told(session: &Session, pass: &Pass) -> String {
    let kinds: BTreeSet<&str> = pass.caught.keys().chain(pass.released.keys()).copied().collect();
    let count = |of: &BTreeMap<&'static str, u32>, kind: &str| of.get(kind).copied().unwrap_or_default().to_string();
    let row = |kind: &&str| vec![(*kind).to_owned(), count(&pass.caught, kind), count(&pass.released, kind)];
    let rows: Vec<Vec<String>> = kinds.iter().map(row).collect();
    let differs = if rows.is_empty() {
        session.out.paint(Tone::Good, "no difference")
    } else {
        table(&["kind", "newly caught", "newly released"], &rows)
    };
    let counts = if pass.promoted { "it counts" } else { "it does not count yet: `phimesh redact promote CALL`" };
    format!("{differs}\nunchanged  {}\nengine     {}; {counts}", pass.unchanged, pass.engine)
}

pub(super) async fn promote(session: &Session, args: PromoteArgs) -> Result<(), Failure> {
    let PromoteArgs { call, who } = args;
    let tenant = session.tenant(who.tenant)?;
    if newest(&session.core().await?, tenant, call).await?.promoted {
        return Err(Failure::NotFound(format!("pass over call {call} that waits for promotion")));
    }
    who.ask_of(session, tenant, Ask::PromoteRerun { call }, &format!("let the newest pass over call {call} count"))
        .await
}
