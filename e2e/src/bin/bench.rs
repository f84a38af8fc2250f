//! `./justw bench [--json]`, `./justw bench telemetry [--json]`, and `./justw bench redaction [--json] [--peers] [--write FOLDER]`.
use std::process::ExitCode;

use e2e::BoxError;

/// What goes to standard output.
async fn measured(args: &[String]) -> Result<String, BoxError> {
    let has = |flag: &str| args.iter().any(|arg| arg == flag);
    if args.first().is_some_and(|first| first == "telemetry") {
        eprintln!("A loop's throughput with telemetry on against off …");
        let cost = e2e::bench::telemetry::measure().await?;
        let said =
            format!("on {:.0}/s, off {:.0}/s: {:.3} of the throughput (goal: 0.90)", cost.on, cost.off, cost.ratio);
        return Ok(if has("--json") { cost.json().to_string() } else { said });
    }
    if args.first().is_none_or(|first| first != "redaction") {
        return Ok(e2e::bench::run().await?.json().to_string());
    }
    if let Some(folder) = args.iter().skip_while(|arg| *arg != "--write").nth(1) {
        let files = e2e::bench::redaction::write(folder.as_ref())?;
        return Ok(files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join("\n"));
    }
    let report = e2e::bench::redaction::run(has("--peers"))?;
    Ok(if has("--json") { report.json().to_string() } else { report.text() })
}

#[tokio::main]
async fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match measured(&args).await {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("The benchmark failed: {error}");
            ExitCode::FAILURE
        }
    }
}
