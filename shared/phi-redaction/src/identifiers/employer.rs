//! Employers (45 CFR 164.514(b)(2)(i), first line: "relatives, employers, or household members").

use super::Context;
use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::dialogue::ORG;
use crate::engine::lexicon::{COMMON, ORGWORD};
use crate::engine::text::Doc;

mod answers;
mod extent;
mod triggers;

use extent::{Extent, extent};
use triggers::{Lead, lead};

/// "i work at …", "employed by …", "my employer is …", or the answer to such a question.
pub fn detect(ctx: &Context<'_>, board: &mut Board) {
    let doc = ctx.doc;
    let mut asked = None;
    for turn in 0..doc.speakers.len() {
        let range = doc.first[turn]..doc.first[turn + 1];
        let answers = asked.is_some_and(|q| answers::may(doc, q, turn));
        let mut found = false;
        for i in range.clone() {
            if let Some(lead) = lead(doc, i) {
                found |= claim(doc, board, lead, answers);
            }
            if answers::question(doc, i) {
                asked = Some(turn);
            }
        }
        let due = answers || ctx.asks.of(doc, range.start) & ORG != 0 && ctx.asks.age(doc, range.start) <= 3;
        if due && !found {
            found = answers::claim(doc, board, range.clone());
        }
        if found && asked.is_some_and(|q| q < turn) {
            asked = None;
        }
        for i in range {
            if doc.has(i, ORGWORD) && !board.taken(i) {
                bare(doc, board, i);
            }
        }
    }
}

/// Claims what follows a lead, if it is a name.
fn claim(doc: &Doc, board: &mut Board, lead: Lead, asked: bool) -> bool {
    let Some(found) = extent(doc, board, lead.start) else { return false };
    let sure = found.business || found.capital || asked;
    let enough = match lead.score {
        0..=749 => found.business || asked,
        750..=799 => found.business || asked || found.capital,
        _ => true,
    };
    let score = if sure && lead.score >= 850 { 900 } else { lead.score };
    enough && found.named && board.put((found.first, found.last), PhiType::Org, score, None)
}

/// "Redline Roofing", "tidewater shipyard" without a lead: a name before a word that ends the names of businesses.
fn bare(doc: &Doc, board: &mut Board, last: usize) {
    if !extent::business(doc, last) || doc.has(last + 1, ORGWORD) && !doc.breaks(last + 1) {
        return;
    }
    let mut first = last;
    let mut unknown = false;
    while first + 3 > last {
        let Some(p) = doc.prev(first).filter(|&p| extent::part(doc, board, p) && !doc.breaks(first)) else { break };
        let aside = matches!(doc.w(p), "back" | "just" | "now" | "again" | "local" | "whole" | "entire");
        if doc.cased && !doc.toks[p].cap || extent::comma(doc, first) || aside {
            break;
        }
        unknown |= !doc.has(p, COMMON | ORGWORD);
        first = p;
    }
    let capitals = doc.cased && last - first >= 1;
    // "at harbor view bakery"
    unknown |= last - first >= 2 && doc.prev(first).is_some_and(|p| matches!(doc.w(p), "at" | "for" | "with" | "from"));
    if first < last && (capitals || !doc.cased && unknown) {
        board.put((first, last), PhiType::Org, 700, None);
    }
}

/// What a claim needs to know of an extent found by another file.
fn put(board: &mut Board, found: &Extent, score: u16) -> bool {
    found.named && board.put((found.first, found.last), PhiType::Org, score, None)
}
