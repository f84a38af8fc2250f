//! Where people are looked after, taught early or trade in small places, by the words that such names end in: "larkmoor manor",
//! "the veterans home", "plover head start", "the chapter house". And any name that the caller himself explains: "… that's the
//! group home".

use super::{Named, begins, placed};
use crate::engine::board::Board;
use crate::engine::dialogue::number;
use crate::engine::lexicon::{COMMON, FIRST, FUNC, Num, RELATION};
use crate::engine::text::Doc;
use crate::engine::text::words::says;
use crate::identifiers::employer::extent::{comma, part};
use crate::identifiers::employer::workplaces;

pub(super) fn named(doc: &Doc, board: &Board, i: usize) -> Option<Named> {
    let before = doc.prev(i).filter(|_| !doc.breaks(i) && !comma(doc, i));
    let after = |word: fn(&Doc, usize) -> bool| before.filter(|&p| word(doc, p));
    let core = match doc.b(i) {
        b"manor" | b"lodge" | b"shelter" | b"reformatory" | b"penitentiary" | b"camp" | b"stake" | b"elevator" => {
            Some(i)
        }
        b"ward" => before.filter(|&p| matches!(doc.toks[p].num, Num::Ordinal(_))),
        b"start" => after(|doc, p| says!(doc, p, "head")),
        b"care" => after(|doc, p| says!(doc, p, "day")),
        b"post" => after(|doc, p| says!(doc, p, "trading")),
        b"house" => after(|doc, p| says!(doc, p, "chapter" | "stake" | "mission")),
        b"op" => after(|doc, p| says!(doc, p, "co")),
        b"coop" => Some(i),
        b"home" | b"homes" => return before.and_then(|p| whose(doc, i, p)).or_else(|| explained(doc, board, i)),
        _ => None,
    };
    let found = core.and_then(|core| kind(doc, board, core, i));
    found.or_else(|| explained(doc, board, i))
}

/// "the veterans home", "the children's home in laredo".
fn whose(doc: &Doc, i: usize, p: usize) -> Option<Named> {
    says!(
        doc,
        p,
        "veterans" | "veteran's" | "veterans'" | "soldiers" | "soldiers'" | "children's" | "boys" | "girls" | "masonic"
    )
    .then_some(Named { first: p, last: i, score: 700 })
}

/// A name before the words that say what it is.
fn kind(doc: &Doc, board: &Board, core: usize, last: usize) -> Option<Named> {
    let first = begins(doc, board, core);
    let next = last + 1;
    let ends = doc.end(next) || doc.breaks(next) || comma(doc, next) || doc.has(next, FUNC) || number(doc, next);
    let known = says!(doc, last, "start" | "house" | "post");
    if first == core {
        let the = doc.prev(first).is_some_and(|p| says!(doc, p, "the"));
        return (says!(doc, last, "house" | "post") && the && ends).then_some(Named { first, last, score: 620 });
    }
    let vague = (first..core).all(|j| vague(doc, j));
    let capitals = doc.cased_at(core) && doc.toks[core].cap && doc.toks[core - 1].cap;
    let strange = (first..core).any(|j| !doc.has(j, COMMON | FUNC));
    if vague || !ends || doc.cased_at(core) && !capitals && !strange {
        return None;
    }
    match (capitals || strange, placed(doc, first)) {
        (true, _) => Some(Named { first, last, score: if known { 780 } else { 720 } }),
        (false, true) => Some(Named { first, last, score: 700 }),
        (false, false) => known.then_some(Named { first, last, score: 640 }),
    }
}

/// "the homeless shelter", "summer camp", "adult day care": a kind of such places.
fn vague(doc: &Doc, j: usize) -> bool {
    workplaces::vague(doc)(j)
        || says!(
            doc,
            j,
            "adult"
                | "summer"
                | "boot"
                | "labor"
                | "homeless"
                | "women's"
                | "family"
                | "animal"
                | "youth"
                | "band"
                | "church"
                | "bible"
                | "football"
                | "cheer"
                | "base"
                | "fishing"
                | "hunting"
                | "ski"
                | "freight"
                | "service"
                | "hospital"
                | "grain"
                | "broken"
                | "storm"
                | "bomb"
                | "tornado"
                | "bus"
                | "home"
                | "food"
                | "day"
                | "pet"
                | "his"
                | "her"
        )
}

/// "second wind | that's the group home", "bright otter it's his day care": a name that the caller explains.
fn explained(doc: &Doc, board: &Board, i: usize) -> Option<Named> {
    let noun = says!(doc, i, "daycare" | "school" | "church" | "work" | "employer" | "camp" | "shelter" | "preschool")
        || says!(doc, i, "care") && says!(doc, i.saturating_sub(1), "day")
        || says!(doc, i, "home") && says!(doc, i.saturating_sub(1), "group" | "nursing" | "foster");
    let p = doc.prev(i).filter(|_| noun)?;
    let p = if says!(doc, p, "day" | "group" | "nursing" | "foster" | "old") { doc.prev(p)? } else { p };
    says!(doc, p, "my" | "his" | "her" | "our" | "their" | "the").then_some(())?;
    let q = doc.prev(p)?;
    let told = match doc.b(q) {
        b"that's" | b"it's" => q,
        b"was" | b"is" => doc.prev(q).filter(|&r| says!(doc, r, "that" | "it" | "which"))?,
        _ => return None,
    };
    let last = doc.prev(told).filter(|&e| part(doc, board, e) && !doc.has(e, FUNC | RELATION))?;
    let first = begins(doc, board, last);
    let named = last > first || !doc.has(last, FIRST) && (doc.cased && doc.toks[last].cap || !doc.has(last, COMMON));
    let article =
        doc.prev(first).is_some_and(|p| says!(doc, p, "a" | "an" | "this" | "that" | "my" | "his" | "her" | "every"));
    let fits = named && !article && last - first < 3 && (!doc.cased || doc.toks[first].cap);
    fits.then_some(Named { first, last, score: 660 })
}
