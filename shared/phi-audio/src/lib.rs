//! Telephone recordings as bytes: reads RIFF/WAVE, keeps every track bit for bit, converts to the speech
//! engine's format, cuts into chunks, and silences what must not be heard.
//!
//! Pure: no files, no sockets, no clock, no randomness. A recording comes from outside, so every length in
//! it is checked before it is used, and no input makes the crate panic (see `tests/properties.rs`).
//!
//! ```
//! use phi_audio::{Codec, Recording, to_wav};
//! let call = Recording { codec: Codec::MuLaw, rate_hz: 8_000, tracks: vec![vec![0xFF; 800], vec![0x7E; 800]] };
//! assert_eq!(Recording::parse(&to_wav(&call)).unwrap(), call);
//! assert_eq!(call.duration_ms(), 100);
//! ```

mod chunk;
mod error;
pub mod g711;
mod mask;
mod recording;
mod resample;
mod wav;

pub use chunk::{Chunk, Chunks, Root, chunks, root};
pub use error::{AudioError, CODES};
pub use recording::{Codec, Recording, Track};
pub use resample::resample;
pub use wav::{MAX_BYTES, MAX_RATE_HZ, MIN_RATE_HZ, to_wav};

/// The sampling rate the speech engines take, in hertz (16 kHz, 16-bit, one channel).
pub const SPEECH_RATE_HZ: u32 = 16_000;
