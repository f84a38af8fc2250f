//! The folder of a model without the model: `config.toml`, `labels.txt`, `vocab.txt`.
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use figment::Figment;
use figment::providers::{Format, Toml};
use phi_redaction::engine::PhiType;
use serde::Deserialize;

use crate::error::OnnxError;
use crate::windows::Windows;
use crate::wordpiece::Vocab;

/// File with the settings.
pub const CONFIG: &str = "config.toml";
/// File with one label a line, in the order of the model's output.
pub const LABELS: &str = "labels.txt";
/// File with one word piece a line, in the order of the model's input; BERT's `vocab.txt`.
pub const VOCAB: &str = "vocab.txt";

/// Longest window. BERT's own position table has 512 rows (Devlin et al. 2019, section A.2); larger tables exist.
const LONGEST: usize = 4096;

/// Every type, for the names in `config.toml`.
const TYPES: [PhiType; 15] = [
    PhiType::Name,
    PhiType::Date,
    PhiType::Dob,
    PhiType::Phone,
    PhiType::Email,
    PhiType::Address,
    PhiType::Mrn,
    PhiType::InsuranceId,
    PhiType::Ssn,
    PhiType::Card,
    PhiType::Url,
    PhiType::Ip,
    PhiType::AgeOver89,
    PhiType::Org,
    PhiType::OtherId,
];

/// `config.toml` as it is written.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Whether the vocabulary is of lower-case words without accents ("uncased").
    pub lower_case: bool,
    /// Length of a window in word pieces, `[CLS]` and `[SEP]` included.
    pub max_tokens: usize,
    /// Pieces that two windows share, so that every piece is judged with words on both sides; a quarter when unset.
    pub overlap: Option<usize>,
    /// Probability from which a word is claimed, above 0 and at most 1.
    pub threshold: f32,
    /// The type of each entity of `labels.txt` without its `B-` or `I-`: a name as in placeholders, or `IGNORE`.
    pub labels: BTreeMap<String, String>,
}

/// What one column of the model's output means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label {
    /// The type; nothing: not PHI.
    pub kind: Option<PhiType>,
    /// Whether it says that a new entity begins here (`B-`, `S-`, `U-`).
    pub begins: bool,
}

/// A checked folder, but for the model.
#[derive(Debug)]
pub struct Settings {
    /// The vocabulary.
    pub vocab: Vocab,
    /// The columns of the model's output.
    pub labels: Vec<Label>,
    /// How pieces are cut into windows.
    pub windows: Windows,
    /// Probability from which a word is claimed.
    pub threshold: f32,
}

impl Settings {
    /// Reads and checks a folder.
    ///
    /// # Errors
    /// [`OnnxError::Read`] and [`OnnxError::Content`].
    pub fn read(folder: &Path) -> Result<Self, OnnxError> {
        let config = config(&text(folder, CONFIG)?)?;
        let labels = labels(&text(folder, LABELS)?, &config.labels)?;
        let vocab = Vocab::new(&text(folder, VOCAB)?, config.lower_case)?;
        let windows = windows(&config)?;
        Ok(Self { vocab, labels, windows, threshold: config.threshold })
    }
}

fn text(folder: &Path, file: &'static str) -> Result<String, OnnxError> {
    fs::read_to_string(folder.join(file)).map_err(|source| OnnxError::Read { file, source })
}

fn wrong<T>(file: &'static str, what: impl Into<String>) -> Result<T, OnnxError> {
    Err(OnnxError::Content { file, what: what.into() })
}

/// Reads `config.toml`.
///
/// # Errors
/// [`OnnxError::Content`] naming the key.
pub fn config(text: &str) -> Result<Config, OnnxError> {
    let config: Config = Figment::from(Toml::string(text))
        .extract()
        .map_err(|e| OnnxError::Content { file: CONFIG, what: e.to_string() })?;
    if !(config.threshold > 0.0 && config.threshold <= 1.0) {
        return wrong(CONFIG, "threshold must be above 0 and at most 1");
    }
    Ok(config)
}

fn windows(config: &Config) -> Result<Windows, OnnxError> {
    if !(4..=LONGEST).contains(&config.max_tokens) {
        return wrong(CONFIG, format!("max_tokens must be between 4 and {LONGEST}"));
    }
    let room = config.max_tokens - 2;
    match Windows::new(room, config.overlap.unwrap_or(room / 4)) {
        Some(windows) => Ok(windows),
        None => wrong(CONFIG, format!("overlap must be at most half of max_tokens - 2, which is {}", room / 2)),
    }
}

/// Reads `labels.txt` by the table `[labels]`. An entity that the table does not name is an error, not "not PHI".
///
/// # Errors
/// [`OnnxError::Content`] naming the label.
pub fn labels(text: &str, types: &BTreeMap<String, String>) -> Result<Vec<Label>, OnnxError> {
    let labels: Vec<Label> = text.lines().map(|line| label(line.trim(), types)).collect::<Result<_, _>>()?;
    if labels.iter().all(|label| label.kind.is_none()) {
        return wrong(LABELS, "no label is PHI");
    }
    Ok(labels)
}

fn label(line: &str, types: &BTreeMap<String, String>) -> Result<Label, OnnxError> {
    if line == "O" {
        return Ok(Label { kind: None, begins: false });
    }
    let (prefix, entity) = match line.split_once('-') {
        Some((prefix @ ("B" | "I" | "E" | "L" | "S" | "U"), entity)) => (prefix, entity),
        _ => ("", line),
    };
    let begins = matches!(prefix, "B" | "S" | "U");
    let Some(name) = types.get(entity) else {
        return wrong(LABELS, format!("[labels] of config.toml gives no type to {entity:?}"));
    };
    if name == "IGNORE" {
        return Ok(Label { kind: None, begins: false });
    }
    match TYPES.into_iter().find(|kind| kind.as_str() == name) {
        Some(kind) => Ok(Label { kind: Some(kind), begins }),
        None => wrong(CONFIG, format!("[labels] {entity} = {name:?} is neither a type nor IGNORE")),
    }
}

#[cfg(test)]
mod tests;
