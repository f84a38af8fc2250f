//! Redacts calls from standard input to standard output, one JSON object a line.

use std::io::{BufReader, BufWriter, stdin, stdout};

/// Bytes that one call of the system reads or writes.
const PIECE: usize = 1 << 16;

fn main() -> Result<(), phi_redaction::jsonl::JsonlError> {
    let input = BufReader::with_capacity(PIECE, stdin().lock());
    let summary = phi_redaction::jsonl::redact_jsonl(input, BufWriter::with_capacity(PIECE, stdout().lock()))?;
    eprintln!("{summary:?}");
    Ok(())
}
