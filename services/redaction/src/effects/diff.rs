//! How one pass over a call's words differs from another.
use std::collections::BTreeMap;

use phi_events::redaction::{PhiKind, Place};

use crate::domain::Diff;

/// Holds the places of two passes over the same words against each other.
pub fn places(before: &[Place], now: &[Place]) -> Diff {
    let count = |of: &[Place], by: &[Place]| {
        let mut counts: BTreeMap<PhiKind, u32> = BTreeMap::new();
        for place in of.iter().filter(|place| !covered(place, by)) {
            *counts.entry(place.kind).or_default() += 1;
        }
        counts
    };
    let caught = count(now, before);
    let unchanged = now.len() as u32 - caught.values().sum::<u32>();
    Diff { caught, released: count(before, now), unchanged }
}

/// Whether every byte of a place lies in one of the others. They stand in the order of the text and do not overlap.
fn covered(place: &Place, by: &[Place]) -> bool {
    let from = by.partition_point(|other| (other.text, other.end) <= (place.text, place.start));
    let mut open = place.start;
    for other in by[from..].iter().take_while(|other| other.text == place.text) {
        if other.start > open {
            break;
        }
        open = open.max(other.end);
    }
    open >= place.end
}

/// The same where nobody kept the earlier places (version 1 of the event): by how many of each kind there were.
pub fn counts(before: &BTreeMap<PhiKind, u32>, now: &BTreeMap<PhiKind, u32>) -> Diff {
    let more = |of: &BTreeMap<PhiKind, u32>, than: &BTreeMap<PhiKind, u32>| {
        let left =
            of.iter().map(|(kind, count)| (*kind, count.saturating_sub(than.get(kind).copied().unwrap_or_default())));
        left.filter(|(_, count)| *count > 0).collect::<BTreeMap<PhiKind, u32>>()
    };
    let caught = more(now, before);
    let unchanged = now.values().sum::<u32>() - caught.values().sum::<u32>();
    Diff { caught, released: more(before, now), unchanged }
}
