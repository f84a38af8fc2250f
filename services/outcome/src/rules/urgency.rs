//! How soon: FHIR's request-priority, by intent, raised by what the caller said.
use std::sync::LazyLock;

use phi_events::outcome::v1::{Intent, Urgency};

use super::phrases::Phrases;
use super::polarity::negated;
use super::{Line, Voice};

#[rustfmt::skip]
const PRESSING: &[&str] = &[
    "urgent", "urgently", "right away", "as soon as possible", "asap", "immediately", "this cant wait", "cant wait", "really bad", "severe", "unbearable", "today if possible",
    "todays appointment",
];
#[rustfmt::skip]
const RUNNING_OUT: &[&str] = &[
    "ran out", "run out of", "im out of", "completely out", "all out of", "out of my", "none left", "no pills left", "last pill", "last one", "one pill left", "1 pill left", "two pills left", "2 pills left",
    "missed a dose", "took my last", "my last dose", "last dose", "for tomorrow", "nothing left", "no more pills", "one day left", "out of insulin", "out of pills",
];

static WORDS: LazyLock<Phrases<Option<Intent>>> =
    LazyLock::new(|| Phrases::new([(None, PRESSING), (Some(Intent::Refill), RUNNING_OUT)]));

/// How soon an intent is to be looked at.
pub(super) fn of(intent: Intent, lines: &[Line]) -> Urgency {
    let base = match intent {
        Intent::Emergency => Urgency::Stat,
        Intent::Clinical | Intent::Unknown => Urgency::Urgent,
        Intent::Booking
        | Intent::Reschedule
        | Intent::Cancel
        | Intent::Refill
        | Intent::TestResults
        | Intent::Billing
        | Intent::Referral
        | Intent::Missed => Urgency::Routine,
    };
    if raised(intent, lines) { base.max(Urgency::Urgent) } else { base }
}

fn raised(intent: Intent, lines: &[Line]) -> bool {
    let own = lines.iter().filter(|line| !matches!(line.voice, Voice::Agent | Voice::Agreed));
    own.into_iter().any(|line| {
        let mut hits = WORDS.find(&line.words).into_iter();
        hits.any(|hit| hit.tag.is_none_or(|only| only == intent) && !negated(&line.words, hit.first))
    })
}
