//! Names that a recognizer wrote in pieces ("ben a veed ess", "roe shell"): after a title or an introduction, or as the whole
//! answer to a question for a name, everything up to the end of the clause is the name.

use super::ordinary::adjectival;
use super::{Grade, grade};
use crate::engine::board::{Board, Claim};
use crate::engine::lexicon::{
    COMMON, CUE, DESIG, DRUG, FIRST, FUNC, LAST, MONTH, Num, ORGWORD, RELATION, STREET, TITLE, UNIT, WEEKDAY,
};
use crate::engine::text::words::says;
use crate::engine::text::{COMMA, Doc, Kind};
use crate::engine::{PhiType, Role};
use crate::identifiers::Context;

/// More words no name is heard as.
const LONGEST: usize = 6;

/// What opens a run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opening {
    /// "mister …", "doctor …".
    Title,
    /// "this is …", "my name is …".
    Said,
    /// The beginning of an answer.
    Asked,
}

/// Claims the pieces after the slot that the word `i` opens and that would begin at `first`.
pub(super) fn at(ctx: &Context<'_>, board: &mut Board, i: usize, first: usize) {
    let doc = ctx.doc;
    let opening = if doc.has(i, TITLE) {
        let article =
            doc.prev(i).is_some_and(|p| says!(doc, p, "the" | "a" | "my" | "your" | "his" | "her" | "another"));
        let sure = title(doc, i);
        let Some(opening) = (sure || says!(doc, i, "doctor" | "miss") && !article).then_some(Opening::Title) else {
            return;
        };
        opening
    } else if says!(doc, i, "this" | "name" | "name's" | "i'm") {
        Opening::Said
    } else {
        return;
    };
    let article =
        says!(doc, first, "a" | "an" | "in" | "is" | "are") && !says!(doc, i, "name" | "name's") && !title(doc, i);
    let near = first > i && first <= i + 2 && doc.toks[first].pre & COMMA == 0 && !doc.breaks(first);
    let vague = says!(doc, i, "doctor" | "miss") && !led(doc, i) && open(doc, first) && !odd(doc, board, first);
    if !doc.cased_at(i) && near && !article && !vague {
        claim(doc, board, opening, first);
    }
}

/// A title that nothing else is.
fn title(doc: &Doc, i: usize) -> bool {
    says!(doc, i, "mister" | "mr" | "mrs" | "missus" | "ms" | "dr")
}

/// Words before a doctor who is spoken to or of, not named: "no doctor …", "then doctor …".
fn led(doc: &Doc, i: usize) -> bool {
    doc.prev(i).is_some_and(|p| {
        !says!(
            doc,
            p,
            "no" | "yes"
                | "yeah"
                | "okay"
                | "hello"
                | "then"
                | "so"
                | "well"
                | "oh"
                | "thanks"
                | "you"
                | "morning"
                | "see"
                | "of"
        )
    })
}

/// Claims the answer to a question for a name that is nothing else.
pub(super) fn answer(ctx: &Context<'_>, board: &mut Board, turn: usize) {
    let doc = ctx.doc;
    let mut first = doc.first[turn];
    if doc.end(first) || doc.cased_at(first) {
        return;
    }
    for _ in 0..2 {
        first += usize::from(says!(doc, first, "yes" | "yeah" | "it's" | "its" | "that's" | "no" | "okay" | "sure"));
    }
    if !doc.end(first) {
        claim(doc, board, Opening::Asked, first);
    }
}

/// A word of grammar that may be a piece of a name.
fn small(doc: &Doc, i: usize) -> bool {
    says!(doc, i, "a" | "oh" | "o" | "e" | "us" | "an" | "are" | "see" | "you" | "al" | "el" | "in" | "is" | "s")
}

/// A word that is no grammar and no cue of anything.
fn open(doc: &Doc, i: usize) -> bool {
    let t = &doc.toks[i];
    let closed = FUNC | WEEKDAY | TITLE | RELATION | UNIT | ORGWORD | STREET | DESIG | DRUG | CUE | MONTH;
    t.kind == Kind::Word && t.flags & closed == 0 && t.num == Num::None
}

/// Is the token one that only a name or a piece of one can be?
fn odd(doc: &Doc, board: &Board, i: usize) -> bool {
    board.kind(i) == Some(PhiType::Name) || open(doc, i) && grade(doc, i) >= Grade::Unknown && !adjectival(doc.w(i))
}

fn claim(doc: &Doc, board: &mut Board, opening: Opening, first: usize) {
    let Some(last) = reach(doc, board, opening, first) else { return };
    let mut at = first;
    while at <= last {
        let end = (at..=last).find(|&j| board.taken(j)).unwrap_or(last + 1);
        if end > at {
            board.claim(Claim {
                first: at,
                last: end - 1,
                kind: PhiType::Name,
                score: 905,
                normalised: Some(super::spelling(doc, at, end - 1)),
                role: Role::Other,
            });
        }
        at = end.max(at) + 1;
    }
}

