//! Numbers that identify nobody: doses, times, prices, vital signs, counts, years, diagnosis and procedure codes.

use super::measured::{metered, readings, valued};
use super::{CODES, Evidence};
use crate::engine::dialogue::{self, ANYCODE, NET, NUMBERS, OTHER};
use crate::engine::lexicon::{CUE, UNIT};
use crate::engine::numbers::Run;
use crate::engine::text::words::says;
use crate::engine::text::{COLON, COMMA, DOT, Doc, MONEY, PERCENT, SLASH, SPACE};

/// A year: 19.. or 20.., in one word or in two.
pub(super) fn year(run: &Run) -> bool {
    run.digits == 4
        && run.letters == 0
        && (run.parts.len() <= 2 || run.parts.len() == 3 && run.parts[0].len == 2)
        && matches!(run.text.as_bytes(), [b'1', b'9', ..] | [b'2', b'0', ..])
}

/// "one, two, three", "in three two one": somebody counts.
pub(super) fn counting(run: &Run) -> bool {
    let steps = |by: fn(u32) -> u32| run.parts.windows(2).all(|w| by(w[0].value) == w[1].value);
    run.letters == 0 && run.parts.len() >= 3 && (steps(|n| n.wrapping_add(1)) || steps(|n| n.wrapping_sub(1)))
}

/// A diagnosis code (ICD-10-CM): a letter and two characters, a dot, one to four more ("r oh seven point nine").
pub(super) fn diagnosis(run: &Run) -> bool {
    run.letters == 1
        && run.dots == 1
        && (2..=6).contains(&run.digits)
        && run.text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
}

/// "they bill it as nine nine two one four", "the code on the form is k twenty one point nine and nine three oh oh oh":
/// a procedure code; "a referral for i ten": a diagnosis.
pub(super) fn billed(doc: &Doc, run: &Run, evidence: &Evidence) -> bool {
    let referred = || doc.prev(run.first).is_some_and(|p| says!(doc, p, "for"));
    if run.letters == 1 && (2..=4).contains(&run.digits) && referred() {
        return true;
    }
    if run.letters >= 3 && ["cpt", "icd", "hcpcs", "ndc", "drg"].iter().any(|label| run.text.starts_with(label)) {
        return true;
    }
    let named = evidence.tight && evidence.cue & NUMBERS & !ANYCODE != 0;
    if run.text.len() != 5 || run.letters > 1 || named {
        return false;
    }
    let mut at = run.first;
    for _ in 0..14 {
        let Some(p) = doc.prev(at) else { return false };
        let code = || !evidence.tight && says!(doc, p, "code" | "codes");
        if says!(doc, p, "bill" | "billed" | "bills" | "billing" | "coded" | "cpt") || code() {
            return true;
        }
        at = p;
    }
    false
}

/// A number of a bank, of a version of a program, of a procedure right after the word for it: the same for everybody.
pub(super) fn printed(doc: &Doc, run: &Run) -> bool {
    bank(doc, run) || versioned(doc, run) || procedure(doc, run)
}

/// "CPT 72148", "c p t eight one one six two", "J-code J1745": a code of a procedure (AMA CPT, HCPCS) named as such.
fn procedure(doc: &Doc, run: &Run) -> bool {
    let labelled = run.text.len() == 8 && run.text.starts_with("cpt");
    let named = |p: usize| {
        says!(doc, p, "cpt" | "hcpcs")
            || says!(doc, p, "code") && doc.prev(p).is_some_and(|q| says!(doc, q, "cpt" | "hcpcs" | "j" | "procedure"))
    };
    labelled || run.text.len() == 5 && run.letters <= 1 && doc.prev(run.first).is_some_and(named)
}

/// "bin six one oh oh two oh": the number of the bank that pays a pharmacy (ISO/IEC 7812), the same for everybody it insures.
fn bank(doc: &Doc, run: &Run) -> bool {
    if run.letters > 0 || run.text.len() != 6 || !run.text.starts_with(['0', '6']) {
        return false;
    }
    let mut at = run.first;
    for _ in 0..8 {
        let Some(p) = doc.prev(at).filter(|_| at == run.first || !dialogue::number(doc, at)) else { return false };
        if says!(doc, p, "bin" | "bin's") {
            return true;
        }
        at = p;
    }
    false
}

/// "what firmware is it on" – "5.1.2.42": a version of a program looks like an address of the net.
fn versioned(doc: &Doc, run: &Run) -> bool {
    let names = |i: usize| says!(doc, i, "firmware" | "version" | "software" | "subnet" | "build" | "mask" | "release");
    if run.dots < 1 || run.letters > 0 {
        return false;
    }
    let turn = doc.toks[run.first].turn as usize;
    let start = doc.first[turn].max(run.first.saturating_sub(4));
    if (start..run.first).any(names) {
        return true;
    }
    let opens = run.first - doc.first[turn] <= 3;
    let before = turn.checked_sub(1).filter(|_| opens);
    before.is_some_and(|b| (doc.first[b].max(doc.first[turn].saturating_sub(30))..doc.first[turn] - 1).any(names))
}

