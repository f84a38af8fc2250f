//! Calls as lines of JSON.
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use phi_calls::{Call, Form, switchboard};
use serde_json::json;

use crate::BoxError;

/// One seed, so that every run reads the same calls.
const SEED: u64 = 2026;

/// One call of the generator that the redactor was not trained on.
pub fn call(form: Form, number: u64) -> Call {
    switchboard::call(form, number, SEED)
}

/// A call's text as a line of input.
pub fn line(id: &str, text: &str) -> String {
    json!({"id": id, "text": text}).to_string() + "\n"
}

/// Writes at least so many bytes of calls, all different.
///
/// # Errors
/// The operating system's.
pub fn write(path: &Path, form: Form, bytes: usize) -> Result<(), BoxError> {
    let mut file = BufWriter::new(File::create(path)?);
    let mut written = 0;
    for number in 0.. {
        if written >= bytes {
            break;
        }
        let call = call(form, number);
        let line = line(&call.id, &call.text().0);
        file.write_all(line.as_bytes())?;
        written += line.len();
    }
    Ok(file.flush()?)
}
