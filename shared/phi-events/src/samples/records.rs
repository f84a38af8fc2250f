//! Samples of the contexts that are about calls: keys, incidents, requests, configuration, audit.
use super::calls::T0;
use super::{Sample, facts};
use crate::access::v1 as access;
use crate::breach::v1 as breach;
use crate::class::DataClass;
use crate::commit::ParkReason;
use crate::context::Context;
use crate::envelope::Suite;
use crate::ids::AggregateId;
use crate::quarantine::v1 as quarantine;
use crate::request::v1 as request;
use crate::retention::v1 as retention;
use crate::service::Service;
use crate::shred::v1 as shred;
use crate::tenant::v1 as tenant;

/// An id of one byte, repeated: no real one looks so.
pub(super) const fn id(byte: u8) -> AggregateId {
    AggregateId([byte; 16])
}

pub(super) fn samples() -> Vec<Sample> {
    let asked = request::RequestFact::Asked {
        ask: request::Ask::PlaceHold { call: id(1) },
        by: "account-1".to_owned(),
        approvers: vec!["account-2".to_owned(), "account-3".to_owned()],
        reason: "ticket-42".to_owned(),
    };
    let ordered = shred::ShredFact::Ordered { call: id(1), classes: vec![DataClass::Audio], forgotten: true };
    [
        facts::<retention::Retention>(&retention_facts()),
        facts::<breach::Breach>(&breach_facts()),
        facts::<request::Request>(&[asked]),
        facts::<tenant::Tenant>(&tenant_facts()),
        facts::<access::Access>(&access_facts()),
        facts::<shred::Shred>(&[ordered]),
        facts::<quarantine::Quarantine>(&quarantine_facts()),
    ]
    .concat()
}

fn retention_facts() -> Vec<retention::RetentionFact> {
    use retention::RetentionFact as F;
    let due = retention::Due { class: DataClass::Audio, due_ms: T0 + 7_776_000_000 };
    vec![
        F::Scheduled { due: vec![due], policy: 2 },
        F::HoldPlaced { request: id(2) },
        F::HoldReleased { request: id(3) },
        F::DestructionStarted {
            classes: vec![DataClass::Audio, DataClass::Transcript],
            reason: retention::DestroyReason::Requested,
        },
        F::Destroyed { classes: vec![DataClass::Audio, DataClass::Transcript], ledger: 17, keys: 2 },
        F::Declined { request: id(4) },
        F::MonthMinted { month: 2026 * 12, next_ms: T0 + 2_678_400_000 },
        F::Parked { reason: ParkReason::KeyUnavailable, due_ms: T0 + 60_000 },
    ]
}

fn breach_facts() -> Vec<breach::BreachFact> {
    use breach::{BreachFact as F, Clock, Signal};
    let blast = breach::Blast { calls: vec![id(1), id(2)], from_ms: T0, until_ms: T0 + 5_000, entries: 9 };
    vec![
        F::Opened { signal: Signal::Reported { request: id(5) }, discovered_ms: T0 },
        F::ClockStarted { clock: Clock::Target72h, due_ms: T0 + 259_200_000 },
        F::ClockMet { clock: Clock::Target72h },
        F::ClockMissed { clock: Clock::Limit60d, due_ms: T0 + 5_184_000_000 },
        F::BlastCounted { blast },
        F::SignalAdded { signal: Signal::Quarantined { service: Service::Outcome, aggregate: id(1) } },
        F::Assessed { finding: breach::Finding::LowProbability, factors: 4, request: id(6) },
        F::EntityNotified { at_ms: T0 + 10_000 },
        F::Parked { reason: ParkReason::NeedsPerson, due_ms: T0 + 60_000 },
    ]
}

fn tenant_facts() -> Vec<tenant::TenantFact> {
    use tenant::TenantFact as F;
    vec![
        F::Created {
            label: "north-clinic".to_owned(),
            profile: "hipaa-default".to_owned(),
            suite: Suite::XChaCha20Poly1305,
        },
        F::BaaEffective { from_ms: T0, until_ms: Some(T0 + 31_536_000_000), document: "baa-2026.pdf".to_owned() },
        F::BaaEnded { at_ms: T0 + 31_536_000_000 },
        F::PlatformAdded { platform: tenant::Platform::VapiHmac { secret: "vapi-north".to_owned() } },
        F::LivesSet { lives: vec![tenant::Life { class: DataClass::Audio, days: 90 }] },
    ]
}

fn access_facts() -> Vec<access::AccessFact> {
    use access::AccessFact as F;
    vec![
        F::KeyLoaded { call: id(1), class: DataClass::Identity, purpose: access::Purpose::Treatment },
        F::OpenFailed { aggregate: id(1), context: Context::Redaction, sequence: 21 },
        F::Refused { door: access::Door::Vapi, why: access::Refusal::Malformed },
        F::PersonRead { person: "account-1".to_owned(), aggregate: id(1), class: DataClass::Deidentified },
        F::Rebuilt { events: 1_024 },
    ]
}

fn quarantine_facts() -> Vec<quarantine::QuarantineFact> {
    use quarantine::QuarantineFact as F;
    let (context, sequence) = (Context::Transcript, 33);
    let approvers = vec!["account-2".to_owned(), "account-3".to_owned()];
    vec![
        F::Parked { context, sequence, hash: [0x44; 32], poison: quarantine::Poison::Chain },
        F::Released { context, sequence },
        F::Skipped { context, sequence, approvers },
    ]
}
