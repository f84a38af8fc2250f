//! The words that lead to an employer's name: verbs of work, jobs, plans through a job.

use crate::engine::dialogue::number;
use crate::engine::lexicon::{COMMON, FUNC, RELATION, UNIT};
use crate::engine::text::Doc;

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
    let next = doc.next(i);
    let at = |start: usize, score: u16| Some(Lead { start, score });
    match doc.w(i) {
        "work" | "works" | "worked" | "working" => {
            if doc.w(i) == "work" && own_company(doc, i) {
                return at(past_copula(doc, next)?, 740);
            }
            let prep = preposition(doc, next, &["at", "for", "with"])?;
            person(doc, i).then_some(Lead { start: prep + 1, score: 850 })
        }
        "drive" | "drives" | "drove" | "driving" | "drivin" | "haul" | "hauls" | "hauling" | "teach" | "teaches"
        | "taught" | "teaching" | "cook" | "cooks" | "cooking" | "manage" | "manages" | "managed" | "clean"
        | "cleans" | "deliver" | "delivers" | "delivering" | "volunteer" | "volunteers" | "interned" | "weld"
        | "welds" | "coach" | "coaches" | "consult" | "tend" | "serve" | "served" | "started" | "hired" | "fly"
        | "flies" => {
            let prep = preposition(doc, next, &["at", "for", "with", "on"])?;
            (person(doc, i) && doc.w(prep) != "on").then_some(Lead { start: prep + 1, score: 800 })
        }
        "retired" | "retirement" | "pension" | "laid" | "fired" | "furloughed" | "quit" | "leave" => {
            let from = (next..next + 6).find(|&j| doc.w(j) == "from" || doc.end(j) || doc.breaks(j))?;
            let years =
                (next..from).all(|j| number(doc, j) || doc.has(j, UNIT) || matches!(doc.w(j), "off" | "after" | "is"));
            (doc.w(from) == "from" && years)
                .then_some(Lead { start: from + 1, score: if doc.w(i) == "leave" { 750 } else { 850 } })
        }
        "employed" if matches!(doc.w(next), "by" | "at" | "with") => at(next + 1, 850),
        "employer" | "employer's" | "workplace" => at(past_copula(doc, next)?, 850),
        "company" | "company's" if own_company(doc, i) => at(past_copula(doc, next)?, 800),
        "business" | "shop" if own_company(doc, i) => at(past_copula(doc, next)?, 740),
        "own" | "owns" | "run" | "runs" | "owned" | "owner" if person(doc, i) || doc.w(i) == "owner" => {
            at(if doc.w(next) == "of" { next + 1 } else { next }, 740)
        }
        "employee" | "employees" if matches!(doc.w(next), "of" | "at" | "with") => at(next + 1, 850),
        "hurt" | "injured" | "accident" | "payroll" | "hr" if matches!(doc.w(next), "at") => at(next + 1, 740),
        "job" | "position" | "internship" | "career" | "shift" | "shifts" => {
            let from = if matches!(doc.w(next), "is" | "was" | "over" | "down" | "out") { next + 1 } else { next };
            matches!(doc.w(from), "at" | "with").then_some(Lead { start: from + 1, score: 800 })
        }
        "insurance" | "coverage" | "plan" | "policy" | "benefits" | "covered" | "insured" => through(doc, next),
        "with" | "at" => beside_person(doc, i),
        word if occupation(word) => held(doc, i),
        _ => None,
    }
}

