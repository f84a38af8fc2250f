//! Wiring only.
use std::process::ExitCode;

fn main() -> ExitCode {
    phi_service::run(breach_notification::service())
}
