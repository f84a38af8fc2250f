//! Churches, parishes, temples, mosques by name.

use super::{Named, begins, placed};
use crate::engine::board::Board;
use crate::engine::lexicon::{CITY, COMMON, FUNC, STREET};
use crate::engine::text::words::{Words, room, says};
use crate::engine::text::{Doc, Kind};
use crate::identifiers::employer::extent::{comma, part};

/// "mount tabor baptist", "saint swithin", "our lady of the lake", "church of the redeemer", "masjid al huda".
pub(super) fn named(doc: &Doc, board: &Board, i: usize) -> Option<Named> {
    let next = i + 1;
    match doc.b(i) {
        b"saint" | b"st" | b"saints" | b"santo" => saint(doc, board, i),
        b"lady" if doc.prev(i).is_some_and(|p| says!(doc, p, "our")) && says!(doc, next, "of") => {
            let last = of(doc, board, next)?;
            Some(Named { first: i - 1, last: tail(doc, last), score: 900 })
        }
        // "the sisters of saint joseph", "daughters of charity"
        b"sisters" | b"daughters" | b"missionaries" if says!(doc, next, "of") => {
            let last = of(doc, board, next)?;
            let order = doc.cased_at(i) && doc.toks[i].cap
                || says!(doc, next + 1, "saint" | "st" | "mercy" | "charity" | "providence" | "notre" | "perpetual");
            order.then_some(Named { first: i, last, score: 780 })
        }
        b"mount" | b"mt" => mount(doc, board, i),
        b"holy" | b"sacred" | b"immaculate" if devotion(doc, next) => {
            Some(Named { first: i, last: tail(doc, next), score: 780 })
        }
        b"camp" if doc.prev(i).is_none_or(|p| doc.has(p, FUNC)) || doc.breaks(i) || comma(doc, i) => {
            after(doc, board, i)
        }
        b"masjid" | b"wat" | b"iglesia" | b"congregation" | b"temple" | b"chabad" | b"parroquia" | b"gurdwara" => {
            after(doc, board, i).or_else(|| house(doc, board, i))
        }
        _ if denomination(doc, i)
            || says!(
                doc,
                i,
                "church"
                    | "tabernacle"
                    | "chapel"
                    | "cathedral"
                    | "parish"
                    | "synagogue"
                    | "mosque"
                    | "fellowship"
                    | "ministries"
                    | "assembly"
                    | "mandir"
            ) =>
        {
            house(doc, board, i)
        }
        _ => None,
    }
}

/// "holy | family", "sacred | heart".
fn devotion(doc: &Doc, j: usize) -> bool {
    says!(
        doc,
        j,
        "family"
            | "cross"
            | "trinity"
            | "spirit"
            | "rosary"
            | "name"
            | "redeemer"
            | "ghost"
            | "innocents"
            | "apostles"
            | "angels"
            | "comforter"
            | "saviour"
            | "savior"
            | "heart"
            | "conception"
    )
}

/// "baptist", "united methodist": the faith that a church's name ends in.
fn denomination(doc: &Doc, i: usize) -> bool {
    static SET: Words<{ room(DENOMINATIONS) }> = Words::new(DENOMINATIONS);
    SET.has(doc.hash(i))
}

/// Faiths by which churches are called.
#[rustfmt::skip]
pub(in super::super) const DENOMINATIONS: &[&str] = &[
    "baptist", "methodist", "lutheran", "presbyterian", "episcopal", "pentecostal", "catholic", "adventist", "apostolic", "evangelical",
    "ame", "cogic", "nazarene", "unitarian", "mennonite", "orthodox", "anglican",
];

/// Words that tell one kind of a faith from another and name no church.
fn adjective(doc: &Doc, j: usize) -> bool {
    denomination(doc, j)
        || says!(
            doc,
            j,
            "united"
                | "southern"
                | "roman"
                | "greek"
                | "russian"
                | "ukrainian"
                | "coptic"
                | "irish"
                | "italian"
                | "mexican"
                | "polish"
                | "strict"
                | "devout"
                | "practicing"
                | "lapsed"
                | "raised"
                | "born"
                | "good"
                | "old"
                | "new"
                | "big"
                | "little"
                | "black"
                | "white"
                | "free"
                | "primitive"
                | "missionary"
                | "african"
                | "local"
                | "mega"
                | "home"
                | "family"
                | "every"
                | "after"
                | "general"
                | "community"
                | "college"
                | "research"
                | "training"
                | "christian"
        )
}

/// "larkmoor united methodist", "evening lamp baptist", "first presbyterian", "church of god in christ".
fn house(doc: &Doc, board: &Board, i: usize) -> Option<Named> {
    let next = i + 1;
    let first = begins(doc, board, i);
    let own = (first..i).any(|j| !adjective(doc, j) && !doc.has(j, FUNC) || says!(doc, j, "first" | "second"));
    let of_whom = says!(doc, i, "church" | "assembly" | "assemblies" | "temple") && says!(doc, next, "of");
    let last = if of_whom { of(doc, board, next) } else { None };
    match (last, own) {
        (Some(last), _) => Some(Named { first, last: tail(doc, last), score: 760 }),
        (None, true) => {
            let capitals = doc.cased_at(i) && doc.toks[i].cap;
            // "we attend grace church", but not "before my nice church"
            let sure = capitals || placed(doc, first) || doc.prev(first).is_none();
            let plain = (first..i).all(|j| doc.has(j, COMMON) && !doc.has(j, CITY)) && i - first < 2;
            (sure || !plain && !doc.cased_at(i)).then_some(Named {
                first,
                last: tail(doc, i),
                score: match sure {
                    true if !plain && denomination(doc, i) => 900,
                    true => 770,
                    false => 710,
                },
            })
        }
        (None, false) => None,
    }
}

