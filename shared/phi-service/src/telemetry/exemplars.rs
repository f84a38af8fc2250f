//! Exemplars: for each bucket of a histogram the last value that belonged to a sampled trace, and the trace. The
//! OpenTelemetry SDK for Rust keeps none, so they are kept here, beside it.
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use opentelemetry::KeyValue;
use opentelemetry::trace::TraceId;

use super::measures::{Kind, MEASURES, Measure};

/// Milliseconds in which one bucket of a metric takes one exemplar: a hot path pays for none of the others.
const PAUSE_MS: u64 = 200;

/// A measured value and the trace it belongs to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exemplar {
    /// The value.
    pub value: f64,
    /// The trace.
    pub trace: TraceId,
}

/// A metric, its labels in order, and the index of a bucket.
pub(super) type Place = (&'static str, Vec<(String, String)>, usize);

/// The exemplars of a service.
pub(super) struct Exemplars {
    started: Instant,
    /// When each bucket of each metric takes the next, in milliseconds since the start.
    next: Vec<Vec<AtomicU64>>,
    kept: Mutex<BTreeMap<Place, Exemplar>>,
}

impl Default for Exemplars {
    fn default() -> Self {
        let buckets = |kind| if let Kind::Histogram(bounds) = kind { bounds.len() + 1 } else { 0 };
        let next = MEASURES.iter().map(|(_, spec)| (0..buckets(spec.kind)).map(|_| AtomicU64::new(0)).collect());
        Self { started: Instant::now(), next: next.collect(), kept: Mutex::default() }
    }
}

/// The labels of a series, in order.
pub(super) fn labels<'a>(pairs: impl IntoIterator<Item = &'a KeyValue>) -> Vec<(String, String)> {
    let text = |pair: &KeyValue| (pair.key.to_string(), pair.value.as_str().into_owned());
    let mut labels: Vec<_> = pairs.into_iter().map(text).collect();
    labels.sort();
    labels
}

impl Exemplars {
    /// Keeps an exemplar unless its bucket took one a moment ago.
    pub(super) fn note(&self, measure: Measure, value: f64, pairs: &[KeyValue], trace: TraceId) {
        let spec = measure.spec();
        let Kind::Histogram(bounds) = spec.kind else { return };
        let bucket = bounds.iter().position(|bound| value <= *bound).unwrap_or(bounds.len());
        let next = &self.next[measure as usize][bucket];
        let now = self.started.elapsed().as_millis() as u64;
        let due = next.load(Ordering::Relaxed);
        if now < due || next.compare_exchange(due, now + PAUSE_MS, Ordering::Relaxed, Ordering::Relaxed).is_err() {
            return;
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert((spec.name, labels(pairs), bucket), Exemplar { value, trace });
    }

    pub(super) fn all(&self) -> BTreeMap<Place, Exemplar> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
