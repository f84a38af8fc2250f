//! The words that lead to an employer's name: verbs of work, jobs, plans through a job.

use crate::engine::dialogue::number;
use crate::engine::lexicon::{COMMON, FUNC, MONTH, RELATION, UNIT, WEEKDAY};
use crate::engine::text::words::says;
use crate::engine::text::{COMMA, Doc};

use super::callers::introduced;
use super::cues::{LEFT, NAMED, POSITION, STUDY, VERB};
use super::trades::occupation;

mod around;

pub(super) use around::VERBS;
use around::{beside_person, errand, labour, loose, past_aside, study, thing, through};

/// A plain "at": anybody's place. These scores tell the kinds of leads apart, here and to the judge, which learnt them.
pub(super) const LOOSE: u16 = 751;
/// "through": a plan, as often as a doorway.
pub(super) const THROUGH: u16 = 752;
/// What somebody runs, leaves or goes to.
pub(super) const REACHED: u16 = 753;
/// What somebody works in or attends.
pub(super) const INSIDE: u16 = 754;
/// A person or a noun of work stands beside the name.
pub(super) const BESIDE: u16 = 755;

/// Where the name would begin, and how sure the words before it are.
#[derive(Clone, Copy)]
pub(super) struct Lead {
    /// First token after the lead.
    pub start: usize,
    /// In thousandths.
    pub score: u16,
}

/// The lead whose main word is at `i`.
pub(super) fn lead(doc: &Doc, i: usize, cues: u32) -> Option<Lead> {
    if says!(doc, i, "with" | "at") {
        let introduced = if says!(doc, i, "at") { introduced(doc, i) } else { None };
        return introduced.or_else(|| beside_person(doc, i)).or_else(|| loose(doc, i));
    }
    if says!(doc, i, "from") {
        return introduced(doc, i);
    }
    let of = |cue: u32| (cues & cue != 0).then_some(());
    of(VERB)
        .and_then(|()| verb(doc, i))
        .or_else(|| of(LEFT).and_then(|()| left(doc, i)))
        .or_else(|| of(POSITION).and_then(|()| position(doc, i)))
        .or_else(|| of(NAMED).and_then(|()| named(doc, i)))
        .or_else(|| of(STUDY).and_then(|()| study(doc, i)))
}

fn at(start: usize, score: u16) -> Lead {
    Lead { start, score }
}

/// "she works nights at …", "teaches third grade at …", "drives a school bus for …", "i own …".
fn verb(doc: &Doc, i: usize) -> Option<Lead> {
    let next = i + 1;
    match doc.b(i) {
        // "my work, Plover Glass, …", "my work, that's the mill on third, …"
        b"work" | b"job" if own_company(doc, i) && doc.toks[next].pre & COMMA != 0 && !doc.has(next, FUNC) => {
            Some(at(next, BESIDE))
        }
        // "he's at work at …"
        b"work" if says!(doc, next, "at") && doc.prev(i).is_some_and(|p| says!(doc, p, "at" | "to")) => {
            Some(at(next + 1, 850))
        }
        b"work" if own_company(doc, i) => Some(at(past_copula(doc, next)?, BESIDE)),
        b"work" | b"works" | b"worked" | b"working" if person(doc, i) => {
            match preposition(doc, next, &["at", "for", "with", "in", "on"]) {
                Some(prep) if says!(doc, prep, "in" | "on") => Some(at(prep + 1, INSIDE)),
                Some(prep) => Some(at(prep + 1, 850)),
                None => match past_object(doc, next) {
                    Some(prep) => Some(at(prep + 1, if says!(doc, prep, "in") { INSIDE } else { 800 })),
                    // "he works plover-o nights"
                    None => (!says!(doc, i, "working") && !doc.has(next, COMMON)).then(|| at(next, REACHED)),
                },
            }
        }
        _ if labour(doc, i) && person(doc, i) => {
            let prep = past_object(doc, next)?;
            let near = prep == next || says!(doc, prep, "at") || errand(doc, prep - 1);
            Some(at(
                prep + 1,
                if says!(doc, prep, "in") {
                    INSIDE
                } else if near {
                    800
                } else {
                    760
                },
            ))
        }
        // "runs the …" and "runs the register at …"
        b"own" | b"owns" | b"run" | b"runs" | b"owned" | b"manage" | b"manages" | b"managed" if person(doc, i) => {
            let prep = past_object(doc, next).filter(|&p| says!(doc, p, "at"));
            Some(prep.map_or(at(next, REACHED), |p| at(p + 1, 800)))
        }
        b"owner" if says!(doc, next, "of") => Some(at(next + 1, 740)),
        _ => None,
    }
}

