//! What the run found: for people, and as one JSON object.
use std::time::Duration;

use serde_json::{Value, json};

use crate::cluster::acts::Done;
use crate::cluster::traffic::Sent;
use crate::cluster::verdict::{Calls, State};

/// Everything that was found.
#[derive(Debug, Default)]
pub struct Report {
    /// How services and brokers knew each other.
    pub profile: String,
    /// What was delivered.
    pub sent: Sent,
    /// What was done meanwhile.
    pub acts: Vec<Done>,
    /// Which calls did not come through once.
    pub calls: Calls,
    /// Each service's state, live and replayed.
    pub states: Vec<State>,
    /// Messages set aside.
    pub quarantined: u64,
    /// A stream or consumer that is not on three servers in step.
    pub lagging: Option<String>,
    /// How many values were looked for in logs and spans, and where one was found.
    pub leaks: (usize, Vec<String>),
    /// Processes that ended though nobody stopped them.
    pub fallen: Vec<String>,
    /// How long everything took.
    pub seconds: f64,
}

impl Report {
    /// Each claim, and whether it held.
    pub fn claims(&self) -> Vec<(&'static str, bool)> {
        vec![
            ("every delivery was taken under one id", self.sent.wrong.is_empty() && !self.sent.accepted.is_empty()),
            ("none lost", self.calls.lost.is_empty()),
            ("none doubled", self.calls.doubled.is_empty()),
            (
                "live state = replayed state",
                !self.states.is_empty() && self.states.iter().all(|state| state.differs.is_none()),
            ),
            ("nothing set aside", self.quarantined == 0),
            ("every stream on three servers in step", self.lagging.is_none()),
            ("no PHI in logs or spans", self.leaks.0 > 0 && self.leaks.1.is_empty()),
            ("no process fell", self.fallen.is_empty()),
        ]
    }

    /// Whether every claim held.
    pub fn held(&self) -> bool {
        self.claims().iter().all(|(_, held)| *held)
    }

    /// One JSON object.
    pub fn json(&self) -> Value {
        let act = |done: &Done| json!({"what": done.what, "away_s": done.away.as_secs_f64()});
        let state = |state: &State| json!({"service": state.service.name(), "events": state.events, "equal": state.differs.is_none()});
        json!({
            "held": self.held(),
            "profile": self.profile,
            "claims": self.claims().into_iter().map(|(claim, held)| json!({"claim": claim, "held": held})).collect::<Vec<_>>(),
            "calls": {"accepted": self.sent.accepted.len(), "delivered_again": self.again(), "longest_wait_s": self.longest_wait().as_secs_f64(), "refused": self.sent.wrong.len(),
                      "lost": self.calls.lost.len(), "doubled": self.calls.doubled.len()},
            "acts": self.acts.iter().map(act).collect::<Vec<_>>(),
            "states": self.states.iter().map(state).collect::<Vec<_>>(),
            "quarantined": self.quarantined,
            "lagging": self.lagging,
            "leaks": {"looked_for": self.leaks.0, "found": self.leaks.1.len()},
            "fallen": self.fallen,
            "seconds": self.seconds.round(),
        })
    }

    /// What a person reads last.
    pub fn text(&self) -> String {
        let claim = |(claim, held): (&str, bool)| format!("  {} {claim}", if held { "yes" } else { "NO " });
        let mut lines: Vec<String> = self.claims().into_iter().map(claim).collect();
        let wrong = [&self.sent.wrong, &self.calls.lost, &self.calls.doubled, &self.leaks.1, &self.fallen];
        lines.extend(wrong.into_iter().flatten().chain(&self.lagging).map(|line| format!("      {line}")));
        let says = |state: &State| {
            let differs = state.differs.as_ref()?;
            Some(format!("      the state of {} is not what its stream says: {differs}", state.service.name()))
        };
        lines.extend(self.states.iter().filter_map(says));
        let (again, longest) = (self.again(), self.longest_wait().as_secs_f64());
        lines.push(format!(
            "  {} calls; {again} deliveries again; the longest was taken after {longest:.1} s",
            self.sent.accepted.len()
        ));
        lines.join("\n")
    }

    /// How many deliveries a platform made in vain.
    fn again(&self) -> usize {
        self.sent.accepted.iter().map(|accepted| accepted.again).sum()
    }

    /// How long the platform had to deliver until the slowest call was taken.
    fn longest_wait(&self) -> Duration {
        self.sent.accepted.iter().map(|accepted| accepted.waited).max().unwrap_or_default()
    }
}
