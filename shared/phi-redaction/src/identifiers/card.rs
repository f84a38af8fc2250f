//! Payment cards: number, parts of it, security code, expiry (account numbers, 45 CFR 164.514(b)(2)(i)(J)).

use super::codes::{Evidence, Verdict};
use crate::engine::PhiType;
use crate::engine::dialogue::{CARD, INSURANCE, LAST4, MRN, OTHER};
use crate::engine::numbers::Run;

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
