//! Wiring only.
use std::process::ExitCode;

fn main() -> ExitCode {
    phi_service::run(retention::service())
}
