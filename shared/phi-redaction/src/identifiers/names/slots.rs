//! The places in a dialogue where a name is said.

use super::ordinary::adjectival;
use super::{Grade, grade, ordinary, pieces, small, surname_eponym, take};
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
pub(super) fn at(ctx: &Context<'_>, board: &mut Board, i: usize) {
    let doc = ctx.doc;
    if says!(doc, i, "here" | "speaking" | "how") {
        backwards(ctx, board, i);
    }
    let Some((first, slot, role)) = opened(ctx, i) else { return };
    if first >= doc.toks.len() || doc.end(first) {
        return;
    }
    announced(ctx, board, (i, first), slot, role);
    pieces::at(ctx, board, i, first);
}

/// Claims the name at `first` that the word `i` announces.
fn announced(ctx: &Context<'_>, board: &mut Board, (i, first): (usize, usize), slot: Slot, role: Role) {
    let doc = ctx.doc;
    if board.taken(first) {
        return;
    }
    let ordinary = !fits(doc, first, slot);
    if !ordinary || ordinary::fits(ctx, i, first) {
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
#[expect(clippy::match_same_arms, reason = "one line per family of words")]
fn opened(ctx: &Context<'_>, i: usize) -> Option<(usize, Slot, Role)> {
    let doc = ctx.doc;
    let next = doc.next(i);
    let speaker = match doc.speakers[doc.toks[i].turn as usize] {
        Speaker::Agent => Role::Agent,
        Speaker::Caller | Speaker::Unknown => Role::Patient,
    };
    if doc.has(i, TITLE) && !doc.breaks(next) && doc.toks[next].pre & COMMA == 0 {
        let provider = says!(doc, i, "doctor" | "dr" | "doc" | "nurse" | "practitioner" | "professor" | "prof");
        return Some((next, Slot::Strong, if provider { Role::Provider } else { Role::Patient }));
    }
    if doc.has(i, RELATION) {
        let after = if says!(doc, next, "named" | "called" | "is") { next + 1 } else { next };
        return (!doc.breaks(after)).then_some((after, Slot::Weak, Role::Other));
    }
    if small(doc, i) {
        return Some((next, Slot::Weak, Role::Other));
    }
    let two = doc.w(next);
    match doc.w(i) {
        "i'm" | "im" => Some((next, Slot::Open, speaker)),
        "i" if two == "am" => Some((next + 1, Slot::Open, speaker)),
        "this" if two == "is" => Some((next + 1, Slot::Open, speaker)),
        "name" | "surname" | "name's" | "names" => {
            let role = whose(doc, i, speaker);
            Some((after_name(doc, i), Slot::Strong, role))
        }
        "it's" | "its" => Some((next, Slot::Weak, speaker)),
        "hi" | "hello" | "hey" | "goodbye" | "bye" | "thanks" | "you" | "alright" | "ok" | "okay" | "done"
        | "welcome" | "morning" | "afternoon" | "evening" | "sorry" | "great" | "perfect" => {
            let said = !says!(doc, i, "you") || doc.prev(i).is_some_and(|p| says!(doc, p, "thank"));
            (said && !doc.end(next)).then_some((next, Slot::Weak, addressee(ctx, i)))
        }
        "behalf" if two == "of" => Some((next + 1, Slot::Open, Role::Patient)),
        "message" | "appointment" | "prescription" | "call" | "looking" | "asking" | "ask" | "note" | "referral"
            if two == "for" =>
        {
            Some((next + 1, Slot::Open, Role::Patient))
        }
        "speak" | "talk" | "spoke" | "talked" | "speaking" | "talking" | "appointment" | "reach"
            if matches!(two, "to" | "with") =>
        {
            Some((next + 1, Slot::Open, Role::Other))
        }
        "patient" | "caller" | "daughter's" | "named" if matches!(two, "is" | "was") => {
            Some((next + 1, Slot::Open, Role::Patient))
        }
        "named" | "called" => Some((next, Slot::Weak, Role::Other)),
        "go" | "goes" if two == "by" => Some((next + 1, Slot::Open, Role::Patient)),
        "call" if matches!(two, "me" | "him" | "her" | "us") => Some((next + 1, Slot::Weak, Role::Patient)),
        "attention" | "attn" => Some((next, Slot::Open, Role::Other)),
        "is" if doc.prev(i).is_none() || doc.breaks(i) => Some((next, Slot::Weak, Role::Other)),
        "ask" => Some((next, Slot::Weak, Role::Other)),
        _ => None,
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
        if doc.end(at)
            || !says!(
                doc,
                at,
                "is" | "was"
                    | "on"
                    | "the"
                    | "account"
                    | "file"
                    | "card"
                    | "it's"
                    | "its"
                    | "it"
                    | "bottle"
                    | "label"
                    | "of"
                    | "patient"
                    | "chart"
                    | "would"
                    | "be"
                    | "under"
                    | "that's"
                    | "policy"
                    | "my"
                    | "for"
            )
        {
            break;
        }
        at += 1;
    }
    at
}

/// Does the word fill the slot?
fn fits(doc: &Doc, i: usize, slot: Slot) -> bool {
    if auxiliary(doc, i) && !ordinary::titled(doc, i) {
        return false;
    }
    let g = grade(doc, i);
    if doc.toks[i].flags & STREET != 0 && doc.size(i) <= 3 {
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
    let ends = doc.end(i + 1) || doc.breaks(i + 1) || doc.toks[i + 1].pre & COMMA != 0;
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
    let stop = |j: usize| doc.end(j) || doc.breaks(j) || doc.toks[j].pre & COMMA != 0;
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
    if let Some(q) = q.filter(|&q| !board.taken(q) && !doc.breaks(p) && doc.toks[p].pre & COMMA == 0) {
        let given = matches!(grade(doc, q), Grade::Name | Grade::Either) && doc.has(q, FIRST)
            || grade(doc, q) == Grade::Unknown && !adjectival(doc.w(q));
        first = if given { q } else { p };
    }
    let role = if doc.speakers[doc.toks[i].turn as usize] == Speaker::Agent { Role::Agent } else { Role::Patient };
    take(ctx, board, first, role, 900);
}

fn grade_of(doc: &Doc, at: Option<usize>) -> Grade {
    at.map_or(Grade::No, |i| grade(doc, i))
}

/// "my nurse will be in", "Will she need it": the verb, not the man.
pub(crate) fn auxiliary(doc: &Doc, i: usize) -> bool {
    if !doc.gated(i, GATE_VERB) {
        return false;
    }
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
    let follows = !doc.end(next) && !doc.breaks(next) && doc.toks[next].pre & COMMA == 0;
    let verb = modal && doc.has(next, FUNC | COMMON) && !doc.has(next, FIRST | LAST);
    let object = !modal
        && matches!(after, "it" | "that" | "the" | "my" | "your" | "me" | "you" | "him" | "her" | "them" | "a" | "for");
    follows && !person && !inside && (verb || object)
}
