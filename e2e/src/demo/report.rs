//! What the demo found: for people, and as one JSON object.
use serde_json::{Value, json};

use crate::canary::Finding;
use crate::watch::CallView;

/// Everything that the demo found.
#[derive(Debug, Default)]
pub struct Report {
    /// Each call: its id, and what is known of it.
    pub calls: Vec<(String, CallView)>,
    /// The shredded call, and which services could still open it.
    pub shred: (String, Vec<String>),
    /// Calls that were lost, and resources that were doubled, while a service was away.
    pub catch_up: (usize, usize),
    /// Whether every rebuilt state was the live one; events; events a second.
    pub rebuild: (bool, u64, f64),
    /// How many canaries were planted, and what was found of them.
    pub canary: (usize, Vec<Finding>),
    /// How long everything took.
    pub seconds: f64,
}

impl Report {
    /// Whether every claim held.
    pub fn held(&self) -> bool {
        let calls =
            self.calls.len() == 8 && self.calls.iter().all(|(_, view)| view.confirmed && !view.trace.is_empty());
        let shred = !self.shred.0.is_empty() && self.shred.1.is_empty();
        calls && shred && self.catch_up == (0, 0) && self.rebuild.0 && self.canary.0 >= 8 && self.canary.1.is_empty()
    }

    /// One JSON object.
    pub fn json(&self) -> Value {
        let call = |(id, view): &(String, CallView)| {
            json!({"call": id, "source": view.source, "outcome": view.outcome, "ehr": view.ehr, "redactions": view.redactions,
                   "hops_ms": view.hops_ms, "trace": view.trace})
        };
        json!({
            "calls": self.calls.iter().map(call).collect::<Vec<_>>(),
            "shred": {"call": self.shred.0, "opens_after": !self.shred.1.is_empty()},
            "catch_up": {"lost": self.catch_up.0, "doubled": self.catch_up.1},
            "rebuild": {"equal": self.rebuild.0, "events": self.rebuild.1, "events_per_s": self.rebuild.2.round()},
            "canary": {"planted": self.canary.0, "found": self.canary.1.len()},
        })
    }
}

/// A block that a person understands.
pub fn block(title: &str, id: &str, view: &CallView) -> String {
    let list = |pairs: Vec<String>| if pairs.is_empty() { "none".to_owned() } else { pairs.join(", ") };
    let redactions = view.redactions.iter().map(|(kind, count)| format!("{kind} ×{count}")).collect();
    let hops = view.hops_ms.iter().map(|(hop, ms)| format!("{hop} {ms} ms")).collect();
    format!(
        "\n── {title}\n   call       {id}\n   came in    {} ({})\n   words      {}\n   redacted   {}\n   outcome    {} ({})\n   EHR        {} (chart {})\n   hops       {}\n   trace      {}",
        view.source,
        view.ended,
        view.words,
        list(redactions),
        view.outcome,
        view.intent,
        view.ehr.join(", "),
        view.chart,
        list(hops),
        view.trace,
    )
}
