//! User names and passwords: written in one piece ("t.plover_58", "Plum-46-Ladle!"), or said sign by sign ("capital q u i n t,
//! underscore, seven"). They look like nothing else, so they count only where one is spoken of.

use super::Context;
use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::dialogue::number;
use crate::engine::lexicon::{ALPHABET, COMMON, CUE, FUNC, GATE_CUE};
use crate::engine::numbers::run_at;
use crate::engine::text::words::says;
use crate::engine::text::{AT, COMMA, DASH, DOT, Doc, Kind, SPACE, UNDER};

/// How far into a turn the answer is looked for.
const WINDOW: usize = 28;

/// Looks after every word that asks for one or names one, in its turn and the two after it.
pub(super) fn detect(ctx: &Context<'_>, board: &mut Board) {
    let doc = ctx.doc;
    let mut done = 0;
    for i in doc.open(GATE_CUE) {
        if i < done || !cue(doc, i) {
            continue;
        }
        let turn = doc.toks[i].turn as usize;
        let mut found = scan(doc, board, i + 1, doc.first[turn + 1], true);
        done = found.unwrap_or(i + 1);
        for next in turn + 1..(turn + 3).min(doc.first.len() - 1) {
            if found.is_none() {
                found = scan(doc, board, doc.first[next], doc.first[next + 1], next == turn + 1);
            }
        }
    }
}

/// "username", "password", "log in", "user name".
fn cue(doc: &Doc, i: usize) -> bool {
    if !says!(
        doc,
        i,
        "username"
            | "username's"
            | "userid"
            | "login"
            | "login's"
            | "password"
            | "password's"
            | "passcode"
            | "name"
            | "names"
            | "name's"
            | "id"
    ) {
        return false;
    }
    !says!(doc, i, "name" | "names" | "name's" | "id")
        || doc.prev(i).is_some_and(|p| says!(doc, p, "user" | "screen" | "login"))
}

/// Claims what has the form of one in the first tokens from `from`; returns the token after the last.
fn scan(doc: &Doc, board: &mut Board, from: usize, end: usize, near: bool) -> Option<usize> {
    let mut found = None;
    let mut i = from;
    while i < end.min(from + WINDOW) && !doc.end(i) {
        let claim = written(doc, i).or_else(|| signs(doc, i)).or_else(|| if near { word(doc, i, from) } else { None });
        let Some((first, last, score)) = claim.filter(|c| !(c.0..=c.1).any(|j| board.taken(j))) else {
            i += 1;
            continue;
        };
        let text: String = (first..=last).map(|j| doc.w(j)).collect();
        board.put((first, last), PhiType::OtherId, score, Some(text));
        i = last + 1;
        found = Some(i);
    }
    found
}

/// Letters, digits and signs without a space between.
fn written(doc: &Doc, i: usize) -> Option<(usize, usize, u16)> {
    if doc.glued(i) && doc.toks[i].pre & AT == 0 {
        return None;
    }
    let mut last = i;
    let (mut signs, mut parts) = (0, 1);
    while doc.glued(last + 1) && parts < 6 {
        last += 1;
        signs |= doc.toks[last].pre;
        parts += 1;
    }
    let digits = (i..=last).any(|j| matches!(doc.toks[j].kind, Kind::Digits | Kind::Mixed));
    let words =
        (i..=last).any(|j| doc.toks[j].kind == Kind::Word || doc.toks[j].kind == Kind::Mixed && doc.size(j) >= 4);
    let score = match signs {
        s if s & UNDER != 0 => 900,
        s if s & DOT != 0 && words => 850,
        s if s & DASH != 0 && digits && words => 780,
        s if s & DASH != 0 => return None,
        0 if doc.toks[i].kind == Kind::Mixed && doc.size(i) >= 4 => 800,
        0 => return None,
        _ if digits && words => 700,
        _ => return None,
    };
    Some((i, last, score))
}

/// A sign or a case said in words; how many tokens it takes.
fn sign(doc: &Doc, i: usize) -> usize {
    let two = (says!(doc, i, "upper" | "lower" | "small" | "capital")
        && says!(doc, i + 1, "case" | "letter" | "letters"))
        || says!(doc, i, "under") && says!(doc, i + 1, "score")
        || says!(doc, i, "exclamation") && says!(doc, i + 1, "point" | "mark")
        || says!(doc, i, "dollar" | "at" | "pound" | "hash" | "plus") && says!(doc, i + 1, "sign")
        || says!(doc, i, "all") && says!(doc, i + 1, "caps");
    let one = says!(
        doc,
        i,
        "capital"
            | "cap"
            | "uppercase"
            | "lowercase"
            | "underscore"
            | "dash"
            | "hyphen"
            | "dot"
            | "exclamation"
            | "bang"
            | "hashtag"
            | "asterisk"
            | "ampersand"
            | "star"
    );
    if two { 2 } else { usize::from(one) }
}

/// "capital p l u m lower case four seven question mark", "tansy underscore h".
fn signs(doc: &Doc, i: usize) -> Option<(usize, usize, u16)> {
    let piece = |j: usize| doc.toks[j].kind == Kind::Letter || doc.toks[j].kind == Kind::Digits || number(doc, j);
    let joins = sign(doc, i + 1) > 0 && !says!(doc, i + 1, "dash" | "dot" | "star" | "capital" | "cap");
    let word = doc.toks[i].kind == Kind::Word && doc.toks[i].flags & (FUNC | CUE) == 0;
    if !(sign(doc, i) > 0 || piece(i) && !says!(doc, i, "a" | "i") || word && joins && sign(doc, i) == 0) {
        return None;
    }
    let (mut at, mut said, mut pieces) = (i, 0, 0);
    for _ in 0..WINDOW {
        let signed = sign(doc, at);
        let names = at > i
            && doc.toks[at].kind == Kind::Word
            && sign(doc, at - 1) > 0
            && doc.toks[at].flags & (FUNC | CUE) == 0;
        if doc.end(at) || at > i && doc.breaks(at) || !(signed > 0 || piece(at) || names || at == i) {
            break;
        }
        said += usize::from(signed > 0);
        pieces += usize::from(signed == 0);
        at += signed.max(1);
    }
    (said > 0 && pieces > 0 && said + pieces >= 3).then_some((i, at - 1, 720))
}

/// "the password is tanager sixteen": a word and a number, right after small words.
fn word(doc: &Doc, i: usize, from: usize) -> Option<(usize, usize, u16)> {
    let small = (from..i).all(|j| doc.has(j, FUNC | CUE));
    let t = &doc.toks[i];
    let named = t.kind == Kind::Word && !number(doc, i) && t.flags & (FUNC | CUE) == 0;
    let next = i + 1;
    let close = doc.toks[next].pre & !(SPACE | COMMA) == 0 && !doc.breaks(next);
    if !small || i >= from + 8 || !named || !close || !number(doc, next) {
        return None;
    }
    let run = run_at(doc, next).filter(|r| r.letters == 0 && !r.big && r.digits >= 2)?;
    let measured = doc.has(run.last + 1, COMMON) && !doc.has(run.last + 1, ALPHABET);
    (!measured || doc.breaks(run.last + 1)).then_some((i, run.last, 560))
}
