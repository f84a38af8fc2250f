//! The places in a dialogue where a name is said.

use super::{Grade, grade, surname_eponym, take};
use crate::engine::board::Board;
use crate::engine::dialogue::{self, NAME};
use crate::engine::lexicon::{CITY, COMMON, EPONYM, FIRST, FUNC, LAST, MONTH, Num, ORGWORD, PARTICLE, RELATION, SLOT, STREET, TITLE};
use crate::engine::text::{COMMA, Doc, Kind};
use crate::engine::{PhiType, Role, Speaker};
use crate::identifiers::Context;

/// How open a slot is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Slot {
    /// Only a name can stand here ("first name …", "doctor …").
    Strong,
    /// Often a name ("i'm …", "hi …").
    Open,
    /// Sometimes one ("my son …", "with …").
    Weak,
}

/// Claims the name that the words ending at `i` announce.
pub(super) fn at(ctx: &Context<'_>, board: &mut Board, i: usize) {
    let doc = ctx.doc;
    if doc.end(i) || !doc.has(i, SLOT | TITLE | RELATION) {
        return;
    }
    if matches!(doc.w(i), "here" | "speaking" | "how") {
        backwards(ctx, board, i);
    }
    let Some((first, slot, role)) = opened(ctx, i) else { return };
    if first >= doc.toks.len() || doc.end(first) || board.taken(first) {
        return;
    }
    if fits(doc, first, slot) {
        let score = match slot {
            Slot::Strong => 960,
            Slot::Open => 920,
            Slot::Weak => 850,
        };
        take(ctx, board, first, role, score);
    }
}

#[expect(clippy::match_same_arms, reason = "one line per family of words")]
/// A slot that opens at word `i`: where the name would begin, how open it is, and whose name it would be.
fn opened(ctx: &Context<'_>, i: usize) -> Option<(usize, Slot, Role)> {
    let doc = ctx.doc;
    let next = doc.next(i);
    let speaker = match doc.speakers[doc.toks[i].turn as usize] {
        Speaker::Agent => Role::Agent,
        Speaker::Caller | Speaker::Unknown => Role::Patient,
    };
    if doc.has(i, TITLE) && !doc.breaks(next) && doc.toks[next].pre & COMMA == 0 {
        let provider = matches!(doc.w(i), "doctor" | "dr" | "doc" | "nurse" | "practitioner" | "professor" | "prof");
        return Some((next, Slot::Strong, if provider { Role::Provider } else { Role::Patient }));
    }
    if doc.has(i, RELATION) {
        let after = if matches!(doc.w(next), "is" | "named" | "called") && doc.w(next) != "is" { next + 1 } else { next };
        return (!doc.breaks(after)).then_some((after, Slot::Weak, Role::Other));
    }
    let two = doc.w(next);
    match doc.w(i) {
        "i'm" | "im" => Some((next, Slot::Open, speaker)),
        "i" if two == "am" => Some((next + 1, Slot::Open, speaker)),
        "this" if two == "is" => Some((next + 1, Slot::Open, speaker)),
        "name" | "surname" | "name's" | "names" => {
            let whose = doc.prev(i).map_or("", |p| if matches!(doc.w(p), "first" | "last" | "full") { doc.prev(p).map_or("", |q| doc.w(q)) } else { doc.w(p) });
            let role = if whose == "my" { speaker } else if matches!(whose, "her" | "his" | "their") || whose.ends_with("'s") { Role::Other } else { Role::Patient };
            Some((after_name(doc, i), Slot::Strong, role))
        }
        "it's" | "its" => Some((next, Slot::Weak, speaker)),
        "hi" | "hello" | "hey" | "goodbye" | "bye" | "thanks" | "you" | "alright" | "ok" | "okay" | "done" | "welcome" | "morning" | "afternoon" | "evening" | "sorry" | "great" | "perfect" => {
            let said = doc.w(i) != "you" || doc.prev(i).is_some_and(|p| doc.w(p) == "thank");
            let role = match doc.speakers[doc.toks[i].turn as usize] {
                Speaker::Agent => Role::Patient,
                Speaker::Caller => Role::Agent,
                Speaker::Unknown => Role::Other,
            };
            (said && !doc.end(next)).then_some((next, Slot::Weak, role))
        }
        "behalf" if two == "of" => Some((next + 1, Slot::Open, Role::Patient)),
        "message" | "appointment" | "prescription" | "call" | "looking" | "asking" | "ask" | "note" | "referral" if two == "for" => Some((next + 1, Slot::Open, Role::Patient)),
        "speak" | "talk" | "spoke" | "talked" | "speaking" | "talking" | "appointment" | "reach" if matches!(two, "to" | "with") => Some((next + 1, Slot::Open, Role::Other)),
        "patient" | "caller" | "daughter's" | "named" if matches!(two, "is" | "was") => Some((next + 1, Slot::Open, Role::Patient)),
        "named" | "called" => Some((next, Slot::Weak, Role::Other)),
        "is" if doc.prev(i).is_none() || doc.breaks(i) => Some((next, Slot::Weak, Role::Other)),
        "with" | "from" | "by" | "for" | "of" | "to" | "about" | "see" | "and" | "ask" | "tell" | "told" | "saw" | "tech" | "technician" | "colleague" => Some((next, Slot::Weak, Role::Other)),
        _ => None,
    }
}

