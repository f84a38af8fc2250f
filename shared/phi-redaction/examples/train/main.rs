//! Trains the weights of `engine::model`: `train CALLS SEED OUT [WITHOUT]`.
//!
//! Reads the training generator (`phi_calls::reception`) and the calls written by hand, but for the set WITHOUT; writes the
//! weights of judge and sweep, and prints precision, recall and calibration on places it did not train on. Deterministic: the
//! same arguments make the same file.
//!
//! The sweep learns from what a judge leaves that has not seen the call: the sets are parted in folds, and the judge of a fold
//! learns from the others.

use std::error::Error;

use phi_calls::handwritten;
use school::School;

mod learn;
mod school;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let usage = "train CALLS SEED OUT [WITHOUT]";
    let calls: u64 = args.next().ok_or(usage)?.parse()?;
    let seed: u64 = args.next().ok_or(usage)?.parse()?;
    let out = args.next().ok_or(usage)?;
    let without = args.next();
    let sets: Vec<&str> = handwritten::open_sets().filter(|set| Some(*set) != without.as_deref()).collect();
    std::fs::write(out, School::new(calls, seed).weights(&sets)?)?;
    Ok(())
}
