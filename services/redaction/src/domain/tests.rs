use phi_events::redaction::Hidden;
use phi_service::fold;

use super::*;

fn item(item: u32, score_milli: u16) -> ReviewItem {
    ReviewItem { item, kind: PhiKind::Name, score_milli }
}

fn work() -> Work {
    let hidden =
        |placeholder: &str, kind, value: &str| Hidden { placeholder: placeholder.into(), kind, value: value.into() };
    let place = Place { text: 0, start: 0, end: 4, kind: PhiKind::Name, score_milli: 610, item: Some(1) };
    let queued =
        QueuedSpan { item: 1, before: String::new(), placeholder: "[PATIENT_NAME_1]".into(), after: "called".into() };
    Work {
        engine: "test".into(),
        counts: BTreeMap::from([(PhiKind::Ssn, 1), (PhiKind::Dob, 1)]),
        words: 9,
        cleaned: Cleaned { turns: vec![], summary: None, structured: vec![] },
        revealed: Revealed {
            values: vec![hidden("SSN_1", PhiKind::Ssn, "000000000"), hidden("DOB_1", PhiKind::Dob, "1900-01-01")],
        },
        places: vec![place],
        grade: Grade {
            redact_milli: 800,
            review_milli: 300,
            review: vec![item(1, 610)],
            queued: vec![queued],
            marks: 2,
        },
    }
}

fn redacted() -> RedactionFact {
    RedactionFact::Redacted { engine: "test".into(), counts: BTreeMap::new(), turns: 1, words: 9 }
}

fn graded() -> RedactionFact {
    let review = vec![item(1, 610), item(2, 700)];
    RedactionFact::Graded { review, redact_milli: 800, review_milli: 300, marks: 0, sensitive: false }
}

fn passed() -> RedactionFact {
    let none = BTreeMap::new();
    RedactionFact::Rerun { engine: "new".into(), caught: none.clone(), released: none, unchanged: 3 }
}

fn then(given: &[RedactionFact], when: Command) -> Vec<Event<Redaction>> {
    RedactionDomain::decide(&fold::<RedactionDomain>(given), when, &Facts { now_ms: 1 }).unwrap()
}

fn facts(given: &[RedactionFact], when: Command) -> Vec<RedactionFact> {
    then(given, when).into_iter().map(|event| event.fact).collect()
}

fn review(number: u32, after: Option<PhiKind>) -> Command {
    Command::Review { item: number, after, by: "ann".into() }
}

#[test]
fn given_words_when_released_then_ssn_and_card_values_are_kept_nowhere() {
    for given in [vec![], vec![RedactionFact::Parked { reason: phi_events::commit::ParkReason::PeerDown, due_ms: 1 }]] {
        let events = then(&given, Command::Release(Box::new(work())));
        let kinds = events[0].contents.iter().find_map(|content| match content {
            RedactionContent::Revealed(revealed) => Some(revealed.values.iter().map(|hidden| hidden.kind).collect()),
            RedactionContent::Cleaned(_) | RedactionContent::Review(_) | RedactionContent::Places(_) => None,
        });
        assert_eq!(kinds, Some(vec![PhiKind::Dob]));
    }
}

#[test]
fn given_words_when_released_then_they_are_graded_in_the_same_commit() {
    let events = then(&[], Command::Release(Box::new(work())));
    let graded = RedactionFact::Graded {
        review: vec![item(1, 610)],
        redact_milli: 800,
        review_milli: 300,
        marks: 2,
        sensitive: true,
    };
    assert_eq!(events[1].fact, graded);
    assert!(matches!(&events[1].contents[..], [RedactionContent::Review(queued)] if queued.len() == 1));
    assert!(matches!(&events[0].contents[2], RedactionContent::Places(places) if places[0].item == Some(1)));
}

