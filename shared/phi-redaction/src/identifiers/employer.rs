//! Employers (45 CFR 164.514(b)(2)(i), first line: "relatives, employers, or household members").

use super::Context;
use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::dialogue::{ORG, number};
use crate::engine::lexicon::{
    CITY, COMMON, FIRST, FUNC, GATE_ORG, GATE_WORK, LAST, ORGWORD, PROPER, RELATION, STATE, STREET,
};
use crate::engine::text::words::{Words as Set, room, says};
use crate::engine::text::{Doc, Kind};

mod answers;
mod callers;
mod cues;
mod extent;
mod institutions;
mod plain;
mod trades;
mod triggers;
mod whole;
mod workplaces;

use extent::{Extent, Words, extent};
use triggers::{BESIDE, INSIDE, LOOSE, Lead, REACHED, THROUGH, lead};

/// "i work at …", "employed by …", "my employer is …", or the answer to such a question.
pub fn detect(ctx: &Context<'_>, board: &mut Board) {
    let doc = ctx.doc;
    let mut asked = None;
    // the first token ahead where these gates are open: most turns have none
    let (mut work, mut org) = (doc.seek(0, GATE_WORK), doc.seek(0, GATE_ORG));
    for turn in 0..doc.speakers.len() {
        let range = doc.first[turn]..doc.first[turn + 1];
        let answers = asked.is_some_and(|q| answers::may(doc, q, turn));
        let mut found = false;
        if work < range.end {
            found = introduced(doc, board, turn, answers, &mut asked);
            work = doc.seek(range.end, GATE_WORK);
        }
        let (topics, age) = ctx.asks.turn(turn);
        let due = answers || topics & ORG != 0 && age <= 3;
        if due && !found {
            found = answers::claim(doc, board, range.clone())
                || asked.is_some_and(|q| answers && answers::whole(doc, board, q, &range));
        }
        if found && asked.is_some_and(|q| q < turn) {
            asked = None;
        }
        if org < range.end {
            doc.open_in(turn, GATE_ORG).for_each(|i| {
                if !board.taken(i) {
                    bare(doc, board, i);
                }
            });
            org = doc.seek(range.end, GATE_ORG);
        }
    }
    whole::detect(doc, board);
    super::address::detect_cities(ctx, board);
}

/// Claims what words of work introduce in a turn, and notes a turn that asks; whether anything was claimed.
fn introduced(doc: &Doc, board: &mut Board, turn: usize, answers: bool, asked: &mut Option<usize>) -> bool {
    let mut found = false;
    let mut rest = 0;
    for i in doc.open_in(turn, GATE_WORK) {
        let cues = cues::cues(doc, i);
        rest |= cues;
        if cues & cues::INSTITUTION != 0 {
            found |= institutions::claim(doc, board, i, cues);
        }
    }
    if rest & (cues::LEAD | cues::PLANT | cues::QUESTION) == 0 {
        return found;
    }
    for i in doc.open_in(turn, GATE_WORK) {
        let cues = cues::cues(doc, i);
        if cues & cues::LEAD != 0
            && let Some(lead) = lead(doc, i, cues)
        {
            found |= claim(doc, board, lead, answers);
        }
        if cues & cues::PLANT != 0 {
            workplaces::alone(doc, board, i);
        }
        if cues & cues::QUESTION != 0 && answers::question(doc, i) {
            *asked = Some(turn);
        }
    }
    found
}

/// Claims what follows a lead, if it is a name.
fn claim(doc: &Doc, board: &mut Board, lead: Lead, asked: bool) -> bool {
    if callers::practice(doc, lead.start) {
        return false;
    }
    let named = extent(doc, board, lead.start).filter(|found| enough(doc, &lead, found, asked));
    let Some(found) = named else { return workplaces::claim(doc, board, &lead) };
    let sure = found.business || found.capital || asked;
    let score = match (sure && lead.score >= 850, found.words) {
        (true, _) => 900,
        (false, Words::Lone) => 700,
        (false, Words::Plain | Words::Ordinary) => lead.score,
    };
    // "at | the larkmoor depot": who says a place by its article leaves the name in it
    let article = found.first == lead.start + 1 && says!(doc, lead.start, "the");
    board.put((found.first - usize::from(article), found.last), PhiType::Org, score, None)
}

