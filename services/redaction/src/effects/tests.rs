use phi_events::call::Speaker as Says;
use phi_events::transcript::Turn as Said1;
use phi_redaction::engine::lexicon::Lexicon;
use phi_redaction::engine::terms::NoTerms;

use super::dictionary::{Dictionary, blind};
use super::*;
use crate::domain::Diff;

const THRESHOLDS: Thresholds = Thresholds { redact_milli: 800, review_milli: 300 };
/// Everything is doubtful.
const STRICT: Thresholds = Thresholds { redact_milli: 1001, review_milli: 1 };
/// Nothing is sure enough to be redacted.
const LAX: Thresholds = Thresholds { redact_milli: 1001, review_milli: 1001 };

fn said(turns: &[(Says, &str)], summary: Option<&str>) -> Said {
    let turn = |(speaker, text): &(Says, &str)| Said1 {
        speaker: *speaker,
        start_ms: 0,
        end_ms: 0,
        text: (*text).into(),
        words: vec![],
    };
    Said { turns: turns.iter().map(turn).collect(), summary: summary.map(Into::into), structured: vec![] }
}

fn call() -> Said {
    let turns = [
        (Says::Agent, "Thank you for calling, who is speaking please?"),
        (Says::Caller, "This is Marisol Quintanilla, I would like to see the doctor about my asthma next week."),
        (Says::Agent, "Of course. And your date of birth?"),
        (Says::Caller, "March ninth, nineteen eighty-four."),
    ];
    said(&turns, Some("Marisol Quintanilla asked for a visit."))
}

fn pass(terms: &dyn Terms, thresholds: Thresholds, said: &Said) -> Work {
    redact(&Engine::new(), terms, thresholds, said).ok().unwrap()
}

fn kinds(diff: &Diff) -> (u32, u32, u32) {
    (diff.caught.values().sum(), diff.released.values().sum(), diff.unchanged)
}

#[test]
fn kinds_and_types_are_one_to_one() {
    for (kind, engine) in KINDS {
        assert_eq!((kind_of(engine), type_of(kind)), (kind, engine));
        assert_eq!(kind.as_str(), engine.as_str());
    }
}

#[test]
fn a_queued_span_shows_its_neighbours_redacted_and_never_a_value() {
    let work = pass(&NoTerms, STRICT, &call());
    assert!(work.grade.queued.len() >= 2, "{:?}", work.grade.queued);
    assert_eq!(work.grade.queued.len(), work.grade.review.len());
    for queued in &work.grade.queued {
        for raw in ["Marisol", "Quintanilla", "March", "ninth", "eighty"] {
            assert!(!format!("{queued:?}").contains(raw), "{queued:?}");
        }
        assert!(queued.before.split(' ').count() <= 8 && queued.after.split(' ').count() <= 8, "{queued:?}");
    }
    let first = &work.grade.queued[0];
    assert_eq!(
        first.before,
        "for calling, who is speaking please? / This is".split(' ').collect::<Vec<_>>()[1..].join(" ")
    );
    assert_eq!((first.placeholder.as_str(), first.after.split(' ').next()), ("[PATIENT_NAME_1]", Some(",")));
}

#[test]
fn a_later_pass_asks_only_what_nobody_was_asked() {
    let first = pass(&NoTerms, STRICT, &call());
    let mut again = first.clone();
    queue::beside(&mut again, &first.places, 7);
    assert_eq!((again.grade.review.len(), again.grade.queued.len()), (0, 0));
    assert!(again.places.iter().all(|place| place.item.is_none()));

    // the date of birth is doubtful for the first time
    let known: Vec<Place> = first.places.iter().filter(|place| place.kind == PhiKind::Name).copied().collect();
    let mut again = first.clone();
    queue::beside(&mut again, &known, 7);
    let asked = |work: &Work| work.grade.review.iter().map(|item| (item.item, item.kind)).collect::<Vec<_>>();
    let others = asked(&first).into_iter().filter(|(_, kind)| *kind != PhiKind::Name);
    let renumbered: Vec<_> = others.zip(8..).map(|((_, kind), item)| (item, kind)).collect();
    assert!(!renumbered.is_empty());
    assert_eq!(asked(&again), renumbered);
    for (queued, (item, _)) in again.grade.queued.iter().zip(&renumbered) {
        assert_eq!(queued.item, *item);
        assert!(again.places.iter().any(|place| place.item == Some(*item)));
    }
}

#[test]
fn one_value_is_one_question_wherever_it_stands() {
    let work = pass(&NoTerms, STRICT, &call());
    let names: Vec<&Place> = work.places.iter().filter(|place| place.kind == PhiKind::Name).collect();
    assert!(names.iter().any(|place| place.text == 4), "the summary's place is counted after the turns");
    assert!(names.iter().all(|place| place.item == Some(1)), "{names:?}");
}

