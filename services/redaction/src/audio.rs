//! The masked copy of a recording: silence where PHI was said, every other sample as it was.
//!
//! [`plan`] says which milliseconds of which track fall silent, [`mask`] does it to a track's samples, and
//! [`mask_recording`] does it to a stored recording. [`redact_words`] gives the word list of the same spans, for times
//! and words must not say what the text does not.
//!
//! A voice is itself an identifier (45 CFR 164.514(b)(2)(i)(P)), and silence over the words does not take it away: the
//! copy is sealed under the class `masked` and never becomes `deidentified`.
use std::ops::Range;

use phi_events::redaction::NoMask;
use phi_redaction::engine::Span;

mod align;
mod plan;
mod store;
mod words;

pub use plan::{MaskPlan, PAD_MS, Reach, mask, plan};
pub use store::mask_recording;
pub use words::{CleanWord, redact_words};

/// Why there is no masked copy. Where the words are withheld there is none either: nobody knows what to silence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AudioWithheld {
    /// PHI was said in a turn that has no times.
    NoTimes,
    /// PHI was said at a time after the recording's end: the times are not this recording's.
    OutsideRecording,
    /// A span names a place that the transcript does not have: the spans are not this transcript's.
    SpanMisplaced,
}

impl From<AudioWithheld> for NoMask {
    /// What the event says of it.
    fn from(why: AudioWithheld) -> Self {
        match why {
            AudioWithheld::NoTimes => Self::NoTimes,
            AudioWithheld::OutsideRecording | AudioWithheld::SpanMisplaced => Self::Failed,
        }
    }
}

/// The spans of each turn, in order; `None` when one of them is not of these turns.
fn by_turn<'a>(texts: &[&str], spans: &'a [Span]) -> Option<Vec<Vec<&'a Span>>> {
    let mut turns = vec![Vec::new(); texts.len()];
    for span in spans {
        let text = texts.get(span.turn)?;
        text.get(bytes(span)).filter(|said| !said.is_empty())?;
        turns[span.turn].push(span);
    }
    for spans in &mut turns {
        spans.sort_by_key(|span| (span.start, span.end));
    }
    Some(turns)
}

const fn bytes(span: &Span) -> Range<usize> {
    span.start..span.end
}

#[cfg(test)]
mod tests;
