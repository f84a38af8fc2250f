//! The way of a delivery through the door, the same for every platform: tenant, agreement, proof, reading, conflict, and
//! only then the first byte written. A refusal at any step leaves nothing behind that a commit refers to.
use std::future::Future;
use std::time::Duration;

use phi_audio::Recording;
use phi_events::{CallId, TenantId};

use crate::domain::{Offered, Receive};
use crate::error::Denied;
use crate::mesh::{Mesh, Receipt, Standing};

/// How long the log may take to answer. Platforms give up after about twenty seconds (Vapi's default server timeout), and
/// an answer in time tells them to send again.
pub const LOG_WAIT: Duration = Duration::from_secs(15);

/// A delivery that was taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// The call's id.
    pub call: CallId,
    /// Whether it had been taken in before.
    pub before: bool,
}

/// Finds the tenant of an address and checks that its agreement is in force and that it is not frozen.
///
/// # Errors
/// [`Denied`] when there is no such tenant, no agreement, a freeze, or no answer.
pub async fn admit(mesh: &dyn Mesh, tenant: &str) -> Result<(TenantId, Standing), Denied> {
    let tenant = tenant.parse().map_err(|_| Denied::UnknownTenant)?;
    let standing = in_time(async { Ok(mesh.standing(tenant).await?) }).await?.ok_or(Denied::UnknownTenant)?;
    match standing {
        Standing { agreement: false, .. } => Err(Denied::NoAgreement),
        Standing { frozen: true, .. } => Err(Denied::Frozen),
        admitted => Ok((tenant, admitted)),
    }
}

/// Takes a delivery in: looks for a conflict before it writes the recording, and commits after.
///
/// # Errors
/// [`Denied`] when the call is there with other content, or the log does not take it.
pub async fn take(
    mesh: &dyn Mesh,
    tenant: TenantId,
    call: CallId,
    mut delivery: Receive,
    recording: Option<&Recording>,
) -> Result<Taken, Denied> {
    let known = in_time(async { Ok(mesh.state(tenant, call).await?) }).await?;
    match known.fingerprint {
        Some(known) if known == delivery.fingerprint => return Ok(Taken { call, before: true }),
        Some(_) => return Err(Denied::Conflict),
        None => {}
    }
    if let Some(recording) = recording {
        delivery.offered = Offered::Stored(in_time(async { Ok(mesh.store(tenant, call, recording).await?) }).await?);
    }
    match in_time(async { Ok(mesh.receive(tenant, call, delivery).await?) }).await? {
        Receipt::Accepted => Ok(Taken { call, before: false }),
        Receipt::Already => Ok(Taken { call, before: true }),
        Receipt::Conflict => Err(Denied::Conflict),
    }
}

/// Waits for the log as long as a sender does.
///
/// # Errors
/// What the step says, or [`Denied::Slow`].
pub async fn in_time<T>(step: impl Future<Output = Result<T, Denied>> + Send) -> Result<T, Denied> {
    tokio::time::timeout(LOG_WAIT, step).await.unwrap_or(Err(Denied::Slow))
}
