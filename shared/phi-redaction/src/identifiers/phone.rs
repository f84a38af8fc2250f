//! Telephone and fax numbers (45 CFR 164.514(b)(2)(i)(D), (E)).

use super::codes::{Evidence, Verdict};
use crate::engine::PhiType;
use crate::engine::dialogue::{CARD, INSURANCE, MRN, OTHER, PHONE, SSN};
use crate::engine::numbers::Run;

/// Ten digits (North American Numbering Plan), eleven with the country code, seven when asked; pieces of one when
/// a caller gives it in parts.
pub fn judge(run: &Run, evidence: &Evidence) -> Verdict {
    if run.letters > 0 {
        return None;
    }
    let about = evidence.about(PHONE);
    let n = run.text.len();
    let shaped = nanp(&run.text);
    let nanp = n == 10 || n == 11 && run.text.starts_with('1');
    let unasked = evidence.cue == 0 && evidence.asked & (OTHER | MRN | INSURANCE | SSN | CARD) == 0;
    let exchange = n == 7 && run.dashes == 1 && run.parts.first().is_some_and(|p| p.len == 3);
    match n {
        _ if nanp && (about || evidence.cue == 0 && evidence.asked & (OTHER | MRN | INSURANCE) == 0) => {
            Some((PhiType::Phone, if about { 990 } else { 930 }))
        }
        _ if shaped && evidence.cue == 0 && (written(run) || evidence.asked & PHONE != 0) => {
            Some((PhiType::Phone, 900))
        }
        11 | 12 if abroad(&run.text) && (about || evidence.cue == 0) => Some((PhiType::Phone, 900)),
        7 if unasked && !run.big && !run.text.starts_with(['0', '1']) => Some((PhiType::Phone, 850)),
        _ if nanp && written(run) => Some((PhiType::Phone, 900)),
        _ if exchange && (about || evidence.cue == 0) => Some((PhiType::Phone, 900)),
        4..=6 if about && !run.big => Some((PhiType::Phone, if evidence.pointed() { 950 } else { 800 })),
        7..=15 if about && !run.big => Some((PhiType::Phone, 950)),
        4..=15 if about && n >= 7 => Some((PhiType::Phone, 950)),
        3..=6 if evidence.asked & PHONE != 0 && evidence.cue == 0 && evidence.opens && n == 3 => {
            Some((PhiType::Phone, 700))
        }
        3 if evidence.cue == PHONE && evidence.tight && !run.big && !run.text.ends_with("11") && run.text != "988" => {
            Some((PhiType::Phone, 800))
        }
        3 | 2 if about && evidence.alone && evidence.asked & PHONE != 0 => Some((PhiType::Phone, 800)),
        _ => None,
    }
}

/// The numbering plan's shape: neither area nor exchange begins with 0 or 1 (NANPA).
pub(super) fn nanp(text: &str) -> bool {
    let ten = if text.len() == 11 { text.strip_prefix('1') } else { Some(text) };
    ten.is_some_and(|t| t.len() == 10 && [0, 3].iter().all(|&i| t.as_bytes()[i] > b'1'))
}

/// British numbers, with the trunk zero or the country code (Ofcom numbering plan).
fn abroad(text: &str) -> bool {
    text.len() == 11 && text.starts_with("07") || text.len() == 12 && text.starts_with("44")
}

/// 3-3-4 with separators.
fn written(run: &Run) -> bool {
    run.parts.len() >= 3 && run.parts.iter().rev().map(|p| p.len).take(3).eq([4, 3, 3])
}