/// "masjid al huda", "temple ner tamid", "congregation ohev tzedek": the name after the word.
fn after(doc: &Doc, board: &Board, i: usize) -> Option<Named> {
    let name = |j: usize| {
        part(doc, board, j)
            && !doc.breaks(j)
            && !comma(doc, j)
            && if doc.cased_at(j) { doc.toks[j].cap } else { !doc.has(j, FUNC | COMMON | STREET) }
    };
    let last = (i + 1..i + 4).take_while(|&j| name(j)).last()?;
    Some(Named { first: i, last: tail(doc, last), score: 780 })
}

/// "saint aldhelm", "st swithin's church", "saints peter and paul".
fn saint(doc: &Doc, board: &Board, i: usize) -> Option<Named> {
    let next = i + 1;
    let name = part(doc, board, next)
        && doc.toks[next].kind == Kind::Word
        && !doc.breaks(next)
        && !doc.has(next, FUNC | STREET);
    let prior = doc.prev(i);
    // "main st garage": the end of a street
    let street = prior.is_some_and(|p| !doc.has(p, FUNC) && !doc.breaks(i)) && !placed(doc, begins(doc, board, i));
    let capital = !doc.cased_at(i) || doc.toks[i].cap && doc.toks[next].cap;
    if !name
        || street
        || !capital
        || says!(doc, next, "bernard" | "patrick's" | "valentine's" | "john's" | "jude" | "johns") && !placed(doc, i)
    {
        return None;
    }
    let paired = says!(doc, next + 1, "and") && !doc.has(next + 2, COMMON | FUNC) && part(doc, board, next + 2);
    let whom = says!(doc, next + 1, "the")
        && says!(doc, next + 2, "worker" | "baptist" | "apostle" | "evangelist" | "martyr" | "great" | "king");
    let longer = whom || paired && says!(doc, i, "saints" | "sts");
    let last = if longer { next + 2 } else { next };
    let greater = doc.prev(i).filter(|&p| says!(doc, p, "greater" | "new" | "old") && !doc.breaks(i));
    Some(Named { first: greater.unwrap_or(i), last: tail(doc, last), score: 730 })
}

/// "greater mount tabor", "mt carmel": hills of scripture, or any before a church's word.
fn mount(doc: &Doc, board: &Board, i: usize) -> Option<Named> {
    let next = i + 1;
    if !part(doc, board, next) || doc.breaks(next) || comma(doc, next) {
        return None;
    }
    let holy = says!(
        doc,
        next,
        "zion"
            | "calvary"
            | "moriah"
            | "pisgah"
            | "nebo"
            | "carmel"
            | "olive"
            | "olivet"
            | "horeb"
            | "hermon"
            | "tabor"
            | "gilead"
            | "ararat"
            | "sinai"
            | "pleasant"
            | "bethel"
            | "hebron"
    );
    let last = tail(doc, next);
    (holy || last > next).then(|| Named { first: begins(doc, board, i), last, score: 780 })
}

/// "of god", "of the nazarene", "of our redeemer": its last word.
fn of(doc: &Doc, board: &Board, at: usize) -> Option<usize> {
    let from = if says!(doc, at + 1, "the" | "our" | "perpetual" | "mount") { at + 2 } else { at + 1 };
    (!doc.breaks(from) && part(doc, board, from) && !doc.has(from, FUNC)).then_some(())?;
    let next = from + 1;
    let more = part(doc, board, next)
        && !doc.breaks(next)
        && if doc.cased_at(next) {
            doc.toks[next].cap
        } else {
            !doc.has(next, FUNC | COMMON) || says!(doc, next, "help" | "sorrows" | "christ")
        };
    let last = if more { next } else { from };
    let in_christ = says!(doc, last + 1, "in") && says!(doc, last + 2, "christ");
    Some(if in_christ { last + 2 } else { last })
}

/// The words of a church or its school that follow its name.
fn tail(doc: &Doc, last: usize) -> usize {
    let mut at = last;
    while at < last + 4 && !doc.breaks(at + 1) && !comma(doc, at + 1) {
        let next = at + 1;
        let word = denomination(doc, next)
            || says!(
                doc,
                next,
                "church"
                    | "parish"
                    | "temple"
                    | "chapel"
                    | "cathedral"
                    | "tabernacle"
                    | "school"
                    | "academy"
                    | "ministries"
                    | "fellowship"
                    | "assembly"
                    | "united"
                    | "missionary"
                    | "ukrainian"
                    | "greek"
                    | "elementary"
                    | "high"
                    | "prep"
                    | "university"
                    | "college"
                    | "laundry"
                    | "preschool"
                    | "daycare"
                    | "nursery"
                    | "hall"
            )
            || says!(doc, next, "of") && says!(doc, next + 1, "god" | "christ");
        if !word {
            break;
        }
        at = if says!(doc, next, "of") { next + 1 } else { next };
    }
    at
}
