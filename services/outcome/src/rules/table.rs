//! Which words speak for which intent, and how strongly.
use phi_events::outcome::v1::Intent;

/// An explicit request.
pub(super) const STRONG: u32 = 6;
/// The thing that the call is about.
pub(super) const TOPIC: u32 = 3;
/// A word that often goes with it.
pub(super) const HINT: u32 = 1;

/// What a phrase says: an intent, and a weight. No intent: the words look like a request and are none.
pub(super) type Tag = (Option<Intent>, u32);

/// The table.
#[rustfmt::skip]
pub(super) const TABLE: &[(Tag, &[&str])] = &[
    ((Some(Intent::Booking), STRONG), BOOKING),
    ((Some(Intent::Booking), TOPIC), &["appointment", "appointments", "check up", "checkup", "physical exam", "annual physical", "yearly physical", "new patient", "openings", "opening", "availability", "walk in", "consultation"]),
    ((Some(Intent::Booking), HINT), &["schedule", "visit", "available", "physical", "see you", "slot", "follow up"]),
    ((Some(Intent::Reschedule), STRONG), RESCHEDULE),
    ((Some(Intent::Reschedule), TOPIC), &["reschedule", "rescheduling", "rescheduled", "another time", "a different day", "a different time", "another day", "missed my appointment"]),
    ((Some(Intent::Cancel), STRONG), CANCEL),
    ((Some(Intent::Cancel), TOPIC), &["cancel", "cancellation", "cancelled", "canceled", "canceling", "cancelling"]),
    ((Some(Intent::Refill), STRONG), REFILL),
    ((Some(Intent::Refill), TOPIC), &["refill", "refills", "refilled", "prescription", "prescriptions", "renewal", "inhaler", "last pill", "pills left", "tablets left", "doses left"]),
    ((Some(Intent::Refill), HINT), &["medication", "medications", "medicine", "medicines", "pills", "tablets", "pharmacy", "milligrams", "meds", "drugstore", "90 day", "ninety day"]),
    ((Some(Intent::TestResults), STRONG), RESULTS),
    ((Some(Intent::TestResults), TOPIC), &["test result", "test results", "lab results", "lab result", "labs", "results", "biopsy", "blood work", "bloodwork", "pathology report"]),
    ((Some(Intent::TestResults), HINT), &["blood test", "x ray", "mri", "ct scan", "ultrasound", "mammogram", "urine test", "lab", "scan", "colonoscopy"]),
    ((Some(Intent::Billing), STRONG), BILLING),
    ((Some(Intent::Billing), TOPIC), &["billing", "my bill", "a bill", "the bill", "copay", "co pay", "invoice", "statement", "overcharged", "deductible", "refund", "balance due", "my balance", "outstanding balance", "past due", "collections", "claim"]),
    ((Some(Intent::Billing), HINT), &["insurance", "coverage", "payment", "charge", "charged", "balance", "medicare", "medicaid"]),
    ((Some(Intent::Referral), STRONG), REFERRAL),
    ((Some(Intent::Referral), TOPIC), &["referral", "referrals", "referred", "refer", "specialist"]),
    ((Some(Intent::Referral), HINT), &["cardiologist", "dermatologist", "physical therapy", "neurologist", "orthopedist", "podiatrist", "endocrinologist", "second opinion"]),
    ((Some(Intent::Clinical), STRONG), CLINICAL),
    ((Some(Intent::Clinical), TOPIC), SYMPTOMS),
    ((Some(Intent::Clinical), HINT), &["nurse", "symptoms", "symptom", "pain", "hurts", "sick", "sore", "blood pressure is", "doctor"]),
    ((None, 0), NONE),
];

