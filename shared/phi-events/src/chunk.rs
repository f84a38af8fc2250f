//! Chunks of a recording, as they stand sealed on `audio.…` and `masked.…` subjects. Index and last-flag are inside the
//! seal, so that a recording cannot be cut short or put together anew.
use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

/// Bytes of sound in one chunk: fits a NATS message with its seal (default limit 1 MiB).
pub const CHUNK_BYTES: usize = 256 * 1024;

/// One chunk of one track.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chunk {
    /// The track.
    pub track: u8,
    /// From 0.
    pub index: u32,
    /// Whether it is the track's last.
    pub last: bool,
    /// Samples as coded.
    #[serde(with = "bytes_as_seq")]
    pub samples: Vec<u8>,
}

impl Drop for Chunk {
    fn drop(&mut self) {
        self.samples.zeroize();
    }
}

mod bytes_as_seq {
    //! postcard writes a byte slice as length and bytes, at memcpy speed.
    use serde::de::{Deserializer, Error, Visitor};
    use serde::ser::Serializer;

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    struct Bytes;

    impl<'de> Visitor<'de> for Bytes {
        type Value = Vec<u8>;
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("bytes")
        }
        fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
            Ok(bytes.to_vec())
        }
        fn visit_borrowed_bytes<E: Error>(self, bytes: &'de [u8]) -> Result<Vec<u8>, E> {
            Ok(bytes.to_vec())
        }
        fn visit_byte_buf<E: Error>(self, bytes: Vec<u8>) -> Result<Vec<u8>, E> {
            Ok(bytes)
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        deserializer.deserialize_bytes(Bytes)
    }
}
