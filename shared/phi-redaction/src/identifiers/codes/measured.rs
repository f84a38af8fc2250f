//! What an instrument, a laboratory or a cuff shows: it identifies nobody.

use crate::engine::dialogue;
use crate::engine::text::Doc;
use crate::engine::text::words::says;

/// "the meter says three eighty six": what an instrument shows.
pub(super) fn metered(doc: &Doc, first: usize) -> bool {
    if valued(doc, first) {
        return true;
    }
    let Some(p) = doc.prev(first).filter(|&p| says!(doc, p, "says" | "said" | "reads" | "read" | "shows" | "showed"))
    else {
        return false;
    };
    doc.prev(p).is_some_and(|q| {
        says!(doc, q, "meter" | "monitor" | "scale" | "cuff" | "thermometer" | "glucometer" | "oximeter" | "sensor")
    })
}

/// "my sugars were 120, 135 and then 188": one of what was measured again and again.
pub(super) fn readings(doc: &Doc, first: usize) -> bool {
    let mut at = first;
    while let Some(p) = doc.prev(at).filter(|&p| first - p <= 12) {
        if says!(doc, p, "were" | "are") {
            return doc.prev(p).is_some_and(|q| says!(doc, q, "sugars" | "pressures" | "readings" | "temps"));
        }
        if !dialogue::number(doc, p) && !says!(doc, p, "and" | "then") {
            return false;
        }
        at = p;
    }
    false
}

/// "my cholesterol was two fifty", "her potassium came back at …": what a laboratory or a cuff measures.
pub(super) fn valued(doc: &Doc, first: usize) -> bool {
    let Some(p) = doc.prev(first).filter(|&p| says!(doc, p, "was" | "is" | "of" | "at" | "were" | "hit")) else {
        return false;
    };
    let mut at = p;
    for _ in 0..4 {
        let Some(q) = doc.prev(at).filter(|_| !doc.breaks(at)) else { return false };
        if says!(
            doc,
            q,
            "cholesterol"
                | "sugar"
                | "sugars"
                | "glucose"
                | "creatinine"
                | "potassium"
                | "sodium"
                | "hemoglobin"
                | "platelets"
                | "pressure"
                | "pulse"
                | "tsh"
                | "inr"
                | "ldl"
                | "triglycerides"
                | "psa"
                | "ferritin"
                | "temp"
                | "oxygen"
        ) {
            return true;
        }
        at = q;
        if !says!(
            doc,
            q,
            "is" | "was" | "came" | "back" | "in" | "still" | "about" | "up" | "level" | "count" | "number"
        ) {
            return false;
        }
    }
    false
}
