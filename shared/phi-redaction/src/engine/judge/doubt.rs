//! Words that both models are to doubt: a sentence's first, the name of the practice that speaks, what is left of "okay".

use crate::engine::Speaker;
use crate::engine::lexicon::{COMMON, FIRST, FUNC, LAST};
use crate::engine::text::words::says;
use crate::engine::text::{Doc, Kind};

/// What must be more likely to become a claim when it is a word that opens a sentence.
pub(in crate::engine) const OPENING: f32 = 0.45;

/// Is it an ordinary word, nobody's name, whose capital says only that a sentence begins ("However", "Obviously")? What somebody
/// answers in one word may be a name all the same.
pub(in crate::engine) fn opening(doc: &Doc, i: usize) -> bool {
    let word = doc.cased_at(i) && doc.breaks(i) && doc.has(i, COMMON) && !doc.has(i, FIRST | LAST);
    word && (!doc.breaks(i + 1) || doc.speaker(i) == Speaker::Agent)
}

/// "doctor smith from babylon", "one of the doctors here at babylon", "welcome to babylon": whom somebody of the practice's
/// side speaks for. A caller may say where home is.
pub(in crate::engine) fn behalf(doc: &Doc, i: usize, named: impl Fn(usize) -> bool) -> bool {
    let close = |i: usize| doc.prev(i).filter(|_| !doc.breaks(i));
    let Some(p) = close(i).filter(|&p| says!(doc, p, "from" | "at" | "to")) else { return false };
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
