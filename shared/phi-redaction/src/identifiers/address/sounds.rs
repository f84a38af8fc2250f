//! House and box numbers that a recognizer wrote as words of the same sound: "to oh to cypress drive", "box ate".

use crate::engine::board::Board;
use crate::engine::dialogue::number;
use crate::engine::text::Doc;
use crate::engine::text::words::says;

/// The most words of such a number.
const LONGEST: usize = 6;

/// Does the word sound as a digit, and as nothing that names a street?
pub(super) fn digit(doc: &Doc, i: usize) -> bool {
    says!(doc, i, "to" | "too" | "for" | "fore" | "won" | "ate" | "sicks" | "nein" | "tree" | "fife" | "tee" | "teen")
}

/// The first token of a number of such words and of digits that ends at `last`: two of them at least.
pub(super) fn start(doc: &Doc, board: &Board, last: usize) -> Option<usize> {
    let (mut first, mut sounds, mut words) = (last, 0, 0);
    let mut at = Some(last);
    while let Some(i) = at.filter(|&i| words < LONGEST && !board.taken(i) && (number(doc, i) || digit(doc, i))) {
        first = i;
        words += 1;
        sounds += usize::from(digit(doc, i));
        at = if doc.breaks(i) { None } else { doc.prev(i) };
    }
    // "send it | to to oh to …", "the card for | too sicks …": the first leads to the number
    let led = |i: usize| {
        doc.prev(i).is_none_or(|p| {
            says!(doc, p, "at" | "is" | "it's" | "on" | "still" | "address" | "to" | "number" | "and" | "box")
        })
    };
    if says!(doc, first, "to" | "for") && !led(first) {
        first += 1;
        words -= 1;
        sounds -= 1;
    }
    (words >= 2 && sounds > 0).then_some(first)
}
