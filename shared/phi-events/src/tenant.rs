//! Configuration of tenants. Written by the command (and the gateway). One aggregate a tenant: its id is the tenant's.
pub mod v1;
pub mod v2;
pub use v1::{Life, Platform};
pub use v2::{Tenant, TenantFact};
