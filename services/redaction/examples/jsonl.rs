//! Redacts calls from standard input to standard output, one JSON object a line.

fn main() -> Result<(), redaction::jsonl::JsonlError> {
    let summary =
        redaction::jsonl::redact_jsonl(std::io::stdin().lock(), std::io::BufWriter::new(std::io::stdout().lock()))?;
    eprintln!("{summary:?}");
    Ok(())
}
