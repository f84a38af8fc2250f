//! transcription.
pub mod engine;
