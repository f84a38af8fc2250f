//! Medical record numbers (45 CFR 164.514(b)(2)(i)(H)).

use super::codes::{Evidence, Verdict};
use crate::engine::PhiType;
use crate::engine::dialogue::MRN;

/// Named or asked, four characters or more.
pub fn judge(evidence: &Evidence) -> Verdict {
    (evidence.about(MRN) && (evidence.len >= 4 || evidence.short_answer())).then_some((PhiType::Mrn, 950))
}
