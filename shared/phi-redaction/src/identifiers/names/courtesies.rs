//! Names at the courtesies of a call and beside somebody's duty, where ordinary words are names too: "no hurry harmony", "you'll
//! see rider our charge nurse", "this is fern in billing", "cedar dental cherry speaking".

use super::cues::{ANSWERING, DUTY, FAMILY, NURSE, PARTING};
use super::ordinary::{adjectival, plain};
use super::{Grade, grade, spelling};
use crate::engine::board::{Board, Claim};
use crate::engine::lexicon::{CITY, COMMON, FIRST, FUNC, LAST, ORGWORD, RARE, RELATION};
use crate::engine::text::words::says;
use crate::engine::text::{COMMA, Doc, Kind};
use crate::engine::{PhiType, Role, Speaker};
use crate::identifiers::Context;

/// Nobody but the model may take such a name back.
const SURE: u16 = 910;

/// How many words may stand between an article and the duty: "our | guillain barre | nurse".
const REACH: usize = 5;

/// Claims the name that the word `i` puts beside a courtesy or a duty.
pub(super) fn at(ctx: &Context<'_>, board: &mut Board, i: usize, cues: u32) {
    let doc = ctx.doc;
    let is = |cue: u32| cues & cue != 0;
    let mut found = if is(PARTING) { parting(doc, i) } else { None };
    if found.is_none() && is(DUTY) {
        found = on_duty(doc, i);
    }
    if found.is_none() && is(NURSE) {
        found = practitioner(doc, i);
    }
    if found.is_none() && is(FAMILY) {
        found = family(doc, i);
    }
    if found.is_none() && is(ANSWERING) {
        found = answering(ctx, i);
    }
    let Some((first, last)) = found else { return };
    if (first..=last).any(|j| board.taken(j)) {
        return;
    }
    let agent = doc.speaker(first) == Speaker::Agent;
    let role = if agent { Role::Agent } else { Role::Other };
    let normalised = Some(spelling(doc, first, last));
    board.claim(Claim { first, last, kind: PhiType::Name, score: SURE, normalised, role });
}

/// Who is addressed at the end of a sentence by a courtesy: "no worries coral", "i appreciate it felicity", "bye bye hope you …".
fn parting(doc: &Doc, i: usize) -> Option<(usize, usize)> {
    let ends = if says!(doc, i, "you") {
        doc.prev(i).filter(|&p| says!(doc, p, "thank")).and(Some(i))?
    } else if says!(doc, i, "thanks" | "welcome" | "bye") {
        i
    } else if says!(doc, i, "appreciate") {
        says!(doc, i + 1, "it" | "that" | "you").then_some(i + 1)?
    } else if says!(doc, i, "tell") {
        (says!(doc, i + 2, "i") && says!(doc, i + 3, "said")).then_some(i)?
    } else {
        doc.prev(i).filter(|&p| says!(doc, p, "no")).and(Some(i))?
    };
    let first = ends + 1;
    if doc.end(first) || doc.breaks(first) {
        return None;
    }
    let leaves =
        says!(doc, i, "bye") && says!(doc, first + 1, "you" | "have" | "take" | "see") || says!(doc, i, "tell");
    if (closes(doc, first + 1) || leaves) && callable(doc, first) {
        return Some((first, first));
    }
    let family = first + 1;
    let given = doc.has(first, FIRST) && !doc.has(first, COMMON);
    let named = grade(doc, family) == Grade::Name || unlisted(doc, family) || given && callable(doc, family);
    let two = closes(doc, family + 1) && named && doc.toks[family].pre & COMMA == 0;
    (two && callable(doc, first)).then_some((first, family))
}

fn closes(doc: &Doc, i: usize) -> bool {
    doc.end(i) || doc.parted(i)
}

/// A word by which somebody can be addressed: where capitals mean something it has one; a pet name, an adverb, another
/// courtesy is none.
fn callable(doc: &Doc, i: usize) -> bool {
    let word = doc.w(i);
    let shaped = doc.size(i) > 2
        && !adjectival(word)
        && !word.ends_with("ly")
        && (!doc.cased_at(i) || doc.toks[i].cap || unlisted(doc, i));
    let named = doc.has(i, FIRST | LAST) || grade(doc, i) == Grade::Unknown || unlisted(doc, i);
    let grammar = doc.has(i, FUNC) && !says!(doc, i, "hope");
    shaped && !grammar && (plain(doc, i) || says!(doc, i, "hope")) && (named || !doc.cased_at(i)) && !courteous(doc, i)
}

