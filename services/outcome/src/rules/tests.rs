//! Whole calls, and what every rule's tests use.
use phi_events::call::v1::Speaker;
use phi_events::outcome::v1::{Disposition, Intent, ReviewReason, Urgency};
use phi_events::redaction::{CleanTurn, Cleaned};

use super::{Line, judge, lines};

/// A call of lines that begin with `c:` (caller), `a:` (agent), `u:` (unknown) or `s:` (summary), separated by `/`.
pub(super) fn call(text: &str) -> Cleaned {
    let mut cleaned = Cleaned { turns: vec![], summary: None, structured: vec![] };
    for line in text.split('/') {
        let (who, said) = line.trim().split_once(':').unwrap();
        let speaker = match who {
            "c" => Speaker::Caller,
            "a" => Speaker::Agent,
            "u" => Speaker::Unknown,
            _ => {
                cleaned.summary = Some(said.trim().to_owned());
                continue;
            }
        };
        cleaned.turns.push(CleanTurn { speaker, text: said.trim().to_owned() });
    }
    cleaned
}

pub(super) fn read(text: &str) -> Vec<Line> {
    lines(&call(text))
}

fn outcome(text: &str) -> (Intent, Disposition, Urgency, Option<ReviewReason>) {
    let (verdict, _) = judge(&call(text));
    (verdict.intent, verdict.disposition, verdict.urgency, verdict.review)
}

#[test]
fn an_intent_leads_to_its_work() {
    let cases = [
        ("c: I'd like to book an appointment.", Intent::Booking, Disposition::AppointmentRequested, Urgency::Routine),
        (
            "c: I have to reschedule my visit with the dentist.",
            Intent::Reschedule,
            Disposition::AppointmentRequested,
            Urgency::Routine,
        ),
        ("c: Please cancel my appointment.", Intent::Cancel, Disposition::AppointmentRequested, Urgency::Routine),
        ("c: could you refill my metformin", Intent::Refill, Disposition::RefillRequested, Urgency::Routine),
        ("c: i ran out of my metformin", Intent::Refill, Disposition::RefillRequested, Urgency::Urgent),
        ("c: Did my lab results come in yet?", Intent::TestResults, Disposition::CallbackRequested, Urgency::Routine),
        ("c: I got a bill that I don't understand.", Intent::Billing, Disposition::CallbackRequested, Urgency::Routine),
        ("c: I need a referral to a skin doctor.", Intent::Referral, Disposition::CallbackRequested, Urgency::Routine),
        ("c: Is it normal that my knee is swollen?", Intent::Clinical, Disposition::CallbackRequested, Urgency::Urgent),
        ("c: I can't breathe.", Intent::Emergency, Disposition::Escalated, Urgency::Stat),
    ];
    for (text, intent, disposition, urgency) in cases {
        assert_eq!(outcome(text), (intent, disposition, urgency, None), "{text}");
    }
}

#[test]
fn what_is_not_understood_is_for_a_person() {
    let unclear = (Intent::Unknown, Disposition::NeedsReview, Urgency::Urgent, Some(ReviewReason::Unclear));
    let cases = [
        "c: hello hello",
        "c: yes / a: how can I help you / c: bye",
        "a: thank you for calling how can i help you",
        "a: do you need an appointment or a refill / c: what",
        "c: the blue one was on the left",
        "c: I need a refill of my lisinopril, and I'd also like to book an appointment.",
        "c: i want to cancel my appointment and i have a question about my bill",
        "c: I don't need a refill.",
        "c: I'm calling to confirm my appointment.",
        "s: The line was silent.",
    ];
    for text in cases {
        assert_eq!(outcome(text), unclear, "{text}");
    }
    assert_eq!(
        judge(&Cleaned { turns: vec![], summary: None, structured: vec![] }).0.review,
        Some(ReviewReason::Unclear)
    );
}

#[test]
fn an_emergency_beats_every_other_wish() {
    let cases = [
        "c: I need a refill, and I have chest pain.",
        "c: i would like to book an appointment next week because i cant breathe",
        "c: Are my results back? I keep thinking I want to die.",
        "c: cancel my appointment my wife is unconscious",
    ];
    for text in cases {
        assert_eq!(outcome(text).0, Intent::Emergency, "{text}");
    }
}

#[test]
fn pressing_words_raise_a_routine_call() {
    assert_eq!(outcome("c: I need an appointment as soon as possible.").2, Urgency::Urgent);
    assert_eq!(outcome("c: i need an appointment its not urgent").2, Urgency::Routine);
    assert_eq!(outcome("c: I need an appointment. / a: I will look right away.").2, Urgency::Routine);
    assert_eq!(outcome("c: i need a refill i have three pills left").2, Urgency::Routine);
    assert_eq!(outcome("c: i need a refill i took my last one this morning").2, Urgency::Urgent);
}

#[test]
fn a_platform_s_structured_result_counts() {
    let with = |label: &str, value: &str| {
        let mut cleaned = call("c: hello there");
        cleaned.structured.push((label.to_owned(), value.to_owned()));
        judge(&cleaned).0.intent
    };
    assert_eq!(with("intent", "refill_request"), Intent::Refill);
    assert_eq!(with("appointment_request", "true"), Intent::Booking);
    assert_eq!(with("appointment_request", "false"), Intent::Unknown);
    assert_eq!(with("reason", "Patient wants to cancel"), Intent::Cancel);
}

#[test]
fn the_same_words_give_the_same_outcome() {
    let text = "c: I'd like to see the doctor on Friday. / a: Friday at nine? / c: Yes.";
    assert_eq!(judge(&call(text)), judge(&call(text)));
}

#[test]
fn spoken_and_written_forms_are_the_same_words() {
    let pairs = [
        ("I can't breathe!", "i can not breathe"),
        ("It's urgent", "it is urgent"),
        ("I won't", "i will not"),
        ("10:30 a.m.", "10:30 am"),
    ];
    for (written, spoken) in pairs {
        let [written, spoken] = [written, spoken].map(|text| super::Words::new(text).padded);
        assert_eq!(written, spoken);
    }
}

#[test]
fn any_text_is_read_without_a_fault() {
    for text in [
        "",
        " ",
        "[",
        "]",
        "[]",
        "[[A_1]",
        "'",
        "a.",
        "...",
        "1.",
        ".1",
        "\u{1F4A9}",
        "no",
        "[PATIENT_NAME_1][DOB_1]",
        "İ ß",
    ] {
        let _ = judge(&Cleaned {
            turns: vec![CleanTurn { speaker: Speaker::Caller, text: text.to_owned() }],
            summary: None,
            structured: vec![],
        });
    }
}
