//! Given facts, when a command comes, then these facts follow.
use super::*;
use phi_events::Fact;
use phi_events::call::v1::FETCH;
use phi_events::call::{Codec, Speaker};
use phi_events::commit::{PARKED, ParkReason, TimerOp};
use phi_service::fold;

const NOW: u64 = 1_700_000_000_000;

fn delivery(offered: Offered, fingerprint: u8) -> Receive {
    Receive {
        source: Source::Vapi,
        direction: Direction::Inbound,
        started_ms: 1_000,
        ended_ms: 61_000,
        ended: EndReason::Completed,
        has_transcript: true,
        offered,
        fingerprint: [fingerprint; 32],
        contents: vec![],
    }
}

fn received(recording: RecordingState) -> CallFact {
    CallFact::Received {
        source: Source::Vapi,
        direction: Direction::Inbound,
        started_ms: 1_000,
        ended_ms: 61_000,
        ended: EndReason::Completed,
        has_transcript: true,
        recording,
        fingerprint: [1; 32],
    }
}

fn track() -> Track {
    Track {
        track: 0,
        speaker: Speaker::Caller,
        codec: Codec::MuLaw,
        rate_hz: 8_000,
        duration_ms: 10,
        chunks: 1,
        root: [3; 32],
    }
}

fn stored() -> CallFact {
    CallFact::RecordingStored { tracks: vec![track()] }
}

fn failed(attempt: u32, retry_ms: u64) -> CallFact {
    CallFact::FetchFailed { attempt, retry_ms }
}

fn when(given: &[CallFact], command: Command) -> Result<Vec<CallFact>, Refusal> {
    let state = fold::<CallIntake>(given);
    CallIntake::decide(&state, command, &Facts { now_ms: NOW })
        .map(|events| events.into_iter().map(|event| event.fact).collect())
}

fn receive_command(offered: Offered, fingerprint: u8) -> Command {
    Command::Receive(Box::new(delivery(offered, fingerprint)))
}

#[test]
fn a_first_delivery_is_received() {
    assert_eq!(when(&[], receive_command(Offered::Announced, 1)), Ok(vec![received(RecordingState::Announced)]));
    assert_eq!(when(&[], receive_command(Offered::None, 1)), Ok(vec![received(RecordingState::None)]));
}

#[test]
fn an_upload_is_received_and_stored_in_one_commit() {
    let facts = when(&[], receive_command(Offered::Stored(vec![track()]), 1));
    assert_eq!(facts, Ok(vec![received(RecordingState::Stored), stored()]));
    assert_eq!(fold::<CallIntake>(&facts.unwrap()).recording, Progress::Stored);
}

#[test]
fn contents_stand_beside_the_received_fact() {
    let mut with_contents = delivery(Offered::Announced, 1);
    with_contents.contents = vec![CallContent::RecordingUrl("https://recordings.example/1".into())];
    let events =
        CallIntake::decide(&CallState::default(), Command::Receive(Box::new(with_contents)), &Facts { now_ms: NOW })
            .unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].contents.len(), 1);
}

#[test]
fn the_same_delivery_again_says_nothing() {
    let given = [received(RecordingState::Announced)];
    assert_eq!(when(&given, receive_command(Offered::Announced, 1)), Ok(vec![]));
    assert_eq!(when(&[given[0].clone(), stored()], receive_command(Offered::Announced, 1)), Ok(vec![]));
}

#[test]
fn other_content_under_the_same_id_is_a_conflict() {
    assert_eq!(when(&[received(RecordingState::None)], receive_command(Offered::None, 2)), Err(Refusal::Conflict));
}

#[test]
fn a_fetched_recording_is_stored_once() {
    let given = [received(RecordingState::Announced)];
    let command = Command::StoreRecording { tracks: vec![track()] };
    assert_eq!(when(&given, command.clone()), Ok(vec![stored()]));
    assert_eq!(when(&[given[0].clone(), stored()], command), Ok(vec![]));
}

#[test]
fn a_recording_that_was_given_up_is_not_stored_later() {
    let given = [received(RecordingState::Announced), CallFact::RecordingUnavailable { why: Unavailable::Gone }];
    assert_eq!(when(&given, Command::StoreRecording { tracks: vec![track()] }), Ok(vec![]));
}

#[test]
fn a_call_without_recording_gets_none() {
    let given = [received(RecordingState::None)];
    assert_eq!(when(&given, Command::GiveUpRecording { why: Unavailable::Gone }), Ok(vec![]));
    assert_eq!(when(&given, Command::FetchFailed { at_last: Unavailable::Gone }), Ok(vec![]));
}

#[test]
fn nothing_is_said_of_a_call_that_was_not_received() {
    assert_eq!(when(&[], Command::StoreRecording { tracks: vec![] }), Err(Refusal::NotReceived));
    assert_eq!(when(&[], Command::GiveUpRecording { why: Unavailable::Gone }), Err(Refusal::NotReceived));
    assert_eq!(when(&[], Command::FetchFailed { at_last: Unavailable::Gone }), Err(Refusal::NotReceived));
}

#[test]
fn fetching_waits_longer_each_time_and_ends_after_five_attempts() {
    let mut given = vec![received(RecordingState::Announced)];
    let mut waits = vec![];
    for _ in 1..MAX_ATTEMPTS {
        let facts = when(&given, Command::FetchFailed { at_last: Unavailable::GaveUp }).unwrap();
        let [CallFact::FetchFailed { retry_ms, .. }] = facts[..] else { panic!("{facts:?}") };
        waits.push((retry_ms - NOW) / 1_000);
        given.extend(facts);
    }
    assert_eq!(waits, [15, 60, 240, 960]);
    let last = when(&given, Command::FetchFailed { at_last: Unavailable::Gone });
    assert_eq!(last, Ok(vec![CallFact::RecordingUnavailable { why: Unavailable::Gone }]));
}

#[test]
fn timers_run_only_while_the_recording_is_awaited() {
    assert_eq!(received(RecordingState::Announced).timers(), [TimerOp::Set { kind: FETCH, due_ms: 61_000 }]);
    assert_eq!(received(RecordingState::Stored).timers(), []);
    assert_eq!(failed(1, 9).timers(), [TimerOp::Set { kind: FETCH, due_ms: 9 }]);
    assert_eq!(stored().timers(), [TimerOp::Clear { kind: FETCH }]);
}

#[test]
fn waiting_changes_no_state() {
    let given = [received(RecordingState::Announced)];
    let parked = CallFact::parked(ParkReason::PeerDown, 5).unwrap();
    assert_eq!(parked.timers(), [TimerOp::Set { kind: PARKED, due_ms: 5 }]);
    assert_eq!(fold::<CallIntake>(&[given[0].clone(), parked]), fold::<CallIntake>(&given));
}

#[test]
fn a_fact_that_cannot_follow_changes_nothing() {
    let empty = CallState::default();
    for fact in [stored(), failed(3, 1), CallFact::RecordingUnavailable { why: Unavailable::Gone }] {
        assert_eq!(CallIntake::evolve(empty.clone(), &fact), empty);
    }
    let received_twice = fold::<CallIntake>(&[received(RecordingState::Announced), received(RecordingState::None)]);
    assert_eq!(received_twice.recording, Progress::Announced);
}