/// A name, or a word that no list has, in small letters where others have capitals: as a recognizer writes what it did not know.
fn unlisted(doc: &Doc, i: usize) -> bool {
    doc.size(i) > 3 && doc.toks[i].kind == Kind::Word && doc.toks[i].flags & !(FIRST | LAST | RARE | CITY) == 0
}

/// What people say after a courtesy instead of a name.
#[rustfmt::skip]
fn courteous(doc: &Doc, i: usize) -> bool {
    says!(doc, i, "great" | "perfect" | "good" | "okay" | "alright" | "right" | "sure" | "fine" | "cool" | "awesome"
        | "excellent" | "fantastic" | "super" | "sorry" | "bye" | "goodbye" | "thanks" | "cheers" | "please" | "hello"
        | "today" | "tomorrow" | "tonight" | "again" | "anytime" | "whatsoever" | "anyway" | "anyways" | "though" | "either"
        | "buddy" | "honey" | "hon" | "hun" | "dear" | "dearie" | "darling" | "darlin" | "sweetie" | "sweetheart" | "sugar"
        | "love" | "lovey" | "luv" | "babe" | "pet" | "duck" | "duckie" | "mate" | "pal" | "boss" | "chief" | "man" | "dude"
        | "bro" | "brother" | "sir" | "ma'am" | "maam" | "madam" | "lady" | "ladies" | "gentlemen" | "guys" | "folks"
        | "friend" | "kiddo" | "team" | "everyone" | "everybody" | "officer" | "captain" | "operator" | "doc" | "pastor"
        | "father" | "reverend" | "rabbi" | "angel" | "saint" | "lord" | "god" | "jesus" | "lots" | "loads" | "heaps"
        | "tons" | "bunches" | "lot" | "bunch" | "million" | "kindly" | "always" | "noted" | "gotcha" | "indeed" | "then"
        | "now" | "too" | "enough" | "later" | "soon" | "morning" | "evening" | "afternoon" | "night" | "day" | "wait"
        | "stop" | "home" | "back" | "care" | "luck" | "goodnight" | "appointment" | "message" | "voicemail" | "mail"
        | "card" | "cards" | "note" | "notes" | "letter" | "letters" | "gift" | "giving" | "jeez" | "gosh" | "ok")
}

/// Somebody with a duty: "see | cherry our charge nurse", "i'm | hope an a i agent", "this is | norm in scheduling".
fn on_duty(doc: &Doc, i: usize) -> Option<(usize, usize)> {
    let led = || doc.prev(i).is_some_and(|p| says!(doc, p, "is" | "appointment" | "visit" | "meet" | "you"));
    let (first, self_said) = if says!(doc, i, "with") {
        led().then_some((i + 1, false))?
    } else if says!(doc, i, "this") {
        says!(doc, i + 1, "is").then_some((i + 2, true))?
    } else {
        (i + 1, !says!(doc, i, "see"))
    };
    let word = |j: usize| {
        !doc.end(j)
            && !doc.breaks(j)
            && doc.toks[j].pre & COMMA == 0
            && (plain(doc, j) || says!(doc, j, "old" | "good") && j > first || says!(doc, j, "hope"))
            && !doc.b(j).ends_with(b"'s")
            && !adjectival(doc.w(j))
            && (!doc.cased_at(j) || doc.toks[j].cap || unlisted(doc, j))
    };
    if !word(first) {
        return None;
    }
    let last = if word(first + 1) && !doc.has(first, COMMON) { first + 1 } else { first };
    let next = last + 1;
    let thing = ["ment", "tion", "ness", "ity", "ance", "ence"].iter().any(|end| doc.w(last).ends_with(end));
    let known = (first..=last).any(|j| doc.has(j, FIRST | LAST) && !doc.has(j, COMMON));
    let office =
        says!(doc, next, "in" | "from" | "with" | "at") && !article(doc, next + 1) && department(doc, next + 1);
    let shown = if self_said {
        office || attendant(doc, next)
    } else {
        !thing && says!(doc, next, "our") && duty(doc, next + 1)
    };
    (shown || known && says!(doc, next, "our" | "the") && duty(doc, next + 1)).then_some((first, last))
}

fn article(doc: &Doc, i: usize) -> bool {
    says!(doc, i, "the" | "a" | "an" | "my" | "your" | "our" | "his" | "her" | "their" | "that" | "this")
}

