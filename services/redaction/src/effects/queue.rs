//! What was found over all texts of a call, and which of it a person shall look at.
use std::collections::{BTreeMap, BTreeSet};

use phi_events::redaction::{PhiKind, Place, QueuedSpan, ReviewItem};
use phi_events::transcript::Said;
use phi_redaction::engine::lexicon::{COMMON, FUNC, Lexicon, Num};
use phi_redaction::engine::text::{Doc, Kind};
use phi_redaction::engine::{Redaction, Span, Speaker, Turn};

use super::{Thresholds, kind_of, texts};
use crate::domain::{Grade, Work};

/// Words of context on either side.
const CONTEXT: usize = 8;

/// What was found so far.
pub(super) struct Found {
    thresholds: Thresholds,
    counts: BTreeMap<PhiKind, u32>,
    places: Vec<Place>,
    /// By placeholder: one question for one value, however often it was said.
    items: BTreeMap<String, u32>,
    review: Vec<ReviewItem>,
    queued: Vec<QueuedSpan>,
    texts: u32,
}

impl Found {
    pub(super) fn new(thresholds: Thresholds) -> Self {
        let (counts, items) = (BTreeMap::new(), BTreeMap::new());
        Self { thresholds, counts, places: vec![], items, review: vec![], queued: vec![], texts: 0 }
    }

    /// Takes the call's own turns.
    pub(super) fn turns(&mut self, call: &Redaction) {
        self.take(call, &call.turns);
        self.texts = call.turns.len() as u32;
    }

    /// Takes a value beside the words.
    pub(super) fn value(&mut self, value: &Redaction) {
        self.take(value, &value.turns);
        self.texts += 1;
    }

    fn take(&mut self, redaction: &Redaction, redacted: &[String]) {
        // how much longer or shorter the turn's text has become before the span
        let (mut turn, mut removed, mut added) = (0, 0, 0);
        for span in &redaction.spans {
            if span.turn != turn {
                (turn, removed, added) = (span.turn, 0, 0);
            }
            let placeholder = span.placeholder();
            let at = span.start + added - removed;
            removed += span.end - span.start;
            added += placeholder.len();
            let doubtful = span.score_milli < self.thresholds.redact_milli;
            let item = doubtful.then(|| self.queue(span, placeholder, redacted, at));
            let kind = kind_of(span.kind);
            *self.counts.entry(kind).or_default() += 1;
            let (text, start, end) = (self.texts + turn as u32, span.start as u32, span.end as u32);
            self.places.push(Place { text, start, end, kind, score_milli: span.score_milli, item });
        }
    }

    fn queue(&mut self, span: &Span, placeholder: String, redacted: &[String], at: usize) -> u32 {
        if let Some(item) = self.items.get(&placeholder).copied() {
            if let Some(known) = self.review.iter_mut().find(|known| known.item == item) {
                known.score_milli = known.score_milli.min(span.score_milli);
            }
            return item;
        }
        let item = self.review.len() as u32 + 1;
        self.review.push(ReviewItem { item, kind: kind_of(span.kind), score_milli: span.score_milli });
        let (before, after) = context(redacted, span.turn, at, placeholder.len());
        self.items.insert(placeholder.clone(), item);
        self.queued.push(QueuedSpan { item, before, placeholder, after });
        item
    }

    /// Counts by kind, places, and the grade.
    pub(super) fn graded(self, marks: u32) -> (BTreeMap<PhiKind, u32>, Vec<Place>, Grade) {
        let Self { thresholds, counts, places, review, queued, .. } = self;
        let Thresholds { redact_milli, review_milli } = thresholds;
        (counts, places, Grade { redact_milli, review_milli, review, queued, marks })
    }
}

/// Leaves of a later pass's queue what nobody was asked before, and numbers it from the one after `last`: each number is one question
/// of the call, whichever pass asked it. `asked` are the places of earlier passes.
pub fn beside(work: &mut Work, asked: &[Place], last: u32) {
    let known: BTreeSet<_> = asked.iter().filter(|place| place.item.is_some()).map(spot).collect();
    let new = |item: u32| work.places.iter().any(|place| place.item == Some(item) && !known.contains(&spot(place)));
    let fresh: Vec<u32> = work.grade.review.iter().map(|known| known.item).filter(|item| new(*item)).collect();
    let numbers: BTreeMap<u32, u32> = fresh.into_iter().zip(last + 1..).collect();
    let number = |item: u32| numbers.get(&item).copied();
    work.grade.review.retain_mut(|kept| number(kept.item).map(|item| kept.item = item).is_some());
    work.grade.queued.retain_mut(|kept| number(kept.item).map(|item| kept.item = item).is_some());
    for place in &mut work.places {
        place.item = place.item.and_then(number);
    }
}

const fn spot(place: &Place) -> (u32, u32, u32) {
    (place.text, place.start, place.end)
}

/// The redacted words around a placeholder. An answer of one word says little, so the end of the turn before it stands too.
fn context(redacted: &[String], turn: usize, at: usize, length: usize) -> (String, String) {
    let text = redacted.get(turn).map_or("", String::as_str);
    let mut before: Vec<&str> = text.get(..at).unwrap_or_default().split_whitespace().collect();
    if before.len() < CONTEXT
        && let Some(earlier) = turn.checked_sub(1).and_then(|turn| redacted.get(turn))
    {
        before.splice(0..0, earlier.split_whitespace().chain(["/"]));
    }
    let after: Vec<&str> = text.get(at + length..).unwrap_or_default().split_whitespace().take(CONTEXT).collect();
    (before[before.len().saturating_sub(CONTEXT)..].join(" "), after.join(" "))
}

/// The kinds that are words; what is a number is never in a dictionary.
pub const fn is_word(kind: PhiKind) -> bool {
    matches!(kind, PhiKind::Name | PhiKind::Org | PhiKind::Address)
}

/// The folded words behind a queued span that a decision about it puts into the dictionary: never numbers, grammar, or
/// words of fewer than three letters. What is to be PHI wherever it stands must not be an ordinary word either: a person
/// called Rose does not make every rose one.
pub fn words_behind(lexicon: &Lexicon, said: &Said, places: &[Place], item: u32, always: bool) -> BTreeSet<String> {
    let texts: Vec<&str> = texts(said).collect();
    let mut words = BTreeSet::new();
    for place in places.iter().filter(|place| place.item == Some(item)) {
        let Some(text) = texts.get(place.text as usize) else { continue };
        let doc = Doc::new(&[Turn { speaker: Speaker::Unknown, text }], lexicon);
        for (index, token) in doc.toks.iter().enumerate().filter(|(_, token)| token.kind == Kind::Word) {
            let inside = token.start >= place.start && token.end <= place.end;
            let barred = doc.has(index, if always { FUNC | COMMON } else { FUNC }) || token.num != Num::None;
            let word = doc.w(index).strip_suffix("'s").unwrap_or_else(|| doc.w(index));
            if inside && !barred && word.chars().count() >= 3 {
                words.insert(word.to_owned());
            }
        }
    }
    words
}
