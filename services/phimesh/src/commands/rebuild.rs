//! `phimesh rebuild`: live state equals replayed state (INV-03), shown by a hash.
use clap::Args;
use phi_events::Service;
use serde_json::json;

use crate::admin;
use crate::failure::Failure;
use crate::output::Tone;
use crate::session::Session;

/// Flags of `rebuild`.
#[derive(Debug, Args)]
pub(crate) struct RebuildArgs {
    /// The service.
    #[arg(value_parser = service)]
    pub service: Service,
    /// Its admin address (mesh.admin of its configuration; loopback only).
    #[arg(long, value_name = "URL")]
    pub admin: String,
    /// Say what would be dropped, and drop nothing.
    #[arg(long)]
    pub dry_run: bool,
}

pub(super) fn service(text: &str) -> Result<Service, String> {
    let names = || phi_events::service::ALL_SERVICES.map(Service::name).join(", ");
    Service::from_name(text).ok_or_else(|| format!("services are {}", names()))
}

pub(crate) async fn run(session: &Session, args: RebuildArgs) -> Result<(), Failure> {
    let RebuildArgs { service, admin: base, dry_run } = args;
    let name = service.name();
    if dry_run {
        let now = admin::state_hash(&base).await?;
        let value = json!({"dry_run": true, "service": name, "before": now});
        let text = || {
            format!(
                "would drop the projection of {name}: {} aggregates, {} timers, {} events (hash {})",
                now.aggregates, now.timers, now.events, now.hash
            )
        };
        session.out.print(&value, text);
        return Ok(());
    }
    let bar = session.out.bar(None, "folding the stream again");
    let compared = admin::rebuild_and_compare(&base).await;
    bar.finish_and_clear();
    let compared = compared?;
    let arrived = compared.before.position != compared.after.position;
    let value = json!({"dry_run": false, "service": name, "compared": compared, "events_arrived_meanwhile": arrived});
    session.out.print(&value, || {
        let verdict = match (compared.equal, arrived) {
            (true, _) => session.out.paint(Tone::Good, "equal"),
            (false, true) => session.out.paint(Tone::Odd, "events arrived meanwhile: run it again"),
            (false, false) => session.out.paint(Tone::Bad, "DIFFERENT"),
        };
        let (before, after) = (&compared.before.hash, &compared.after.hash);
        format!(
            "{name}: {} events, {:.0} a second\nbefore  {before}\nafter   {after}\n{verdict}",
            compared.events, compared.events_per_s
        )
    });
    if compared.equal {
        Ok(())
    } else {
        Err(Failure::Check(format!("the rebuilt state of {name} is another than the live one was")))
    }
}
