//! Calls as they came in. Written by call-intake.
pub mod v1;
pub use v1::{
    Call, CallContent, CallFact, CallerIdentity, Codec, Direction, EndReason, PlatformTranscript, PlatformTurn,
    RecordingState, Source, Speaker, Track, Unavailable,
};
