//! Time by the size of the input, for calls and for inputs made to hurt: nanoseconds a byte must not grow with the size.
use std::fmt::Write;
use std::time::{Duration, Instant};

use phi_calls::Form;
use phi_redaction::jsonl::redact_jsonl;
use serde_json::{Value, json};

use super::input;
use crate::BoxError;

/// Smallest input; each next one is ten times as large.
const SMALLEST: usize = 1000;

/// Each size is repeated for as long, so that small ones are not lost in the clock's noise.
const LONG_ENOUGH: Duration = Duration::from_millis(60);

/// Where ten times the input took longer than this, the next size is left out: it would show nothing new.
const TOO_LONG: Duration = Duration::from_secs(20);

/// One kind of input.
pub struct Row {
    /// What it is made of.
    pub kind: &'static str,
    /// Bytes, and nanoseconds a byte.
    pub cells: Vec<(usize, f64)>,
}

impl Row {
    /// By how much a byte costs more in the largest input than in one of 100 KB; smaller ones measure the start.
    pub fn growth(&self) -> f64 {
        let at = |index: usize| self.cells.get(index).map_or(f64::NAN, |cell| cell.1);
        at(self.cells.len().saturating_sub(1)) / at(2)
    }

    pub(super) fn json(&self) -> Value {
        let cells: Vec<Value> =
            self.cells.iter().map(|(bytes, ns)| json!({"bytes": bytes, "ns_per_byte": super::round(*ns)})).collect();
        json!({"kind": self.kind, "growth": super::round(self.growth()), "cells": cells})
    }
}

/// Inputs made to hurt: a piece that is repeated.
const PIECES: [(&str, &str); 20] = [
    ("digits", "7"),
    ("spaced digits", "7 "),
    ("spelled letters", "a b c d e f g "),
    ("corrections", "no sorry "),
    ("number words", "five oh two "),
    ("multipliers", "double double triple "),
    ("multiplied digits", "double two hundred thousand "),
    ("at signs", "@"),
    ("mail pieces", "a@b.c@"),
    ("spoken mail", "dot at dot com "),
    ("combining marks", "e\u{301}\u{302}\u{303}"),
    ("brackets", "[([("),
    ("closing brackets", ")])]"),
    ("dashes", "-7-"),
    ("apostrophes", "o'o'"),
    ("dates", "march third nineteen eighty four of the "),
    ("titles", "doctor mrs mr "),
    ("names", "maria garcia de la cruz "),
    ("hesitations", "uh um like you know "),
    ("four-byte characters", "\u{1f600}\u{10ffff}"),
];

/// Measures every kind up to the largest size.
///
/// # Errors
/// When the engine refuses a line.
pub fn measure(largest: usize) -> Result<Vec<Row>, BoxError> {
    let calls = |form: Form, size: usize| {
        let mut text = String::new();
        for number in 0.. {
            if text.len() >= size {
                break;
            }
            text.push_str(&input::call(form, number).text().0);
        }
        text
    };
    let mut rows = Vec::new();
    for (kind, form, one) in [
        ("one written call", Form::Written, false),
        ("one spoken call", Form::Spoken, false),
        ("one written turn", Form::Written, true),
        ("one spoken turn", Form::Spoken, true),
    ] {
        rows.push(row(kind, largest, |size| {
            let text = calls(form, size);
            if one { text.replace(['\n', ':'], " ") } else { text }
        })?);
    }
    for (kind, piece) in PIECES {
        rows.push(row(kind, largest, |size| piece.repeat(size / piece.len()))?);
    }
    rows.push(row("turns of one word", largest, |size| "caller: yes\nagent: okay\n".repeat(size / 24))?);
    Ok(rows)
}

fn row(kind: &'static str, largest: usize, text: impl Fn(usize) -> String) -> Result<Row, BoxError> {
    let mut cells = Vec::new();
    let mut size = SMALLEST;
    while size <= largest {
        let line = input::line("x", &text(size));
        let mut best = Duration::MAX;
        let begun = Instant::now();
        while best == Duration::MAX || begun.elapsed() < LONG_ENOUGH {
            let begun = Instant::now();
            redact_jsonl(line.as_bytes(), std::io::sink())?;
            best = best.min(begun.elapsed());
        }
        cells.push((line.len(), best.as_nanos() as f64 / line.len() as f64));
        size *= 10;
        if best > TOO_LONG {
            break;
        }
    }
    Ok(Row { kind, cells })
}

/// The table for people.
pub fn table(rows: &[Row]) -> String {
    let mut out = String::from("nanoseconds a byte\n");
    let _a_string_takes_all = writeln!(
        out,
        "{:<22}{:>9}{:>9}{:>9}{:>9}{:>9}  10 MB against 100 KB",
        "one line of", "1 KB", "10 KB", "100 KB", "1 MB", "10 MB"
    );
    for row in rows {
        let cells: Vec<String> = row.cells.iter().map(|(_, ns)| format!("{ns:>9.1}")).collect();
        let cells = cells.concat();
        let _a_string_takes_all = writeln!(out, "{:<22}{cells:<45}  {:.2}", row.kind, row.growth());
    }
    out
}
