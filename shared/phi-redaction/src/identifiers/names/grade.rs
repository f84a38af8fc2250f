//! How much a word looks like a name, and how far a name reaches.

use crate::engine::board::Board;
use crate::engine::lexicon::{
    CITY, COMMON, CUE, DRUG, EPONYM, EPONYM_PAIR, FIRST, FUNC, LAST, MONTH, Num, ORGWORD, PARTICLE, PROPER, RELATION,
    STATE, STREET, TITLE, TLD, UNIT, WEEKDAY,
};
use crate::engine::text::words::says;
use crate::engine::text::{AT, COLON, COMMA, DASH, DOT, Doc, Kind, OTHER, PAREN, SLASH, SPACE, STOP, UNDER};

/// From "cannot be" to "is in a name lexicon and nowhere else".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Grade {
    /// Grammar, number, medicine, condition.
    No,
    /// An ordinary word.
    Plain,
    /// An ordinary word that is also a name, a place that is also a name.
    Either,
    /// Not in any list.
    Unknown,
    /// A name and nothing else.
    Name,
}

/// Grades the token. In text with capitals a lower-case word is no name, and a capital lifts one.
pub(crate) fn grade(doc: &Doc, i: usize) -> Grade {
    let t = &doc.toks[i];
    let f = t.flags;
    if t.kind != Kind::Word
        || f & (FUNC | DRUG | WEEKDAY | TITLE) != 0
        || t.num != Num::None && f & (MONTH | FIRST | LAST) == 0
    {
        return Grade::No;
    }
    let name = f & (FIRST | LAST) != 0;
    if f & (CUE | EPONYM | TLD | RELATION | UNIT | STREET | PROPER) != 0 && !name || eponym_of(doc, i) {
        return Grade::No;
    }
    let other = f & (COMMON | MONTH | STATE | CITY | EPONYM | ORGWORD | PARTICLE | UNIT | RELATION) != 0;
    if doc.cased_at(i) && !t.cap {
        return if name && !other { Grade::Either } else { Grade::No };
    }
    match (name, other) {
        (true, false) if doc.size(i) > 2 => Grade::Name,
        (true, _) => Grade::Either,
        (false, false) if !(doc.cased && t.caps) => Grade::Unknown,
        (false, _) => Grade::Plain,
    }
}

/// "parkinson's disease", "foley catheter", "lou gehrig's": the condition, not a person.
fn eponym_of(doc: &Doc, i: usize) -> bool {
    let next = doc.next(i);
    let head = says!(
        doc,
        next,
        "disease"
            | "syndrome"
            | "catheter"
            | "palsy"
            | "lymphoma"
            | "surgery"
            | "sign"
            | "test"
            | "maneuver"
            | "dementia"
            | "thyroiditis"
            | "phenomenon"
            | "fracture"
            | "sarcoma"
            | "tumor"
            | "procedure"
            | "score"
            | "scale"
    );
    let pair = doc.has(i, EPONYM_PAIR) && doc.has(next, EPONYM_PAIR) && !doc.breaks(next);
    let second = doc.has(i, EPONYM_PAIR) && doc.prev(i).is_some_and(|p| doc.has(p, EPONYM_PAIR));
    let possessive = doc.has(i, EPONYM) && doc.b(i).ends_with(b"'s");
    pair || second
        || possessive
        || head && (doc.has(i, EPONYM) || doc.b(i).ends_with(b"'s") || says!(doc, next, "disease" | "syndrome"))
}

/// The first of the particles before a family name ("de la" of "de la fuente").
pub(crate) fn particles(doc: &Doc, board: &Board, name: usize) -> usize {
    let mut first = name;
    while let Some(p) = doc.prev(first) {
        let particle = says!(
            doc,
            p,
            "de" | "la"
                | "van"
                | "von"
                | "der"
                | "den"
                | "del"
                | "dos"
                | "da"
                | "di"
                | "du"
                | "le"
                | "el"
                | "bin"
                | "ibn"
                | "ni"
                | "mac"
                | "mc"
                | "las"
                | "los"
        );
        if !particle || board.taken(p) || doc.breaks(first) || doc.toks[first].pre & COMMA != 0 || first + 3 <= name {
            break;
        }
        first = p;
    }
    first
}

/// Can this token directly continue a name (no punctuation but a hyphen or an initial's dot)?
fn continues(doc: &Doc, board: &Board, i: usize) -> bool {
    let pre = doc.toks[i].pre;
    let barred = COMMA | STOP | AT | COLON | SLASH | UNDER | PAREN | OTHER;
    let dot_ok = pre & DOT == 0 || doc.toks[i - 1].kind == Kind::Letter;
    let dash_ok = pre & DASH == 0 || pre & SPACE == 0;
    !doc.end(i) && pre & barred == 0 && dot_ok && dash_ok && !board.taken(i)
}