/// "my name is", "last name is", "name on the account is", "first name": past the small words.
fn after_name(doc: &Doc, i: usize) -> usize {
    let mut at = doc.next(i);
    for _ in 0..6 {
        if doc.end(at) || !matches!(doc.w(at), "is" | "was" | "on" | "the" | "account" | "file" | "card" | "it's" | "its" | "of" | "patient" | "chart" | "would" | "be" | "under" | "that's" | "policy" | "my" | "for") {
            break;
        }
        at += 1;
    }
    at
}

/// Does the word fill the slot?
fn fits(doc: &Doc, i: usize, slot: Slot) -> bool {
    let g = grade(doc, i);
    if doc.toks[i].flags & STREET != 0 && doc.w(i).len() <= 3 {
        return false;
    }
    let address = doc.has(doc.next(i), STREET | ORGWORD) && !doc.breaks(doc.next(i)) && slot != Slot::Strong;
    if address {
        return false;
    }
    let capital = doc.cased && doc.toks[i].cap;
    match slot {
        Slot::Strong => match g {
            Grade::Name | Grade::Unknown | Grade::Either => true,
            Grade::Plain => capital,
            Grade::No => surname_eponym(doc, i),
        },
        Slot::Open => match g {
            Grade::Name => true,
            Grade::Unknown => capital || !adjectival(doc.w(i)) && (followed(doc, i) || grade(doc, i + 1) >= Grade::Either),
            Grade::Either => capital || doc.has(i, FIRST | LAST) && (followed(doc, i) || grade(doc, i + 1) >= Grade::Unknown && !doc.breaks(i + 1)),
            Grade::Plain => capital && !doc.breaks(i) && !doc.has(i, ORGWORD | MONTH | STREET),
            Grade::No => false,
        },
        Slot::Weak => match g {
            Grade::Name => doc.w(i).len() > 3 || capital || doc.has(i - 1, RELATION),
            Grade::Unknown => capital && doc.has(i - 1, RELATION) && doc.toks[i].pre & COMMA == 0 || capital && (doc.breaks(i + 1) || doc.toks[i + 1].pre & COMMA != 0 || grade(doc, i + 1) >= Grade::Unknown) && doc.toks[i - 1].flags & FUNC == 0 || vocative(doc, i) || kin(doc, i),
            Grade::Either => {
                let pair = grade(doc, i + 1) >= Grade::Unknown && !doc.breaks(i + 1) && doc.has(i, FIRST);
                vocative(doc, i) || kin(doc, i) || pair || capital && doc.has(i, FIRST) && !doc.has(i, CITY | MONTH)
            }
            Grade::Plain => capital && doc.has(i - 1, RELATION) && !doc.breaks(i) && !doc.has(i, ORGWORD | MONTH) && !doc.breaks(i + 1),
            Grade::No => false,
        },
    }
}

/// The clause ends after the word, or a word that follows an introduced name comes.
fn followed(doc: &Doc, i: usize) -> bool {
    let next = doc.next(i);
    doc.end(next)
        || doc.breaks(next)
        || doc.toks[next].pre & COMMA != 0
        || matches!(doc.w(next), "calling" | "speaking" | "here" | "from" | "with" | "and" | "the" | "what" | "how" | "at" | "i" | "i'm" | "my" | "on" | "his" | "her" | "in" | "may" | "can" | "is" | "has" | "date" | "born" | "one" | "surname" | "last" | "please" | "thanks")
}

