//! How well calls written by hand are redacted: `sets [--misses] [--model=FILE] SET...`, by set, form and type.
//!
//! `--misses` prints each turn of which something leaked (`<<leaked>>`) or was redacted for nothing (`>>wrong<<`). Not for the
//! blind sets: whoever works on rules does not read them.

use std::error::Error;

use phi_calls::score::Score;
use phi_calls::{Call, Turn as Said, handwritten};
use phi_redaction::engine::model::Model;
use phi_redaction::engine::{Engine, Turn};
use phi_redaction::jsonl::speaker;

fn main() -> Result<(), Box<dyn Error>> {
    let (flags, sets): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|word| word.starts_with("--"));
    let engine = match flags.iter().find_map(|flag| flag.strip_prefix("--model=")) {
        Some(file) => Engine::judging_by(Model::read(std::fs::read(file)?).ok_or("no weights of this form")?),
        None => Engine::new(),
    };
    let names: Vec<&str> = if sets.is_empty() {
        handwritten::open_sets().chain(handwritten::BLIND).collect()
    } else {
        sets.iter().map(String::as_str).collect()
    };
    for name in names {
        let misses = flags.iter().any(|flag| flag == "--misses") && !handwritten::BLIND.contains(&name);
        for form in ["written", "spoken", "noisy", "heard"] {
            let of_form = |call: &Call| call.id.starts_with(&format!("{name}-{form}"));
            let calls: Vec<Call> = handwritten::set(name).into_iter().filter(of_form).collect();
            if !calls.is_empty() {
                print(&format!("{name} {form}"), &score(&engine, &calls, misses));
            }
        }
    }
    Ok(())
}

fn score(engine: &Engine, calls: &[Call], misses: bool) -> Score {
    let mut score = Score::default();
    for call in calls {
        let ranges = ranges(engine, call);
        score.add(call, &ranges);
        if misses {
            for (number, (turn, ranges)) in call.turns.iter().zip(&ranges).enumerate() {
                show(&format!("{} {number}", call.id), turn, ranges);
            }
        }
    }
    score
}

fn ranges(engine: &Engine, call: &Call) -> Vec<Vec<(usize, usize)>> {
    let turns: Vec<Turn<'_>> =
        call.turns.iter().map(|turn| Turn { speaker: speaker(turn.speaker), text: &turn.text }).collect();
    let mut ranges = vec![Vec::new(); call.turns.len()];
    for span in engine.redact(&turns).spans {
        ranges[span.turn].push((span.start, span.end));
    }
    ranges
}

/// What becomes of a character: 0 rightly open or rightly hidden, 1 leaked, 2 hidden for nothing.
fn fate(turn: &Said, ranges: &[(usize, usize)], at: usize, c: char) -> u8 {
    let gold = turn.gold.iter().find(|g| g.start <= at && at < g.end);
    let neutral = gold.is_some_and(|g| g.optional || g.skip.iter().any(|s| s.0 <= at && at < s.1));
    let hidden = ranges.iter().any(|r| r.0 <= at && at < r.1);
    match (gold.is_some(), hidden) {
        _ if !c.is_alphanumeric() || neutral => 0,
        (true, false) => 1,
        (false, true) => 2,
        _ => 0,
    }
}

fn show(name: &str, turn: &Said, ranges: &[(usize, usize)]) {
    let mut out = String::new();
    let (mut now, mut any) = (0, false);
    for (at, c) in turn.text.char_indices() {
        let next = if c.is_alphanumeric() { fate(turn, ranges, at, c) } else { now };
        if next != now {
            out.push_str(["", ">>", "<<"][usize::from(now)]);
            out.push_str(["", "<<", ">>"][usize::from(next)]);
            any = true;
        }
        now = next;
        out.push(c);
    }
    out.push_str(["", ">>", "<<"][usize::from(now)]);
    if any {
        println!("{name} {}: {out}", turn.speaker);
    }
}

fn print(name: &str, score: &Score) {
    println!("{name}: {score}");
    let kind = |(kind, t): (&phi_calls::Kind, &phi_calls::score::Tally)| {
        format!("{kind:?} {:.1}/{}", 100.0 * f64::from(t.covered) / f64::from(t.chars.max(1)), t.spans)
    };
    println!("  {}", score.kinds.iter().map(kind).collect::<Vec<_>>().join(", "));
}
