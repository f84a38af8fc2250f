//! Days said without their month.

use super::{Date, day, ordinal_day};
use crate::engine::dialogue;
use crate::engine::lexicon::{COMMON, FUNC, MONTH, Num, TITLE, UNIT, WEEKDAY};
use crate::engine::text::words::says;
use crate::engine::text::{COLON, COMMA, Doc, Kind, SPACE};

/// "on the fourteenth", "Friday the 13th", "from the third to the ninth of June", "the 18": the month is in the context, so
/// the day is an element of a date.
pub(super) fn day_alone(doc: &Doc, i: usize) -> Option<Date> {
    let the = doc.prev(i).filter(|&p| says!(doc, p, "the"));
    let ends = |j: usize| matches!(doc.toks[j].num, Num::Ordinal(_));
    if the.is_none() && !ends(i) && !ends(i + 1) && !ends(i + 2) {
        return None;
    }
    let (value, next) = day(doc, i)?;
    let ordinal = ordinal_day(doc, i, next);
    if the.is_some() && of_the_year(doc, value, next) {
        return Some(Date { day: Some(value), next: next + 3, soft: 700, ..Date::default() });
    }
    let soft = match (the, ordinal) {
        (Some(the), true) => the_ordinal(doc, i, the, (value, next))?,
        (Some(the), false) => the_number(doc, i, the, (value, next))?,
        (None, true) => bare(doc, i, (value, next))?,
        (None, false) => return None,
    };
    Some(Date { day: Some(value), next, soft, ..Date::default() })
}

/// "they dropped us the first | of the year": the first of january.
fn of_the_year(doc: &Doc, value: u32, next: usize) -> bool {
    value == 1
        && says!(doc, next, "of")
        && says!(doc, next + 1, "the")
        && says!(doc, next + 2, "year")
        && (doc.breaks(next + 3) || doc.has(next + 3, FUNC) || doc.toks[next + 3].pre & COMMA != 0)
}

/// Does nothing follow that the number could count or order?
fn free(doc: &Doc, next: usize) -> bool {
    doc.breaks(next)
        || doc.has(next, FUNC | MONTH)
        || doc.toks[next].pre & COMMA != 0
        || says!(
            doc,
            next,
            "instead" | "early" | "today" | "works" | "good" | "fine" | "morning" | "afternoon" | "evening" | "noon"
        )
}

/// "the sixth": how sure it is a day of the month, 0 for certain.
fn the_ordinal(doc: &Doc, i: usize, the: usize, (value, next): (u32, usize)) -> Option<u16> {
    // "the thirteenth ate thirty": a recognizer's eight
    let heard = value >= 4 && !doc.breaks(next) && says!(doc, next, "ate" | "won" | "nein");
    let timed = dialogue::number(doc, next) && !matches!(doc.toks[next].num, Num::Hundred | Num::Thousand) || heard;
    let q = doc.prev(the);
    let before = q.map_or("", |q| doc.w(q));
    let weekday = q.is_some_and(|q| doc.has(q, WEEKDAY) && !doc.breaks(the));
    if value >= 4 && listed(doc, i, next) {
        return Some(772);
    }
    if !free(doc, next) {
        // "friday the eighth clotted", but "tuesday the first available"
        let ordered = value < 4 || doc.has(next, UNIT) || says!(doc, next, "grade" | "floor" | "graders" | "time");
        // "on the second doctor lam told me"
        let person = matches!(before, "on" | "till" | "until" | "by" | "since")
            && doc.has(next, TITLE)
            && !doc.has(next + 1, COMMON);
        let met = value >= 4 && !ordered && q.is_some_and(|q| meets(doc, q)) && !ordered_thing(doc, next);
        let named = value > 5 && doc.has(next, WEEKDAY);
        return match (weekday && !ordered, timed && value >= 4 || named) {
            (true, _) => Some(0),
            (_, true) => Some(560),
            _ if person => Some(640),
            _ => met.then_some(545),
        };
    }
    let closed = doc.parted(next);
    let taken = matches!(before, "on" | "by" | "until" | "since" | "till" | "before" | "after" | "from") && value >= 4;
    let bound = matches!(before, "since" | "until" | "till" | "before" | "after") && closed;
    let stated = matches!(before, "was" | "is" | "it's" | "that's" | "for" | "around" | "about") && value >= 10;
    let written = doc.toks[i].kind == Kind::Mixed && value >= 4 && !says!(doc, next, "of");
    let ranged = opens_range(doc, next, before == "from")
        || says!(doc, next, "of")
            && says!(doc, next + 1, "next" | "this" | "last" | "the")
            && says!(doc, next + 2, "month");
    // "the night of the fifteenth in the kitchen"
    let time = |r: usize| says!(doc, r, "night" | "morning" | "evening" | "afternoon" | "weekend" | "week");
    let part = before == "of" && q.and_then(|q| doc.prev(q)).is_some_and(time) && !says!(doc, next, "of");
    if part || taken || bound || stated || weekday || written || ranged || value >= 10 && closed {
        return Some(0);
    }
    // "how about the eighth", "the sixth works": a day, if nothing is counted
    let counted = says!(doc, next, "of" | "one" | "in" | "from" | "to" | "and") || dialogue::number(doc, next);
    if value >= 4 {
        let ordered = says!(doc, next, "of" | "one" | "in" | "from") || dialogue::number(doc, next);
        return if !counted || closed { Some(700) } else { (!ordered).then_some(538) };
    }
    few(doc, i, before, next, closed)
}

