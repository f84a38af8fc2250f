//! Who calls from where: "this is moira at the dam", "june plover, down at larkmoor". And who answers there, which is the
//! practice itself.

use super::triggers::Lead;
use crate::engine::Speaker;
use crate::engine::lexicon::{COMMON, FIRST, FUNC, LAST, TITLE};
use crate::engine::text::Doc;
use crate::engine::text::words::says;

/// In which of a call's first turns people say who they are.
const TURNS: u32 = 4;

/// How far on in the turn.
const REACH: usize = 18;

/// The lead at "at" or "from" after the words by which a caller says who he is.
pub(super) fn introduced(doc: &Doc, i: usize) -> Option<Lead> {
    let turn = doc.toks[i].turn;
    let start = doc.first[turn as usize];
    if turn >= TURNS || i == start || i > start + REACH || doc.speakers[turn as usize] == Speaker::Agent {
        return None;
    }
    let said = (start..i).rev().find(|&j| opens(doc, j) && named(doc, j + 1))?;
    let else_told = |j: usize| {
        says!(
            doc,
            j,
            "my" | "your"
                | "you"
                | "me"
                | "patient"
                | "appointment"
                | "about"
                | "visit"
                | "pain"
                | "seen"
                | "was"
                | "when"
        )
    };
    if (said..i).any(else_told) {
        return None;
    }
    let score = if says!(doc, i, "at") { 800 } else { 760 };
    // "this is from atlanta", "i'm calling from home"
    let name = says!(doc, i, "at") || doc.has(i - 1, FIRST | LAST) || !doc.has(i - 1, COMMON | FUNC);
    name.then_some(Lead { start: i + 1, score })
}

/// "this | is", "it's", "i'm": what a speaker's own name follows.
fn opens(doc: &Doc, j: usize) -> bool {
    says!(doc, j, "i'm" | "im" | "it's")
        || says!(doc, j, "is" | "name's") && doc.prev(j).is_some_and(|p| says!(doc, p, "this" | "name" | "my" | "it"))
}

/// Does a name follow, or what the speaker does: "i'm | gwendolyn", "i'm | the evening cook"?
fn named(doc: &Doc, j: usize) -> bool {
    doc.has(j, FIRST | LAST | TITLE)
        || !doc.has(j, COMMON | FUNC)
        || says!(doc, j, "the") && !says!(doc, j - 1, "it's" | "is")
}

/// "one of the doctors that works here at larkmoor", "Dr Plover, GP at Larkmoor": an agent who says where he speaks from names
/// the practice, not anybody's employer.
pub(super) fn practice(doc: &Doc, start: usize) -> bool {
    let turn = doc.toks[start].turn as usize;
    if doc.speakers.get(turn) != Some(&Speaker::Agent) {
        return false;
    }
    let from = doc.first[turn].max(start.saturating_sub(14));
    let Some(own) = (from..start).rev().find(|&j| opens(doc, j) || says!(doc, j, "welcome")) else { return false };
    !(own..start).any(|j| {
        says!(
            doc,
            j,
            "he" | "she"
                | "he's"
                | "she's"
                | "they"
                | "his"
                | "her"
                | "their"
                | "your"
                | "you"
                | "you're"
                | "showing"
                | "seeing"
                | "see"
                | "says"
                | "calling"
                | "still"
        )
    })
}
