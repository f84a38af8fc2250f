use phi_events::call::Speaker;
use phi_events::transcript::Turn;
use phi_service::fold;

use super::*;

fn said(text: &str) -> Said {
    let turn = Turn { speaker: Speaker::Caller, start_ms: 0, end_ms: 900, text: text.into(), words: vec![] };
    Said { turns: vec![turn], summary: None, structured: vec![] }
}

fn platform() -> Heard {
    Heard { engine: Engine::Platform, model: None, tier: Tier::High, confidence_milli: None, duration_ms: 900 }
}

fn then(given: &[TranscriptFact], when: Command) -> Vec<TranscriptFact> {
    let state = fold::<TranscriptDomain>(given);
    let events = TranscriptDomain::decide(&state, when, &Facts { now_ms: 1 }).unwrap();
    events.into_iter().map(|event| event.fact).collect()
}

#[test]
fn given_nothing_when_words_come_then_they_are_counted_and_kept() {
    let facts = then(&[], Command::Record(platform(), said("hello there")));
    assert!(matches!(facts[..], [TranscriptFact::Transcribed { words: 2, turns: 1, tier: Tier::High, .. }]));
}

#[test]
fn given_nothing_when_no_word_was_heard_then_the_call_is_silent() {
    let facts = then(&[], Command::Record(platform(), said("  ")));
    assert_eq!(facts, [TranscriptFact::Silent { why: Silence::NoSpeech }]);
}

#[test]
fn given_words_when_words_come_again_then_nothing() {
    let facts = then(&[], Command::Record(platform(), said("hello")));
    assert_eq!(then(&facts, Command::Record(platform(), said("other"))), []);
}

#[test]
fn given_a_failure_when_the_engine_answers_late_then_nothing() {
    let given = [TranscriptFact::Failed { why: Failure::EngineFailed }];
    assert_eq!(then(&given, Command::Record(platform(), said("late"))), []);
}

#[test]
fn given_a_parked_call_when_words_come_then_they_are_kept() {
    let given = [TranscriptFact::Parked { reason: phi_events::commit::ParkReason::PeerDown, due_ms: 5 }];
    assert_eq!(then(&given, Command::NoteSilence(Silence::Missed)), [TranscriptFact::Silent { why: Silence::Missed }]);
}
