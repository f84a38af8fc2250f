//! Decides what becomes of a call's words, and what people's decisions about them change. Pure.
use std::collections::BTreeMap;

use phi_events::Event;
use phi_events::redaction::{
    Cleaned, MaskedTrack, NoMask, PhiKind, Place, QueuedSpan, Redaction, RedactionContent, RedactionFact, Revealed,
    ReviewItem, Withhold,
};
use phi_service::{Domain, Facts};
use serde::Serialize;

#[cfg(test)]
mod tests;

/// A word of a practice's dictionary, blinded.
pub type Term = [u8; 16];

/// Where a call's words stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub enum Words {
    /// Nothing has been decided.
    #[default]
    Waiting,
    /// The redacted words are there.
    Redacted,
    /// They are withheld.
    Withheld,
    /// There were none.
    Nothing,
}

/// A queued span, and what was decided about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Queued {
    /// Nobody has decided.
    Open(ReviewItem),
    /// A person has: what it is, or that it is not PHI.
    Decided(ReviewItem, Option<PhiKind>),
}

impl Queued {
    /// What the engine said.
    pub const fn item(&self) -> ReviewItem {
        match self {
            Self::Open(item) | Self::Decided(item, _) => *item,
        }
    }
}

/// Where the masked copy of a recording stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub enum Copied {
    /// Nothing has been decided.
    #[default]
    Waiting,
    /// It is stored.
    Masked,
    /// There is none.
    Withheld,
}

/// What is known of a call, or of a practice's dictionary: each aggregate uses the fields of its kind.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct State {
    /// The words.
    pub words: Words,
    /// The review queue, by the number of the span.
    pub queue: BTreeMap<u32, Queued>,
    /// Engine of the newest pass that nobody has promoted.
    pub pass: Option<String>,
    /// Whether that pass found other places than those that count.
    pub differs: bool,
    /// How many passes were promoted.
    pub promoted: u32,
    /// The masked copy.
    pub copied: Copied,
    /// A practice's dictionary: what a person decided each word to be, nothing for "never PHI".
    pub terms: BTreeMap<Term, Option<PhiKind>>,
}

impl State {
    /// What is queued and undecided.
    pub fn open(&self) -> impl Iterator<Item = ReviewItem> {
        self.queue.values().filter_map(|queued| match queued {
            Queued::Open(item) => Some(*item),
            Queued::Decided(..) => None,
        })
    }
}

/// What the engine made of the words.
#[derive(Clone)]
pub struct Work {
    /// Version of engine and rules.
    pub engine: String,
    /// How many of each kind were taken out.
    pub counts: BTreeMap<PhiKind, u32>,
    /// How many words came in.
    pub words: u32,
    /// The words with placeholders.
    pub cleaned: Cleaned,
    /// The values behind them.
    pub revealed: Revealed,
    /// Where they were found.
    pub places: Vec<Place>,
    /// How sure the engine is.
    pub grade: Grade,
}

/// How sure the engine is of its work.
#[derive(Clone, Default)]
pub struct Grade {
    /// From this score on nobody need look, in thousandths.
    pub redact_milli: u16,
    /// Below this score nothing is redacted, in thousandths.
    pub review_milli: u16,
    /// What a person shall look at.
    pub review: Vec<ReviewItem>,
    /// The same as a person sees it.
    pub queued: Vec<QueuedSpan>,
    /// How often a diagnosis or medicine stands beside a person.
    pub marks: u32,
}

/// How a pass differs from what counts today.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diff {
    /// Spans of which some character was not redacted before.
    pub caught: BTreeMap<PhiKind, u32>,
    /// Earlier spans of which some character is not redacted any more.
    pub released: BTreeMap<PhiKind, u32>,
    /// Spans that were wholly redacted before.
    pub unchanged: u32,
}

/// What the service may be asked to do.
#[derive(Clone)]
pub enum Command {
    /// Release redacted words.
    Release(Box<Work>),
    /// Keep the words from everything that reads `deidentified`.
    Withhold(Withhold),
    /// Note that there were no words.
    NoteNothing,
    /// Note what a person decided about a queued span.
    Review {
        /// The span's number.
        item: u32,
        /// What it is; nothing: not PHI.
        after: Option<PhiKind>,
        /// Who decided.
        by: String,
    },
    /// Note another pass over the words.
    Rerun(Box<Work>, Diff),
    /// Let the newest pass count.
    Promote {
        /// Who decided.
        by: String,
    },
    /// Note the masked copy, or that there is none.
    NoteCopy {
        /// It, or why there is none.
        made: Result<Vec<MaskedTrack>, NoMask>,
        /// How many passes were promoted when its places were read: a copy of places that count no more is no news.
        promoted: u32,
    },
    /// Put words into the practice's dictionary.
    DecideTerms {
        /// The words, blinded.
        terms: Vec<Term>,
        /// What they are; nothing: never PHI.
        kind: Option<PhiKind>,
        /// Who decided.
        by: String,
    },
}

/// Nothing here is refused: what was settled before stays, in silence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Never {}

/// The pure core.
pub struct RedactionDomain;

/// A value that no FHIR resource needs and nobody should have: never sealed under `identity` either.
fn never_kept(kind: PhiKind) -> bool {
    matches!(kind, PhiKind::Ssn | PhiKind::Card)
}

impl Domain for RedactionDomain {
    type Schema = Redaction;
    type State = State;
    type Command = Command;
    type Refusal = Never;