/// Is the name good enough for what leads to it?
fn enough(doc: &Doc, lead: &Lead, found: &Extent, asked: bool) -> bool {
    let plain = found.words == Words::Plain;
    let sure = found.business || asked;
    match lead.score {
        0..=749 => sure || years_follow(doc, found.last + 1) && (found.capital || plain),
        // towns are worked in and gone to as well, and people are called on
        REACHED | INSIDE if says!(doc, lead.start, "a" | "an" | "this" | "that") => asked,
        REACHED | INSIDE => sure || (found.capital || plain) && !town(doc, found) && !short(doc, found),
        LOOSE => (sure || found.capital || plain) && !visit(doc, found) && !short(doc, found),
        BESIDE => (sure || found.capital || found.words != Words::Lone) && !visit(doc, found),
        // "i load trucks for tanager ground"
        760..=799 => sure || found.capital || plain || !doc.has(found.first, COMMON | FUNC) && !doc.cased,
        // "my insurance is through copper kettle"
        THROUGH | 750 if !doc.cased => sure || plain || insured(doc, lead.start, found),
        750..=759 => sure || found.capital || plain,
        // "i work at vanguard", but not "i work with kids"
        _ => {
            found.words != Words::Lone
                || found.capital
                || says!(doc, lead.start - 1, "at" | "from" | "by")
                || drives(doc, lead.start)
        }
    }
}

/// "i drive for comet": one ordinary word after these is a carrier.
fn drives(doc: &Doc, start: usize) -> bool {
    let verb = start.checked_sub(2).filter(|_| says!(doc, start - 1, "for"));
    let drives = |j: usize| {
        says!(
            doc,
            j,
            "drive"
                | "drives"
                | "drove"
                | "driving"
                | "drivin"
                | "haul"
                | "hauls"
                | "fly"
                | "flies"
                | "deliver"
                | "delivers"
                | "work"
                | "works"
                | "worked"
                | "working"
        )
    };
    verb.is_some_and(drives)
        && !says!(
            doc,
            start,
            "fun"
                | "money"
                | "exercise"
                | "free"
                | "pay"
                | "everyone"
                | "everybody"
                | "us"
                | "now"
                | "ages"
                | "hours"
                | "kids"
                | "peanuts"
                | "tips"
                | "vacation"
                | "pleasure"
        )
}

/// "the plan is | through larkmoor copper works": two words or three without an article that a plan is said to come through, one
/// of them no ordinary word or a town's.
fn insured(doc: &Doc, start: usize, found: &Extent) -> bool {
    let plan = |j: usize| {
        says!(
            doc,
            j,
            "insurance"
                | "plan"
                | "coverage"
                | "covered"
                | "insured"
                | "benefits"
                | "policy"
                | "mine"
                | "his"
                | "hers"
                | "ours"
        )
    };
    let told = (start.saturating_sub(6)..start).any(|j| doc.toks[j].turn == doc.toks[start].turn && plan(j));
    let passing = says!(
        doc,
        found.last,
        "month"
            | "year"
            | "week"
            | "security"
            | "enrollment"
            | "insurance"
            | "retirement"
            | "portal"
            | "website"
            | "system"
            | "phone"
            | "mail"
            | "app"
            | "plan"
            | "exchange"
            | "cobra"
            | "death"
            | "divorce"
            | "union"
    );
    let many = found.last > found.first && found.first == start && found.last < start + 4;
    let strange = (found.first..=found.last).any(|j| !doc.has(j, COMMON) || doc.has(j, CITY));
    told && many && !passing && (strange || doc.breaks(found.last + 1) || doc.has(found.last + 1, FUNC))
}

/// "goes to e n t", "at C5": abbreviations and codes.
fn short(doc: &Doc, found: &Extent) -> bool {
    doc.toks[found.first].kind != Kind::Word
}

/// "we went to Tacoma": every word is of a town or a state.
fn town(doc: &Doc, found: &Extent) -> bool {
    (found.first..=found.last).all(|j| doc.has(j, CITY | STATE | PROPER)) || doc.has(found.last + 1, STATE)
}

