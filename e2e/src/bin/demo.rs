//! `./justw demo [--json]`: exit status 0 only if every claim held.
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let json = std::env::args().any(|argument| argument == "--json");
    let report = match e2e::demo::run().await {
        Ok(report) => report,
        Err(error) => {
            eprintln!("The demo failed: {error}");
            return ExitCode::FAILURE;
        }
    };
    if json {
        println!("{}", report.json());
    }
    let verdict = if report.held() { "Every claim held." } else { "A claim did NOT hold: see above." };
    eprintln!("\n{verdict} {:.0} s in all.", report.seconds);
    if report.held() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
