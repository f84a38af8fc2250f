//! Days told by their week: "the first wednesday in december", "the third week of march".

use super::with_year;
use super::{Date, is_birth, month};
use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::lexicon::{MONTH, Num, WEEKDAY};
use crate::engine::text::Doc;
use crate::engine::text::words::says;
use crate::identifiers::Context;

/// Claims the day or week whose ordinal stands at `i`; the token after it.
pub(super) fn nth(ctx: &Context<'_>, board: &mut Board, i: usize) -> Option<usize> {
    let doc = ctx.doc;
    let which = matches!(doc.toks[i].num, Num::Ordinal(1..=5)) && !doc.has(i, MONTH);
    if !which || !(doc.has(i + 1, WEEKDAY) || says!(doc, i + 1, "week" | "weekend" | "weak")) || doc.breaks(i + 1) {
        return None;
    }
    let at = of(doc, i + 2)?;
    let date = with_year(doc, Date { month: month(doc, at), day: Some(1), next: at + 1, ..Date::default() });
    let first = doc.prev(i).filter(|&p| says!(doc, p, "the") && !board.taken(p)).unwrap_or(i);
    let kind = if is_birth(ctx, first) { PhiType::Dob } else { PhiType::Date };
    board.put((first, date.next - 1), kind, 870, None).then_some(date.next)
}

/// Claims "the last friday in may" at its month; the token after it.
pub(super) fn last(ctx: &Context<'_>, board: &mut Board, i: usize) -> Option<usize> {
    let doc = ctx.doc;
    let small = doc.prev(i).filter(|&p| doc.has(i, MONTH) && !doc.breaks(i) && says!(doc, p, "of" | "in"))?;
    let day = doc.prev(small).filter(|&d| doc.has(d, WEEKDAY) || says!(doc, d, "week" | "weekend"))?;
    let which = doc.prev(day).filter(|&w| says!(doc, w, "last") && !doc.breaks(day))?;
    let first = doc.prev(which).filter(|&t| says!(doc, t, "the")).unwrap_or(which);
    let date = with_year(doc, Date { month: month(doc, i), day: Some(1), next: i + 1, ..Date::default() });
    let kind = if is_birth(ctx, first) { PhiType::Dob } else { PhiType::Date };
    board.put((first, date.next - 1), kind, 870, None).then_some(date.next)
}

/// The month after "of" or "in".
fn of(doc: &Doc, i: usize) -> Option<usize> {
    let small = says!(doc, i, "of" | "in") && !doc.breaks(i);
    (small && doc.has(i + 1, MONTH) && !doc.breaks(i + 1)).then_some(i + 1)
}
