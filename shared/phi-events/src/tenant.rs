//! Configuration of tenants. Written by the command (and the gateway). One aggregate a tenant: its id is the tenant's.
pub mod v1;
pub use v1::{Life, Platform, Tenant, TenantFact};
