use phi_events::DataClass::{Audio, Deidentified, Identity, Lifecycle, Masked, Transcript};
use phi_service::fold;

use super::*;

const NOW: u64 = 1_000;
const POLICY: u32 = 1;

fn id(byte: u8) -> AggregateId {
    AggregateId([byte; 16])
}

fn due(class: DataClass, due_ms: u64) -> Due {
    Due { class, due_ms }
}

fn scheduled() -> RetentionFact {
    let due = vec![
        due(Audio, 900),
        due(Transcript, 1_000),
        due(Masked, 1_001),
        due(Identity, 2_000),
        due(Deidentified, 9_000),
    ];
    RetentionFact::Scheduled { due, policy: POLICY }
}

fn placed(request: u8) -> RetentionFact {
    RetentionFact::HoldPlaced { request: id(request) }
}

fn released(request: u8) -> RetentionFact {
    RetentionFact::HoldReleased { request: id(request) }
}

fn started(classes: &[DataClass], reason: DestroyReason) -> RetentionFact {
    RetentionFact::DestructionStarted { classes: classes.to_vec(), reason }
}

fn done(classes: &[DataClass]) -> RetentionFact {
    RetentionFact::Destroyed { classes: classes.to_vec(), ledger: 7, keys: 1 }
}

fn ask(request: u8, classes: &[DataClass], by: &str, approvers: &[&str]) -> ShredRequest {
    let approvers = approvers.iter().map(|name| (*name).to_owned()).collect();
    ShredRequest { request: id(request), classes: classes.to_vec(), by: by.to_owned(), approvers, frozen: false }
}

fn approved(request: u8, classes: &[DataClass]) -> Command {
    Command::Shred(ask(request, classes, "ann", &["bob", "cy"]))
}

struct Given(State);

fn given(facts: &[RetentionFact]) -> Given {
    Given(fold::<RetentionDomain>(facts))
}

impl Given {
    fn when(self, command: Command) -> Result<Vec<RetentionFact>, Refusal> {
        let events = RetentionDomain::decide(&self.0, command, &Facts { now_ms: NOW })?;
        Ok(events.into_iter().map(|event| event.fact).collect())
    }
}

#[expect(clippy::unnecessary_wraps, reason = "it is compared with what decide returns")]
fn then(facts: &[RetentionFact]) -> Result<Vec<RetentionFact>, Refusal> {
    Ok(facts.to_vec())
}

fn begins(decided: Result<Vec<RetentionFact>, Refusal>) -> bool {
    decided.unwrap().iter().any(|fact| matches!(fact, RetentionFact::DestructionStarted { .. }))
}

const NOTHING: Result<Vec<RetentionFact>, Refusal> = Ok(vec![]);

#[test]
fn a_received_call_gets_its_schedule() {
    let due = vec![due(Audio, 5), due(Deidentified, 9)];
    let command = Command::Schedule { due: due.clone(), policy: POLICY };
    assert_eq!(given(&[]).when(command), then(&[RetentionFact::Scheduled { due, policy: POLICY }]));
}

#[test]
fn the_first_schedule_stands() {
    let command = Command::Schedule { due: vec![due(Audio, 5)], policy: POLICY + 1 };
    assert_eq!(given(&[scheduled()]).when(command), NOTHING);
}

#[test]
fn what_was_destroyed_before_the_call_was_seen_is_not_scheduled() {
    let facts = [started(&[Audio], DestroyReason::Requested), done(&[Audio])];
    let command = Command::Schedule { due: vec![due(Audio, 5), due(Masked, 5)], policy: POLICY };
    let expected = RetentionFact::Scheduled { due: vec![due(Masked, 5)], policy: POLICY };
    assert_eq!(given(&facts).when(command), then(&[expected]));
}

