//! Every value of every enum that stands inside an event. postcard writes a variant as its place in the enum, so that a
//! variant put in the middle would give all later ones another meaning.
use schemars::{JsonSchema, Schema as JsonSchemaText};
use serde::Serialize;

use super::records::id;
use super::{json, schema_of, variant};
use crate::class::ALL_CLASSES;
use crate::commit::{Actor, ParkReason, encode};
use crate::context::ALL_CONTEXTS;
use crate::envelope::Suite;
use crate::service::{ALL_SERVICES, Service};
use crate::{breach::v1 as breach, call::v1 as call, ehr::v1 as ehr, outcome::v1 as outcome};
use crate::{quarantine::v1 as quarantine, redaction, request::v2 as request};
use crate::{retention::v1 as retention, tenant::v1 as tenant, transcript::v1 as transcript};

/// One enum: each of its variants and the bytes of a value of it.
pub struct Codes {
    /// The enum's name in the schemas.
    pub name: String,
    /// Variant and bytes, in the enum's order.
    pub values: Vec<(String, Vec<u8>)>,
    schema: fn() -> JsonSchemaText,
}

impl Codes {
    fn new<T: Serialize + JsonSchema>(values: &[T]) -> Self {
        let coded = values.iter().map(|value| (variant(&json(value)), encode(value))).collect();
        Self { name: T::schema_name().into_owned(), values: coded, schema: schema_of::<T> }
    }

    /// The enum's JSON Schema.
    pub fn schema(&self) -> JsonSchemaText {
        (self.schema)()
    }
}

/// Every enum that stands inside an event.
pub fn codes() -> Vec<Codes> {
    [shared(), of_calls(), of_words(), of_records()].into_iter().flatten().collect()
}

fn shared() -> Vec<Codes> {
    use ParkReason as P;
    vec![
        Codes::new(&ALL_CONTEXTS),
        Codes::new(&ALL_CLASSES),
        Codes::new(&ALL_SERVICES),
        Codes::new(&[Suite::XChaCha20Poly1305, Suite::Aes256Gcm]),
        Codes::new(&[P::KeyUnavailable, P::PeerDown, P::NewerSchema, P::NeedsPerson]),
        Codes::new(&[Actor::Service(Service::Phimesh), Actor::Person("account-1".to_owned())]),
    ]
}

fn of_calls() -> Vec<Codes> {
    use call::{Codec, Direction as Di, EndReason as E, RecordingState as R, Source, Speaker as S, Unavailable as U};
    use transcript::{Engine, Failure as F, Silence, Tier};
    vec![
        Codes::new(&[Source::Upload, Source::Vapi]),
        Codes::new(&[Di::Inbound, Di::Outbound]),
        Codes::new(&[E::Completed, E::Missed, E::Voicemail, E::Failed]),
        Codes::new(&[R::None, R::Announced, R::Stored]),
        Codes::new(&[Codec::MuLaw, Codec::Pcm16]),
        Codes::new(&[S::Caller, S::Agent, S::Unknown]),
        Codes::new(&[U::HostNotAllowed, U::Gone, U::Unreadable, U::TooLarge, U::GaveUp]),
        Codes::new(&[Engine::Platform, Engine::Pocketsphinx]),
        Codes::new(&[Tier::Low, Tier::Medium, Tier::High]),
        Codes::new(&[Silence::Missed, Silence::NoRecording, Silence::NoSpeech]),
        Codes::new(&[F::NoEngine, F::EngineFailed, F::AudioDamaged]),
    ]
}

fn of_words() -> Vec<Codes> {
    use outcome::{Disposition as D, Intent as I, ReviewReason, Urgency as Ur};
    use redaction::{NoMask as N, Withhold as W};
    vec![
        Codes::new(&redaction::ALL_KINDS),
        Codes::new(&[W::LowTier, W::NoTranscript, W::Failed, W::Language]),
        Codes::new(&[N::NoTimes, N::NoRecording, N::Withheld, N::Failed]),
        Codes::new(&[
            I::Booking,
            I::Reschedule,
            I::Cancel,
            I::Refill,
            I::TestResults,
            I::Emergency,
            I::Billing,
            I::Referral,
            I::Clinical,
            I::Missed,
            I::Unknown,
        ]),
        Codes::new(&[
            D::AppointmentRequested,
            D::RefillRequested,
            D::CallbackRequested,
            D::Escalated,
            D::MissedCall,
            D::NeedsReview,
            D::Resolved,
        ]),
        Codes::new(&[Ur::Routine, Ur::Urgent, Ur::Asap, Ur::Stat]),
        Codes::new(&[ReviewReason::Withheld, ReviewReason::Unclear]),
        Codes::new(&[ehr::Chart::Matched, ehr::Chart::Unmatched]),
        Codes::new(&[ehr::Refused::Status(404), ehr::Refused::Unauthorized, ehr::Refused::Several]),
    ]
}

fn of_records() -> Vec<Codes> {
    use crate::access::{Door, Purpose as P, Refusal as R};
    use breach::{Clock, Finding as F, Signal as S};
    use quarantine::Poison as Q;
    use retention::DestroyReason as D;
    let (service, aggregate) = (Service::Outcome, id(1));
    let secret = || "name".to_owned();
    vec![
        Codes::new(&[D::Expired, D::Requested, D::Superseded]),
        Codes::new(&[
            S::OpenFailed { service, call: aggregate },
            S::Quarantined { service, aggregate },
            S::Reported { request: aggregate },
        ]),
        Codes::new(&[Clock::Contract24h, Clock::Target72h, Clock::Limit60d]),
        Codes::new(&[F::NotPhi, F::Secured, F::Excluded(2), F::LowProbability, F::Breach]),
        Codes::new(&asks()),
        Codes::new(&[
            tenant::Platform::VapiHmac { secret: secret() },
            tenant::Platform::VapiBearer { secret: secret() },
            tenant::Platform::Upload { secret: secret() },
        ]),
        Codes::new(&[P::Treatment, P::Rebuild, P::Read, P::Breach, P::Probe, P::Review]),
        Codes::new(&[Door::Vapi, Door::Upload, Door::Api]),
        Codes::new(&[
            R::Unauthenticated,
            R::UnknownTenant,
            R::NoBaa,
            R::TooLarge,
            R::Codec,
            R::Malformed,
            R::Conflict,
            R::Unavailable,
        ]),
        Codes::new(&[Q::Garbage, Q::Seal, Q::Decode, Q::Chain, Q::Invariant]),
    ]
}

fn asks() -> Vec<request::Ask> {
    use request::Ask as A;
    let (service, aggregate, context, sequence) = (Service::Outcome, id(1), crate::Context::Redaction, 21);
    vec![
        A::PlaceHold { call: id(1) },
        A::ReleaseHold { call: id(1) },
        A::Shred { call: id(1), classes: vec![crate::DataClass::Audio] },
        A::ReportIncident { call: Some(id(1)), known_ms: 7 },
        A::Assess { incident: id(2), finding: breach::Finding::Secured, factors: 4 },
        A::MeetClock { incident: id(2), clock: breach::Clock::Limit60d },
        A::RetryQuarantined { service, aggregate, context, sequence },
        A::SkipQuarantined { service, aggregate, context, sequence },
        A::Review { call: id(1), item: 3, after: Some(redaction::PhiKind::Name) },
        A::Rerun { call: id(1) },
        A::PromoteRerun { call: id(1) },
    ]
}
