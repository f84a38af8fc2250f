use std::collections::{BTreeMap, BTreeSet};

use super::{SETS, is_heard, parse, set};
use crate::call::{Call, Form, Gold, Kind, Role};

fn one(line: &str) -> Result<Vec<Call>, String> {
    parse(&format!("## set-1 noisy\n{line}\n"))
}

#[test]
fn markup_becomes_spans() {
    let calls = one("caller: it's {NAME.patient|ada ~uh~ l} on {DATE.patient?|monday} {!dose|five}").unwrap();
    assert_eq!((calls[0].id.as_str(), calls[0].form), ("set-noisy-1", Form::Spoken));
    let turn = &calls[0].turns[0];
    assert_eq!((turn.speaker, turn.text.as_str()), ("caller", "it's ada uh l on monday five"));
    let name = Gold { start: 5, end: 13, kind: Kind::Name, role: Role::Patient, optional: false, skip: vec![(9, 11)] };
    assert_eq!(turn.gold[0], name);
    assert_eq!((turn.gold[1].kind, turn.gold[1].optional), (Kind::Date, true));
    assert_eq!((turn.negatives[0].kind, turn.negatives[0].start, turn.negatives[0].end), ("dose", 24, 28));
}

#[test]
fn a_line_without_a_label_is_all_words() {
    assert_eq!(one("Well, listen: no").unwrap()[0].turns[0].speaker, "");
    assert_eq!(one("speaker 1: no").unwrap()[0].turns[0].text, "no");
}

#[test]
fn mistakes_are_refused_with_their_line() {
    let mistakes = [
        "agnt: hi",
        "{NAME|x}",
        "{NAME.me|x}",
        "{NOM.patient|x}",
        "{!odd|x}",
        "{NAME.patient|a ~uh}",
        "a ~uh~",
        "{NAME.patient|x",
        "x}",
        "{NAME.patient| x}",
        "{NAME.patient|}",
    ];
    for line in mistakes {
        assert!(one(line).is_err_and(|e| e.starts_with("line 2")), "{line}");
    }
    assert!(parse("hello").is_err() && parse("## set-1 sung").is_err() && parse("## set").is_err());
}

#[test]
fn every_file_parses() {
    for (name, files) in SETS {
        for (index, file) in files.iter().enumerate() {
            let calls = parse(file).unwrap_or_else(|e| panic!("{name} {index}: {e}"));
            let fewest = match name {
                "talk" => 1,
                "cape" | "heath" => 5,
                "ferry" => 8,
                _ => 10,
            };
            assert!(calls.len() >= fewest, "{name} {index}");
        }
    }
}

#[test]
fn ids_are_unique_and_calls_have_turns() {
    let calls: Vec<Call> = SETS.iter().flat_map(|(name, _)| set(name)).collect();
    let ids: BTreeSet<&str> = calls.iter().map(|c| c.id.as_str()).collect();
    assert_eq!(ids.len(), calls.len());
    for call in &calls {
        // consultations are long; somebody who leaves a message is short
        let (fewest, most) = match call.id.split('-').next() {
            Some("ferry") => (6, 83),
            Some("cape") => (6, 50),
            Some("prairie") => (3, 40),
            _ => (6, 40),
        };
        assert!((fewest..=most).contains(&call.turns.len()), "{} has {} turns", call.id, call.turns.len());
    }
}

#[test]
fn spoken_calls_are_words_only() {
    // some recognizers put figures here and there, and those of strait and mill marks and capitals too
    let imagined = |c: &Call| !c.id.contains("-written-") && !is_heard(c);
    for call in SETS.iter().flat_map(|(name, _)| set(name)).filter(imagined) {
        let noisy = call.id.contains("-noisy-");
        let marks = noisy && ["strait-", "mill-"].iter().any(|set| call.id.starts_with(set));
        let odd = |c: char| !marks && (c.is_uppercase() || ".,?!;:@/".contains(c)) || !noisy && c.is_ascii_digit();
        for turn in &call.turns {
            assert!(!turn.text.contains(odd), "{}: {}", call.id, turn.text);
        }
    }
}

#[test]
fn harbor_has_every_type_eight_times_and_each_form() {
    let calls = set("harbor");
    let mut kinds: BTreeMap<Kind, u32> = BTreeMap::new();
    for gold in calls.iter().flat_map(|c| &c.turns).flat_map(|t| &t.gold).filter(|g| !g.optional) {
        *kinds.entry(gold.kind).or_default() += 1;
    }
    assert_eq!(kinds.len(), 15, "{kinds:?}");
    assert!(kinds.values().all(|n| *n >= 8), "{kinds:?}");
    let of = |style: &str| calls.iter().filter(|c| c.id.contains(style)).count();
    assert_eq!((of("-written-"), of("-spoken-"), of("-noisy-")), (25, 25, 10));
}
