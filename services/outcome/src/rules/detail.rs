//! What a reader of the outcome may know: enum words and placeholders, the medicine and the wished time as said.
use phi_events::outcome::v1::{Disposition, Intent, OutcomeDetail, Urgency};

use super::polarity::affirms;
use super::{Line, Verdict, medication, wish};

/// The detail of a call.
pub(super) fn of(verdict: Verdict, lines: &[Line]) -> OutcomeDetail {
    let mut detail = OutcomeDetail {
        summary: String::new(),
        patient_name: cited(lines, "PATIENT_NAME_"),
        dob: cited(lines, "DOB_"),
        phone: cited(lines, "PHONE_"),
        mrn: cited(lines, "MRN_"),
        medication: medication::said(verdict.intent, lines),
        wish: wish::said(verdict.intent, lines),
    };
    detail.summary = summary(verdict, &detail);
    detail
}

/// The first placeholder of a kind that the caller said, or said yes to: an agent also says the practice's own number.
fn cited(lines: &[Line], kind: &str) -> Option<String> {
    let in_line = |line: &Line| {
        (0..line.words.all.len())
            .find_map(|at| line.words.placeholder(at).filter(|name| is_kind(name, kind)).map(str::to_owned))
    };
    let caller = lines.iter().filter(|line| line.voice.is_caller()).find_map(in_line);
    let mut pairs = lines
        .windows(2)
        .filter(|pair| !pair[0].voice.is_caller() && pair[1].voice.is_caller() && affirms(&pair[1].words));
    caller.or_else(|| pairs.find_map(|pair| in_line(&pair[0])))
}

fn is_kind(placeholder: &str, kind: &str) -> bool {
    placeholder
        .strip_prefix(kind)
        .is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

/// One sentence of enum words and placeholders.
fn summary(verdict: Verdict, detail: &OutcomeDetail) -> String {
    let head =
        format!("{}: {}, {}", intent(verdict.intent), disposition(verdict.disposition), urgency(verdict.urgency));
    let cited = [
        ("patient", &detail.patient_name),
        ("born", &detail.dob),
        ("record", &detail.mrn),
        ("call back", &detail.phone),
    ];
    let cited = cited.into_iter().filter_map(|(word, name)| name.as_ref().map(|name| format!("{word} [{name}]")));
    let parts: Vec<String> = std::iter::once(head).chain(cited).collect();
    format!("{}.", parts.join("; "))
}

const fn intent(intent: Intent) -> &'static str {
    match intent {
        Intent::Booking => "Booking",
        Intent::Reschedule => "Reschedule",
        Intent::Cancel => "Cancel",
        Intent::Refill => "Refill",
        Intent::TestResults => "Test results",
        Intent::Emergency => "Emergency",
        Intent::Billing => "Billing",
        Intent::Referral => "Referral",
        Intent::Clinical => "Clinical question",
        Intent::Missed => "Missed",
        Intent::Unknown => "Unknown",
    }
}

const fn disposition(disposition: Disposition) -> &'static str {
    match disposition {
        Disposition::AppointmentRequested => "appointment requested",
        Disposition::RefillRequested => "refill requested",
        Disposition::CallbackRequested => "callback requested",
        Disposition::Escalated => "escalated",
        Disposition::MissedCall => "missed call",
        Disposition::NeedsReview => "needs review",
        Disposition::Resolved => "resolved",
    }
}

const fn urgency(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Routine => "routine",
        Urgency::Urgent => "urgent",
        Urgency::Asap => "asap",
        Urgency::Stat => "stat",
    }
}

#[cfg(test)]
mod tests;
