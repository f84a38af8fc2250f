use proptest::prelude::*;

use super::*;

const PIECES: &str = "[PAD]\n[UNK]\n[CLS]\n[SEP]\nun\n##aff\n##able\nnunez\n,\nMia\n##a\n-\n中\n";

fn cut(lower_case: bool, text: &str) -> Vec<(i64, usize, usize)> {
    let mut out = Vec::new();
    Vocab::new(PIECES, lower_case).unwrap().cut(0, text, &mut out);
    out.into_iter().map(|p| (p.id, p.start, p.end)).collect()
}

#[test]
fn the_longest_piece_comes_first() {
    assert_eq!(cut(true, "UNaffable"), [(4, 0, 2), (5, 2, 5), (6, 5, 9)]);
}

#[test]
fn a_word_that_no_pieces_make_is_one_unknown_piece() {
    assert_eq!(cut(true, "unaffx un"), [(1, 0, 6), (4, 7, 9)]);
    let long = format!("un{}", "a".repeat(99));
    assert_eq!(cut(true, &long), [(1, 0, 101)]);
}

#[test]
fn accents_and_capitals_go_only_from_an_uncased_model() {
    assert_eq!(cut(true, "Nu\u{301}\u{f1}ez"), [(7, 0, 8)]);
    assert_eq!(cut(false, "Mia mia"), [(9, 0, 3), (1, 4, 7)]);
}

#[test]
fn punctuation_and_ideographs_stand_alone_and_control_characters_go() {
    assert_eq!(cut(true, "un-un,中un"), [(4, 0, 2), (11, 2, 3), (4, 3, 5), (8, 5, 6), (12, 6, 9), (4, 9, 11)]);
    assert_eq!(cut(true, "u\u{0}n"), [(4, 0, 3)]);
}

#[test]
fn a_vocabulary_without_its_special_pieces_is_refused() {
    for missing in ["[UNK]", "[CLS]", "[SEP]", "[PAD]"] {
        let error = Vocab::new(&PIECES.replace(missing, "x"), true).unwrap_err();
        assert!(error.code() == "PHI-M002" && error.to_string().contains(missing), "{error}");
    }
}

proptest! {
    #[test]
    fn pieces_stand_in_order_on_character_boundaries(text in any::<String>(), lower_case in any::<bool>()) {
        let mut end = 0;
        for (_, start, stop) in cut(lower_case, &text) {
            prop_assert!(text.is_char_boundary(start) && text.is_char_boundary(stop) && start < stop);
            prop_assert!(start + 1 > end || lower_case);
            end = stop;
        }
    }
}
