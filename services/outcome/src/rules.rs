//! From the redacted words of a call to its outcome, by rules that a person can read. Pure: the same words give the same
//! outcome, and [`RULES`] says which rules gave it.
//!
//! Emergencies first (`emergency.rs`); then the intent with the most weight (`intents.rs`, `table.rs`); none, or two that lead to
//! different work, is for a person to hear.
mod detail;
mod emergency;
mod intents;
mod medication;
mod phrases;
mod polarity;
mod table;
mod urgency;
mod wish;
mod words;

use phi_events::call::v1::Speaker;
use phi_events::outcome::v1::{Disposition, Intent, OutcomeDetail, ReviewReason, Urgency};
use phi_events::redaction::Cleaned;

use words::Words;

/// Version of the rules, kept with every outcome. Raise it with any change that can change an outcome.
pub const RULES: u32 = 1;

/// What came of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// What the caller wanted.
    pub intent: Intent,
    /// What shall be done.
    pub disposition: Disposition,
    /// How soon.
    pub urgency: Urgency,
    /// Why a person must listen, if one must.
    pub review: Option<ReviewReason>,
}

/// The outcome of a call without words: staff call back.
pub const fn missed() -> Verdict {
    Verdict { intent: Intent::Missed, disposition: Disposition::MissedCall, urgency: Urgency::Routine, review: None }
}

/// The outcome of a call whose words are withheld. Urgent, because nobody knows what it holds.
pub const fn withheld() -> Verdict {
    review(ReviewReason::Withheld)
}

const fn review(reason: ReviewReason) -> Verdict {
    Verdict {
        intent: Intent::Unknown,
        disposition: Disposition::NeedsReview,
        urgency: Urgency::Urgent,
        review: Some(reason),
    }
}

/// The outcome of a call by its redacted words, and what a reader may know of it.
pub fn judge(cleaned: &Cleaned) -> (Verdict, OutcomeDetail) {
    let lines = lines(cleaned);
    let verdict = if emergency::heard(&lines) {
        of(Intent::Emergency, &lines)
    } else {
        intents::heard(&lines).map_or(review(ReviewReason::Unclear), |intent| of(intent, &lines))
    };
    (verdict, detail::of(verdict, &lines))
}

fn of(intent: Intent, lines: &[Line]) -> Verdict {
    Verdict { intent, disposition: disposition(intent), urgency: urgency::of(intent, lines), review: None }
}

/// What is done about an intent.
const fn disposition(intent: Intent) -> Disposition {
    match intent {
        Intent::Booking | Intent::Reschedule | Intent::Cancel => Disposition::AppointmentRequested,
        Intent::Refill => Disposition::RefillRequested,
        // results are for clinical staff to tell; an answering service never reads them out
        Intent::TestResults | Intent::Billing | Intent::Referral | Intent::Clinical => Disposition::CallbackRequested,
        Intent::Emergency => Disposition::Escalated,
        Intent::Missed => Disposition::MissedCall,
        Intent::Unknown => Disposition::NeedsReview,
    }
}

/// Whose words a line holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Voice {
    Caller,
    /// One track, or a platform that does not say: taken for the caller, so that nothing is missed.
    Unknown,
    Agent,
    /// The agent, and the caller's next line says yes.
    Agreed,
    Summary,
    Structured,
}

impl Voice {
    const fn is_caller(self) -> bool {
        matches!(self, Self::Caller | Self::Unknown)
    }
}

/// One turn, or another text about the call.
#[derive(Debug)]
struct Line {
    voice: Voice,
    words: Words,
}

fn lines(cleaned: &Cleaned) -> Vec<Line> {
    let turns = cleaned.turns.iter().map(|turn| Line { voice: voice(turn.speaker), words: Words::new(&turn.text) });
    let mut lines: Vec<Line> = turns.filter(|line| !line.words.all.is_empty()).collect();
    for at in 1..lines.len() {
        if lines[at - 1].voice == Voice::Agent
            && lines[at].voice == Voice::Caller
            && polarity::affirms(&lines[at].words)
        {
            lines[at - 1].voice = Voice::Agreed;
        }
    }
    let summary = cleaned.summary.iter().map(|text| Line { voice: Voice::Summary, words: Words::new(text) });
    lines.extend(summary);
    lines.extend(
        cleaned
            .structured
            .iter()
            .map(|(label, value)| Line { voice: Voice::Structured, words: structured(label, value) }),
    );
    lines
}

const fn voice(speaker: Speaker) -> Voice {
    match speaker {
        Speaker::Caller => Voice::Caller,
        Speaker::Agent => Voice::Agent,
        Speaker::Unknown => Voice::Unknown,
    }
}

/// A structured result says something by its value, or, where the value is yes or no, by its label.
fn structured(label: &str, value: &str) -> Words {
    match value.trim().to_lowercase().as_str() {
        "true" | "yes" => Words::new(&label.replace(['_', '-'], " ")),
        "false" | "no" | "none" | "null" | "" => Words::default(),
        _ => Words::new(&value.replace('_', " ")),
    }
}

#[cfg(test)]
mod tests;
