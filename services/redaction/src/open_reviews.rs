//! What is queued and undecided, over every call: a projection of the redaction context's facts. Pure; folded again from
//! the stream wherever it is asked for.
use std::collections::BTreeMap;

use phi_events::redaction::{RedactionFact, ReviewItem};
use phi_events::{AggregateId, TenantId};
use serde::Serialize;

/// A practice's call.
pub type Name = (TenantId, AggregateId);

/// The undecided spans of each call that has some.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct OpenReviews {
    calls: BTreeMap<Name, BTreeMap<u32, ReviewItem>>,
}

impl OpenReviews {
    /// Takes the next fact of a call. Facts of one call come in order, and each once.
    pub fn apply(&mut self, tenant: TenantId, call: AggregateId, fact: &RedactionFact) {
        match fact {
            RedactionFact::Graded { review, .. } if !review.is_empty() => {
                let items = self.calls.entry((tenant, call)).or_default();
                items.extend(review.iter().map(|item| (item.item, *item)));
            }
            RedactionFact::Reviewed { before, .. } => {
                if let Some(items) = self.calls.get_mut(&(tenant, call)) {
                    items.remove(&before.item);
                    if items.is_empty() {
                        self.calls.remove(&(tenant, call));
                    }
                }
            }
            RedactionFact::Redacted { .. }
            | RedactionFact::Withheld { .. }
            | RedactionFact::Nothing
            | RedactionFact::Parked { .. }
            | RedactionFact::Graded { .. }
            | RedactionFact::AudioMasked { .. }
            | RedactionFact::AudioWithheld { .. }
            | RedactionFact::Rerun { .. }
            | RedactionFact::Promoted { .. }
            | RedactionFact::TermDecided { .. } => {}
        }
    }

    /// Each call with its undecided spans.
    pub fn calls(&self) -> impl Iterator<Item = (&Name, &BTreeMap<u32, ReviewItem>)> {
        self.calls.iter()
    }

    /// The undecided spans of one call.
    pub fn of(&self, tenant: TenantId, call: AggregateId) -> Option<&BTreeMap<u32, ReviewItem>> {
        self.calls.get(&(tenant, call))
    }
}
