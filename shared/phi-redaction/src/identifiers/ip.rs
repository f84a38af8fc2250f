//! Internet protocol addresses (45 CFR 164.514(b)(2)(i)(O)), version 4, written or said with "dot".

use super::codes::Verdict;
use crate::engine::PhiType;
use crate::engine::numbers::Run;

/// Four groups up to 255 (RFC 791).
pub fn judge(run: &Run) -> Verdict {
    (run.dots == 3 && run.letters == 0 && (4..=12).contains(&run.text.len())).then_some((PhiType::Ip, 980))
}
