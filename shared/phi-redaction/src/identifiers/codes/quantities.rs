//! Numbers that identify nobody: doses, times, prices, vital signs, counts, years, diagnosis and procedure codes.

use super::Evidence;
use crate::engine::dialogue;
use crate::engine::lexicon::{CUE, UNIT};
use crate::engine::numbers::Run;
use crate::engine::text::{COLON, COMMA, DOT, Doc, MONEY, PERCENT, SLASH, SPACE};

/// A year: 19.. or 20.., in one word or in two.
pub(super) fn year(run: &Run) -> bool {
    run.digits == 4
        && run.letters == 0
        && run.parts.len() <= 2
        && matches!(run.text.as_bytes(), [b'1', b'9', ..] | [b'2', b'0', ..])
}

/// A diagnosis code (ICD-10-CM): a letter and two characters, a dot, one to four more ("r oh seven point nine").
pub(super) fn diagnosis(run: &Run) -> bool {
    run.letters == 1
        && run.dots == 1
        && (3..=6).contains(&run.digits)
        && run.text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
}

/// "they bill it as nine nine two one four": a procedure code.
pub(super) fn billed(doc: &Doc, run: &Run) -> bool {
    if run.text.len() != 5 || run.letters > 1 {
        return false;
    }
    let mut at = run.first;
    for _ in 0..5 {
        let Some(p) = doc.prev(at) else { return false };
        if matches!(doc.w(p), "bill" | "billed" | "bills" | "billing" | "coded" | "cpt") {
            return true;
        }
        at = p;
    }
    false
}

/// A dose, time, price, vital sign or count: a short number with its measure beside it.
pub(super) fn quantity(doc: &Doc, run: &Run, evidence: &Evidence) -> bool {
    let next = run.last + 1;
    let after = &doc.toks[next];
    let pre = doc.toks[run.first].pre;
    if pre & MONEY != 0 || after.pre & (PERCENT | MONEY) != 0 || pre & COLON != 0 && pre & SPACE == 0 {
        return true;
    }
    if after.pre & COLON != 0 && after.pre & SPACE == 0 || pre & (DOT | COMMA) != 0 && pre & SPACE == 0 && run.dots == 0
    {
        return true;
    }
    let said_unit = doc.has(next, UNIT) && !doc.breaks(next) && after.pre & COMMA == 0;
    let word = doc.w(next);
    let after_next = doc.w(doc.next(next));
    let clock = matches!(word, "a" | "p") && matches!(after_next, "m" | "m's");
    let ratio =
        word == "over" || run.slashes == 1 || word == "point" || after.pre & SLASH != 0 && after.pre & SPACE == 0;
    let before = doc.prev(run.first).map_or("", |p| doc.w(p));
    if matches!(word, "digit" | "digits" | "characters" | "letters" | "numbers") && run.digits <= 2 {
        return true;
    }
    let vital = matches!(
        before,
        "over" | "point" | "about" | "temperature" | "pressure" | "at" | "times" | "weigh" | "version"
    );
    let dated =
        matches!(before, "in" | "since" | "year" | "until" | "around" | "summer" | "fall" | "spring" | "winter");
    if year(run) && (dated || evidence.cue == 0 && matches!(before, "from" | "by" | "of" | "back")) {
        return true;
    }
    let short = run.digits <= 4 && run.letters == 0;
    if run.parts.len() <= 3 && run.letters == 0 && run.digits <= 6 && priced(doc, run) {
        return true;
    }
    if short && run.digits >= 3 && timed(doc, run) {
        return true;
    }
    if measured(doc, run) {
        return true;
    }
    (said_unit && run.digits <= 6 && run.letters == 0)
        || clock && short
        || ratio && run.digits <= 6
        || vital && short && evidence.cue == 0
        || run.dots == 1 && run.digits <= 6 && evidence.cue == 0 && !(evidence.alone && evidence.asked != 0)
}

/// "1,000 milligrams", "two hundred m g": a measure of medicine or of the body, however long its number.
fn measured(doc: &Doc, run: &Run) -> bool {
    let next = run.last + 1;
    let unit = matches!(
        doc.w(next),
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
    );
    let spelled = ["mg", "ml", "mcg", "cc", "mm", "cm"].iter().any(|u| run.text.ends_with(u) && run.letters == u.len());
    unit && !doc.breaks(next) && run.letters == 0 || spelled && run.digits <= 5
}

/// "billed at three thousand one hundred and eighty", "the copay was sixty nine fifty": at most three words after the
/// word of money.
fn priced(doc: &Doc, run: &Run) -> bool {
    let mut at = run.first;
    for back in 0..4 {
        let Some(p) = doc.prev(at) else { return false };
        let money = match doc.w(p) {
            "billed" | "paid" | "pay" | "cost" | "costs" | "charged" | "charge" | "owe" | "owed" | "copay"
            | "copays" | "fee" | "fees" | "premium" | "deductible" | "price" | "prices" | "rent" | "wage" | "wages"
            | "salary" | "income" | "gas" | "spent" | "coinsurance" => true,
            "total" | "balance" | "bill" => back < 2,
            "be" => back == 0 && doc.prev(p).is_some_and(|q| matches!(doc.w(q), "would" | "it'll")) && cents(run),
            _ => false,
        };
        if money {
            return run.big || run.parts.len() <= 2 || cents(run);
        }
        if dialogue::number(doc, p) || doc.has(p, CUE) || doc.breaks(at) {
            return false;
        }
        at = p;
    }
    false
}

/// Dollars and cents, or a round sum.
fn cents(run: &Run) -> bool {
    run.big || run.parts.len() == 2 && run.parts[1].len == 2 && run.parts[0].len <= 3
}

/// "time is 0558", "at fourteen thirty hours".
fn timed(doc: &Doc, run: &Run) -> bool {
    let said = matches!(doc.w(run.last + 1), "hours" | "hrs");
    let Some(p) = doc.prev(run.first) else { return said };
    let asked =
        doc.w(p) == "time" || matches!(doc.w(p), "is" | "was") && doc.prev(p).is_some_and(|q| doc.w(q) == "time");
    said || asked
}
