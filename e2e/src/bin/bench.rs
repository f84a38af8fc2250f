//! `./justw bench [--json]`.
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match e2e::bench::run().await {
        Ok(measured) => {
            println!("{}", measured.json());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("The benchmark failed: {error}");
            ExitCode::FAILURE
        }
    }
}
