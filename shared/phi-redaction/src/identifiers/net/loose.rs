//! Parts of mail addresses that are said without their host: "tansy underscore plover", "it's tansy dot plover".

use super::hosts::{domain, said_dot};
use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::dialogue::{self, EMAIL, OTHER};
use crate::engine::lexicon::{FUNC, Num};
use crate::engine::text::words::says;
use crate::engine::text::{AT, Doc, Kind, UNDER};
use crate::identifiers::Context;

/// Words on each side of a joint at most.
const SIDE: usize = 12;

/// Claims the part of an address that has its joint at `i`.
pub(super) fn part(ctx: &Context<'_>, board: &mut Board, i: usize) {
    if board.taken(i) {
        return;
    }
    if says!(ctx.doc, i, "underscore") {
        underscored(ctx, board, i);
    } else if ctx.doc.toks[i].pre == UNDER {
        typed_user(ctx, board, i);
    } else {
        dotted(ctx, board, i);
    }
}

/// "tansy underscore ladle": hardly anything but a user name is said so.
fn underscored(ctx: &Context<'_>, board: &mut Board, joint: usize) {
    if password(ctx.doc, joint) {
        return;
    }
    let score = if asked(ctx, joint) { 860 } else { 720 };
    chain(ctx.doc, board, joint, score);
}

/// A password is read sign by sign, and whole: the codes' matter.
fn password(doc: &Doc, i: usize) -> bool {
    let mut at = i;
    for _ in 0..12 {
        let Some(before) = doc.prev(at) else { return false };
        if says!(doc, before, "password" | "passcode" | "passphrase") {
            return true;
        }
        at = before;
    }
    false
}

/// "tansy dot plover", where a mail address is asked for.
fn dotted(ctx: &Context<'_>, board: &mut Board, joint: usize) {
    let doc = ctx.doc;
    let digit = |i: usize| dialogue::number(doc, i);
    let measure = digit(joint + 1) && doc.prev(joint).is_some_and(digit);
    if says!(doc, joint, "dot")
        && !board.taken(joint)
        && !measure
        && domain(doc, joint + 1).is_none()
        && asked(ctx, joint)
    {
        chain(doc, board, joint, 740);
    }
}

/// "marsh_wren", where an address or a login is spoken of: elsewhere such words are a program's.
fn typed_user(ctx: &Context<'_>, board: &mut Board, at: usize) {
    let doc = ctx.doc;
    // "somebody signed in as plover_farm"
    let signed = |p: usize| says!(doc, p, "as") && doc.prev(p).is_some_and(|q| says!(doc, q, "in" | "on"));
    let as_user = || doc.prev(at).and_then(|p| doc.prev(p)).is_some_and(signed);
    let login = dialogue::cue_before(doc, at) & OTHER != 0 || as_user();
    let Some(mut first) = doc.prev(at).filter(|_| login || asked(ctx, at)) else { return };
    while doc.glued(first) && doc.toks[first].pre == UNDER && !board.taken(first) {
        first -= 1;
    }
    let mut last = at;
    while doc.glued(last + 1) && doc.toks[last + 1].pre == UNDER {
        last += 1;
    }
    if doc.toks[first].kind == Kind::Word {
        board.put((first, last), PhiType::Email, if as_user() { 900 } else { 860 }, None);
    }
}

fn asked(ctx: &Context<'_>, i: usize) -> bool {
    let turn = ctx.doc.toks[i].turn as usize;
    let here = || (ctx.doc.first[turn]..i).rev().take(SIDE).any(|j| dialogue::topic(ctx.doc, j) & EMAIL != 0);
    ctx.asks.of(ctx.doc, i) & EMAIL != 0 && ctx.asks.age(ctx.doc, i) <= 3 || here()
}

fn joint(doc: &Doc, i: usize) -> bool {
    said_dot(doc, i) || says!(doc, i, "underscore" | "dash" | "hyphen")
}

/// A letter or number, which may stand beside others of its kind.
fn symbol(doc: &Doc, i: usize) -> bool {
    matches!(doc.toks[i].kind, Kind::Letter | Kind::Digits | Kind::Mixed) || doc.toks[i].num != Num::None
}

/// Claims the words that joints hold together around `at`.
fn chain(doc: &Doc, board: &mut Board, at: usize, score: u16) {
    let mut first = at;
    for _ in 0..SIDE {
        let Some(p) = doc.prev(first).filter(|p| !board.taken(*p) && !doc.breaks(first)) else { break };
        let inside = joint(doc, first);
        let word = inside && (symbol(doc, p) || !doc.has(p, FUNC) || doc.prev(p).is_some_and(|q| joint(doc, q)));
        let letters = !inside && symbol(doc, p) && symbol(doc, first);
        if !(word || letters || joint(doc, p) && !inside) {
            break;
        }
        first = p;
    }
    let mut last = at;
    for _ in 0..SIDE {
        let next = last + 1;
        if doc.end(next) || board.taken(next) || doc.breaks(next) || doc.toks[next].pre & AT != 0 {
            break;
        }
        let inside = joint(doc, last);
        let word = inside && (symbol(doc, next) || !doc.has(next, FUNC) || joint(doc, next + 1));
        let letters = !inside && symbol(doc, next);
        if !(word || letters || joint(doc, next) && !inside && !doc.has(next + 1, FUNC)) {
            break;
        }
        last = next;
    }
    // "the underscore in the middle" joins nothing
    if first < at && last > at && !joint(doc, last) {
        board.put((first, last), PhiType::Email, score, None);
    }
}
