//! What masking costs a log line: the same lines through the JSON layer with and without the mask.
use std::time::Instant;

use phi_service::telemetry::Masked;
use serde_json::{Value, json};
use tracing_subscriber::layer::SubscriberExt;

/// Lines a round.
const LINES: u32 = 20_000;

/// Interleaved rounds; the best of each counts.
const ROUNDS: usize = 5;

/// Nanoseconds a line.
pub struct LineCost {
    bare: f64,
    masked: f64,
    masked_with_phi: f64,
}

impl LineCost {
    pub(super) fn json(&self) -> Value {
        json!({
            "bare": self.bare.round(), "masked": self.masked.round(),
            "masked_with_phi": self.masked_with_phi.round(),
        })
    }

    pub(super) fn text(&self) -> String {
        format!(
            "{:.0} ns bare, {:.0} ns masked, {:.0} ns when the engine finds something",
            self.bare, self.masked, self.masked_with_phi
        )
    }
}

fn usual(sequence: u64) {
    let call = "mfrggzdfmztwq2lknnwg23tpoa";
    tracing::warn!(error = "PHI-L001: another writer was first on this subject", %call, stream = "PHI_CALL", sequence,
        elapsed_ms = 12, "a delivery was not settled: it comes again");
}

fn telling(sequence: u64) {
    let call = "mfrggzdfmztwq2lknnwg23tpoa";
    tracing::warn!(error = "no patient Rosalind Oyelaran born 1961-08-17", %call, stream = "PHI_CALL", sequence,
        elapsed_ms = 12, "a delivery was not settled: it comes again");
}

fn round(line: fn(u64)) -> f64 {
    let begun = Instant::now();
    (0..u64::from(LINES)).for_each(line);
    begun.elapsed().as_nanos() as f64 / f64::from(LINES)
}

/// Measures.
pub fn measure() -> LineCost {
    let layer = || tracing_subscriber::fmt::layer().json().with_writer(std::io::sink).with_span_list(false);
    let bare = tracing::Dispatch::new(tracing_subscriber::registry().with(layer()));
    let masked = tracing::Dispatch::new(tracing_subscriber::registry().with(Masked::new(layer())));
    let mut cost = LineCost { bare: f64::INFINITY, masked: f64::INFINITY, masked_with_phi: f64::INFINITY };
    for _ in 0..ROUNDS {
        let with = |dispatch, line| tracing::dispatcher::with_default(dispatch, || round(line));
        cost.bare = cost.bare.min(with(&bare, usual));
        cost.masked = cost.masked.min(with(&masked, usual));
        cost.masked_with_phi = cost.masked_with_phi.min(with(&masked, telling));
    }
    cost
}