#[test]
fn a_class_without_a_key_per_call_is_never_scheduled_or_withdrawn() {
    let command = Command::Schedule { due: vec![due(Lifecycle, 5)], policy: POLICY };
    assert_eq!(given(&[]).when(command), Err(Refusal::NotPerCall(Lifecycle)));
    let command = Command::Withdraw { classes: vec![Lifecycle] };
    assert_eq!(given(&[]).when(command), Err(Refusal::NotPerCall(Lifecycle)));
}

#[test]
fn classes_whose_life_is_over_are_destroyed_together() {
    let expected = started(&[Audio, Transcript], DestroyReason::Expired);
    assert_eq!(given(&[scheduled()]).when(Command::Expire), then(&[expected]));
}

#[test]
fn nothing_is_destroyed_before_its_time() {
    let facts = [RetentionFact::Scheduled { due: vec![due(Audio, NOW + 1)], policy: POLICY }];
    assert_eq!(given(&facts).when(Command::Expire), NOTHING);
}

#[test]
fn a_hold_beats_the_schedule_and_only_timers_move() {
    let moved = |class| due(class, NOW + HELD_MS);
    let rested = RetentionFact::Scheduled { due: vec![moved(Audio), moved(Transcript)], policy: POLICY };
    assert_eq!(given(&[scheduled(), placed(1)]).when(Command::Expire), then(std::slice::from_ref(&rested)));
    let lives = fold::<RetentionDomain>(&[scheduled(), placed(1), rested]).due;
    assert_eq!(lives, fold::<RetentionDomain>(&[scheduled()]).due);
}

#[test]
fn a_held_call_whose_time_has_not_come_is_left_alone() {
    let facts = [RetentionFact::Scheduled { due: vec![due(Audio, NOW + 1)], policy: POLICY }, placed(1)];
    assert_eq!(given(&facts).when(Command::Expire), NOTHING);
}

#[test]
fn a_hold_may_come_before_the_schedule() {
    let state = fold::<RetentionDomain>(&[placed(1), scheduled()]);
    assert_eq!(state.due.len(), 5);
    assert!(!begins(given(&[placed(1), scheduled()]).when(Command::Expire)));
}

#[test]
fn the_same_hold_twice_is_one_hold() {
    assert_eq!(given(&[placed(1)]).when(Command::PlaceHold { request: id(1) }), NOTHING);
    assert_eq!(given(&[]).when(Command::PlaceHold { request: id(1) }), then(&[placed(1)]));
}

#[test]
fn a_release_sets_the_timers_again_that_fired_under_the_hold() {
    let facts =
        [RetentionFact::Scheduled { due: vec![due(Audio, 900), due(Masked, 5_000)], policy: POLICY }, placed(1)];
    let again = RetentionFact::Scheduled { due: vec![due(Audio, 1_500), due(Masked, 5_000)], policy: POLICY };
    let command = Command::ReleaseHold { request: id(2), not_before_ms: 1_500 };
    assert_eq!(given(&facts).when(command), then(&[released(2), again]));
}

#[test]
fn a_release_under_another_hold_destroys_nothing() {
    let facts = [scheduled(), placed(1), placed(2)];
    let command = Command::ReleaseHold { request: id(3), not_before_ms: 0 };
    assert_eq!(given(&facts).when(command), then(&[released(3)]));
    assert!(!begins(given(&[scheduled(), placed(1), placed(2), released(3)]).when(Command::Expire)));
}

#[test]
fn the_same_release_twice_lifts_one_hold() {
    let facts = [scheduled(), placed(1), placed(2), released(3)];
    let command = Command::ReleaseHold { request: id(3), not_before_ms: 0 };
    assert_eq!(given(&facts).when(command), NOTHING);
}

#[test]
fn a_release_without_a_hold_is_refused() {
    let command = Command::ReleaseHold { request: id(2), not_before_ms: 0 };
    assert_eq!(given(&[scheduled()]).when(command), Err(Refusal::NotHeld));
}

