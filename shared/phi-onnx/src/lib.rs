//! An operator's own ONNX token classifier as one more detector of the redactor.
//!
//! A folder holds the model, its vocabulary, its labels and a `config.toml` (`settings`). The words of a call are cut
//! into word pieces (`wordpiece`), the pieces into overlapping windows of one fixed length (`windows`); the model gives
//! each piece a probability by type, and tokens that the rules left free are claimed (`classifier`). Only `runtime`,
//! which the feature of that name compiles, knows an ONNX runtime.
//! How to supply a model: `docs/redaction-models.md`.
pub mod classifier;
pub mod error;
#[cfg(feature = "runtime")]
pub mod runtime;
pub mod settings;
pub mod windows;
pub mod wordpiece;

pub use classifier::{Classifier, Model};
pub use error::OnnxError;
#[cfg(feature = "runtime")]
pub use runtime::detector;
