use phi_events::redaction::Hidden;
use phi_service::fold;

use super::*;

fn work() -> Work {
    let hidden =
        |placeholder: &str, kind, value: &str| Hidden { placeholder: placeholder.into(), kind, value: value.into() };
    Work {
        engine: "test".into(),
        counts: BTreeMap::from([(PhiKind::Ssn, 1), (PhiKind::Dob, 1)]),
        words: 9,
        cleaned: Cleaned { turns: vec![], summary: None, structured: vec![] },
        revealed: Revealed {
            values: vec![hidden("SSN_1", PhiKind::Ssn, "000000000"), hidden("DOB_1", PhiKind::Dob, "1900-01-01")],
        },
    }
}

fn then(given: &[RedactionFact], when: Command) -> Vec<Event<Redaction>> {
    RedactionDomain::decide(&fold::<RedactionDomain>(given), when, &Facts { now_ms: 1 }).unwrap()
}

#[test]
fn given_words_when_released_then_ssn_and_card_values_are_kept_nowhere() {
    let events = then(&[], Command::Release(Box::new(work())));
    let revealed = events[0].contents.iter().find_map(|content| match content {
        RedactionContent::Revealed(revealed) => Some(revealed),
        RedactionContent::Cleaned(_) => None,
    });
    let kinds: Vec<_> = revealed.unwrap().values.iter().map(|hidden| hidden.kind).collect();
    assert_eq!(kinds, [PhiKind::Dob]);
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