/// "at tamsin's", "at Dave's house", "at Elm and Third": somebody's home, a street.
fn visit(doc: &Doc, found: &Extent) -> bool {
    let (last, next) = (found.last, found.last + 1);
    let home = says!(doc, next, "house" | "place" | "apartment" | "home" | "birthday" | "wedding" | "funeral")
        || says!(doc, last, "house" | "place" | "apartment" | "home") && doc.w(found.first).ends_with("'s");
    let person =
        found.first == last && doc.w(last).ends_with("'s") && doc.has(last, FIRST | RELATION) && !doc.has(last, LAST);
    // "he's at physical therapy"
    let errand = says!(
        doc,
        last,
        "therapy"
            | "practice"
            | "class"
            | "rehab"
            | "surgery"
            | "appointment"
            | "care"
            | "room"
            | "training"
            | "recess"
            | "game"
            | "store"
            | "meeting"
            | "hospice"
            | "dialysis"
            | "visit"
            | "party"
            | "trial"
            | "stage"
            | "level"
            | "rate"
            | "dose"
            | "end"
            | "speed"
            | "age"
            | "price"
    );
    home || person
        || errand
        || doc.has(last, STREET) && !doc.has(last, ORGWORD)
        || doc.has(next, STREET) && !doc.breaks(next)
}

/// "… with Duke Power | for thirty one years".
fn years_follow(doc: &Doc, at: usize) -> bool {
    let from = (at..at + 3).find(|&j| !says!(doc, j, "for" | "about" | "almost" | "over" | "nearly")).unwrap_or(at);
    number(doc, from) && (from + 1..from + 4).any(|j| says!(doc, j, "years" | "year" | "yrs" | "months"))
}

/// Words after which a business is named without more.
const LEADS: [&str; 16] = [
    "", "at", "for", "with", "from", "is", "and", "through", "have", "showing", "confirm", "by", "yes", "yeah", "it's",
    "that's",
];

/// Business words that are as often things: believed only after a capital or a lead.
const THING: &[&str] = &[
    "cattle",
    "centers",
    "church",
    "college",
    "foods",
    "furniture",
    "government",
    "hardware",
    "industrial",
    "library",
    "manufacturing",
    "market",
    "mechanical",
    "mills",
    "paving",
    "packing",
    "partners",
    "police",
    "rail",
    "school",
    "schools",
    "services",
    "shipping",
    "solutions",
    "steel",
    "storage",
    "store",
    "systems",
    "tackle",
    "transit",
    "university",
    "warehouse",
];
static THINGS: Set<{ room(THING) }> = Set::new(THING);

/// "Redline Roofing", "larkmoor boatyard" without a lead: a name before a word that ends the names of businesses.
fn bare(doc: &Doc, board: &mut Board, last: usize) {
    let ordinary = THINGS.has(doc.hash(last));
    if ordinary && !doc.cased
        || !extent::business(doc, last)
        || doc.has(last + 1, ORGWORD) && !doc.breaks(last + 1) && !extent::comma(doc, last + 1)
    {
        return;
    }
    let mut first = last;
    let mut unknown = false;
    while first + 3 > last {
        // "Plover's Bait | and | Tackle"
        let joined =
            doc.prev(first).filter(|&p| doc.cased && says!(doc, p, "and") && doc.toks[first].cap && first == last);
        let partner = joined.and_then(|p| doc.prev(p)).filter(|&q| doc.toks[q].cap && extent::part(doc, board, q));
        if let Some(q) = partner.filter(|&q| !doc.breaks(q + 1) && !doc.has(q, FIRST)) {
            first = q;
            continue;
        }
        let Some(p) = doc.prev(first).filter(|&p| extent::part(doc, board, p) && !doc.breaks(first)) else { break };
        let aside = says!(doc, p, "back" | "just" | "now" | "again" | "local" | "whole" | "entire");
        if doc.cased && !doc.toks[p].cap || extent::comma(doc, first) || aside {
            break;
        }
        unknown |= !doc.has(p, COMMON | ORGWORD);
        first = p;
    }
    let capitals = doc.cased && last - first >= 1;
    // "at harbor view bakery"
    unknown |= last - first >= 2 && doc.prev(first).is_some_and(|p| says!(doc, p, "at" | "for" | "with" | "from"));
    // "is larkmoor freight still good": no article and no adjective of it
    let before = doc.prev(first).map_or("", |p| doc.w(p));
    let led = LEADS.contains(&before);
    let score = if capitals || unknown { 700 } else { 600 };
    if first < last && (capitals || !doc.cased && (unknown || led)) {
        board.put((first, last), PhiType::Org, score, None);
    }
}

/// What a claim needs to know of an extent found by another file.
fn put(board: &mut Board, found: &Extent, score: u16) -> bool {
    board.put((found.first, found.last), PhiType::Org, score, None)
}
