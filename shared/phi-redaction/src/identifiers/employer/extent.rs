//! How far the name of an organisation reaches, and whether it is a name at all.

use crate::engine::board::Board;
use crate::engine::lexicon::{
    CITY, COMMON, DRUG, EPONYM, FUNC, MONTH, Num, ORGWORD, PROPER, RELATION, TITLE, UNIT, WEEKDAY,
};
use crate::engine::text::words::says;
use crate::engine::text::{COLON, COMMA, Doc, Kind, MONEY, PAREN, STOP};

mod kinds;
mod weak;

use self::weak::{insurer, weak};
use kinds::brand;
pub(super) use kinds::{business, manner};

/// A possible name of an organisation.
pub(super) struct Extent {
    /// First token.
    pub first: usize,
    /// Last token.
    pub last: usize,
    /// It ends in a word that businesses' names end in.
    pub business: bool,
    /// It is written with capitals inside its sentence.
    pub capital: bool,
    /// What its words are by themselves.
    pub words: Words,
}

/// What the words of a possible name are by themselves.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Words {
    /// None is an ordinary one, or two are joined by "and" as partners are.
    Plain,
    /// Some are ordinary.
    Ordinary,
    /// It is one ordinary word.
    Lone,
}

/// The name at `start`, an article before it left out; not a mere common noun ("the hospital").
pub(super) fn extent(doc: &Doc, board: &Board, start: usize) -> Option<Extent> {
    if doc.end(start) {
        return None;
    }
    let article = says!(doc, start, "the" | "a" | "an" | "this" | "that");
    let vague = article && !says!(doc, start, "the");
    let first = if article { start + 1 } else { start };
    let number = matches!(doc.toks[first].num, Num::Digit(2..) | Num::Teen(_));
    if !part(doc, board, first) && !number || article && (doc.breaks(first) || comma(doc, first)) {
        return None;
    }
    if !part(doc, board, first) {
        return counted(doc, board, first);
    }
    // "at night and prunes"
    if weak(doc.w(first)) && says!(doc, first + 1, "and" | "or") {
        return None;
    }
    let last = reach(doc, board, first);
    let words = first..=last;
    let business = last > first && words.clone().any(|j| business(doc, j)) || owned(doc, first);
    let capital = doc.cased && words.clone().any(|j| doc.toks[j].cap && (!doc.breaks(j) || last > first));
    let single =
        first == last && (weak(doc.w(first)) || doc.has(first, UNIT | RELATION | TITLE | DRUG | EPONYM | ORGWORD));
    if single || first == last && doc.has(first, FUNC) || insurer(doc.w(first)) || (doc.cased || vague) && !capital {
        return None;
    }
    let known = |j: usize| doc.has(j, COMMON | FUNC | ORGWORD | UNIT | RELATION);
    let unknown = words.clone().any(|j| !known(j) || doc.has(j, CITY | PROPER) || brand(doc.w(j)));
    // "at mercy general", "for target": ordinary words may name a business where no article makes them a thing
    let bare = !article
        && (doc.has(last, ORGWORD) && first < last || !doc.has(first, FUNC) || first < last && opening(doc, first));
    let plain = words.clone().all(|j| !doc.has(j, COMMON | FUNC) || says!(doc, j, "and") || brand(doc.w(j)));
    let partners = !article && first < last && words.clone().any(|j| says!(doc, j, "and"));
    let lone = first == last && !unknown && !brand(doc.w(first));
    let kind = match (plain || partners, lone) {
        (true, _) => Words::Plain,
        (false, true) => Words::Lone,
        (false, false) => Words::Ordinary,
    };
    (doc.cased || unknown || bare || business).then_some(Extent { first, last, business, capital, words: kind })
}

/// "three brothers drywall": a number that opens the name of a business.
fn counted(doc: &Doc, board: &Board, first: usize) -> Option<Extent> {
    let next = first + 1;
    if board.taken(first) || doc.breaks(next) || doc.has(next, UNIT) || !part(doc, board, next) {
        return None;
    }
    let last = reach(doc, board, next);
    let capital = doc.cased && doc.toks[first].cap && doc.toks[next].cap;
    let named = last > next && business(doc, last) && (!doc.cased || capital);
    named.then_some(Extent { first, last, business: true, capital, words: Words::Ordinary })
}

