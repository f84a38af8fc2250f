//! Account, licence, vehicle, device, prescription, claim, confirmation and any other unique number
//! (45 CFR 164.514(b)(2)(i)(J) to (M), (R)).

use super::codes::{Evidence, Verdict};
use crate::engine::PhiType;
use crate::engine::dialogue::{ANYCODE, LAST4, OTHER};
use crate::engine::numbers::Run;

/// Named or asked; or so long, or so mixed, that it can hardly be anything but an identifier.
pub fn judge(run: &Run, evidence: &Evidence) -> Verdict {
    let n = evidence.len;
    let mixed = run.letters > 0 && run.digits > 0;
    if evidence.cue & OTHER != 0 && n >= 4 && (run.digits >= 3 || mixed) {
        return Some((PhiType::OtherId, 950));
    }
    // "the gate is two oh eight", "visitor number it's eight four six"
    if evidence.cue & OTHER != 0 && evidence.tight && n >= 3 && run.digits >= 2 && !run.big {
        return Some((PhiType::OtherId, 900));
    }
    // "the pickup code is six hundred thirteen"
    if evidence.cue & OTHER != 0 && evidence.tight && n >= 3 && run.text.trim_end_matches('0').len() >= 2 {
        return Some((PhiType::OtherId, 740));
    }
    if evidence.about(OTHER) && n >= 5 && (run.digits >= 3 || mixed) {
        return Some((PhiType::OtherId, 930));
    }
    if evidence.about(OTHER | ANYCODE) && n == 4 && !run.big && (evidence.opens || evidence.alone) {
        return Some((PhiType::OtherId, 900));
    }
    if evidence.about(OTHER | ANYCODE) && evidence.short_answer() {
        return Some((PhiType::OtherId, 750));
    }
    if evidence.cue & LAST4 != 0 && n >= 3 {
        return Some((PhiType::OtherId, 800));
    }
    let round = run.big && run.text.trim_end_matches('0').len() <= 3;
    let long = run.digits >= 6 && !round && (run.digits > 7 || !run.big);
    let mixed = run.letters > 0 && run.digits >= 4 && n >= 6;
    let woven = run.letters >= 2 && run.digits >= 2 && n >= 6 && run.dots + run.slashes == 0;
    (long || mixed || woven).then_some((PhiType::OtherId, 700))
}
