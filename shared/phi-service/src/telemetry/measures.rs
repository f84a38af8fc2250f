//! Every metric there is: name, kind, unit, labels, meaning. docs/telemetry.md shows this table, and a test compares.
//!
//! No label names a tenant, a call or a person: values of labels are words of this program, compiled in.

/// What kind of instrument a metric is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// Only grows.
    Counter,
    /// Grows, and is read from elsewhere when somebody asks.
    ObservedCounter,
    /// Goes up and down.
    Gauge,
    /// Goes up and down, and is read from elsewhere when somebody asks.
    ObservedGauge,
    /// A distribution, with the upper bounds of its buckets.
    Histogram(&'static [f64]),
}

impl Kind {
    /// The kind, in a word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Counter | Self::ObservedCounter => "counter",
            Self::Gauge | Self::ObservedGauge => "gauge",
            Self::Histogram(_) => "histogram",
        }
    }
}

/// Seconds of one operation: the bounds that the OpenTelemetry conventions advise for `messaging.client.operation.duration`
/// and `http.server.request.duration`.
pub const OPERATION: &[f64] = &[0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];
/// Seconds of a call's way through several services: to an hour, and dense where the objectives of docs/telemetry.md lie.
pub const WAY: &[f64] =
    &[0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0];

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Spec {
    /// Name, by OpenTelemetry's conventions where they have one.
    pub name: &'static str,
    /// Kind.
    pub kind: Kind,
    /// Unit in UCUM: `s`, or what is counted in braces.
    pub unit: &'static str,
    /// Names of its labels, beside `service`.
    pub labels: &'static [&'static str],
    /// What it says.
    pub meaning: &'static str,
}

macro_rules! measures {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $kind:expr, $unit:literal, [$($label:literal),*], $meaning:literal;)*) => {
        /// A metric.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Measure { $(#[doc = $meaning] $variant,)* }

        /// The table, in the order of [`Measure`].
        pub const MEASURES: &[(Measure, Spec)] = &[$((
            Measure::$variant,
            Spec { name: $name, kind: $kind, unit: $unit, labels: &[$($label),*], meaning: $meaning },
        ),)*];
    };
}

use Kind::{Counter, Gauge, Histogram, ObservedCounter, ObservedGauge};