#[test]
fn given_nothing_doubtful_when_released_then_no_queue_is_sealed_and_nothing_is_sensitive() {
    let certain = Work { grade: Grade { redact_milli: 800, review_milli: 300, ..Grade::default() }, ..work() };
    let events = then(&[], Command::Release(Box::new(certain)));
    assert!(matches!(events[1].fact, RedactionFact::Graded { sensitive: false, .. }));
    assert!(events[1].contents.is_empty());
}

#[test]
fn given_a_low_tier_when_withheld_then_no_content_is_sealed() {
    let events = then(&[], Command::Withhold(Withhold::LowTier));
    assert_eq!(events[0].fact, RedactionFact::Withheld { why: Withhold::LowTier });
    assert!(events[0].contents.is_empty());
}

#[test]
fn given_withheld_words_when_released_later_then_nothing() {
    let given = [RedactionFact::Withheld { why: Withhold::LowTier }];
    assert!(then(&given, Command::Release(Box::new(work()))).is_empty());
}

#[test]
fn given_no_words_then_nothing_is_noted_once() {
    let first = then(&[], Command::NoteNothing);
    assert_eq!(first[0].fact, RedactionFact::Nothing);
    assert!(then(&[RedactionFact::Nothing], Command::NoteNothing).is_empty());
}

#[test]
fn given_a_queued_span_when_reviewed_then_before_and_after_stand() {
    for after in [None, Some(PhiKind::Org)] {
        let wanted = RedactionFact::Reviewed { before: item(1, 610), after, by: "ann".into(), at_ms: 1 };
        assert_eq!(facts(&[redacted(), graded()], review(1, after)), [wanted]);
    }
}

#[test]
fn given_a_decision_when_reviewed_again_or_where_nothing_is_queued_then_nothing() {
    let decided = RedactionFact::Reviewed { before: item(1, 610), after: None, by: "ann".into(), at_ms: 1 };
    let given = [redacted(), graded(), decided];
    assert_eq!(facts(&given, review(1, Some(PhiKind::Name))), []);
    assert_eq!(facts(&given, review(3, None)), []);
    assert_eq!(facts(&[], review(1, None)), []);
    let open: Vec<u32> = fold::<RedactionDomain>(&given).open().map(|item| item.item).collect();
    assert_eq!(open, [2]);
}

#[test]
fn given_redacted_or_withheld_words_when_run_again_then_the_pass_stands_beside_them() {
    let diff = Diff { caught: BTreeMap::from([(PhiKind::Name, 1)]), ..Diff::default() };
    for given in [vec![redacted(), graded()], vec![RedactionFact::Withheld { why: Withhold::Language }]] {
        let events = then(&given, Command::Rerun(Box::new(work()), diff.clone()));
        assert!(matches!(&events[0].fact, RedactionFact::Rerun { caught, .. } if *caught == diff.caught));
        assert!(matches!(&events[1].fact, RedactionFact::Graded { .. }), "what a pass is unsure of is queued");
        assert_eq!(events[0].contents.len(), 3);
        let state = fold::<RedactionDomain>(given.iter().chain([&events[0].fact]));
        assert_eq!((state.pass.as_deref(), state.words), (Some("test"), fold::<RedactionDomain>(&given).words));
    }
    for given in [vec![], vec![RedactionFact::Nothing]] {
        assert!(then(&given, Command::Rerun(Box::new(work()), diff.clone())).is_empty());
    }
}

#[test]
fn given_a_pass_when_promoted_then_once() {
    let promote = || Command::Promote { by: "ann".into() };
    let promoted = RedactionFact::Promoted { engine: "new".into(), by: "ann".into(), at_ms: 1 };
    let noted = facts(&[redacted(), passed()], promote());
    assert_eq!(noted, std::slice::from_ref(&promoted));
    assert_eq!(facts(&[redacted(), passed(), promoted], promote()), []);
    assert_eq!(facts(&[redacted()], promote()), []);
}