    fn decide(state: &State, command: Command, facts: &Facts) -> Result<Vec<Event<Redaction>>, Never> {
        let at_ms = facts.now_ms;
        let waiting = state.words == Words::Waiting;
        Ok(match command {
            Command::Release(work) if waiting => release(*work),
            Command::Withhold(why) if waiting => vec![Event::fact(RedactionFact::Withheld { why })],
            Command::NoteNothing if waiting => vec![Event::fact(RedactionFact::Nothing)],
            Command::Review { item, after, by } => match state.queue.get(&item) {
                Some(Queued::Open(before)) => {
                    vec![Event::fact(RedactionFact::Reviewed { before: *before, after, by, at_ms })]
                }
                Some(Queued::Decided(..)) | None => vec![],
            },
            Command::Rerun(work, diff) if matches!(state.words, Words::Redacted | Words::Withheld) => {
                let mut work = *work;
                // a number is asked about once
                work.grade.review.retain(|item| !state.queue.contains_key(&item.item));
                work.grade.queued.retain(|span| !state.queue.contains_key(&span.item));
                rerun(work, diff)
            }
            Command::Promote { by } => {
                let promoted = |engine: &String| RedactionFact::Promoted { engine: engine.clone(), by, at_ms };
                state.pass.as_ref().map(promoted).map(Event::fact).into_iter().collect()
            }
            Command::NoteCopy { made, promoted } if state.copied == Copied::Waiting && promoted == state.promoted => {
                match made {
                    Ok(tracks) if state.words == Words::Redacted => {
                        vec![Event::fact(RedactionFact::AudioMasked { tracks })]
                    }
                    Err(why) if !waiting => vec![Event::fact(RedactionFact::AudioWithheld { why })],
                    Ok(_) | Err(_) => vec![],
                }
            }
            Command::Release(_)
            | Command::Withhold(_)
            | Command::NoteNothing
            | Command::Rerun(..)
            | Command::NoteCopy { .. } => vec![],
            Command::DecideTerms { terms, kind, by } => {
                let new = terms.into_iter().filter(|term| state.terms.get(term) != Some(&kind));
                let fact = |term| RedactionFact::TermDecided { term, kind, by: by.clone(), at_ms };
                new.map(fact).map(Event::fact).collect()
            }
        })
    }

    fn waiting(state: &State) -> u32 {
        state.open().count() as u32
    }

    fn evolve(mut state: State, fact: &RedactionFact) -> State {
        match fact {
            RedactionFact::Redacted { .. } => settle(&mut state, Words::Redacted),
            RedactionFact::Withheld { .. } => settle(&mut state, Words::Withheld),
            RedactionFact::Nothing => settle(&mut state, Words::Nothing),
            RedactionFact::Parked { .. } => {}
            RedactionFact::Graded { review, .. } => {
                for item in review {
                    state.queue.entry(item.item).or_insert(Queued::Open(*item));
                }
            }
            RedactionFact::Reviewed { before, after, .. } => {
                if let Some(queued @ Queued::Open(_)) = state.queue.get_mut(&before.item) {
                    *queued = Queued::Decided(queued.item(), *after);
                }
            }
            RedactionFact::AudioMasked { .. } => copy(&mut state, Copied::Masked),
            RedactionFact::AudioWithheld { .. } => copy(&mut state, Copied::Withheld),
            RedactionFact::Rerun { engine, caught, released, .. } => {
                state.pass = Some(engine.clone());
                state.differs = !caught.is_empty() || !released.is_empty();
            }
            RedactionFact::Promoted { .. } => promote(&mut state),
            RedactionFact::TermDecided { term, kind, .. } => {
                state.terms.insert(*term, *kind);
            }
        }
        state
    }
}

fn settle(state: &mut State, words: Words) {
    if state.words == Words::Waiting {
        state.words = words;
    }
}

fn copy(state: &mut State, copied: Copied) {
    if state.copied == Copied::Waiting {
        state.copied = copied;
    }
}

/// The pass counts. A masked copy is of the places that counted before: where those are others, another is due.
fn promote(state: &mut State) {
    if state.pass.is_none() {
        return;
    }
    if state.differs || state.words != Words::Redacted {
        state.copied = Copied::Waiting;
    }
    (state.words, state.pass, state.differs) = (Words::Redacted, None, false);
    state.promoted += 1;
}

fn release(work: Work) -> Vec<Event<Redaction>> {
    let (engine, counts, words, graded) = (work.engine.clone(), work.counts.clone(), work.words, graded(&work.grade));
    let turns = work.cleaned.turns.len() as u32;
    let redacted = Event::with(RedactionFact::Redacted { engine, counts, turns, words }, contents(work));
    vec![redacted, graded]
}

fn rerun(work: Work, diff: Diff) -> Vec<Event<Redaction>> {
    let Diff { caught, released, unchanged } = diff;
    let fact = RedactionFact::Rerun { engine: work.engine.clone(), caught, released, unchanged };
    let graded = graded(&work.grade);
    vec![Event::with(fact, contents(work)), graded]
}

fn graded(grade: &Grade) -> Event<Redaction> {
    let Grade { redact_milli, review_milli, review, queued, marks } = grade.clone();
    let fact = RedactionFact::Graded { review, redact_milli, review_milli, marks, sensitive: marks > 0 };
    Event::with(fact, if queued.is_empty() { vec![] } else { vec![RedactionContent::Review(queued)] })
}

fn contents(work: Work) -> Vec<RedactionContent> {
    let Work { cleaned, mut revealed, places, .. } = work;
    revealed.values.retain(|hidden| !never_kept(hidden.kind));
    vec![RedactionContent::Cleaned(cleaned), RedactionContent::Revealed(revealed), RedactionContent::Places(places)]
}