/// Walks over the words of a name: capitals where the text has them, else to its last business word, else five words.
fn reach(doc: &Doc, board: &Board, first: usize) -> usize {
    let mut last = first;
    let mut ending = doc.has(first, ORGWORD).then_some(first);
    let mut j = first + 1;
    while j < first + 6 && !doc.end(j) && !doc.breaks(j) && !comma(doc, j) {
        let joins = says!(doc, j, "and" | "of" | "for" | "n" | "the") && joins(doc, board, j, first);
        if joins {
            j += 1;
            continue;
        }
        let small = doc.cased && doc.toks[first].cap && !doc.toks[j].cap && !(business(doc, j) && doc.has(j, ORGWORD));
        if !part(doc, board, j) || small || !doc.cased && manner(doc, j) {
            break;
        }
        // "… steel, | going on six years", "at walmart | nights": the name ended with its business word
        if !doc.cased && ending == Some(last) && last > first && !doc.has(j, ORGWORD) && !business(doc, j) {
            break;
        }
        last = j;
        if doc.has(j, ORGWORD) || business(doc, j) {
            ending = Some(j);
        }
        j += 1;
    }
    // "the railway | northern plains": what kind of place it is stands before its name
    let kind_first = ending == Some(first) && (first + 1..=last).any(|k| !doc.has(k, COMMON | FUNC | UNIT));
    if doc.cased || kind_first { last } else { ending.unwrap_or(last) }
}

/// "Plover and Larkmoor", "City of Larkmoor", "board of education": small words inside a name.
fn joins(doc: &Doc, board: &Board, j: usize, first: usize) -> bool {
    let next = j + 1;
    if says!(doc, j, "the") {
        return says!(doc, j - 1, "of" | "for") && part(doc, board, next);
    }
    if doc.breaks(next) || comma(doc, next) || says!(doc, next, "the") && says!(doc, j, "and" | "n") {
        return false;
    }
    if says!(doc, j, "for") {
        return doc.cased && doc.toks[next].cap && doc.toks[first].cap;
    }
    if says!(doc, j, "of") && says!(doc, next, "the") {
        return part(doc, board, next + 1) && doc.has(j - 1, ORGWORD | COMMON);
    }
    if !part(doc, board, next) {
        return false;
    }
    let closes = doc.breaks(next + 1) || comma(doc, next + 1) || !part(doc, board, next + 1);
    if doc.cased && doc.toks[first].cap {
        return doc.toks[next].cap;
    }
    !doc.has(next, COMMON) || business(doc, next) || closes
}

/// Can the token be a word of the name?
pub(super) fn part(doc: &Doc, board: &Board, j: usize) -> bool {
    let t = &doc.toks[j];
    let shape = matches!(t.kind, Kind::Word | Kind::Mixed) || t.kind == Kind::Letter && !says!(doc, j, "i");
    shape
        && (!doc.has(j, FUNC | WEEKDAY)
            || doc.has(j, ORGWORD)
            || doc.cased && t.cap && !doc.breaks(j) && !doc.w(j).starts_with("i'")
            || opening(doc, j))
        && !says!(
            doc,
            j,
            "ok" | "okay" | "yeah" | "ha" | "haha" | "bless" | "huh" | "lol" | "gosh" | "honey" | "sweetie"
        )
        && t.flags & (MONTH | TITLE) == 0
        && matches!(t.num, Num::None)
        && t.pre & (MONEY | COLON | PAREN | STOP) == 0
        && !board.taken(j)
}

/// "first national", "old mill brewing", "good samaritan": small words that begin names.
fn opening(doc: &Doc, j: usize) -> bool {
    let word = says!(doc, j, "first" | "old" | "new" | "good" | "great" | "best" | "next" | "all" | "big" | "call");
    word && doc.toks[j + 1].kind == Kind::Word && !doc.has(j + 1, FUNC | UNIT) && !doc.breaks(j + 1)
}

/// A comma or a bracket before the token.
pub(super) fn comma(doc: &Doc, j: usize) -> bool {
    doc.toks[j].pre & (COMMA | STOP | PAREN | COLON) != 0
}

/// "City of …", "County of …", "… County Schools".
fn owned(doc: &Doc, first: usize) -> bool {
    says!(doc, first, "city" | "county" | "town" | "state" | "bank" | "university") && says!(doc, first + 1, "of")
}