/// "the ndc is …": the code of a package (21 CFR 207.33), the same for everybody.
pub(super) fn package(doc: &Doc, run: &Run) -> bool {
    let Some(p) = doc.prev(run.first) else { return false };
    says!(doc, p, "ndc") || says!(doc, p, "is" | "number") && doc.prev(p).is_some_and(|q| says!(doc, q, "ndc"))
}

/// A dose, time, price, vital sign or count: a short number with its measure beside it.
pub(super) fn quantity(doc: &Doc, run: &Run, evidence: &Evidence) -> bool {
    if run.dots >= 3 || evidence.about(NET) && (run.dots > 1 || run.dots == 1 && evidence.alone) {
        return false;
    }
    let next = run.last + 1;
    let after = &doc.toks[next];
    let pre = doc.toks[run.first].pre;
    if pre & MONEY != 0 || after.pre & (PERCENT | MONEY) != 0 || pre & COLON != 0 && pre & SPACE == 0 {
        return true;
    }
    // ".5", "1,000"; not "...8816", which goes on with what was said before
    let inside = doc.prev(run.first).is_some() || doc.toks[run.first].start < 2;
    if after.pre & COLON != 0 && after.pre & SPACE == 0
        || pre & (DOT | COMMA) != 0 && pre & SPACE == 0 && run.dots == 0 && inside
    {
        return true;
    }
    followed(doc, run, evidence) || led(doc, run, evidence) || shaped(run, evidence)
}

/// Sign by sign, three or more.
fn spelled(run: &Run) -> bool {
    run.parts.len() >= 3 && run.parts.iter().all(|p| p.len == 1)
}

/// Up to four digits and no letter.
fn short(run: &Run) -> bool {
    run.digits <= 4 && run.letters == 0
}

/// A number of so many digits right after its cue, whatever measure follows.
fn named(run: &Run, evidence: &Evidence) -> bool {
    evidence.tight && evidence.cue & OTHER != 0 && run.digits >= 4 && !run.big
}

/// A quantity by what follows it, which few words make it.
fn followed(doc: &Doc, run: &Run, evidence: &Evidence) -> bool {
    let next = run.last + 1;
    let after = &doc.toks[next];
    let slash = run.slashes == 1 || after.pre & SLASH != 0 && after.pre & SPACE == 0;
    let counts = says!(doc, next, "digit" | "digits" | "characters" | "letters" | "numbers");
    let may = slash
        || counts
        || after.flags & UNIT != 0
        || measure(doc, next)
        || says!(doc, next, "a" | "p" | "to" | "in" | "over" | "point" | "hours" | "hrs");
    if !may {
        return false;
    }
    let said_unit = doc.has(next, UNIT) && !doc.breaks(next) && after.pre & COMMA == 0;
    let tailed = || spelled(run) && (run.digits >= 6 || run.digits == 5 && evidence.about(CODES));
    let two = doc.next(next);
    let clock = says!(doc, next, "a" | "p") && says!(doc, two, "m" | "m's");
    let range = says!(doc, next, "to") && dialogue::number(doc, two) && run.parts.len() <= 2 && !evidence.alone;
    let cash = says!(doc, next, "in") && says!(doc, two, "cash");
    let hours = run.digits >= 3 && says!(doc, next, "hours" | "hrs");
    counts && run.digits <= 2
        || range
        || cash
        || (clock || hours) && short(run)
        || said_unit && run.digits <= 6 && run.letters == 0 && !tailed()
        || run.digits <= 6 && ratio(doc, run, evidence)
        || run.letters == 0 && run.parts.len() < 6 && measure(doc, next) && !doc.breaks(next) && !named(run, evidence)
}

/// A quantity by what stands before it.
fn led(doc: &Doc, run: &Run, evidence: &Evidence) -> bool {
    let Some(p) = doc.prev(run.first) else { return false };
    if run.parts.len() <= 3 && run.letters == 0 && run.digits <= 6 && priced(doc, run) {
        return true;
    }
    if run.letters == 0 && readings(doc, run.first)
        || short(run) && (metered(doc, run.first) || run.digits >= 3 && timed(doc, p))
        || run.text == "1c" && says!(doc, p, "a")
    {
        return true;
    }
    let dated =
        || says!(doc, p, "in" | "since" | "year" | "until" | "around" | "summer" | "fall" | "spring" | "winter");
    if year(run) && (dated() || evidence.cue == 0 && says!(doc, p, "from" | "by" | "of" | "back")) {
        return true;
    }
    let given = || spelled(run) && says!(doc, p, "at") && run.text.as_bytes()[1] != b'0';
    let vital =
        says!(doc, p, "over" | "point" | "about" | "temperature" | "pressure" | "at" | "times" | "weigh" | "version");
    vital && evidence.cue == 0 && short(run) && !given()
}

