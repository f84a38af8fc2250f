//! The door as a process of its own.
fn main() -> std::process::ExitCode {
    phi_service::run(call_intake::service())
}
