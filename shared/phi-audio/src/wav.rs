//! RIFF/WAVE in and out (Multimedia Programming Interface and Data Specifications 1.0, 1991; RFC 2361 for
//! the format tags; `WAVEFORMATEXTENSIBLE` of mmreg.h for tag 0xFFFE).

mod format;

use crate::{AudioError, Codec, Recording};
use format::Format;

/// The most bytes of a file that are read: nine hours of a stereo mu-law call.
pub const MAX_BYTES: u64 = 512 * 1024 * 1024;
/// The lowest sampling rate that is read, in hertz: the telephone's.
pub const MIN_RATE_HZ: u32 = 8_000;
/// The highest sampling rate that is read, in hertz: the usual one of voice over IP.
pub const MAX_RATE_HZ: u32 = 48_000;

/// Sizes from here on are placeholders of programs that write to a pipe: 0xFFFFFFFF by ffmpeg, 0x7FFFF000 and
/// a little by sox. A real size this large is refused by [`MAX_BYTES`] anyway.
const PLACEHOLDER: u32 = 0x7FFF_F000;

/// Reads a whole file.
pub(crate) fn parse(file: &[u8]) -> Result<Recording, AudioError> {
    let size = file.len() as u64;
    if size > MAX_BYTES {
        return Err(AudioError::TooLarge { bytes: size, limit: MAX_BYTES });
    }
    let (format, data) = walk(file)?;
    if data.is_empty() {
        return Err(AudioError::Empty);
    }
    if data.len() % format.frame_bytes() != 0 {
        let declared = data.len().next_multiple_of(format.frame_bytes()) as u64;
        return Err(AudioError::Truncated { declared, present: data.len() as u64 });
    }
    Ok(Recording { codec: format.codec, rate_hz: format.rate_hz, tracks: deinterleave(&format, data) })
}

/// Finds the format and the samples among the chunks, whichever others there are.
fn walk(file: &[u8]) -> Result<(Format, &[u8]), AudioError> {
    let riff_end = opening(file)?;
    let (mut format, mut data) = (None, None);
    let mut at = 12;
    while let Some((id, size)) = chunk_header(file, at) {
        let body = file.get(at + 8..).unwrap_or_default();
        let length = match id {
            b"fmt " if format.is_some() => {
                return Err(AudioError::Malformed { what: "two 'fmt ' chunks" });
            }
            b"fmt " => {
                let chunk = whole(body, u64::from(size))?;
                format = Some(Format::parse(chunk)?);
                chunk.len()
            }
            b"data" if data.is_some() => {
                return Err(AudioError::Malformed { what: "two 'data' chunks" });
            }
            b"data" => {
                let samples =
                    if runs_to_the_end(size, at + 8, riff_end) { body } else { whole(body, u64::from(size))? };
                data = Some(samples);
                samples.len()
            }
            // A cut in a chunk after the samples loses none of them; before, it loses all.
            _ if data.is_none() => whole(body, u64::from(size))?.len(),
            _ => size as usize,
        };
        at = at.saturating_add(8).saturating_add(length).saturating_add(length % 2);
    }
    match (format, data) {
        (Some(format), Some(data)) => Ok((format, data)),
        (None, _) => Err(missing("fmt ", riff_end, file)),
        (Some(_), None) => Err(missing("data", riff_end, file)),
    }
}

/// Checks the first twelve bytes and returns where the file says it ends, if it says so.
fn opening(file: &[u8]) -> Result<Option<u64>, AudioError> {
    let known = file.len().min(4);
    if known == 0 || file[..known] != b"RIFF"[..known] {
        return Err(AudioError::NotWave);
    }
    if file.len() < 12 {
        return Err(AudioError::Truncated { declared: 12, present: file.len() as u64 });
    }
    if file[8..12] != *b"WAVE" {
        return Err(AudioError::NotWave);
    }
    let size = u32_at(file, 4).filter(|&size| size != 0 && size < PLACEHOLDER);
    Ok(size.map(|size| u64::from(size) + 8))
}

/// Tells whether the size of a `data` chunk was never filled in, so that the samples run to the file's end. A
/// size of 0 says so too, unless the file's own size accounts for what follows.
fn runs_to_the_end(size: u32, start: usize, riff_end: Option<u64>) -> bool {
    let accounted = riff_end.is_some_and(|end| end >= start as u64);
    size >= PLACEHOLDER || (size == 0 && !accounted)
}

/// Returns the chunk's body, all of it.
fn whole(body: &[u8], declared: u64) -> Result<&[u8], AudioError> {
    let present = body.len() as u64;
    if declared > present {
        return Err(AudioError::Truncated { declared, present });
    }
    Ok(&body[..declared as usize])
}

/// Says why a chunk is not there: the file was cut before it, or it never was.
fn missing(chunk: &'static str, riff_end: Option<u64>, file: &[u8]) -> AudioError {
    let present = file.len() as u64;
    match riff_end {
        Some(declared) if declared > present => AudioError::Truncated { declared, present },
        Some(_) | None => AudioError::Missing { chunk },
    }
}

fn chunk_header(file: &[u8], at: usize) -> Option<(&[u8; 4], u32)> {
    let id = file.get(at..)?.first_chunk::<4>()?;
    Some((id, u32_at(file, at + 4)?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk::<4>().map(|four| u32::from_le_bytes(*four))
}

fn deinterleave(format: &Format, data: &[u8]) -> Vec<Vec<u8>> {
    let width = format.codec.bytes_per_sample();
    (0..format.channels)
        .map(|channel| {
            let frames = data.chunks_exact(format.frame_bytes());
            frames.flat_map(|frame| &frame[channel * width..(channel + 1) * width]).copied().collect()
        })
        .collect()
}

/// Writes a recording as a WAV file. Tracks of unequal length are filled up with silence; half a sample at a
/// track's end is left out. Sizes over 4 GiB, which no parsed recording has, become the placeholder 0xFFFFFFFF.
pub fn to_wav(recording: &Recording) -> Vec<u8> {
    let width = recording.codec.bytes_per_sample();
    let frames = recording.tracks.iter().map(|track| track.len() / width).max().unwrap_or(0);
    let data_bytes = frames * width * recording.tracks.len();
    let mut file = format::header(recording, frames, data_bytes);
    file.reserve(data_bytes + 1);
    let silence = [recording.codec.silence(); 2];
    for frame in 0..frames {
        for track in &recording.tracks {
            let sample = track.get(frame * width..(frame + 1) * width).unwrap_or(&silence[..width]);
            file.extend_from_slice(sample);
        }
    }
    if data_bytes % 2 == 1 {
        file.push(0);
    }
    file
}

/// Returns whether the codec's chunk carries an extension size and a `fact` chunk: every codec but PCM.
const fn is_compressed(codec: Codec) -> bool {
    match codec {
        Codec::MuLaw => true,
        Codec::Pcm16 => false,
    }
}

#[cfg(test)]
mod tests;
