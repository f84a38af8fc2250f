//! The places in a dialogue where a name is said.

use super::ordinary::adjectival;
use super::{Grade, cues, grade, ordinary, pieces, surname_eponym, take};
use crate::engine::board::Board;
use crate::engine::lexicon::{CITY, COMMON, FIRST, FUNC, GATE_VERB, LAST, MONTH, ORGWORD, RELATION, STREET, TITLE};
use crate::engine::text::words::says;
use crate::engine::text::{COMMA, Doc};
use crate::engine::{Role, Speaker};
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
pub(super) fn at(ctx: &Context<'_>, board: &mut Board, i: usize, cues: u32) {
    let doc = ctx.doc;
    if cues & cues::AFTER != 0 {
        backwards(ctx, board, i);
    }
    let Some((first, slot, role)) = opened(ctx, i, cues) else { return };
    if first >= doc.toks.len() || doc.end(first) {
        return;
    }
    announced(ctx, board, (i, first), slot, role, cues);
    if doc.has(i, TITLE) || cues & (cues::THIS | cues::NAME | cues::SELF) != 0 {
        pieces::at(ctx, board, i, first);
    }
}

/// Claims the name at `first` that the word `i` announces.
fn announced(ctx: &Context<'_>, board: &mut Board, (i, first): (usize, usize), slot: Slot, role: Role, cues: u32) {
    let doc = ctx.doc;
    if board.taken(first) {
        return;
    }
    let ordinary = !fits(doc, first, slot);
    let special = || cues & cues::SLOT != 0 || doc.has(i, TITLE | RELATION);
    if !ordinary || special() && ordinary::fits(ctx, i, first) {
        // "i'm unfamiliar": what only a slot says may be taken back by the model
        let score = match (slot, grade(doc, first)) {
            (Slot::Strong, Grade::Name | Grade::Unknown) => 960,
            (Slot::Strong, _) => 930,
            _ if ordinary => 910,
            (Slot::Open, Grade::Name) => 920,
            (Slot::Open, _) => 870,
            (Slot::Weak, _) => 850,
        };
        take(ctx, board, first, role, score);
    }
}

/// A slot that opens at word `i`: where the name would begin, how open it is, and whose name it would be.
fn opened(ctx: &Context<'_>, i: usize, cues: u32) -> Option<(usize, Slot, Role)> {
    let doc = ctx.doc;
    let next = doc.next(i);
    let called = doc.has(i, TITLE | RELATION);
    if called && doc.has(i, TITLE) && !doc.parted(next) {
        let provider = says!(doc, i, "doctor" | "dr" | "doc" | "nurse" | "practitioner" | "professor" | "prof");
        return Some((next, Slot::Strong, if provider { Role::Provider } else { Role::Patient }));
    }
    if called && doc.has(i, RELATION) {
        let after = if says!(doc, next, "named" | "called" | "is") { next + 1 } else { next };
        return (!doc.breaks(after)).then_some((after, Slot::Weak, Role::Other));
    }
    if cues & cues::SMALL != 0 {
        return Some((next, Slot::Weak, Role::Other));
    }
    if cues & cues::SLOT == 0 { None } else { cued(ctx, i, next, cues) }
}

/// As `opened`, by a cue or by a cue and the word after it.
fn cued(ctx: &Context<'_>, i: usize, next: usize, cues: u32) -> Option<(usize, Slot, Role)> {
    let doc = ctx.doc;
    let is = |cue: u32| cues & cue != 0;
    let two = |slot: Slot, role: Role| Some((next + 1, slot, role));
    let speaker = match doc.speaker(i) {
        Speaker::Agent => Role::Agent,
        Speaker::Caller | Speaker::Unknown => Role::Patient,
    };
    if is(cues::GREETING) {
        let said = !says!(doc, i, "you") || doc.prev(i).is_some_and(|p| says!(doc, p, "thank"));
        (said && !doc.end(next)).then_some((next, Slot::Weak, addressee(ctx, i)))
    } else if is(cues::SELF) {
        Some((next, Slot::Open, speaker))
    } else if is(cues::ME) && says!(doc, next, "am") || is(cues::THIS) && says!(doc, next, "is") {
        two(Slot::Open, speaker)
    } else if is(cues::ITS) {
        Some((next, Slot::Weak, speaker))
    } else if is(cues::NAME) {
        Some((after_name(doc, i), Slot::Strong, whose(doc, i, speaker)))
    } else if is(cues::FOR) && says!(doc, next, "for")
        || is(cues::BEHALF) && says!(doc, next, "of")
        || is(cues::GOES) && says!(doc, next, "by")
        || is(cues::PATIENT) && says!(doc, next, "is" | "was")
    {
        two(Slot::Open, Role::Patient)
    } else if is(cues::TO) && says!(doc, next, "to" | "with") {
        two(Slot::Open, Role::Other)
    } else if is(cues::CALL) && says!(doc, next, "me" | "him" | "her" | "us") {
        two(Slot::Weak, Role::Patient)
    } else if is(cues::ATTENTION) {
        Some((next, Slot::Open, Role::Other))
    } else if is(cues::NAMED | cues::ASK) || is(cues::IS) && (doc.prev(i).is_none() || doc.breaks(i)) {
        Some((next, Slot::Weak, Role::Other))
    } else {
        None
    }
}

