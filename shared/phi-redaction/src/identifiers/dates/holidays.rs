//! Days of the year that have a name: "groundhog day", "christmas eve nineteen fifty two".
//!
//! Each is claimed at its last word. Alone it may be any year's, so only a birth date that is asked for, or a year, makes it
//! certain; the model weighs the rest.

use super::{Date, birth_near, is_birth, with_year};
use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::dialogue::{DATE, DOB};
use crate::engine::lexicon::WEEKDAY;
use crate::engine::text::Doc;
use crate::engine::text::words::says;
use crate::identifiers::Context;

/// A named day.
struct Feast {
    first: usize,
    last: usize,
    /// Its name says that it is one day: "labor day", not "easter".
    single: bool,
}

/// Claims the named day that ends at `i`.
pub(super) fn detect(ctx: &Context<'_>, board: &mut Board, i: usize) {
    let doc = ctx.doc;
    if !closes(doc, i) {
        return;
    }
    let Some(feast) = day_or_eve(doc, i).or_else(|| feast(doc, i)) else { return };
    if doc.prev(feast.first).is_some_and(|p| says!(doc, p, "happy" | "merry" | "every" | "for")) {
        return;
    }
    let date = with_year(doc, Date { day: Some(1), month: 0, next: feast.last + 1, ..Date::default() });
    let asked = ctx.asks.of(doc, feast.first) & (DOB | DATE);
    let fresh = ctx.asks.age(doc, feast.first) <= 3;
    let birth = if feast.single { is_birth(ctx, feast.first) } else { birth_near(ctx, feast.first) };
    let answers = fresh && asked != 0 && doc.prev(feast.first).is_none();
    let score = match (date.year.is_some(), birth, feast.single) {
        (true, _, _) | (_, true, true) => 900,
        (_, true, false) => 760,
        _ if answers => 700,
        // "the tuesday after thanksgiving"; the day after it, or before, is more often a season of the year
        _ if doc.has(from(doc, &feast) + 1, WEEKDAY) => 760,
        _ if !(feast.single || dated(doc, feast.first)) => return,
        _ if dated(doc, feast.first) => {
            if feast.single {
                640
            } else {
                520
            }
        }
        _ => 540,
    };
    let first = from(doc, &feast);
    let kind = if birth { PhiType::Dob } else { PhiType::Date };
    board.put((first, date.next - 1), kind, score, None);
}

/// The last words of named days.
fn closes(doc: &Doc, i: usize) -> bool {
    says!(
        doc,
        i,
        "day"
            | "eve"
            | "kippur"
            | "hashanah"
            | "hashana"
            | "gras"
            | "saints"
            | "saints'"
            | "souls"
            | "mayo"
            | "night"
            | "halloween"
            | "juneteenth"
            | "christmas"
            | "easter"
            | "thanksgiving"
            | "fool's"
            | "fools"
            | "spring"
            | "summer"
            | "autumn"
            | "winter"
            | "fall"
    )
}

/// "labor day", "new year's eve", "saint patrick's day".
fn day_or_eve(doc: &Doc, i: usize) -> Option<Feast> {
    let eve = says!(doc, i, "eve");
    if !eve && !says!(doc, i, "day") {
        return None;
    }
    let p = doc.prev(i).filter(|_| !doc.breaks(i))?;
    if let Some(q) = doc.prev(p).filter(|&q| two_words(doc, q, p)) {
        return Some(Feast { first: q, last: i, single: true });
    }
    let named = says!(doc, p, "christmas") || !eve && named_day(doc, p);
    named.then_some(Feast { first: p, last: i, single: true })
}

/// "new year's", "april fool's", "saint patrick's", "all souls".
fn two_words(doc: &Doc, q: usize, p: usize) -> bool {
    match doc.w(q) {
        "new" => says!(doc, p, "year's" | "years" | "year"),
        "april" => says!(doc, p, "fool's" | "fools" | "fool"),
        "all" => says!(doc, p, "saints" | "saints'" | "souls" | "souls'" | "hallows"),
        "st" | "saint" => {
            says!(doc, p, "patrick's" | "patricks" | "valentine's" | "valentines" | "joseph's" | "john's")
                || says!(doc, p, "george's" | "andrew's" | "david's" | "nicholas" | "lucia's" | "stephen's")
        }
        _ => false,
    }
}

