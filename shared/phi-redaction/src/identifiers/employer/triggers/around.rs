//! Leads that no verb of work makes: a person beside a place, a school, a plain "at"; and the verbs of work themselves.

use super::{BESIDE, INSIDE, LOOSE, Lead, REACHED};
use crate::engine::lexicon::RELATION;
use crate::engine::text::Doc;
use crate::engine::text::words::{Words, room, says};

fn at(start: usize, score: u16) -> Lead {
    Lead { start, score }
}

/// "i'm with …", "my wife's with …", "he is over at …": a person beside the preposition.
pub(super) fn beside_person(doc: &Doc, i: usize) -> Option<Lead> {
    let mut p = doc.prev(i)?;
    if says!(doc, p, "over" | "down" | "out" | "up" | "still" | "currently" | "now") {
        p = doc.prev(p)?;
    }
    // "i've been with …"
    if says!(doc, p, "been" | "working") {
        p = doc.prev(p)?;
    }
    // "tamsin he at the mill": the verb is left out
    let bare = says!(doc, i, "at") && says!(doc, p, "he" | "she" | "they" | "them's" | "who's");
    let own = bare || says!(doc, p, "i'm" | "im" | "he's" | "she's" | "they're" | "we're" | "i've" | "has");
    let word = doc.w(p);
    let relation = doc.has(p, RELATION) && word.ends_with("'s")
        || matches!(word, "is" | "was" | "am")
            && doc.prev(p).is_some_and(|q| doc.has(q, RELATION) || says!(doc, q, "i" | "he" | "she"));
    (own || relation).then_some(Lead { start: i + 1, score: if says!(doc, i, "at") { BESIDE } else { 740 } })
}

/// "… at …" of no verb of work: any name may follow, and whose place it is only the context tells.
pub(super) fn loose(doc: &Doc, i: usize) -> Option<Lead> {
    let aimed = doc.prev(i).is_some_and(|p| {
        says!(
            doc,
            p,
            "look"
                | "looking"
                | "looked"
                | "mad"
                | "good"
                | "yell"
                | "yelled"
                | "yelling"
                | "laugh"
                | "laughed"
                | "start"
                | "starts"
                | "starting"
        )
    });
    let feast = says!(
        doc,
        i + 1,
        "christmas"
            | "easter"
            | "thanksgiving"
            | "nowruz"
            | "passover"
            | "ramadan"
            | "diwali"
            | "halloween"
            | "hanukkah"
            | "lunch"
            | "dinner"
            | "breakfast"
            | "point"
    );
    // "the lady in h r at …"
    let hr =
        || doc.prev(i).filter(|&p| says!(doc, p, "r")).and_then(|p| doc.prev(p)).is_some_and(|q| says!(doc, q, "h"));
    if says!(doc, i, "at") && hr() {
        return Some(at(i + 1, 800));
    }
    (says!(doc, i, "at") && !aimed && !feast).then_some(Lead { start: i + 1, score: LOOSE })
}

/// "in the seventh grade at …", "he goes to …", "attends …", "graduated from …", "i left … two years ago".
pub(super) fn study(doc: &Doc, i: usize) -> Option<Lead> {
    let next = i + 1;
    let to = says!(doc, next, "to");
    match doc.b(i) {
        b"grade" | b"grader" | b"kindergarten" | b"school" | b"classes" | b"prom" | b"recital"
            if says!(doc, next, "at") =>
        {
            Some(at(next + 1, 800))
        }
        b"off" if says!(doc, next, "from") => Some(at(next + 1, REACHED)),
        b"goes" | b"go" | b"went" | b"going" | b"discharged" | b"transferred" | b"admitted" if to => {
            Some(at(next + 1, REACHED))
        }
        b"attend" | b"attends" | b"attended" | b"attending" => Some(at(next, INSIDE)),
        b"enrolled" if says!(doc, next, "at" | "in") => Some(at(next + 1, INSIDE)),
        b"graduated" | b"graduating" | b"graduate" if says!(doc, next, "from") => Some(at(next + 1, 800)),
        b"grad" | b"alum" | b"alumni" | b"dean" | b"student" if says!(doc, next, "at" | "of") => {
            Some(at(next + 1, 760))
        }
        b"left" if doc.prev(i).is_some_and(|p| says!(doc, p, "i" | "he" | "she" | "we")) => {
            let since = (next + 1..next + 8).any(|j| says!(doc, j, "ago") && !doc.breaks(j));
            // "i left Larkmoor Analytics and went on my wife's plan"
            let written = doc.cased_at(next) && doc.toks[next].cap && doc.toks[next + 1].cap && !doc.breaks(next + 1);
            (since || written).then(|| at(next, REACHED))
        }
        _ => None,
    }
}

