//! What telemetry counts of itself. Logs and spans belong to the process, and so do these numbers: of several services in
//! one process, the first that runs shows them.
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use opentelemetry::KeyValue;

use super::measures::Measure;
use super::metrics::Metrics;

/// Where a text was on its way to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Where {
    /// A log line.
    Log,
    /// A span.
    Span,
}

impl Where {
    const fn word(self) -> &'static str {
        match self {
            Self::Log => "log",
            Self::Span => "span",
        }
    }
}

static MASKED: [AtomicU64; 2] = [AtomicU64::new(0), AtomicU64::new(0)];
static CANARIES: [AtomicU64; 2] = [AtomicU64::new(0), AtomicU64::new(0)];
static DROPPED_SPANS: AtomicU64 = AtomicU64::new(0);
static DROPPED_METRICS: AtomicU64 = AtomicU64::new(0);
static TAKEN: AtomicBool = AtomicBool::new(false);

pub(crate) fn masked(place: Where) {
    MASKED[place as usize].fetch_add(1, Ordering::Relaxed);
}

pub(crate) fn canary(place: Where) {
    CANARIES[place as usize].fetch_add(1, Ordering::Relaxed);
}

pub(crate) fn dropped_spans(count: u64) {
    DROPPED_SPANS.fetch_add(count, Ordering::Relaxed);
}

pub(crate) fn dropped_metrics() {
    DROPPED_METRICS.fetch_add(1, Ordering::Relaxed);
}

/// How many spans were given up.
#[cfg(test)]
pub(crate) fn dropped() -> u64 {
    DROPPED_SPANS.load(Ordering::Relaxed)
}

/// How many planted values were about to leave.
pub(crate) fn canary_hits() -> u64 {
    CANARIES.iter().map(|count| count.load(Ordering::Relaxed)).sum()
}

/// The right to show the process's numbers, given back when the service ends.
pub(crate) struct Shown(#[expect(dead_code, reason = "the callbacks look whether it is alive")] Arc<()>);

impl Drop for Shown {
    fn drop(&mut self) {
        TAKEN.store(false, Ordering::SeqCst);
    }
}

/// Shows the process's numbers among a service's, unless another service of this process does.
pub(crate) fn show(metrics: &Metrics) -> Option<Shown> {
    if TAKEN.swap(true, Ordering::SeqCst) {
        return None;
    }
    let shown = Arc::new(());
    let by_place = |measure, counts: &'static [AtomicU64; 2]| {
        let while_shown = Arc::downgrade(&shown);
        metrics.watch(measure, move |see| {
            for place in [Where::Log, Where::Span].into_iter().filter(|_| while_shown.strong_count() > 0) {
                let count = counts[place as usize].load(Ordering::Relaxed);
                see(count as f64, &[KeyValue::new("where", place.word())]);
            }
        });
    };
    by_place(Measure::CanaryHits, &CANARIES);
    by_place(Measure::TelemetryMasked, &MASKED);
    let while_shown = Arc::downgrade(&shown);
    metrics.watch(Measure::TelemetryDropped, move |see| {
        for (what, count) in [("metrics", &DROPPED_METRICS), ("spans", &DROPPED_SPANS)] {
            if while_shown.strong_count() > 0 {
                see(count.load(Ordering::Relaxed) as f64, &[KeyValue::new("what", what)]);
            }
        }
    });
    Some(Shown(shown))
}
