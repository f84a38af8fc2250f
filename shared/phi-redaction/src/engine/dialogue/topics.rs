//! What each cue word says of the number or answer beside it.

use super::{
    ADDRESS, ANYCODE, CARD, CODE, DATE, DOB, EMAIL, INSURANCE, LAST4, MRN, NAME, NET, ORG, OTHER, PHONE, PLACE, SSN,
    number,
};
use crate::engine::lexicon::{CUE, FUNC, Num, hash};
use crate::engine::text::words::says;
use crate::engine::text::{COMMA, Doc, Kind};

mod plain;

/// The topic of a word, 0 when it is no cue.
#[inline]
pub fn topic(doc: &Doc, i: usize) -> u32 {
    doc.toks[i].topics
}

/// The topic of one cue word, read with its neighbours.
pub(in crate::engine) fn read(doc: &Doc, i: usize) -> u32 {
    if !doc.has(i, CUE) {
        return 0;
    }
    let neighbours = || (doc.prev(i).map_or("", |p| doc.w(p)), doc.w(doc.next(i)));
    if doc.toks[i].kind == Kind::Letter {
        let (before, after) = neighbours();
        return said_topic(doc, i, before, after);
    }
    let bytes = doc.b(i);
    // "the account's" says what the account says; "who's" is a word of its own
    let stem = bytes.strip_suffix(b"'s").filter(|stem| *stem != b"who");
    let plain = plain::topic(stem.map_or(doc.hash(i), hash));
    if plain != 0 {
        return plain;
    }
    let ((before, after), word) = (neighbours(), &doc.w(i)[..stem.unwrap_or(bytes).len()]);
    let found = person_topic(doc, i, word, before, after);
    if found != 0 {
        return found;
    }
    let found = number_topic(doc, i, word, before, after);
    if found == 0 { any_number(doc, i, word) } else { found }
}

/// Topics of words that their neighbours explain, about a person: how to reach, where, when born, who.
fn person_topic(doc: &Doc, i: usize, word: &str, before: &str, after: &str) -> u32 {
    match word {
        "line" if matches!(before, "direct" | "phone" | "private" | "land" | "back") => PHONE,
        // "my wife is on the phone" asks for nothing
        "phone" if before == "the" && i > 1 && says!(doc, i - 2, "on") => 0,
        "phone" => PHONE,
        "contact" if after == "number" => PHONE,
        "number" | "numbers" if reached(doc, i, before, after) => PHONE,
        "call" if matches!(after, "back" | "at") || number(doc, i + 1) => PHONE,
        "call" if matches!(after, "you" | "me") && says!(doc, i + 2, "back" | "at" | "on") => PHONE,
        "text" if matches!(after, "me" | "you" | "at") || number(doc, i + 1) => PHONE,
        "mail" if after == "it" || before == "we" => ADDRESS,
        "address" if matches!(before, "email" | "mail") => EMAIL,
        "address" if before == "ip" || before == "p" => 0,
        "address" => ADDRESS,
        "birth" if matches!(after, "control" | "weight" | "defect" | "defects" | "plan" | "mother" | "canal") => 0,
        "birth" => DOB,
        "social"
            if !after.starts_with("work") && !matches!(after, "history" | "media" | "work" | "services" | "life") =>
        {
            SSN
        }
        "work" if before == "you" => ORG,
        "calling" if before == "who's" => NAME,
        "date" if after != "of" => DATE,
        _ => 0,
    }
}

