//! The words beside which a name is said, by what they do.

use crate::engine::text::Doc;
use crate::engine::text::words::roles::{Roles, Set, room};
use crate::engine::text::words::says;

/// "i'm | …".
pub(super) const SELF: u32 = 1;
/// "i | am …".
pub(super) const ME: u32 = 1 << 1;
/// "this | is …".
pub(super) const THIS: u32 = 1 << 2;
/// "name | is …".
pub(super) const NAME: u32 = 1 << 3;
/// "it's | …".
pub(super) const ITS: u32 = 1 << 4;
/// "hi | …", "thank you | …".
pub(super) const GREETING: u32 = 1 << 5;
/// "on behalf | of …".
pub(super) const BEHALF: u32 = 1 << 6;
/// "a message | for …".
pub(super) const FOR: u32 = 1 << 7;
/// "speak | to …".
pub(super) const TO: u32 = 1 << 8;
/// "the patient | is …".
pub(super) const PATIENT: u32 = 1 << 9;
/// "named | …".
pub(super) const NAMED: u32 = 1 << 10;
/// "goes | by …".
pub(super) const GOES: u32 = 1 << 11;
/// "call | me …".
pub(super) const CALL: u32 = 1 << 12;
/// "attention | …".
pub(super) const ATTENTION: u32 = 1 << 13;
/// "is | …" where a sentence begins.
pub(super) const IS: u32 = 1 << 14;
/// "ask | …".
pub(super) const ASK: u32 = 1 << 15;
/// "… | speaking".
pub(super) const AFTER: u32 = 1 << 16;
/// A small word that stands before a name as before much else.
pub(super) const SMALL: u32 = 1 << 17;
/// Courtesies at the end of a sentence.
pub(super) const PARTING: u32 = 1 << 18;
/// What leads to a name beside a duty.
pub(super) const DUTY: u32 = 1 << 19;
/// "… | the nurse practitioner".
pub(super) const NURSE: u32 = 1 << 20;
/// What leads to a name whose family name is an ordinary word.
pub(super) const FAMILY: u32 = 1 << 21;
/// What follows the name of somebody who answers for a practice.
pub(super) const ANSWERING: u32 = 1 << 22;

/// The cues of courtesies and duties.
pub(super) const COURTESY: u32 = PARTING | DUTY | NURSE | FAMILY | ANSWERING;

/// Those that open a slot by themselves or with the next word.
pub(super) const SLOT: u32 = !(COURTESY | AFTER | SMALL);

#[rustfmt::skip]
const SETS: &[Set] = &[
    (SELF, &["i'm", "im"]),
    (ME, &["i"]),
    (THIS, &["this"]),
    (NAME, &["name", "surname", "name's", "names"]),
    (ITS, &["it's", "its"]),
    (GREETING, &["hi", "hello", "hey", "goodbye", "bye", "thanks", "you", "alright", "ok", "okay", "done", "welcome", "morning",
        "afternoon", "evening", "sorry", "great", "perfect"]),
    (BEHALF, &["behalf"]),
    (FOR, &["message", "appointment", "prescription", "call", "looking", "asking", "ask", "note", "referral"]),
    (TO, &["speak", "talk", "spoke", "talked", "speaking", "talking", "appointment", "reach"]),
    (PATIENT, &["patient", "caller", "daughter's", "named"]),
    (NAMED, &["named", "called"]),
    (GOES, &["go", "goes"]),
    (CALL, &["call"]),
    (ATTENTION, &["attention", "attn"]),
    (IS, &["is"]),
    (ASK, &["ask"]),
    (AFTER, &["here", "speaking", "how"]),
    (SMALL, &["with", "from", "by", "for", "of", "to", "about", "see", "and", "tell", "told", "saw", "tech", "technician",
        "colleague"]),
    (PARTING, &["hurry", "rush", "worries", "problem", "trouble", "bother", "appreciate", "thanks", "welcome", "bye", "you",
        "tell"]),
    (DUTY, &["see", "with", "i'm", "im", "this"]),
    (NURSE, &["nurse"]),
    (FAMILY, &["this", "name", "i'm", "doctor", "miss", "see"]),
    (ANSWERING, &["how", "speaking", "here", "go"]),
];
static CUES: Roles<{ room(SETS) }> = Roles::new(SETS);

/// What the word is.
#[inline]
pub(super) fn cues(doc: &Doc, i: usize) -> u32 {
    CUES.of(doc.hash(i))
}

/// A small word between "name" and the name: "last name | on the account is …".
#[rustfmt::skip]
pub(super) fn after_name(doc: &Doc, i: usize) -> bool {
    says!(doc, i, "is" | "was" | "on" | "the" | "account" | "file" | "card" | "it's" | "its" | "it" | "bottle" | "label" | "of"
        | "patient" | "chart" | "would" | "be" | "under" | "that's" | "policy" | "my" | "for")
}