#[rustfmt::skip]
const BOOKING: &[&str] = &[
    "make an appointment", "make an appointment for", "book an appointment", "schedule an appointment", "set up an appointment", "get an appointment", "need an appointment", "like an appointment", "want an appointment", "have an appointment with",
    "arrange an appointment", "making an appointment", "scheduling an appointment", "booking an appointment", "appointment as soon as", "book a visit", "schedule a visit", "set up a visit", "book a time", "find a time", "get a time",
    "schedule a check up", "schedule a checkup", "schedule a physical", "schedule my physical", "schedule my annual", "schedule a follow up", "schedule a mammogram", "schedule a blood test", "schedule a colonoscopy", "schedule a time", "schedule something",
    "book a check up", "book a checkup", "book a physical", "book me", "get me in", "get in to see", "get in with", "come in and see", "come in to see", "come see", "come in for", "like to come in", "need to come in", "want to come in", "can i come in", "could i come in",
    "like to see the doctor", "need to see the doctor", "want to see the doctor", "like to see a doctor", "need to see a doctor", "want to see a doctor", "see somebody", "need to be seen", "like to be seen", "want to be seen", "can be seen", "be seen today", "be seen by", "i be seen", "squeeze me in", "fit me in",
    "do you have any openings", "any openings", "have an opening for", "next available", "earliest you have", "get scheduled", "get on the schedule", "get on the calendar", "make appointment", "need appointment", "want appointment", "book appointment", "schedule appointment",
    "like to schedule", "need to schedule", "want to schedule", "like to book", "need to book", "want to book", "trying to schedule", "trying to book", "calling to schedule", "calling to book", "requests an appointment", "requested an appointment", "appointment request", "appointment booking", "new appointment", "book a new one", "make a new one", "wants an appointment", "set up a time",
    "get my son in", "get my daughter in", "get my mother in", "get my father in", "get him in", "get her in", "become a patient", "appointment for my", "see my son", "see my daughter", "booking", "appointment scheduling", "schedule his", "schedule her",
];
#[rustfmt::skip]
const RESCHEDULE: &[&str] = &[
    "reschedule my", "reschedule an", "reschedule the", "reschedule it", "reschedule that", "reschedule for", "reschedule his", "reschedule her", "need to reschedule", "like to reschedule", "want to reschedule", "have to reschedule", "calling to reschedule", "move my appointment", "move the appointment", "move his appointment", "move her appointment",
    "change my appointment", "change the appointment", "change the time of", "change the date of", "change the day", "change the time", "switch my appointment", "push my appointment", "push it back", "push back my", "move it to", "move it up", "move that to", "bump my appointment", "postpone", "move my visit", "change my visit", "swap my appointment",
    "cant make my appointment", "cant make it to my appointment", "cant make it on", "cant make it tomorrow", "cant make it today", "wont be able to make it", "wont be able to make my", "cant come on", "cant come in on", "have to move my", "need to move my", "like to move my", "need to change my appointment", "earlier appointment", "later appointment",
    "come a different day", "come another day", "rebook", "reschedules", "appointment reschedule", "rescheduling request", "wants to move", "asked to move",
];
#[rustfmt::skip]
const CANCEL: &[&str] = &[
    "cancel my", "cancel the", "cancel an", "cancel his", "cancel her", "cancel our", "cancel it", "cancel that", "cancel tomorrow", "need to cancel", "like to cancel", "want to cancel", "have to cancel", "calling to cancel", "take me off the schedule", "take me off the calendar",
    "wont be coming", "wont be coming in", "not coming in", "call off my", "dont need the appointment anymore", "dont need my appointment anymore", "dont need my appointment", "no longer need my appointment", "no longer need the appointment", "appointment cancellation", "wants to cancel", "requests cancellation", "drop my appointment",
];
#[rustfmt::skip]
const REFILL: &[&str] = &[
    "need a refill", "like a refill", "want a refill", "get a refill", "needs a refill", "request a refill", "refill of", "refill on", "refill for", "refill my", "refill the", "refill his", "refill her", "refill request", "refills on", "refills for", "refills of", "refill it", "no refills left", "out of refills", "medication refill",
    "prescription refill", "prescription refilled", "prescription renewed", "medication refilled", "medicine refilled", "get it refilled", "have it refilled", "get refilled", "be refilled", "renew my", "renew the", "renew a prescription", "renew his", "renew her", "renewal of", "renewed", "another prescription", "new prescription for", "need more of my", "get more of my", "another bottle of", "another supply of", "another month of",
    "ran out of", "run out of", "running out of", "running low on", "almost out of", "out of my", "im out of", "down to my last", "call in my prescription", "call in a prescription", "send my prescription", "send in my prescription", "send over my prescription", "send it to my pharmacy", "pharmacy says", "pharmacy said", "pharmacy told me", "refill prescription", "new script", "script for", "script sent", "script called in", "send a script", "prescription transferred",
];
#[rustfmt::skip]
const RESULTS: &[&str] = &[
    "get my results", "got my results", "get my test results", "get my lab results", "know the results", "know my results", "know my test results", "results of my", "results of the", "results from my", "results from the", "results for my", "results back", "results are back", "results are in", "results in yet", "results come back", "results came back", "results come in", "results came in", "check on my results", "check on my test results", "check on my lab results",
    "are my results", "are my test results", "are my lab results", "are my labs", "about my test results", "about my results", "about my lab results", "about my labs", "for my test results", "for my lab results", "for my results", "any results", "have my results", "see my results", "hear my results", "hear about my", "what did my blood test", "what did the blood test", "what did my test", "what did my labs", "what did my mri", "what did my x ray", "what did the x ray", "what did the scan", "what did the biopsy", "what did my biopsy", "how did my test", "how did my blood test", "how did my labs",
    "labs back", "labs come back", "labs came back", "test come back", "tests come back", "test came back", "biopsy come back", "biopsy came back", "biopsy results", "scan results", "mri results", "x ray results", "blood test results", "blood work results", "bloodwork results", "pathology results", "waiting on my results", "waiting on my test", "waiting on my labs", "waiting on my biopsy", "waiting for my results", "waiting on results", "test results inquiry", "go over my results", "explain my results", "understand my results", "my test results", "my lab results", "lab work back", "blood work back", "bloodwork back", "his results", "her results",
];
#[rustfmt::skip]
const BILLING: &[&str] = &[
    "question about my bill", "question about a bill", "questions about my bill", "question about the bill", "question on my bill", "about my bill", "about a bill", "about this bill", "about the bill", "got a bill", "received a bill", "get a bill", "getting a bill", "sent me a bill", "pay my bill", "pay a bill", "pay the bill", "pay my balance", "settle my balance", "settle my", "settle the bill", "what my balance is", "billing department", "billing question", "billing office", "talk to billing", "speak to billing", "speak with billing", "talk to someone in billing",
    "charged twice", "charged me", "was charged", "why was i charged", "what i owe", "how much do i owe", "do i owe", "billing issue", "billing inquiry", "payment plan", "billed twice", "billed me", "was billed", "why was i billed", "wrong amount", "take my insurance", "accept my insurance", "take medicare", "take medicaid", "accept medicare", "accept medicaid", "does my insurance", "will my insurance", "insurance cover", "covered by my insurance", "insurance denied", "denied the claim", "denied my claim",
    "update my insurance", "change my insurance", "new insurance", "insurance changed", "prior authorization", "itemized", "superbill", "explanation of benefits",
];
#[rustfmt::skip]
const REFERRAL: &[&str] = &[
    "need a referral", "get a referral", "like a referral", "want a referral", "needs a referral", "send a referral", "send my referral", "put in a referral", "referral to", "referral for", "my referral", "a referral from", "refer me", "refer my", "refer him", "refer her", "referral request", "been referred", "see a specialist", "referral went", "referral sent",
    "new referral", "recommend a specialist", "recommend a cardiologist", "recommend a dermatologist", "referral number",
];
#[rustfmt::skip]
const CLINICAL: &[&str] = &[
    "question for the nurse", "question for a nurse", "question for the doctor", "question for my doctor", "questions for the nurse", "questions for the doctor", "ask the nurse", "ask a nurse", "ask the doctor", "ask my doctor", "talk to a nurse", "talk to the nurse", "talk with a nurse", "talk with the nurse", "speak to a nurse", "speak to the nurse", "speak with a nurse", "speak with the nurse", "talk to the doctor", "talk to my doctor", "speak to the doctor", "speak with the doctor", "speak to my doctor", "speak with my doctor", "nurse call me", "doctor call me", "nurse to call",
    "side effect", "side effects", "should i be worried", "should i be concerned", "is it normal", "is that normal", "is this normal", "is it safe", "is it okay to take", "is it ok to take", "can i take", "should i take", "should i stop", "should i keep taking", "should i double", "what should i do about", "what should i do for", "what can i take for", "what can i give", "getting worse", "isnt getting better", "not getting better", "isnt working", "not working anymore", "reaction to", "medical advice", "medical question", "health question", "clinical question",
    "missed a dose", "missed my dose", "took a double dose", "how much tylenol", "how much ibuprofen", "advice about", "stop taking", "keep taking", "mix with", "interact with", "take it with",
];
#[rustfmt::skip]
const SYMPTOMS: &[&str] = &[
    "temperature", "fever", "a fever", "high fever", "rash", "cough", "coughing", "vomiting", "throwing up", "nausea", "nauseous", "dizzy", "dizziness", "lightheaded", "swelling", "swollen", "sore throat", "headache", "headaches", "migraine", "infection", "infected", "diarrhea", "constipated", "constipation", "stomach ache", "stomach pain", "back pain", "ear ache", "earache", "ear infection", "blood in my urine", "burning when i pee", "hives",
    "itching", "itchy", "bleeding", "heartburn", "cramps", "wheezing", "short of energy", "blood sugar is", "blood pressure is high", "blood pressure is low", "palpitations", "heart is racing", "numbness", "tingling", "stitches", "incision", "oozing", "pus", "bruise", "bruising", "lump", "weight loss", "cant sleep", "pink eye", "stuffy nose", "chills", "body aches", "congestion", "knee pain", "hip pain", "joint pain", "shoulder pain", "sprained", "twisted my ankle", "fell down", "dehydrated", "allergic",
];
#[rustfmt::skip]
const NONE: &[&str] = &[
    "confirm my appointment", "confirming my appointment", "confirm an appointment", "confirm the appointment", "what time is my appointment", "when is my appointment", "had an appointment", "after my appointment", "at my appointment", "at my last appointment", "at my last visit", "since my last visit", "my last appointment",
    "cancel my subscription", "out of my mind", "running out of time", "results may vary", "doctors office", "the doctor will", "doctor will look", "cancel that thought", "billing address", "prescription glasses", "doctors note", "how can i help you", "thank you for calling",
];
