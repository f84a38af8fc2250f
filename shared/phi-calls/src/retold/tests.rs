use fastrand::Rng;

use super::{Manner, retold};
use crate::handwritten::parse;

fn call(line: &str) -> crate::Call {
    parse(&format!("## set-1 written\n{line}\n")).unwrap().remove(0)
}

#[test]
fn marks_move_with_the_words() {
    let written = call(
        "caller: It's {NAME.patient|Brandt}'s mother, {PHONE.patient|555-0142}; born {DOB.patient|March 3rd, '62}. {!price|$40}?",
    );
    let mut random = Rng::with_seed(3);
    let told = retold(&written, Manner::Spoken, &mut random);
    let turn = &told.turns[0];
    let values: Vec<&str> = turn.gold.iter().map(|g| &turn.text[g.start..g.end]).collect();
    assert_eq!(values[0], "brandt");
    assert!(turn.text.starts_with("it's brandt's mother"), "{}", turn.text);
    assert_eq!(values[2], "march third sixty two");
    assert!(turn.text.bytes().all(|b| b.is_ascii_lowercase() || b == b' ' || b == b'\''), "{}", turn.text);
    assert_eq!(turn.negatives.len(), 1);
}

#[test]
fn addresses_are_said() {
    let written = call("caller: {EMAIL.patient|jo_b@mail.example.org}");
    let told = retold(&written, Manner::Spoken, &mut Rng::with_seed(1));
    assert_eq!(told.turns[0].text, "jo underscore b at mail dot example dot org");
}

#[test]
fn every_manner_keeps_every_value() {
    let written = call("A: {NAME.patient|Q}, {OTHER_ID.patient|K~uh~7-00x} and {DATE.patient|the 4th}");
    for seed in 0..200 {
        for manner in [Manner::Spoken, Manner::Bare, Manner::Garbled] {
            let told = retold(&written, manner, &mut Rng::with_seed(seed));
            let turn = &told.turns[0];
            assert_eq!(turn.gold.len(), 3);
            assert!(turn.gold.iter().all(|g| g.start < g.end && !turn.text[g.start..g.end].trim().is_empty()));
        }
    }
}