/// "see you | the ninth", "i have you guys on | the twelfth": a word after which an hour or a day of a visit is told.
fn meets(doc: &Doc, q: usize) -> bool {
    let whom = |i: usize| says!(doc, i, "you" | "her" | "him" | "them" | "guys" | "both" | "all");
    let at = if says!(doc, q, "on" | "for") { doc.prev(q) } else { Some(q) };
    let Some(p) = at.filter(|&p| whom(p)) else { return false };
    let verb = |i: usize| says!(doc, i, "see" | "have" | "got" | "put" | "seeing" | "expect" | "book" | "do" | "get");
    let mut back = p;
    for _ in 0..2 {
        let Some(v) = doc.prev(back).filter(|_| !doc.breaks(back)) else { return false };
        if verb(v) {
            return true;
        }
        back = v;
    }
    false
}

/// What an ordinal puts in order: "the fifth floor", "the fourth try".
fn ordered_thing(doc: &Doc, i: usize) -> bool {
    doc.has(i, UNIT)
        || says!(
            doc,
            i,
            "floor"
                | "grade"
                | "street"
                | "avenue"
                | "time"
                | "try"
                | "one"
                | "slot"
                | "opening"
                | "person"
                | "patient"
                | "visit"
                | "page"
                | "row"
                | "step"
                | "toe"
                | "finger"
                | "rib"
                | "attempt"
                | "percentile"
                | "dose"
        )
}

/// "the first", "the second", "the 3rd": these more often order things than name a day.
fn few(doc: &Doc, i: usize, before: &str, next: usize, closed: bool) -> Option<u16> {
    let led = matches!(
        before,
        "on" | "you"
            | "by"
            | "of"
            | "from"
            | "through"
            | "since"
            | "until"
            | "till"
            | "before"
            | "after"
            | "for"
            | "over"
    );
    let placed = matches!(before, "it's" | "is" | "was" | "that's" | "me" | "in" | "to") && closed;
    let goes_on =
        closed || says!(doc, next, "at" | "and" | "or" | "if" | "so" | "i" | "she" | "he" | "with" | "says" | "said");
    let counted =
        says!(doc, next, "of" | "one" | "ones" | "in" | "the" | "a" | "an" | "from" | "two" | "three" | "few");
    let figures = doc.toks[i].kind != Kind::Word && (goes_on || doc.has(next, FUNC) && !counted);
    if figures {
        return Some(640);
    }
    // "you've worn it since the second under your father's name"
    let since = matches!(before, "since" | "until" | "till" | "by") && doc.has(next, FUNC) && !counted;
    if led && goes_on || placed || since {
        return Some(540);
    }
    (happened(before) && !counted).then_some(532)
}

/// "he came home | the third", "put it in | the first", "what's going on with | the third": a word after which a day by
/// itself may say when.
fn happened(before: &str) -> bool {
    matches!(
        before,
        "home"
            | "in"
            | "out"
            | "back"
            | "up"
            | "with"
            | "here"
            | "there"
            | "seen"
            | "filled"
            | "written"
            | "drawn"
            | "done"
            | "sent"
            | "faxed"
            | "mailed"
            | "signed"
            | "started"
            | "stopped"
            | "ended"
            | "discharged"
            | "admitted"
            | "due"
            | "yes"
            | "yeah"
            | "no"
            | "okay"
            | "not"
    )
}

