//! Trains the model of `engine::model`: `train CALLS SEED OUT [WITHOUT]`.
//!
//! Reads the training generator (`phi_calls::reception`) and the calls written by hand, but for the set WITHOUT; writes the weights, and prints precision, recall and calibration
//! on calls it did not train on. Deterministic: the same arguments make the same file.

use std::error::Error;

use phi_calls::{Call, Form, handwritten};
use phi_redaction::engine::lexicon::{
    COMMON, CUE, FILLER, FIRST, FUNC, LAST, MONTH, RELATION, SLOT, STATE, TITLE, UNIT, WEEKDAY,
};
use phi_redaction::engine::model::{BUCKETS, sigmoid, stored};
use phi_redaction::engine::{Engine, Place, Turn};
use phi_redaction::jsonl::speaker;

/// One place: its features and whether it is PHI.
struct Example {
    buckets: Vec<u32>,
    yes: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let count: u64 = args.next().ok_or("train CALLS SEED OUT [WITHOUT]")?.parse()?;
    let seed: u64 = args.next().ok_or("train CALLS SEED OUT [WITHOUT]")?.parse()?;
    let out = args.next().ok_or("train CALLS SEED OUT [WITHOUT]")?;
    let without = args.next();
    let engine = Engine::new();
    let mut examples = Vec::new();
    let mut random = fastrand::Rng::with_seed(seed);
    for number in 0..count {
        for form in [Form::Written, Form::Spoken] {
            collect(&engine, &phi_calls::reception::call(form, number, seed), &mut random, &mut examples);
        }
    }
    // calls written by hand: few, so each is read several times
    for set in handwritten::open_sets().filter(|set| Some(*set) != without.as_deref()) {
        for call in handwritten::set(set) {
            for _ in 0..HAND {
                collect(&engine, &call, &mut random, &mut examples);
            }
        }
    }
    let held = split(&mut examples, seed);
    eprintln!("{} examples, {} PHI", examples.len(), examples.iter().filter(|e| e.yes).count());
    let weights = fit(&examples, seed);
    report(&weights, &held);
    let bytes: Vec<u8> = weights.iter().flat_map(|w| stored(*w).to_le_bytes()).collect();
    std::fs::write(out, bytes)?;
    Ok(())
}

/// What a list says of a token, or nothing: a name in three is one that no list has, and so is an ordinary word in thirty.
/// Without this the model would believe that whatever is in no list is a name.
fn forget(flags: u32, random: &mut fastrand::Rng) -> u32 {
    let name = flags & (FIRST | LAST) != 0;
    let closed = flags & (FUNC | CUE | SLOT | TITLE | RELATION | UNIT | MONTH | WEEKDAY | STATE | FILLER) != 0;
    if name && random.u8(..) < 85 {
        return flags & !(FIRST | LAST);
    }
    if flags & COMMON != 0 && !closed && random.u8(..) < 9 {
        return flags & !COMMON;
    }
    flags
}

/// How often a call written by hand is read.
const HAND: usize = 16;

/// Sets a tenth aside, in a seeded order.
fn split(examples: &mut Vec<Example>, seed: u64) -> Vec<Example> {
    fastrand::Rng::with_seed(seed).shuffle(examples);
    examples.split_off(examples.len() * 9 / 10)
}

/// Asks the engine about every place of a call, answers with the truth, and keeps both.
fn collect(engine: &Engine, call: &Call, random: &mut fastrand::Rng, examples: &mut Vec<Example>) {
    let turns: Vec<Turn<'_>> = call.turns.iter().map(|t| Turn { speaker: speaker(t.speaker), text: &t.text }).collect();
    engine.observe(&turns, &mut |flags| forget(flags, random), &mut |place, features| match truth(call, place) {
        Some(yes) => {
            examples.push(Example { buckets: features.buckets().to_vec(), yes });
            if yes { 1.0 } else { 0.0 }
        }
        None => 0.4,
    });
}

/// Whether most of the place is PHI; nothing for what is neither required nor punished.
fn truth(call: &Call, place: Place) -> Option<bool> {
    let turn = &call.turns[place.turn];
    let (mut phi, mut all) = (0, 0);
    for (at, c) in turn.text[place.start..place.end].char_indices() {
        let at = place.start + at;
        let gold = turn.gold.iter().find(|g| g.start <= at && at < g.end);
        let neutral = gold.is_some_and(|g| g.optional || g.skip.iter().any(|s| s.0 <= at && at < s.1));
        if c.is_alphanumeric() && !neutral {
            all += 1;
            phi += usize::from(gold.is_some());
        }
    }
    (all > 0).then_some(phi * 2 > all)
}

/// Logistic regression by AdaGrad with a little decay: four passes in a seeded order.
fn fit(examples: &[Example], seed: u64) -> Vec<f32> {
    let mut weights = vec![0.0_f32; BUCKETS];
    let mut squares = vec![1e-6_f32; BUCKETS];
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut random = fastrand::Rng::with_seed(seed);
    for _ in 0..4 {
        random.shuffle(&mut order);
        for &at in &order {
            let example = &examples[at];
            // dropping features now and then keeps one from carrying what many should
            let used: Vec<usize> = example.buckets.iter().filter(|_| random.u8(..) > 25).map(|b| *b as usize).collect();
            let p = sigmoid(used.iter().map(|b| weights[*b]).sum());
            let error = p - if example.yes { 1.0 } else { 0.0 };
            for b in used {
                let gradient = error + 2e-5 * weights[b];
                squares[b] += gradient * gradient;
                weights[b] -= 0.12 * gradient / squares[b].sqrt();
            }
        }
    }
    weights
}

fn report(weights: &[f32], held: &[Example]) {
    let mut bins = [(0_u32, 0_u32, 0.0_f32); 10];
    let (mut right, mut said, mut real) = (0, 0, 0);
    for e in held {
        let p = sigmoid(e.buckets.iter().map(|b| weights[*b as usize]).sum());
        let bin = &mut bins[(0..9).rev().find(|b| p >= (*b as f32 + 1.0) / 10.0).map_or(0, |b| b + 1)];
        bin.0 += 1;
        bin.1 += u32::from(e.yes);
        bin.2 += p;
        right += u32::from(e.yes && p > 0.5);
        said += u32::from(p > 0.5);
        real += u32::from(e.yes);
    }
    let total: u32 = bins.iter().map(|b| b.0).sum();
    let ece: f32 = bins.iter().map(|b| (b.2 - b.1 as f32).abs()).sum::<f32>() / total as f32;
    println!(
        "held out: {total} places, precision {:.2} %, recall {:.2} %, expected calibration error {ece:.4}",
        100.0 * right as f32 / said as f32,
        100.0 * right as f32 / real as f32
    );
}
