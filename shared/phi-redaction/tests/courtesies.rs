//! Names beside courtesies and duties, things that are called like people, codes that a call gives in an aside.

use phi_redaction::engine::Engine;

mod last;
use last::{last, lines};

#[test]
fn names_beside_courtesies_and_duties_are_found() {
    let engine = Engine::new().without_sweep();
    let cases = [
        ("A: no worries clover", "clover"),
        ("A: no rush at your end but no problem pepper", "pepper"),
        ("A: you'll see marble our wound care nurse at nine", "marble"),
        ("A: good morning elm street clinic this is ginger in billing", "ginger"),
        ("A: elm street clinic misty speaking", "misty"),
        ("A: hi i'm piper the virtual assistant of the clinic", "piper"),
        ("A: you've got basil how can i help", "basil"),
        ("A: your sugar is fine so doctor pepper is happy", "pepper"),
        ("A: this is simone harvest how may i help", "harvest"),
        ("A: take care and tell pebble i said hi", "pebble"),
        ("A: he is out until friday but pebble can see you", "pebble"),
        ("A: okay miss harvest which day", "harvest"),
        ("C: okay i appreciate it juniper", "juniper"),
        ("C: Okay, I appreciate it, zorvald.", "zorvald"),
        ("C: Yes, this is Simone Case, about Dr. Good.", "Case"),
        ("C: Yes, this is Simone Case, about Dr. Good.", "Good"),
        ("C: it's brandtsen so b r a n d t s e n", "b r a n d t s e n"),
        ("C: the last name is t o r n with a n", "with a n"),
    ];
    for (line, name) in cases {
        let out = last(&engine, &[line]);
        assert!(!out.contains(name) && out.contains("NAME_1]"), "{out}");
    }
}

#[test]
fn other_words_there_stay() {
    let engine = Engine::new().without_sweep();
    for text in [
        "no problem at all",
        "no worries sweetie",
        "thank you kindly",
        "i appreciate it tremendously",
        "you'll see improvement our nurse says",
        "i'm fine the nurse helped",
        "this is urgent the doctor said",
        "you've got questions we have time",
        "no rush tomorrow works",
        "the doctor visit is tomorrow",
        "tell them i said hi",
        "the clinic is full but urgent care can see you",
    ] {
        let out = last(&engine, &[&format!("A: {text}")]);
        assert_eq!(out, text);
    }
}

#[test]
fn what_is_left_of_an_okay_stays() {
    let engine = Engine::new();
    for line in ["A: kay what's her name", "A: kay she's on her stomach", "C: K that sounds good"] {
        assert_eq!(last(&engine, &[line]), line[3..]);
    }
    assert_eq!(last(&engine, &["A: what's your name", "C: kay moran"]), "[PATIENT_NAME_1]");
}

#[test]
fn the_practice_that_speaks_and_its_greeting_stay() {
    let engine = Engine::new();
    let hello = "A: Hello, this is Doctor Zorvald from Tanager Family Practice. Nice to meet you.";
    let said = "Hello, this is Doctor [PROVIDER_NAME_1] from Tanager Family Practice. Nice to meet you.";
    assert_eq!(last(&engine, &[hello]), said);
    assert_eq!(last(&engine, &["A: Doctor Zorvald at the Tanager. Lovely to see you."]).matches("Lovely").count(), 1);
}

#[test]
fn things_called_like_people_stay() {
    let engine = Engine::new();
    for text in [
        "he fell off the john deere",
        "oh for pete's sake",
        "it's plain jane pudding",
        "I had a Bloody Mary.",
        "They said it was a TIA, a mini stroke.",
        "K. Bye.",
        "we start in three two one",
    ] {
        assert_eq!(last(&engine, &["A: and then what", &format!("C: {text}")]), text);
    }
}

#[test]
fn people_called_like_things_go() {
    let engine = Engine::new();
    let text = "C: my uncle sam and my doctor sara lee";
    assert_eq!(last(&engine, &["A: who is with you", text]), "my uncle [NAME_1] and my doctor [PROVIDER_NAME_1]");
}

#[test]
fn what_a_laboratory_measures_stays_after_another_question() {
    let engine = Engine::new();
    for text in ["my cholesterol was two fifty", "My potassium came back at 131."] {
        assert_eq!(last(&engine, &["A: what's the member id", &format!("C: {text}")]), text);
    }
}

#[test]
fn codes_given_in_pieces_or_asides_are_found() {
    let engine = Engine::new();
    let first = |lines: &[&str]| engine.redact(&lines::turns(lines)).turns.swap_remove(1);
    assert!(!first(&["A: Driver's license number?", "C: It's BP", "A: Mm hmm.", "C: 6015 956."]).contains("BP"));
    assert!(
        !first(&["A: what is the record number", "C: it's echo", "A: right", "C: three oh six six"]).contains("echo")
    );
    for (line, kept) in [
        ("C: It's a gray Subaru, FG 65 NPK.", "It's a gray Subaru, [OTHER_ID_1]."),
        ("C: the gate is there and the code's 381", "the gate is there and the code's [OTHER_ID_1]"),
    ] {
        assert_eq!(last(&engine, &["A: Go ahead.", line]), kept);
    }
    assert_eq!(last(&engine, &["A: go ahead", "C: The code says 401."]), "The code says 401.");
}
