//! A track in pieces small enough for one message, and the hash that says all of them are there.

use core::num::NonZeroUsize;

use sha2::{Digest, Sha256};

/// One piece of a track.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Chunk<'a> {
    /// Its place, counted from 0.
    pub index: u32,
    /// Whether the track ends with it.
    pub last: bool,
    /// The codec's bytes.
    pub bytes: &'a [u8],
}

/// The iterator of [`chunks`].
#[derive(Clone)]
pub struct Chunks<'a> {
    rest: Option<&'a [u8]>,
    size: usize,
    index: u32,
}

/// Cuts a track into pieces of `size` bytes, the last one shorter. An empty track is one empty last piece, so
/// that every track has exactly one last piece.
pub fn chunks(track: &[u8], size: NonZeroUsize) -> Chunks<'_> {
    Chunks { rest: Some(track), size: size.get(), index: 0 }
}

impl<'a> Iterator for Chunks<'a> {
    type Item = Chunk<'a>;

    fn next(&mut self) -> Option<Chunk<'a>> {
        let rest = self.rest.take()?;
        let (bytes, after) = rest.split_at(rest.len().min(self.size));
        let last = after.is_empty();
        let chunk = Chunk { index: self.index, last, bytes };
        self.index += 1;
        self.rest = (!last).then_some(after);
        Some(chunk)
    }
}

/// Folds pieces, in their order, into the root hash. Pieces and root are hashed under different first bytes
/// (as RFC 6962 section 2.1 does), so that no piece can pass for a list of pieces.
#[derive(Clone)]
pub struct Root {
    hash: Sha256,
    count: u32,
}

impl Default for Root {
    fn default() -> Self {
        let mut hash = Sha256::new();
        hash.update([0x01]);
        Self { hash, count: 0 }
    }
}

impl Root {
    /// Adds the next piece.
    pub fn push(&mut self, bytes: &[u8]) {
        let mut piece = Sha256::new();
        piece.update([0x00]);
        piece.update(bytes);
        self.hash.update(piece.finalize());
        self.count += 1;
    }

    /// Returns the pieces counted and the root hash: SHA-256 over their hashes.
    pub fn finish(self) -> (u32, [u8; 32]) {
        (self.count, self.hash.finalize().into())
    }
}

/// Returns how many pieces of `size` bytes a track has, and its root hash.
pub fn root(track: &[u8], size: NonZeroUsize) -> (u32, [u8; 32]) {
    let mut root = Root::default();
    for chunk in chunks(track, size) {
        root.push(chunk.bytes);
    }
    root.finish()
}
