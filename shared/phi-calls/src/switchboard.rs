//! The held-out generator: it shares nothing with the one that trains, and says how a redactor does on calls it never saw.
//!
//! A simulation, not templates: a caller with a manner of talking and a goal, an agent with a style, facts of a world that
//! is made up for the call; `planner` chooses acts, `surface` composes clauses, `value` words each fact anew each time.
mod calendar;
mod letters;
mod line;
mod lists;
mod lookalike;
mod net;
mod noise;
mod numbers;
mod places;
mod planner;
mod speak;
mod surface;
#[cfg(test)]
mod tests;
mod value;
mod world;

use fastrand::Rng;

use self::line::Line;
use self::lists::{chance, pick};
use self::world::World;
use crate::call::{Call, Form};

/// Labels of recognizers that tell voices apart but not who they are, the agent's first.
const GENERIC: [(&str, &str); 5] = [
    ("speaker 0", "speaker 1"),
    ("speaker 1", "speaker 0"),
    ("spk_0", "spk_1"),
    ("channel 2", "channel 1"),
    ("speaker b", "speaker a"),
];

/// One call: the same form, number and seed give the same call, in every run.
pub fn call(form: Form, number: u64, seed: u64) -> Call {
    let name = match form {
        Form::Written => "written",
        Form::Spoken => "spoken",
    };
    // the golden ratio in 64 bits spreads neighbouring numbers over all seeds
    let mixed = number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ seed.rotate_left(17) ^ name.len() as u64;
    let mut world = World::new(form, Rng::with_seed(mixed));
    let mut lines = planner::converse(&mut world);
    let rng = &mut world.rng;
    if chance(rng, 15) {
        noise::spoil(rng, &mut lines, form);
    }
    let labels = match (form, rng.u8(..100)) {
        (_, 0..10) => pick(rng, &GENERIC),
        (Form::Spoken, 10..20) => ("", ""),
        _ => ("agent", "caller"),
    };
    if labels.0.is_empty() && chance(rng, 35) {
        lines = merged(rng, lines);
    }
    let turns = lines.iter().map(|line| line.build(form, if line.agent { labels.0 } else { labels.1 })).collect();
    Call { id: format!("switchboard-{name}-{number}"), form, turns }
}

/// Turns run together, as where nobody told the voices apart.
fn merged(rng: &mut Rng, lines: Vec<Line>) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    for line in lines {
        match out.last_mut().filter(|_| chance(rng, 60)) {
            Some(last) => last.pieces.extend(line.pieces),
            None => out.push(line),
        }
    }
    out
}
