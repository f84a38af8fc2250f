//! Days said without their month.

use super::{Date, day, spaced_ordinal};
use crate::engine::dialogue;
use crate::engine::lexicon::{FUNC, MONTH, Num, WEEKDAY};
use crate::engine::text::words::says;
use crate::engine::text::{COMMA, Doc, Kind};

/// "on the fourteenth", "Friday the 13th", "from the third to the ninth of June": the month is in the context, so the day is
/// an element of a date.
pub(super) fn day_alone(doc: &Doc, i: usize) -> Option<Date> {
    let p = doc.prev(i).filter(|&p| says!(doc, p, "the"))?;
    let (value, next) = day(doc, i)?;
    let ordinal = matches!(doc.toks[next - 1].num, Num::Ordinal(_)) || spaced_ordinal(doc, i);
    let free = doc.breaks(next) || doc.has(next, FUNC) || doc.toks[next].pre & COMMA != 0;
    if !ordinal || !free {
        return None;
    }
    let q = doc.prev(p);
    let before = q.map_or("", |q| doc.w(q));
    let closed = doc.breaks(next) || doc.toks[next].pre & COMMA != 0;
    let taken = matches!(before, "on" | "by" | "until" | "since" | "till" | "before" | "after" | "from") && value >= 4;
    let bound = matches!(before, "since" | "until" | "till" | "before" | "after") && closed;
    let stated = matches!(before, "was" | "is" | "it's" | "that's" | "for" | "around" | "about") && value >= 10;
    let weekday = q.is_some_and(|q| doc.has(q, WEEKDAY));
    let written = doc.toks[i].kind == Kind::Mixed && value >= 4;
    let ranged = opens_range(doc, next)
        || says!(doc, next, "of") && says!(doc, next + 1, "next" | "this" | "last") && says!(doc, next + 2, "month");
    let said = taken || bound || stated || weekday || written || ranged || value >= 10 && closed;
    // "how about the eighth", "the sixth works": a day, if nothing is counted
    let counted = says!(doc, next, "of" | "one" | "in" | "from" | "to" | "and") || dialogue::number(doc, next);
    let soft = value >= 4 && !counted;
    (said || soft).then_some(Date { day: Some(value), next, soft: !said, ..Date::default() })
}

/// "… to the ninth of june", "through the 14th": the other end of a range of days.
fn opens_range(doc: &Doc, at: usize) -> bool {
    let to = says!(doc, at, "to" | "through" | "thru" | "till" | "until" | "or" | "and");
    let end = if says!(doc, at + 1, "the") { at + 2 } else { at + 1 };
    let day = to.then(|| day(doc, end)).flatten();
    day.is_some_and(|(_, next)| {
        matches!(doc.toks[next - 1].num, Num::Ordinal(_))
            && (says!(doc, next, "of") && doc.has(next + 1, MONTH)
                || !says!(doc, at, "and") && !says!(doc, at, "or") && doc.breaks(next))
    })
}
