//! Why an operator's model cannot be used. Each stops the service at its start: a redactor without a model that it was
//! told to have would release what the model was bought to catch.
use std::io;

/// A model's folder cannot be used. No text of a call is ever in it: it happens before the first call.
#[derive(Debug, thiserror::Error)]
pub enum OnnxError {
    /// A file of the folder cannot be read.
    #[error("PHI-M001: {file} of the ONNX model's folder cannot be read")]
    Read {
        /// Its name inside the folder.
        file: &'static str,
        /// What the system says.
        source: io::Error,
    },
    /// A file of the folder says something that cannot be meant.
    #[error("PHI-M002: {file} of the ONNX model's folder: {what}")]
    Content {
        /// Its name inside the folder.
        file: &'static str,
        /// What is wrong, and where.
        what: String,
    },
    /// The runtime does not load the graph.
    #[error("PHI-M003: the ONNX model does not load: {0}")]
    Load(String),
    /// The graph loads, and its answer is not that of a token classifier with this vocabulary and these labels.
    #[error("PHI-M004: the ONNX model does not answer as config.toml, vocab.txt and labels.txt say: {0}")]
    Answer(String),
}

/// Every code of [`OnnxError`] with its meaning, for the error reference.
pub const CODES: [(&str, &str); 4] = [
    ("PHI-M001", "a file of the model's folder cannot be read"),
    ("PHI-M002", "a file of the model's folder is wrong"),
    ("PHI-M003", "the model does not load"),
    ("PHI-M004", "the model does not answer as its folder says"),
];

impl OnnxError {
    /// Returns the stable code, the same that begins the message.
    pub fn code(&self) -> &'static str {
        let row = match self {
            Self::Read { .. } => 0,
            Self::Content { .. } => 1,
            Self::Load(_) => 2,
            Self::Answer(_) => 3,
        };
        CODES[row].0
    }
}
