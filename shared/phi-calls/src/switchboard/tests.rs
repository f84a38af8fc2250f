use std::collections::{BTreeMap, BTreeSet};

use super::world::{GOALS, key};
use super::{call, lists, lookalike};
use crate::call::{Call, Form, Kind};

const SEED: u64 = 20_261;

fn calls(form: Form) -> impl Iterator<Item = Call> {
    (0..300).map(move |number| call(form, number, SEED))
}

#[test]
fn the_same_number_gives_the_same_call_and_another_another() {
    for form in [Form::Written, Form::Spoken] {
        for number in 0..20 {
            assert_eq!(call(form, number, 7), call(form, number, 7));
            assert_ne!(call(form, number, 7).turns, call(form, number + 1, 7).turns);
            assert_ne!(call(form, number, 7).turns, call(form, number, 8).turns);
        }
    }
}

#[test]
fn spans_are_in_order_apart_and_hold_words() {
    for turn in calls(Form::Written).chain(calls(Form::Spoken)).flat_map(|c| c.turns) {
        let mut marked: Vec<_> = turn.gold.iter().map(|g| (g.start, g.end)).collect();
        marked.extend(turn.negatives.iter().map(|n| (n.start, n.end)));
        marked.sort_unstable();
        assert!(marked.windows(2).all(|w| w[0].1 <= w[1].0), "{turn:?}");
        for (start, end) in marked {
            let text = &turn.text[start..end];
            assert!(text.contains(char::is_alphanumeric) && text.trim() == text, "{text:?} in {turn:?}");
            let inside = |i: usize| turn.text[..i].ends_with(char::is_alphanumeric);
            let head = turn.text[start..].starts_with(char::is_alphanumeric);
            assert!(!(head && inside(start)), "{text:?} begins inside a word of {turn:?}");
            let next = turn.text[end..].chars().next();
            assert!(
                !(inside(end) && next.is_some_and(char::is_alphanumeric)),
                "{text:?} ends inside a word of {turn:?}"
            );
        }
        for gold in &turn.gold {
            assert!(gold.skip.iter().all(|s| gold.start <= s.0 && s.0 < s.1 && s.1 <= gold.end), "{gold:?}");
        }
        assert!(!turn.text.contains(['{', '}', '<', '>', '~', '|']), "{turn:?}");
        assert!(!turn.text.contains("  "), "{turn:?}");
    }
}

#[test]
fn every_type_and_every_look_alike_occurs_in_each_form() {
    for form in [Form::Written, Form::Spoken] {
        let (mut kinds, mut negatives) = (BTreeMap::new(), BTreeSet::new());
        for turn in calls(form).flat_map(|c| c.turns) {
            turn.gold.iter().filter(|g| !g.optional).for_each(|g| *kinds.entry(g.kind).or_insert(0) += 1);
            negatives.extend(turn.negatives.iter().map(|n| n.kind));
        }
        assert!(Kind::ALL.iter().all(|kind| kinds.get(kind).is_some_and(|n| *n >= 20)), "{kinds:?}");
        for kind in "dose vital lab price count time year age drug condition eponym word_name emergency measure code floor percent menu".split(' ') {
            assert!(negatives.contains(kind), "{kind} of {form:?}");
        }
    }
}

#[test]
fn what_is_spoken_has_no_capitals_no_punctuation_and_hardly_a_digit() {
    let (mut digits, mut letters) = (0, 0);
    for turn in calls(Form::Spoken).flat_map(|c| c.turns) {
        assert!(!turn.text.contains(|c: char| c.is_ascii_uppercase() || ",.?!;:#$%/@-".contains(c)), "{turn:?}");
        digits += turn.text.chars().filter(char::is_ascii_digit).count();
        letters += turn.text.len();
    }
    assert!(digits > 0 && digits * 200 < letters, "{digits} of {letters}");
}

#[test]
fn labels_are_missing_or_generic_now_and_then() {
    let of = |form, want: &str| calls(form).filter(|c| c.turns[0].speaker.starts_with(want)).count();
    assert!((15..50).contains(&calls(Form::Spoken).filter(|c| c.turns[0].speaker.is_empty()).count()));
    assert!((190..285).contains(&of(Form::Spoken, "agent")));
    assert!((240..295).contains(&of(Form::Written, "agent")));
}

#[test]
fn names_are_many_and_one_in_four_stands_on_no_list() {
    let mut rng = fastrand::Rng::with_seed(3);
    let listed = [include_str!("../../data/switchboard_given.txt"), include_str!("../../data/switchboard_words.txt")];
    let listed: BTreeSet<&str> = listed.iter().flat_map(|text| text.split_whitespace()).collect();
    let names: Vec<String> = (0..2000).map(|_| lists::name(&mut rng, lists::Part::Given)).collect();
    let unseen = names.iter().filter(|n| !listed.contains(n.as_str())).count();
    assert!((380..600).contains(&unseen), "{unseen}");
    assert!(names.iter().collect::<BTreeSet<_>>().len() > 700);
}

#[test]
fn every_item_can_be_asked_for_and_said() {
    let (asked, said) = (lists::clause_sections("ask."), lists::clause_sections("core."));
    for item in GOALS.iter().flat_map(|goal| goal.agenda) {
        assert!(asked.contains(&format!("ask.{}", key(*item)).as_str()), "{item:?}");
        assert!(said.contains(&format!("core.{}", key(*item)).as_str()), "{item:?}");
    }
    for goal in &GOALS {
        assert!(lists::clause_sections("goal.").contains(&format!("goal.{}", goal.key).as_str()), "{}", goal.key);
    }
}

#[test]
fn an_age_is_marked_by_whether_it_is_ninety_or_more() {
    for turn in calls(Form::Written).flat_map(|c| c.turns) {
        let years = |text: &str| text.split(|c: char| !c.is_ascii_digit()).find_map(|n| n.parse::<u32>().ok());
        let elders = turn.gold.iter().filter(|g| g.kind == Kind::AgeOver89);
        assert!(elders.filter_map(|g| years(&turn.text[g.start..g.end])).all(|age| age >= 90), "{turn:?}");
        let younger = turn.negatives.iter().filter(|n| n.kind == "age");
        assert!(younger.filter_map(|n| years(&turn.text[n.start..n.end])).all(|age| age < 90), "{turn:?}");
    }
}

#[test]
fn clauses_ask_only_for_slots_that_exist() {
    let people = "agent clinic pharmacy insurer doctor relative nurse colleague friend friend2 my she first last";
    let mut rng = fastrand::Rng::with_seed(1);
    for clause in lists::all_clauses() {
        for inside in clause.split('<').skip(1) {
            let (inside, _) = inside.split_once('>').expect("a slot is closed");
            match inside.strip_prefix('=') {
                Some(slot) => {
                    assert!(
                        people.split(' ').any(|p| p == slot) || lookalike::fill(&mut rng, slot).is_some(),
                        "{slot}"
                    );
                }
                None => assert!(inside.contains('|'), "{clause}"),
            }
        }
    }
}