/// "thanks, Rose." / "goodbye hunter": the word ends its turn or sentence right after a greeting.
fn vocative(doc: &Doc, i: usize) -> bool {
    let Some(p) = doc.prev(i) else { return false };
    let greeting = matches!(doc.w(p), "hi" | "hello" | "hey" | "goodbye" | "bye" | "thanks" | "you" | "morning" | "afternoon" | "evening" | "alright" | "done");
    let ends = doc.end(i + 1) || doc.breaks(i + 1) || doc.toks[i + 1].pre & COMMA != 0;
    let named = doc.has(i, FIRST | LAST) || grade(doc, i) == Grade::Unknown && !adjectival(doc.w(i));
    let opens = doc.prev(p).is_none() && matches!(doc.w(p), "hi" | "hello" | "hey") && doc.has(i + 1, FUNC) && grade(doc, i) == Grade::Unknown;
    greeting && named && (opens || ends || grade(doc, i) >= Grade::Unknown && ends_as_name(doc, i))
}

/// "my wife … has": what stands between a relation and its verb is its name.
fn kin(doc: &Doc, i: usize) -> bool {
    let verb = |j: usize| matches!(doc.w(j), "has" | "is" | "was" | "had" | "said" | "says" | "needs" | "takes" | "told" | "called" | "will");
    let named = !adjectival(doc.w(i)) && (grade(doc, i) == Grade::Unknown || doc.has(i, FIRST | LAST));
    doc.prev(i).is_some_and(|p| doc.has(p, RELATION)) && named && (verb(i + 1) || grade(doc, i + 1) >= Grade::Either && verb(i + 2) || ends_as_name(doc, i))
}

/// The clause ends after one or two words that can only be a name.
fn ends_as_name(doc: &Doc, i: usize) -> bool {
    let stop = |j: usize| doc.end(j) || doc.breaks(j) || doc.toks[j].pre & COMMA != 0;
    let known = grade(doc, i) != Grade::Either || !doc.has(i, COMMON);
    known && (stop(i + 1) || grade(doc, i + 1) >= Grade::Unknown && stop(i + 2))
}

/// Endings of adjectives and participles that no list has.
fn adjectival(word: &str) -> bool {
    ["ing", "ed", "ic", "ous", "able", "ible", "ful", "less", "ish", "tive", "ated", "y's"].iter().any(|e| word.len() > e.len() + 2 && word.ends_with(e))
}

/// "daisy here", "suresh speaking", "patient services lerato how can i help".
fn backwards(ctx: &Context<'_>, board: &mut Board, i: usize) {
    let doc = ctx.doc;
    let Some(p) = doc.prev(i) else { return };
    if board.taken(p) || doc.breaks(i) && doc.w(i) != "how" {
        return;
    }
    let how = doc.w(i) == "how";
    if how && !matches!(doc.w(i + 1), "can" | "may" | "could" | "do") {
        return;
    }
    let g = grade(doc, p);
    let q = doc.prev(p);
    let greeting = q.is_none_or(|q| matches!(doc.w(q), "morning" | "afternoon" | "evening" | "hi" | "hello" | "hey" | "is") || doc.has(q, ORGWORD | FIRST) || doc.w(q) == "services");
    let ok = match g {
        Grade::Name => true,
        Grade::Unknown => (!adjectival(doc.w(p)) || doc.cased && doc.toks[p].cap) && (greeting || grade_of(doc, q) >= Grade::Either),
        Grade::Either => doc.has(p, FIRST | LAST) && (greeting || grade_of(doc, q) >= Grade::Name || doc.cased && doc.toks[p].cap),
        Grade::Plain | Grade::No => false,
    };
    if !ok {
        return;
    }
    let mut first = p;
    if let Some(q) = q.filter(|&q| !board.taken(q) && !doc.breaks(p) && doc.toks[p].pre & COMMA == 0) {
        let given = matches!(grade(doc, q), Grade::Name | Grade::Either) && doc.has(q, FIRST) || grade(doc, q) == Grade::Unknown && !adjectival(doc.w(q));
        first = if given { q } else { p };
    }
    let role = if doc.speakers[doc.toks[i].turn as usize] == Speaker::Agent { Role::Agent } else { Role::Patient };
    take(ctx, board, first, role, 900);
}

fn grade_of(doc: &Doc, at: Option<usize>) -> Grade {
    at.map_or(Grade::No, |i| grade(doc, i))
}

