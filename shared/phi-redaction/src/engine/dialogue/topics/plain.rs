//! Cue words that say the same wherever they stand.

use crate::engine::dialogue::{
    ADDRESS, AGE, CARD, CODE, DATE, DOB, EMAIL, INSURANCE, MRN, NAME, NET, ORG, OTHER, PHONE, PLACE, SPELL, SSN, URL,
    ZIP,
};
use crate::engine::text::words::{Table, room};

const WORDS: [(u32, &[&str]); 19] = [
    (PHONE, &["cell", "mobile", "callback", "landline", "telephone", "fax", "pager", "beeper", "reach"]),
    (EMAIL, &["email", "e-mail"]),
    (NET, &["ip"]),
    (ADDRESS, &["street", "live", "living", "reside"]),
    (ZIP | ADDRESS, &["zip", "postal"]),
    (DOB, &["born", "birthday", "dob", "bday"]),
    (SSN, &["ssn"]),
    (ORG, &["employer", "employed", "occupation"]),
    (NAME, &["name", "names", "surname", "speaking", "who", "who's", "whose"]),
    (SPELL, &["spell", "spelled", "spelling"]),
    (DATE, &["when", "day"]),
    (AGE, &["old", "age"]),
    (URL, &["url", "website"]),
    (CARD, &["visa", "mastercard", "amex", "debit", "cvv", "cvc", "expires", "expiration", "exp"]),
    (INSURANCE, &["member", "subscriber", "policy", "insurance", "medicaid", "medicare", "group"]),
    (MRN, &["mrn", "wristband", "bracelet"]),
    (
        OTHER,
        &[
            "account",
            "acct",
            "confirmation",
            "reference",
            "case",
            "ticket",
            "claim",
            "script",
            "prescription",
            "rx",
            "invoice",
            "license",
            "licence",
            "authorization",
            "tracking",
            "serial",
            "device",
            "pin",
            "passport",
            "dea",
            "npi",
            "vin",
            "plate",
            "certificate",
            "referral",
            "encounter",
            "badge",
            "drivers",
            "employee",
            "student",
            "application",
            "login",
            "username",
            "userid",
            "password",
            "approval",
            "auth",
            "precert",
            "preauth",
            "accession",
            "specimen",
            "requisition",
            "routing",
            "transaction",
            "receipt",
            "voucher",
            "locker",
            "combination",
            "permit",
            "locator",
            "lockbox",
            "passcode",
            "booking",
        ],
    ),
    (CODE, &["cpt", "icd", "diagnosis", "firmware", "subnet", "version", "catalog", "gtin"]),
    (PLACE, &["room", "floor", "extension", "ext", "option", "press"]),
];

/// How many words there are.
const COUNT: usize = {
    let (mut count, mut at) = (0, 0);
    while at < WORDS.len() {
        count += WORDS[at].1.len();
        at += 1;
    }
    count
};

/// Each word, and its topic at the same place.
const FLAT: ([&str; COUNT], [u32; COUNT]) = {
    let (mut words, mut topics) = ([""; COUNT], [0; COUNT]);
    let (mut next, mut at) = (0, 0);
    while at < WORDS.len() {
        let mut of = 0;
        while of < WORDS[at].1.len() {
            words[next] = WORDS[at].1[of];
            topics[next] = WORDS[at].0;
            (next, of) = (next + 1, of + 1);
        }
        at += 1;
    }
    (words, topics)
};

/// The topic of the word with this hash, 0 when its neighbours decide or it is no cue.
pub(super) fn topic(hash: u64) -> u32 {
    static TABLE: Table<u32, { room(&FLAT.0) }> = Table::new(&FLAT.0, &FLAT.1);
    TABLE.get(hash).unwrap_or(0)
}
