//! Spelled names whose letters a recognizer wrote as the words they sound like: "em see gee oh why", "double you are eye".

use super::{Grade, grade};
use crate::engine::board::{Board, Claim};
use crate::engine::dialogue::{NAME, SPELL};
use crate::engine::lexicon::{FUNC, GATE_CODE, Num};
use crate::engine::text::words::says;
use crate::engine::text::{Doc, Kind};
use crate::engine::{PhiType, Role};
use crate::identifiers::Context;

/// How far before a sure letter its run may begin.
const BEFORE: usize = 4;

/// Longest run.
const LONGEST: usize = 24;

/// Claims such runs.
pub(super) fn detect(ctx: &Context<'_>, board: &mut Board) {
    let doc = ctx.doc;
    let mut done = 0;
    for i in doc.open(GATE_CODE) {
        if i < done || !sure(doc, i) || doc.toks[i].kind == Kind::Letter && !loose(doc, i + 1) && !before(doc, i) {
            continue;
        }
        let run = Run::at(doc, i, done);
        done = run.last + 1;
        if run.is_name(ctx) {
            claim(doc, board, &run);
        }
    }
}

/// A letter, or a word that among letters is nothing else.
fn sure(doc: &Doc, i: usize) -> bool {
    doc.toks[i].kind == Kind::Letter && !says!(doc, i, "a" | "i" | "o")
        || says!(
            doc,
            i,
            "em" | "en"
                | "ell"
                | "el"
                | "eff"
                | "ef"
                | "aitch"
                | "haitch"
                | "jay"
                | "kay"
                | "dee"
                | "pee"
                | "vee"
                | "zee"
                | "zed"
                | "tee"
                | "ess"
                | "ar"
                | "ex"
                | "cue"
                | "queue"
                | "gee"
                | "eye"
                | "bee"
                | "cee"
                | "tea"
                | "sea"
                | "ee"
        )
}

/// A word of every sentence that sounds like a letter.
fn loose(doc: &Doc, i: usize) -> bool {
    says!(doc, i, "see" | "oh" | "o" | "you" | "u" | "are" | "why" | "in" | "a" | "i" | "be" | "double" | "ay")
}

/// "p a and then w": what joins two parts of a spelling.
fn link(doc: &Doc, i: usize) -> bool {
    says!(doc, i, "and" | "then")
}

fn before(doc: &Doc, i: usize) -> bool {
    doc.prev(i).is_some_and(|p| loose(doc, p) && doc.toks[p].kind == Kind::Word)
}

fn part(doc: &Doc, i: usize) -> bool {
    !doc.end(i) && !doc.breaks(i) && (sure(doc, i) || loose(doc, i))
}

/// Tokens that are letters, said or heard.
struct Run {
    first: usize,
    last: usize,
    /// Letters that are surely some.
    sure: usize,
    /// Letters that stand as words.
    words: usize,
}

impl Run {
    fn at(doc: &Doc, i: usize, done: usize) -> Run {
        let mut first = i;
        while let Some(p) = doc.prev(first).filter(|&p| p >= done && i - p <= BEFORE && !doc.breaks(first)) {
            if !(loose(doc, p) || sure(doc, p)) {
                break;
            }
            first = p;
        }
        let mut last = i;
        while last < first + LONGEST {
            let joined = if says!(doc, last + 1, "then") || says!(doc, last + 1, "and") && says!(doc, last + 2, "then")
            {
                let past = last + 2 + usize::from(says!(doc, last + 1, "and"));
                if sure(doc, past) { past } else { break }
            } else {
                last + 1
            };
            if !part(doc, joined) {
                break;
            }
            last = joined;
        }
        let (first, last) = trimmed(doc, first, i, last);
        let count = |of: &dyn Fn(usize) -> bool| (first..=last).filter(|&j| of(j)).count();
        let words = count(&|j| doc.toks[j].kind == Kind::Word && !link(doc, j));
        Run { first, last, sure: count(&|j| sure(doc, j)), words }
    }

    /// Is it a name that is spelled: long enough, asked for, and no code with digits?
    fn is_name(&self, ctx: &Context<'_>) -> bool {
        let doc = ctx.doc;
        let digit = |j: usize| {
            !matches!(doc.toks[j].num, Num::None | Num::Ordinal(_)) && !says!(doc, j, "oh" | "o")
                || matches!(doc.toks[j].kind, Kind::Digits | Kind::Mixed)
        };
        let beside = digit(self.last + 1) && !doc.breaks(self.last + 1) || doc.prev(self.first).is_some_and(digit);
        let count = self.last + 1 - self.first;
        if self.words == 0 || count < 3 || beside {
            return false;
        }
        let named = doc.prev(self.first).is_some_and(|p| says!(doc, p, "name" | "first" | "last" | "spelled"));
        let asked = named || ctx.asks.age(doc, self.first) <= 3 && ctx.asks.of(doc, self.first) & (NAME | SPELL) != 0;
        let alone = doc.prev(self.first).is_none() && doc.end(self.last + 1);
        asked && ((alone || named) && self.sure >= 1 && count >= 4 || self.sure >= 2 && count >= 3)
            || count >= 4 && self.sure >= 3
            || count >= 5 && self.sure >= 2
    }
}

/// The run without the words at its ends that belong to the sentence: those at its end before more of it, those at its
/// beginning after other words than a cue.
fn trimmed(doc: &Doc, mut first: usize, sure_at: usize, mut last: usize) -> (usize, usize) {
    let opens = doc.prev(first).is_none_or(|p| {
        doc.breaks(first)
            || says!(
                doc,
                p,
                "name" | "first" | "last" | "it's" | "its" | "that's" | "is" | "spelled" | "no" | "yes" | "yeah"
            )
            || grade(doc, p) >= Grade::Unknown
    });
    if !opens || says!(doc, first, "i") && says!(doc, first + 1, "see") {
        first = (first..=sure_at).find(|&j| sure(doc, j)).unwrap_or(sure_at);
    }
    let closes = doc.end(last + 1)
        || doc.breaks(last + 1)
        || !doc.has(last + 1, FUNC)
        || says!(doc, last + 1, "no" | "or" | "right" | "like" | "as" | "okay" | "first" | "last");
    while !closes && last > sure_at && !sure(doc, last) {
        last -= 1;
    }
    (first, last)
}

/// Claims what of the run is free.
fn claim(doc: &Doc, board: &mut Board, run: &Run) {
    let mut at = run.first;
    while at <= run.last {
        let end = (at..=run.last).find(|&j| board.taken(j) || link(doc, j)).unwrap_or(run.last + 1);
        if end > at {
            board.claim(Claim {
                first: at,
                last: end - 1,
                kind: PhiType::Name,
                score: 900,
                normalised: Some(super::spelling(doc, at, end - 1)),
                role: Role::Other,
            });
        }
        at = end.max(at) + 1;
    }
}
