//! From what is known of a call to what shall stand in the EHR, and whom it may be about. Pure.
use phi_events::outcome::v1::{Disposition, Intent, OutcomeDetail, ReviewReason, Urgency as Soon};
use phi_events::phi::Phi;

use super::facts::Known;
use super::names;
use crate::fhir::{Demographics, OutcomePlan, ResourceKind, Urgency};

/// The plan of a write, without patient and transcript, and what to ask the EHR for the patient with.
pub(super) fn of(write_id: &str, known: &Known) -> (OutcomePlan, Demographics) {
    let caller = known.caller.as_ref();
    let number = caller.and_then(|caller| exposed(caller.number.as_ref()));
    let review = known.review.is_some();
    // a person who only has to listen needs no more than the number (minimum necessary, 45 CFR 164.502(b))
    let detail = known.detail.as_ref().filter(|_| !review);
    let phone = detail.and_then(|detail| cited(known, detail.phone.as_ref()));
    let on_file = caller.and_then(|caller| exposed(caller.name.as_ref())).filter(|_| !review);
    let name = detail.and_then(|detail| cited(known, detail.patient_name.as_ref()));
    let who = who(known, detail, name.as_ref(), number.as_ref().or(phone.as_ref()));
    let (started_ms, ended_ms) = known.times.unwrap_or((known.authored_ms, known.authored_ms));
    let plan = OutcomePlan {
        write_id: write_id.to_owned(),
        call: write_id.to_owned(),
        kind: kind(known.work),
        urgency: urgency(known.urgency),
        patient: None,
        started_ms,
        ended_ms,
        authored_ms: known.authored_ms,
        intent: intent(known.intent),
        disposition: disposition(known.work),
        description: description(known, detail),
        callback_number: phone.or(number),
        caller_name: name.or(on_file),
        redacted_transcript: None,
    };
    (plan, who)
}

/// The demographics that the detail cites. The name that a platform has on file is of the telephone's owner, who may be
/// another person, and is not asked with.
fn who(known: &Known, detail: Option<&OutcomeDetail>, name: Option<&String>, phone: Option<&String>) -> Demographics {
    let Some(detail) = detail else { return Demographics::default() };
    let (given, family) = name.and_then(|name| names::split(name)).unzip();
    Demographics {
        family,
        given,
        birth_date: cited(known, detail.dob.as_ref()).filter(|date| is_date(date)),
        phone: phone.cloned(),
        mrn: cited(known, detail.mrn.as_ref()),
    }
}

fn exposed(value: Option<&Phi<String>>) -> Option<String> {
    value.map(|value| value.expose().clone()).filter(|value| !value.is_empty())
}

fn cited(known: &Known, placeholder: Option<&String>) -> Option<String> {
    exposed(known.values.get(placeholder?))
}

/// `YYYY-MM-DD`: half a date matches nobody.
fn is_date(text: &str) -> bool {
    let shape =
        text.bytes().enumerate().all(|(at, b)| if matches!(at, 4 | 7) { b == b'-' } else { b.is_ascii_digit() });
    text.len() == 10 && shape
}

/// What a person reads first.
fn description(known: &Known, detail: Option<&OutcomeDetail>) -> String {
    match (known.review, detail) {
        (Some(ReviewReason::Withheld), _) => {
            "Listen to the recording: the words could not be made safe to show.".to_owned()
        }
        (Some(ReviewReason::Unclear), _) => "Listen to the recording: what the caller wanted was not clear.".to_owned(),
        (None, Some(detail)) => told(known, detail),
        (None, None) if known.work == Disposition::MissedCall => "Missed call: nobody spoke.".to_owned(),
        (None, None) => {
            format!("{}; {}. The details are no longer kept.", intent(known.intent), disposition(known.work))
        }
    }
}

fn told(known: &Known, detail: &OutcomeDetail) -> String {
    let mut text = detail.summary.clone();
    for (label, said) in [("Medicine as said", &detail.medication), ("Wished time", &detail.wish)] {
        if let Some(said) = said {
            text = format!("{text} {label}: {said}.");
        }
    }
    revealed(known, &text)
}

/// Puts the values where their placeholders stand. One whose value is not kept stays a word in words.
fn revealed(known: &Known, text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('[') {
        out.push_str(before);
        let Some((name, after)) = behind.split_once(']') else {
            rest = behind;
            break;
        };
        match known.values.get(name) {
            Some(value) => out.push_str(value.expose()),
            None => out.push_str("(not kept)"),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

const fn kind(work: Disposition) -> ResourceKind {
    match work {
        Disposition::AppointmentRequested => ResourceKind::AppointmentRequest,
        Disposition::RefillRequested => ResourceKind::RefillTask,
        Disposition::CallbackRequested => ResourceKind::CallbackTask,
        Disposition::Escalated => ResourceKind::EscalationTask,
        Disposition::MissedCall => ResourceKind::MissedCallTask,
        Disposition::NeedsReview => ResourceKind::ReviewTask,
        Disposition::Resolved => ResourceKind::CommunicationOnly,
    }
}

const fn urgency(urgency: Soon) -> Urgency {
    match urgency {
        Soon::Routine => Urgency::Routine,
        Soon::Urgent => Urgency::Urgent,
        Soon::Asap => Urgency::Asap,
        Soon::Stat => Urgency::Stat,
    }
}

const fn intent(intent: Intent) -> &'static str {
    match intent {
        Intent::Booking => "booking",
        Intent::Reschedule => "reschedule",
        Intent::Cancel => "cancel",
        Intent::Refill => "refill",
        Intent::TestResults => "test_results",
        Intent::Emergency => "emergency",
        Intent::Billing => "billing",
        Intent::Referral => "referral",
        Intent::Clinical => "clinical",
        Intent::Missed => "missed",
        Intent::Unknown => "unknown",
    }
}

const fn disposition(work: Disposition) -> &'static str {
    match work {
        Disposition::AppointmentRequested => "appointment_requested",
        Disposition::RefillRequested => "refill_requested",
        Disposition::CallbackRequested => "callback_requested",
        Disposition::Escalated => "escalated",
        Disposition::MissedCall => "missed_call",
        Disposition::NeedsReview => "needs_review",
        Disposition::Resolved => "resolved",
    }
}

#[cfg(test)]
mod tests;
