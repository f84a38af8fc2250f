//! Given facts, when a command, then facts or a refusal.
use phi_events::commit::{Fact, PARKED, ParkReason, TimerOp};
use phi_events::ehr::v1::{Chart, DEADLINE, EhrFact, Refused};
use phi_events::{Content, DataClass};
use phi_service::{Domain, Facts, fold};

use super::{Command, EhrWrites, Lost, Pace, Refusal, State};

const PACE: Pace = Pace { lease_ms: 100, retry_ms: 10, longest_ms: 1_000, attempts: 5, ask_ms: 9_000 };

fn intended(attempt: u32, deadline_ms: u64) -> EhrFact {
    EhrFact::Intended { attempt, deadline_ms }
}

fn unknown(attempt: u32, retry_ms: u64) -> EhrFact {
    EhrFact::Unknown { attempt, retry_ms }
}

fn asks(due_ms: u64) -> EhrFact {
    EhrFact::Parked { reason: ParkReason::NeedsPerson, due_ms }
}

fn confirmed(attempt: u32) -> EhrFact {
    EhrFact::Confirmed { attempt, resources: vec!["Task/1".to_owned()], chart: Chart::Unmatched, found: false }
}

fn confirm(attempt: u32) -> Command {
    Command::Confirm {
        attempt,
        resources: vec!["Task/1".to_owned()],
        chart: Chart::Unmatched,
        found: false,
        patient: None,
    }
}

fn lose(attempt: u32) -> Command {
    Command::LoseTrack { attempt, lost: Lost::default(), pace: PACE }
}

fn when(given: &[EhrFact], now_ms: u64, command: Command) -> Result<Vec<EhrFact>, Refusal> {
    let state = fold::<EhrWrites>(given);
    EhrWrites::decide(&state, command, &Facts { now_ms })
        .map(|events| events.into_iter().map(|event| event.fact).collect())
}

/// Facts of attempts that were lost, up to and with this one.
fn lost(attempts: u32) -> Vec<EhrFact> {
    (1..=attempts).flat_map(|attempt| [intended(attempt, 0), unknown(attempt, 0)]).collect()
}

#[test]
fn an_outcome_begins_one_attempt() {
    assert_eq!(when(&[], 1_000, Command::Plan(PACE)), Ok(vec![intended(1, 1_100)]));
}

#[test]
fn an_outcome_delivered_again_begins_nothing() {
    let histories = [
        vec![intended(1, 0)],
        lost(1),
        vec![intended(1, 0), confirmed(1)],
        vec![intended(1, 0), EhrFact::Rejected { attempt: 1, why: Refused::Status(422) }],
    ];
    for given in histories {
        assert_eq!(when(&given, 9_999, Command::Plan(PACE)), Ok(vec![]));
    }
}

#[test]
fn an_answer_is_noted() {
    assert_eq!(when(&[intended(1, 100)], 50, confirm(1)), Ok(vec![confirmed(1)]));
    let reject = Command::Reject { attempt: 1, why: Refused::Status(422) };
    assert_eq!(
        when(&[intended(1, 100)], 50, reject),
        Ok(vec![EhrFact::Rejected { attempt: 1, why: Refused::Status(422) }])
    );
}

#[test]
fn the_patient_s_reference_is_sealed_as_patient() {
    let command = Command::Confirm {
        attempt: 1,
        resources: vec![],
        chart: Chart::Matched,
        found: false,
        patient: Some("Patient/p1".into()),
    };
    let events = EhrWrites::decide(&fold::<EhrWrites>(&[intended(1, 9)]), command, &Facts { now_ms: 0 }).unwrap();
    assert_eq!(events[0].contents.iter().map(Content::class).collect::<Vec<_>>(), [DataClass::Patient]);
}

#[test]
fn an_answer_that_comes_late_still_counts() {
    assert_eq!(when(&lost(1), 500, confirm(1)), Ok(vec![confirmed(1)]));
    let given = [intended(1, 0), unknown(1, 0), intended(2, 0)];
    assert_eq!(when(&given, 500, confirm(1)), Ok(vec![confirmed(1)]));
}

#[test]
fn nobody_speaks_for_an_attempt_that_was_not_begun() {
    assert_eq!(when(&[], 0, confirm(1)), Err(Refusal::Stale { attempt: 1 }));
    assert_eq!(when(&[intended(1, 0)], 0, confirm(2)), Err(Refusal::Stale { attempt: 2 }));
    assert_eq!(when(&[intended(1, 0)], 0, confirm(0)), Err(Refusal::Stale { attempt: 0 }));
}

#[test]
fn only_the_attempt_under_way_may_reject_or_give_up() {
    let given = [intended(1, 0), unknown(1, 0), intended(2, 0)];
    let reject = Command::Reject { attempt: 1, why: Refused::Status(400) };
    assert_eq!(when(&given, 0, reject), Err(Refusal::Stale { attempt: 1 }));
    assert_eq!(when(&given, 0, lose(1)), Err(Refusal::Stale { attempt: 1 }));
    assert_eq!(when(&lost(1), 0, lose(1)), Err(Refusal::Stale { attempt: 1 }));
}

