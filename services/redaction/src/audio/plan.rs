//! Which milliseconds of which track fall silent.
use std::collections::BTreeMap;

use phi_events::call::{self, Speaker, Track};
use phi_events::transcript::{Said, Turn, Word};
use phi_redaction::engine::Span;

use super::align::{Link, align, blocks};
use super::{AudioWithheld, by_turn, bytes};

/// Silence on both sides of a span's words, in milliseconds. No rule names a number; this is the project's choice: an
/// engine's word times are about a tenth of a second off, and a spoken letter or digit lasts about a quarter.
pub const PAD_MS: u64 = 250;

/// On which tracks a span falls silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reach {
    /// On every track: a name spoken on one is heard on the other wherever a handset, a loudspeaker or the line's own
    /// echo carries it over, and no transcript tells.
    #[default]
    EveryTrack,
    /// On the speaker's own, and on those whose speaker is not known. For lines that are known to be separate.
    Speaker,
}

/// What falls silent: for each track sorted ranges that do not touch, from and to in milliseconds, pads included.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MaskPlan {
    /// By the track's number. Every track of the recording is named, also one with nothing to silence.
    pub tracks: BTreeMap<u8, Vec<(u64, u64)>>,
}

impl MaskPlan {
    /// What falls silent on a track. One that the plan does not name falls silent whole: what nobody planned is not
    /// released.
    fn of(&self, track: u8) -> &[(u64, u64)] {
        self.tracks.get(&track).map_or(&[(0, u64::MAX)], Vec::as_slice)
    }

    /// The milliseconds that fall silent on a track, at most its length.
    pub fn silenced_ms(&self, track: &Track) -> u64 {
        let inside = |ms: &u64| (*ms).min(track.duration_ms);
        self.of(track.track).iter().map(|(from, to)| inside(to) - inside(from)).sum()
    }
}

/// Plans the silence over the spans of a transcript. From a span's first word to its last one all falls silent, so that
/// a word between them that the engine missed does too. Where the words are other than the text, all between the nearest
/// words that are the same falls silent. A turn whose words have no times, or cannot be matched with the text where a span
/// is, falls silent whole. So do words that stand in no text, for the redactor has not read them.
///
/// # Errors
/// [`AudioWithheld`] when what has to fall silent cannot be found in the recording.
pub fn plan(said: &Said, spans: &[Span], tracks: &[Track], reach: Reach) -> Result<MaskPlan, AudioWithheld> {
    let texts: Vec<&str> = said.turns.iter().map(|turn| turn.text.expose().as_str()).collect();
    let turns = by_turn(&texts, spans).ok_or(AudioWithheld::SpanMisplaced)?;
    let length = tracks.iter().map(|track| track.duration_ms).max().unwrap_or_default();
    let mut silent: BTreeMap<u8, Vec<(u64, u64)>> = tracks.iter().map(|track| (track.track, vec![])).collect();
    for (index, (turn, spans)) in said.turns.iter().zip(&turns).enumerate() {
        for (from, to) in turn_ranges(turn, index == 0, spans)? {
            if from > length {
                return Err(AudioWithheld::OutsideRecording);
            }
            for track in tracks.iter().filter(|track| reaches(reach, turn.speaker, track, tracks)) {
                silent.entry(track.track).or_default().push((from, to));
            }
        }
    }
    for track in tracks {
        silent.entry(track.track).and_modify(|ranges| *ranges = padded(ranges, track.duration_ms));
    }
    Ok(MaskPlan { tracks: silent })
}

/// Silences a track's samples in place. Same length; a sample that a range touches is silent, every other one is as it
/// was. A track that the plan does not name falls silent whole.
pub fn mask(plan: &MaskPlan, track: &Track, samples: &mut [u8]) {
    codec(track.codec).silence_ranges(track.rate_hz, samples, plan.of(track.track), 0);
}

const fn codec(codec: call::Codec) -> phi_audio::Codec {
    match codec {
        call::Codec::MuLaw => phi_audio::Codec::MuLaw,
        call::Codec::Pcm16 => phi_audio::Codec::Pcm16,
    }
}

/// Whether a turn's spans fall silent on this track.
fn reaches(reach: Reach, speaker: Speaker, track: &Track, tracks: &[Track]) -> bool {
    let known = speaker != Speaker::Unknown && tracks.iter().any(|track| track.speaker == speaker);
    reach == Reach::EveryTrack || !known || track.speaker == speaker || track.speaker == Speaker::Unknown
}

