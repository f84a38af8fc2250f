//! Metrics as Prometheus reads them: the text format 0.0.4, or OpenMetrics 1.0.0 with exemplars. Pure.
//!
//! Names follow OpenTelemetry's "Prometheus and OpenMetrics Compatibility": dots become underscores, `s` becomes
//! `_seconds`, counters end in `_total`. Every series has the label `service`.
use std::collections::BTreeMap;
use std::fmt::Write as _;

use opentelemetry_sdk::metrics::data::{
    AggregatedMetrics, HistogramDataPoint, Metric, MetricData, ResourceMetrics, ScopeMetrics,
};

use super::exemplars::{Exemplar, Place, labels};

/// Which of the two formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `text/plain; version=0.0.4`.
    Text,
    /// `application/openmetrics-text; version=1.0.0`.
    OpenMetrics,
}

impl Format {
    /// The format that an `Accept` header asks for.
    pub fn of(accept: &str) -> Self {
        if accept.contains("application/openmetrics-text") { Self::OpenMetrics } else { Self::Text }
    }

    /// Its `Content-Type`.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Text => "text/plain; version=0.0.4; charset=utf-8",
            Self::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
        }
    }
}

/// The text of no metrics.
pub(super) fn nothing(format: Format) -> String {
    if format == Format::OpenMetrics { "# EOF\n".to_owned() } else { String::new() }
}

/// A metric's name in Prometheus, without `_total`.
pub fn family(name: &str, unit: &str) -> String {
    let name: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    if unit == "s" { name + "_seconds" } else { name }
}

/// Everything that was collected, families in the order of their names, series in the order of their labels.
pub(super) fn text(
    collected: &ResourceMetrics,
    service: &str,
    exemplars: &BTreeMap<Place, Exemplar>,
    format: Format,
) -> String {
    let mut families: BTreeMap<String, String> = BTreeMap::new();
    for metric in collected.scope_metrics().flat_map(ScopeMetrics::metrics) {
        let name = family(metric.name(), metric.unit());
        let written = Family { name: &name, metric, service, exemplars, format }.text();
        families.insert(name.clone(), written);
    }
    let mut out = target(collected, service, format);
    out.extend(families.into_values());
    out + &nothing(format)
}

/// `target_info`: the resource.
fn target(collected: &ResourceMetrics, service: &str, format: Format) -> String {
    let (family, kind) = match format {
        Format::Text => ("target_info", "gauge"),
        Format::OpenMetrics => ("target", "info"),
    };
    let mut pairs: Vec<_> =
        collected.resource().iter().map(|(key, value)| (key.to_string(), value.to_string())).collect();
    pairs.sort();
    format!("# TYPE {family} {kind}\n# HELP {family} What runs here.\ntarget_info{} 1\n", braces(service, &pairs, None))
}

/// Labels in braces; the values are escaped as both formats want it.
fn braces(service: &str, pairs: &[(String, String)], bound: Option<&str>) -> String {
    let escaped = |value: &str| value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    let mut out = format!("{{service=\"{}\"", escaped(service));
    for (key, value) in pairs {
        let _ = write!(out, ",{}=\"{}\"", family(key, ""), escaped(value));
    }
    if let Some(bound) = bound {
        let _ = write!(out, ",le=\"{bound}\"");
    }
    out + "}"
}

/// A number as both formats read it.
fn number(value: f64) -> String {
    if value.is_infinite() { "+Inf".to_owned() } else { value.to_string() }
}

/// One metric on its way to text.
struct Family<'a> {
    name: &'a str,
    metric: &'a Metric,
    service: &'a str,
    exemplars: &'a BTreeMap<Place, Exemplar>,
    format: Format,
}

impl Family<'_> {
    fn text(&self) -> String {
        let (kind, mut series) = match self.metric.data() {
            AggregatedMetrics::F64(data) => self.series(data, number),
            AggregatedMetrics::U64(data) => self.series(data, |value| value.to_string()),
            AggregatedMetrics::I64(data) => self.series(data, |value| value.to_string()),
        };
        series.sort();
        let total = if kind == "counter" && self.format == Format::Text { "_total" } else { "" };
        let mut out = format!("# TYPE {}{total} {kind}\n", self.name);
        if self.format == Format::OpenMetrics && self.metric.unit() == "s" {
            let _ = writeln!(out, "# UNIT {} seconds", self.name);
        }
        let _ = writeln!(out, "# HELP {}{total} {}", self.name, self.metric.description());
        out.extend(series.into_iter().map(|(_, text)| text));
        out
    }

    /// The kind, and each series with the labels it is sorted by.
    fn series<T: Copy>(
        &self,
        data: &MetricData<T>,
        number: impl Fn(T) -> String,
    ) -> (&'static str, Vec<(String, String)>) {
        let line = |suffix: &str, pairs: Vec<(String, String)>, value: T| {
            let braces = braces(self.service, &pairs, None);
            let text = format!("{}{suffix}{braces} {}\n", self.name, number(value));
            (braces, text)
        };
        match data {
            MetricData::Gauge(gauge) => {
                let points = gauge.data_points();
                ("gauge", points.map(|point| line("", labels(point.attributes()), point.value())).collect())
            }
            MetricData::Sum(sum) => {
                let points = sum.data_points();
                ("counter", points.map(|point| line("_total", labels(point.attributes()), point.value())).collect())
            }
            MetricData::Histogram(histogram) => {
                let points = histogram.data_points();
                ("histogram", points.map(|point| self.histogram(point, &number(point.sum()))).collect())
            }
            MetricData::ExponentialHistogram(_) => ("untyped", Vec::new()),
        }
    }

    fn histogram<T: Copy>(&self, point: &HistogramDataPoint<T>, sum: &str) -> (String, String) {
        let pairs = labels(point.attributes());
        let mut out = String::new();
        let mut below = 0;
        let bounds = point.bounds().chain([f64::INFINITY]);
        for (index, (bound, count)) in bounds.zip(point.bucket_counts()).enumerate() {
            below += count;
            let braces = braces(self.service, &pairs, Some(&number(bound)));
            let _ = writeln!(out, "{}_bucket{braces} {below}{}", self.name, self.exemplar(&pairs, index));
        }
        let braces = braces(self.service, &pairs, None);
        let _ = writeln!(out, "{}_sum{braces} {sum}", self.name);
        let _ = writeln!(out, "{}_count{braces} {}", self.name, point.count());
        (braces, out)
    }

    /// OpenMetrics 1.0.0, "Exemplars": after `#`, its labels and its value.
    fn exemplar(&self, pairs: &[(String, String)], bucket: usize) -> String {
        let found = self
            .exemplars
            .iter()
            .find(|((name, labels, at), _)| *at == bucket && *name == self.metric.name() && labels == pairs)
            .map(|(_, exemplar)| exemplar);
        match found.filter(|_| self.format == Format::OpenMetrics) {
            Some(exemplar) => format!(" # {{trace_id=\"{}\"}} {}", exemplar.trace, number(exemplar.value)),
            None => String::new(),
        }
    }
}
