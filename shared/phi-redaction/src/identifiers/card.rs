//! Payment cards: number, parts of it, security code (account numbers, 45 CFR 164.514(b)(2)(i)(J)).

use super::Context;
use super::codes::{Evidence, Verdict};
use crate::engine::PhiType;
use crate::engine::dialogue::{self, CARD, INSURANCE, LAST4, MRN, OTHER};
use crate::engine::numbers::{Run, run_at};
use crate::engine::text::Doc;
use crate::engine::text::words::says;

/// Topics of long numbers that are no cards.
const OTHERS: u32 = OTHER | INSURANCE | MRN;

/// Named or asked; or thirteen to nineteen digits, whose check digit only raises the score: a caller who says one
/// digit wrong still says the rest.
pub fn judge(run: &Run, evidence: &Evidence) -> Verdict {
    if run.letters > 0 {
        return None;
    }
    let n = run.text.len();
    let about = evidence.about(CARD) || (evidence.cue == LAST4 && evidence.asked & CARD != 0);
    // asked for a card and a telephone or member number at once, the length tells which is answered
    let other = evidence.asked & INSURANCE != 0 && evidence.cue & CARD == 0;
    match n {
        13..=19 if luhn(&run.text) => Some((PhiType::Card, 995)),
        13..=19 if about || fours(run) => Some((PhiType::Card, 930)),
        13..=19 if !evidence.about(OTHERS) => Some((PhiType::Card, 900)),
        10 | 11 if about && super::phone::nanp(&run.text) && evidence.cue & CARD == 0 => None,
        3 | 4 if about => Some((PhiType::Card, 930)),
        5..=12 if about && !other && !run.big => Some((PhiType::Card, 930)),
        2 if evidence.cue & CARD != 0 => Some((PhiType::Card, 600)),
        2 if about && evidence.alone => Some((PhiType::Card, 800)),
        _ => None,
    }
}

/// "expires 04/29", "and the expiration?" "oh four twenty nine": a month and a year of every card of its kind.
pub fn expiry(ctx: &Context<'_>, first: usize) -> bool {
    let doc = ctx.doc;
    let named = |i: usize| says!(doc, i, "expires" | "expiration" | "expiry" | "exp" | "expiring");
    let Some(p) = doc.prev(first).filter(|&p| !dialogue::number(doc, p) || doc.breaks(first)) else {
        let turn = doc.toks[first].turn as usize;
        let Some(before) = turn.checked_sub(1) else { return false };
        let end = doc.first[turn] - 1;
        let card = |t: usize| ctx.asks.of(doc, doc.first[t]) & CARD != 0 && ctx.asks.age(doc, doc.first[t]) <= 3;
        let asked = || card(turn) || turn.checked_sub(2).is_some_and(card);
        let date = end > doc.first[before] && says!(doc, end - 1, "date");
        let from = doc.first[before].max(end.saturating_sub(8));
        return ((from..end).any(named) || date && asked()) && short(doc, first);
    };
    let near = named(p) || says!(doc, p, "is" | "date" | "on" | "in") && (1..=2).any(|b| p >= b && named(p - b));
    near && !doc.breaks(first) && short(doc, first)
}

/// A month and the last figures of a year to come, and nothing else.
fn short(doc: &Doc, first: usize) -> bool {
    let Some(run) = run_at(doc, first).filter(|r| r.letters == 0 && r.text.is_ascii()) else { return false };
    let (month, year) = match run.text.len() {
        3 => run.text.split_at(1),
        4 => run.text.split_at(2),
        6 if run.text[2..].starts_with("20") => (&run.text[..2], &run.text[4..]),
        _ => return false,
    };
    let within = |text: &str, low: u32, high: u32| text.parse::<u32>().is_ok_and(|n| (low..=high).contains(&n));
    within(month, 1, 12) && within(year, 22, 45)
}

/// Grouped by four, as on the card.
fn fours(run: &Run) -> bool {
    run.parts.len() == 4 && run.parts.iter().all(|p| p.len == 4)
}

/// ISO/IEC 7812-1 annex B.
pub fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .filter(u8::is_ascii_digit)
        .enumerate()
        .map(|(i, b)| doubled(u32::from(b - b'0'), !i.is_multiple_of(2)))
        .sum();
    sum.is_multiple_of(10)
}

fn doubled(digit: u32, every_second: bool) -> u32 {
    match digit * if every_second { 2 } else { 1 } {
        n if n > 9 => n - 9,
        n => n,
    }
}
