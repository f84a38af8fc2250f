//! `phimesh hold`: a legal hold beats every schedule (FRCP 37(e)).
use clap::Args;
use phi_events::AggregateId;
use phi_events::request::Ask;

use super::request::Who;
use crate::failure::Failure;
use crate::session::Session;

/// Flags of `hold`.
#[derive(Debug, Args)]
pub(crate) struct HoldArgs {
    /// The call.
    pub call: AggregateId,
    /// Lift one hold instead of placing one.
    #[arg(long)]
    pub release: bool,
    #[command(flatten)]
    pub who: Who,
}

pub(crate) async fn run(session: &Session, args: HoldArgs) -> Result<(), Failure> {
    let HoldArgs { call, release, who } = args;
    let (ask, what) = if release {
        (Ask::ReleaseHold { call }, format!("lift one hold from call {call}"))
    } else {
        (Ask::PlaceHold { call }, format!("place a hold on call {call}"))
    };
    who.ask(session, ask, &what).await
}
