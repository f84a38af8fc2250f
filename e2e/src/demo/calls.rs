//! The eight calls.
use std::time::Duration;

use phi_events::AggregateId;
use phi_service::Core;
use serde_json::json;

use crate::BoxError;
use crate::demo::report::{Report, block};
use crate::demo::say;
use crate::stage::{Stage, call_of, recordings};
use crate::vapi::{Report as Vapi, body};
use crate::watch::confirmed;

/// How long a call may take to the EHR: the embedded engine hears about as slowly as people speak.
const PATIENCE: Duration = Duration::from_secs(240);

/// The words of the booking call, with most kinds of canary in them.
pub const BOOKING: [(&str, &str); 9] = [
    ("bot", "Thank you for calling Cedar Lane Family Practice, this is the front desk. How can I help you?"),
    ("user", "Hi, this is Marisol Quintanilla, I would like to make an appointment for a follow-up visit next week."),
    ("bot", "Of course. Can I have your date of birth, please?"),
    ("user", "March ninth, nineteen eighty-four."),
    ("bot", "Thank you. And the best number to reach you?"),
    (
        "user",
        "206-555-0143. My email is marisol.q@example.org and I live at 417 Juniper Hollow, Seattle, Washington 98101.",
    ),
    ("bot", "Do you have your insurance member ID and the record number on your card?"),
    ("user", "The member ID is XQZ884120937 and my medical record number is 7741932."),
    ("bot", "I have an opening on Tuesday at ten thirty. I will ask the staff to book that for you."),
];

const REFILL: [(&str, &str); 6] = [
    ("bot", "Cedar Lane Family Practice, how can I help?"),
    ("user", "My name is Thaddeus Okonkwo and I need a refill of my lisinopril, ten milligrams."),
    ("bot", "What is your date of birth?"),
    ("user", "November 23, 1951."),
    ("bot", "Thank you, Mr. Okonkwo. I will send the refill request to your doctor."),
    ("user", "Thanks. My number is 206-555-0171."),
];

const RESULTS: [(&str, &str); 5] = [
    ("bot", "Cedar Lane Family Practice, how can I help?"),
    ("user", "This is Priyanka Vellore, born July 30, 1990. Are my test results back? I had blood work on Monday."),
    ("bot", "I cannot read results on the phone, but I can have a nurse call you back."),
    ("user", "Yes please, at 206-555-0118."),
    ("bot", "A nurse will call you back about your results."),
];

const EMERGENCY: [(&str, &str); 3] = [
    ("user", "This is Leopold Ashgrove, I have terrible chest pain and I can't breathe."),
    ("bot", "Please hang up and call 911 now. I am alerting our staff at once."),
    ("user", "Okay, my number is 206-555-0156."),
];

/// A webhook of the demo: its title, and what it says.
pub fn webhooks(host: &str) -> Vec<(&'static str, Vapi<'static>)> {
    let at = |name: &str| Some(format!("http://{host}/recordings/{name}.wav"));
    let report = |id, number, turns, recording| Vapi {
        id,
        number,
        ended: "customer-ended-call",
        turns,
        summary: None,
        structured: None,
        recording,
    };
    let booking = Vapi {
        summary: Some("Marisol Quintanilla asked for a follow-up appointment; call back at 206-555-0143."),
        structured: Some(
            json!({"patientName": "Marisol Quintanilla", "dateOfBirth": "1984-03-09", "intent": "booking"}),
        ),
        ..report("vapi-demo-booking", "+12065550143", &BOOKING[..], at("vapi-booking"))
    };
    let missed = Vapi { ended: "customer-did-not-answer", ..report("vapi-demo-missed", "+12065550189", &[], None) };
    vec![
        ("webhook: booking", booking),
        (
            "webhook: refill with date of birth",
            report("vapi-demo-refill", "+12065550171", &REFILL[..], at("vapi-refill")),
        ),
        (
            "webhook: question about test results",
            report("vapi-demo-results", "+12065550118", &RESULTS[..], at("vapi-results")),
        ),
        ("webhook: emergency", report("vapi-demo-emergency", "+12065550156", &EMERGENCY[..], at("vapi-emergency"))),
        ("webhook: missed call without transcript", missed),
    ]
}

/// Sends three recordings and five webhooks, waits for the EHR to have them, and says what became of each.
///
/// # Errors
/// A sentence that says which call did not make it, and how far it came.
pub async fn send_all(stage: &Stage, operator: &Core, report: &mut Report) -> Result<(), BoxError> {
    let mut sent: Vec<(String, AggregateId)> = Vec::new();
    let files = recordings();
    for (name, number) in [("booking", "+12065550189"), ("refill", "+12065550156"), ("results", "+12065550143")] {
        let wav = std::fs::read(files.get(&format!("{name}.wav")).ok_or("a recording of e2e/calls/audio is missing")?)?;
        let title = format!("upload: {name}, {} KiB of stereo audio", wav.len() / 1024);
        say(&format!("Sending {title}"));
        let answer = stage.upload(&format!("demo-{name}"), Some(number), wav).await?;
        sent.push((title, call_of(&answer)?));
    }
    for (title, webhook) in webhooks(&stage.host.host) {
        say(&format!("Sending {title}"));
        sent.push((title.to_owned(), call_of(&stage.webhook(&body(&webhook)).await?)?));
    }
    say("Waiting until the EHR has all eight (the three recordings are heard by the embedded speech engine first) …");
    for (title, call) in sent {
        let view = confirmed(operator, stage.tenant, call, PATIENCE).await?;
        say(&block(&title, &call.to_string(), &view));
        report.calls.push((call.to_string(), view));
    }
    Ok(())
}
