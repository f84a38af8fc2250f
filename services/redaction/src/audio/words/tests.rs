use phi_redaction::engine::Span;

use super::super::tests::{said, span, turn};
use super::{CleanWord, redact_words};

const HEARD: [(&str, u64, u64); 5] =
    [("this", 0, 100), ("is", 200, 300), ("ann", 400, 500), ("lee", 600, 700), ("hi", 800, 900)];

fn shown(list: &[CleanWord]) -> Vec<(&str, u64, u64)> {
    list.iter().map(|word| (word.text.as_str(), word.start_ms, word.end_ms)).collect()
}

#[test]
fn a_placeholder_takes_the_times_of_its_words() {
    let said = said(vec![
        turn("This is Ann Lee's, hi!", (0, 900), &HEARD),
        turn("ok", (1_000, 1_100), &[("ok", 1_000, 1_100)]),
    ]);
    let list = redact_words(&said, &[span(&said, 0, "Ann Lee")]);
    // "lees" was heard as "lee", so its text and its word are a link of their own between words of both
    assert_eq!(
        shown(&list[0]),
        [("This", 0, 100), ("is", 200, 300), ("[PATIENT_NAME_1]'s,", 400, 700), ("hi!", 800, 900)]
    );
    assert_eq!(shown(&list[1]), [("ok", 1_000, 1_100)]);
}

#[test]
fn words_that_nobody_read_are_left_out() {
    let said = said(vec![turn("This is hi!", (0, 900), &HEARD)]);
    assert_eq!(shown(&redact_words(&said, &[])[0]), [("This", 0, 100), ("is", 200, 300), ("hi!", 800, 900)]);
}

#[test]
fn numbers_are_given_as_the_text_has_them() {
    let heard = [("in", 0, 100), ("nineteen", 200, 300), ("eighty", 400, 500), ("on", 600, 700)];
    let said = said(vec![turn("in 1980 on", (0, 900), &heard)]);
    assert_eq!(shown(&redact_words(&said, &[])[0]), [("in", 0, 100), ("1980", 200, 500), ("on", 600, 700)]);
    assert_eq!(shown(&redact_words(&said, &[span(&said, 0, "1980")])[0])[1], ("[PATIENT_NAME_1]", 200, 500));
}

#[test]
fn a_turn_without_sure_times_has_no_list() {
    let mut untimed = HEARD;
    untimed[4].2 = 800;
    let said = said(vec![
        turn("This is Ann Lee, hi!", (0, 900), &untimed),
        turn("This is Ann Lee, hi!", (0, 900), &[]),
        turn("ann", (0, 900), &[]),
    ]);
    let list = redact_words(&said, &[span(&said, 2, "ann")]);
    assert!(list.len() == 3 && list.iter().all(Vec::is_empty));
    let other = Span { turn: 3, ..span(&said, 2, "ann") };
    assert!(redact_words(&said, &[other]).iter().all(Vec::is_empty));
}
