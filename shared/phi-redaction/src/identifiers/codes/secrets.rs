//! Secrets that are words: "the password's get well soon", "your code word will be pelican".

use super::Context;
use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::dialogue::number;
use crate::engine::lexicon::{BACK, CUE, FUNC, GATE_CUE, UNIT};
use crate::engine::numbers::run_at;
use crate::engine::text::words::says;
use crate::engine::text::{AT, Doc, Kind, SPACE};

/// How many words a phrase may have.
const WORDS: usize = 4;

/// Looks after every word that names a secret.
pub(super) fn detect(ctx: &Context<'_>, board: &mut Board) {
    let doc = ctx.doc;
    for i in doc.open(GATE_CUE) {
        if let Some((from, last)) = opened(doc, board, i) {
            board.put((from, last), PhiType::OtherId, 558, None);
            continue;
        }
        let Some(from) = named(doc, i).and_then(|next| told(doc, i, next)) else { continue };
        let Some(last) = phrase(doc, board, from) else { continue };
        // a word that is asked for as a word is hardly anything else
        let score = if says!(doc, i, "code" | "word") {
            900
        } else if last > from {
            565
        } else {
            555
        };
        board.put((from, last), PhiType::OtherId, score, Some(doc.w(from).to_owned()));
    }
}

/// "I have the code. It's Bluebird 7.", "the key is foxglove nine two": a word and a number that open a chart or a door.
fn opened(doc: &Doc, board: &Board, i: usize) -> Option<(usize, usize)> {
    let code = says!(doc, i, "code" | "code's" | "key") || says!(doc, i, "pin");
    let whose = doc.prev(i).is_some_and(|p| says!(doc, p, "the" | "your" | "my" | "this" | "that" | "her" | "his"));
    if !code || !whose {
        return None;
    }
    let small = |j: usize| says!(doc, j, "is" | "it's" | "was" | "it" | "will" | "be" | "for" | "you" | "that's");
    let at = (i + 1..i + 4).find(|&j| !small(j))?;
    let t = &doc.toks[at];
    let word = t.kind == Kind::Word
        && t.flags & (FUNC | CUE | UNIT) == 0
        && !number(doc, at)
        && (at > i + 1 || says!(doc, i, "code's"));
    if !word || doc.breaks(at) || describes(doc, at) || doc.toks[at + 1].pre & !SPACE != 0 || !number(doc, at + 1) {
        return None;
    }
    let run = run_at(doc, at + 1).filter(|r| r.letters == 0 && !r.big && r.digits <= 6)?;
    let ends = !doc.has(run.last + 1, UNIT) || doc.breaks(run.last + 1);
    (ends && !(at..=run.last).any(|j| board.taken(j))).then_some((at, run.last))
}

/// "password", "passcode", "pass code", "code word", "safe word": the token after it.
fn named(doc: &Doc, i: usize) -> Option<usize> {
    if says!(doc, i, "password" | "password's" | "passcode" | "username" | "username's" | "login" | "login's") {
        return Some(i + 1);
    }
    // "safe word", "secret word"
    if says!(doc, i, "word") && doc.prev(i).is_some_and(|p| says!(doc, p, "safe" | "secret" | "security" | "pass")) {
        return Some(i + 1);
    }
    let code = says!(doc, i, "code");
    if code && says!(doc, i + 1, "word" | "word's") {
        return Some(i + 2);
    }
    let pass = code && doc.prev(i).is_some_and(|p| says!(doc, p, "pass"));
    pass.then_some(i + 1)
}

/// Past "is", "will be", or a comma or colon: where the secret begins.
fn told(doc: &Doc, cue: usize, next: usize) -> Option<usize> {
    if doc.end(next) || doc.breaks(next) {
        return None;
    }
    if doc.b(next - 1).ends_with(b"'s") {
        return Some(next);
    }
    let at = next + usize::from(says!(doc, next, "will" | "should" | "would" | "could" | "'ll"));
    if at > next && says!(doc, at, "be") || at == next && says!(doc, at, "is" | "was") {
        return (!doc.breaks(at + 1)).then_some(at + 1);
    }
    let person = doc.prev(cue).is_some_and(|p| says!(doc, p, "your" | "my" | "the"));
    let apart = doc.toks[next].pre & !(SPACE | AT) != 0;
    (person && apart).then_some(next)
}

/// Plain words up to the end of the sentence, a small word or a number: the last of them.
fn phrase(doc: &Doc, board: &Board, from: usize) -> Option<usize> {
    let plain = |j: usize| {
        let t = &doc.toks[j];
        t.kind == Kind::Word && t.flags & (FUNC | CUE) == 0 && !board.taken(j) && !number(doc, j)
    };
    if !plain(from) || describes(doc, from) {
        return None;
    }
    let mut last = from;
    while last + 1 < from + WORDS && !doc.breaks(last + 1) && plain(last + 1) && !says!(doc, last + 1, "word") {
        last += 1;
    }
    let next = last + 1;
    let closed = doc.breaks(next) || doc.end(next) || doc.has(next, FUNC | CUE | BACK) || number(doc, next);
    closed.then_some(last)
}

/// What is said of a secret and is none: "the password is expired", "is case sensitive".
fn describes(doc: &Doc, i: usize) -> bool {
    let word = doc.w(i);
    word.ends_with("ed")
        || word.ends_with("ing")
        || says!(
            doc,
            i,
            "wrong"
                | "right"
                | "correct"
                | "incorrect"
                | "temporary"
                | "case"
                | "good"
                | "bad"
                | "set"
                | "reset"
                | "new"
                | "old"
                | "different"
                | "same"
                | "invalid"
                | "valid"
                | "blank"
                | "empty"
                | "stuck"
                | "written"
                | "hidden"
                | "long"
                | "short"
                | "weak"
                | "strong"
                | "gone"
                | "still"
                | "probably"
                | "something"
                | "somewhere"
                | "fine"
                | "ready"
                | "sent"
                | "usually"
                | "always"
                | "actually"
                | "private"
                | "secret"
                | "like"
                | "never"
                | "back"
                | "too"
                | "active"
                | "unknown"
                | "required"
                | "easy"
                | "hard"
                | "simple"
        )
}
