//! The command.
fn main() -> std::process::ExitCode {
    phimesh::run()
}