/// What falls silent of one turn, without pads.
fn turn_ranges(turn: &Turn, first: bool, spans: &[&Span]) -> Result<Vec<(u64, u64)>, AudioWithheld> {
    if !turn.words.iter().any(timed) {
        return if spans.is_empty() { Ok(vec![]) } else { whole(turn, first).map(|range| vec![range]) };
    }
    match word_ranges(turn, first, spans) {
        Some(ranges) => Ok(ranges),
        None => whole(turn, first).map(|range| vec![range]),
    }
}

/// The times of the spans' words, and of words that the text does not have. `None` when they are not known for sure.
fn word_ranges(turn: &Turn, first: bool, spans: &[&Span]) -> Option<Vec<(u64, u64)>> {
    let words: Vec<&str> = turn.words.iter().map(|word| word.text.expose().as_str()).collect();
    let links = align(turn.text.expose(), &words);
    let spans: Vec<_> = spans.iter().map(|span| bytes(span)).collect();
    let blocks = blocks(&links, &spans)?;
    let hidden = blocks.iter().filter(|block| block.phi || block.link.unread());
    hidden.map(|block| within(turn, first, said_from_to(turn, first, &block.link)?)).collect()
}

/// When a link was said. Of a loose one only the words around it are sure: it lies between them, or at the turn's ends.
fn said_from_to(turn: &Turn, first: bool, link: &Link) -> Option<(u64, u64)> {
    let (from, to) = hull(turn.words.get(link.words.clone())?)?;
    if !link.loose {
        return Some((from, to));
    }
    let at_ends = has_times(turn, first).then_some((turn.start_ms, turn.end_ms));
    let before = link.words.start.checked_sub(1).and_then(|before| turn.words.get(before));
    let after = turn.words.get(link.words.end);
    let earliest = before.map(|word| word.end_ms).or(at_ends.map(|(start, _)| start))?;
    let latest = after.map(|word| word.start_ms).or(at_ends.map(|(_, end)| end))?;
    let sure = before.is_none_or(timed) && after.is_none_or(timed);
    sure.then_some((from.min(earliest), to.max(latest)))
}

/// A range, if the turn's own times do not contradict it.
fn within(turn: &Turn, first: bool, (from, to): (u64, u64)) -> Option<(u64, u64)> {
    let fits = from >= turn.start_ms.saturating_sub(PAD_MS) && to <= turn.end_ms.saturating_add(PAD_MS);
    (fits || !has_times(turn, first)).then_some((from, to))
}

/// From the first word's start to the last one's end; `None` without words, or when one has no times.
pub(super) fn hull(words: &[Word]) -> Option<(u64, u64)> {
    let from = words.iter().map(|word| word.start_ms).min()?;
    let to = words.iter().map(|word| word.end_ms).max()?;
    words.iter().all(timed).then_some((from, to))
}

const fn timed(word: &Word) -> bool {
    word.end_ms > word.start_ms
}

/// Whether a turn's times say anything. A platform that does not know them sends zeros: no turn but the first starts at 0.
const fn has_times(turn: &Turn, first: bool) -> bool {
    turn.end_ms > turn.start_ms && (first || turn.start_ms > 0)
}

/// The whole turn, and its words wherever they stand.
fn whole(turn: &Turn, first: bool) -> Result<(u64, u64), AudioWithheld> {
    if !has_times(turn, first) {
        return Err(AudioWithheld::NoTimes);
    }
    let words = turn.words.iter().filter(|word| timed(word));
    Ok(words.fold((turn.start_ms, turn.end_ms), |(from, to), word| (from.min(word.start_ms), to.max(word.end_ms))))
}

/// Sorted, padded, merged, and cut at the track's end. The length is rounded down: its last, begun millisecond counts.
fn padded(ranges: &[(u64, u64)], duration_ms: u64) -> Vec<(u64, u64)> {
    let end = duration_ms.saturating_add(1);
    let mut sorted: Vec<(u64, u64)> = ranges
        .iter()
        .map(|(from, to)| (from.saturating_sub(PAD_MS), to.saturating_add(PAD_MS).min(end)))
        .filter(|(from, to)| from < to)
        .collect();
    sorted.sort_unstable();
    let mut merged: Vec<(u64, u64)> = Vec::with_capacity(sorted.len());
    for (from, to) in sorted {
        match merged.last_mut() {
            Some(before) if from <= before.1 => before.1 = before.1.max(to),
            Some(_) | None => merged.push((from, to)),
        }
    }
    merged
}

#[cfg(test)]
mod tests;