/// The same about a number: of a card, a policy, a record, a claim; or of a billing code or a room.
fn number_topic(doc: &Doc, i: usize, word: &str, before: &str, after: &str) -> u32 {
    match word {
        "card"
            if matches!(before, "insurance" | "id" | "member" | "medicare" | "medicaid" | "health" | "membership") =>
        {
            INSURANCE
        }
        // "the id on the card", "the name on your card": the first word says which, and "the card reads" none
        "card" if matches!(after, "reads" | "says" | "shows") => INSURANCE,
        "card" if carried(doc, i, before) => 0,
        "card" => CARD,
        "discover" if after == "card" => CARD,
        "through" if before == "good" => CARD,
        "ending" | "ends" if after == "in" || number(doc, i + 1) => LAST4,
        "last" if after.starts_with("four") || matches!(after, "4" | "digits" | "five") => LAST4,
        "chart" if matches!(after, "number" | "id" | "num" | "is") || number(doc, i + 1) => MRN,
        "id" | "ids" => id_topic(doc, i, before),
        "record" | "records" if matches!(after, "number" | "id") => MRN,
        "rec" if before == "med" => MRN,
        "number" if matches!(before, "hospital" | "clinic" | "chart" | "wristband" | "bracelet") => MRN,
        "record" if matches!(before, "medical" | "health" | "patient" | "hospital") => MRN,
        "patient" if matches!(after, "number" | "id" | "identification" | "identifier" | "file") => MRN,
        "visit" if matches!(after, "number" | "id") => OTHER,
        "enrollee" | "beneficiary" | "payer" | "bin" | "pcn" | "benefits" | "contract" | "sponsor"
            if matches!(after, "number" | "id" | "is" | "i") || number(doc, i + 1) =>
        {
            INSURANCE
        }
        "number"
            if matches!(
                before,
                "aetna" | "cigna" | "humana" | "kaiser" | "tricare" | "anthem" | "cross" | "shield"
            ) =>
        {
            INSURANCE
        }
        "order" if before != "in" => OTHER,
        "tag" if !matches!(before, "skin" | "price") => OTHER,
        "punch" if after == "in" => OTHER,
        "gate" if matches!(after, "code" | "is" | "pin") => OTHER,
        "code" => code_topic(doc, i, before),
        "error" if number(doc, i + 1) => CODE,
        "gate" => PLACE,
        _ => 0,
    }
}

/// What a code is for: a card, a door, a booking; or a diagnosis or procedure, which identifies nobody.
fn code_topic(doc: &Doc, i: usize, before: &str) -> u32 {
    let side = |j: usize| says!(doc, j, "back" | "front");
    match before {
        "security" | "verification" | "digit" => CARD,
        _ if says!(doc, i + 1, "on" | "from") && (side(i + 2) || side(i + 3)) => CARD,
        "area" => PHONE,
        "zip" | "postal" | "country" => 0,
        _ if ENTRIES.contains(&before) => OTHER,
        _ if !PUBLIC.contains(&before) => ANYCODE,
        _ => CODE,
    }
}

/// What a code that belongs to one person or place is of.
const ENTRIES: [&str; 28] = [
    "access",
    "pass",
    "gate",
    "door",
    "lock",
    "entry",
    "garage",
    "alarm",
    "confirmation",
    "reference",
    "booking",
    "claim",
    "tracking",
    "pickup",
    "lockbox",
    "building",
    "call",
    "member",
    "case",
    "authorization",
    "auth",
    "one-time",
    "login",
    "reset",
    "portal",
    "patient",
    "parking",
    "visitor",
];

/// What a code that everybody may know is of: a bill, a diagnosis, a failure, a discount.
const PUBLIC: [&str; 26] = [
    "cpt",
    "icd",
    "error",
    "status",
    "promo",
    "discount",
    "coupon",
    "billing",
    "procedure",
    "diagnosis",
    "dx",
    "ten",
    "10",
    "q",
    "r",
    "qr",
    "bar",
    "dress",
    "d",
    "j",
    "hcpcs",
    "reason",
    "revenue",
    "denial",
    "remark",
    "adjustment",
];

/// "the best number", "which number is it you ring from", "tansy's number": by which a person is reached.
fn reached(doc: &Doc, i: usize, before: &str, after: &str) -> bool {
    let two = doc.w(doc.next(doc.next(i)));
    let to_call = match after {
        "to" => matches!(two, "reach" | "call" | "text" | "dial"),
        "are" | "you're" | "you" | "we" | "i" | "can" | "should" | "is" => {
            (i + 2..i + 6).take_while(|&j| !doc.end(j)).any(|j| says!(doc, j, "calling" | "call" | "reach" | "text"))
        }
        "with" => two == "area",
        "again" => true,
        _ => false,
    };
    let hers = matches!(before, "your" | "my" | "his" | "her" | "their") || before.ends_with("'s");
    let good = matches!(before, "best" | "good" | "better" | "another" | "callback" | "alternate" | "alternative");
    to_call || good || hers && after != "of" && after != "on"
}

