//! `phimesh freeze` and `phimesh thaw`: one event, and nothing of a tenant's content is opened, taken in or destroyed until
//! another ends it.
use clap::Args;
use phi_events::TenantId;
use serde_json::json;

use super::request::Who;
use crate::failure::Failure;
use crate::session::Session;
use crate::tenants::{self, Change};

/// Flags of `freeze`: one person is enough, because it is urgent and loses nothing.
#[derive(Debug, Args)]
pub(crate) struct FreezeArgs {
    /// The practice; phimesh.tenant of the configuration when it is left out.
    #[arg(long, value_name = "ID")]
    pub tenant: Option<TenantId>,
    /// Your account id.
    #[arg(long, value_name = "ACCOUNT")]
    pub by: String,
    /// A ticket number or a code. Never PHI.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Check everything and write nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// Flags of `thaw`: it opens content again, so it takes two approvers.
#[derive(Debug, Args)]
pub(crate) struct ThawArgs {
    #[command(flatten)]
    pub who: Who,
}

pub(crate) async fn freeze(session: &Session, args: FreezeArgs) -> Result<(), Failure> {
    let FreezeArgs { tenant, by, reason, dry_run } = args;
    let written = Written { verb: "freeze", tenant: session.tenant(tenant)?, by, dry_run };
    written.change(session, Change::Freeze { reason }).await
}

pub(crate) async fn thaw(session: &Session, args: ThawArgs) -> Result<(), Failure> {
    let Who { tenant, by, approvers, reason, dry_run } = args.who;
    let written = Written { verb: "thaw", tenant: session.tenant(tenant)?, by: by.clone(), dry_run };
    written.change(session, Change::Thaw { by, approvers, reason }).await
}

struct Written {
    verb: &'static str,
    tenant: TenantId,
    by: String,
    dry_run: bool,
}

impl Written {
    async fn change(self, session: &Session, change: Change) -> Result<(), Failure> {
        let Self { verb, tenant, by, dry_run } = self;
        // approvals first: a slip of the hand is told without a broker
        tenants::check(tenant, &change)?;
        let core = session.core().await?;
        let frozen = tenants::view(&core, tenant).await?.frozen_ms.is_some();
        let changed =
            if dry_run { frozen == (verb == "thaw") } else { tenants::change(&core, tenant, &by, change).await? };
        let frozen = if dry_run { frozen } else { verb == "freeze" };
        let value = json!({"dry_run": dry_run, "tenant": tenant.to_string(), "changed": changed, "frozen": frozen});
        session.out.print(&value, || match (changed, dry_run) {
            (false, _) => "it was so already".to_owned(),
            (true, true) => format!("would {verb} tenant {tenant}. Nothing was written."),
            (true, false) => format!("written: {verb} tenant {tenant}. Every service knows it within seconds."),
        });
        Ok(())
    }
}