measures! {
    OperationDuration = "messaging.client.operation.duration", Histogram(OPERATION), "s",
        ["messaging.operation.name", "messaging.destination.template", "error.type"],
        "How long the broker took for a publish, an ack or a nak, and how long a receive that brought something waited.";
    SentMessages = "messaging.client.sent.messages", Counter, "{message}",
        ["messaging.destination.template", "error.type"], "Messages that were sent to the broker.";
    ConsumedMessages = "messaging.client.consumed.messages", Counter, "{message}",
        ["messaging.destination.template"], "Messages that the broker delivered.";
    ProcessDuration = "messaging.process.duration", Histogram(OPERATION), "s",
        ["messaging.destination.template", "messaging.consumer.group.name", "error.type"],
        "How long a delivery was worked on; error.type is what was done with one that failed.";
    HttpServer = "http.server.request.duration", Histogram(OPERATION), "s",
        ["http.request.method", "http.route", "http.response.status_code"], "How long a door took to answer.";
    HttpClient = "http.client.request.duration", Histogram(OPERATION), "s",
        ["http.request.method", "url.template", "http.response.status_code", "error.type"],
        "How long another's server took to answer.";
    LagEvents = "phimesh.projection.lag.events", Gauge, "{event}", [],
        "How many messages of the own stream are not folded yet.";
    LagSeconds = "phimesh.projection.lag", Gauge, "s", [],
        "How old the oldest message is that is not folded yet, by the broker's clock; 0 when there is none.";
    CaughtUp = "phimesh.projection.caught_up", Gauge, "", [], "1 when the lag is below its bound, else 0.";
    Pending = "phimesh.consumer.pending", Gauge, "{message}", ["stream"], "Messages that wait for their first delivery.";
    AckPending = "phimesh.consumer.ack_pending", Gauge, "{message}", ["stream"],
        "Messages that were delivered and not settled.";
    Redelivered = "phimesh.consumer.redelivered", Gauge, "{message}", ["stream"],
        "Messages not settled that were delivered more than once.";
    Stalled = "phimesh.consumer.stalled", Gauge, "s", ["stream"],
        "For how long messages have waited and none was settled; 0 while work goes on or nothing waits.";
    QuarantineDepth = "phimesh.quarantine.depth", Gauge, "{message}", [],
        "Messages that this service set aside and nobody has decided about.";
    QuarantineParked = "phimesh.quarantine.parked", Counter, "{message}", ["poison"], "Messages that were set aside.";
    KeysCached = "phimesh.keys.cached", ObservedGauge, "{key}", [], "Opened keys in memory.";
    KeyLoads = "phimesh.keys.loads", Counter, "{load}", ["class", "result"],
        "Times a call's key was asked for: hit (in memory), miss (loaded), shredded, error.";
    KeysReachable = "phimesh.keys.reachable", Gauge, "", [], "1 when the mesh's own key opens, else 0.";
    DeadlinesOpen = "phimesh.deadlines.open", Gauge, "{deadline}", [], "Clocks of incidents that run.";
    DeadlinesMissed = "phimesh.deadlines.missed", Counter, "{deadline}", [], "Clocks of incidents that ran out.";
    DeadlinesNext = "phimesh.deadlines.next", Gauge, "s", [],
        "Until the next clock of an incident runs out; negative when it has. Absent when none runs.";
    ShredBacklog = "phimesh.shred.backlog", Gauge, "{call}", [],
        "Destructions that are due or begun and not finished.";
    Withheld = "phimesh.redaction.withheld", Counter, "{call}", ["reason"], "Calls whose words were withheld.";
    Freshness = "phimesh.redaction.freshness", Histogram(WAY), "s", [], "From a call's receipt to its redacted words.";
    OutcomeDuration = "phimesh.call.outcome.duration", Histogram(WAY), "s", [],
        "From a call's receipt to its outcome. Recorded by ehr-sync, the first that may read both.";
    EhrWrites = "phimesh.ehr.writes", Gauge, "{call}", ["state"], "Outcomes by where they stand in the ledger of EHR writes.";
    EhrDelivery = "phimesh.ehr.delivery.duration", Histogram(WAY), "s", [],
        "From an outcome to the EHR's confirmation.";
    HashMismatches = "phimesh.hash.mismatches", Counter, "{message}", ["poison"],
        "Messages whose chain, seal or invariant did not hold.";
    CanaryHits = "phimesh.canary.hits", ObservedCounter, "{hit}", ["where"],
        "Planted values that were about to leave in a log line or a span, and were withheld.";
    TelemetryMasked = "phimesh.telemetry.masked", ObservedCounter, "{text}", ["where"],
        "Texts of log lines and spans from which something was taken.";
    TelemetryDropped = "phimesh.telemetry.dropped", ObservedCounter, "{item}", ["what"],
        "Spans, and collections of metrics, that were given up because the collector was too slow, absent, or refused them.";
    ClockSkew = "phimesh.clock.skew", Gauge, "s", [], "The own clock minus the broker's.";
    BeatAge = "phimesh.loop.beat.age", ObservedGauge, "s", ["loop"], "How long ago a loop last went round.";
    Up = "phimesh.process.up", Gauge, "", [], "1.";
}

impl Measure {
    /// Its row.
    pub const fn spec(self) -> &'static Spec {
        &MEASURES[self as usize].1
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_table_is_in_order_and_names_are_distinct() {
        let mut names = BTreeSet::new();
        for (index, (measure, spec)) in MEASURES.iter().enumerate() {
            assert_eq!(*measure as usize, index, "{}", spec.name);
            assert!(names.insert(spec.name), "{} stands twice", spec.name);
            for label in spec.labels {
                for forbidden in ["tenant", "call", "id", "patient", "subject", "aggregate"] {
                    assert_ne!(*label, forbidden, "{}: a label that would name somebody", spec.name);
                }
            }
        }
    }
}
