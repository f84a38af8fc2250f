//! Internet protocol addresses (45 CFR 164.514(b)(2)(i)(O)), version 4 written or said with "dot", version 6 written.

use super::Context;
use super::codes::{Evidence, Verdict};
use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::dialogue::NET;
use crate::engine::lexicon::Num;
use crate::engine::numbers::Run;
use crate::engine::text::words::says;
use crate::engine::text::{COLON, COMMA, Doc, Kind};

/// Four groups up to 255 (RFC 791); pieces of one, or groups said without their dots, when it was asked for.
pub fn judge(run: &Run, evidence: &Evidence) -> Verdict {
    if run.letters > 0 {
        return None;
    }
    let about = evidence.about(NET);
    match (run.dots, run.text.len()) {
        (3.., 4..=14) => Some((PhiType::Ip, 980)),
        (2, 4..=9) if run.parts.iter().all(|p| p.len <= 3) && (run.parts.len() == 3 || about) => {
            Some((PhiType::Ip, if about { 950 } else { 600 }))
        }
        (1.., 2..=12) if about && (run.dots > 1 || evidence.alone) && run.parts.iter().all(|p| p.len <= 3) => {
            Some((PhiType::Ip, 900))
        }
        (0, 5..=12) if about && run.dashes == 0 && run.parts.len() >= 4 => Some((PhiType::Ip, 800)),
        _ => None,
    }
}

/// Groups of hexadecimal digits joined by colons: an address of version 6 (RFC 4291) or of a network card.
pub(super) fn colons(doc: &Doc, i: usize) -> Option<usize> {
    let hex = |j: usize| doc.size(j) <= 4 && doc.w(j).bytes().all(|b| b.is_ascii_hexdigit());
    if doc.glued(i) && doc.toks[i].pre & COLON != 0 {
        return None;
    }
    let mut last = i;
    while doc.glued(last + 1) && doc.toks[last + 1].pre == COLON && hex(last + 1) && last < i + 8 {
        last += 1;
    }
    (last >= i + 3 && hex(i)).then_some(last)
}

/// "one ninety eight dot fifty one dot one hundred dot six": groups said aloud, of which `dot` is the first joint; fewer than four
/// where an address is asked for. Whether it claimed something.
pub(super) fn spoken(ctx: &Context<'_>, board: &mut Board, dot: usize) -> bool {
    let doc = ctx.doc;
    let Some(first) = group_before(doc, board, dot) else { return false };
    let (mut last, mut groups) = (dot, 1);
    while joint(doc, last) && groups < 4 {
        let Some(next) = group(doc, last + 1) else { break };
        groups += 1;
        last = next;
        if groups == 4 || !joint(doc, next) {
            last = next - 1;
            break;
        }
    }
    let asked = ctx.asks.of(doc, dot) & NET != 0 && ctx.asks.age(doc, dot) <= 3;
    let near = || {
        board.claims.last().is_some_and(|c| c.kind == PhiType::Ip && doc.toks[dot].turn - doc.toks[c.first].turn <= 3)
    };
    let point = says!(doc, dot, "point" | "period");
    let score = match groups {
        4 => 980,
        3 if !point || asked => {
            if asked {
                950
            } else {
                600
            }
        }
        _ if asked || !point && groups == 2 && near() => 800,
        _ => return false,
    };
    (first..=last).all(|j| !board.taken(j)) && board.put((first, last), PhiType::Ip, score, None)
}

fn joint(doc: &Doc, i: usize) -> bool {
    says!(doc, i, "dot" | "point" | "dat" | "period")
}

/// The token after a group of an address at `i`: at most three digits, however they are said.
fn group(doc: &Doc, i: usize) -> Option<usize> {
    let mut digits = 0;
    let mut at = i;
    while at < i + 5 {
        let t = &doc.toks[at];
        let add = match t.num {
            _ if at > i && (doc.breaks(at) || t.pre & COMMA != 0) => break,
            Num::Digit(_) => 1,
            Num::Teen(_) => 2,
            Num::Mult(n) if matches!(doc.toks[at + 1].num, Num::Digit(_)) => usize::from(n) - 1,
            Num::Tens(_) => {
                if matches!(doc.toks[at + 1].num, Num::Digit(1..)) {
                    1
                } else {
                    2
                }
            }
            Num::Hundred if digits == 1 => {
                if follows(doc, at + 1) {
                    0
                } else {
                    2
                }
            }
            Num::None if t.kind == Kind::Digits => doc.size(at),
            Num::None if at > i && says!(doc, at, "and") && doc.toks[at - 1].num == Num::Hundred => 0,
            Num::None if says!(doc, at, "to" | "too" | "for" | "fore" | "ate" | "won") => 1,
            Num::None | Num::Hundred | Num::Thousand | Num::Mult(_) | Num::Ordinal(_) => break,
        };
        if digits + add > 3 {
            break;
        }
        digits += add;
        at += 1;
    }
    (digits > 0).then_some(at)
}

/// Does a number below a hundred follow "hundred"?
fn follows(doc: &Doc, i: usize) -> bool {
    let at = i + usize::from(says!(doc, i, "and"));
    matches!(doc.toks[at].num, Num::Digit(_) | Num::Teen(_) | Num::Tens(_))
}

/// The first token of the group that ends before the joint at `dot`.
fn group_before(doc: &Doc, board: &Board, dot: usize) -> Option<usize> {
    let mut first = None;
    let mut at = dot;
    for _ in 0..4 {
        let Some(p) = doc.prev(at).filter(|p| !board.taken(*p)) else { break };
        if at != dot && doc.parted(at) {
            break;
        }
        at = p;
        if group(doc, p) == Some(dot) {
            first = Some(p);
        }
    }
    first.filter(|&f| !says!(doc, f, "to" | "too" | "for" | "fore" | "ate" | "won"))
}