/// The last token of the name that begins at `first`: at most five words, particles and initials inside.
pub(crate) fn extend(doc: &Doc, board: &Board, first: usize) -> usize {
    let mut last = first;
    for _ in 0..4 {
        let at = last + 1;
        if !continues(doc, board, at) {
            break;
        }
        let hyphen = doc.toks[at].pre & DASH != 0;
        if hyphen && syllable(doc, at) || joins(doc, at, hyphen) {
            last = at;
        } else if let Some(end) = bridged(doc, board, at) {
            last = end;
        } else {
            break;
        }
    }
    last
}

/// "Soo-jin", "Fah-ree-ah": a short piece after a hyphen, in small letters too.
fn syllable(doc: &Doc, at: usize) -> bool {
    let glued = doc.toks[at].pre == DASH && doc.toks[at].kind == Kind::Word && doc.size(at) <= 4;
    let capital = doc.toks[at - 1].cap || doc.toks[at - 1].pre == DASH;
    let suffix = says!(
        doc,
        at,
        "like"
            | "type"
            | "led"
            | "free"
            | "run"
            | "up"
            | "to"
            | "and"
            | "or"
            | "care"
            | "plus"
            | "side"
            | "ish"
            | "in"
            | "fi"
            | "on"
            | "off"
    );
    glued && capital && doc.cased && doc.toks[at].num == Num::None && !suffix
}

fn joins(doc: &Doc, at: usize, hyphen: bool) -> bool {
    let next = doc.next(at);
    let street = doc.has(next, STREET) && !doc.breaks(next) && !doc.end(next) && doc.size(next) > 2;
    if street && !hyphen {
        return false;
    }
    if says!(doc, at, "junior" | "senior" | "jr" | "sr" | "ii" | "iii") {
        return true;
    }
    if inner(doc, at) {
        return true;
    }
    // "this is tomasa may i have your name", "and luis will drive"
    if !hyphen && super::auxiliary(doc, at) {
        return false;
    }
    match grade(doc, at) {
        Grade::Name | Grade::Unknown => true,
        Grade::Either => doc.cased && doc.toks[at].cap || doc.has(at, LAST) || hyphen || !doc.has(at, COMMON | MONTH),
        Grade::Plain => hyphen || doc.cased && doc.toks[at].cap && !doc.has(at, ORGWORD | MONTH | STATE),
        Grade::No => surname_eponym(doc, at),
    }
}

/// "Leland Two Hawks": a word of grammar or a number that is written with a capital inside a name.
fn inner(doc: &Doc, at: usize) -> bool {
    let capital = |j: usize| doc.cased_at(j) && doc.toks[j].cap && doc.toks[j].kind == Kind::Word;
    capital(at)
        && doc.has(at - 1, FIRST)
        && capital(at + 1)
        && doc.toks[at + 1].pre == SPACE
        && says!(
            doc,
            at,
            "good"
                | "new"
                | "two"
                | "one"
                | "three"
                | "four"
                | "many"
                | "no"
                | "little"
                | "first"
                | "running"
                | "standing"
                | "looking"
                | "runs"
                | "takes"
                | "comes"
                | "gets"
                | "never"
                | "always"
                | "not"
        )
        && !doc.has(at + 1, FUNC | WEEKDAY | MONTH)
}

/// An eponym standing where a family name stands, and not naming a condition: somebody is called that.
pub(crate) fn surname_eponym(doc: &Doc, i: usize) -> bool {
    let capital = !doc.cased_at(i) || doc.toks[i].cap;
    doc.has(i, EPONYM) && !doc.has(i, FUNC | COMMON) && capital && !eponym_of(doc, i)
}

/// "de la cruz", "ni bhroin", "J. Smith": small words or an initial, then a name.
fn bridged(doc: &Doc, board: &Board, at: usize) -> Option<usize> {
    let mut j = at;
    let initial =
        doc.toks[j].kind == Kind::Letter && !says!(doc, j, "a" | "i" | "o") && (!doc.cased || doc.toks[j].cap);
    if initial {
        j += 1;
    }
    while j < at + 3 && doc.has(j, PARTICLE) && !doc.has(j, FUNC & !COMMON) && continues(doc, board, j) {
        j += 1;
    }
    let ok = j > at
        && continues(doc, board, j)
        && (grade(doc, j) >= Grade::Unknown || doc.has(j, LAST) && grade(doc, j) >= Grade::Either);
    ok.then_some(j)
}
