//! The binary: wiring only.
use std::process::ExitCode;

fn main() -> ExitCode {
    phi_service::run(ehr_sync::service())
}
