//! What the caller wanted: each phrase adds its weight to an intent, by who said it.
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use phi_events::outcome::v1::Intent;

use super::phrases::Phrases;
use super::polarity::negated;
use super::table::{STRONG, TABLE, Tag};
use super::{Line, Voice, disposition};

/// What an intent must have: a topic that the caller named once, or a request in the summary.
const ENOUGH: u32 = 9;
/// From this share of the best, in percent, another intent is as strong.
const AS_STRONG: u32 = 90;
/// The same, when the caller asked for both in so many words.
const AS_STRONG_ASKED: u32 = 60;
/// How much further phrases of the same voice add at most: length does not win.
const MOST_EXTRA: u32 = 2;

static TABLE_PHRASES: LazyLock<Phrases<Tag>> = LazyLock::new(|| Phrases::new(TABLE.iter().copied()));

/// How strongly one intent was heard.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Score {
    /// The sum over voices.
    total: u32,
    /// Whether the caller asked for it in so many words.
    asked: bool,
}

/// The intent, or nothing when none was heard, or two that lead to different work.
pub(super) fn heard(lines: &[Line]) -> Option<Intent> {
    let scores = scores(lines);
    let (best, top) = scores.iter().max_by_key(|(intent, score)| (score.total, score.asked, **intent))?;
    if top.total < ENOUGH {
        return None;
    }
    let rival = |other: &Score| {
        let share = if top.asked && other.asked { AS_STRONG_ASKED } else { AS_STRONG };
        other.total >= ENOUGH && other.total * 100 >= top.total * share
    };
    let excluded = scores.iter().any(|(intent, score)| disposition(*intent) != disposition(*best) && rival(score));
    (!excluded).then(|| within_family(*best, &scores))
}

/// Of the intents that lead to the same work, the one that says most: to cancel and to book again is to reschedule.
fn within_family(best: Intent, scores: &BTreeMap<Intent, Score>) -> Intent {
    let asked = |intent| scores.get(&intent).is_some_and(|score| score.asked);
    let appointment = matches!(best, Intent::Booking | Intent::Reschedule | Intent::Cancel);
    if appointment && (asked(Intent::Reschedule) || (asked(Intent::Cancel) && asked(Intent::Booking))) {
        return Intent::Reschedule;
    }
    if appointment && asked(Intent::Cancel) {
        return Intent::Cancel;
    }
    best
}

fn scores(lines: &[Line]) -> BTreeMap<Intent, Score> {
    let mut heard: BTreeMap<(Intent, Voice), Vec<u32>> = BTreeMap::new();
    let mut counted = BTreeSet::new();
    for line in lines {
        for hit in TABLE_PHRASES.find(&line.words) {
            let (Some(intent), weight) = hit.tag else { continue };
            // "I don't need the appointment any more" is a phrase of its own: its words are not denied again
            if !negated(&line.words, hit.first) && counted.insert((hit.phrase, line.voice)) {
                heard.entry((intent, line.voice)).or_default().push(weight);
            }
        }
    }
    let mut scores: BTreeMap<Intent, Score> = BTreeMap::new();
    for ((intent, voice), weights) in heard {
        let most = weights.iter().copied().max().unwrap_or_default();
        let extra = (weights.len() as u32 - 1).min(MOST_EXTRA);
        let score = scores.entry(intent).or_default();
        score.total += (most + extra) * factor(voice);
        score.asked |= most == STRONG && matches!(voice, Voice::Caller | Voice::Unknown);
    }
    scores
}

/// What a voice counts. The caller knows what they want; a summary is somebody's reading of it; an agent also lists what
/// could be wanted, but what the caller says yes to is wanted.
const fn factor(voice: Voice) -> u32 {
    match voice {
        Voice::Caller | Voice::Unknown => 4,
        Voice::Summary | Voice::Structured => 3,
        Voice::Agreed => 2,
        Voice::Agent => 1,
    }
}

#[cfg(test)]
mod tests;
