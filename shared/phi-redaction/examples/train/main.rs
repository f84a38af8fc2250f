//! Trains the weights of `engine::model`: `train CALLS SEED OUT [WITHOUT]`.
//!
//! Reads the training generator (`phi_calls::reception`) and the calls written by hand, but for the set WITHOUT; writes the
//! weights of judge and sweep, and prints precision, recall and calibration on places it did not train on. Deterministic: the
//! same arguments make the same file.
//!
//! The sweep learns from what a judge leaves that has not seen the call: the sets are parted in folds, and the judge of a fold
//! learns from the others. Several such trainings, by seeds that follow each other, are averaged.

use std::error::Error;

use phi_calls::handwritten;
use school::School;

mod learn;
mod school;

/// Trainings whose mean is written: each draws other calls and other mistakes of a recognizer, and what only chance taught one of
/// them is weighed down.
const PASSES: u64 = 8;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let usage = "train CALLS SEED OUT [WITHOUT]";
    let calls: u64 = args.next().ok_or(usage)?.parse()?;
    let seed: u64 = args.next().ok_or(usage)?.parse()?;
    let out = args.next().ok_or(usage)?;
    let without = args.next();
    let sets: Vec<&str> = handwritten::open_sets().filter(|set| Some(*set) != without.as_deref()).collect();
    let mut sums = Vec::new();
    for pass in 0..PASSES {
        let weights = School::new(calls, seed + pass).weights(&sets)?;
        sums.resize(weights.len(), 0);
        sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += i64::from(weight));
    }
    let mean = |sum: &i64| i16::try_from(sum.div_euclid(PASSES.cast_signed())).unwrap_or_default().to_le_bytes();
    std::fs::write(out, sums.iter().flat_map(mean).collect::<Vec<u8>>())?;
    Ok(())
}