/// "thursday the 24", "on the 18": a recognizer drops the ending.
fn the_number(doc: &Doc, i: usize, the: usize, (value, next): (u32, usize)) -> Option<u16> {
    let glued = doc.toks[i].pre != SPACE || doc.toks[next].pre & COLON != 0 && !doc.end(next);
    if glued || doc.has(next, UNIT) && !doc.breaks(next) || doc.glued(next) {
        return None;
    }
    let q = doc.prev(the)?;
    let clock = says!(doc, next, "a" | "p" | "am" | "pm" | "o'clock");
    let weekday = doc.has(q, WEEKDAY) || says!(doc, q, "day") && doc.prev(q).is_some();
    let open = doc.breaks(next) || doc.has(next, FUNC) && !says!(doc, next, "of" | "one" | "point" | "over");
    let figures = doc.toks[i].kind == Kind::Digits;
    if !open || clock || !figures && value < 10 && !weekday {
        return None;
    }
    if weekday {
        return Some(if figures { 0 } else { 800 });
    }
    let led = says!(
        doc,
        q,
        "on" | "until" | "till" | "since" | "by" | "before" | "after" | "is" | "it's" | "was" | "for" | "back"
    );
    let closed = doc.breaks(next) || says!(doc, next, "at" | "and" | "or" | "i" | "if");
    match (led, closed) {
        (true, true) => Some(660),
        (true, false) | (false, true) if value >= 4 && (figures || led) => Some(560),
        _ => None,
    }
}

/// "21st.", "sixteenth is good", "so 28th then": an answer that is only a day.
fn bare(doc: &Doc, i: usize, (value, next): (u32, usize)) -> Option<u16> {
    let placed = doc.parted(i);
    let led = placed && (value >= 10 || doc.toks[i].kind == Kind::Mixed)
        || doc.prev(i).is_some_and(|p| {
            says!(
                doc,
                p,
                "so" | "okay"
                    | "ok"
                    | "yes"
                    | "yeah"
                    | "no"
                    | "not"
                    | "or"
                    | "on"
                    | "until"
                    | "till"
                    | "mean"
                    | "it's"
                    | "wait"
            )
        });
    let apart = doc.breaks(next)
        || doc.toks[next].pre & COMMA != 0
        || doc.has(next, FUNC) && !says!(doc, next, "of" | "in" | "one" | "to" | "from" | "and" | "time" | "the" | "a");
    // "and so forth"
    let forth = says!(doc, i, "forth");
    if value >= 4 && !forth && listed(doc, i, next) {
        return Some(590);
    }
    (led && !forth && value >= 4 && apart && !doc.has(i, MONTH) && !dialogue::number(doc, next)).then_some(580)
}

/// "the seventeenth | eighteenth and | nineteenth": days in a row.
fn listed(doc: &Doc, i: usize, next: usize) -> bool {
    let and = |j: usize| says!(doc, j, "and" | "or");
    let ordinal = |j: usize| matches!(doc.toks[j].num, Num::Ordinal(_)) && !doc.has(j, MONTH);
    let at = next + usize::from(and(next));
    let before = doc.prev(i).and_then(|p| if and(p) { doc.prev(p) } else { Some(p) });
    let goes = |n: usize| free(doc, n) || ordinal(n);
    let more = !doc.breaks(next)
        && !doc.breaks(at)
        && day(doc, at).is_some_and(|(d, n)| d >= 4 && ordinal_day(doc, at, n) && goes(n));
    let follows = !doc.breaks(i) && before.is_some_and(|b| ordinal(b) && !doc.breaks(b + 1)) && goes(next);
    (more || follows) && !doc.has(i, MONTH)
}

/// "… to the ninth of june", "through the 14th": the other end of a range of days.
fn opens_range(doc: &Doc, at: usize, from: bool) -> bool {
    let to = says!(doc, at, "to" | "through" | "thru" | "till" | "until" | "or" | "and");
    let end = if says!(doc, at + 1, "the") { at + 2 } else { at + 1 };
    let day = to.then(|| day(doc, end)).flatten();
    day.is_some_and(|(_, next)| {
        ordinal_day(doc, end, next)
            && (says!(doc, next, "of") && doc.has(next + 1, MONTH)
                || !says!(doc, at, "and") && !says!(doc, at, "or") && doc.breaks(next)
                || from && says!(doc, at, "to" | "through" | "thru") && free(doc, next) && !says!(doc, next, "of"))
    })
}
