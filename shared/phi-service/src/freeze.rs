//! A frozen tenant: one event, and no service opens, takes in or destroys anything of its content until another event
//! thaws it. Facts, audit entries and legal clocks go on.
//!
//! A reactor is not stopped: it parks where it asks for a content key. What needs none is done.
//!
//! Every replica follows `TENANT` itself. What is told there is in force about a second later; where the notice is lost, the
//! five seconds for which a tenant's configuration is taken as read are the bound.
use std::collections::{BTreeMap, BTreeSet};
use std::sync::PoisonError;
use std::time::Duration;

use phi_bus::LogError;
use phi_events::subject::PREFIX;
use phi_events::tenant::Tenant;
use phi_events::{Context, MESH_TENANT, TenantId};
use sea_orm::{ColumnTrait, Condition};
use tokio::sync::watch;

use crate::beats::Loop;
use crate::core::Core;
use crate::db::timer;
use crate::fault::Fault;
use crate::incoming::place;
use crate::keys::KeyError;
use crate::tenants::TenantView;

/// How long what needs content of a frozen tenant is parked: its timer rests for as long as the freeze lasts.
pub(crate) const AGAIN: Duration = Duration::from_secs(5);
/// How often `TENANT` is looked at.
const LOOK: Duration = Duration::from_secs(1);

impl Core {
    /// Whether a tenant is frozen, as far as this process followed `TENANT`.
    pub fn is_frozen(&self, tenant: TenantId) -> bool {
        self.frozen().is_some_and(|frozen| frozen.contains(&tenant))
    }

    /// Every frozen tenant; `None` until `TENANT` was read once.
    pub(crate) fn frozen(&self) -> Option<BTreeSet<TenantId>> {
        self.0.frozen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Refuses a content key of a frozen tenant, and drops from memory those that are there.
    ///
    /// # Errors
    /// [`KeyError::Frozen`], which parks; [`Fault`] when the tenant cannot be read.
    pub(crate) async fn not_frozen(&self, tenant: TenantId) -> Result<(), Fault> {
        if tenant == MESH_TENANT {
            return Ok(());
        }
        let told = self.tenant(tenant).await?.is_some_and(|view| view.frozen_ms.is_some());
        if !told && !self.is_frozen(tenant) {
            return Ok(());
        }
        self.keys().forget_content(tenant);
        Err(KeyError::Frozen.into())
    }

    fn note_frozen(&self, tenant: TenantId, holds: bool) {
        let mut frozen = self.0.frozen.lock().unwrap_or_else(PoisonError::into_inner);
        let frozen = frozen.get_or_insert_default();
        let changed = if holds { frozen.insert(tenant) } else { frozen.remove(&tenant) };
        if changed && holds {
            self.keys().forget_content(tenant);
            tracing::warn!(code = "PHI-K012", "a tenant is frozen: its content stays closed");
        } else if changed {
            tracing::warn!(code = "PHI-K012", "a tenant was thawed");
        }
    }
}

/// Where a replica stands in `TENANT`.
#[derive(Default)]
struct Follower {
    /// Sequence of the last message seen.
    seen: u64,
    /// Tenants with news that is yet to be read, and its sequence.
    news: BTreeMap<TenantId, u64>,
}

impl Follower {
    async fn step(&mut self, core: &Core) -> Result<(), LogError> {
        let stream = Context::Tenant.stream();
        if core.log().end(&stream).await? > self.seen {
            let every = format!("{PREFIX}.{}.>", Context::Tenant.token());
            for message in core.log().read(&stream, &every, self.seen + 1).await? {
                self.seen = message.sequence;
                if let Some((address, _)) = place(&message.subject) {
                    self.news.insert(address.tenant, message.sequence);
                }
            }
        }
        for (tenant, sequence) in std::mem::take(&mut self.news) {
            // what cannot be read is asked for again, and holds up no other tenant
            if !learn(core, tenant, sequence).await {
                self.news.insert(tenant, sequence);
            }
        }
        core.0.frozen.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_default();
        Ok(())
    }
}

/// Folds a tenant anew; `false` when it could not be read up to the news, because a replica of the log lags or a key is
/// not to be had.
async fn learn(core: &Core, tenant: TenantId, sequence: u64) -> bool {
    core.forget_tenant(tenant);
    match core.read_aggregate::<Tenant>(tenant, tenant.into()).await {
        Ok(events) if events.last().is_some_and(|last| last.sequence >= sequence) => {
            let view = TenantView::fold(events.iter().map(|event| &event.fact));
            core.note_frozen(tenant, view.is_some_and(|view| view.frozen_ms.is_some()));
            true
        }
        Ok(_) => false,
        Err(fault) => {
            tracing::debug!(error = %fault.source, "a tenant's configuration cannot be read yet");
            false
        }
    }
}

/// Follows `TENANT` until told to drain.
pub(crate) async fn follow(core: Core, mut drain: watch::Receiver<bool>) {
    let mut follower = Follower::default();
    let beat = core.beats().begin(Loop::Freeze);
    while !*drain.borrow() {
        beat.beat();
        if let Err(error) = follower.step(&core).await {
            tracing::debug!(%error, "the stream of tenants does not answer");
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            _ = drain.wait_for(|drain| *drain) => {}
        }
    }
}

/// Timers that do not fire: those of frozen tenants, but for some kinds.
pub(crate) struct Resting {
    pub tenants: BTreeSet<TenantId>,
    pub but: &'static [u8],
}

impl Resting {
    /// Leaves resting timers out of a query: else they would fill it, and the timers of others would wait behind them.
    pub(crate) fn passed_by(&self) -> Condition {
        if self.tenants.is_empty() {
            return Condition::all();
        }
        let tenants = self.tenants.iter().map(ToString::to_string);
        let kinds = self.but.iter().map(|kind| i32::from(*kind));
        Condition::any().add(timer::Column::Tenant.is_not_in(tenants)).add(timer::Column::Kind.is_in(kinds))
    }
}
