use std::collections::BTreeSet;

use super::{call, facts, grammar, lists, numbers};
use crate::call::{Call, Form, Kind};

const FORMS: [Form; 2] = [Form::Written, Form::Spoken];

fn calls(form: Form, count: u64) -> impl Iterator<Item = Call> {
    (0..count).map(move |number| call(form, number, 7))
}

#[test]
fn the_grammar_is_whole() {
    grammar::grammar();
}

#[test]
fn spans_stand_on_characters_in_order_and_apart() {
    for form in FORMS {
        for call in calls(form, 300) {
            for turn in &call.turns {
                assert!(!turn.text.trim().is_empty(), "{}", call.id);
                let mut all: Vec<_> = turn.gold.iter().map(|g| (g.start, g.end)).collect();
                assert!(all.is_sorted(), "{}", call.id);
                all.extend(turn.negatives.iter().map(|n| (n.start, n.end)));
                all.sort_unstable();
                assert!(all.windows(2).all(|w| w[0].1 <= w[1].0), "{}: {}", call.id, turn.text);
                for (start, end) in all {
                    let value = turn.text.get(start..end).expect("on characters");
                    assert!(!value.is_empty() && value.trim() == value, "{}: {value:?}", call.id);
                }
                let skips = turn.gold.iter().flat_map(|g| g.skip.iter().map(move |s| (g, s)));
                for (gold, skip) in skips {
                    assert!(gold.start <= skip.0 && skip.0 < skip.1 && skip.1 <= gold.end, "{}", call.id);
                }
                assert!(
                    !turn.text.contains(['{', '}', '<', '>', '$', '|']) || turn.text.contains('$'),
                    "{}",
                    turn.text
                );
            }
        }
    }
}

#[test]
fn the_same_arguments_give_the_same_call() {
    for form in FORMS {
        assert_eq!(call(form, 5, 9), call(form, 5, 9));
        assert_ne!(call(form, 5, 9).turns, call(form, 6, 9).turns);
        assert_ne!(call(form, 5, 9).turns, call(form, 5, 10).turns);
    }
}

#[test]
fn three_hundred_calls_hold_every_type() {
    for form in FORMS {
        let required = |call: Call| call.turns.into_iter().flat_map(|t| t.gold).filter(|g| !g.optional).map(|g| g.kind);
        let found: BTreeSet<Kind> = calls(form, 300).flat_map(required).collect();
        let missing: Vec<_> = Kind::ALL.iter().filter(|k| !found.contains(k)).collect();
        assert!(missing.is_empty(), "{form:?} lacks {missing:?}");
    }
}

#[test]
fn three_hundred_calls_hold_every_look_alike() {
    for form in FORMS {
        let found: BTreeSet<_> =
            calls(form, 300).flat_map(|c| c.turns).flat_map(|t| t.negatives).map(|n| n.kind).collect();
        for kind in ["dose", "vital", "lab", "price", "count", "time", "year", "age", "drug", "condition", "eponym"] {
            assert!(found.contains(kind), "{kind}");
        }
        for kind in ["word_name", "emergency", "measure", "code", "menu", "percent"] {
            assert!(found.contains(kind), "{kind}");
        }
    }
}

#[test]
fn calls_are_as_long_as_calls() {
    for form in FORMS {
        let mut lengths: Vec<usize> = calls(form, 300).map(|c| c.turns.len()).collect();
        lengths.sort_unstable();
        assert!((14..=40).contains(&lengths[150]), "median {}", lengths[150]);
        assert!(lengths[299] <= 90, "longest {}", lengths[299]);
    }
}

#[test]
fn spoken_text_has_neither_capitals_nor_marks() {
    for call in calls(Form::Spoken, 300) {
        for turn in &call.turns {
            assert!(!turn.text.contains(char::is_uppercase), "{}", turn.text);
            assert!(!turn.text.contains(['?', '!', ';', '"']), "{}", turn.text);
            assert!(!turn.text.contains("  ") && turn.text.trim() == turn.text, "{:?}", turn.text);
        }
    }
}

#[test]
fn the_lists_are_long_enough() {
    let lists = lists::lists();
    let size = |list: &[String]| list.iter().collect::<BTreeSet<_>>().len();
    assert!(size(&lists.given) >= 600 && size(&lists.family) >= 800);
    assert!(size(&lists.word_given) >= 150 && size(&lists.word_family) >= 150);
}

#[test]
fn a_quarter_of_names_stands_in_no_list() {
    let mut rng = fastrand::Rng::with_seed(1);
    let lists = lists::lists();
    let known: BTreeSet<&str> = lists.given.iter().chain(&lists.word_given).map(String::as_str).collect();
    let unknown = (0..2000).filter(|_| !known.contains(facts::given(&mut rng).split([' ', '-']).next().unwrap_or("")));
    assert!((400..800).contains(&unknown.count()));
}

#[test]
fn numbers_are_said_as_people_say_them() {
    let habit = numbers::Habit { oh: true, doubles: true, pairs: false, hundreds: true };
    assert_eq!(numbers::digits("5550133", habit), "triple five oh one double three");
    assert_eq!(numbers::digits("800", habit), "eight hundred");
    assert_eq!(numbers::cardinal(1242), "one thousand two hundred forty two");
    assert_eq!(numbers::ordinal(31), "thirty first");
    assert_eq!(numbers::ordinal(20), "twentieth");
    assert_eq!(numbers::ordinal_figures(112), "112th");
}
