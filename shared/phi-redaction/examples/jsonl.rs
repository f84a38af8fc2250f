//! Redacts calls from standard input to standard output, one JSON object a line.

fn main() -> Result<(), phi_redaction::jsonl::JsonlError> {
    let summary =
        phi_redaction::jsonl::redact_jsonl(std::io::stdin().lock(), std::io::BufWriter::new(std::io::stdout().lock()))?;
    eprintln!("{summary:?}");
    Ok(())
}