/// "retired thirty years from …", "laid off from …", "let go from …".
fn left(doc: &Doc, i: usize) -> Option<Lead> {
    let word = doc.b(i);
    let firm = matches!(word, b"retired" | b"retirement" | b"pension" | b"laid" | b"fired" | b"furloughed" | b"quit");
    let let_go = word == b"let" && (i + 1..i + 3).any(|j| says!(doc, j, "go"));
    if !firm && word != b"leave" && !let_go {
        return None;
    }
    if word == b"quit" && !doc.has(i + 1, FUNC) {
        return Some(at(i + 1, REACHED));
    }
    let from = (i + 1..i + 7).find(|&j| says!(doc, j, "from") || doc.end(j) || doc.breaks(j))?;
    let between = (i + 1..from).all(|j| {
        number(doc, j)
            || doc.has(j, UNIT)
            || says!(
                doc,
                j,
                "off"
                    | "after"
                    | "is"
                    | "teaching"
                    | "working"
                    | "me"
                    | "him"
                    | "her"
                    | "us"
                    | "them"
                    | "my"
                    | "job"
                    | "a"
                    | "the"
                    | "go"
                    | "early"
                    | "last"
                    | "this"
            )
            || occupation(doc, j)
    });
    (says!(doc, from, "from") && between).then_some(Lead { start: from + 1, score: if firm { 850 } else { 750 } })
}

/// "my job is at …", "employee of …", "he's a welder at …", "thirty years with …", "hr at …".
fn position(doc: &Doc, i: usize) -> Option<Lead> {
    // "my foreman out at …"
    let aside = says!(doc, i + 1, "over" | "down" | "out" | "up") && says!(doc, i + 2, "at");
    let next = i + 1 + usize::from(aside);
    let place = says!(doc, next, "at");
    match doc.b(i) {
        b"job" | b"position" | b"internship" | b"career" | b"shift" | b"shifts" => {
            let from = if says!(doc, next, "is" | "was" | "over" | "down" | "out") { next + 1 } else { next };
            says!(doc, from, "at" | "with").then_some(Lead { start: from + 1, score: 800 })
        }
        b"employee" | b"employees" if place || says!(doc, next, "of" | "with") => Some(at(next + 1, 850)),
        b"employed" if says!(doc, next, "by" | "at" | "with") => Some(at(next + 1, 850)),
        b"years" | b"yrs" if place || says!(doc, next, "with" | "for") => Some(at(next + 1, 760)),
        b"hurt" | b"injured" | b"accident" | b"payroll" | b"hr" | b"resources" | b"boss" | b"manager"
        | b"supervisor" | b"coworkers" | b"coworker" | b"foreman" | b"crew" | b"union" | b"lunchroom"
        | b"cafeteria" | b"kitchen" | b"desk" | b"line" | b"floor" | b"maintenance" | b"housekeeping" | b"register"
        | b"counter" | b"forklift" | b"security" | b"reception" | b"deli" | b"grill" | b"dock" | b"tables"
        | b"night" | b"nights" | b"camp" | b"bunkhouse"
            if place =>
        {
            Some(at(next + 1, 800))
        }
        // "i do the comp desk for …"
        b"desk" | b"payroll" | b"books"
            if says!(doc, next, "for") && (i.saturating_sub(4)..i).any(|j| labour(doc, j)) =>
        {
            Some(at(next + 1, 800))
        }
        _ if occupation(doc, i) => held(doc, i),
        _ => None,
    }
}

