//! Why a recording is refused, and what its sender can do about it.

use thiserror::Error;

/// A recording that is not read. The text names sizes and format numbers only, never content.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AudioError {
    /// The bytes do not begin as a RIFF/WAVE file.
    #[error("PHI-A001: this is not a WAV file; send RIFF/WAVE with 16-bit PCM or mu-law")]
    NotWave,
    /// The file ends before what its header announces.
    #[error(
        "PHI-A002: the WAV file is cut short: its header declares {declared} bytes and {present} are there; send the whole file again"
    )]
    Truncated {
        /// Bytes that the header announces, counted from the place where they should start.
        declared: u64,
        /// Bytes that are there from the same place.
        present: u64,
    },
    /// A codec other than 16-bit PCM and mu-law.
    #[error("PHI-A003: codec {tag} is not read; send 16-bit PCM or mu-law")]
    Codec {
        /// The format tag of the `fmt ` chunk (RFC 2361 lists them).
        tag: u16,
    },
    /// A sample size that does not belong to the codec.
    #[error("PHI-A004: samples of {bits} bits are not read; send 16-bit PCM or 8-bit mu-law")]
    SampleSize {
        /// Bits per sample as declared.
        bits: u16,
    },
    /// No channel, or more than the two parties of a call.
    #[error("PHI-A005: {channels} channels are not read; send one, or two with the caller on the left")]
    Channels {
        /// Channels as declared.
        channels: u16,
    },
    /// A sampling rate no telephone recording has.
    #[error("PHI-A006: a sampling rate of {rate_hz} Hz is not read; send 8000 to 48000 Hz")]
    Rate {
        /// Samples per second as declared.
        rate_hz: u32,
    },
    /// A chunk without which there is nothing to read.
    #[error("PHI-A007: the WAV file has no '{chunk}' chunk; export the recording again")]
    Missing {
        /// The chunk's four letters.
        chunk: &'static str,
    },
    /// Header fields that contradict each other.
    #[error("PHI-A008: the WAV file contradicts itself: {what}; export the recording again")]
    Malformed {
        /// Which fields.
        what: &'static str,
    },
    /// A file with a correct header and no sample.
    #[error("PHI-A009: the recording holds no audio; report the call as missed instead of sending an empty file")]
    Empty,
    /// More bytes than a call has.
    #[error("PHI-A010: the recording has {bytes} bytes and at most {limit} are read; split it or send mu-law")]
    TooLarge {
        /// Bytes sent.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
}

/// Every code of [`AudioError`] with its meaning, for the error reference.
pub const CODES: [(&str, &str); 10] = [
    ("PHI-A001", "not a RIFF/WAVE file"),
    ("PHI-A002", "the file is cut short"),
    ("PHI-A003", "the codec is not read"),
    ("PHI-A004", "the sample size does not belong to the codec"),
    ("PHI-A005", "no channel, or more than two"),
    ("PHI-A006", "a sampling rate outside 8000 to 48000 Hz"),
    ("PHI-A007", "the 'fmt ' or 'data' chunk is missing"),
    ("PHI-A008", "header fields contradict each other"),
    ("PHI-A009", "the recording holds no audio"),
    ("PHI-A010", "the recording is too large"),
];

impl AudioError {
    /// Returns the stable code, the same that begins the message.
    pub fn code(&self) -> &'static str {
        let row = match self {
            Self::NotWave => 0,
            Self::Truncated { .. } => 1,
            Self::Codec { .. } => 2,
            Self::SampleSize { .. } => 3,
            Self::Channels { .. } => 4,
            Self::Rate { .. } => 5,
            Self::Missing { .. } => 6,
            Self::Malformed { .. } => 7,
            Self::Empty => 8,
            Self::TooLarge { .. } => 9,
        };
        CODES[row].0
    }
}
