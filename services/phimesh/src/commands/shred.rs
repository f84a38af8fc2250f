//! `phimesh shred`: destroys a call's keys before their time.
use clap::Args;
use phi_events::class::CONTENT_CLASSES;
use phi_events::request::Ask;
use phi_events::{AggregateId, DataClass};

use super::request::Who;
use crate::failure::Failure;
use crate::session::Session;

/// Flags of `shred`.
#[derive(Debug, Args)]
pub(crate) struct ShredArgs {
    /// The call.
    pub call: AggregateId,
    /// A class (audio, transcript, masked, identity, deidentified); every one of them when none is named.
    #[arg(long = "class", value_name = "CLASS", value_parser = class)]
    pub classes: Vec<DataClass>,
    #[command(flatten)]
    pub who: Who,
}

fn class(text: &str) -> Result<DataClass, String> {
    let known = DataClass::from_token(text).filter(|class| class.per_call());
    known.ok_or_else(|| {
        let names: Vec<&str> = CONTENT_CLASSES.into_iter().map(DataClass::token).collect();
        format!("classes with a key of each call's own are {}", names.join(", "))
    })
}

pub(crate) async fn run(session: &Session, args: ShredArgs) -> Result<(), Failure> {
    let ShredArgs { call, classes, who } = args;
    let tenant = session.tenant(who.tenant)?;
    let named = if classes.is_empty() { CONTENT_CLASSES.to_vec() } else { classes.clone() };
    let named: Vec<&str> = named.into_iter().map(DataClass::token).collect();
    let what = format!("destroy the keys of call {call}: {}", named.join(", "));
    let ask = Ask::Shred { call, classes };
    // approvals first: a slip of the hand is told without a broker
    crate::ask::check(&crate::ask::NewRequest {
        ask: ask.clone(),
        by: who.by.clone(),
        approvers: who.approvers.clone(),
        reason: who.reason.clone(),
    })?;
    let core = session.core().await?;
    let known: Vec<phi_service::Incoming<phi_events::call::Call>> = core.read_aggregate(tenant, call).await?;
    if known.is_empty() {
        return Err(Failure::NotFound(format!("call {call} of tenant {tenant}")));
    }
    who.ask_of(session, tenant, ask, &what).await
}
