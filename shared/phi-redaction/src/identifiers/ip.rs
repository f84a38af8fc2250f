//! Internet protocol addresses (45 CFR 164.514(b)(2)(i)(O)), version 4 written or said with "dot", version 6 written.

use super::codes::{Evidence, Verdict};
use crate::engine::PhiType;
use crate::engine::dialogue::NET;
use crate::engine::numbers::Run;
use crate::engine::text::{COLON, Doc};

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

/// Groups of hexadecimal digits joined by colons: an address of version 6 (RFC 4291) or of a network card.
pub(super) fn colons(doc: &Doc, i: usize) -> Option<usize> {
    let hex = |j: usize| doc.size(j) <= 4 && doc.w(j).bytes().all(|b| b.is_ascii_hexdigit());
    if doc.glued(i) && doc.toks[i].pre & COLON != 0 {
        return None;
    }
    let mut last = i;
    while doc.glued(last + 1) && doc.toks[last + 1].pre == COLON && hex(last + 1) && last < i + 8 {
        last += 1;
    }
    (last >= i + 3 && hex(i)).then_some(last)
}
