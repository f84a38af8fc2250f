//! Ages that a date of birth in the same call explains: "Fourth of July, 1935 … Ninety-one."

use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::dialogue::number;
use crate::engine::lexicon::FUNC;
use crate::engine::text::words::says;
use crate::engine::text::{COLON, COMMA, DASH, Doc, MONEY, SLASH};

/// How many claims back a birth may have been told.
const CLAIMS: usize = 6;
/// How many turns back.
const TURNS: u32 = 2;
/// The years in which calls are recorded: a sum outside them is no age.
const NOW: std::ops::RangeInclusive<u32> = 2010..=2049;

/// Is this the age of somebody whose birth was told just before, said as a sentence or after a word that leads to an age?
pub(super) fn reckoned(doc: &Doc, board: &Board, (first, last): (usize, usize), years: u32) -> bool {
    if years < 90 || !framed(doc, first, last + 1) {
        return false;
    }
    let turn = doc.toks[first].turn;
    let near = board.claims.iter().rev().filter(|c| matches!(c.kind, PhiType::Dob | PhiType::Date)).take(CLAIMS);
    near.filter_map(|c| {
        let told = doc.toks[c.first].turn;
        let year: u32 = c.normalised.as_deref()?.get(..4)?.parse().ok()?;
        Some((told <= turn && turn - told <= TURNS, year))
    })
    .any(|(near, year)| near && NOW.contains(&(year + years)))
}

/// "… Ninety-one.", "so just short of ninety five, poor thing", "about to be 92": a number that stands by itself, no pulse or price.
fn framed(doc: &Doc, first: usize, next: usize) -> bool {
    let led = doc.prev(first).is_none_or(|p| {
        says!(doc, p, "be" | "of" | "so" | "now" | "that's" | "is" | "almost" | "nearly" | "already" | "just" | "yes")
            || doc.breaks(first)
            || doc.toks[first].pre & COMMA != 0 && !number(doc, p)
    });
    let plain = |j: usize| doc.toks[j].pre & (MONEY | SLASH | DASH | COLON) == 0;
    let free = doc.parted(next) || doc.has(next, FUNC);
    let measure = says!(doc, next, "over" | "point" | "percent" | "on" | "to") && !doc.breaks(next);
    led && free && !measure && plain(first) && (doc.end(next) || plain(next))
}
