use std::collections::BTreeMap;

use phi_events::outcome::v1::Intent::{
    self, Billing, Booking, Cancel, Clinical, Referral, Refill, Reschedule, TestResults,
};

use super::heard;
use crate::rules::table::TABLE;
use crate::rules::tests::read;
use crate::rules::words::Words;

fn expect(cases: &[(&str, Intent)]) {
    for (call, intent) in cases {
        assert_eq!(heard(&read(call)), Some(*intent), "{call}");
    }
}

#[test]
fn appointments() {
    expect(&[
        ("c: Hello. I would like to make an appointment for a check up next week.", Booking),
        ("c: hi i need an appointment on tuesday", Booking),
        ("c: Can I come in tomorrow? My knee has been stiff.", Booking),
        ("c: do you have any openings on friday", Booking),
        ("c: I'd like to see the doctor about my back pain.", Booking),
        ("c: i want to schedule my annual physical", Booking),
        ("c: could you squeeze me in this afternoon", Booking),
        ("c: My daughter has a fever and an ear ache, can you get her in today?", Booking),
        ("c: we just moved here and want to become a patient", Booking),
        ("c: I need to schedule a blood test.", Booking),
        ("c: i would like an appointment to go over my labs", Booking),
        ("a: Would you like to book an appointment? / c: Yes, please. / a: Which day? / c: Monday.", Booking),
        ("s: The patient requested an appointment for a sore shoulder.", Booking),
        ("c: I need to be seen for this cough.", Booking),
        ("c: I have to reschedule my appointment.", Reschedule),
        ("c: can we move my appointment from monday to wednesday", Reschedule),
        ("c: I can't make my appointment tomorrow. Is there another time?", Reschedule),
        ("c: i wont be able to make it on thursday could we push it back", Reschedule),
        ("c: Is there an earlier appointment than the one I have?", Reschedule),
        ("c: please cancel my appointment on friday and book a new one for the week after", Reschedule),
        ("c: I missed my appointment this morning, I'd like to reschedule it.", Reschedule),
        ("c: I'd like to change the time of my visit.", Reschedule),
        ("c: I need to cancel my appointment.", Cancel),
        ("c: cancel the appointment please i dont want to reschedule", Cancel),
        ("c: Take me off the schedule for Monday, I'm feeling better.", Cancel),
        ("c: i dont need the appointment anymore", Cancel),
        ("c: I won't be coming in tomorrow. / a: Shall I cancel the appointment? / c: Yes.", Cancel),
        ("c: we have to cancel his appointment / a: would you like to make another appointment / c: no thanks", Cancel),
    ]);
}

#[test]
fn medicines() {
    expect(&[
        ("c: I need a refill of my blood pressure medicine. It is lisinopril, ten milligrams.", Refill),
        ("c: [PATIENT_NAME_1], born [DOB_1]. I need a refill of metformin.", Refill),
        ("c: could you renew my prescription for sertraline", Refill),
        ("c: I'm almost out of my inhaler.", Refill),
        ("c: my pharmacy says there are no refills left", Refill),
        ("c: Can you send in my prescription to the drugstore on the corner?", Refill),
        ("c: i ran out of insulin yesterday", Refill),
        ("c: I'd like to get my thyroid medication refilled.", Refill),
        ("c: calling to get some more of my blood thinner i am running low on it", Refill),
        ("s: Caller asked for a prescription refill.", Refill),
        ("u: i need a refill on my allergy pills", Refill),
        ("c: I have side effects from my new prescription.", Clinical),
        ("c: can i take ibuprofen with my blood pressure pills", Clinical),
        ("c: I missed a dose of my antibiotic, should I double it?", Clinical),
    ]);
}

#[test]
fn results() {
    expect(&[
        ("c: I had a blood test last Thursday, and I would like to know the results.", TestResults),
        ("c: are my test results back", TestResults),
        ("c: I'm calling about my lab results.", TestResults),
        ("c: did the biopsy come back yet", TestResults),
        ("c: What did my MRI show?", TestResults),
        ("c: i had an x ray last week and nobody called me with the results", TestResults),
        ("c: Could a nurse explain my results to me?", TestResults),
        ("c: have my labs come back", TestResults),
        ("s: Patient inquired about test results.", TestResults),
        ("c: just checking whether the results are in / a: The doctor has to read them first. / c: okay", TestResults),
    ]);
}

#[test]
fn money_and_other_providers() {
    expect(&[
        ("c: I have a question about my bill.", Billing),
        ("c: why was i charged twice for the same visit", Billing),
        ("c: Do you take my insurance?", Billing),
        ("c: i would like to set up a payment plan", Billing),
        ("c: My insurance denied the claim for the MRI.", Billing),
        ("c: can i speak to billing", Billing),
        ("c: I need to update my insurance card on file, I have new insurance.", Billing),
        ("c: i need a referral to a cardiologist", Referral),
        ("c: Has my referral been sent to the orthopedist?", Referral),
        ("c: can the doctor refer me to physical therapy", Referral),
        ("c: I want to see a specialist for my hearing.", Referral),
    ]);
}

#[test]
fn questions_of_health() {
    expect(&[
        ("c: I have a question for the nurse.", Clinical),
        ("c: my son has a fever and a rash", Clinical),
        ("c: Should I be worried about a swollen ankle?", Clinical),
        ("c: i have been throwing up since last night what should i do about it", Clinical),
        ("c: My incision is oozing.", Clinical),
        ("c: is it safe to take tylenol while pregnant", Clinical),
        ("c: The cough is getting worse.", Clinical),
        ("c: can the doctor call me about my migraine", Clinical),
        ("c: my blood sugar is three hundred", Clinical),
        ("c: I feel dizzy when I stand up.", Clinical),
    ]);
}

#[test]
fn an_agent_s_menu_is_not_the_caller_s_wish() {
    expect(&[
        ("a: Do you need an appointment, a refill, or your test results? / c: a refill please", Refill),
        ("a: I can help with billing and appointments. / c: I was charged for a visit that I never had.", Billing),
        ("a: Are you calling to cancel or to reschedule? / c: to cancel it", Cancel),
    ]);
}

#[test]
fn length_does_not_win() {
    let long = "c: My fever, my rash, my cough, my headache, my chills and my body aches are bad. I'd like to book an appointment.";
    assert_eq!(heard(&read(long)), Some(Booking));
}

#[test]
fn no_phrase_stands_for_two_things() {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (at, (_, phrases)) in TABLE.iter().enumerate() {
        for phrase in *phrases {
            let words = Words::new(phrase);
            assert!(!words.all.is_empty(), "{phrase}");
            let known = seen.insert(words.padded, at);
            assert!(known.is_none_or(|other| other == at), "{phrase} stands in two rows");
        }
    }
}
