//! A recording: its tracks as the codec's own bytes, one per party of the call.

use core::fmt;

use crate::{AudioError, SPEECH_RATE_HZ, g711, resample, wav};

/// How a sample is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Codec {
    /// One byte per sample, ITU-T G.711 mu-law (WAVE format tag 7).
    MuLaw,
    /// Two bytes per sample, signed, little endian (WAVE format tag 1).
    Pcm16,
}

impl Codec {
    /// Returns the bytes of one sample.
    pub const fn bytes_per_sample(self) -> usize {
        match self {
            Self::MuLaw => 1,
            Self::Pcm16 => 2,
        }
    }

    /// Returns the byte that, repeated, is silence.
    pub const fn silence(self) -> u8 {
        match self {
            Self::MuLaw => g711::SILENCE,
            Self::Pcm16 => 0,
        }
    }

    /// Returns the name that events and command output use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::MuLaw => "mu-law",
            Self::Pcm16 => "pcm16",
        }
    }
}

/// A recording of one or two tracks. A voice identifies its speaker (45 CFR 164.514(b)(2)(i)(P)), so
/// `Debug` shows sizes and never samples.
#[derive(Clone, PartialEq, Eq)]
pub struct Recording {
    /// The codec of every track.
    pub codec: Codec,
    /// Samples per second of every track, in hertz.
    pub rate_hz: u32,
    /// The codec's bytes of each track, as they stood in the file: first the left channel, then the right.
    pub tracks: Vec<Vec<u8>>,
}

impl Recording {
    /// Reads a WAV file. Every track is bit-exact.
    ///
    /// # Errors
    /// Any [`AudioError`]: not a WAV file, cut short, another codec, a header that cannot be.
    pub fn parse(file: &[u8]) -> Result<Self, AudioError> {
        wav::parse(file)
    }

    /// Returns the track of this number, 0 being the left channel.
    pub fn track(&self, number: usize) -> Option<Track<'_>> {
        let bytes = self.tracks.get(number)?;
        Some(Track { codec: self.codec, rate_hz: self.rate_hz, bytes })
    }

    /// Returns the length of the longest track in milliseconds, rounded down.
    pub fn duration_ms(&self) -> u64 {
        (0..self.tracks.len()).filter_map(|n| self.track(n)).map(|t| t.duration_ms()).max().unwrap_or(0)
    }
}

impl fmt::Debug for Recording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sizes: Vec<usize> = self.tracks.iter().map(Vec::len).collect();
        f.debug_struct("Recording")
            .field("codec", &self.codec)
            .field("rate_hz", &self.rate_hz)
            .field("track_bytes", &sizes)
            .finish()
    }
}

/// A view of one track, however its bytes are kept. `Debug` shows its size and no sample.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Track<'a> {
    /// How the bytes are to be read.
    pub codec: Codec,
    /// Samples per second, in hertz.
    pub rate_hz: u32,
    /// The codec's bytes.
    pub bytes: &'a [u8],
}

impl Track<'_> {
    /// Returns the whole samples in the track; half a sample at its end does not count.
    pub fn samples(&self) -> usize {
        self.bytes.len() / self.codec.bytes_per_sample()
    }

    /// Returns the length in milliseconds, rounded down; 0 for a rate of 0.
    pub fn duration_ms(&self) -> u64 {
        (self.samples() as u64 * 1_000).checked_div(u64::from(self.rate_hz)).unwrap_or(0)
    }

    /// Decodes to 16-bit samples at the track's own rate.
    pub fn pcm16(&self) -> Vec<i16> {
        match self.codec {
            Codec::MuLaw => self.bytes.iter().map(|&code| g711::decode(code)).collect(),
            Codec::Pcm16 => self.bytes.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect(),
        }
    }

    /// Decodes to what a speech engine takes: 16-bit samples at [`SPEECH_RATE_HZ`].
    pub fn for_speech(&self) -> Vec<i16> {
        resample(&self.pcm16(), self.rate_hz, SPEECH_RATE_HZ)
    }
}

impl fmt::Debug for Track<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Track")
            .field("codec", &self.codec)
            .field("rate_hz", &self.rate_hz)
            .field("bytes", &self.bytes.len())
            .finish()
    }
}

#[cfg(test)]
mod tests;
