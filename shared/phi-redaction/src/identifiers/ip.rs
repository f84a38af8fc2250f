//! Internet protocol addresses (45 CFR 164.514(b)(2)(i)(O)), version 4, written or said with "dot".

use super::codes::{Evidence, Verdict};
use crate::engine::PhiType;
use crate::engine::dialogue::NET;
use crate::engine::numbers::Run;

/// Four groups up to 255 (RFC 791); pieces of one, or groups said without their dots, when it was asked for.
pub fn judge(run: &Run, evidence: &Evidence) -> Verdict {
    if run.letters > 0 {
        return None;
    }
    let about = evidence.about(NET);
    match (run.dots, run.text.len()) {
        (3.., 4..=14) => Some((PhiType::Ip, 980)),
        (2, 4..=9) if run.parts.iter().all(|p| p.len <= 3) && (run.parts.len() == 3 || about) => {
            Some((PhiType::Ip, if about { 950 } else { 600 }))
        }
        (1.., 2..=12) if about && (run.dots > 1 || evidence.alone) && run.parts.iter().all(|p| p.len <= 3) => {
            Some((PhiType::Ip, 900))
        }
        (0, 5..=12) if about && run.dashes == 0 && run.parts.len() >= 4 => Some((PhiType::Ip, 800)),
        _ => None,
    }
}