#[test]
fn what_is_sure_is_not_queued_and_what_is_too_doubtful_is_not_redacted() {
    let work = pass(&NoTerms, Thresholds { redact_milli: 1, review_milli: 1 }, &call());
    assert!(work.grade.queued.is_empty() && work.counts.contains_key(&PhiKind::Name));
    let work = pass(&NoTerms, LAX, &call());
    assert!(work.counts.is_empty() && work.places.is_empty());
    assert!(work.cleaned.turns.iter().zip(&call().turns).all(|(clean, turn)| clean.text == *turn.text.expose()));
}

#[test]
fn a_diagnosis_beside_a_name_makes_a_call_sensitive() {
    assert!(pass(&NoTerms, THRESHOLDS, &call()).grade.marks > 0);
    let harmless = said(&[(Says::Caller, "I would like to know when you open on weekends please.")], None);
    assert_eq!(pass(&NoTerms, THRESHOLDS, &harmless).grade.marks, 0);
}

#[test]
fn another_language_is_withheld() {
    let spanish = "hola buenos dias me llamo Lucia y quiero pedir una cita con la doctora para la semana que viene porque \
                   me duele mucho la espalda y no puedo dormir por la noche gracias";
    let work = redact(&Engine::new(), &NoTerms, THRESHOLDS, &said(&[(Says::Caller, spanish)], None));
    assert_eq!(work.err(), Some(Withhold::Language));
}

#[test]
fn a_decision_about_a_name_decides_the_next_call() {
    let (key, lexicon) = ([7; 32], Lexicon::new());
    let first = pass(&NoTerms, STRICT, &call());
    let words = queue::words_behind(&lexicon, &call(), &first.places, 1, false);
    assert_eq!(words.iter().map(String::as_str).collect::<Vec<_>>(), ["marisol", "quintanilla"]);
    let never: BTreeMap<_, _> = words.iter().map(|word| (blind(&key, word), None)).collect();
    let next = pass(&Dictionary { key: &key, terms: &never }, THRESHOLDS, &call());
    assert_eq!(next.counts.get(&PhiKind::Name), None);
    let other = pass(&Dictionary { key: &[8; 32], terms: &never }, THRESHOLDS, &call());
    assert!(other.counts.contains_key(&PhiKind::Name), "another practice's dictionary decides nothing");

    let plain = said(&[(Says::Caller, "Do you still have the zanthorpe leaflet at the desk?")], None);
    assert_eq!(pass(&NoTerms, THRESHOLDS, &plain).counts.get(&PhiKind::Org), None);
    let always = BTreeMap::from([(blind(&key, "zanthorpe"), Some(PhiKind::Org))]);
    let decided = pass(&Dictionary { key: &key, terms: &always }, THRESHOLDS, &plain);
    assert_eq!(decided.counts.get(&PhiKind::Org), Some(&1));
}

#[test]
fn numbers_grammar_and_short_words_are_never_terms() {
    let text = "it is the Oak and 12 of Al Rose street";
    let place =
        Place { text: 0, start: 0, end: text.len() as u32, kind: PhiKind::Address, score_milli: 500, item: Some(1) };
    let behind =
        |always| queue::words_behind(&Lexicon::new(), &said(&[(Says::Caller, text)], None), &[place], 1, always);
    let never = behind(false);
    assert!(never.contains("oak") && never.contains("rose"), "{never:?}");
    for barred in ["it", "is", "the", "and", "12", "al"] {
        assert!(!never.contains(barred), "{never:?}");
    }
    assert!(!behind(true).contains("street"), "an ordinary word would be redacted everywhere");
}

#[test]
fn a_diff_says_what_is_caught_released_and_unchanged() {
    let place = |text, start, end| Place { text, start, end, kind: PhiKind::Name, score_milli: 900, item: None };
    let before = [place(0, 0, 5), place(0, 6, 10), place(1, 0, 8)];
    assert_eq!(kinds(&diff::places(&before, &before)), (0, 0, 3));
    assert_eq!(kinds(&diff::places(&before, &[])), (0, 3, 0));
    assert_eq!(kinds(&diff::places(&[], &before)), (3, 0, 0));
    // one longer, one shorter, one gone
    let now = [place(0, 0, 6), place(0, 6, 9)];
    assert_eq!(kinds(&diff::places(&before, &now)), (1, 2, 1));
    // two that touch cover one
    assert_eq!(kinds(&diff::places(&[place(1, 0, 8)], &[place(1, 0, 4), place(1, 4, 8)])), (0, 0, 2));
    let (few, many) = (BTreeMap::from([(PhiKind::Name, 1)]), BTreeMap::from([(PhiKind::Name, 3), (PhiKind::Dob, 1)]));
    assert_eq!(kinds(&diff::counts(&few, &many)), (3, 0, 1));
    assert_eq!(kinds(&diff::counts(&many, &few)), (0, 3, 1));
}