/// A quantity by its own signs.
fn shaped(run: &Run, evidence: &Evidence) -> bool {
    if run.letters > 0 {
        // "two hundred m g": a measure of medicine or of the body
        let labelled = ["mg", "ml", "mcg", "cc", "mm", "cm"]
            .iter()
            .any(|u| run.letters == u.len() && run.digits <= 5 && run.text.ends_with(u));
        // the blood sugar of three months
        let sugar = matches!(run.text.as_str(), "a1c" | "hba1c");
        if sugar
            || anatomy(run) && !evidence.about(CODES)
            || labelled && run.parts.len() < 6 && !named(run, evidence)
            || run.big && trailing(run) && evidence.cue == 0
        {
            return true;
        }
    }
    evidence.cue == 0 && (years(run) || run.dots == 1 && run.digits <= 6 && !(evidence.alone && evidence.asked != 0))
}

/// "120 over 80", "145/104", "three point one"; not the two halves of a code.
fn ratio(doc: &Doc, run: &Run, evidence: &Evidence) -> bool {
    let after = &doc.toks[run.last + 1];
    let over = says!(doc, run.last + 1, "over");
    let code = run.slashes == 1 && evidence.about(CODES) && run.digits >= 4 && !over && !valued(doc, run.first);
    let point = says!(doc, run.last + 1, "point");
    !code && (over || run.slashes == 1 || point || after.pre & SLASH != 0 && after.pre & SPACE == 0)
}

/// "1,000 milligrams": a measure of medicine or of the body, however long its number.
fn measure(doc: &Doc, next: usize) -> bool {
    says!(
        doc,
        next,
        "mg" | "milligram"
            | "milligrams"
            | "mcg"
            | "microgram"
            | "micrograms"
            | "ml"
            | "milliliter"
            | "milliliters"
            | "units"
            | "percent"
            | "degrees"
            | "pounds"
            | "kilos"
            | "mmhg"
    )
}

/// Vertebrae and the discs between them ("l four l five"), and pressures in millimetres of water.
fn anatomy(run: &Run) -> bool {
    if run.letters < 2 {
        return false;
    }
    let level = |b: u8| matches!(b, b'c' | b't' | b'l' | b's');
    let text = run.text.as_bytes();
    let spine = text.first().is_some_and(|&b| level(b))
        && text.iter().all(|&b| level(b) || b.is_ascii_digit())
        && text.windows(2).all(|w| w[0].is_ascii_digit() || w[1].is_ascii_digit())
        && text.len() <= 12
        && run.digits <= run.letters * 2
        && text.last().is_some_and(u8::is_ascii_digit);
    spine || text.windows(3).any(|w| w == b"mmh")
}

/// A quantity and then letters ("one hundred eighty one l d l").
fn trailing(run: &Run) -> bool {
    let text = run.text.as_bytes();
    let letters = text.iter().rev().take_while(|b| b.is_ascii_alphabetic()).count();
    letters >= 2 && letters == run.letters && text[0].is_ascii_digit()
}

/// "nineteen ninety one nineteen ninety two".
fn years(run: &Run) -> bool {
    let begins = |s: &[u8]| matches!(s, [b'1', b'9', ..] | [b'2', b'0', ..]);
    run.letters == 0 && run.parts.len() == 4 && run.text.len() == 8 && {
        let (a, b) = run.text.as_bytes().split_at(4);
        begins(a) && begins(b) && run.parts.iter().all(|p| p.len == 2)
    }
}

/// "billed at two thousand four hundred and sixty", "the copay was sixty nine fifty": at most three words after the
/// word of money.
fn priced(doc: &Doc, run: &Run) -> bool {
    let mut at = run.first;
    for back in 0..4 {
        let Some(p) = doc.prev(at) else { return false };
        let be = back == 0 && says!(doc, p, "be") && doc.prev(p).is_some_and(|q| says!(doc, q, "would" | "it'll"));
        if money(doc, p) || back < 2 && says!(doc, p, "total" | "balance" | "bill") || be && cents(run) {
            return run.big || run.parts.len() <= 2 || back < 2;
        }
        if dialogue::number(doc, p) || doc.has(p, CUE) || doc.breaks(at) {
            return false;
        }
        at = p;
    }
    false
}

/// A word that a sum follows.
fn money(doc: &Doc, i: usize) -> bool {
    says!(
        doc,
        i,
        "billed"
            | "paid"
            | "pay"
            | "cost"
            | "costs"
            | "charged"
            | "charge"
            | "owe"
            | "owed"
            | "copay"
            | "copays"
            | "fee"
            | "fees"
            | "premium"
            | "deductible"
            | "price"
            | "prices"
            | "rent"
            | "wage"
            | "wages"
            | "salary"
            | "income"
            | "gas"
            | "spent"
            | "coinsurance"
    )
}

/// Dollars and cents, or a round sum.
fn cents(run: &Run) -> bool {
    run.big || run.parts.len() == 2 && run.parts[1].len == 2 && run.parts[0].len <= 3
}

/// "time is 0641".
fn timed(doc: &Doc, p: usize) -> bool {
    says!(doc, p, "time") || says!(doc, p, "is" | "was") && doc.prev(p).is_some_and(|q| says!(doc, q, "time"))
}
