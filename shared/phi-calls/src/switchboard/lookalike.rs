//! What looks like PHI and is not: drawn when a clause asks for it.
use fastrand::Rng;

use super::calendar;
use super::letters::mint;
use super::line::Mark;
use super::lists::{pick, place};
use crate::call::{Kind, Role};

/// The slot's mark and its written words, or nothing where the slot names a person of the call.
pub(super) fn fill(rng: &mut Rng, slot: &str) -> Option<(Mark, String)> {
    let not = |kind: &'static str, text: String| Some((Mark::Negative(kind), text));
    match slot {
        "dose" => not("dose", dose(rng)),
        "vital" => not("vital", vital(rng)),
        "pressure" => not("vital", format!("{}/{}", rng.u8(98..190), rng.u8(55..110))),
        "fever" => not("vital", format!("{}.{}", rng.u8(99..105), rng.u8(..10))),
        "oxygen" => not("vital", format!("{}%", rng.u8(85..100))),
        "lab" => not("lab", lab(rng)),
        "price" => not("price", price(rng)),
        "count" => not("count", rng.u8(2..60).to_string()),
        "time" => not("time", time(rng)),
        "year" => not("year", rng.u16(1961..2026).to_string()),
        "age" => not("age", age(rng)),
        "percent" => not("percent", format!("{}%", rng.u8(1..20) * 5)),
        "measure" => not("measure", format!("{} {}", rng.u8(3..90), pick(rng, &["pounds", "feet", "miles", "lbs"]))),
        "icd" => not("code", icd(rng)),
        "billcode" => not("code", billing_code(rng)),
        "drug" => not("drug", place(rng, "drug").to_owned()),
        "condition" => not("condition", place(rng, "condition").to_owned()),
        "eponym" => not("eponym", place(rng, "eponym").to_owned()),
        "weekday" => Some((Mark::Optional(Kind::Date, Role::Other), weekday(rng).to_owned())),
        "month" => Some((Mark::Optional(Kind::Date, Role::Other), calendar::month(rng).to_owned())),
        "tollfree" => Some((Mark::Optional(Kind::Phone, Role::Facility), toll_free(rng))),
        "extension" => Some((Mark::Optional(Kind::Phone, Role::Facility), mint(rng, "8999"))),
        _ => None,
    }
}

fn weekday(rng: &mut Rng) -> &'static str {
    pick(rng, &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"])
}

fn toll_free(rng: &mut Rng) -> String {
    let area = pick(rng, &["800", "888", "877", "866"]);
    format!("{area}-{}", mint(rng, "555-9999"))
}

fn dose(rng: &mut Rng) -> String {
    match rng.u8(..6) {
        0 => format!("{} mcg", pick(rng, &[25, 50, 75, 88, 112, 125])),
        1 => format!("{} units", rng.u8(4..60)),
        2 => format!("{} tablets", rng.u8(2..5)),
        3 => format!("{}.5 mg", rng.u8(1..10)),
        4 => format!("{} ml", pick(rng, &[5, 10, 15, 30])),
        _ => format!("{} mg", pick(rng, &[5, 10, 20, 40, 81, 100, 250, 300, 500, 650, 875, 1000])),
    }
}

fn vital(rng: &mut Rng) -> String {
    match rng.u8(..5) {
        0 | 1 => format!("{}/{}", rng.u8(98..190), rng.u8(55..110)),
        2 => format!("{}.{}", rng.u8(97..105), rng.u8(..10)),
        3 => format!("{} bpm", rng.u8(50..130)),
        _ => format!("{}%", rng.u8(85..100)),
    }
}

fn lab(rng: &mut Rng) -> String {
    match rng.u8(..7) {
        0 => format!("A1C is {}.{}", rng.u8(5..13), rng.u8(..10)),
        1 => format!("cholesterol was {}", rng.u16(140..310)),
        2 => format!("TSH of {}.{}", rng.u8(1..9), rng.u8(1..10)),
        3 => format!("potassium {}.{}", rng.u8(3..6), rng.u8(..10)),
        4 => format!("sugar was {}", rng.u16(60..420)),
        5 => format!("INR {}.{}", rng.u8(1..5), rng.u8(..10)),
        _ => format!("creatinine at {}.{}", rng.u8(..4), rng.u8(1..10)),
    }
}

fn price(rng: &mut Rng) -> String {
    match rng.u8(..4) {
        0 => format!("${}", rng.u8(5..250)),
        1 => format!("${}.{:02}", rng.u8(2..99), rng.u8(1..100)),
        2 => format!("${},{:03}", rng.u8(1..9), rng.u16(..1000)),
        _ => format!("{} dollars", rng.u16(10..900)),
    }
}

fn time(rng: &mut Rng) -> String {
    let hour = rng.u8(1..13);
    match rng.u8(..5) {
        0 => format!("{hour}:{:02}", rng.u8(..12) * 5),
        1 => format!("{hour}:30 AM"),
        2 => format!("half past {hour}"),
        3 => format!("{hour} PM"),
        _ => format!("{hour}:15"),
    }
}

fn age(rng: &mut Rng) -> String {
    let years = rng.u8(3..90);
    match rng.u8(..4) {
        0 => format!("{years} years old"),
        1 => format!("a {years}-year-old"),
        2 => format!("{years}"),
        _ => format!("{years} this year"),
    }
}

/// Shaped as ICD-10-CM codes are.
fn icd(rng: &mut Rng) -> String {
    (pick(rng, &["E11.9", "I10", "M54.5", "J45.909", "F41.1", "K21.9", "N39.0", "Z00.00", "G47.33", "R07.9"]))
        .to_owned()
}

/// Shaped as CPT codes are.
fn billing_code(rng: &mut Rng) -> String {
    pick(rng, &["99213", "99214", "80053", "93000", "36415", "71046", "90471", "20610"]).to_owned()
}
