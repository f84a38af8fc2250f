//! Flags of everything that a person asks for, and how the answer is printed.
use clap::Args;
use phi_events::request::Ask;
use phi_events::{AggregateId, TenantId};
use serde_json::json;

use crate::ask::{NewRequest, ask, check, destroys};
use crate::failure::Failure;
use crate::session::Session;

/// Who asks, who approved, and why.
#[derive(Debug, Clone, Args)]
pub(crate) struct Who {
    /// The practice; phimesh.tenant of the configuration when it is left out.
    #[arg(long, value_name = "ID")]
    pub tenant: Option<TenantId>,
    /// Your account id.
    #[arg(long, value_name = "ACCOUNT")]
    pub by: String,
    /// Account id of someone who approved; twice where two are needed.
    #[arg(long = "approver", value_name = "ACCOUNT")]
    pub approvers: Vec<String>,
    /// A ticket number or a code. Never PHI.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Check everything and write nothing.
    #[arg(long)]
    pub dry_run: bool,
}

impl Who {
    /// Makes the request, or says what it would be.
    pub(crate) async fn ask(self, session: &Session, wanted: Ask, what: &str) -> Result<(), Failure> {
        let tenant = session.tenant(self.tenant)?;
        self.ask_of(session, tenant, wanted, what).await
    }

    /// The same for a tenant that is known already.
    pub(crate) async fn ask_of(
        self,
        session: &Session,
        tenant: TenantId,
        wanted: Ask,
        what: &str,
    ) -> Result<(), Failure> {
        let Self { by, approvers, reason, dry_run, .. } = self;
        let final_word = if destroys(&wanted) { "; it cannot be undone" } else { "" };
        let request = NewRequest { ask: wanted, by, approvers, reason };
        check(&request)?;
        if dry_run {
            let value = json!({"dry_run": true, "request": null, "what": what});
            session.out.print(&value, || format!("would ask: {what}{final_word}. Nothing was written."));
            return Ok(());
        }
        let id: AggregateId = ask(&session.core().await?, tenant, request).await?;
        let value = json!({"dry_run": false, "request": id.to_string(), "what": what});
        session.out.print(&value, || format!("asked: {what} (request {id}). Its owner reacts when it reads this."));
        Ok(())
    }
}