#[test]
fn after_the_release_what_is_over_is_destroyed() {
    let facts =
        [scheduled(), placed(1), released(2), RetentionFact::Scheduled { due: vec![due(Audio, 900)], policy: POLICY }];
    assert_eq!(given(&facts).when(Command::Expire), then(&[started(&[Audio, Transcript], DestroyReason::Expired)]));
}

#[test]
fn a_person_and_two_approvers_destroy_every_content_class() {
    let expected = started(&CONTENT_CLASSES, DestroyReason::Requested);
    assert_eq!(given(&[scheduled()]).when(approved(1, &[])), then(&[expected]));
}

#[test]
fn a_person_may_name_the_classes() {
    let expected = started(&[Audio, Masked], DestroyReason::Requested);
    assert_eq!(given(&[]).when(approved(1, &[Masked, Audio, Masked])), then(&[expected]));
}

#[test]
fn approvals_by_fewer_than_two_others_are_declined() {
    let declined = RetentionFact::Declined { request: id(1) };
    let approvers: [&[&str]; 6] = [&[], &["bob"], &["bob", "bob"], &["bob", "ann"], &["bob", " Bob "], &["bob", ""]];
    for approvers in approvers {
        let command = Command::Shred(ask(1, &[], "ann", approvers));
        assert_eq!(given(&[scheduled()]).when(command), then(std::slice::from_ref(&declined)), "{approvers:?}");
    }
}

#[test]
fn a_request_under_a_hold_is_declined() {
    let facts = [scheduled(), placed(9)];
    assert_eq!(given(&facts).when(approved(1, &[])), then(&[RetentionFact::Declined { request: id(1) }]));
    assert_eq!(objection(&fold::<RetentionDomain>(&facts), &ask(1, &[], "ann", &["bob", "cy"])), Some(Refusal::Held));
}

#[test]
fn a_request_of_a_frozen_tenant_is_declined() {
    let asked = ShredRequest { frozen: true, ..ask(1, &[], "ann", &["bob", "cy"]) };
    assert_eq!(objection(&fold::<RetentionDomain>(&[scheduled()]), &asked), Some(Refusal::Frozen));
    let declined = [RetentionFact::Declined { request: id(1) }];
    assert_eq!(given(&[scheduled()]).when(Command::Shred(asked)), then(&declined));
}

#[test]
fn a_declined_request_has_had_its_answer() {
    let facts = [scheduled(), placed(9), RetentionFact::Declined { request: id(1) }, released(8)];
    assert_eq!(given(&facts).when(approved(1, &[])), NOTHING);
}

#[test]
fn a_request_for_a_tenants_key_is_declined() {
    let declined = RetentionFact::Declined { request: id(1) };
    assert_eq!(given(&[scheduled()]).when(approved(1, &[Lifecycle])), then(&[declined]));
}

#[test]
fn what_is_destroyed_or_being_destroyed_is_not_destroyed_again() {
    let under_way = started(&CONTENT_CLASSES, DestroyReason::Requested);
    assert_eq!(given(std::slice::from_ref(&under_way)).when(approved(1, &[Audio])), NOTHING);
    assert_eq!(given(&[under_way, done(&CONTENT_CLASSES)]).when(approved(1, &[])), NOTHING);
}

#[test]
fn a_second_destruction_waits_for_the_first() {
    let facts = [scheduled(), started(&[Audio], DestroyReason::Expired)];
    assert_eq!(given(&facts).when(approved(1, &[])), Err(Refusal::UnderWay));
    assert_eq!(given(&facts).when(Command::Expire), NOTHING);
    assert_eq!(given(&facts).when(Command::Withdraw { classes: vec![Masked] }), Err(Refusal::UnderWay));
}

#[test]
fn the_classes_left_can_be_destroyed_later() {
    let facts = [scheduled(), started(&[Audio], DestroyReason::Expired), done(&[Audio])];
    let expected = started(&[Transcript, Masked, Identity, Deidentified], DestroyReason::Requested);
    assert_eq!(given(&facts).when(approved(1, &[])), then(&[expected]));
}