/// "a department of an office stands here": "in scheduling", "with valley eye associates".
fn department(doc: &Doc, i: usize) -> bool {
    let end = (i..i + 4).find(|&j| doc.end(j) || doc.breaks(j)).unwrap_or(i + 4);
    let desk = says!(
        doc,
        i,
        "scheduling"
            | "billing"
            | "records"
            | "registration"
            | "admissions"
            | "admitting"
            | "reception"
            | "referrals"
            | "triage"
            | "radiology"
            | "imaging"
            | "accounts"
            | "authorizations"
            | "intake"
            | "enrollment"
            | "claims"
            | "collections"
            | "dispatch"
    );
    end > i && (desk || (i..end).any(|j| doc.has(j, ORGWORD) && !doc.has(j, RELATION)))
}

/// "an a i agent", "the virtual assistant": how a machine or somebody on duty goes on after the name.
fn attendant(doc: &Doc, i: usize) -> bool {
    let kind = |j: usize| {
        says!(doc, j, "ai" | "virtual" | "automated" | "digital" | "voice" | "answering" | "charge" | "head" | "triage")
            || says!(doc, j, "a") && says!(doc, j + 1, "i")
            || says!(doc, j, "on") && says!(doc, j + 1, "call")
    };
    says!(doc, i, "a" | "an" | "the" | "your" | "our") && kind(i + 1) && duty(doc, i + 1)
}

/// A duty within a few words.
fn duty(doc: &Doc, from: usize) -> bool {
    let end = (from..from + REACH).find(|&j| doc.end(j) || doc.breaks(j)).unwrap_or(from + REACH);
    (from..end).any(|j| {
        says!(
            doc,
            j,
            "nurse"
                | "doctor"
                | "practitioner"
                | "receptionist"
                | "manager"
                | "pharmacist"
                | "coordinator"
                | "specialist"
                | "assistant"
                | "therapist"
                | "hygienist"
                | "technician"
                | "tech"
                | "supervisor"
                | "counselor"
                | "dietitian"
                | "nutritionist"
                | "midwife"
                | "agent"
                | "representative"
                | "scheduler"
                | "surgeon"
                | "physician"
                | "dentist"
                | "caseworker"
                | "navigator"
                | "secretary"
                | "educator"
        )
    })
}

/// "rainwater the nurse practitioner", "saw capaldi the nurse": the name before a duty, by the word "nurse" or a title.
fn practitioner(doc: &Doc, i: usize) -> Option<(usize, usize)> {
    if !says!(doc, i, "nurse") || !says!(doc, i + 1, "practitioner") {
        return None;
    }
    let article = doc.prev(i).filter(|&p| says!(doc, p, "the" | "our" | "their"))?;
    let name = doc.prev(article).filter(|&p| !doc.breaks(article) && callable(doc, p))?;
    let named = matches!(grade(doc, name), Grade::Name | Grade::Unknown);
    (named || doc.cased_at(name) && doc.has(name, FIRST | LAST)).then_some((name, name))
}

/// "this is simone case my", "my name is annika winter how", "so doctor post is out": a family name that is an ordinary word, after a
/// given name that is none, or after a title with no article before it.
fn family(doc: &Doc, i: usize) -> Option<(usize, usize)> {
    if doc.cased_at(i) {
        return None;
    }
    let first = match doc.w(i) {
        "this" | "name" if says!(doc, i + 1, "is") => i + 2,
        "i'm" => i + 1,
        "doctor" => return doctor(doc, i),
        "miss" => return miss(doc, i),
        "see" => return sees(doc, i),
        _ => return None,
    };
    let last = first + 1;
    let given = doc.has(first, FIRST) && grade(doc, first) == Grade::Name && doc.size(first) > 2;
    let ordinary = (plain(doc, last) || says!(doc, last, "case" | "pound" | "flowers" | "old" | "good"))
        && !doc.has(last, LAST)
        && callable_family(doc, last);
    let goes_on = doc.end(last + 1)
        || says!(doc, last + 1, "my" | "i" | "i'm" | "i've" | "i'd" | "hi" | "hello" | "the" | "here" | "spelled");
    let goes_on = goes_on || says!(doc, last + 1, "how") && !says!(doc, i, "i'm");
    (given && ordinary && goes_on).then_some((first, last))
}