/// The last token of the name, when all of it is one.
fn reach(doc: &Doc, board: &Board, opening: Opening, first: usize) -> Option<usize> {
    let mut at = first;
    while at < first + LONGEST && goes_on(doc, board, first, at) {
        at += 1;
    }
    if at == first || at == first + LONGEST {
        return None;
    }
    let ended = doc.end(at) || doc.breaks(at);
    let mut last = at - 1;
    while !ended && last > first && small(doc, last) {
        last -= 1;
    }
    let count = |of: &dyn Fn(usize) -> bool| (first..=last).filter(|&j| of(j)).count();
    let (odd, small) = (count(&|j| odd(doc, board, j)), count(&|j| small(doc, j)));
    let named = count(&|j| board.kind(j) == Some(PhiType::Name));
    let all = last + 1 - first;
    let fits = match opening {
        _ if named == all => false,
        Opening::Title => over(doc, at) && (small == 0 && all <= 3 || odd > 0 && all <= 5),
        Opening::Said => closes(doc, at) && odd > 0 && all > 1 && (small > 0 || odd == all || introduced(doc, at)),
        Opening::Asked if all == 1 && !voiced(doc, first) => false,
        Opening::Asked => (ended || closes(doc, at)) && all <= 4 && (small == 0 && all <= 2 || odd > 0),
    };
    fits.then_some(last)
}

/// Can the token at `at` be a further piece of what begins at `first`?
fn goes_on(doc: &Doc, board: &Board, first: usize, at: usize) -> bool {
    let inside = at > first;
    let apart = inside && (doc.parted(at) || doc.b(at - 1).ends_with(b"'s"));
    if doc.end(at) || apart {
        return false;
    }
    if board.taken(at) {
        return board.kind(at) == Some(PhiType::Name);
    }
    let named = inside && board.kind(at - 1) == Some(PhiType::Name);
    if small(doc, at) {
        return piece(doc, board, at, named, inside);
    }
    let sentence = doc.has(at, COMMON)
        && (plural(doc, at) || named && super::listed(doc, at - 1) && !doc.has(at, FIRST | LAST) && doc.size(at) > 4);
    let verb = inside && super::auxiliary(doc, at);
    open(doc, at) && !verb && !stated(doc, at) && !adjectival(doc.w(at)) && !sentence
}

/// Is the word of grammar a piece of the name, and none of a sentence that goes on: "in billing", "a nurse", "is out"?
fn piece(doc: &Doc, board: &Board, at: usize, named: bool, inside: bool) -> bool {
    let next = at + 1;
    let pair = says!(doc, at, "are" | "see") && says!(doc, next, "you")
        || says!(doc, at, "you") && says!(doc, next, "are" | "see");
    let article = says!(doc, at, "in" | "a" | "an" | "is" | "are");
    let phrase = article && !doc.end(next) && !odd(doc, board, next);
    let whole = named && grade(doc, at - 1) == Grade::Name && (says!(doc, at, "an") || says!(doc, at, "is" | "are"));
    !(pair || whole || phrase && inside)
}

/// Words that begin what is said of a name or after one.
fn stated(doc: &Doc, i: usize) -> bool {
    says!(
        doc,
        i,
        "wrong"
            | "regular"
            | "spelling"
            | "capital"
            | "normal"
            | "urgent"
            | "service"
            | "scheduling"
            | "billing"
            | "records"
            | "front"
            | "desk"
            | "line"
            | "appointment"
            | "ready"
            | "open"
            | "visit"
            | "note"
            | "signed"
            | "prescribed"
            | "recommended"
            | "office"
            | "hiya"
            | "howdy"
            | "hon"
            | "honey"
            | "sweetie"
            | "dear"
            | "baby"
            | "somethin"
            | "something"
    ) || says!(doc, i, "hang" | "hold") && says!(doc, i + 1, "on")
}

/// Has the word a vowel? An abbreviation may not.
fn voiced(doc: &Doc, i: usize) -> bool {
    doc.b(i).iter().any(|b| b"aeiouy".contains(b))
}

fn plural(doc: &Doc, i: usize) -> bool {
    doc.w(i).ends_with('s') && !doc.has(i, FIRST | LAST)
}

/// Who was just introduced goes on to say why.
fn introduced(doc: &Doc, i: usize) -> bool {
    says!(doc, i, "how" | "may" | "can" | "calling" | "speaking" | "from" | "with" | "here")
}

/// What was called by a title is over: as `closes`, or a possessive ends it, or what the person does follows.
fn over(doc: &Doc, i: usize) -> bool {
    closes(doc, i)
        || doc.b(i - 1).ends_with(b"'s")
        || says!(
            doc,
            i,
            "the"
                | "your"
                | "we"
                | "they"
                | "would"
                | "wants"
                | "wanted"
                | "recommends"
                | "ordered"
                | "wrote"
                | "could"
                | "will"
                | "when"
                | "was"
                | "did"
                | "does"
                | "again"
                | "tomorrow"
                | "today"
        )
}

/// The name is over: its turn is, or a word follows that cannot be of it.
fn closes(doc: &Doc, i: usize) -> bool {
    doc.end(i)
        || doc.breaks(i)
        || doc.toks[i].pre & COMMA != 0
        || introduced(doc, i)
        || doc.toks[i].kind != Kind::Word
        || says!(
            doc,
            i,
            "office"
                | "i"
                | "i'm"
                | "i've"
                | "he"
                | "she"
                | "you"
                | "and"
                | "but"
                | "at"
                | "on"
                | "in"
                | "my"
                | "this"
                | "it's"
                | "is"
                | "has"
                | "said"
                | "says"
                | "date"
                | "yeah"
                | "yes"
                | "please"
                | "who"
                | "what"
                | "what's"
                | "so"
                | "to"
                | "for"
                | "are"
        )
}