#[test]
fn pauses_double_up_to_the_longest() {
    let pauses: Vec<u64> = [1, 2, 3, 7, 8, 40, u32::MAX].map(|attempt| PACE.pause_ms(attempt)).to_vec();
    assert_eq!(pauses, [10, 20, 40, 640, 1_000, 1_000, 1_000]);
    assert_eq!(when(&[intended(1, 0)], 100, lose(1)), Ok(vec![unknown(1, 110)]));
}

#[test]
fn an_ehr_that_asks_for_patience_gets_it() {
    let wait = Command::LoseTrack { attempt: 1, lost: Lost { wait_ms: 5_000, needs_person: false }, pace: PACE };
    assert_eq!(when(&[intended(1, 0)], 100, wait), Ok(vec![unknown(1, 5_100)]));
}

#[test]
fn what_only_a_person_can_mend_asks_for_one_at_once() {
    let token = Command::LoseTrack { attempt: 1, lost: Lost { wait_ms: 0, needs_person: true }, pace: PACE };
    assert_eq!(when(&[intended(1, 0)], 100, token), Ok(vec![unknown(1, 1_100), asks(1_100)]));
}

#[test]
fn after_enough_attempts_a_person_is_asked_for_and_asked_again() {
    let mut given = lost(4);
    given.push(intended(5, 0));
    assert_eq!(when(&given, 100, lose(5)), Ok(vec![unknown(5, 9_100), asks(9_100)]));
    given.extend([unknown(5, 9_100), asks(9_100)]);
    assert_eq!(when(&given, 9_100, Command::Retry(PACE)), Ok(vec![intended(6, 9_200)]));
    given.push(intended(6, 9_200));
    assert_eq!(when(&given, 9_200, lose(6)), Ok(vec![unknown(6, 18_200), asks(18_200)]));
}

#[test]
fn the_next_attempt_waits_for_the_deadline() {
    assert_eq!(when(&[intended(1, 100)], 99, Command::Retry(PACE)), Err(Refusal::TooEarly { due_ms: 100 }));
    assert_eq!(when(&[intended(1, 100)], 100, Command::Retry(PACE)), Ok(vec![intended(2, 200)]));
}

#[test]
fn the_next_attempt_waits_for_the_pause() {
    let given = [intended(1, 100), unknown(1, 300)];
    assert_eq!(when(&given, 299, Command::Retry(PACE)), Err(Refusal::TooEarly { due_ms: 300 }));
    assert_eq!(when(&given, 300, Command::Retry(PACE)), Ok(vec![intended(2, 400)]));
}

#[test]
fn processes_that_die_again_and_again_are_a_cause_for_a_person() {
    let mut given = lost(4);
    given.push(intended(5, 100));
    assert_eq!(when(&given, 100, Command::Retry(PACE)), Ok(vec![unknown(5, 9_100), asks(9_100)]));
}

#[test]
fn every_attempt_but_the_first_searches_before_it_acts() {
    let must_search = |given: &[EhrFact]| fold::<EhrWrites>(given).lease().map(|lease| lease.must_search);
    assert_eq!(must_search(&[intended(1, 0)]), Some(false));
    assert_eq!(must_search(&[intended(1, 0), intended(2, 0)]), Some(true));
    assert_eq!(must_search(&[intended(1, 0), unknown(1, 0), intended(2, 0)]), Some(true));
    assert_eq!(must_search(&lost(1)), None);
}

#[test]
fn what_is_settled_stays_so() {
    for settled in [confirmed(1), EhrFact::Rejected { attempt: 1, why: Refused::Several }] {
        let given = [intended(1, 0), settled];
        for command in [
            Command::Plan(PACE),
            confirm(1),
            Command::Reject { attempt: 1, why: Refused::Several },
            lose(1),
            Command::Retry(PACE),
        ] {
            assert_eq!(when(&given, 9_999, command), Ok(vec![]));
        }
        let state = fold::<EhrWrites>(&given);
        for fact in [
            intended(2, 0),
            confirmed(1),
            unknown(1, 0),
            EhrFact::Rejected { attempt: 1, why: Refused::Status(400) },
            asks(1),
        ] {
            assert_eq!(EhrWrites::evolve(state.clone(), &fact), state);
        }
    }
}

#[test]
fn nothing_is_retried_before_there_is_an_outcome() {
    assert_eq!(when(&[], 9_999, Command::Retry(PACE)), Ok(vec![]));
    assert_eq!(fold::<EhrWrites>(&[unknown(1, 0), intended(2, 0)]), State::New);
}

#[test]
fn the_call_for_a_person_ends_with_the_pause_and_not_before() {
    let set = |fact: &EhrFact| fact.timers();
    assert_eq!(set(&unknown(5, 9)), [TimerOp::Set { kind: DEADLINE, due_ms: 9 }]);
    assert_eq!(set(&asks(9)), [TimerOp::Set { kind: PARKED, due_ms: 9 }]);
    assert!(set(&intended(6, 10)).contains(&TimerOp::Clear { kind: PARKED }));
}
