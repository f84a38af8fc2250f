//! `phimesh quarantine`: what could not be read. Nothing is skipped in silence (INV-09).
use clap::{Args, Subcommand};
use data_encoding::HEXLOWER;
use phi_events::quarantine::{Quarantine, QuarantineFact};
use phi_events::request::Ask;
use phi_events::{AggregateId, Context, Service, TenantId};
use phi_service::Core;
use serde::Serialize;

use super::request::Who;
use crate::failure::Failure;
use crate::output::{Tone, table};
use crate::read::{Listing, listing};
use crate::session::Session;
use crate::words::{instant, name};

/// Verbs about quarantine.
#[derive(Debug, Subcommand)]
pub(crate) enum QuarantineVerb {
    /// List what was set aside.
    List {
        /// One practice only.
        #[arg(long, value_name = "ID")]
        tenant: Option<TenantId>,
        /// What was released or skipped too.
        #[arg(long)]
        all: bool,
    },
    /// Show one record.
    Show {
        /// Its number in `quarantine list`.
        number: u64,
    },
    /// Try the message again.
    Retry(VerdictArgs),
    /// Pass the message over; what follows it goes on. Takes two approvers. Cannot be undone.
    Skip(VerdictArgs),
}

/// Flags of `retry` and `skip`. The practice is the record's.
#[derive(Debug, Args)]
pub(crate) struct VerdictArgs {
    /// Its number in `quarantine list`.
    pub number: u64,
    #[command(flatten)]
    pub who: Who,
}

/// A message that was set aside.
#[derive(Debug, Clone, Serialize)]
struct Aside {
    number: u64,
    service: &'static str,
    tenant: String,
    aggregate: String,
    stream: String,
    sequence: u64,
    poison: String,
    hash: String,
    at: String,
    state: String,
    #[serde(skip)]
    ids: (TenantId, AggregateId, Service, Context),
}

pub(crate) async fn run(session: &Session, verb: QuarantineVerb) -> Result<(), Failure> {
    let core = session.core().await?;
    match verb {
        QuarantineVerb::List { tenant, all } => {
            let (mut found, unreadable) = records(&core, tenant).await?;
            found.retain(|aside| all || aside.state == "waits" || aside.state == "released");
            session.out.print(&serde_json::json!({"records": found, "unreadable": unreadable}), || {
                listed(session, &found, unreadable)
            });
            Ok(())
        }
        QuarantineVerb::Show { number } => {
            let found = record(&core, number).await?;
            session.out.print(&found, || shown(&found));
            Ok(())
        }
        QuarantineVerb::Retry(args) => {
            let found = record(&core, args.number).await?;
            let (tenant, aggregate, service, context) = found.ids;
            let ask = Ask::RetryQuarantined { service, aggregate, context, sequence: found.sequence };
            args.who
                .ask_of(
                    session,
                    tenant,
                    ask,
                    &format!("{} tries {} {} again", found.service, found.stream, found.sequence),
                )
                .await
        }
        QuarantineVerb::Skip(args) => {
            let found = record(&core, args.number).await?;
            let (tenant, aggregate, service, context) = found.ids;
            let ask = Ask::SkipQuarantined { service, aggregate, context, sequence: found.sequence };
            args.who
                .ask_of(
                    session,
                    tenant,
                    ask,
                    &format!("{} passes over {} {}", found.service, found.stream, found.sequence),
                )
                .await
        }
    }
}

async fn record(core: &Core, number: u64) -> Result<Aside, Failure> {
    let (found, _) = records(core, None).await?;
    let wanted = found.into_iter().find(|aside| aside.number == number);
    wanted.ok_or_else(|| Failure::NotFound(format!("quarantine record {number}")))
}

async fn records(core: &Core, tenant: Option<TenantId>) -> Result<(Vec<Aside>, usize), Failure> {
    let Listing { commits, unreadable } = listing::<Quarantine>(core, tenant).await?;
    let mut found: Vec<Aside> = Vec::new();
    for commit in &commits {
        let Some(service) = commit.writer else { continue };
        for fact in &commit.facts {
            let same = |aside: &&mut Aside, context: Context, sequence: u64| {
                aside.ids == (commit.tenant, commit.aggregate, service, context) && aside.sequence == sequence
            };
            match fact {
                QuarantineFact::Parked { context, sequence, hash, poison } => found.push(Aside {
                    number: commit.sequence,
                    service: service.name(),
                    tenant: commit.tenant.to_string(),
                    aggregate: commit.aggregate.to_string(),
                    stream: context.stream(),
                    sequence: *sequence,
                    poison: name(poison),
                    hash: HEXLOWER.encode(hash),
                    at: instant(commit.meta.at_ms),
                    state: "waits".to_owned(),
                    ids: (commit.tenant, commit.aggregate, service, *context),
                }),
                QuarantineFact::Released { context, sequence } => {
                    found
                        .iter_mut()
                        .filter(|aside| same(aside, *context, *sequence))
                        .for_each(|aside| "released".clone_into(&mut aside.state));
                }
                QuarantineFact::Skipped { context, sequence, approvers } => {
                    let state = format!("skipped ({})", approvers.join(", "));
                    found
                        .iter_mut()
                        .filter(|aside| same(aside, *context, *sequence))
                        .for_each(|aside| aside.state.clone_from(&state));
                }
            }
        }
    }
    Ok((found, unreadable))
}

fn listed(session: &Session, found: &[Aside], unreadable: usize) -> String {
    let odd = if unreadable == 0 { String::new() } else { format!("\n{unreadable} records themselves cannot be read") };
    if found.is_empty() {
        return format!("{}{odd}", session.out.paint(Tone::Good, "nothing is set aside"));
    }
    let row = |aside: &Aside| {
        let place = format!("{} {}", aside.stream, aside.sequence);
        vec![
            aside.number.to_string(),
            aside.service.to_owned(),
            place,
            aside.poison.clone(),
            aside.at.clone(),
            aside.state.clone(),
        ]
    };
    let rows: Vec<Vec<String>> = found.iter().map(row).collect();
    format!("{}{odd}", table(&["number", "service", "message", "poison", "at", "state"], &rows))
}

fn shown(aside: &Aside) -> String {
    let Aside { number, service, tenant, aggregate, stream, sequence, poison, hash, at, state, .. } = aside;
    format!(
        "number     {number}\nservice    {service}\ntenant     {tenant}\naggregate  {aggregate}\nmessage    {stream} {sequence}\n\
         poison     {poison}\nsha-256    {hash}\nat         {at}\nstate      {state}"
    )
}
