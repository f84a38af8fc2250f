//! What retention does to the world: ledger entries, destroyed keys, minted months. All of it can be done again.
use phi_events::ids::digest16;
use phi_events::retention::v1::MINT;
use phi_events::shred::ShredFact;
use phi_service::telemetry::{Measure, Metrics};
use phi_service::{Aggregate, Count, Fault};

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
