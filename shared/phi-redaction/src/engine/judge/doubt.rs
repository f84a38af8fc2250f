//! Words that both models are to doubt: a sentence's first, the name of the practice that speaks, what is left of "okay",
//! phrases that everybody says.

use crate::engine::Speaker;
use crate::engine::lexicon::{COMMON, FIRST, FUNC, LAST, Num};
use crate::engine::text::words::says;
use crate::engine::text::{Doc, Kind};

/// What must be more likely to become a claim when it is a word that opens a sentence.
pub(in crate::engine) const OPENING: f32 = 0.45;

/// Most ordinary words that a practice's name goes on in: "babylon | family health centre".
const REST: usize = 3;

/// Is it an ordinary word, nobody's name, whose capital says only that a sentence begins ("However", "Obviously")? What somebody
/// answers in one word may be a name all the same.
pub(in crate::engine) fn opening(doc: &Doc, i: usize) -> bool {
    let word = doc.cased_at(i) && doc.breaks(i) && doc.has(i, COMMON) && !doc.has(i, FIRST | LAST);
    word && (!doc.breaks(i + 1) || doc.speaker(i) == Speaker::Agent)
}

/// "doctor smith from babylon", "one of the doctors here at babylon family practice", "welcome to babylon": whom somebody of
/// the practice's side speaks for. A caller may say where home is.
pub(in crate::engine) fn behalf(doc: &Doc, i: usize, named: impl Fn(usize) -> bool) -> bool {
    let close = |i: usize| doc.prev(i).filter(|_| !doc.breaks(i));
    let mut first = i;
    // the name goes on in ordinary words
    for _ in 0..REST {
        if !doc.has(first, COMMON) || doc.has(first, FIRST | LAST) {
            break;
        }
        let Some(p) = close(first).filter(|&p| !doc.has(p, FUNC)) else { break };
        first = p;
    }
    let Some(p) = close(first).filter(|&p| says!(doc, p, "from" | "at" | "to")) else { return false };
    let Some(q) = close(p) else { return false };
    if says!(doc, p, "to") {
        return says!(doc, q, "welcome");
    }
    let staff = says!(doc, q, "here" | "works" | "doctors" | "physicians" | "clinicians" | "practitioners" | "nurses");
    doc.speaker(i) != Speaker::Caller && (staff || named(q))
}

/// "kay what's her name", "k that sounds good": is it the rest of an "okay"?
pub(in crate::engine) fn okay(doc: &Doc, i: usize) -> bool {
    let word = |j: usize| doc.toks[j].kind == Kind::Word && doc.has(j, FUNC | COMMON) && !doc.has(j, LAST);
    says!(doc, i, "k" | "kay") && doc.breaks(i) && word(i + 1) && !says!(doc, i + 1, "hi" | "hey" | "hello")
}

/// Does it begin what everybody says: how long something lasts ("at tanager tires going on nine years"), or a greeting ("nice
/// to meet you"; a town is called so too)?
pub(in crate::engine) fn phrase(doc: &Doc, i: usize) -> bool {
    if doc.end(i + 2) {
        return false;
    }
    let lasts = says!(doc, i, "going") && says!(doc, i + 1, "on") && doc.toks[i + 2].num != Num::None;
    let greets = says!(doc, i, "nice" | "lovely" | "good" | "great" | "pleased") && says!(doc, i + 1, "to");
    lasts || greets && says!(doc, i + 2, "see" | "meet" | "talk" | "speak" | "hear" | "have" | "know")
}
