//! The words that lead to an employer's name: verbs of work, jobs, plans through a job.

use crate::engine::dialogue::number;
use crate::engine::lexicon::{COMMON, FUNC, RELATION, UNIT};
use crate::engine::text::words::says;
use crate::engine::text::{COMMA, Doc};

/// Where the name would begin, and how sure the words before it are.
#[derive(Clone, Copy)]
pub(super) struct Lead {
    /// First token after the lead.
    pub start: usize,
    /// In thousandths.
    pub score: u16,
}

/// The lead whose main word is at `i`.
pub(super) fn lead(doc: &Doc, i: usize) -> Option<Lead> {
    if says!(doc, i, "with" | "at") {
        return beside_person(doc, i);
    }
    verb(doc, i).or_else(|| left(doc, i)).or_else(|| position(doc, i)).or_else(|| named(doc, i))
}

fn at(start: usize, score: u16) -> Lead {
    Lead { start, score }
}

/// "she works nights at …", "teaches third grade at …", "drives a school bus for …", "i own …".
fn verb(doc: &Doc, i: usize) -> Option<Lead> {
    let next = i + 1;
    match doc.b(i) {
        b"work" if own_company(doc, i) => Some(at(past_copula(doc, next)?, 740)),
        b"work" | b"works" | b"worked" | b"working" if person(doc, i) => {
            match preposition(doc, next, &["at", "for", "with"]) {
                Some(prep) => Some(at(prep + 1, 850)),
                None => Some(at(past_object(doc, next)? + 1, 800)),
            }
        }
        b"drive" | b"drives" | b"drove" | b"driving" | b"drivin" | b"haul" | b"hauls" | b"hauling" | b"teach"
        | b"teaches" | b"taught" | b"teaching" | b"cook" | b"cooks" | b"cooking" | b"manage" | b"manages"
        | b"managed" | b"clean" | b"cleans" | b"deliver" | b"delivers" | b"delivering" | b"volunteer"
        | b"volunteers" | b"interned" | b"weld" | b"welds" | b"coach" | b"coaches" | b"consult" | b"tend"
        | b"tends" | b"bartend" | b"stock" | b"serve" | b"served" | b"started" | b"hired" | b"fly" | b"flies"
            if person(doc, i) =>
        {
            let prep = past_object(doc, next)?;
            Some(at(prep + 1, if prep == next { 800 } else { 760 }))
        }
        b"own" | b"owns" | b"run" | b"runs" | b"owned" if person(doc, i) => Some(at(next, 740)),
        b"owner" if says!(doc, next, "of") => Some(at(next + 1, 740)),
        _ => None,
    }
}

/// "retired thirty years from …", "laid off from …", "let go from …".
fn left(doc: &Doc, i: usize) -> Option<Lead> {
    let word = doc.b(i);
    let firm = matches!(word, b"retired" | b"retirement" | b"pension" | b"laid" | b"fired" | b"furloughed" | b"quit");
    if !firm && word != b"leave" {
        return None;
    }
    let from = (i + 1..i + 7).find(|&j| says!(doc, j, "from") || doc.end(j) || doc.breaks(j))?;
    let between = (i + 1..from).all(|j| {
        number(doc, j)
            || doc.has(j, UNIT)
            || says!(doc, j, "off" | "after" | "is" | "teaching" | "working")
            || occupation(doc.w(j))
    });
    (says!(doc, from, "from") && between).then_some(Lead { start: from + 1, score: if firm { 850 } else { 750 } })
}

/// "my job is at …", "employee of …", "he's a welder at …", "thirty years with …", "hr at …".
fn position(doc: &Doc, i: usize) -> Option<Lead> {
    let next = i + 1;
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
        | b"cafeteria" | b"kitchen" | b"desk" | b"line" | b"floor" | b"maintenance" | b"housekeeping"
            if place =>
        {
            Some(at(next + 1, 760))
        }
        _ if occupation(doc.w(i)) => held(doc, i),
        _ => None,
    }
}

/// "my employer is …", "the company is called …", "the insurance is through …", "a place called …".
fn named(doc: &Doc, i: usize) -> Option<Lead> {
    let next = i + 1;
    match doc.b(i) {
        // "my employer, Delgado Tile, needs a form"
        b"employer" if doc.toks[next].pre & COMMA != 0 && !doc.has(next, FUNC) => Some(at(next, 740)),
        b"employer" | b"employer's" | b"workplace" => Some(at(past_copula(doc, next)?, 850)),
        b"company" | b"company's" if own_company(doc, i) => Some(at(past_copula(doc, next)?, 800)),
        b"business" | b"shop" if own_company(doc, i) => Some(at(past_copula(doc, next)?, 740)),
        b"insurance" | b"coverage" | b"plan" | b"policy" | b"benefits" | b"covered" | b"insured" => through(doc, next),
        b"sponsored" if says!(doc, next, "by") => Some(at(next + 1, 760)),
        b"called" if doc.prev(i).is_some_and(|p| thing(doc.w(p))) => Some(at(next, 800)),
        b"calling" if says!(doc, next, "from") => Some(at(next + 1, 740)),
        b"through" => Some(at(next, 740)),
        _ => None,
    }
}

