//! Samples of the contexts that have a version 2. What version 1 could say is said with the same values, so that the same
//! bytes can be held against each other.
use std::collections::BTreeMap;

use super::calls::T0;
use super::records::id;
use super::{Sample, contents, facts};
use crate::access::v2 as access;
use crate::call::v1::Speaker;
use crate::class::DataClass;
use crate::commit::ParkReason;
use crate::context::Context;
use crate::redaction::v1::{CleanTurn, Cleaned, Hidden, PhiKind, Revealed, Withhold};
use crate::redaction::v2 as redaction;
use crate::request::v2 as request;
use crate::tenant::v2 as tenant;

pub(super) fn samples() -> Vec<Sample> {
    let asked = request::RequestFact::Asked {
        ask: request::Ask::PlaceHold { call: id(1) },
        by: "account-1".to_owned(),
        approvers: vec!["account-2".to_owned(), "account-3".to_owned()],
        reason: "ticket-42".to_owned(),
    };
    [
        facts::<redaction::Redaction>(&redaction_facts()),
        contents::<redaction::Redaction>(&redaction_contents()),
        facts::<request::Request>(&[asked]),
        facts::<access::Access>(&access_facts()),
        facts::<tenant::Tenant>(&tenant_facts()),
    ]
    .concat()
}

const ITEM: redaction::ReviewItem = redaction::ReviewItem { item: 1, kind: PhiKind::Name, score_milli: 610 };

fn redaction_facts() -> Vec<redaction::RedactionFact> {
    use redaction::RedactionFact as F;
    let counts = BTreeMap::from([(PhiKind::Name, 2), (PhiKind::Dob, 1), (PhiKind::OtherId, 4)]);
    let by = || "account-1".to_owned();
    let track = redaction::MaskedTrack { track: 1, chunks: 3, bytes: 760_000, root: [0x66; 32], silenced_ms: 2_350 };
    vec![
        F::Redacted { engine: "rules-1".to_owned(), counts, turns: 12, words: 240 },
        F::Withheld { why: Withhold::LowTier },
        F::Nothing,
        F::Parked { reason: ParkReason::NewerSchema, due_ms: T0 + 60_000 },
        F::Graded { review: vec![ITEM], redact_milli: 800, review_milli: 300, marks: 2, sensitive: true },
        F::Reviewed { before: ITEM, after: Some(PhiKind::Org), by: by(), at_ms: T0 + 70_000 },
        F::AudioMasked { tracks: vec![track] },
        F::AudioWithheld { why: redaction::NoMask::NoTimes },
        F::Rerun {
            engine: "rules-2".to_owned(),
            caught: BTreeMap::from([(PhiKind::Address, 1)]),
            released: BTreeMap::from([(PhiKind::Name, 1)]),
            unchanged: 6,
        },
        F::Promoted { engine: "rules-2".to_owned(), by: by(), at_ms: T0 + 80_000 },
        F::TermDecided { term: [0x77; 16], kind: None, by: by(), at_ms: T0 + 70_000 },
    ]
}

fn redaction_contents() -> Vec<redaction::RedactionContent> {
    use redaction::RedactionContent as C;
    let turn = CleanTurn { speaker: Speaker::Caller, text: "this is [PATIENT_NAME_1]".to_owned() };
    let hidden = Hidden { placeholder: "DOB_1".to_owned(), kind: PhiKind::Dob, value: "1984-03-09".into() };
    vec![
        C::Cleaned(Cleaned {
            turns: vec![turn],
            summary: Some("[PATIENT_NAME_1] asks for a refill".to_owned()),
            structured: vec![("reason".to_owned(), "refill".to_owned())],
        }),
        C::Revealed(Revealed { values: vec![hidden] }),
        C::Review(vec![redaction::QueuedSpan {
            item: 1,
            before: "this is".to_owned(),
            placeholder: "[PATIENT_NAME_1]".to_owned(),
            after: String::new(),
        }]),
        C::Places(vec![redaction::Place {
            text: 0,
            start: 8,
            end: 19,
            kind: PhiKind::Name,
            score_milli: 610,
            item: Some(1),
        }]),
    ]
}

fn access_facts() -> Vec<access::AccessFact> {
    use crate::access::v1::{Door, Refusal};
    use access::AccessFact as F;
    vec![
        F::KeyLoaded { call: id(1), class: DataClass::Identity, purpose: access::Purpose::Treatment },
        F::OpenFailed { aggregate: id(1), context: Context::Redaction, sequence: 21 },
        F::Refused { door: Door::Vapi, why: Refusal::Malformed },
        F::PersonRead { person: "account-1".to_owned(), aggregate: id(1), class: DataClass::Deidentified },
        F::Rebuilt { events: 1_024 },
        F::Reviewed { person: "account-1".to_owned(), call: id(1), item: 1, phi: false },
    ]
}

fn tenant_facts() -> Vec<tenant::TenantFact> {
    use crate::envelope::Suite;
    use crate::tenant::v1::{Life, Platform};
    use tenant::TenantFact as F;
    vec![
        F::Created {
            label: "north-clinic".to_owned(),
            profile: "hipaa-default".to_owned(),
            suite: Suite::XChaCha20Poly1305,
        },
        F::BaaEffective { from_ms: T0, until_ms: Some(T0 + 31_536_000_000), document: "baa-2026.pdf".to_owned() },
        F::BaaEnded { at_ms: T0 + 31_536_000_000 },
        F::PlatformAdded { platform: Platform::VapiHmac { secret: "vapi-north".to_owned() } },
        F::LivesSet { lives: vec![Life { class: DataClass::Audio, days: 90 }] },
        F::Frozen { at_ms: T0, reason: "ticket-43".to_owned() },
        F::Thawed {
            at_ms: T0 + 3_600_000,
            approvers: vec!["account-2".to_owned(), "account-3".to_owned()],
            reason: "ticket-44".to_owned(),
        },
    ]
}