/// "my employer is …", "the company is called …", "the insurance is through …", "a place called …".
fn named(doc: &Doc, i: usize) -> Option<Lead> {
    let next = i + 1;
    match doc.b(i) {
        // "my employer, Larkmoor Tile, needs a form"
        b"employer" if doc.toks[next].pre & COMMA != 0 && !doc.has(next, FUNC) => Some(at(next, 740)),
        b"employer's" | b"company's" | b"contractor's" if !doc.has(next, FUNC) => Some(at(next, BESIDE)),
        b"company" | b"school" | b"daycare" | b"church" | b"preschool" | b"nursery"
            if own_company(doc, i)
                && !says!(doc, i - 1, "the")
                && doc.toks[next].pre & COMMA != 0
                && !doc.has(next, FUNC) =>
        {
            Some(at(next, BESIDE))
        }
        b"school" | b"daycare" | b"church" | b"preschool" | b"college" | b"nursery" | b"union" | b"parish"
        | b"unit"
            if own_company(doc, i) || doc.prev(i).is_some_and(|p| doc.w(p).ends_with("'s")) =>
        {
            Some(at(past_copula(doc, next)?, BESIDE))
        }
        b"employer" | b"work" | b"job" if through_whom(doc, i) => {
            Some(at(past_copula(doc, next).unwrap_or_else(|| past_aside(doc, next)), THROUGH))
        }
        b"employer" | b"employer's" | b"workplace" => Some(at(past_copula(doc, next)?, 850)),
        b"company" | b"company's" if own_company(doc, i) => Some(at(past_copula(doc, next)?, 800)),
        b"business" | b"shop" if own_company(doc, i) => Some(at(past_copula(doc, next)?, 740)),
        b"insurance" | b"coverage" | b"plan" | b"policy" | b"benefits" | b"covered" | b"insured" => through(doc, next),
        b"sponsored" if says!(doc, next, "by") => Some(at(next + 1, 760)),
        b"contractor" | b"grower" | b"outfit" | b"agency" | b"orchard" | b"farm" | b"plant" | b"mill" | b"yard" => {
            Some(at(past_copula(doc, next)?, BESIDE))
        }
        b"called" if doc.prev(i).is_some_and(|p| thing(doc.w(p))) => Some(at(next, 800)),
        b"calling" if says!(doc, next, "from") => Some(at(next + 1, 740)),
        b"through" => Some(at(next, THROUGH)),
        _ => None,
    }
}

/// "through | your employer": does a plan's payer stand here?
fn through_whom(doc: &Doc, i: usize) -> bool {
    own_company(doc, i) && i >= 2 && says!(doc, i - 2, "through" | "thru")
}

/// Past what is done there ("teaches third grade", "works the line"): the preposition.
fn past_object(doc: &Doc, from: usize) -> Option<usize> {
    // "i drive at night for …"
    let from = if says!(doc, from, "at") && says!(doc, from + 1, "night") { from + 2 } else { from };
    let prep =
        (from..from + 6).find(|&j| says!(doc, j, "at" | "for" | "with" | "in") || doc.end(j) || doc.breaks(j))?;
    let small = |w: &str| {
        matches!(w, "a" | "the" | "an" | "up" | "over" | "down" | "on" | "in" | "as" | "there" | "two" | "my" | "out")
    };
    let idiom = says!(doc, prep - 1, "out") && !says!(doc, prep, "at");
    let object = prep < from + 6 && (from..prep).all(|j| !doc.has(j, FUNC) || small(doc.w(j)));
    (object && !idiom && !doc.end(prep) && !doc.breaks(prep)).then_some(prep)
}