/// The answer to "your name?": the first words of the turn that can be one.
pub(super) fn answer(ctx: &Context<'_>, board: &mut Board, turn: usize) {
    let doc = ctx.doc;
    let start = doc.first[turn];
    if doc.end(start) || ctx.asks.of(doc, start) & NAME == 0 || ctx.asks.age(doc, start) > 3 {
        return;
    }
    let mut at = start;
    while at < start + 8 && !doc.end(at) && !board.taken(at) {
        let small = doc.has(at, FUNC) || matches!(doc.w(at), "it" | "patient") || doc.toks[at].kind == Kind::Letter || doc.has(at, PARTICLE) && !doc.has(at, FIRST | LAST);
        if !small {
            break;
        }
        at += 1;
    }
    if doc.end(at) || board.taken(at) || doc.toks[at].num != Num::None {
        return;
    }
    let starts = at == start || doc.w(at - 1) != "a" && doc.w(at - 1) != "the";
    let fill = match grade(doc, at) {
        Grade::Name => true,
        Grade::Unknown => starts && !adjectival(doc.w(at)),
        Grade::Either => starts && doc.has(at, FIRST | LAST) && (at - start <= 2 || grade(doc, at + 1) >= Grade::Either),
        Grade::Plain => starts && doc.cased && grade(doc, at + 1) >= Grade::Either && at == start,
        Grade::No => false,
    };
    if fill {
        let role = if doc.speakers[turn] == Speaker::Agent { Role::Other } else { Role::Patient };
        take(ctx, board, at, role, 930);
        second_answer(ctx, board, start);
    }
}

/// "Gallagher, Pawel": the other half after a comma.
fn second_answer(ctx: &Context<'_>, board: &mut Board, start: usize) {
    let doc = ctx.doc;
    let Some(last) = board.claims.last().map(|c| c.last) else { return };
    let next = last + 1;
    let near = next < start + 8 && !doc.end(next) && !board.taken(next);
    if near && doc.toks[next].pre & COMMA != 0 && grade(doc, next) >= Grade::Unknown {
        take(ctx, board, next, Role::Patient, 850);
    }
}

/// A word that is a name and nothing else needs no slot; with it, a given name before it.
pub(super) fn bare(ctx: &Context<'_>, board: &mut Board, i: usize) {
    let doc = ctx.doc;
    let g = grade(doc, i);
    let next = doc.next(i);
    if g < Grade::Either || doc.has(i, EPONYM | CITY) && g != Grade::Name && !doc.cased {
        return;
    }
    let place = doc.has(next, STREET | ORGWORD) && !doc.breaks(next);
    if place && !(doc.has(i, FIRST) && grade(doc, next) >= Grade::Either) {
        return;
    }
    let follows = !doc.breaks(next) && doc.toks[next].pre & COMMA == 0;
    let capital = doc.cased && doc.toks[i].cap;
    let sure = match g {
        Grade::Name => doc.w(i).len() > 3 || capital || follows && grade(doc, next) >= Grade::Unknown && doc.has(i, FIRST) && doc.has(next, LAST),
        Grade::Either => {
            let inside = capital && !doc.breaks(i) && !doc.has(i, CITY | MONTH | STREET) && (doc.breaks(next) || !doc.toks[next].cap);
            doc.has(i, FIRST) && (follows && pair(doc, next, capital) || inside)
        }
        Grade::Unknown if capital && doc.toks[i].pre & COMMA != 0 => apposed(doc, board, i),
        Grade::Unknown => capital && follows && doc.has(next, LAST) && !doc.has(next, COMMON | CITY | ORGWORD) && doc.toks[next].cap && !doc.has(next, EPONYM),
        Grade::Plain | Grade::No => false,
    };
    if sure {
        let given = doc.prev(i).filter(|&p| !doc.has(i, FIRST) && !doc.breaks(i) && doc.toks[i].pre & COMMA == 0 && !board.taken(p));
        let first = given.filter(|&p| grade(doc, p) == Grade::Unknown && !adjectival(doc.w(p)) || doc.has(p, FIRST) && grade(doc, p) == Grade::Either).unwrap_or(i);
        take(ctx, board, first, Role::Other, if g == Grade::Name { 780 } else { 700 });
    }
}

/// "Patient services, Mildred, …", "… for Drew Katz, Mahnaz at …": an unknown capital word set beside a greeting,
/// an organisation or another name. After anything else it may be a medicine or a place.
fn apposed(doc: &Doc, board: &Board, i: usize) -> bool {
    let Some(p) = doc.prev(i) else { return false };
    let next = i + 1;
    let after_name = board.kind(p) == Some(PhiType::Name) && matches!(doc.w(next), "at" | "from" | "with");
    let opening = doc.has(p, ORGWORD) || matches!(doc.w(p), "services" | "alright" | "done" | "goodbye" | "thanks" | "you" | "hello" | "hi" | "morning" | "afternoon" | "evening");
    after_name || opening && (doc.breaks(next) || doc.toks[next].pre & COMMA != 0)
}

fn pair(doc: &Doc, next: usize, capital: bool) -> bool {
    let g = grade(doc, next);
    g == Grade::Name && doc.has(next, LAST) || capital && doc.toks[next].cap && doc.has(next, LAST) && dialogue::topic(doc, next) == 0 && g >= Grade::Either
}
