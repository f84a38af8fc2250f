//! Words that say of a number that it is somebody's age.

use crate::engine::lexicon::{COMMON, FIRST, FUNC, Num, RARE, RELATION, TITLE, UNIT};
use crate::engine::text::words::says;
use crate::engine::text::{Doc, Kind};

/// "she turned ninety two", "pushing ninety five", "makes her 94", "born in 1929, so 96", "just shy of ninety".
pub(super) fn led(doc: &Doc, first: usize, before: &str) -> bool {
    let verb = matches!(
        before,
        "age" | "aged" | "big" | "turned" | "turning" | "turns" | "nearly" | "pushing" | "approaching"
    );
    let two = doc.prev(first).and_then(|p| doc.prev(p)).map_or("", |q| doc.w(q));
    let makes = matches!(before, "her" | "him" | "me" | "them") && matches!(two, "makes" | "make" | "made" | "making");
    let born = matches!(before, "so" | "now")
        && (first.saturating_sub(8)..first).any(|j| says!(doc, j, "born") && doc.toks[j].turn == doc.toks[first].turn);
    let reached = matches!(before, "hit" | "reached" | "hits" | "hitting" | "reaching");
    let lived = reached
        || matches!(before, "to" | "till" | "until" | "past")
            && matches!(two, "went" | "lived" | "made" | "it" | "she" | "he" | "i" | "live" | "lives");
    let aged = matches!(before, "of" | "is") && two == "age"
        || before == "to" && matches!(two, "close" | "closer" | "near" | "up")
        || before == "of"
            && matches!(two, "short" | "shy" | "man" | "woman" | "lady" | "gentleman" | "person" | "fellow" | "widow")
        || matches!(before, "young" | "spry" | "ripe" | "feisty" | "healthy" | "sharp" | "hearty" | "frail");
    let died = before == "at" && matches!(two, "died" | "passed" | "away" | "even" | "still");
    verb || makes || born || lived || aged || died || before == "on" && two == "going" && !doc.has(first + 1, UNIT)
}

/// "she's one oh two".
pub(super) fn direct_oh(doc: &Doc, first: usize, before: &str) -> bool {
    doc.toks[first].num == Num::Digit(1)
        && doc.toks[first + 1].num == Num::Digit(0)
        && matches!(before, "she's" | "he's")
}

/// "tansy is ninety six", "tansy's ninety six": a name before "is"; less sure, a word that no list has.
pub(super) fn named_is(doc: &Doc, first: usize) -> Option<u16> {
    let p = doc.prev(first)?;
    let q = if says!(doc, p, "is" | "was") { doc.prev(p)? } else { p };
    if q == p && !doc.w(p).ends_with("'s") {
        return None;
    }
    let plain = doc.toks[q].kind == Kind::Word && !doc.has(q, FUNC | COMMON | UNIT) && doc.toks[q].num == Num::None;
    let name = plain && (!doc.cased || doc.toks[q].cap);
    name.then(|| if doc.has(q, FIRST) && !doc.has(q, RARE) { 900 } else { 700 })
}

/// A word for whoever is of an age.
fn somebody(doc: &Doc, at: usize) -> bool {
    says!(
        doc,
        at,
        "she"
            | "he"
            | "i"
            | "i'm"
            | "patient"
            | "who"
            | "she's"
            | "he's"
            | "lady"
            | "gentleman"
            | "i'll"
            | "she'll"
            | "he'll"
            | "she'd"
            | "he'd"
            | "you"
            | "they're"
            | "both"
            | "you're"
            | "you'll"
            | "lived"
            | "mom's"
            | "dad's"
    )
}

/// "she's", "i'm", "mom is", "the patient is", "he will be".
pub(super) fn person_is(doc: &Doc, p: usize) -> bool {
    if says!(doc, p, "i'm" | "im" | "she's" | "shes" | "he's" | "hes" | "who's" | "you're") {
        return true;
    }
    // "she's what ninety three"
    if says!(doc, p, "what" | "like" | "still") {
        let person = |q: usize| says!(doc, q, "she's" | "he's" | "i'm" | "you're") || says!(doc, q, "is" | "am");
        return doc.prev(p).is_some_and(person);
    }
    if doc.has(p, RELATION) {
        return true;
    }
    if !says!(
        doc,
        p,
        "is" | "was"
            | "be"
            | "almost"
            | "just"
            | "am"
            | "about"
            | "already"
            | "only"
            | "over"
            | "past"
            | "turn"
            | "reach"
    ) {
        return false;
    }
    let mut at = p;
    for _ in 0..3 {
        let Some(q) = doc.prev(at) else { return false };
        at = q;
        if somebody(doc, at) || doc.has(at, RELATION | TITLE) {
            return true;
        }
    }
    false
}
