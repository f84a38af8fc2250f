//! Given facts, when a command, then facts.
use phi_events::commit::ParkReason;
use phi_events::outcome::v1::{Disposition, Intent, OutcomeContent, OutcomeDetail, OutcomeFact, ReviewReason, Urgency};
use phi_service::{Domain, Facts, fold};

use super::{Command, Outcomes};
use crate::rules::{RULES, Verdict, missed, withheld};

fn when(given: &[OutcomeFact], command: Command) -> Vec<(OutcomeFact, usize)> {
    let state = fold::<Outcomes>(given);
    let events = Outcomes::decide(&state, command, &Facts { now_ms: 7 }).unwrap();
    events.into_iter().map(|event| (event.fact, event.contents.len())).collect()
}

fn refill() -> Verdict {
    Verdict {
        intent: Intent::Refill,
        disposition: Disposition::RefillRequested,
        urgency: Urgency::Routine,
        review: None,
    }
}

fn concluded(verdict: Verdict) -> OutcomeFact {
    let Verdict { intent, disposition, urgency, review } = verdict;
    OutcomeFact::Concluded { intent, disposition, urgency, review, rules: RULES }
}

#[test]
fn a_call_gets_its_outcome_with_the_detail_beside_it() {
    let detail = Some(OutcomeDetail::default());
    assert_eq!(when(&[], Command::Conclude { verdict: refill(), detail }), [(concluded(refill()), 1)]);
}

#[test]
fn a_missed_call_has_no_detail_and_so_needs_no_key() {
    assert_eq!(when(&[], Command::Conclude { verdict: missed(), detail: None }), [(concluded(missed()), 0)]);
}

#[test]
fn withheld_words_are_for_a_person_within_the_day() {
    let [(fact, 0)] = &when(&[], Command::Conclude { verdict: withheld(), detail: None })[..] else {
        panic!("one fact")
    };
    let OutcomeFact::Concluded { disposition, urgency, review, .. } = fact else { panic!("an outcome") };
    assert_eq!(
        (*disposition, *urgency, *review),
        (Disposition::NeedsReview, Urgency::Urgent, Some(ReviewReason::Withheld))
    );
}

#[test]
fn a_second_outcome_changes_nothing() {
    assert_eq!(when(&[concluded(refill())], Command::Conclude { verdict: missed(), detail: None }), []);
}

#[test]
fn a_call_that_waited_gets_its_outcome_afterwards() {
    let parked = OutcomeFact::Parked { reason: ParkReason::KeyUnavailable, due_ms: 9 };
    assert_eq!(when(&[parked], Command::Conclude { verdict: refill(), detail: None }), [(concluded(refill()), 0)]);
}

#[test]
fn the_first_outcome_stands_even_in_a_log_that_holds_two() {
    let state = fold::<Outcomes>(&[concluded(refill()), concluded(missed())]);
    assert_eq!(state.concluded.map(|concluded| concluded.intent), Some(Intent::Refill));
}

#[test]
fn the_detail_is_deidentified() {
    use phi_events::{Content, DataClass};
    assert_eq!(OutcomeContent::Detail(OutcomeDetail::default()).class(), DataClass::Deidentified);
}
