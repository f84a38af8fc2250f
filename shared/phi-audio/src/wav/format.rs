//! The `fmt ` chunk: what the samples are.

use super::{MAX_RATE_HZ, MIN_RATE_HZ, is_compressed, u32_at};
use crate::{AudioError, Codec, Recording};

const TAG_PCM: u16 = 1;
const TAG_MU_LAW: u16 = 7;
const TAG_EXTENSIBLE: u16 = 0xFFFE;
/// Bytes 2 to 15 of the sub-format id of every format that has a tag (`KSDATAFORMAT_SUBTYPE_WAVEFORMATEX`).
const TAGGED_GUID: [u8; 14] = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];

/// A format that is read, with every field checked.
pub(super) struct Format {
    pub codec: Codec,
    pub rate_hz: u32,
    /// One or two.
    pub channels: usize,
}

impl Format {
    pub fn frame_bytes(&self) -> usize {
        self.codec.bytes_per_sample() * self.channels
    }

    /// Reads the chunk's body. The codec is judged first, for it decides what the rest means.
    pub(super) fn parse(chunk: &[u8]) -> Result<Self, AudioError> {
        let short = AudioError::Malformed { what: "the 'fmt ' chunk is too small" };
        let field = |at| u16_at(chunk, at).ok_or_else(|| short.clone());
        let (channels, bits, block) = (field(2)?, field(14)?, field(12)?);
        let rate_hz = u32_at(chunk, 4).ok_or_else(|| short.clone())?;
        let tag = match field(0)? {
            TAG_EXTENSIBLE => sub_format(chunk, bits)?,
            tag => tag,
        };
        let codec = match tag {
            TAG_PCM => Codec::Pcm16,
            TAG_MU_LAW => Codec::MuLaw,
            tag => return Err(AudioError::Codec { tag }),
        };
        if usize::from(bits) != codec.bytes_per_sample() * 8 {
            return Err(AudioError::SampleSize { bits });
        }
        if !(1..=2).contains(&channels) {
            return Err(AudioError::Channels { channels });
        }
        if !(MIN_RATE_HZ..=MAX_RATE_HZ).contains(&rate_hz) {
            return Err(AudioError::Rate { rate_hz });
        }
        let format = Self { codec, rate_hz, channels: usize::from(channels) };
        if usize::from(block) != format.frame_bytes() {
            return Err(AudioError::Malformed { what: "block size, channels and sample size do not agree" });
        }
        Ok(format)
    }
}

/// Returns the format tag inside an extensible format.
fn sub_format(chunk: &[u8], bits: u16) -> Result<u16, AudioError> {
    let (Some(extension), Some(valid_bits), Some(guid)) = (u16_at(chunk, 16), u16_at(chunk, 18), chunk.get(24..40))
    else {
        return Err(AudioError::Malformed { what: "the extensible 'fmt ' chunk is too small" });
    };
    if extension < 22 {
        return Err(AudioError::Malformed { what: "the extensible 'fmt ' chunk is too small" });
    }
    if valid_bits != 0 && valid_bits != bits {
        return Err(AudioError::SampleSize { bits: valid_bits });
    }
    if guid[2..] != TAGGED_GUID {
        return Err(AudioError::Codec { tag: TAG_EXTENSIBLE });
    }
    Ok(u16::from_le_bytes([guid[0], guid[1]]))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk::<2>().map(|two| u16::from_le_bytes(*two))
}

/// Writes everything before the samples.
pub(super) fn header(recording: &Recording, frames: usize, data_bytes: usize) -> Vec<u8> {
    let width = recording.codec.bytes_per_sample();
    let channels = recording.tracks.len();
    let tag = match recording.codec {
        Codec::MuLaw => TAG_MU_LAW,
        Codec::Pcm16 => TAG_PCM,
    };
    let mut fmt = Vec::with_capacity(18);
    fmt.extend_from_slice(&tag.to_le_bytes());
    fmt.extend_from_slice(&(channels as u16).to_le_bytes());
    fmt.extend_from_slice(&recording.rate_hz.to_le_bytes());
    fmt.extend_from_slice(&size(recording.rate_hz as usize * width * channels));
    fmt.extend_from_slice(&((width * channels) as u16).to_le_bytes());
    fmt.extend_from_slice(&((width * 8) as u16).to_le_bytes());
    let mut chunks = Vec::with_capacity(58);
    if is_compressed(recording.codec) {
        fmt.extend_from_slice(&[0, 0]);
        push(&mut chunks, *b"fmt ", &fmt);
        push(&mut chunks, *b"fact", &size(frames));
    } else {
        push(&mut chunks, *b"fmt ", &fmt);
    }
    let mut file = Vec::with_capacity(chunks.len() + 20);
    file.extend_from_slice(b"RIFF");
    file.extend_from_slice(&size(4 + chunks.len() + 8 + data_bytes + data_bytes % 2));
    file.extend_from_slice(b"WAVE");
    file.extend_from_slice(&chunks);
    file.extend_from_slice(b"data");
    file.extend_from_slice(&size(data_bytes));
    file
}

fn push(chunks: &mut Vec<u8>, id: [u8; 4], body: &[u8]) {
    chunks.extend_from_slice(&id);
    chunks.extend_from_slice(&size(body.len()));
    chunks.extend_from_slice(body);
}

fn size(bytes: usize) -> [u8; 4] {
    u32::try_from(bytes).unwrap_or(u32::MAX).to_le_bytes()
}
