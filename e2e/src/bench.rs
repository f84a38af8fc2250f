//! The benchmark: ratios against the bare thing, interleaved in one run, the median of several rounds. No absolute numbers
//! are promised: the machine's noise is in numerator and denominator alike.
pub mod append;
pub mod hops;
pub mod idle;
pub mod redaction;
pub mod replay;
pub mod telemetry;

use serde_json::{Value, json};

use crate::BoxError;

/// How many interleaved rounds each ratio is the median of.
pub const ROUNDS: usize = 5;

/// What was measured.
#[derive(Debug, Default)]
pub struct Measured {
    /// Sealed append against raw publish, per suite; the worse one counts.
    pub append: Vec<(String, f64)>,
    /// Read, open, decode and evolve against raw pull, per suite; the worse one counts.
    pub replay: Vec<(String, f64)>,
    /// A whole call against a bare ping through as many hops.
    pub hops: f64,
    /// Delivery, open and decide alone against one bare hop.
    pub hop_overhead: f64,
    /// Resident MiB of each service, ten seconds after ready.
    pub idle_mib: Vec<(String, f64)>,
}

/// The middle of some numbers.
pub fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or_default()
}

fn worst(ratios: &[(String, f64)]) -> f64 {
    ratios.iter().map(|(_, ratio)| *ratio).fold(f64::INFINITY, f64::min)
}

fn round(number: f64) -> f64 {
    (number * 1000.0).round() / 1000.0
}

impl Measured {
    /// One JSON object.
    pub fn json(&self) -> Value {
        let named = |pairs: &[(String, f64)]| {
            pairs.iter().map(|(name, number)| (name.clone(), json!(round(*number)))).collect::<serde_json::Map<_, _>>()
        };
        json!({
            "append_ratio": round(worst(&self.append)), "append_by_suite": named(&self.append),
            "replay_ratio": round(worst(&self.replay)), "replay_by_suite": named(&self.replay),
            "hops_ratio": round(self.hops), "hop_overhead_ratio": round(self.hop_overhead),
            "idle_mib": named(&self.idle_mib),
        })
    }
}

/// Runs everything.
///
/// # Errors
/// A sentence that says what could not be measured.
pub async fn run() -> Result<Measured, BoxError> {
    let mut measured = Measured::default();
    eprintln!("Sealed append against raw publish …");
    measured.append = append::measure().await?;
    eprintln!("Replay against raw pull …");
    measured.replay = replay::measure().await?;
    eprintln!("A call's hops against a bare ping …");
    (measured.hops, measured.hop_overhead) = hops::measure().await?;
    eprintln!("Resident memory of each service, ten seconds after ready …");
    measured.idle_mib = idle::measure().await?;
    Ok(measured)
}
