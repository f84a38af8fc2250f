use std::ops::Range;

use super::{Block, Link, align, blocks};

const fn exact(text: Range<usize>, words: Range<usize>) -> Link {
    Link { text, words, loose: false }
}

fn links(text: &str, words: &str) -> Vec<(String, String)> {
    let words: Vec<&str> = words.split(' ').filter(|word| !word.is_empty()).collect();
    let name = |link: Link| (text[link.text].to_owned(), words[link.words].join(" "));
    align(text, &words).into_iter().map(name).collect()
}

fn linked(text: &str, words: &str, expected: &[(&str, &str)]) {
    let expected: Vec<_> = expected.iter().map(|(text, words)| ((*text).to_owned(), (*words).to_owned())).collect();
    assert_eq!(links(text, words), expected, "{text} | {words}");
}

#[test]
fn case_and_marks_do_not_matter() {
    linked("It's Ann, yes.", "its ann yes", &[("It's", "its"), ("Ann,", "ann"), ("yes.", "yes")]);
    linked("(206) 555-0143!", "206 5550143", &[("(206)", "206"), ("555-0143!", "5550143")]);
    linked("Dr.Gray @ home", "dr. gray @ HOME", &[("Dr.", "dr."), ("Gray", "gray"), ("home", "HOME")]);
}

#[test]
fn words_cut_in_other_places_are_the_same_words() {
    linked("a check up", "a checkup", &[("a", "a"), ("check up", "checkup")]);
    linked("a checkup", "a check up", &[("a", "a"), ("checkup", "check up")]);
    linked("x ab-cd y", "x a bcd y", &[("x", "x"), ("ab-cd", "a bcd"), ("y", "y")]);
    linked("jane@example.com", "jane@example.com", &[("jane@example.com", "jane@example.com")]);
}

#[test]
fn numbers_written_otherwise_stand_between_words_of_both() {
    let words = "call five five five oh one four three please";
    linked(
        "Call 555-0143 please",
        words,
        &[("Call", "call"), ("555-0143", "five five five oh one four three"), ("please", "please")],
    );
    linked(
        "born 1984 okay",
        "born nineteen eighty four okay",
        &[("born", "born"), ("1984", "nineteen eighty four"), ("okay", "okay")],
    );
}

#[test]
fn words_on_one_side_only_are_said_to_be() {
    linked("it is ann", "it um is ann", &[("it", "it"), ("", "um"), ("is", "is"), ("ann", "ann")]);
    linked("it is ann lee", "it is lee", &[("it", "it"), ("is", "is"), ("ann", ""), ("lee", "lee")]);
    linked("", "who", &[("", "who")]);
    linked("who", "", &[("who", "")]);
    linked("...", "", &[]);
}

/// Which of three "five" was not heard is not known, so none of them is taken for the one or the other.
#[test]
fn what_can_be_paired_in_two_ways_stays_together() {
    linked("oh five five five no", "oh five five no", &[("oh", "oh"), ("five five five", "five five"), ("no", "no")]);
    linked("five no", "five five no", &[("five", "five five"), ("no", "no")]);
}

#[test]
fn only_what_is_not_the_same_letters_is_loose() {
    let links = align("call 555-0143 a checkup", &["call", "five", "five", "five", "a", "check", "up"]);
    assert_eq!(links.iter().map(|link| link.loose).collect::<Vec<_>>(), [false, true, false, false]);
}

/// More words than the text between can be read as: they were said and not written.
#[test]
fn words_too_many_for_the_text_are_not_its_reading() {
    linked("a 15 b", "a one point five b", &[("a", "a"), ("15", "one point five"), ("b", "b")]);
    linked(
        "oh uh okay",
        "oh it is ann lee gray so okay",
        &[("oh", "oh"), ("uh", ""), ("", "it is ann lee gray so"), ("okay", "okay")],
    );
}

#[test]
fn a_word_that_two_links_would_share_joins_them() {
    linked("a 12 34 b", "a 12-99 b", &[("a", "a"), ("12 34", "12-99"), ("b", "b")]);
}

#[test]
fn a_turn_too_long_to_compare_is_one_link() {
    let text = "a ".repeat(2_500);
    let words: Vec<&str> = vec!["b"; 2_500];
    assert_eq!(align(&text, &words), [Link { text: 0..text.len() - 1, words: 0..2_500, loose: true }]);
}

#[test]
fn spans_hold_links_together() {
    let text = "it is ann lee gray now";
    let words = ["it", "is", "ann", "uh", "lee", "gray", "now"];
    let links = align(text, &words);
    let held = blocks(&links, &[6..9, 10..18]).unwrap();
    let phi: Vec<_> = held.iter().filter(|block| block.phi).map(|block| block.link.clone()).collect();
    assert_eq!(phi, [exact(6..9, 2..3), exact(10..18, 4..6)]);
    assert!(held.contains(&Block { link: exact(9..9, 3..4), phi: false }));
    let one = blocks(&links, std::slice::from_ref(&(6..18))).unwrap();
    assert!(one.contains(&Block { link: exact(6..18, 2..6), phi: true }));
    assert_eq!(one.len(), 4);
}

#[test]
fn two_spans_in_one_link_are_one_block() {
    let links = align("ann lee", &["annlee"]);
    let held = blocks(&links, &[0..3, 4..7]).unwrap();
    assert_eq!(held, [Block { link: exact(0..7, 0..1), phi: true }]);
}

#[test]
fn a_span_over_text_that_was_not_heard_has_no_words() {
    assert_eq!(blocks(&align("it is ann", &["it", "is"]), std::slice::from_ref(&(6..9))), None);
    assert_eq!(blocks(&[], std::slice::from_ref(&(0..3))), None);
    assert!(blocks(&align("it is ann", &["it", "is"]), std::slice::from_ref(&(0..2))).is_some());
}
