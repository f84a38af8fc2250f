//! How well a redactor does: only letters and digits count, any type covers, optional spans and hesitations are neutral.
use std::collections::BTreeMap;
use std::fmt;

use crate::call::{Call, Kind};

/// What one type's spans came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Gold spans.
    pub spans: u32,
    /// Spans with every character covered.
    pub whole: u32,
    /// Characters.
    pub chars: u32,
    /// Characters covered.
    pub covered: u32,
}

/// What all calls came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// By type.
    pub kinds: BTreeMap<Kind, Tally>,
    /// Characters redacted that are PHI.
    pub right: u32,
    /// Characters redacted that are not.
    pub wrong: u32,
    /// Calls with PHI.
    pub calls: u32,
    /// Calls with an uncovered character of PHI.
    pub leaking: u32,
    /// Look-alikes, and how many were hit, by kind.
    pub negatives: BTreeMap<&'static str, (u32, u32)>,
}

impl Score {
    /// Adds one call: the byte ranges that were redacted in each turn.
    pub fn add(&mut self, call: &Call, redacted: &[Vec<(usize, usize)>]) {
        let (mut phi, mut leaks) = (false, false);
        for (turn, ranges) in call.turns.iter().zip(redacted) {
            let covered = |i: usize| ranges.iter().any(|r| r.0 <= i && i < r.1);
            let mut class = vec![0_u8; turn.text.len()];
            for gold in &turn.gold {
                class[gold.start..gold.end].fill(if gold.optional { 2 } else { 1 });
                gold.skip.iter().for_each(|s| class[s.0..s.1].fill(2));
                if gold.optional {
                    continue;
                }
                let at = |(i, c): (usize, char)| (c.is_alphanumeric()).then_some(gold.start + i);
                let chars = turn.text[gold.start..gold.end].char_indices().filter_map(at);
                let wanted: Vec<usize> = chars.filter(|i| !gold.skip.iter().any(|s| s.0 <= *i && *i < s.1)).collect();
                let hit = wanted.iter().filter(|i| covered(**i)).count();
                let tally = self.kinds.entry(gold.kind).or_default();
                tally.spans += 1;
                tally.whole += u32::from(hit == wanted.len());
                tally.chars += wanted.len() as u32;
                tally.covered += hit as u32;
                phi = true;
                leaks |= hit < wanted.len();
            }
            for (i, _) in turn.text.char_indices().filter(|(i, c)| c.is_alphanumeric() && covered(*i)) {
                self.right += u32::from(class[i] == 1);
                self.wrong += u32::from(class[i] == 0);
            }
            for n in &turn.negatives {
                let hit = (n.start..n.end).any(|i| class[i] == 0 && covered(i));
                let entry = self.negatives.entry(n.kind).or_default();
                entry.0 += 1;
                entry.1 += u32::from(hit);
            }
        }
        self.calls += u32::from(phi);
        self.leaking += u32::from(phi && leaks);
    }

    /// Share of PHI characters covered, in percent.
    pub fn recall(&self) -> f64 {
        let (chars, covered) = self.kinds.values().fold((0, 0), |a, t| (a.0 + t.chars, a.1 + t.covered));
        percent(covered, chars)
    }

    /// Share of spans with every character covered, in percent.
    pub fn whole(&self) -> f64 {
        let (spans, whole) = self.kinds.values().fold((0, 0), |a, t| (a.0 + t.spans, a.1 + t.whole));
        percent(whole, spans)
    }

    /// Share of redacted characters that are PHI, in percent.
    pub fn precision(&self) -> f64 {
        percent(self.right, self.right + self.wrong)
    }

    /// Share of calls with any leak, in percent.
    pub fn leak(&self) -> f64 {
        percent(self.leaking, self.calls)
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (recall, whole, precision) = (self.recall(), self.whole(), self.precision());
        write!(f, "recall {recall:.2} whole {whole:.2} precision {precision:.2} calls that leak {:.1} %", self.leak())
    }
}

fn percent(part: u32, whole: u32) -> f64 {
    if whole == 0 { 100.0 } else { 100.0 * f64::from(part) / f64::from(whole) }
}