#[test]
fn given_a_masked_copy_when_a_pass_that_differs_is_promoted_then_another_copy_is_due() {
    let tracks = vec![MaskedTrack { track: 0, chunks: 1, bytes: 8, root: [1; 32], silenced_ms: 4 }];
    let note = |promoted| Command::NoteCopy { made: Ok(tracks.clone()), promoted };
    let masked = RedactionFact::AudioMasked { tracks: tracks.clone() };
    let promoted = RedactionFact::Promoted { engine: "new".into(), by: "ann".into(), at_ms: 1 };
    let pass = |caught: &[(PhiKind, u32)], released: &[(PhiKind, u32)]| RedactionFact::Rerun {
        engine: "new".into(),
        caught: caught.iter().copied().collect(),
        released: released.iter().copied().collect(),
        unchanged: 1,
    };
    let one: &[(PhiKind, u32)] = &[(PhiKind::Name, 1)];
    for (pass, due) in [(pass(one, &[]), true), (pass(&[], one), true), (pass(&[], &[]), false)] {
        let given = [redacted(), masked.clone(), pass];
        assert_eq!(facts(&given, note(0)), [], "a pass that does not count changes no copy");
        let given = [&given[..], std::slice::from_ref(&promoted)].concat();
        assert_eq!(facts(&given, note(1)).len(), usize::from(due));
        assert_eq!(facts(&given, note(0)), [], "a copy of the places that counted before");
        let given = [&given[..], std::slice::from_ref(&masked)].concat();
        assert_eq!(facts(&given, note(1)), [], "one copy for each pass that counts");
    }
    let withheld = [
        RedactionFact::Withheld { why: Withhold::LowTier },
        RedactionFact::AudioWithheld { why: NoMask::Withheld },
        pass(&[], &[]),
        promoted,
    ];
    assert_eq!(facts(&withheld, note(1)), [masked], "words that were withheld count now");
}

#[test]
fn given_redacted_words_when_the_recording_is_masked_then_once() {
    let copy = |made| Command::NoteCopy { made, promoted: 0 };
    let tracks = vec![MaskedTrack { track: 0, chunks: 1, bytes: 8, root: [1; 32], silenced_ms: 4 }];
    let masked = RedactionFact::AudioMasked { tracks: tracks.clone() };
    assert_eq!(facts(&[redacted()], copy(Ok(tracks.clone()))), std::slice::from_ref(&masked));
    assert_eq!(facts(&[redacted(), masked.clone()], copy(Ok(tracks.clone()))), []);
    assert_eq!(facts(&[redacted(), masked], copy(Err(NoMask::Failed))), []);
    assert_eq!(facts(&[], copy(Ok(tracks.clone()))), []);
    let withheld = RedactionFact::Withheld { why: Withhold::LowTier };
    assert_eq!(facts(std::slice::from_ref(&withheld), copy(Ok(tracks))), []);
    let without = RedactionFact::AudioWithheld { why: NoMask::Withheld };
    assert_eq!(facts(&[withheld], copy(Err(NoMask::Withheld))), [without]);
    assert_eq!(facts(&[], copy(Err(NoMask::NoTimes))), []);
}

#[test]
fn given_a_dictionary_when_a_term_is_decided_then_the_last_decision_counts() {
    let decide = |kind| Command::DecideTerms { terms: vec![[1; 16], [2; 16]], kind, by: "ann".into() };
    let term = |term, kind| RedactionFact::TermDecided { term, kind, by: "ann".into(), at_ms: 1 };
    let never = [term([1; 16], None), term([2; 16], None)];
    assert_eq!(facts(&[], decide(None)), never);
    assert_eq!(facts(&never, decide(None)), []);
    let always = term([1; 16], Some(PhiKind::Name));
    assert_eq!(facts(std::slice::from_ref(&always), decide(None)), never);
    let state = fold::<RedactionDomain>(never.iter().chain([&always]));
    assert_eq!(state.terms, BTreeMap::from([([1; 16], Some(PhiKind::Name)), ([2; 16], None)]));
}