/// "insurance is through …", "covered under my husband's plan at …".
pub(super) fn through(doc: &Doc, next: usize) -> Option<Lead> {
    let from = if says!(doc, next, "is" | "comes" | "was" | "i" | "that's") { next + 1 } else { next };
    let from = if says!(doc, from, "still" | "all" | "have") { from + 1 } else { from };
    let score = match doc.w(from) {
        "through" | "thru" => 750,
        // "my wife is covered by tanager mills"
        "by" if from == next && says!(doc, next - 1, "covered" | "insured") => 750,
        "from" | "by" | "with" => 740,
        _ => return None,
    };
    (!doc.breaks(from)).then_some(Lead { start: from + 1, score })
}

/// "i do | deliveries | for …", "he does | security | for …": done for whoever pays for it.
pub(super) fn errand(doc: &Doc, object: usize) -> bool {
    says!(
        doc,
        object,
        "deliveries"
            | "delivery"
            | "security"
            | "maintenance"
            | "payroll"
            | "billing"
            | "books"
            | "bookkeeping"
            | "landscaping"
            | "housekeeping"
            | "dispatch"
            | "dispatching"
            | "routes"
            | "inspections"
            | "installs"
            | "repairs"
            | "claims"
            | "freight"
            | "trucks"
            | "truck"
            | "bus"
            | "forklift"
            | "nights"
    )
}

/// "your employer | still | …": the first word of what may be its name.
pub(super) fn past_aside(doc: &Doc, next: usize) -> usize {
    if says!(doc, next, "still" | "there" | "here" | "right" | "at" | "with") { next + 1 } else { next }
}

/// "a place called", "the outfit called", "it's called".
pub(super) fn thing(word: &str) -> bool {
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

/// Is it a verb of what is done for a living, for a school, a team, a church?
pub(super) fn labour(doc: &Doc, i: usize) -> bool {
    static SET: Words<{ room(VERBS) }> = Words::new(VERBS);
    SET.has(doc.hash(i))
}

pub(in super::super) const VERBS: &[&str] = &[
    "drive",
    "drives",
    "drove",
    "driving",
    "drivin",
    "haul",
    "hauls",
    "hauling",
    "teach",
    "teaches",
    "taught",
    "teaching",
    "cook",
    "cooks",
    "cooking",
    "manage",
    "manages",
    "managed",
    "clean",
    "cleans",
    "cleaning",
    "deliver",
    "delivers",
    "delivering",
    "volunteer",
    "volunteers",
    "interned",
    "weld",
    "welds",
    "welding",
    "coach",
    "coaches",
    "coaching",
    "consult",
    "tend",
    "tends",
    "bartend",
    "stock",
    "stocks",
    "serve",
    "served",
    "serves",
    "serving",
    "started",
    "hired",
    "fly",
    "flies",
    "cut",
    "cuts",
    "cutting",
    "deal",
    "deals",
    "dealt",
    "dealing",
    "fold",
    "folds",
    "folding",
    "pick",
    "picks",
    "picking",
    "pack",
    "packs",
    "packing",
    "lay",
    "lays",
    "laying",
    "fix",
    "fixes",
    "fixing",
    "sell",
    "sells",
    "selling",
    "sold",
    "sing",
    "sings",
    "preach",
    "preaches",
    "usher",
    "ushers",
    "build",
    "builds",
    "building",
    "built",
    "paint",
    "paints",
    "painted",
    "wash",
    "washes",
    "sew",
    "sews",
    "sewing",
    "load",
    "loads",
    "loading",
    "operate",
    "operates",
    "operating",
    "bus",
    "cater",
    "caters",
    "code",
    "codes",
    "coding",
    "pitch",
    "pitches",
    "dance",
    "tutor",
    "tutors",
    "guard",
    "guards",
    "plow",
    "plows",
    "farm",
    "mop",
    "mops",
    "press",
    "presses",
    "inspect",
    "inspects",
    "sort",
    "sorts",
    "assemble",
    "assembles",
    "wait",
    "waits",
    "play",
    "plays",
    "played",
    "cowboy",
    "ranch",
    "nanny",
    "roof",
    "frame",
    "wire",
    "shrimp",
    "crab",
    "bag",
    "bags",
    "style",
    "styles",
    "wrench",
    "wrenches",
    "landscape",
    "dispatch",
    "bartends",
    "umpire",
    "ref",
    "do",
    "does",
];
