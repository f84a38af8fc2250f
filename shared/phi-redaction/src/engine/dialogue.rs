//! What is being asked for, and what the words around a value say it is.
//!
//! A topic is a set of bits. The same table serves the agent's question ("what's your date of birth?"), which
//! colours the next turns of the other speaker, and the words just before or after a value ("account number 88…").

use super::Speaker;
use super::lexicon::{GATE_CUE, Num, UNIT};
use super::text::{Doc, Kind};
use crate::engine::text::words::says;

mod topics;

pub(super) use topics::read;
pub use topics::topic;

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

/// A code of no named kind: what was asked says which.
pub const ANYCODE: u32 = 1 << 19;
/// Internet address.
pub const NET: u32 = 1 << 20;
/// Numbers that identify.
pub const NUMBERS: u32 = PHONE | SSN | CARD | MRN | INSURANCE | OTHER | NET | LAST4 | ANYCODE;

/// The topics asked of each turn, and how many turns ago.
pub struct Asks {
    asked: Vec<(u32, u8)>,
    /// The topics that each turn names.
    named: Vec<u32>,
    /// All topics of the call.
    all: u32,
}

impl Asks {
    /// Reads every turn once.
    pub fn new(doc: &Doc) -> Asks {
        let turns = doc.speakers.len();
        let mut named = vec![0; turns];
        for i in doc.open(GATE_CUE) {
            if let Some(topics) = named.get_mut(doc.toks[i].turn as usize) {
                *topics |= topic(doc, i);
            }
        }
        let asked = (0..turns).map(|t| asked_of(doc, &named, t)).collect();
        let all = named.iter().fold(0, |all, topics| all | topics);
        Asks { asked, named, all }
    }

    /// Does any turn name one of these topics?
    pub fn any(&self, topics: u32) -> bool {
        self.all & topics != 0
    }

    /// What a turn was asked for.
    pub fn asked(&self, turn: usize) -> u32 {
        self.asked.get(turn).map_or(0, |a| a.0)
    }

    /// The topics that the words of a turn name.
    pub fn named(&self, turn: usize) -> u32 {
        self.named.get(turn).copied().unwrap_or(0)
    }

    /// What a turn was asked for, and turns since the question was put.
    pub fn turn(&self, turn: usize) -> (u32, u8) {
        self.asked.get(turn).copied().unwrap_or((0, u8::MAX))
    }

    /// What the turn of this token was asked for.
    pub fn of(&self, doc: &Doc, i: usize) -> u32 {
        self.asked.get(doc.toks[i].turn as usize).map_or(0, |a| a.0)
    }

    /// What the turn before this token's was asked for, as number or code: the speaker may be reading the answer back.
    pub fn read_back(&self, doc: &Doc, i: usize) -> u32 {
        let turn = doc.toks[i].turn as usize;
        let Some(before) = turn.checked_sub(1) else { return 0 };
        match self.asked.get(before) {
            Some(&(topics, 1..=3)) if doc.first[turn] - doc.first[before] <= 40 => topics & NUMBERS,
            _ => 0,
        }
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
    for t in (turn.saturating_sub(12)..turn).rev() {
        let other = me == Speaker::Unknown || doc.speakers[t] != me;
        age += u8::from(other || age == 0);
        if other && own[t] & !(PLACE | CODE) != 0 {
            return (own[t], age);
        }
        // two of the practice's side speak: "do you have the mrn", "zero zero eight one …"
        if t + 1 == turn && me == Speaker::Agent && own[t] & NUMBERS & !ANYCODE != 0 {
            return (own[t] & NUMBERS, 1);
        }
        let words = doc.first[t + 1] - doc.first[t] - 1;
        if other && words > 13 || turn - t >= 6 && words > 5 {
            break;
        }
    }
    (0, u8::MAX)
}

/// Does a number begin here?
pub fn number(doc: &Doc, i: usize) -> bool {
    let t = &doc.toks[i];
    t.kind == Kind::Digits || !matches!(t.num, Num::None | Num::Ordinal(_))
}

/// The nearest topic before a value, at most ten words back and within its sentence.
pub fn cue_before(doc: &Doc, first: usize) -> u32 {
    cue_and_distance(doc, first).0
}

/// The nearest topic before a value and how many words back it stands. Another number or quantity between belongs to
/// the topic instead ("fax my chart, about seven pages, the …"), and "also" opens a new matter.
pub fn cue_and_distance(doc: &Doc, first: usize) -> (u32, usize) {
    let mut at = first;
    let mut numbers = 0;
    for back in 1..=10 {
        if doc.breaks(at) {
            break;
        }
        at -= 1;
        if let Some(label) = letters(doc, at) {
            return (label, back);
        }
        if doc.toks[at].kind == Kind::Digits && doc.size(at) > 2 || says!(doc, at, "also") {
            break;
        }
        numbers = if number(doc, at) { numbers + 1 } else { 0 };
        if numbers > 3 || doc.has(at, UNIT) && doc.prev(at).is_some_and(|p| number(doc, p)) {
            break;
        }
        let mut found = topic(doc, at);
        if found == LAST4 {
            found |= cue_before_plain(doc, at);
        }
        if found & !(NAME | SPELL | DATE | AGE) != 0 {
            return (found, back);
        }
    }
    (0, usize::MAX)
}

/// A topic said letter by letter: "m r n", "d o b", "s s n".
fn letters(doc: &Doc, last: usize) -> Option<u32> {
    if doc.toks[last].kind != Kind::Letter {
        return None;
    }
    let two = doc.prev(last).filter(|&p| doc.toks[p].kind == Kind::Letter)?;
    let one = doc.prev(two).filter(|&p| doc.toks[p].kind == Kind::Letter)?;
    match (doc.w(one), doc.w(two), doc.w(last)) {
        ("m", "r", "n") => Some(MRN),
        ("d", "o", "b") => Some(DOB),
        ("s", "s", "n") => Some(SSN),
        ("n", "p", "i") | ("d", "e", "a") | ("v", "i", "n") => Some(OTHER),
        ("c", "v", "v" | "c") => Some(CARD),
        _ => None,
    }
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
        let found = if says!(doc, at, "house" | "home") { PHONE } else { topic(doc, at) };
        if found != 0 {
            return found;
        }
    }
    0
}