/// A word that makes "day" one day of the year.
fn named_day(doc: &Doc, p: usize) -> bool {
    says!(doc, p, "boxing" | "groundhog" | "leap" | "labor" | "labour" | "memorial" | "columbus" | "king" | "may")
        || says!(doc, p, "veterans" | "veteran's" | "veterans'" | "presidents" | "president's" | "presidents'")
        || says!(doc, p, "independence" | "armistice" | "remembrance" | "bastille" | "canada" | "australia" | "anzac")
        || says!(doc, p, "earth" | "pi" | "thanksgiving" | "easter" | "juneteenth" | "constitution" | "republic")
        || says!(doc, p, "valentine's" | "valentines" | "paddy's" | "patrick's" | "patricks" | "epiphany" | "candlemas")
        || says!(doc, p, "mother's" | "mothers" | "father's" | "fathers")
}

/// "the first day of spring": the first of its words.
fn season(doc: &Doc, i: usize) -> Option<Feast> {
    let of = doc.prev(i).filter(|&p| !doc.breaks(i) && says!(doc, p, "of"))?;
    let day = doc.prev(of).filter(|&p| says!(doc, p, "day"))?;
    let first = doc.prev(day).filter(|&p| says!(doc, p, "first" | "1st" | "last"))?;
    Some(Feast { first: doc.prev(first).filter(|&p| says!(doc, p, "the")).unwrap_or(first), last: i, single: true })
}

/// "halloween", "yom kippur", "saint patrick's", where "day" does not follow.
fn feast(doc: &Doc, i: usize) -> Option<Feast> {
    if says!(doc, i + 1, "day" | "eve") {
        return None;
    }
    if says!(doc, i, "spring" | "summer" | "autumn" | "winter" | "fall") {
        return season(doc, i);
    }
    let p = doc.prev(i).filter(|_| !doc.breaks(i));
    let after = |yes: fn(&Doc, usize) -> bool| p.is_some_and(|p| yes(doc, p));
    let two = match doc.w(i) {
        "kippur" => after(|d, p| says!(d, p, "yom")),
        "hashanah" | "hashana" => after(|d, p| says!(d, p, "rosh")),
        "gras" => after(|d, p| says!(d, p, "mardi")),
        "saints" | "saints'" | "souls" => after(|d, p| says!(d, p, "all")),
        "mayo" => after(|d, p| says!(d, p, "de") && d.prev(p).is_some_and(|q| says!(d, q, "cinco"))),
        "fool's" | "fools" => after(|d, p| says!(d, p, "april")),
        "night" => after(|d, p| says!(d, p, "twelfth")),
        _ => false,
    };
    if let Some(p) = p.filter(|_| two) {
        let first = if says!(doc, i, "mayo") { p - 1 } else { p };
        return Some(Feast { first, last: i, single: true });
    }
    let one = says!(doc, i, "halloween" | "juneteenth" | "christmas" | "easter" | "thanksgiving");
    one.then_some(Feast { first: i, last: i, single: false })
}

/// Does a word before it say that something happened then?
fn dated(doc: &Doc, first: usize) -> bool {
    let Some(p) = doc.prev(first).filter(|_| !doc.breaks(first)) else { return false };
    let fixed = says!(doc, first, "halloween" | "juneteenth");
    says!(doc, p, "on") || fixed && says!(doc, p, "since" | "until" | "till" | "was" | "after" | "before")
}

/// "the day after memorial day", "the tuesday before easter": the words before it are of the date.
fn from(doc: &Doc, feast: &Feast) -> usize {
    let near = doc.prev(feast.first).filter(|&p| says!(doc, p, "after" | "before") && !doc.breaks(feast.first));
    let weekday = |d: usize| doc.has(d, WEEKDAY) && doc.prev(d).is_some_and(|t| says!(doc, t, "the"));
    let day = near.and_then(|p| doc.prev(p)).filter(|&d| says!(doc, d, "day") || weekday(d));
    match day {
        Some(d) => doc.prev(d).filter(|&t| says!(doc, t, "the")).unwrap_or(d),
        None => feast.first,
    }
}
