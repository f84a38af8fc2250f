//! What is being asked for, and what the words around a value say it is.
//!
//! A topic is a set of bits. The same table serves the agent's question ("what's your date of birth?"), which
//! colours the next turns of the other speaker, and the words just before or after a value ("account number 88…").

use super::Speaker;
use super::lexicon::{CUE, Num};
use super::text::{Doc, Kind};

/// A person's name.
pub const NAME: u32 = 1;
/// Date of birth.
pub const DOB: u32 = 1 << 1;
/// Another date.
pub const DATE: u32 = 1 << 2;
/// Telephone or fax number.
pub const PHONE: u32 = 1 << 3;
/// Mail address.
pub const EMAIL: u32 = 1 << 4;
/// Postal address.
pub const ADDRESS: u32 = 1 << 5;
/// Postal code.
pub const ZIP: u32 = 1 << 6;
/// Social security number.
pub const SSN: u32 = 1 << 7;
/// Payment card.
pub const CARD: u32 = 1 << 8;
/// Medical record number.
pub const MRN: u32 = 1 << 9;
/// Insurance, member, group number.
pub const INSURANCE: u32 = 1 << 10;
/// Any other identifying number.
pub const OTHER: u32 = 1 << 11;
/// Employer.
pub const ORG: u32 = 1 << 12;
/// Age.
pub const AGE: u32 = 1 << 13;
/// Spelling of a name.
pub const SPELL: u32 = 1 << 14;
/// Web address.
pub const URL: u32 = 1 << 15;
/// The last digits of something.
pub const LAST4: u32 = 1 << 16;
/// A billing or diagnosis code: not an identifier.
pub const CODE: u32 = 1 << 17;
/// A room, floor or menu option: not an identifier.
pub const PLACE: u32 = 1 << 18;

/// The topics asked of each turn, and how many turns ago.
pub struct Asks {
    asked: Vec<(u32, u8)>,
}

impl Asks {
    /// Reads every turn once.
    pub fn new(doc: &Doc) -> Asks {
        let turns = doc.speakers.len();
        let own: Vec<u32> =
            (0..turns).map(|t| (doc.first[t]..doc.first[t + 1]).fold(0, |acc, i| acc | topic(doc, i))).collect();
        let asked = (0..turns).map(|t| asked_of(doc, &own, t)).collect();
        Asks { asked }
    }

    /// What the turn of this token was asked for.
    pub fn of(&self, doc: &Doc, i: usize) -> u32 {
        self.asked.get(doc.toks[i].turn as usize).map_or(0, |a| a.0)
    }

    /// Turns since the question was put (1 = the turn just before).
    pub fn age(&self, doc: &Doc, i: usize) -> u8 {
        self.asked.get(doc.toks[i].turn as usize).map_or(u8::MAX, |a| a.1)
    }
}

/// Looks back over at most six turns for the latest question of anyone else; over twelve where only back-channels
/// ("mm hmm", "go on") and pieces of a number stand between.
fn asked_of(doc: &Doc, own: &[u32], turn: usize) -> (u32, u8) {
    let me = doc.speakers[turn];
    let mut age = 0_u8;
    for t in (0..turn).rev().take(12) {
        let other = me == Speaker::Unknown || doc.speakers[t] != me;
        age += u8::from(other || age == 0);
        if other && own[t] & !(PLACE | CODE) != 0 {
            return (own[t], age);
        }
        let words = doc.first[t + 1] - doc.first[t] - 1;
        if other && words > 13 || turn - t >= 6 && words > 5 {
            break;
        }
    }
    (0, u8::MAX)
}

/// The topic of one cue word, read with its neighbours.
pub fn topic(doc: &Doc, i: usize) -> u32 {
    if !doc.has(i, CUE) {
        return 0;
    }
    let before = doc.prev(i).map_or("", |p| doc.w(p));
    let after = doc.w(doc.next(i));
    let found = person_topic(doc, i, before, after);
    if found == 0 { number_topic(doc, i, before, after) } else { found }
}

/// Topics that are about a person: how to reach, where, when born, who.
#[expect(clippy::match_same_arms, reason = "one line per family of words")]
fn person_topic(doc: &Doc, i: usize, before: &str, after: &str) -> u32 {
    match doc.w(i) {
        "phone" | "cell" | "mobile" | "callback" | "landline" | "telephone" | "fax" | "pager" | "beeper" | "reach" => {
            PHONE
        }
        "contact" if after == "number" => PHONE,
        "call" if matches!(after, "back" | "at") || number(doc, i + 1) => PHONE,
        "call" if matches!(after, "you" | "me") && matches!(doc.w(i + 2), "back" | "at" | "on") => PHONE,
        "text" if matches!(after, "me" | "you" | "at") || number(doc, i + 1) => PHONE,
        "email" | "e-mail" => EMAIL,
        "mail" if after == "it" || before == "we" => ADDRESS,
        "address" if matches!(before, "email" | "mail") => EMAIL,
        "address" if before == "ip" => 0,
        "address" | "street" | "live" | "living" | "reside" => ADDRESS,
        "zip" | "postal" => ZIP | ADDRESS,
        "born" | "birth" | "birthday" | "dob" | "bday" => DOB,
        "social" if !matches!(after, "worker" | "history" | "media" | "work" | "services" | "life") => SSN,
        "ssn" => SSN,
        "employer" | "employed" | "occupation" => ORG,
        "work" if before == "you" => ORG,
        "name" | "names" | "surname" | "speaking" => NAME,
        "who" | "who's" | "whose" => NAME,
        "calling" if before == "who's" => NAME,
        "spell" | "spelled" | "spelling" => SPELL,
        "date" if after != "of" => DATE,
        "when" | "day" => DATE,
        "old" | "age" => AGE,
        "url" | "website" => URL,
        _ => 0,
    }
}