/// No state, place or manner, in which somebody may be who gives a name: "this is gladys upset", "i'm robert downstairs".
fn callable_family(doc: &Doc, i: usize) -> bool {
    !courteous(doc, i)
        && !adjectival(doc.w(i))
        && !doc.w(i).ends_with("ly")
        && !says!(
            doc,
            i,
            "upset"
                | "sick"
                | "downstairs"
                | "upstairs"
                | "outside"
                | "inside"
                | "happy"
                | "sad"
                | "glad"
                | "mad"
                | "ready"
                | "free"
                | "busy"
                | "late"
                | "lost"
                | "left"
                | "done"
                | "hurt"
                | "next"
        )
}

/// "alright miss harvest", and no verb.
fn miss(doc: &Doc, i: usize) -> Option<(usize, usize)> {
    let polite = doc.prev(i).is_some_and(|p| {
        says!(doc, p, "alright" | "okay" | "hi" | "hello" | "you" | "thanks" | "morning" | "afternoon" | "today")
    });
    (polite && plain(doc, i + 1) && !doc.breaks(i + 1) && callable_family(doc, i + 1)).then_some((i + 1, i + 1))
}

/// "but lake can see you": who has time.
fn sees(doc: &Doc, i: usize) -> Option<(usize, usize)> {
    let can = doc.prev(i).filter(|&p| says!(doc, p, "can" | "could") && says!(doc, i + 1, "you" | "him" | "her"))?;
    let name = doc.prev(can)?;
    let led = doc.prev(name).is_some_and(|p| says!(doc, p, "but" | "or" | "and" | "so"));
    let nobody = says!(
        doc,
        name,
        "provider"
            | "people"
            | "associate"
            | "partner"
            | "team"
            | "care"
            | "office"
            | "clinic"
            | "nurse"
            | "specialist"
            | "therapist"
            | "assistant"
    );
    (led && plain(doc, name) && callable_family(doc, name) && !nobody).then_some((name, name))
}

/// "doctor pepper is happy with it", not "the doctor visit is", "a diet doctor pepper".
fn doctor(doc: &Doc, i: usize) -> Option<(usize, usize)> {
    let bare = doc.prev(i).is_some_and(|p| says!(doc, p, "so" | "and" | "but" | "because" | "that" | "when" | "if"));
    let name = i + 1;
    let compound = says!(
        doc,
        name,
        "visit"
            | "visits"
            | "appointment"
            | "appointments"
            | "note"
            | "notes"
            | "bill"
            | "bills"
            | "office"
            | "letter"
            | "order"
            | "orders"
            | "list"
            | "name"
            | "stuff"
            | "thing"
            | "line"
            | "side"
            | "part"
            | "money"
            | "google"
    );
    let verb = says!(doc, name + 1, "is" | "was" | "can" | "will" | "said" | "says" | "wants" | "would");
    let word = plain(doc, name) || says!(doc, name, "good" | "old");
    let fits = bare && verb && !compound && word && !doc.breaks(name) && callable_family(doc, name);
    fits.then_some((name, name))
}

/// Who answers for a practice: "cedar dental | cherry speaking", "valley clinic | norm go ahead", "you've got | verity how can".
fn answering(ctx: &Context<'_>, i: usize) -> Option<(usize, usize)> {
    let doc = ctx.doc;
    let asks = says!(doc, i, "how") && says!(doc, i + 1, "can" | "may" | "could" | "are");
    let cue = says!(doc, i, "speaking" | "here") || says!(doc, i, "go") && says!(doc, i + 1, "ahead") || asks;
    let turn = doc.toks[i].turn as usize;
    if !cue || doc.speakers[turn] != Speaker::Agent || i > doc.first[turn] + 14 {
        return None;
    }
    let last = doc.prev(i).filter(|&p| doc.toks[p].kind == Kind::Word && callable(doc, p))?;
    let before = |j: usize| doc.prev(j);
    let led = |j: usize| {
        before(j).is_some_and(|p| {
            let got = says!(doc, p, "got" | "reached") && before(p).is_some_and(|q| says!(doc, q, "you've" | "have"));
            let hello = says!(doc, i, "here") && says!(doc, p, "hello" | "hi" | "morning" | "afternoon" | "evening");
            let here = says!(doc, i, "here") && says!(doc, p, "yeah" | "yes") && department(doc, i + 1);
            let office =
                here || !asks && (doc.has(p, ORGWORD) || says!(doc, p, "practice" | "office" | "services" | "desk"));
            got || hello || office
        })
    };
    if led(last) {
        return Some((last, last));
    }
    let first =
        before(last).filter(|&p| callable(doc, p) && !doc.has(p, ORGWORD) && doc.toks[last].pre & COMMA == 0)?;
    led(first).then_some((first, last))
}
