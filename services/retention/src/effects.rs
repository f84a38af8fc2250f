//! What retention does to the world: ledger entries, destroyed keys, minted months. All of it can be done again.
use std::collections::BTreeSet;

use futures::{StreamExt, TryStreamExt};
use phi_events::ids::digest16;
use phi_events::retention::v1::MINT;
use phi_events::shred::{Shred, ShredFact};
use phi_events::subject::PREFIX;
use phi_events::{Context, TenantId};
use phi_service::telemetry::{Measure, Metrics};
use phi_service::{Aggregate, Core, Count, Fault};

use crate::domain::{Command, RetentionDomain};
use crate::error::settle;
use crate::months;

/// Finishes the destruction under way, if there is one: the ledger entry first, which makes it binding, then the keys,
/// then the fact. A crash between any two is mended by doing all of it again: the ledger takes one entry for one
/// destruction, and a destroyed key stays destroyed.
///
/// # Errors
/// [`Fault`] when the log does not answer; the FINISH timer comes back.
pub async fn finish(own: &mut Aggregate<RetentionDomain>) -> Result<(), Fault> {
    let Some(pending) = own.state().pending.clone() else {
        return Ok(());
    };
    let (tenant, call, core) = (own.tenant(), own.id(), own.core().clone());
    let number = own.state().destructions;
    let cause = digest16("retention/destruction", &[&call.0, &number.to_be_bytes()]);
    let (classes, forgotten) = (pending.classes.clone(), pending.forgotten());
    let ledger = core.append_ledger(tenant, ShredFact::Ordered { call, classes, forgotten }, &cause).await?;
    let mut keys = 0;
    for class in pending.classes {
        keys += u32::from(core.destroy_key(tenant, call, class, ledger, forgotten).await?);
    }
    tracing::info!(ledger, keys, "keys were destroyed");
    settle(&own.execute(&format!("destroyed-{number}"), Command::Finish { ledger, keys }).await?)
}

/// Makes a tenant's keys of this month, and of the next when it is near, then says so.
///
/// # Errors
/// [`Fault`] when the log or the key provider does not answer; the delivery or the MINT timer comes back.
pub async fn mint(own: &mut Aggregate<RetentionDomain>, ahead_ms: u64) -> Result<(), Fault> {
    let core = own.core().clone();
    let last = own.state().minted.map(|(month, _)| month);
    let minting = months::minting(last, core.now_ms(), ahead_ms);
    for month in &minting.months {
        core.mint_month(own.tenant(), *month).await?;
    }
    let command = Command::Minted { month: minting.until, next_ms: minting.next_ms };
    settle(&own.execute(&format!("minted-{}", minting.next_ms), command).await?)
}

/// Shows what is due and not destroyed: every timer but the one of the month's keys is a destruction.
pub fn gauges(metrics: &Metrics, counts: &[Count], _now_ms: u64) {
    let due = counts.iter().map(|count| match count {
        Count::Timers { kind, count, .. } if *kind != MINT => *count,
        Count::Timers { .. } | Count::Standing { .. } => 0,
    });
    metrics.set(Measure::ShredBacklog, due.sum::<u64>() as f64, []);
}

/// How many keys are looked at at once when the ledger is gone through.
const AT_ONCE: usize = 32;

/// Destroys again every key that the ledger names for ever, before anything else is done: a log that was restored from a
/// backup may hold keys which the ledger says are gone. What was only superseded may have another key by right.
///
/// # Errors
/// [`Fault`] when the log does not answer.
pub async fn redo(core: &Core) -> Result<(), Fault> {
    let every = format!("{PREFIX}.shred.>");
    let stored = core.log().read(&Context::Shred.stream(), &every, 1).await?;
    let tenants: BTreeSet<TenantId> =
        stored.iter().filter_map(|stored| stored.subject.rsplit('.').next()?.parse().ok()).collect();
    for tenant in tenants {
        let mut keys = Vec::new();
        for event in core.read_aggregate::<Shred>(tenant, tenant.into()).await? {
            let ShredFact::Ordered { call, classes, forgotten } = event.fact;
            keys.extend(classes.into_iter().filter(|_| forgotten).map(|class| (call, class, event.sequence)));
        }
        let again = futures::stream::iter(keys).map(|(call, class, ledger)| async move {
            Ok::<_, Fault>(u32::from(core.destroy_key(tenant, call, class, ledger, true).await?))
        });
        let again: u32 = again.buffer_unordered(AT_ONCE).try_fold(0, |sum, one| async move { Ok(sum + one) }).await?;
        if again > 0 {
            tracing::warn!(
                code = "PHI-R011",
                keys = again,
                "keys that the ledger says are gone were there: destroyed again"
            );
        }
    }
    Ok(())
}