/// Topics that are about a number: of a card, a policy, a record, a claim; or of a billing code or a room.
#[expect(clippy::match_same_arms, reason = "one line per family of words")]
fn number_topic(doc: &Doc, i: usize, before: &str, after: &str) -> u32 {
    match doc.w(i) {
        "card"
            if matches!(before, "insurance" | "id" | "member" | "medicare" | "medicaid" | "health" | "membership") =>
        {
            INSURANCE
        }
        "card" | "visa" | "mastercard" | "amex" | "debit" | "cvv" | "cvc" | "expires" | "expiration" | "exp" => CARD,
        "discover" if after == "card" => CARD,
        "through" if before == "good" => CARD,
        "ending" | "ends" if after == "in" || number(doc, i + 1) => LAST4,
        "last" if matches!(after, "four" | "4" | "digits" | "five") => LAST4,
        "member" | "subscriber" | "policy" | "insurance" | "medicaid" | "medicare" | "group" => INSURANCE,
        "mrn" | "chart" => MRN,
        "record" if matches!(before, "medical" | "health" | "patient" | "hospital") => MRN,
        "patient" if matches!(after, "number" | "id" | "identification" | "identifier" | "file") => MRN,
        "account" | "acct" | "confirmation" | "reference" | "case" | "ticket" | "claim" | "script" | "prescription"
        | "rx" | "invoice" => OTHER,
        "license" | "licence" | "authorization" | "tracking" | "serial" | "device" | "pin" | "passport" | "dea"
        | "npi" | "vin" => OTHER,
        "plate" | "certificate" | "referral" | "encounter" | "badge" | "driver's" | "drivers" | "employee"
        | "student" | "application" => OTHER,
        "visit" if matches!(after, "number" | "id") => OTHER,
        "login" | "username" | "userid" | "password" => OTHER,
        "order" if before != "in" => OTHER,
        "code" if matches!(before, "security" | "verification") => CARD,
        "code" if matches!(before, "zip" | "postal" | "area") => 0,
        "code" if matches!(before, "access" | "pass" | "gate") => OTHER,
        "code" | "cpt" | "icd" | "diagnosis" => CODE,
        "room" | "floor" | "gate" | "extension" | "ext" | "option" | "press" => PLACE,
        _ => 0,
    }
}

/// Does a number begin here?
pub fn number(doc: &Doc, i: usize) -> bool {
    let t = &doc.toks[i];
    t.kind == Kind::Digits || !matches!(t.num, Num::None | Num::Ordinal(_))
}

/// The nearest topic before a value, at most ten words back and within its sentence.
pub fn cue_before(doc: &Doc, first: usize) -> u32 {
    let mut at = first;
    for _ in 0..10 {
        if doc.breaks(at) {
            break;
        }
        at -= 1;
        if doc.toks[at].kind == Kind::Digits && doc.w(at).len() > 2 {
            break;
        }
        let mut found = topic(doc, at);
        if found == LAST4 {
            found |= cue_before_plain(doc, at);
        }
        if found & !(NAME | SPELL | DATE | AGE) != 0 {
            return found;
        }
    }
    0
}

fn cue_before_plain(doc: &Doc, from: usize) -> u32 {
    let mut at = from;
    for _ in 0..6 {
        let Some(p) = doc.prev(at) else { break };
        at = p;
        let found = topic(doc, at) & (SSN | CARD | INSURANCE | OTHER | PHONE | MRN);
        if found != 0 {
            return found;
        }
    }
    let ahead =
        (from..from + 7).take_while(|&j| j < doc.toks.len() && !doc.end(j)).fold(0, |acc, j| acc | topic(doc, j));
    ahead & (SSN | CARD | INSURANCE | OTHER | PHONE | MRN)
}

/// A topic just after a value ("… is my cell").
pub fn cue_after(doc: &Doc, last: usize) -> u32 {
    for at in last + 1..last + 5 {
        if doc.end(at) || doc.breaks(at) || number(doc, at) {
            return 0;
        }
        let found = match doc.w(at) {
            "house" | "home" => PHONE,
            _ => topic(doc, at),
        };
        if found != 0 {
            return found;
        }
    }
    0
}
