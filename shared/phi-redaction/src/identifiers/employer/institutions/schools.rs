//! Schools by the words that their names end in.

use super::{Named, begins, placed};
use crate::engine::board::Board;
use crate::engine::dialogue::number;
use crate::engine::lexicon::{CITY, COMMON, FUNC, ORGWORD};
use crate::engine::text::Doc;
use crate::engine::text::words::says;
use crate::identifiers::employer::extent::comma;

/// "larkmoor middle", "plover bend high", "tanager tech", "school for the deaf", "head start", "cal state larkmoor".
pub(super) fn named(doc: &Doc, board: &Board, i: usize) -> Option<Named> {
    let next = i + 1;
    match doc.b(i) {
        b"school" if says!(doc, next, "for" | "of") => special(doc, board, i),
        b"elementary" | b"primary" | b"secondary" | b"intermediate" | b"montessori" | b"polytechnic" | b"grammar"
        | b"high" | b"middle" | b"junior" | b"prep" | b"tech" | b"christian" | b"charter" | b"magnet"
        | b"consolidated" | b"preparatory" | b"academy" | b"preschool" | b"daycare" | b"seminary" | b"yeshiva"
        | b"isd" | b"usd" | b"unified" | b"technical" | b"college" | b"university" | b"institute" => {
            kind(doc, board, i)
        }
        b"schools" => district(doc, board, i),
        // "at p s two forty", "at PS 41"
        b"at" if says!(doc, next, "ps") && number(doc, next + 1) => {
            Some(Named { first: next, last: count(doc, next + 1), score: 850 })
        }
        b"at" if says!(doc, next, "p") && says!(doc, next + 1, "s") && number(doc, next + 2) => {
            Some(Named { first: next, last: count(doc, next + 2), score: 850 })
        }
        b"state" if !doc.breaks(i) && doc.prev(i).is_some_and(|p| says!(doc, p, "cal" | "penn")) => {
            let town = doc.has(next, CITY)
                || doc.cased_at(next) && doc.toks[next].cap && !doc.breaks(next) && !comma(doc, next);
            let more = town && says!(doc, next + 1, "hills" | "beach" | "bernardino" | "luis" | "state" | "college");
            Some(Named { first: i - 1, last: i + usize::from(town) + usize::from(more), score: 780 })
        }
        _ => None,
    }
}

/// "larkmoor county schools", "wexcombe city schools".
fn district(doc: &Doc, board: &Board, i: usize) -> Option<Named> {
    let kind =
        doc.prev(i).filter(|&p| says!(doc, p, "county" | "city" | "public" | "parish" | "area" | "community"))?;
    let first = begins(doc, board, kind);
    let told = first < kind && !(first..kind).all(|j| vague(doc, j));
    let capital = !doc.cased_at(i) || doc.toks[first].cap && doc.toks[kind].cap;
    (told && capital && !doc.breaks(i)).then_some(Named { first, last: i, score: 780 })
}

/// The last token of a number.
fn count(doc: &Doc, first: usize) -> usize {
    (first..first + 4).take_while(|&j| number(doc, j) && (j == first || !doc.breaks(j))).last().unwrap_or(first)
}

/// "larkmoor school for the deaf", "school of the arts".
fn special(doc: &Doc, board: &Board, i: usize) -> Option<Named> {
    let from = if says!(doc, i + 2, "the") { i + 3 } else { i + 2 };
    let whom = says!(
        doc,
        from,
        "deaf"
            | "blind"
            | "arts"
            | "performing"
            | "gifted"
            | "law"
            | "nursing"
            | "mines"
            | "music"
            | "medicine"
            | "engineering"
            | "design"
            | "business"
            | "education"
    );
    let first = begins(doc, board, i);
    let whole = says!(doc, from, "deaf" | "blind" | "gifted");
    (whom && (first < i || whole)).then_some(Named {
        first,
        last: from,
        score: if first < i && whole { 900 } else { 780 },
    })
}

/// A name before the kind of school.
fn kind(doc: &Doc, board: &Board, i: usize) -> Option<Named> {
    let first = begins(doc, board, i);
    if first == i || doc.breaks(i) || comma(doc, i) {
        return None;
    }
    let mut last = i;
    while last < i + 3
        && !doc.breaks(last + 1)
        && says!(doc, last + 1, "school" | "high" | "academy" | "college" | "prep" | "elementary" | "district" | "isd")
    {
        last += 1;
    }
    let next = last + 1;
    // "the middle finger", "high blood pressure", "primary care"
    let ends = last > i || doc.end(next) || doc.breaks(next) || comma(doc, next) || doc.has(next, FUNC);
    let vague = (first..i).all(|j| vague(doc, j));
    if !ends || vague {
        return None;
    }
    let capitals = doc.cased_at(i) && doc.toks[i].cap && doc.toks[i - 1].cap;
    let strange = (first..i).any(|j| !doc.has(j, COMMON | FUNC));
    let sure = last > i
        || says!(doc, i, "elementary" | "montessori" | "isd" | "usd" | "unified" | "academy" | "preschool" | "yeshiva");
    // "howard middle but they moved": the first words of an answer
    let opens = !says!(doc, next, "name" | "initial")
        && doc.breaks(first)
        && !doc.cased_at(i)
        && says!(doc, i, "middle" | "elementary" | "academy" | "technical");
    // "modern barber college": what is taught there, and a name before it
    if says!(doc, i, "college" | "university" | "institute") {
        let taught = i - first >= 2 || strange;
        return (taught && !doc.cased_at(i) && !says!(doc, i - 1, "community" | "state" | "old" | "local"))
            .then_some(Named { first, last, score: 700 });
    }
    match (capitals, placed(doc, first) || opens && strange) {
        (true, _) => Some(Named { first, last, score: 770 }),
        (false, true) if !doc.cased_at(i) && (strange || sure || i - first >= 2) => {
            Some(Named { first, last, score: 770 })
        }
        (false, _) if !doc.cased_at(i) && strange && sure => Some(Named { first, last, score: 720 }),
        _ => None,
    }
}

/// "junior high", "lab tech", "really high": words that name no school.
fn vague(doc: &Doc, j: usize) -> bool {
    doc.has(j, FUNC | ORGWORD)
        || says!(
            doc,
            j,
            "junior"
                | "senior"
                | "lower"
                | "upper"
                | "local"
                | "public"
                | "private"
                | "her"
                | "my"
                | "really"
                | "very"
                | "community"
                | "more"
                | "too"
                | "little"
                | "medical"
                | "new"
                | "old"
                | "lab"
                | "pharmacy"
                | "nurse"
                | "vet"
                | "rad"
                | "surgical"
                | "pretty"
                | "sugar"
                | "pressure"
                | "fever"
                | "secondary"
                | "sunday"
                | "high"
                | "right"
                | "left"
        )
}
