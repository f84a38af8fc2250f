//! What was said. Written by transcription.
pub mod v1;
pub use v1::{Engine, Failure, Said, Silence, Tier, Transcript, TranscriptContent, TranscriptFact, Turn, Word};