/// Past what is done there ("teaches third grade", "works the line"): the preposition.
fn past_object(doc: &Doc, from: usize) -> Option<usize> {
    let prep = (from..from + 6).find(|&j| says!(doc, j, "at" | "for" | "with") || doc.end(j) || doc.breaks(j))?;
    let small = |w: &str| {
        matches!(w, "a" | "the" | "an" | "up" | "over" | "down" | "on" | "in" | "as" | "there" | "two" | "my" | "out")
    };
    let idiom = says!(doc, prep - 1, "out") && !says!(doc, prep, "at");
    let object = (from..prep).all(|j| !doc.has(j, FUNC) || small(doc.w(j)));
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
        if !adverb && !occupation(doc.w(at)) {
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
            "is" | "was" | "called" | "named" | "as" | "it's" | "would" | "be" => copula = true,
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

/// "insurance is through …", "covered under my husband's plan at …".
fn through(doc: &Doc, next: usize) -> Option<Lead> {
    let from = if says!(doc, next, "is" | "comes" | "was" | "i" | "that's") { next + 1 } else { next };
    let from = if says!(doc, from, "still" | "all" | "have") { from + 1 } else { from };
    let score = match doc.w(from) {
        "through" | "thru" => 750,
        "from" | "by" | "with" => 740,
        _ => return None,
    };
    (!doc.breaks(from)).then_some(Lead { start: from + 1, score })
}

/// "i'm with …", "my wife's with …", "he is over at …": a person beside the preposition.
fn beside_person(doc: &Doc, i: usize) -> Option<Lead> {
    let mut p = doc.prev(i)?;
    if says!(doc, p, "over" | "down" | "out" | "up" | "still" | "currently" | "now") {
        p = doc.prev(p)?;
    }
    // "i've been with …"
    if says!(doc, p, "been" | "working") {
        p = doc.prev(p)?;
    }
    let own = says!(doc, p, "i'm" | "im" | "he's" | "she's" | "they're" | "we're" | "i've" | "has");
    let word = doc.w(p);
    let relation = doc.has(p, RELATION) && word.ends_with("'s")
        || matches!(word, "is" | "was" | "am")
            && doc.prev(p).is_some_and(|q| doc.has(q, RELATION) || says!(doc, q, "i" | "he" | "she"));
    (own || relation).then_some(Lead { start: i + 1, score: 740 })
}

/// "he's a welder at …", "a long haul driver for …", "nurse over at …".
fn held(doc: &Doc, i: usize) -> Option<Lead> {
    let prep = preposition(doc, doc.next(i), &["at", "for", "with"])?;
    let mut at = i;
    for _ in 0..5 {
        at = doc.prev(at)?;
        if says!(doc, at, "a" | "an" | "the" | "as") {
            let p = doc.prev(at)?;
            let holds =
                says!(doc, p, "i'm" | "im" | "he's" | "she's" | "is" | "was" | "am" | "as" | "been" | "works" | "work");
            return holds.then_some(Lead { start: prep + 1, score: 800 });
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
    someone && used || doc.has(p, RELATION) || says!(doc, i, "works") && !doc.has(p, FUNC | COMMON)
}

/// "a place called", "the outfit called", "it's called".
fn thing(word: &str) -> bool {
    matches!(
        word,
        "place"
            | "outfit"
            | "company"
            | "shop"
            | "restaurant"
            | "business"
            | "firm"
            | "startup"
            | "plant"
            | "factory"
            | "agency"
    )
}

/// What people do for a living; in order, for a binary search.
const OCCUPATIONS: [&str; 89] = [
    "accountant",
    "aide",
    "analyst",
    "architect",
    "assistant",
    "attendant",
    "attorney",
    "baker",
    "banker",
    "barista",
    "bartender",
    "bookkeeper",
    "butcher",
    "carpenter",
    "cashier",
    "chef",
    "clerk",
    "consultant",
    "contractor",
    "cook",
    "coordinator",
    "counselor",
    "custodian",
    "deputy",
    "designer",
    "developer",
    "director",
    "dispatcher",
    "driver",
    "editor",
    "electrician",
    "engineer",
    "firefighter",
    "foreman",
    "groundskeeper",
    "guard",
    "housekeeper",
    "hygienist",
    "inspector",
    "instructor",
    "janitor",
    "laborer",
    "landscaper",
    "lawyer",
    "librarian",
    "lineman",
    "loader",
    "machinist",
    "manager",
    "mechanic",
    "miner",
    "nurse",
    "officer",
    "operator",
    "packer",
    "painter",
    "paralegal",
    "paramedic",
    "picker",
    "pilot",
    "plumber",
    "principal",
    "professor",
    "programmer",
    "realtor",
    "receptionist",
    "rep",
    "reporter",
    "researcher",
    "roofer",
    "salesman",
    "salesperson",
    "scientist",
    "secretary",
    "server",
    "stocker",
    "supervisor",
    "surveyor",
    "teacher",
    "tech",
    "technician",
    "teller",
    "trucker",
    "tutor",
    "waiter",
    "waitress",
    "welder",
    "worker",
    "writer",
];

fn occupation(word: &str) -> bool {
    word.len() > 2 && OCCUPATIONS.binary_search(&word).is_ok()
}
