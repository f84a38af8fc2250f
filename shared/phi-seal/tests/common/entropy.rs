//! Entropy that is the same in every run: SHA-256 of a seed and a counter.
use std::sync::atomic::{AtomicU64, Ordering};

use phi_seal::Entropy;
use sha2::{Digest, Sha256};

/// A stream of bytes that its seed determines.
pub struct Fixed {
    seed: u8,
    drawn: AtomicU64,
}

impl Fixed {
    /// Starts at the beginning of the stream.
    pub const fn new(seed: u8) -> Self {
        Self { seed, drawn: AtomicU64::new(0) }
    }
}

impl Entropy for Fixed {
    fn fill(&self, buffer: &mut [u8]) {
        for piece in buffer.chunks_mut(32) {
            let count = self.drawn.fetch_add(1, Ordering::Relaxed);
            let block = Sha256::new_with_prefix([self.seed]).chain_update(count.to_be_bytes()).finalize();
            piece.copy_from_slice(&block[..piece.len()]);
        }
    }
}
