//! Health plan beneficiary numbers: member, subscriber, policy and group (45 CFR 164.514(b)(2)(i)(I)).

use super::codes::{Evidence, Verdict};
use crate::engine::PhiType;
use crate::engine::dialogue::INSURANCE;
use crate::engine::numbers::Run;

/// Named or asked; or the shape of a Medicare Beneficiary Identifier.
pub fn judge(run: &Run, evidence: &Evidence) -> Verdict {
    if evidence.about(INSURANCE) && (evidence.len >= 4 || evidence.short_answer()) {
        let sure = evidence.len >= 6 || evidence.pointed();
        return Some((PhiType::InsuranceId, if sure { 950 } else { 800 }));
    }
    mbi(&run.text).then_some((PhiType::InsuranceId, 970))
}

/// CMS, Medicare Beneficiary Identifier format: C A AN N A AN N A A N N.
pub fn mbi(text: &str) -> bool {
    let shape = b"nabnabnaann";
    text.len() == 11
        && text.bytes().zip(shape).all(|(c, s)| match s {
            b'n' => c.is_ascii_digit(),
            b'a' => c.is_ascii_alphabetic(),
            _ => c.is_ascii_alphanumeric(),
        })
}
