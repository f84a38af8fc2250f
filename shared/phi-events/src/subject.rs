//! Subjects: `phi.v1.<context>.<part>.<tenant>.<aggregate>`. No event type, date, platform id or PHI: whoever runs the
//! broker reads them.
use crate::class::DataClass;
use crate::context::Context;
use crate::ids::{AggregateId, TenantId, part};
use crate::service::Service;

/// Every subject of the mesh begins so; the version changes only with the shape of subjects.
pub const PREFIX: &str = "phi.v1";

/// Where an aggregate's commits of one context stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// The context.
    pub context: Context,
    /// The practice.
    pub tenant: TenantId,
    /// The call, incident, request or tenant.
    pub aggregate: AggregateId,
}

impl Address {
    /// An address of its three parts.
    pub const fn new(context: Context, tenant: TenantId, aggregate: AggregateId) -> Self {
        Self { context, tenant, aggregate }
    }

    /// The subject of an ordinary context.
    pub fn subject(&self) -> String {
        let Self { context, tenant, aggregate } = self;
        format!("{PREFIX}.{}.{:02x}.{tenant}.{aggregate}", context.token(), part(*tenant, *aggregate))
    }

    /// Reads an ordinary subject back; `None` when it is not one of ours or its part is wrong.
    pub fn parse(subject: &str) -> Option<Self> {
        let tokens: Vec<&str> = subject.strip_prefix(PREFIX)?.strip_prefix('.')?.split('.').collect();
        let [context, claimed, tenant, aggregate] = tokens[..] else {
            return None;
        };
        let address = Self::new(Context::from_token(context)?, tenant.parse().ok()?, aggregate.parse().ok()?);
        let expected = format!("{:02x}", part(address.tenant, address.aggregate));
        (claimed == expected).then_some(address)
    }
}

/// `access.<service>.<part>.<tenant>`: each service may publish under its own token only.
pub fn access(service: Service, tenant: TenantId) -> String {
    format!("{PREFIX}.access.{}.{:02x}.{tenant}", service.name(), part(tenant, tenant.into()))
}

/// `quarantine.<service>.<part>.<tenant>.<aggregate>`.
pub fn quarantine(service: Service, tenant: TenantId, aggregate: AggregateId) -> String {
    format!("{PREFIX}.quarantine.{}.{:02x}.{tenant}.{aggregate}", service.name(), part(tenant, aggregate))
}

/// `audio.<part>.<tenant>.<call>.<track>` or the same under `masked`.
pub fn track(context: Context, tenant: TenantId, call: AggregateId, track: u8) -> String {
    format!("{}.{track}", Address::new(context, tenant, call).subject())
}

/// `shred.<tenant>`: the ledger of destroyed keys.
pub fn shred(tenant: TenantId) -> String {
    format!("{PREFIX}.shred.{tenant}")
}

/// The key of one call and content class: `keys.<class>.<part>.<tenant>.<call>`.
pub fn call_key(class: DataClass, tenant: TenantId, call: AggregateId) -> String {
    format!("{PREFIX}.keys.{}.{:02x}.{tenant}.{call}", class.token(), part(tenant, call))
}

/// A tenant's monthly keys of a class: `keys.<class>.<part>.<tenant>`; audit keys are one per service and end in its name.
pub fn tenant_key(class: DataClass, tenant: TenantId, owner: Option<Service>) -> String {
    let base = format!("{PREFIX}.keys.{}.{:02x}.{tenant}", class.token(), part(tenant, tenant.into()));
    owner.map_or(base.clone(), |service| format!("{base}.{}", service.name()))
}

/// The stream of a class's keys.
pub fn key_stream(class: DataClass) -> String {
    format!("KEYS_{}", class.token().to_uppercase())
}

/// The service, tenant and (for quarantine) aggregate of an `access` or `quarantine` subject.
pub fn parse_by_service(subject: &str) -> Option<(Context, Service, TenantId, AggregateId)> {
    let tokens: Vec<&str> = subject.strip_prefix(PREFIX)?.strip_prefix('.')?.split('.').collect();
    let context = Context::from_token(tokens.first()?)?;
    let service = Service::from_name(tokens.get(1)?)?;
    let tenant: TenantId = tokens.get(3)?.parse().ok()?;
    let aggregate = tokens.get(4).map_or(Some(tenant.into()), |token| token.parse().ok())?;
    Some((context, service, tenant, aggregate))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_reads_back() {
        let address = Address::new(Context::Call, TenantId([1; 16]), AggregateId([2; 16]));
        assert_eq!(Address::parse(&address.subject()), Some(address));
        assert!(address.subject().len() < 80);
    }

    #[test]
    fn a_wrong_part_is_not_ours() {
        let subject = Address::new(Context::Call, TenantId([1; 16]), AggregateId([2; 16])).subject();
        let part = subject.split('.').nth(3).unwrap();
        let other = if part == "00" { "01" } else { "00" };
        assert_eq!(Address::parse(&subject.replacen(&format!(".{part}."), &format!(".{other}."), 1)), None);
    }

    #[test]
    fn a_service_subject_reads_back() {
        let subject = quarantine(Service::Outcome, TenantId([1; 16]), AggregateId([2; 16]));
        let read = parse_by_service(&subject).unwrap();
        assert_eq!(read, (Context::Quarantine, Service::Outcome, TenantId([1; 16]), AggregateId([2; 16])));
    }
}
