//! Social security numbers, whole or the last four (45 CFR 164.514(b)(2)(i)(G)).

use super::codes::{Evidence, Verdict};
use crate::engine::PhiType;
use crate::engine::dialogue::{CARD, LAST4, SSN};
use crate::engine::numbers::Run;

/// Asked or named, or written 3-2-4.
pub fn judge(run: &Run, evidence: &Evidence) -> Verdict {
    if run.letters > 0 {
        return None;
    }
    let written = run.parts.len() == 3 && run.dashes == 2 && run.parts.iter().map(|p| p.len).eq([3, 2, 4]);
    if written {
        return Some((PhiType::Ssn, 980));
    }
    let last_four = evidence.cue & LAST4 != 0 && evidence.cue & !LAST4 == 0 && evidence.asked & SSN != 0;
    let about = evidence.about(SSN) || last_four;
    let grouped = run.parts.iter().map(|p| p.len).eq([3, 2, 4]);
    match run.text.len() {
        9 if about => Some((PhiType::Ssn, 970)),
        4 if about && !run.big => Some((PhiType::Ssn, 970)),
        9 if grouped && evidence.cue == 0 && evidence.asked & !SSN == 0 => Some((PhiType::Ssn, 900)),
        3 if about && evidence.alone => Some((PhiType::Ssn, 900)),
        3..=11 if about && !run.big && (run.text.len() > 4 || evidence.opens || evidence.cue != 0) => {
            Some((PhiType::Ssn, 900))
        }
        2 if about && evidence.alone => Some((PhiType::Ssn, 800)),
        4 if evidence.cue == 0
            && evidence.asked & LAST4 != 0
            && evidence.asked & CARD == 0
            && (evidence.alone || evidence.opens) =>
        {
            Some((PhiType::Ssn, 900))
        }
        4 if evidence.cue == LAST4 && evidence.asked & CARD == 0 => Some((PhiType::Ssn, 700)),
        _ => None,
    }
}