/// Is the card only what something is printed on?
fn carried(doc: &Doc, i: usize, before: &str) -> bool {
    let Some(on) = doc.prev(i).and_then(|p| doc.prev(p)) else { return false };
    matches!(before, "the" | "your" | "my" | "his" | "her" | "that")
        && (says!(doc, on, "on" | "off" | "from")
            || says!(doc, on, "of") && doc.prev(on).is_some_and(|p| says!(doc, p, "front" | "back")))
        && !doc.prev(on).is_some_and(|p| says!(doc, p, "number" | "numbers" | "digits"))
}

/// An "id" without a noun that says of what is the one on the insurance card.
fn id_topic(doc: &Doc, i: usize, before: &str) -> u32 {
    match before {
        "patient" => MRN,
        "the" | "your" | "my" | "his" | "her" | "an" | "plan" | "subscriber" | "policy" => INSURANCE,
        "photo" | "caller" | "picture" => 0,
        _ if doc.toks[i].pre & COMMA != 0 || before.is_empty() => INSURANCE,
        _ => any_number(doc, i, "id"),
    }
}

/// Abbreviations said letter by letter: "m r n", "i d", "i p", "r x", "d l", "s s n", "d o b".
fn said_topic(doc: &Doc, i: usize, before: &str, after: &str) -> u32 {
    if doc.w(i) == "d" && says!(doc, i + 1, "o") && says!(doc, i + 2, "b") {
        return DOB;
    }
    let Some(p) = doc.prev(i).filter(|&p| doc.toks[p].kind == Kind::Letter) else { return 0 };
    let two = doc.prev(p).map_or("", |q| doc.w(q));
    match (two, before, doc.w(i)) {
        ("m", "r", "n") => MRN,
        ("s", "s", "n") => SSN,
        (_, "i", "d") => match two {
            "patient" => MRN,
            "photo" | "caller" | "picture" => 0,
            _ if matches!(after, "as" | "for") => 0,
            "study" | "employee" | "student" | "user" | "device" | "order" | "case" => OTHER,
            _ => INSURANCE,
        },
        (_, "i", "p") => NET,
        ("l" | "h", "d", "l") => 0,
        (_, "r", "x") | (_, "d", "l") => OTHER,
        _ => 0,
    }
}

/// "request number", "study id", "invitation code": an identifier, whatever it is of. Not "phone number", which its first word
/// explains, and not "the number" or "a number of", which say nothing.
fn any_number(doc: &Doc, i: usize, word: &str) -> u32 {
    let noun = matches!(word, "number" | "id" | "identifier") && !says!(doc, doc.next(i), "of");
    let Some(p) = doc.prev(i).filter(|_| noun && !doc.breaks(i)) else { return 0 };
    // "and the number?": a question whose kind stands elsewhere
    if doc.has(p, FUNC) && (doc.end(doc.next(i)) || doc.breaks(doc.next(i)) || says!(doc, doc.next(i), "please")) {
        return ANYCODE;
    }
    let says = doc.toks[p].kind == Kind::Word && doc.toks[p].num == Num::None && !doc.has(p, FUNC) && read(doc, p) == 0;
    let vague = says!(
        doc,
        p,
        "right"
            | "wrong"
            | "good"
            | "best"
            | "same"
            | "other"
            | "new"
            | "old"
            | "toll-free"
            | "free"
            | "main"
            | "emergency"
            | "office"
            | "magic"
            | "lucky"
            | "big"
            | "large"
            | "small"
            | "high"
            | "low"
            | "normal"
            | "first"
            | "second"
            | "pressure"
            | "sugar"
            | "white"
            | "platelet"
            | "total"
            | "whole"
            | "apartment"
            | "unit"
            | "suite"
            | "house"
            | "room"
            | "floor"
            | "phone"
            | "caller"
    );
    if says && !vague { OTHER } else { 0 }
}
