//! Companies of firefighters, and police by their districts.

use super::Named;
use crate::engine::dialogue::number;
use crate::engine::lexicon::{FUNC, UNIT};
use crate::engine::text::Doc;
use crate::engine::text::words::says;

/// "he was a fireman engine fourteen", "ladder nine", "retired from squad 3": beside a word of such work.
pub(super) fn named(doc: &Doc, i: usize) -> Option<Named> {
    if !says!(doc, i, "engine" | "ladder" | "squad" | "truck" | "precinct" | "firehouse") || !number(doc, i + 1) {
        return None;
    }
    let company = usize::from(says!(doc, i + 1, "company"));
    let from = i + 1 + company;
    let last = (from..from + 3).take_while(|&j| number(doc, j) && !doc.breaks(j)).last()?;
    let start = doc.first[doc.toks[i].turn as usize].max(i.saturating_sub(12));
    let fire = (start..i).chain(last + 1..last + 5).take_while(|&j| j < i || !doc.end(j)).any(|j| {
        says!(
            doc,
            j,
            "fire"
                | "fireman"
                | "firefighter"
                | "firefighters"
                | "retired"
                | "captain"
                | "lieutenant"
                | "chief"
                | "cop"
                | "police"
                | "officer"
        )
    });
    let closes = doc.breaks(last + 1) || doc.has(last + 1, FUNC) && !doc.has(last + 1, UNIT);
    (fire && closes).then_some(Named { first: i, last, score: 700 })
}
