//! Names that no words announce: answers to "your name?", and words that are names and nothing else.

use super::ordinary::adjectival;
use super::{Grade, grade, take};
use crate::engine::board::Board;
use crate::engine::dialogue;
use crate::engine::lexicon::{CITY, COMMON, EPONYM, FIRST, FUNC, LAST, Lexicon, MONTH, Num, ORGWORD, PARTICLE, STREET};
use crate::engine::text::words::says;
use crate::engine::text::{COMMA, Doc, Kind};
use crate::engine::{PhiType, Role, Speaker};
use crate::identifiers::Context;

/// The answer to "your name?": the first words of the turn that can be one.
pub(super) fn answer(ctx: &Context<'_>, board: &mut Board, turn: usize) {
    let doc = ctx.doc;
    let start = doc.first[turn];
    if doc.end(start) {
        return;
    }
    let mut at = start;
    while at < start + 8 && !doc.end(at) && !board.taken(at) {
        let small = doc.has(at, FUNC)
            || says!(doc, at, "it" | "patient")
            || doc.toks[at].kind == Kind::Letter
            || says!(doc, at, "ha" | "haha") && !doc.has(at + 1, FIRST | LAST)
            || doc.has(at, PARTICLE) && !doc.has(at, FIRST | LAST);
        if !small {
            break;
        }
        at += 1;
    }
    if doc.end(at) || board.taken(at) || doc.toks[at].num != Num::None {
        return;
    }
    if says!(doc, at, "bear") && says!(doc, at + 1, "with") {
        return;
    }
    let starts = at == start || !says!(doc, at - 1, "a") && !says!(doc, at - 1, "the");
    let fill = match grade(doc, at) {
        Grade::Name => true,
        Grade::Unknown => starts && !adjectival(doc.w(at)),
        Grade::Either => {
            starts && doc.has(at, FIRST | LAST) && (at - start <= 2 || grade(doc, at + 1) >= Grade::Either)
        }
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
    let other = || super::slots::auxiliary(doc, i) || super::ordinary::kinship(doc, i);
    if g < Grade::Either || other() || doc.has(i, EPONYM | CITY) && g != Grade::Name && !doc.cased {
        return;
    }
    if families(doc, i) {
        take(ctx, board, i, Role::Other, 860);
        return;
    }
    let place = doc.has(next, STREET | ORGWORD) && !doc.breaks(next);
    if place && !(doc.has(i, FIRST) && grade(doc, next) >= Grade::Either) {
        return;
    }
    let follows = !doc.parted(next);
    let capital = doc.cased && doc.toks[i].cap;
    let sure = match g {
        Grade::Name => {
            doc.size(i) > 3
                || capital
                || follows && grade(doc, next) >= Grade::Unknown && doc.has(i, FIRST) && doc.has(next, LAST)
        }
        Grade::Either => {
            let inside = capital
                && !doc.breaks(i)
                && !doc.has(i, CITY | MONTH | STREET)
                && (doc.breaks(next) || !doc.toks[next].cap);
            doc.has(i, FIRST) && (follows && pair(doc, next, capital) || inside)
        }
        Grade::Unknown if capital && doc.toks[i].pre & COMMA != 0 => apposed(doc, board, i),
        Grade::Unknown => {
            capital
                && follows
                && doc.has(next, LAST)
                && !doc.has(next, COMMON | CITY | ORGWORD)
                && doc.toks[next].cap
                && !doc.has(next, EPONYM)
        }
        Grade::Plain | Grade::No => false,
    };
    if sure {
        let given = doc.prev(i).filter(|&p| {
            !doc.has(i, FIRST)
                && !super::ordinary::kinship(doc, p)
                && !doc.breaks(i)
                && doc.toks[i].pre & COMMA == 0
                && !board.taken(p)
        });
        let first = given
            .filter(|&p| {
                grade(doc, p) == Grade::Unknown && !adjectival(doc.w(p))
                    || doc.has(p, FIRST) && grade(doc, p) == Grade::Either
                    || says!(doc, p, "hope") && doc.cased_at(p) && doc.toks[p].cap && doc.toks[i].cap
            })
            .unwrap_or(i);
        take(ctx, board, first, Role::Other, if g == Grade::Name { 780 } else { 700 });
    }
}

/// "the okoyes", "two Castellanos": a family, or several people of one name.
fn families(doc: &Doc, i: usize) -> bool {
    let plural = doc.b(i).ends_with(b"s") && doc.size(i) > 4 && grade(doc, i) == Grade::Unknown;
    let counted = plural
        && !doc.breaks(i)
        && doc.prev(i).is_some_and(|p| says!(doc, p, "the" | "two" | "three" | "four" | "both" | "those" | "other"));
    let one = |end: usize| {
        counted
            && Lexicon::new().get(doc.w(i).get(..doc.size(i) - end).unwrap_or("")).0 & (LAST | COMMON | EPONYM) == LAST
    };
    (!doc.cased_at(i) || doc.toks[i].cap) && (one(1) || one(2) && doc.b(i).ends_with(b"es"))
}

/// "Patient services, Mildred, …", "… for Drew Katz, Mahnaz at …": an unknown capital word set beside a greeting,
/// an organisation or another name. After anything else it may be a medicine or a place.
fn apposed(doc: &Doc, board: &Board, i: usize) -> bool {
    let Some(p) = doc.prev(i) else { return false };
    let next = i + 1;
    let after_name = board.kind(p) == Some(PhiType::Name) && says!(doc, next, "at" | "from" | "with");
    let opening = doc.has(p, ORGWORD)
        || says!(
            doc,
            p,
            "services"
                | "alright"
                | "done"
                | "goodbye"
                | "thanks"
                | "you"
                | "hello"
                | "hi"
                | "morning"
                | "afternoon"
                | "evening"
        );
    after_name || opening && doc.parted(next)
}

fn pair(doc: &Doc, next: usize, capital: bool) -> bool {
    let g = grade(doc, next);
    g == Grade::Name && doc.has(next, LAST)
        || capital && doc.toks[next].cap && doc.has(next, LAST) && dialogue::topic(doc, next) == 0 && g >= Grade::Either
}
