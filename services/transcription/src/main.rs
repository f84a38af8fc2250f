//! The transcription service.
use std::process::ExitCode;

fn main() -> ExitCode {
    phi_service::run(transcription::service())
}
