//! What the doors need from the mesh, so that they can be tested without a broker. `effects.rs` is the real one.
use async_trait::async_trait;
use phi_audio::Recording;
use phi_events::access::{Door, Refusal};
use phi_events::call::Track;
use phi_events::tenant::Platform;
use phi_events::{CallId, TenantId};
use phi_seal::Secret;
use phi_service::Fault;

use crate::domain::{CallState, Receive};

/// What the doors must know of a tenant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Whether a business associate agreement is in force.
    pub agreement: bool,
    /// Whether it is frozen: nothing is taken in.
    pub frozen: bool,
    /// Who may deliver, and how they prove themselves.
    pub platforms: Vec<Platform>,
}

/// What became of an accepted delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receipt {
    /// It is in the log.
    Accepted,
    /// It was there before.
    Already,
    /// The call is there with other content.
    Conflict,
}

/// The mesh as the doors see it.
#[async_trait]
pub trait Mesh: Send + Sync + 'static {
    /// Unix milliseconds.
    fn now_ms(&self) -> u64;

    /// The tenant, if there is one.
    ///
    /// # Errors
    /// A fault when the log does not answer.
    async fn standing(&self, tenant: TenantId) -> Result<Option<Standing>, Fault>;

    /// The tenant's id key.
    ///
    /// # Errors
    /// A fault when the key cannot be loaded.
    async fn id_key(&self, tenant: TenantId) -> Result<Secret, Fault>;

    /// Writes the audit entry of a refusal; acknowledged when it returns.
    ///
    /// # Errors
    /// A fault when the log does not take it.
    async fn refused(&self, tenant: TenantId, door: Door, why: Refusal) -> Result<(), Fault>;

    /// What is known of the call.
    ///
    /// # Errors
    /// A fault when the log does not answer.
    async fn state(&self, tenant: TenantId, call: CallId) -> Result<CallState, Fault>;

    /// Writes a recording's chunks. Nothing refers to them until a commit states their root.
    ///
    /// # Errors
    /// A fault when the log does not take them.
    async fn store(&self, tenant: TenantId, call: CallId, recording: &Recording) -> Result<Vec<Track>, Fault>;

    /// Takes the call in.
    ///
    /// # Errors
    /// A fault when the log does not take it.
    async fn receive(&self, tenant: TenantId, call: CallId, delivery: Receive) -> Result<Receipt, Fault>;
}