/// Whose name "my name", "her last name", "your name" is.
fn whose(doc: &Doc, name: usize, speaker: Role) -> Role {
    let Some(p) = doc.prev(name) else { return Role::Patient };
    let qualified = says!(doc, p, "first" | "last" | "full");
    let owner = if qualified { doc.prev(p) } else { Some(p) }.map_or("", |q| doc.w(q));
    match owner {
        "my" => speaker,
        "her" | "his" | "their" => Role::Other,
        other if other.ends_with("'s") => Role::Other,
        _ => Role::Patient,
    }
}

/// Who is greeted by the speaker of the turn.
fn addressee(ctx: &Context<'_>, i: usize) -> Role {
    match ctx.doc.speakers[ctx.doc.toks[i].turn as usize] {
        Speaker::Agent => Role::Patient,
        Speaker::Caller => Role::Agent,
        Speaker::Unknown => Role::Other,
    }
}

/// "my name is", "last name is", "name on the account is", "first name": past the small words.
fn after_name(doc: &Doc, i: usize) -> usize {
    let mut at = doc.next(i);
    for _ in 0..6 {
        if doc.end(at) || !cues::after_name(doc, at) {
            break;
        }
        at += 1;
    }
    at
}

/// Does the word fill the slot?
fn fits(doc: &Doc, i: usize, slot: Slot) -> bool {
    let capital = doc.cased && doc.toks[i].cap;
    // most words that a slot is open before are no names
    if slot != Slot::Strong && !capital && grade::ordinary(doc, i) {
        return false;
    }
    let (g, next) = (grade(doc, i), doc.next(i));
    if auxiliary(doc, i) && !ordinary::titled(doc, i)
        || doc.has(i, STREET) && doc.size(i) <= 3
        || doc.has(next, STREET | ORGWORD) && !doc.breaks(next) && slot != Slot::Strong
    {
        return false;
    }
    match slot {
        Slot::Strong => match g {
            Grade::Name | Grade::Unknown | Grade::Either => true,
            Grade::Plain => capital,
            Grade::No => surname_eponym(doc, i),
        },
        Slot::Open => match g {
            Grade::Name => true,
            Grade::Unknown => {
                capital || !adjectival(doc.w(i)) && (followed(doc, i) || grade(doc, i + 1) >= Grade::Either)
            }
            Grade::Either => {
                capital
                    || doc.has(i, FIRST | LAST)
                        && (followed(doc, i) || grade(doc, i + 1) >= Grade::Unknown && !doc.breaks(i + 1))
            }
            Grade::Plain => capital && !doc.breaks(i) && !doc.has(i, ORGWORD | MONTH | STREET),
            Grade::No => false,
        },
        Slot::Weak => match g {
            Grade::Name => doc.size(i) > 3 || capital || doc.has(i - 1, RELATION),
            Grade::Unknown => {
                capital && doc.has(i - 1, RELATION) && doc.toks[i].pre & COMMA == 0
                    || capital
                        && (doc.breaks(i + 1)
                            || doc.toks[i + 1].pre & COMMA != 0
                            || grade(doc, i + 1) >= Grade::Unknown)
                        && doc.toks[i - 1].flags & FUNC == 0
                    || vocative(doc, i)
                    || kin(doc, i)
            }
            Grade::Either => {
                let family = grade(doc, i + 1) >= Grade::Unknown && !doc.breaks(i + 1);
                let pair = family && doc.has(i, FIRST) || ordinary::month(doc, i);
                vocative(doc, i) || kin(doc, i) || pair || capital && doc.has(i, FIRST) && !doc.has(i, CITY | MONTH)
            }
            Grade::Plain => {
                capital
                    && doc.has(i - 1, RELATION)
                    && !doc.breaks(i)
                    && !doc.has(i, ORGWORD | MONTH)
                    && !doc.breaks(i + 1)
            }
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
        || says!(
            doc,
            next,
            "calling"
                | "speaking"
                | "here"
                | "from"
                | "with"
                | "and"
                | "the"
                | "what"
                | "how"
                | "at"
                | "i"
                | "i'm"
                | "my"
                | "on"
                | "his"
                | "her"
                | "in"
                | "may"
                | "can"
                | "is"
                | "has"
                | "date"
                | "born"
                | "one"
                | "surname"
                | "last"
                | "please"
                | "thanks"
        )
}

/// "thanks, Rose." / "goodbye hunter": the word ends its turn or sentence right after a greeting.
fn vocative(doc: &Doc, i: usize) -> bool {
    let Some(p) = doc.prev(i) else { return false };
    let greeting = says!(
        doc,
        p,
        "hi" | "hello"
            | "hey"
            | "goodbye"
            | "bye"
            | "thanks"
            | "you"
            | "morning"
            | "afternoon"
            | "evening"
            | "alright"
            | "done"
    );
    let ends = doc.end(i + 1) || doc.parted(i + 1);
    let named = doc.has(i, FIRST | LAST) || grade(doc, i) == Grade::Unknown && !adjectival(doc.w(i));
    let opens = doc.prev(p).is_none()
        && says!(doc, p, "hi" | "hello" | "hey")
        && doc.has(i + 1, FUNC)
        && (grade(doc, i) == Grade::Unknown || doc.has(i, FIRST) && says!(doc, i + 1, "it's" | "this" | "i'm" | "my"));
    greeting && named && (opens || ends || grade(doc, i) >= Grade::Unknown && ends_as_name(doc, i))
}

/// "my wife … has": what stands between a relation and its verb is its name.
fn kin(doc: &Doc, i: usize) -> bool {
    let verb = |j: usize| {
        says!(doc, j, "has" | "is" | "was" | "had" | "said" | "says" | "needs" | "takes" | "told" | "called" | "will")
    };
    let named = !adjectival(doc.w(i)) && (grade(doc, i) == Grade::Unknown || doc.has(i, FIRST | LAST));
    doc.prev(i).is_some_and(|p| doc.has(p, RELATION))
        && named
        && (verb(i + 1) || grade(doc, i + 1) >= Grade::Either && verb(i + 2) || ends_as_name(doc, i))
}

/// The clause ends after one or two words that can only be a name.
fn ends_as_name(doc: &Doc, i: usize) -> bool {
    let stop = |j: usize| doc.end(j) || doc.parted(j);
    let known = grade(doc, i) != Grade::Either || !doc.has(i, COMMON);
    known && (stop(i + 1) || grade(doc, i + 1) >= Grade::Unknown && stop(i + 2))
}

/// "daisy here", "suresh speaking", "patient services lerato how can i help".
fn backwards(ctx: &Context<'_>, board: &mut Board, i: usize) {
    let doc = ctx.doc;
    let Some(p) = doc.prev(i) else { return };
    if board.taken(p) || doc.breaks(i) && !says!(doc, i, "how") {
        return;
    }
    let how = says!(doc, i, "how");
    if how && !says!(doc, i + 1, "can" | "may" | "could" | "do") {
        return;
    }
    let g = grade(doc, p);
    let q = doc.prev(p);
    let greeting = q.is_none_or(|q| {
        says!(doc, q, "morning" | "afternoon" | "evening" | "hi" | "hello" | "hey" | "is")
            || doc.has(q, ORGWORD | FIRST)
            || says!(doc, q, "services")
    });
    let ok = match g {
        Grade::Name => true,
        Grade::Unknown => {
            (!adjectival(doc.w(p)) || doc.cased && doc.toks[p].cap) && (greeting || grade_of(doc, q) >= Grade::Either)
        }
        Grade::Either => {
            doc.has(p, FIRST | LAST) && (greeting || grade_of(doc, q) >= Grade::Name || doc.cased && doc.toks[p].cap)
        }
        Grade::Plain | Grade::No => false,
    };
    if !ok {
        return;
    }
    let mut first = p;
    if let Some(q) = q.filter(|&q| !board.taken(q) && !doc.parted(p)) {
        let given = matches!(grade(doc, q), Grade::Name | Grade::Either) && doc.has(q, FIRST)
            || grade(doc, q) == Grade::Unknown && !adjectival(doc.w(q));
        first = if given { q } else { p };
    }
    let role = if doc.speaker(i) == Speaker::Agent { Role::Agent } else { Role::Patient };
    take(ctx, board, first, role, 900);
}

fn grade_of(doc: &Doc, at: Option<usize>) -> Grade {
    at.map_or(Grade::No, |i| grade(doc, i))
}

/// "my nurse will be in", "Will she need it": the verb, not the man.
#[inline]
pub(crate) fn auxiliary(doc: &Doc, i: usize) -> bool {
    doc.gated(i, GATE_VERB) && verbal(doc, i)
}

/// Is the verb that is also a given name the verb here?
fn verbal(doc: &Doc, i: usize) -> bool {
    let next = i + 1;
    let after = doc.w(next);
    let modal = says!(doc, i, "will" | "may" | "can" | "might");
    let person = matches!(
        after,
        "here"
            | "is"
            | "was"
            | "has"
            | "had"
            | "said"
            | "says"
            | "and"
            | "speaking"
            | "calling"
            | "from"
            | "wants"
            | "needs"
    );
    let inside = doc.cased && doc.toks[i].cap && !doc.breaks(i);
    let follows = !doc.end(next) && !doc.parted(next);
    let verb = modal && doc.has(next, FUNC | COMMON) && !doc.has(next, FIRST | LAST);
    let object = !modal
        && matches!(after, "it" | "that" | "the" | "my" | "your" | "me" | "you" | "him" | "her" | "them" | "a" | "for");
    follows && !person && !inside && (verb || object)
}
