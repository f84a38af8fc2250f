//! The redaction service.
use std::process::ExitCode;

fn main() -> ExitCode {
    phi_service::run(redaction::service())
}