/// Past "nights", "part time", "over", "as a welder": the preposition.
fn preposition(doc: &Doc, from: usize, wanted: &[&str]) -> Option<usize> {
    let mut at = from;
    for _ in 0..5 {
        if doc.end(at) || doc.breaks(at) && at > from {
            return None;
        }
        if wanted.contains(&doc.w(at)) {
            return Some(at);
        }
        let adverb = matches!(
            doc.w(at),
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
        at += 1;
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
    doc.prev(i).is_some_and(|p| matches!(doc.w(p), "the" | "my" | "his" | "her" | "our" | "their" | "your"))
}

/// "insurance is through …", "covered under my husband's plan at …".
fn through(doc: &Doc, next: usize) -> Option<Lead> {
    let at = if matches!(doc.w(next), "is" | "comes" | "was" | "i" | "that's") { next + 1 } else { next };
    let at = if matches!(doc.w(at), "still" | "all" | "have") { at + 1 } else { at };
    let through = matches!(doc.w(at), "through" | "thru") && !doc.breaks(at);
    through.then_some(Lead { start: at + 1, score: 750 })
}

/// "i'm with …", "my wife's with …", "he is over at …": a person beside the preposition.
fn beside_person(doc: &Doc, i: usize) -> Option<Lead> {
    let mut p = doc.prev(i)?;
    if matches!(doc.w(p), "over" | "down" | "out" | "up" | "still" | "currently" | "now") {
        p = doc.prev(p)?;
    }
    // "i've been with …"
    if matches!(doc.w(p), "been" | "working") {
        p = doc.prev(p)?;
    }
    let own = matches!(doc.w(p), "i'm" | "im" | "he's" | "she's" | "they're" | "we're" | "i've" | "has");
    let word = doc.w(p);
    let relation = doc.has(p, RELATION) && word.ends_with("'s")
        || matches!(word, "is" | "was" | "am")
            && doc.prev(p).is_some_and(|q| doc.has(q, RELATION) || matches!(doc.w(q), "i" | "he" | "she"));
    (own || relation).then_some(Lead { start: i + 1, score: 740 })
}

/// "he's a welder at …", "a long haul driver for …", "nurse over at …".
fn held(doc: &Doc, i: usize) -> Option<Lead> {
    let prep = preposition(doc, doc.next(i), &["at", "for", "with"])?;
    let mut at = i;
    for _ in 0..5 {
        at = doc.prev(at)?;
        if matches!(doc.w(at), "a" | "an" | "the" | "as") {
            let p = doc.prev(at)?;
            let holds = matches!(
                doc.w(p),
                "i'm" | "im" | "he's" | "she's" | "is" | "was" | "am" | "as" | "been" | "works" | "work"
            );
            return holds.then_some(Lead { start: prep + 1, score: 800 });
        }
    }
    None
}

/// "i work", "she works": a person, so that "does it work for you" is no employer.
fn person(doc: &Doc, i: usize) -> bool {
    let Some(p) = doc.prev(i) else { return true };
    let someone = matches!(
        doc.w(p),
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
    let used = doc.w(p) != "to" || doc.prev(p).is_some_and(|q| doc.w(q) == "used");
    someone && used || doc.has(p, RELATION) || doc.w(i) == "works" && !doc.has(p, FUNC | COMMON)
}

/// What people do for a living.
fn occupation(word: &str) -> bool {
    matches!(
        word,
        "driver"
            | "nurse"
            | "teacher"
            | "welder"
            | "cashier"
            | "clerk"
            | "manager"
            | "engineer"
            | "technician"
            | "tech"
            | "mechanic"
            | "electrician"
            | "plumber"
            | "cook"
            | "chef"
            | "server"
            | "waiter"
            | "waitress"
            | "bartender"
            | "guard"
            | "janitor"
            | "custodian"
            | "supervisor"
            | "foreman"
            | "operator"
            | "machinist"
            | "accountant"
            | "bookkeeper"
            | "analyst"
            | "developer"
            | "programmer"
            | "designer"
            | "lawyer"
            | "attorney"
            | "paralegal"
            | "secretary"
            | "receptionist"
            | "assistant"
            | "aide"
            | "carpenter"
            | "roofer"
            | "painter"
            | "trucker"
            | "dispatcher"
            | "pilot"
            | "attendant"
            | "officer"
            | "deputy"
            | "firefighter"
            | "paramedic"
            | "librarian"
            | "professor"
            | "principal"
            | "counselor"
            | "realtor"
            | "banker"
            | "teller"
            | "consultant"
            | "contractor"
            | "stocker"
            | "picker"
            | "packer"
            | "loader"
            | "barista"
            | "baker"
            | "butcher"
            | "hygienist"
            | "editor"
            | "writer"
            | "reporter"
            | "scientist"
            | "researcher"
            | "inspector"
            | "lineman"
            | "miner"
            | "instructor"
            | "tutor"
            | "coordinator"
            | "director"
            | "salesman"
            | "salesperson"
            | "rep"
            | "laborer"
            | "worker"
            | "housekeeper"
            | "groundskeeper"
            | "landscaper"
            | "surveyor"
            | "architect"
    )
}
