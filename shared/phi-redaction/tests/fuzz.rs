//! The fuzz target's body over generated texts, so that it runs with every test; `fuzz/` runs it with a fuzzer.
#[path = "fuzz/body.rs"]
mod body;

use phi_redaction::engine::Speaker;
use proptest::prelude::*;

/// Pieces that the grammars look for, in any order, between any characters.
const PIECES: [&str; 48] = [
    " ",
    "\n",
    "0",
    "1",
    "@",
    ".",
    "-",
    "/",
    "(",
    ")",
    "'",
    "#",
    "+",
    "$",
    "_",
    ":",
    ",",
    "\u{301}",
    "\u{2019}",
    "\u{1f600}",
    "o k a f o r",
    "maria",
    "Garcia",
    "mrs",
    "Dr.",
    "no sorry",
    "wait",
    "double",
    "triple",
    "five",
    "oh",
    "hundred",
    "nineteen eighty four",
    "march",
    "third",
    "14th",
    "born",
    "zip",
    "at",
    "dot com",
    "gmail",
    "w as in whiskey",
    "street",
    "Springfield",
    "my name is",
    "ninety two years old",
    "card ending in",
    "https://",
];

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::sample::select(&PIECES[..]).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
        1 => any::<String>(),
        1 => "[0-9]{1,20}",
    ]
}

fn data() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec((any::<bool>(), piece()), 0..60).prop_map(|pieces| {
        let spaced = |(space, piece): (bool, String)| if space { piece + " " } else { piece };
        pieces.into_iter().map(spaced).collect::<String>().into_bytes()
    })
}

#[test]
fn texts_that_once_broke_it_are_redacted_soundly() {
    for (question, answer) in [
        // a word of nothing but a combining mark folds to no letter
        ("", "\u{301}"),
        ("", " \u{301}@"),
        ("", "\u{300}{"),
        // a number whose first words another claim has taken
        ("zip", "nancy romeo two four peter delta"),
        ("live", "bravo sam eight one tom hotel"),
        ("", "r x two seven eight oh padma street"),
    ] {
        body::check(&[(Speaker::Agent, question.into()), (Speaker::Caller, answer.into())]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text_is_redacted_soundly(data in data()) {
        body::check(&body::turns(&data));
    }

    #[test]
    fn any_bytes_are_redacted_soundly(data in prop::collection::vec(any::<u8>(), 0..400)) {
        body::check(&body::turns(&data));
    }
}
