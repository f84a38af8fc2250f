//! Silence over what must not be heard, and every other sample as it was.

use crate::Track;

impl Track<'_> {
    /// Returns a copy of the track's bytes in which every range (start and end in milliseconds) and `pad_ms` on
    /// both of its sides is silence. Samples outside are untouched, the length stays. A range given backwards
    /// is silenced all the same, for a mistake must not let a word through.
    pub fn silence(&self, ranges_ms: &[(u64, u64)], pad_ms: u64) -> Vec<u8> {
        let mut masked = self.bytes.to_vec();
        for &(one, other) in ranges_ms {
            let from = self.sample_at(one.min(other).saturating_sub(pad_ms), false);
            let to = self.sample_at(one.max(other).saturating_add(pad_ms), true);
            let width = self.codec.bytes_per_sample();
            let (from, to) = (from * width, to * width);
            masked[from..to.max(from)].fill(self.codec.silence());
        }
        masked
    }

    /// Returns the sample playing at a time: the one before or after it, at most the track's end.
    fn sample_at(&self, ms: u64, after: bool) -> usize {
        let exact = u128::from(ms) * u128::from(self.rate_hz);
        let sample = if after { exact.div_ceil(1_000) } else { exact / 1_000 };
        usize::try_from(sample).unwrap_or(usize::MAX).min(self.samples())
    }
}

#[cfg(test)]
mod tests;
