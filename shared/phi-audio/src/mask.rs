//! Silence over what must not be heard, and every other sample as it was.

use crate::{Codec, Track};

impl Track<'_> {
    /// Returns a copy of the track's bytes in which every range (start and end in milliseconds) and `pad_ms` on
    /// both of its sides is silence. Samples outside are untouched, the length stays. A range given backwards
    /// is silenced all the same, for a mistake must not let a word through.
    pub fn silence(&self, ranges_ms: &[(u64, u64)], pad_ms: u64) -> Vec<u8> {
        let mut masked = self.bytes.to_vec();
        self.codec.silence_ranges(self.rate_hz, &mut masked, ranges_ms, pad_ms);
        masked
    }
}

impl Codec {
    /// Silences a track's bytes as [`Track::silence`] does, in place: no copy of what is silenced stays behind.
    pub fn silence_ranges(self, rate_hz: u32, bytes: &mut [u8], ranges_ms: &[(u64, u64)], pad_ms: u64) {
        let width = self.bytes_per_sample();
        let samples = bytes.len() / width;
        for &(one, other) in ranges_ms {
            let from = sample_at(one.min(other).saturating_sub(pad_ms), rate_hz, false).min(samples);
            let to = sample_at(one.max(other).saturating_add(pad_ms), rate_hz, true).min(samples);
            bytes[from * width..to.max(from) * width].fill(self.silence());
        }
    }
}

/// Returns the sample playing at a time: the one before or after it.
fn sample_at(ms: u64, rate_hz: u32, after: bool) -> usize {
    let exact = u128::from(ms) * u128::from(rate_hz);
    let sample = if after { exact.div_ceil(1_000) } else { exact / 1_000 };
    usize::try_from(sample).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
