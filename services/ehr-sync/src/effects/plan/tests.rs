use std::collections::BTreeMap;

use phi_events::call::v1::CallerIdentity;
use phi_events::outcome::v1::{Disposition, Intent, OutcomeDetail, ReviewReason, Urgency as Soon};

use super::{of, revealed};
use crate::effects::facts::Known;
use crate::fhir::ResourceKind;

fn refill() -> Known {
    let values =
        [("PATIENT_NAME_1", "ada testperson"), ("DOB_1", "1980-04-19"), ("PHONE_1", "2065550123"), ("MRN_1", "4711")];
    Known {
        intent: Intent::Refill,
        work: Disposition::RefillRequested,
        urgency: Soon::Routine,
        review: None,
        authored_ms: 30,
        times: Some((10, 20)),
        detail: Some(OutcomeDetail {
            summary: "Refill: refill requested, routine; patient [PATIENT_NAME_1]; born [DOB_1].".to_owned(),
            patient_name: Some("PATIENT_NAME_1".to_owned()),
            dob: Some("DOB_1".to_owned()),
            phone: Some("PHONE_1".to_owned()),
            mrn: Some("MRN_1".to_owned()),
            medication: Some("metformin".to_owned()),
            wish: None,
        }),
        caller: Some(CallerIdentity {
            number: Some("+12065550199".into()),
            practice_number: None,
            name: Some("Ben Testperson".into()),
        }),
        values: values.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect(),
        redaction: None,
    }
}

#[test]
fn the_patient_is_asked_for_by_what_the_detail_cites() {
    let (_, who) = of("w", &refill());
    assert_eq!((who.given.as_deref(), who.family.as_deref()), (Some("ada"), Some("testperson")));
    assert_eq!((who.birth_date.as_deref(), who.mrn.as_deref()), (Some("1980-04-19"), Some("4711")));
    assert_eq!(who.phone.as_deref(), Some("+12065550199"));
}

#[test]
fn the_plan_holds_what_a_person_needs() {
    let (plan, _) = of("w", &refill());
    assert_eq!((plan.kind, plan.intent, plan.disposition), (ResourceKind::RefillTask, "refill", "refill_requested"));
    assert_eq!((plan.started_ms, plan.ended_ms, plan.authored_ms), (10, 20, 30));
    assert_eq!(
        plan.description,
        "Refill: refill requested, routine; patient ada testperson; born 1980-04-19. Medicine as said: metformin."
    );
    assert_eq!(plan.callback_number.as_deref(), Some("2065550123"));
    assert_eq!(plan.caller_name.as_deref(), Some("ada testperson"));
    assert!(plan.patient.is_none() && plan.redacted_transcript.is_none());
}

#[test]
fn a_person_who_only_listens_gets_the_number_and_no_identity() {
    let known = Known {
        work: Disposition::NeedsReview,
        intent: Intent::Unknown,
        review: Some(ReviewReason::Unclear),
        ..refill()
    };
    let (plan, who) = of("w", &known);
    assert_eq!(plan.kind, ResourceKind::ReviewTask);
    assert_eq!(plan.description, "Listen to the recording: what the caller wanted was not clear.");
    assert_eq!(plan.callback_number.as_deref(), Some("+12065550199"));
    assert!(plan.caller_name.is_none() && !who.is_enough());
}

#[test]
fn shredded_identity_leaves_the_work() {
    let known = Known { values: BTreeMap::new(), caller: None, ..refill() };
    let (plan, who) = of("w", &known);
    assert_eq!(
        plan.description,
        "Refill: refill requested, routine; patient (not kept); born (not kept). Medicine as said: metformin."
    );
    assert!(plan.callback_number.is_none() && plan.caller_name.is_none() && !who.is_enough());
}

#[test]
fn a_shredded_detail_leaves_what_the_facts_say() {
    let (plan, who) = of("w", &Known { detail: None, ..refill() });
    assert_eq!(plan.description, "refill; refill_requested. The details are no longer kept.");
    assert!(!who.is_enough());
}

#[test]
fn a_missed_call_says_so() {
    let known = Known {
        intent: Intent::Missed,
        work: Disposition::MissedCall,
        detail: None,
        values: BTreeMap::new(),
        ..refill()
    };
    let (plan, who) = of("w", &known);
    assert_eq!((plan.kind, plan.description.as_str()), (ResourceKind::MissedCallTask, "Missed call: nobody spoke."));
    assert_eq!(plan.callback_number.as_deref(), Some("+12065550199"));
    assert!(!who.is_enough());
}

#[test]
fn half_a_date_of_birth_is_not_asked_with() {
    let mut known = refill();
    known.values.insert("DOB_1".to_owned(), "1980-04".into());
    assert_eq!(of("w", &known).1.birth_date, None);
}

#[test]
fn brackets_that_are_no_placeholders_do_no_harm() {
    for (text, expected) in [("a [b", "a b"), ("a ] b", "a ] b"), ("[X_1][DOB_1]", "(not kept)1980-04-19"), ("", "")] {
        assert_eq!(revealed(&refill(), text), expected);
    }
}
