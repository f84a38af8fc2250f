//! Medical record numbers (45 CFR 164.514(b)(2)(i)(H)).

use super::codes::{Evidence, Verdict};
use crate::engine::PhiType;
use crate::engine::dialogue::MRN;
use crate::engine::numbers::Run;

/// Named or asked, four characters or more; or with the letters that record numbers begin with.
pub fn judge(run: &Run, evidence: &Evidence) -> Verdict {
    if evidence.about(MRN) && (evidence.len >= 4 || evidence.short_answer()) {
        let sure = evidence.len >= 6 || evidence.pointed();
        return Some((PhiType::Mrn, if sure { 950 } else { 800 }));
    }
    let lettered = run.letters <= 3 && run.digits >= 5 && run.text.starts_with("mr");
    (lettered && evidence.cue == 0).then_some((PhiType::Mrn, 900))
}