/// Past "nights", "part time", "over", "as a welder": the preposition.
fn preposition(doc: &Doc, from: usize, wanted: &[&str]) -> Option<usize> {
    for at in from..from + 5 {
        if doc.end(at) || doc.breaks(at) && at > from {
            return None;
        }
        if wanted.contains(&doc.w(at)) {
            // "worked out for", "works out with" are no places
            return (says!(doc, at, "at") || at == from || !says!(doc, at - 1, "out")).then_some(at);
        }
        let adverb = says!(
            doc,
            at,
            "over"
                | "down"
                | "out"
                | "up"
                | "there"
                | "here"
                | "night"
                | "nights"
                | "days"
                | "day"
                | "weekends"
                | "evenings"
                | "part"
                | "full"
                | "time"
                | "part-time"
                | "full-time"
                | "shifts"
                | "shift"
                | "remote"
                | "remotely"
                | "overnight"
                | "overnights"
                | "as"
                | "a"
                | "an"
                | "the"
                | "school"
                | "third"
                | "second"
                | "graveyard"
                | "mornings"
                | "off"
        );
        if !adverb && !occupation(doc, at) {
            return None;
        }
    }
    None
}

/// "employer | is", "employer on file | is", "the company is called": the token after.
fn past_copula(doc: &Doc, from: usize) -> Option<usize> {
    let mut at = from;
    let mut copula = false;
    while at < from + 5 {
        match doc.w(at) {
            "is" | "was" | "called" | "named" | "as" | "it's" | "that's" | "would" | "be" => copula = true,
            "name" | "on" | "file" | "listed" | "shows" | "says" | "there" | "here" | "just" | "still" => {}
            _ => break,
        }
        at += 1;
    }
    (copula && !doc.end(at) && !doc.breaks(at)).then_some(at)
}

/// "the company is", "my company": not the insurance company, nor the one that sells the pump.
fn own_company(doc: &Doc, i: usize) -> bool {
    doc.prev(i).is_some_and(|p| says!(doc, p, "the" | "my" | "his" | "her" | "our" | "their" | "your"))
}

/// "he's a welder at …", "a forklift driver for …", "nurse over at …".
fn held(doc: &Doc, i: usize) -> Option<Lead> {
    // "my pastor from larkmoor memorial"
    let whose = doc.prev(i).is_some_and(|p| says!(doc, p, "my" | "our" | "his" | "her" | "their"));
    let known = says!(
        doc,
        i,
        "pastor" | "priest" | "deacon" | "rabbi" | "imam" | "preacher" | "principal" | "coach" | "teacher"
    );
    if whose && known && says!(doc, i + 1, "from" | "at") {
        return Some(at(i + 2, 800));
    }
    let prep = preposition(doc, doc.next(i), &["at", "for", "with", "in"])?;
    let score = if says!(doc, prep, "in") { INSIDE } else { 800 };
    let mut at = i;
    for _ in 0..5 {
        at = doc.prev(at)?;
        if says!(doc, at, "a" | "an" | "the" | "as") {
            let p = doc.prev(at)?;
            let holds = doc.has(p, RELATION)
                || says!(
                    doc,
                    p,
                    "i'm"
                        | "im"
                        | "he's"
                        | "she's"
                        | "is"
                        | "was"
                        | "am"
                        | "as"
                        | "been"
                        | "works"
                        | "work"
                        | "became"
                        | "be"
                );
            return holds.then_some(Lead { start: prep + 1, score });
        }
    }
    None
}

/// "i work", "she works": a person, so that "does it work for you" is no employer.
fn person(doc: &Doc, i: usize) -> bool {
    let Some(p) = doc.prev(i) else { return true };
    let someone = says!(
        doc,
        p,
        "i" | "he"
            | "she"
            | "we"
            | "they"
            | "currently"
            | "still"
            | "just"
            | "also"
            | "only"
            | "used"
            | "to"
            | "now"
            | "i'm"
            | "im"
            | "he's"
            | "she's"
            | "they're"
            | "was"
            | "been"
            | "got"
            | "who"
            | "and"
            | "i've"
            | "i'd"
    );
    let used = !says!(doc, p, "to") || doc.prev(p).is_some_and(|q| says!(doc, q, "used"));
    // "my monday works for mornings" is no person's work
    let third = || doc.b(i).last() == Some(&b's') && !doc.has(p, FUNC | COMMON | WEEKDAY | MONTH) && !number(doc, p);
    someone && used || doc.has(p, RELATION) || third()
}