#[test]
fn a_destruction_under_way_is_finished_once() {
    let facts = [scheduled(), started(&[Audio], DestroyReason::Expired)];
    let finish = Command::Finish { ledger: 7, keys: 1 };
    assert_eq!(given(&facts).when(finish.clone()), then(&[done(&[Audio])]));
    assert_eq!(
        given(&[scheduled(), started(&[Audio], DestroyReason::Expired), done(&[Audio])]).when(finish.clone()),
        NOTHING
    );
    assert_eq!(given(&[scheduled()]).when(finish), NOTHING);
}

#[test]
fn a_hold_does_not_stop_what_has_begun_and_keeps_the_rest() {
    let facts = [scheduled(), started(&[Audio], DestroyReason::Expired), placed(1)];
    assert_eq!(given(&facts).when(Command::Finish { ledger: 7, keys: 1 }), then(&[done(&[Audio])]));
    let facts = [scheduled(), started(&[Audio], DestroyReason::Expired), placed(1), done(&[Audio])];
    assert!(!begins(given(&facts).when(Command::Expire)));
}

#[test]
fn a_withdrawn_class_keeps_its_schedule() {
    let facts = [scheduled(), started(&[Deidentified], DestroyReason::Superseded)];
    let again = RetentionFact::Scheduled { due: vec![due(Deidentified, 9_000)], policy: POLICY };
    assert_eq!(given(&facts).when(Command::Finish { ledger: 7, keys: 1 }), then(&[done(&[Deidentified]), again]));
    let state = fold::<RetentionDomain>(&[
        scheduled(),
        started(&[Deidentified], DestroyReason::Superseded),
        done(&[Deidentified]),
    ]);
    assert!(state.destroyed.is_empty());
    assert_eq!(state.due.get(&Deidentified), Some(&9_000));
}

#[test]
fn a_withdrawal_begins_like_any_destruction_and_yields_to_a_hold() {
    let withdraw = Command::Withdraw { classes: vec![Masked] };
    assert_eq!(given(&[scheduled()]).when(withdraw.clone()), then(&[started(&[Masked], DestroyReason::Superseded)]));
    assert_eq!(given(&[scheduled(), placed(1)]).when(withdraw.clone()), Err(Refusal::Held));
    let gone = [started(&[Masked], DestroyReason::Requested), done(&[Masked])];
    assert_eq!(given(&gone).when(withdraw), NOTHING);
}

#[test]
fn a_request_after_a_withdrawal_destroys_for_ever() {
    let facts = [started(&[Masked], DestroyReason::Superseded), done(&[Masked])];
    assert_eq!(given(&facts).when(approved(1, &[Masked])), then(&[started(&[Masked], DestroyReason::Requested)]));
}

#[test]
fn a_month_is_noted_once() {
    let minted = RetentionFact::MonthMinted { month: 24_322, next_ms: 5 };
    let command = Command::Minted { month: 24_322, next_ms: 5 };
    assert_eq!(given(&[]).when(command.clone()), then(std::slice::from_ref(&minted)));
    assert_eq!(given(std::slice::from_ref(&minted)).when(command), NOTHING);
    assert_eq!(given(&[minted]).when(Command::Minted { month: 24_321, next_ms: 9 }), NOTHING);
}

#[test]
fn a_month_known_already_can_move_its_timer() {
    let facts = [RetentionFact::MonthMinted { month: 24_322, next_ms: 5 }];
    let moved = RetentionFact::MonthMinted { month: 24_322, next_ms: 6 };
    assert_eq!(given(&facts).when(Command::Minted { month: 24_322, next_ms: 6 }), then(&[moved]));
}

#[test]
fn waiting_changes_nothing() {
    let parked = RetentionFact::Parked { reason: phi_events::commit::ParkReason::PeerDown, due_ms: 5 };
    assert_eq!(fold::<RetentionDomain>(&[scheduled(), parked]), fold::<RetentionDomain>(&[scheduled()]));
}
